using System.Globalization;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using Xunit.Abstractions;

namespace MainImageHub.Tests.Marketplaces.Ebay;

/// <summary>The contract on eBay, and what only eBay has.</summary>
public sealed class EbayConnectorTests(ITestOutputHelper output) : ConnectorContractTests(output)
{
    private const string Own = "https://i.ebayimg.com/images/g/OwnAAOSw1/s-l1600.jpg";
    private const string Other = "https://i.ebayimg.com/images/g/OthAAOSw2/s-l1600.jpg";
    private const string Further = "https://i.ebayimg.com/images/g/FurAAOSw3/s-l1600.jpg";
    private const string Inventory = "/sell/inventory/v1";
    private const string Media = "/commerce/media/v1_beta/image";

    private static readonly SpecRequestValidator? Models = SpecRequestValidator.ForEbay();

    protected override SiteCode Site => SiteCode.Parse("ebay/US");

    protected override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["seller"] = "acme_gmbh",
        ["clientId"] = "Acme-Hub-PRD-1",
        ["clientSecret"] = "PRD-53cr3t0ftheapp",
        ["refreshToken"] = "v^1.1#i^1#r^1#consentOfAcme",
    };

    protected override IReadOnlyList<string> IssuedSecrets { get; } = ["v^1.1#i^1#p^3#token0001", "v^1.1#i^1#p^3#token0002"];

    protected override string ExternalId => "142133954229";

    // The picture is made before, and changes no listing; what the contract calls a push is the call that hangs it.
    protected override string? Begun => $$"""{"image":"img-1","url":"{{Own}}"}""";

    protected override PushTrace NotStored => PushTrace.Begun;

    protected override Answer TakenIn => Answers.Json("""{"warnings":[]}""");

    protected override Answer RefusedPicture => Refusal(400, 25014, "The eBay listing associated with the inventory item, or the unpublished offer has invalid pictures. Too small.");

    protected override Answer ExpiredToken => Refusal(401, 1001, "Invalid access token. Check the value of the Authorization HTTP request header.");

    protected override bool IsSignIn(RecordedRequest request) => request is { Method: "POST", Path: "/identity/v1/oauth2/token" };

    protected override bool IsPush(RecordedRequest request) => request.Method == "PUT" && IsItem(request);

    protected override bool IsReadBack(RecordedRequest request) => request.Method == "GET" && IsItem(request);

    protected override bool IsVerification(RecordedRequest request) => request is { Method: "GET", Path: $"{Inventory}/inventory_item" } && request.Parameter("limit") == "1";

    protected override Answer Verified(int listings) => Page(listings, next: null);

    protected override async Task<string> SkuOnTheWireAsync(string sku)
    {
        Marketplace.On(IsReadBack, Refusal(404, 25702, "It could not be found or is not available in the system."));
        (await Connector.ReadListingAsync(Store, new(ExternalId, sku))).Problem!.Code.Should().Be(ProblemCodes.NotFound);
        return Uri.UnescapeDataString(Marketplace.Requests.Single(IsReadBack).Path[$"{Inventory}/inventory_item/".Length..]);
    }

    protected override void ScriptSignIn(ScriptedMarketplace marketplace)
    {
        marketplace.On(IsSignIn, Answers.Each(
            Answers.Json("""{"access_token":"v^1.1#i^1#p^3#token0001","expires_in":7200,"token_type":"User Access Token"}"""),
            Answers.Json("""{"access_token":"v^1.1#i^1#p^3#token0002","expires_in":7200,"token_type":"User Access Token"}""")));

        // Before anything is pushed: two pictures of the seller's, and ours at the picture service.
        marketplace.On(IsReadBack, Answers.Json(Item("SKU-1", Other, Further)));
        marketplace.On(request => request is { Method: "GET", Path: $"{Media}/img-1" }, Image(Own));
    }

    protected override string StoredAs(Uri location) => location == Push().MediaLocation ? Own : "https://i.ebayimg.com/images/g/SomeoneElses/s-l1600.jpg";

    protected override Answer StoredPicture(Uri location) => Answers.Json(Item("SKU-1", StoredAs(location), Further));

    protected override string CodeOf(string code) => code.Any(char.IsAsciiDigit) ? new string([.. code.Where(char.IsAsciiDigit)]) : "99001";

    protected override Answer Error(int status, string code, string message, params (string Name, string Value)[] headers) =>
        Refusal(status, int.Parse(CodeOf(code), CultureInfo.InvariantCulture), message, headers);

    protected override (IReadOnlyList<string>? Violations, string Reason) HoldAgainstModels(RecordedRequest request) =>
        IsSignIn(request) ? (null, "the sign-in is described by no file at hand")
        : Models is null ? (null, "shared/marketplaces/specs/ebay is not there")
        : ([.. Models.Validate(request).Where(problem => !problem.Contains("futureField", StringComparison.Ordinal))], string.Empty);

    protected override IReadOnlyList<string>? HoldAgainstModels(RecordedAnswer answer) =>
        Models is null || IsSignIn(answer.To) || answer.Body.Length == 0 || answer.Status is 401 or 403 or 418 or 429
            ? null
            : [.. Models.Validate(answer).Where(problem => !problem.Contains("futureField", StringComparison.Ordinal))];

    [EbayModelsFact]
    public void Validator_finds_what_is_wrong_with_a_request()
    {
        static RecordedRequest Put(string body, string? language = "en-US") =>
            new("PUT", $"{Inventory}/inventory_item/A", new Dictionary<string, string> { ["Content-Type"] = "application/json", [language is null ? "X" : "Content-Language"] = language ?? "" }, body);
        const string good = """{"product":{"title":"A mug","description":"d","aspects":{"Brand":["Acme"]},"imageUrls":["https://i.ebayimg.com/a"]}}""";

        Models!.Validate(Put(good)).Should().BeEmpty();
        Models.Validate(Put(good, language: null)).Should().ContainSingle(problem => problem.Contains("Content-Language"));
        Models.Validate(Put("""{"sku":"A","product":{"title":5,"imageUrls":"x"}}""")).Should().HaveCount(4, "a field too many, one missing, two of another type");
        Models.Validate(new RecordedRequest("GET", $"{Inventory}/inventory_item?limit=5&after=x", new Dictionary<string, string>(), "")).Should().ContainSingle(problem => problem.Contains("after"));
        Models.Validate(new RecordedRequest("POST", $"{Media}/create_image_from_url", new Dictionary<string, string> { ["Content-Type"] = "application/json" }, """{"url":"x"}""")).Should().HaveCount(2);
        Models.Validate(new RecordedRequest("POST", "/sell/nothing", new Dictionary<string, string>(), "")).Should().ContainSingle();
    }

    [EbayModelsFact]
    public void Validator_finds_what_is_wrong_with_an_answer()
    {
        static RecordedAnswer Said(int status, string body) => new(new("GET", $"{Inventory}/inventory_item/A", new Dictionary<string, string>(), ""), status, "application/json", body);

        Models!.Validate(Said(200, """{"sku":"A","locale":"en_US","product":{"title":"t","description":"d"}}""")).Should().BeEmpty();
        Models.Validate(Said(200, """{"sku":5,"product":{"title":"t"}}""")).Should().HaveCount(3);
        Models.Validate(Said(404, """{"errors":[{"errorId":25702,"message":"m"}]}""")).Should().BeEmpty();
        Models.Validate(Said(404, """{"errors":[{"errorId":"25702"}]}""")).Should().ContainSingle();
    }

    [Fact]
    public async Task Sign_in_is_the_apps_own_and_names_consent_and_scope()
    {
        Marketplace.On(IsPush, TakenIn);

        await Connector.PushMainImageAsync(Store, Push());

        var signIn = Marketplace.Requests.Single(IsSignIn);
        signIn.Headers["Content-Type"].Should().Be("application/x-www-form-urlencoded");
        signIn.Headers["Authorization"].Should().Be($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("Acme-Hub-PRD-1:PRD-53cr3t0ftheapp"))}");
        signIn.Body.Split('&').Select(Uri.UnescapeDataString).Should().BeEquivalentTo("grant_type=refresh_token", "refresh_token=v^1.1#i^1#r^1#consentOfAcme", "scope=https://api.ebay.com/oauth/api_scope/sell.inventory");
        var push = Marketplace.Requests.Single(IsPush);
        push.Headers["Authorization"].Should().Be("Bearer v^1.1#i^1#p^3#token0001");
        push.Headers["X-EBAY-C-MARKETPLACE-ID"].Should().Be("EBAY_US");
    }

    [Fact]
    public async Task Verifying_says_which_consent_is_missing()
    {
        Marketplace.On(IsVerification, Verified(7));
        Marketplace.On(request => IsSignIn(request) && request.Body.Contains("sell.analytics.readonly", StringComparison.Ordinal), Answers.Json("""{"error":"invalid_scope","error_description":"exceeds the scope granted"}""", 400));

        var reading = await Connector.VerifyAsync(Store);
        Marketplace.On(IsSignIn, Answers.Json("""{"error":"invalid_scope","error_description":"exceeds the scope granted"}""", 400));
        var nothing = await Connector.VerifyAsync(Store with { StoreId = Guid.CreateVersion7() });

        reading.Ok.Should().BeTrue("pictures go up without figures");
        reading.Detail.En.Should().Contain("sell.analytics.readonly");
        reading.Detail.Zh.Should().Contain("sell.analytics.readonly");
        nothing.Ok.Should().BeFalse();
        nothing.Problem!.Code.Should().Be(ProblemCodes.Forbidden);
        nothing.Problem.ForeignMessage.Should().Contain("sell.inventory");
    }

    [Fact]
    public async Task Picture_is_made_first_then_hung_and_all_else_sent_back_as_it_was_read()
    {
        const string item = $$"""
            {"sku":"MUG 1","locale":"de_DE","groupIds":["g1"],"inventoryItemGroupKeys":["mugs"],"condition":"NEW","futureField":{"kept":[1,2.50]},
             "availability":{"shipToLocationAvailability":{"quantity":7,"allocationByFormat":{"auction":0,"fixedPrice":7} } },
             "packageWeightAndSize":{"weight":{"value":1.40,"unit":"POUND"} },
             "product":{"title":"Becher, groß","description":"<b>neu</b> & gut","ean":["4006381333931"],"aspects":{"Marke":["Acme"]},"imageUrls":["{{Other}}","{{Further}}?set_id=8800005007"]} }
            """;
        Marketplace.On(IsReadBack, Answers.Json(item));
        Marketplace.On(IsCreation, Answers.Json(ImageText(Own), 201, ("Location", $"https://apim.ebay.com{Media}/img-1")));
        Marketplace.On(IsPush, Answers.Json("", 204));
        var push = Push("MUG 1") with { Begun = null };

        var underway = (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Underway>().Which;
        Marketplace.Requests.Should().NotContain(request => IsPush(request), "nothing is hung before its name is kept");
        var accepted = (await Connector.PushMainImageAsync(Store, push with { Begun = underway.Begun })).Should().BeOfType<PushOutcome.Accepted>().Which;

        accepted.SubmissionId.Should().Be("img-1");
        JsonDocument.Parse(Marketplace.Requests.Single(IsCreation).Body).RootElement.GetProperty("imageUrl").GetString().Should().Be(push.MediaLocation.AbsoluteUri);
        Marketplace.Requests.Should().ContainSingle(request => request.Path == $"{Media}/img-1");
        var put = Marketplace.Requests.Single(IsPush);
        put.Path.Should().EndWith("/inventory_item/MUG%201");
        put.Headers["Content-Language"].Should().Be("de-DE", "its texts are German");
        var sent = JsonDocument.Parse(put.Body).RootElement;
        sent.EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo("condition", "futureField", "availability", "packageWeightAndSize", "product");
        sent.GetProperty("futureField").GetRawText().Should().Be("""{"kept":[1,2.50]}""");
        sent.GetProperty("packageWeightAndSize").GetProperty("weight").GetProperty("value").GetRawText().Should().Be("1.40");
        sent.GetProperty("availability").GetRawText().Should().Be("""{"shipToLocationAvailability":{"quantity":7}}""");
        var product = sent.GetProperty("product");
        product.GetProperty("title").GetString().Should().Be("Becher, groß");
        product.GetProperty("description").GetString().Should().Be("<b>neu</b> & gut");
        product.GetProperty("ean")[0].GetString().Should().Be("4006381333931");
        product.GetProperty("aspects").GetRawText().Should().Be("""{"Marke":["Acme"]}""");
        product.GetProperty("imageUrls").EnumerateArray().Select(url => url.GetString()).Should().Equal(Own, $"{Further}?set_id=8800005007");
    }

    [Theory]
    [InlineData(190201, typeof(PushOutcome.Refused))]
    [InlineData(190203, typeof(PushOutcome.Refused))]
    [InlineData(190204, typeof(PushOutcome.Retry))]
    public async Task Picture_that_the_service_does_not_make_ends_as_its_reason_says(int id, Type outcome)
    {
        Marketplace.On(IsCreation, Refusal(400, id, "Please refer to the documentation."));

        var actual = await Connector.PushMainImageAsync(Store, Push() with { Begun = null });

        actual.Should().BeOfType(outcome);
        actual.Failure!.ForeignCode.Should().Be(id.ToString(CultureInfo.InvariantCulture));
        if (actual is PushOutcome.Refused refused)
        {
            refused.Issues.Should().ContainSingle().Which.Slot.Should().Be(PictureSlots.Main);
        }
    }

    [Fact]
    public async Task Picture_whose_making_was_not_answered_leaves_nothing_in_doubt()
    {
        Marketplace.On(IsCreation, Answers.Cut());

        (await Connector.PushMainImageAsync(Store, Push() with { Begun = null })).Should().BeOfType<PushOutcome.Retry>("it hangs nowhere");
    }

    [Fact]
    public async Task Picture_that_is_gone_from_the_service_is_made_anew()
    {
        Marketplace.On(request => request is { Method: "GET", Path: $"{Media}/img-1" }, Refusal(404, 190200, "The image resource was not found."));
        Marketplace.On(IsCreation, Answers.Json(ImageText(Further), 201, ("Location", $"https://apim.ebay.com{Media}/img-2")));

        var underway = (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Underway>().Which;

        underway.Begun.Should().Contain("img-2").And.Contain(Further);
        Marketplace.Requests.Should().NotContain(request => IsPush(request));
    }

    [Fact]
    public async Task Picture_that_only_its_location_tells_of_is_asked_for_its_address_before_it_is_hung()
    {
        Marketplace.On(IsCreation, Answers.Json("", 201, ("Location", $"https://apim.ebay.com{Media}/img-1")));
        Marketplace.On(IsPush, TakenIn);
        var push = Push() with { Begun = null };

        var made = (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Underway>().Which;
        var named = (await Connector.PushMainImageAsync(Store, push with { Begun = made.Begun })).Should().BeOfType<PushOutcome.Underway>().Which;
        Marketplace.Requests.Should().NotContain(request => IsPush(request));
        (await Connector.PushMainImageAsync(Store, push with { Begun = named.Begun })).Should().BeOfType<PushOutcome.Accepted>();

        made.Begun.Should().Contain("img-1").And.NotContain(Own);
        named.Begun.Should().Contain(Own);
        Images(Marketplace.Requests.Single(IsPush)).Should().Equal(Own, Further);
    }

    [Fact]
    public async Task Picture_that_hangs_there_already_is_not_put_again()
    {
        Marketplace.On(IsReadBack, Answers.Json(Item("SKU-1", $"{Own}?set_id=2", Further)));

        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Accepted>();

        Marketplace.Requests.Should().NotContain(request => IsPush(request));
    }

    [Theory]
    [InlineData(500, 25025, typeof(PushOutcome.Retry), ProblemCodes.Unavailable)]
    [InlineData(500, 25001, typeof(PushOutcome.Unknown), ProblemCodes.Unavailable)]
    [InlineData(400, 25097, typeof(PushOutcome.Refused), ProblemCodes.Refused)]
    [InlineData(400, 25702, typeof(PushOutcome.NotFound), ProblemCodes.NotFound)]
    public async Task Ids_say_more_than_their_status(int status, int id, Type outcome, string code)
    {
        Marketplace.On(IsPush, Refusal(status, id, "Says eBay."));

        var actual = await Connector.PushMainImageAsync(Store, Push());

        actual.Should().BeOfType(outcome);
        actual.Failure!.Code.Should().Be(code);
    }

    [Fact]
    public async Task Warning_that_comes_with_a_yes_is_told()
    {
        Marketplace.On(IsPush, Answers.Json("""{"warnings":[{"errorId":25096,"domain":"API_INVENTORY","category":"REQUEST","message":"This listing is on hold due to a policy violation."}]}"""));

        var issue = (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Accepted>().Which.Issues.Should().ContainSingle().Which;

        (issue.Code, issue.Severity, issue.Slot).Should().Be(("25096", "WARNING", null));
    }

    [Fact]
    public async Task Title_goes_with_the_picture_and_search_terms_are_refused()
    {
        Marketplace.On(IsPush, TakenIn);

        (await Connector.PushMainImageAsync(Store, Push() with { Text = new MainImageHub.Marketplaces.ListingText("en-US", "A red mug", null) })).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.PushMainImageAsync(Store, Push() with { Text = new MainImageHub.Marketplaces.ListingText("en-US", null, ["mug"]) })).Should().BeOfType<PushOutcome.Refused>();

        JsonDocument.Parse(Marketplace.Requests.Single(IsPush).Body).RootElement.GetProperty("product").GetProperty("title").GetString().Should().Be("A red mug");
    }

    [Fact]
    public async Task Removal_first_says_which_picture_and_then_takes_that_one()
    {
        Marketplace.On(IsReadBack, Answers.Each(Answers.Json(Item("SKU-1", Own, Further)), Answers.Json(Item("SKU-1", Own, Further)), Answers.Json(Item("SKU-1", Further))));
        Marketplace.On(IsPush, TakenIn);

        var marked = (await Connector.RemoveMainImageAsync(Store, new(Push().Listing))).Should().BeOfType<PushOutcome.Underway>().Which;
        Marketplace.Requests.Should().NotContain(request => IsPush(request));
        (await Connector.RemoveMainImageAsync(Store, new(Push().Listing, Begun: marked.Begun))).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.RemoveMainImageAsync(Store, new(Push().Listing, Begun: marked.Begun))).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.RemoveMainImageAsync(Store, new(Push().Listing))).Should().BeOfType<PushOutcome.Refused>("a listing must have a picture");

        Images(Marketplace.Requests.Single(IsPush)).Should().Equal(Further);
    }

    [Fact]
    public async Task Listings_are_what_is_offered_on_the_stores_own_site()
    {
        Marketplace.On(
            request => request is { Method: "GET", Path: $"{Inventory}/inventory_item" },
            Answers.Each(Page(5, $"{Inventory}/inventory_item?limit=25&offset=1", Item("LIVE/1", Own, Further), Item("DRAFT", Other), Item("ENDED", Other), Item("ELSEWHERE", Other)), Page(5, next: null, Item("HELD", Other))));
        Offer("LIVE/1", "EBAY_US", "PUBLISHED", "ACTIVE", "1001");
        Offer("DRAFT", "EBAY_US", "UNPUBLISHED", null, null);
        Offer("ENDED", "EBAY_US", "PUBLISHED", "ENDED", "1003");
        Offer("ELSEWHERE", "EBAY_DE", "PUBLISHED", "ACTIVE", "1004");
        Offer("HELD", "EBAY_US", "PUBLISHED", "ACTIVE", "1005", onHold: true);

        var first = (await Connector.ReadListingsAsync(Store)).Value!;
        var second = (await Connector.ReadListingsAsync(Store, first.NextCursor)).Value!;

        first.Total.Should().Be(5);
        first.Items.Select(item => (item.Sku, item.ExternalId)).Should().Equal(("LIVE/1", "1001"), ("DRAFT", null));
        var live = first.Items[0];
        live.Should().BeEquivalentTo(new { Title = "A mug", Brand = "Acme", IsSuppressed = false });
        live.MainImage!.Link.Should().Be(Own);
        live.Status.Should().Equal("PUBLISHED", "ACTIVE");
        live.SubmittedPictures.Should().Equal(new Dictionary<string, string> { ["MAIN"] = Own, ["PT01"] = Further });
        live.Facts.Should().Contain(new KeyValuePair<string, string>("condition", "NEW")).And.Contain(new KeyValuePair<string, string>("Material", "Stoneware, Cork"));
        first.Items[1].MainImage.Should().BeNull("nobody sees a draft");
        second.NextCursor.Should().BeNull();
        second.Items.Should().ContainSingle().Which.IsSuppressed.Should().BeTrue();
        Marketplace.Requests.Where(request => request.Path == $"{Inventory}/inventory_item").Select(request => request.Parameter("offset")).Should().Equal("0", "1");
    }

    [Fact]
    public async Task Named_listings_are_asked_for_together_each_once()
    {
        Marketplace.On(request => request.Path == $"{Inventory}/bulk_get_inventory_item", Answers.Json($$"""
            {"responses":[{"sku":"RED/1","statusCode":200,"inventoryItem":{{Item("RED/1", Own)}} },{"sku":"GONE","statusCode":404,"errors":[{"errorId":25702,"message":"SKU GONE is not available in the system"}]}]}
            """, 207));
        Offer("RED/1", "EBAY_US", "PUBLISHED", "OUT_OF_STOCK", "1001");

        var page = (await Connector.ReadListingsAsync(Store, skus: ["RED/1", "GONE", "RED/1", new string('x', 51)])).Value!;

        page.Items.Should().ContainSingle().Which.ExternalId.Should().Be("1001");
        page.Missing.Should().Equal("GONE", new string('x', 51));
        JsonDocument.Parse(Marketplace.Requests.Single(request => request.Path == $"{Inventory}/bulk_get_inventory_item").Body).RootElement.GetProperty("requests").EnumerateArray().Select(each => each.GetProperty("sku").GetString()).Should().Equal("RED/1", "GONE");
    }

    [Fact]
    public async Task Live_listing_shows_the_items_pictures_in_order_while_it_is_listed()
    {
        Marketplace.On(request => request.Path == $"{Inventory}/offer", Answers.Each(Offers("SKU-1", "EBAY_US", "PUBLISHED", "ACTIVE", "1001"), Offers("SKU-1", "EBAY_US", "PUBLISHED", "EBAY_ENDED", "1001"), Refusal(404, 25713, "This Offer is not available.")));

        var live = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;
        var ended = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;
        var gone = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;

        live.Shown.Select(picture => (picture.Slot, picture.Link.AbsoluteUri)).Should().Equal(("MAIN", Other), ("PT01", Further));
        live.Listing.ExternalId.Should().Be("1001");
        ended.Shown.Should().BeEmpty();
        ended.MainImage.Should().BeNull();
        gone.MainImage.Should().BeNull();
        gone.Listing.ExternalId.Should().Be(ExternalId);
    }

    [Fact]
    public async Task Figures_are_asked_for_by_the_day_and_only_what_is_counted_is_filled()
    {
        Marketplace.On(IsTraffic, Answers.Each(Traffic("2026-11-04T08:00:00.000Z", ("1001", "512", 9, 30, "2")), Traffic("2026-11-04T08:00:00.000Z"), Refusal(400, 50037, "The Metric TRANSACTION does not have data available for the requested date range.")));
        var request = new FigureRequest(new(2026, 11, 2), new(2026, 11, 5));

        var steps = await ReadFiguresAsync(Store, request);

        var row = steps.SelectMany(step => step.Rows).Should().ContainSingle().Which;
        row.Should().Be(new DailyFigures { Date = new(2026, 11, 2), ExternalId = "1001", Source = "ebay.traffic", Impressions = 512, Clicks = 9, PageViews = 30, Orders = 2 });
        var source = steps[^1].Sources.Should().ContainSingle().Which;
        (source.CompleteUpTo, source.Problem).Should().Be((new DateOnly(2026, 11, 3), null), "the rest is not there yet, which is no trouble");
        steps[^1].Problem.Should().BeNull();
        var asked = Marketplace.Requests.Where(IsTraffic).ToList();
        asked.Select(each => each.Parameter("filter")).Should().Equal(Enumerable.Range(2, 3).Select(day => $"marketplace_ids:{{EBAY_US}},date_range:[2026110{day}..2026110{day}]"));
        asked[0].Parameter("dimension").Should().Be("LISTING");
        asked[0].Query.Should().Contain("filter=marketplace_ids:%7BEBAY_US%7D,date_range:%5B20261102..20261102%5D");
    }

    [Fact]
    public async Task Days_of_other_zones_are_asked_for_with_their_offset()
    {
        Marketplace.On(IsTraffic, Traffic("2026-10-30T08:00:00.000Z"));

        var steps = await ReadFiguresAsync(Store with { Site = SiteCode.Parse("ebay/DE") }, new FigureRequest(new(2026, 10, 25), new(2026, 10, 25)));

        steps.Should().ContainSingle().Which.Sources[0].CompleteUpTo.Should().Be(new DateOnly(2026, 10, 25));
        Marketplace.Requests.Single(IsTraffic).Parameter("filter").Should().Be("marketplace_ids:{EBAY_DE},date_range:[2026-10-25T00:00:00.000+02:00..2026-10-25T23:59:59.000+01:00]", "the clocks go back that day");
    }

    [Fact]
    public async Task Day_that_is_not_complete_holds_back_those_after_it()
    {
        Marketplace.On(IsTraffic, Answers.Each(Traffic("2026-11-03T08:00:00.000Z"), Traffic("2026-11-03T20:00:00.000Z", ("1001", "5", 1, 1, "0")), Traffic("2026-11-06T08:00:00.000Z")));

        var steps = await ReadFiguresAsync(Store, new FigureRequest(new(2026, 11, 2), new(2026, 11, 4)));

        steps[^1].Sources[0].CompleteUpTo.Should().Be(new DateOnly(2026, 11, 2));
        steps.SelectMany(step => step.Rows).Should().ContainSingle("what is there is given, and read again");
    }

    [Fact]
    public async Task Listings_that_ebay_does_not_know_any_more_are_left_out_of_the_question()
    {
        var many = Enumerable.Range(0, 200).Select(number => ($"{1000 + number}", "1", 0, 0, "0")).ToArray();
        Marketplace.On(IsTraffic, Answers.Each(
            Traffic("2026-11-06T08:00:00.000Z", many),
            Answers.Json("""{"errors":[{"errorId":50030,"domain":"API_ANALYTICS","category":"REQUEST","message":"Data for the listing ID 1001 could not be found.","parameters":[{"name":"listingId","value":"1001"}]}]}""", 400),
            Traffic("2026-11-06T08:00:00.000Z", ("1002", "7", 1, 1, "0"))));
        Marketplace.On(request => request is { Method: "GET", Path: $"{Inventory}/inventory_item" }, Page(2, next: null, Item("A", Own), Item("B", Own)));
        Offer("A", "EBAY_US", "PUBLISHED", "ACTIVE", "1001");
        Offer("B", "EBAY_US", "PUBLISHED", "ACTIVE", "1002");

        var steps = await ReadFiguresAsync(Store, new FigureRequest(new(2026, 11, 2), new(2026, 11, 2)));

        steps[^1].Sources[0].CompleteUpTo.Should().Be(new DateOnly(2026, 11, 2));
        Marketplace.Requests.Where(IsTraffic).Select(request => request.Parameter("filter")!.Split("listing_ids:").ElementAtOrDefault(1)).Should().Equal(null, "{1001|1002}", "{1002}");
    }

    [Fact]
    public async Task Site_without_traffic_reports_has_none_and_nothing_is_asked()
    {
        var progress = await Connector.ReadFiguresAsync(Store with { Site = SiteCode.Parse("ebay/PL") }, new FigureRequest(new(2026, 11, 1), new(2026, 11, 2)));

        progress.Cursor.Should().BeNull();
        progress.Problem.Should().BeNull("there is nothing to mend");
        progress.Sources[0].Problem!.Code.Should().Be(ProblemCodes.Forbidden);
        progress.Sources[0].Problem!.Message.Zh.Should().Contain("ebay/PL").And.Contain("CSV");
        Marketplace.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Reading_figures_that_keeps_failing_ends_and_says_why()
    {
        Marketplace.On(IsTraffic, Refusal(500, 50050, "We are doing some maintenance."));

        var steps = await ReadFiguresAsync(Store, new FigureRequest(new(2026, 11, 1), new(2026, 11, 2)));

        steps.Should().HaveCount(6);
        steps[0].After.Should().BePositive();
        steps[^1].Sources[0].Problem!.ForeignCode.Should().Be("50050");
    }

    private async Task<IReadOnlyList<FigureProgress>> ReadFiguresAsync(StoreConnection store, FigureRequest request)
    {
        var steps = new List<FigureProgress>();
        do
        {
            steps.Add(await Connector.ReadFiguresAsync(store, request));
            request = request with { Cursor = steps[^1].Cursor };
        }
        while (request.Cursor is not null && steps.Count < 50);

        return steps;
    }

    private static bool IsItem(RecordedRequest request) => request.Path.StartsWith($"{Inventory}/inventory_item/", StringComparison.Ordinal);

    private static bool IsCreation(RecordedRequest request) => request is { Method: "POST", Path: $"{Media}/create_image_from_url" };

    private static bool IsTraffic(RecordedRequest request) => request.Path == "/sell/analytics/v1/traffic_report";

    private static IEnumerable<string?> Images(RecordedRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("product").GetProperty("imageUrls").EnumerateArray().Select(url => url.GetString());

    private static string Item(string sku, params string[] images) => $$"""
        {"sku":{{JsonSerializer.Serialize(sku)}},"locale":"en_US","condition":"NEW","availability":{"shipToLocationAvailability":{"quantity":3,"allocationByFormat":{"auction":0,"fixedPrice":3} } },
         "product":{"title":"A mug","description":"A mug.","brand":"Acme","aspects":{"Brand":["Acme"],"Material":["Stoneware","Cork"]},"imageUrls":{{JsonSerializer.Serialize(images)}} } }
        """.Trim();

    private static Answer Page(int total, string? next, params string[] items) => Answers.Json($$"""
        {"href":"{{Inventory}}/inventory_item","limit":25,"size":2,"total":{{total}},{{(next is null ? "" : $"\"next\":\"{next}\",")}}"inventoryItems":[{{string.Join(',', items)}}]}
        """);

    private static string ImageText(string url) => $$"""{"imageUrl":"{{url}}","maxDimensionImageUrl":"{{url}}","expirationDate":"2026-12-21T00:00:00.000Z"}""";

    private static Answer Image(string url) => Answers.Json(ImageText(url));

    private static Answer Refusal(int status, int id, string message, params (string Name, string Value)[] headers) => Answers.Json(
        $$"""{"errors":[{"errorId":{{id}},"domain":"API","category":"REQUEST","message":{{JsonSerializer.Serialize(message)}},"longMessage":{{JsonSerializer.Serialize(message)}} }]}""", status, headers);

    private void Offer(string sku, string site, string status, string? listingStatus, string? listingId, bool onHold = false) =>
        Marketplace.On(request => request.Path == $"{Inventory}/offer" && request.Parameter("sku") == sku, Offers(sku, site, status, listingStatus, listingId, onHold));

    private static Answer Offers(string sku, string site, string status, string? listingStatus, string? listingId, bool onHold = false)
    {
        var listing = listingId is null ? "" : $$""","listing":{"listingId":"{{listingId}}","listingStatus":"{{listingStatus}}","listingOnHold":{{(onHold ? "true" : "false")}},"soldQuantity":1}""";
        return Answers.Json($$"""
            {"href":"/offer","limit":100,"size":1,"total":1,"offers":[{"offerId":"9","sku":{{JsonSerializer.Serialize(sku)}},"marketplaceId":"{{site}}","format":"FIXED_PRICE","status":"{{status}}","listingDuration":"GTC","includeCatalogProductDetails":true,
             "hideBuyerDetails":false,"listingPolicies":{},"pricingSummary":{"price":{"value":"9.99","currency":"USD"} }{{listing}}}]}
            """);
    }

    private static Answer Traffic(string lastUpdated, params (string Id, string Impressions, int Clicks, int Views, string Orders)[] rows) => Answers.Json($$"""
        {"header":{"dimensionKeys":[{"key":"LISTING_ID","dataType":"STRING"}],"metrics":[{"key":"TRANSACTION"},{"key":"LISTING_IMPRESSION_SEARCH_RESULTS_PAGE"},{"key":"LISTING_VIEWS_TOTAL"},{"key":"LISTING_VIEWS_SOURCE_SEARCH_RESULTS_PAGE"}]},
         "records":[{{string.Join(',', rows.Select(row => $$"""{"dimensionValues":[{"value":"{{row.Id}}","applicable":true}],"metricValues":[{"value":"{{row.Orders}}","applicable":true},{"value":{{row.Impressions}},"applicable":true},{"value":{{row.Views}},"applicable":true},{"value":{{row.Clicks}},"applicable":true}]}"""))}}],
         "startDate":"2026-11-02T08:00:00.000Z","endDate":"2026-11-02T08:00:00.000Z","lastUpdatedDate":"{{lastUpdated}}"}
        """);
}
