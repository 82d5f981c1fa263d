using System.Globalization;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using Xunit.Abstractions;

namespace MainImageHub.Tests.Marketplaces.Lazada;

/// <summary>The contract on Lazada, and what only Lazada has.</summary>
public sealed class LazadaConnectorTests(ITestOutputHelper output) : IopContractTests(output)
{
    private static readonly string Theirs = UrlOf("540bc796d1eadf316018038d8840f20a");
    private static readonly string Second = UrlOf("8913fc357e139ef78ad2f071e9586334");

    private static readonly LazadaSpec? Spec = LazadaSpec.Load();

    protected override SiteCode Site => SiteCode.Parse("lazada/SG");

    protected override string ExternalId => "2745308410";

    protected override Answer TakenIn => Ok("""{"item_status":"Pending QC"}""");

    protected override Answer RefusedPicture => No("4139", "BIZ_CHECK_MAIN_IMAGE_REQUIRE");

    protected override Answer ExpiredToken => No("IllegalAccessToken", "The specified access token is invalid or expired");

    protected override bool IsPush(RecordedRequest request) => request is { Method: "POST", Path: "/rest/product/update" };

    protected override bool IsReadBack(RecordedRequest request) => request is { Method: "GET", Path: "/rest/product/item/get" };

    protected override bool IsVerification(RecordedRequest request) => IsList(request);

    protected override Answer Verified(int listings) => Products(listings);

    protected override async Task<string> SkuOnTheWireAsync(string sku)
    {
        Marketplace.On(IsList, Products(0));
        (await Connector.ReadListingsAsync(Store, skus: [sku])).Value!.Missing.Should().Equal(sku);
        return JsonSerializer.Deserialize<string[]>(Marketplace.Requests.Single(IsList).Parameter("sku_seller_list")!).Should().ContainSingle().Which;
    }

    protected override void ScriptSignIn(ScriptedMarketplace marketplace)
    {
        marketplace.On(IsSignIn, Answers.Each(Token(FirstToken, SecondRefresh), Token(SecondToken, SecondRefresh)));
        marketplace.On(IsSeller, Seller("ACTIVE"));
        marketplace.On(IsReadBack, Ok(Item(images: [Theirs, Second])));
    }

    protected override string StoredAs(Uri location) => UrlOf(Digest(location));

    protected override Answer StoredPicture(Uri location) => Ok(Item(images: [StoredAs(location), Second]));

    protected override bool IsUpload(RecordedRequest request) => request is { Method: "POST", Path: "/rest/image/upload" };

    protected override Answer UploadedAs(string url) => Ok($$"""{"image":{"hash_code":"9d06c8f1b19c16231757dae10ab97673","url":"{{url}}"} }""");

    protected override Answer Senseless => Ok("""{"image":{"hash_code":"x"}}""");

    protected override (string Path, string Token) SignedBy(RecordedRequest request) => (request.Path["/rest".Length..], "access_token");

    protected override string Title => "A mug";

    protected override string? TitleIn(RecordedRequest push) => Payload(push).GetProperty("Attributes").TryGetProperty("name", out var name) ? name.GetString() : null;

    protected override Answer No(string code, string message) => Refusal(code, message);

    protected override Answer Error(int status, string code, string message, params (string Name, string Value)[] headers) => Refusal(code, message, status, headers);

    protected override (IReadOnlyList<string>? Violations, string Reason) HoldAgainstModels(RecordedRequest request) =>
        Spec is null ? (null, "shared/marketplaces/specs/lazada is not there") : (Spec.Validate(request), string.Empty);

    protected override IReadOnlyList<string>? HoldAgainstModels(RecordedAnswer answer) => Spec is null || answer.Status != 200 ? null : Spec.Validate(answer);

    [LazadaSpecFact]
    public void Validator_finds_what_is_wrong_with_a_request()
    {
        static RecordedRequest Update(string query, string payload) => new(
            "POST", $"/rest/product/update?{query}", new Dictionary<string, string> { ["Content-Type"] = "application/x-www-form-urlencoded" }, $"payload={Uri.EscapeDataString(payload)}");
        const string Good = "app_key=1&timestamp=2&sign_method=sha256&access_token=a&sign=S";
        const string Payload = """{"Request":{"Product":{"ItemId":"1","Images":{"Image":["u"]},"Attributes":{},"Skus":{"Sku":[{"SkuId":"2"}]}}}}""";

        Spec!.Validate(Update(Good, Payload)).Should().BeEmpty();
        Spec.Validate(Update("app_key=1&timestamp=2&sign_method=sha256", Payload)).Should().HaveCount(2);
        Spec.Validate(Update($"{Good}&colour=red&app_key=1", """{"Request":{"Product":{"ItemNumber":"1","Picture":[]}}}""")).Should().HaveCount(4);
        Spec.Validate(new RecordedRequest("POST", $"/rest/product/item/get?{Good}&item_id=x", new Dictionary<string, string>(), "")).Should().HaveCount(2);
        Spec.Validate(new RecordedAnswer(new RecordedRequest("POST", "/rest/product/update", new Dictionary<string, string>(), ""), 200, "application/json", """{"code":"7","message":"?"}""")).Should().HaveCount(1);
        Spec.Validate(new RecordedAnswer(new RecordedRequest("GET", "/rest/product/item/get", new Dictionary<string, string>(), ""), 200, "application/json", """{"code":"0","data":{"item_id":"x","pictures":[]}}""")).Should().HaveCount(2);
    }

    [Fact]
    public async Task Upload_sends_the_files_bytes_and_its_address_is_told_before_anything_is_changed()
    {
        Marketplace.On(IsUpload, UploadedAs(Own));

        var underway = (await Connector.PushMainImageAsync(Store, Push() with { Begun = null })).Should().BeOfType<PushOutcome.Underway>().Which;

        var upload = Marketplace.Requests.Single(IsUpload);
        upload.Headers["Content-Type"].Should().StartWith("multipart/form-data; boundary=");
        upload.Body.Should().Contain("name=\"image\"; filename=\"3f1a9c0d.jpg\"").And.Contain("Content-Type: image/jpeg").And.Contain(Encoding.UTF8.GetString(PictureBytes));
        underway.Begun.Should().Contain(Own);
        Marketplace.Requests.Should().NotContain(request => IsPush(request));
    }

    [Fact]
    public async Task Update_replaces_the_first_picture_sends_all_others_as_they_are_and_names_one_sku()
    {
        Marketplace.On(IsPush, TakenIn);

        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Accepted>().Which.SubmissionId.Should().Be(Own);

        var product = Payload(Marketplace.Requests.Single(IsPush));
        product.EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo("ItemId", "Images", "Attributes", "Skus");
        product.GetProperty("ItemId").GetString().Should().Be("2745308410");
        Sent(product).Should().Equal(Own, Second);
        product.GetProperty("Attributes").EnumerateObject().Should().BeEmpty("nothing else changes");
        product.GetProperty("Skus").GetProperty("Sku").EnumerateArray().Select(sku => sku.ToString()).Should().Equal("""{"SkuId":"11212296430"}""");
    }

    [Fact]
    public async Task Longer_list_than_Lazada_takes_today_is_not_cut_and_a_ninth_picture_is_not_added()
    {
        var nine = Enumerable.Range(1, 9).Select(number => UrlOf($"{number:D32}")).ToArray();
        Marketplace.On(IsReadBack, Answers.Each(Ok(Item(images: nine)), Ok(Item(images: nine[..8]))));
        Marketplace.On(IsPush, TakenIn);

        await Connector.PushMainImageAsync(Store, Push());
        await Connector.PushMainImageAsync(Store, Push());

        Marketplace.Requests.Where(IsPush).Select(request => Sent(Payload(request)).Count).Should().Equal(9, 8);
    }

    [Fact]
    public async Task Item_that_is_off_sale_stays_off_sale()
    {
        Marketplace.On(IsReadBack, Ok(Item(status: "InActive", skuStatus: "inactive", images: [Theirs])));
        Marketplace.On(IsPush, TakenIn);

        await Connector.PushMainImageAsync(Store, Push());

        Payload(Marketplace.Requests.Single(IsPush)).GetProperty("Skus").GetProperty("Sku")[0].GetProperty("Status").GetString().Should().Be("inactive");
    }

    [Fact]
    public async Task Item_with_pictures_of_variants_only_is_given_its_own()
    {
        Marketplace.On(IsReadBack, Ok(Item(skuImages: [Theirs, Second], images: [])));
        Marketplace.On(IsPush, TakenIn);

        (await Connector.ReadListingAsync(Store, Push().Listing)).Value!.Shown.Select(picture => picture.Link).Should().Equal(new Uri(Theirs), new Uri(Second));
        await Connector.PushMainImageAsync(Store, Push());

        Sent(Payload(Marketplace.Requests.Single(IsPush))).Should().Equal(Own, Second);
    }

    [Theory]
    [InlineData("https://sg-test-11.slatic.net/original/{0}.jpg")]
    [InlineData("https://my-live.slatic.net/p/{0}.jpg_720x720q80.jpg")]
    public async Task Picture_that_is_first_already_is_not_sent_again_whatever_host_serves_it(string address)
    {
        var name = Own.Split('/')[^1].Split('.')[0];
        Marketplace.On(IsReadBack, Ok(Item(images: [string.Format(CultureInfo.InvariantCulture, address, name), Second])));

        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Accepted>();

        Marketplace.Requests.Should().NotContain(request => IsPush(request) || IsUpload(request));
    }

    [Fact]
    public async Task Change_that_is_answered_without_data_is_taken_in()
    {
        Marketplace.On(IsPush, Answers.Json("""{"code":"0","request_id":"0ba2887315178178017221014"}"""));

        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Accepted>();
    }

    [Theory]
    [InlineData("501", "THD_IC_ERR_F_IC_ABILITY_PG_004:THD_IC_ERR_F_IC_ABILITY_PG_004")]
    [InlineData("501", "THD_IC_ERR_F_IC_ABILITY_PG_003: Sku edit was blocked by tag")]
    [InlineData("4135", "THD_IC_ERR_F_IC_ABILITY_PG_004")]
    public async Task Item_in_a_campaign_is_refused_with_what_to_do(string code, string detail)
    {
        Marketplace.On(IsPush, Answers.Json(
            $$"""{"code":"{{code}}","type":"ISP","message":"E501: Update product failed","detail":[{"field":"","message":"{{detail}}","seller_sku":"SKU-1"}],"request_id":"0ba2887315178178017221014"}"""));

        var problem = (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Refused>().Which.Problem;

        problem.Message.En.Should().Contain("campaign");
        problem.Message.Zh.Should().Contain("活动");
        problem.SaysWhatToDo.Should().BeTrue();
        problem.ForeignCode.Should().Be(code);
        problem.ForeignMessage.Should().Contain(detail, "the reason stands in the details");
    }

    [Fact]
    public async Task Picture_that_Lazada_has_forgotten_is_uploaded_anew_and_not_for_ever()
    {
        Marketplace.On(IsUpload, UploadedAs(Own));
        Marketplace.On(IsPush, No("4138", "BIZ_CHECK_EXIST_OUTER_IMAGE"));
        var push = Push() with { Begun = null };
        PushOutcome outcome;
        while ((outcome = await Connector.PushMainImageAsync(Store, push)) is PushOutcome.Underway underway)
        {
            push = push with { Begun = underway.Begun };
        }

        outcome.Should().BeOfType<PushOutcome.Refused>().Which.Problem.ForeignCode.Should().Be("4138");
        Marketplace.Requests.Count(IsUpload).Should().Be(3);
    }

    [Theory]
    [InlineData("4137", typeof(PushOutcome.NotFound), null)]
    [InlineData("6", typeof(PushOutcome.Unknown), null)]
    [InlineData("1000", typeof(PushOutcome.Unknown), null)]
    [InlineData("ServiceTimeout", typeof(PushOutcome.Unknown), null)]
    [InlineData("901", typeof(PushOutcome.Retry), null)]
    [InlineData("SellerNotActive", typeof(PushOutcome.Unauthorized), "Seller Center")]
    [InlineData("4218", typeof(PushOutcome.Refused), "Appeal")]
    [InlineData("4155", typeof(PushOutcome.Refused), "Appeal")]
    [InlineData("4116", typeof(PushOutcome.Refused), "another item")]
    [InlineData("501", typeof(PushOutcome.Refused), null)]
    [InlineData("4107", typeof(PushOutcome.Refused), null)]
    public async Task Refusals_come_with_a_200_and_are_told_by_their_code(string code, Type outcome, string? advice)
    {
        Marketplace.On(IsPush, No(code, "Something is the matter."));

        var actual = await Connector.PushMainImageAsync(Store, Push());

        actual.Should().BeOfType(outcome);
        actual.Failure!.SaysWhatToDo.Should().Be(advice is not null);
        actual.Failure.Message.En.Should().Contain(advice ?? "Lazada");
    }

    [Fact]
    public async Task Seller_of_another_country_is_told_and_one_that_is_not_active()
    {
        Marketplace.On(IsList, Products(3));
        Marketplace.On(IsSignIn, Token(FirstToken, SecondRefresh, "my", "th"));
        var elsewhere = await Connector.VerifyAsync(Store);

        Marketplace.On(IsSignIn, Token(SecondToken, SecondRefresh, "my", "sg"));
        Marketplace.On(IsSeller, Seller("INACTIVE"));
        var idle = await Connector.VerifyAsync(Store with { StoreId = Guid.CreateVersion7() });

        elsewhere.Ok.Should().BeFalse();
        elsewhere.Detail.En.Should().Contain("MY, TH").And.Contain("SG");
        idle.Ok.Should().BeTrue();
        idle.Detail.En.Should().Contain("INACTIVE");
    }

    [Fact]
    public async Task App_that_is_sold_on_the_service_market_cannot_renew_at_all()
    {
        Marketplace.On(IsSignIn, No("AUTH_TYPE_UNSUPPORTED", "100132 can only be authorized by market, not support refresh"));

        var problem = (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Unauthorized>().Which.Problem;

        problem.MayPass.Should().BeFalse();
        problem.Message.En.Should().Contain("service market");
        problem.Message.Zh.Should().Contain("服务市场");
    }

    [Fact]
    public async Task Upload_that_is_too_large_says_how_large_it_may_be()
    {
        Marketplace.On(IsUpload, No("303", "E303: The image is too large"));

        (await Connector.PushMainImageAsync(Store, Push() with { Begun = null })).Failure!.Message.En.Should().Contain("3 MB");
    }

    [Fact]
    public async Task Listings_are_items_with_the_pictures_that_shoppers_get()
    {
        Marketplace.On(IsList, Answers.Each(
            Products(24, Item(1, "RED/1", images: [Theirs, Second]), Item(2, "", images: [Second]), Item(3, "ICE", status: "Suspended", subStatus: "Live_Reject", images: [Theirs]), Item(4, "OFF", status: "InActive", images: [Theirs]), Item(5, "GONE", status: "Deleted")),
            Products(24, Item(6, "AS-TEXT", imagesAsText: true, images: [Theirs, Second]), Item(7, "OLD", status: null, images: [Theirs]))));

        var first = (await Connector.ReadListingsAsync(Store)).Value!;
        var second = (await Connector.ReadListingsAsync(Store, first.NextCursor)).Value!;

        first.Total.Should().Be(24);
        first.Items.Select(item => (item.Sku, item.ExternalId)).Should().Equal(("RED/1", "1"), ("2", "2"), ("ICE", "3"), ("OFF", "4"));
        first.Items[0].Should().BeEquivalentTo(new { Title = "A mug", Brand = "Acme", ProductType = "10000211", IsSuppressed = false });
        first.Items[0].MainImage!.Link.Should().Be(Theirs);
        first.Items[2].IsSuppressed.Should().BeTrue();
        first.Items[2].MainImage.Should().BeNull("nobody sees it");
        first.Items[3].MainImage.Should().BeNull();
        first.Items[3].SubmittedPictures["MAIN"].Should().Be(Theirs);
        second.NextCursor.Should().BeNull();
        second.Items[0].SubmittedPictures.Keys.Should().Equal("MAIN", "PT01");
        second.Items[1].Status.Should().Equal("Active");
        Marketplace.Requests.Where(IsList).Select(request => request.Parameter("offset")).Should().Equal("0", "20");
        Marketplace.Requests.Where(IsList).Should().OnlyContain(request => request.Parameter("filter") == "all" && request.Parameter("create_after") == null);
    }

    /// <summary>12,000 items made evenly through the years, of which a page behind the 10,000th cannot be had.</summary>
    [Fact]
    public async Task Shop_with_more_items_than_pages_reach_is_read_by_spans_of_time()
    {
        var year = new DateTimeOffset(2012, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var made = Enumerable.Range(0, 12_000).Select(number => year + (number * 36_000L)).ToList();
        Marketplace.On(IsList, async (context, stopping) =>
        {
            var query = context.Request.Query;
            var from = query.TryGetValue("create_after", out var after) ? Seconds(after!) : 0;
            var to = query.TryGetValue("create_before", out var before) ? Seconds(before!) : long.MaxValue;
            var offset = int.Parse(query["offset"]!, CultureInfo.InvariantCulture);
            var span = made.Index().Where(each => each.Item >= from && each.Item <= to).ToList();
            await (offset > 10_000
                ? No("14", "E014: Invalid Offset")
                : Products(span.Count, [.. span.Skip(offset).Take(int.Parse(query["limit"]!, CultureInfo.InvariantCulture)).Select(each => Item(each.Index + 1, $"S{each.Index}", images: [Theirs]))]))(context, stopping);
        });

        // The first page and the last ones of the first span; the rest is the same again.
        var first = (await Connector.ReadListingsAsync(Store)).Value!;
        var all = first.Items.Count;
        var cursor = first.NextCursor;
        List<string> skus = [.. first.Items.Select(item => item.Sku)];
        while (cursor is not null)
        {
            // Faster than twenty a page: on to the last page of each span.
            var at = JsonDocument.Parse(cursor).RootElement;
            var (from, to, offset) = (at.GetProperty("from").GetInt64(), at.GetProperty("to").GetInt64(), at.GetProperty("offset").GetInt32());
            var count = made.Count(each => each >= from && each <= to);
            var last = Math.Max(offset, count <= 10_000 ? (count - 1) / 20 * 20 : 0);
            all += last - offset;
            var page = (await Connector.ReadListingsAsync(Store, cursor.Replace($"\"offset\":{offset}", $"\"offset\":{last}", StringComparison.Ordinal))).Value!;
            all += page.Items.Count;
            skus.AddRange(page.Items.Select(item => item.Sku));
            cursor = page.NextCursor;
        }

        all.Should().Be(12_000);
        skus.Should().OnlyHaveUniqueItems().And.Contain("S0").And.Contain("S11999");
        static long Seconds(string text) => DateTimeOffset.ParseExact(text.Insert(text.Length - 2, ":"), "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture).ToUnixTimeSeconds();
    }

    [Fact]
    public async Task Named_items_are_found_by_any_sku_and_by_number()
    {
        Marketplace.On(IsList, Products(2, Item(9, "RED/1-LARGE", images: [Theirs]), Item(1, "RED/1", secondSku: "RED/1-L", images: [Theirs])));
        Marketplace.On(IsReadBack, No("208", "E208: Item not exist"));
        Marketplace.On(request => IsReadBack(request) && request.Parameter("item_id") == "33", Ok(Item(33, "", images: [Theirs])));
        Marketplace.On(request => IsReadBack(request) && request.Parameter("item_id") == "55", Ok(Item(55, "HAS-ONE", images: [Theirs])));

        var page = (await Connector.ReadListingsAsync(Store, skus: ["RED/1-L", "33", "44", "55", "GONE"])).Value!;

        page.Items.Select(item => (item.Sku, item.ExternalId)).Should().Equal(("RED/1-L", "1"), ("33", "33"));
        page.Items[0].Facts["skus"].Should().Be("RED/1, RED/1-L");
        page.Missing.Should().Equal("44", "55", "GONE");
    }

    [Fact]
    public async Task While_an_item_is_reviewed_nothing_is_said_of_what_shoppers_see()
    {
        Marketplace.On(IsReadBack, Ok(Item(status: "Pending QC", images: [Own, Second])));

        var seen = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;

        seen.MainImage.Should().BeNull();
        seen.IsSuppressed.Should().BeFalse();
        seen.CatalogueProblem!.MayPass.Should().BeTrue();
        seen.CatalogueProblem.Message.Zh.Should().Contain("审核");
        seen.Listing.SubmittedPictures["MAIN"].Should().Be(Own);
    }

    [Fact]
    public async Task Rejected_item_says_why_and_which_reasons_are_the_pictures()
    {
        Marketplace.On(IsReadBack, Ok(Item(
            status: "Suspended",
            subStatus: "Live_Reject",
            more: """
                ,"rejectReason":[{"violationDetail":"Wrong Image, No White Background","suggestion":"Use another."},{"violationDetail":"Price Not Reasonable","suggestion":""}],
                "suspendedSkus":[{"rejectReason":"Possible counterfeit.","SellerSku":"SKU-1","SkuId":12185089556}],"hiddenReason":"The product cannot be displayed in the IOS system","hiddenStatus":"IOS"
                """,
            images: [Theirs])));

        var seen = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;

        seen.IsSuppressed.Should().BeTrue();
        seen.MainImage.Should().BeNull();
        seen.CatalogueProblem.Should().BeNull();
        seen.Listing.Status.Should().Equal("Suspended", "Live_Reject");
        seen.Listing.Issues.Select(issue => (issue.Code, issue.Severity, issue.Slot, issue.Message)).Should().Equal(
            ("Live_Reject", "ERROR", "MAIN", "Wrong Image, No White Background Use another."),
            ("Live_Reject", "ERROR", null, "Price Not Reasonable"),
            ("SUSPENDED_SKU", "WARNING", null, "SKU-1: Possible counterfeit."),
            ("HIDDEN", "WARNING", null, "The product cannot be displayed in the IOS system"));
        seen.Listing.Issues[0].Enforcements.Should().BeEmpty("the picture was refused, not taken");
    }

    [Fact]
    public async Task Pictures_are_not_removed_and_there_are_no_figures_and_nobody_is_asked()
    {
        Connector.Capabilities.CanRemove.Should().BeFalse();
        Connector.Capabilities.Figures.Should().BeEmpty();

        (await Connector.RemoveMainImageAsync(Store, new(Push().Listing))).Should().BeOfType<PushOutcome.Refused>().Which.Problem.ForeignMessage.Should().Contain("replaced");
        (await Connector.ReadFiguresAsync(Store, new FigureRequest(new(2026, 11, 1), new(2026, 11, 3)))).Problem!.Code.Should().Be(ProblemCodes.Refused);
        Marketplace.Requests.Should().BeEmpty();
    }

    private static bool IsSeller(RecordedRequest request) => request is { Method: "GET", Path: "/rest/seller/get" };

    private static bool IsList(RecordedRequest request) => request is { Method: "GET", Path: "/rest/products/get" };

    private static JsonElement Payload(RecordedRequest request) =>
        JsonDocument.Parse(Pairs(request.Body).Should().ContainSingle(pair => pair.Name == "payload").Which.Value).RootElement.GetProperty("Request").GetProperty("Product");

    private static IReadOnlyList<string?> Sent(JsonElement product) => [.. product.GetProperty("Images").GetProperty("Image").EnumerateArray().Select(url => url.GetString())];

    private static string UrlOf(string name) => $"https://sg-live.slatic.net/p/{name}.jpg";

    private static Answer Ok(string data) => Answers.Json($$"""{"code":"0","data":{{data}},"request_id":"0ba2887315178178017221014"}""");

    private static Answer Seller(string status) =>
        Ok($$"""{"name":"Acme","name_company":"Acme Pte Ltd","seller_id":1,"short_code":"SG1","logo_url":"","email":"a@example.com","cb":false,"location":"SG","status":"{{status}}","verified":true}""");

    private static Answer Products(int total, params string[] items) => Ok($$"""{"total_products":{{total}},"products":[{{string.Join(',', items)}}]}""");

    private static string Item(
        long id = 2745308410,
        string sku = "SKU-1",
        string? status = "Active",
        string? subStatus = null,
        string skuStatus = "active",
        string? secondSku = null,
        string[]? skuImages = null,
        bool imagesAsText = false,
        string more = "",
        params string[] images)
    {
        static string List(IEnumerable<string> urls) => JsonSerializer.Serialize(urls);
        string Sku(string name, int number) => $$"""{"SkuId":1121229643{{number}},"SellerSku":"{{name}}","Status":"{{skuStatus}}","Images":{{List(skuImages ?? [""])}},"Url":"https://www.lazada.sg/-i1.html","price":9.9}""";
        return $$"""
            {"item_id":{{id}},"primary_category":"10000211","updated_time":"1762000000000","created_time":"1761000000000","images":{{(imagesAsText ? JsonSerializer.Serialize(List(images)) : List(images))}},"marketImages":[],
             "status":{{JsonSerializer.Serialize(status)}},"subStatus":{{JsonSerializer.Serialize(subStatus)}},"trialProduct":false,
             "attributes":{"name":"A mug","brand":"Acme","description":"<p>A mug</p>"},
             "skus":[{{Sku(sku, 0)}}{{(secondSku is null ? "" : $",{Sku(secondSku, 1)}")}}]{{more}} }
            """;
    }
}
