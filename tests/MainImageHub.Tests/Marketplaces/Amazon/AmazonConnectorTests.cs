using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using Xunit.Abstractions;

namespace MainImageHub.Tests.Marketplaces.Amazon;

/// <summary>The contract on Amazon, and what only Amazon has.</summary>
public sealed class AmazonConnectorTests(ITestOutputHelper output) : ConnectorContractTests(output)
{
    private const string Us = "ATVPDKIKX0DER";

    private static readonly SpecRequestValidator? Models = SpecRequestValidator.ForAmazon();

    protected override SiteCode Site => SiteCode.Parse("amazon/US");

    protected override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["clientId"] = "amzn1.application-oa2-client.abc",
        ["clientSecret"] = "amzn1.oa2-cs.v1.s3cr3t+value/with=signs",
        ["refreshToken"] = "Atzr|IwEBIrefreshrefresh",
        ["sellerId"] = "A1SELLER",
    };

    protected override IReadOnlyList<string> IssuedSecrets { get; } = ["Atza|access-token-1", "Atza|access-token-2"];

    protected override Answer TakenIn => Answers.Json("""{"sku":"SKU-1","status":"ACCEPTED","submissionId":"f1dc2914","issues":[]}""", 200, ("x-amzn-RateLimit-Limit", "5.0"));

    protected override Answer RefusedPicture => Answers.Json("""
        {"sku":"SKU-1","status":"INVALID","submissionId":"f1dc2915","issues":[
          {"code":"18027","message":"The main image has text.","severity":"ERROR","attributeNames":["main_product_image_locator"],"categories":["INVALID_IMAGE"]}]}
        """);

    protected override Answer ExpiredToken => Answers.Json(
        """{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied.","details":"The access token you provided has expired."}]}""", 403);

    protected override bool IsSignIn(RecordedRequest request) => request is { Method: "POST", Path: "/auth/o2/token" };

    protected override bool IsPush(RecordedRequest request) => request.Method == "PATCH";

    protected override bool IsReadBack(RecordedRequest request) => request.Method == "GET" && request.Path.StartsWith("/listings/2021-08-01/items/A1SELLER/", StringComparison.Ordinal);

    protected override bool IsVerification(RecordedRequest request) => request.Path.EndsWith("/items/A1SELLER", StringComparison.Ordinal);

    protected override Answer Verified(int listings) => Answers.Json($$"""{"numberOfResults":{{listings}},"items":[]}""");

    protected override string ExternalId => "B0TESTASIN";

    protected override async Task<string> SkuOnTheWireAsync(string sku)
    {
        Marketplace.On(IsPush, TakenIn);
        await Connector.PushMainImageAsync(Store, Push(sku));
        return Uri.UnescapeDataString(Marketplace.Requests.Single(IsPush).Path["/listings/2021-08-01/items/A1SELLER/".Length..]);
    }

    protected override void ScriptSignIn(ScriptedMarketplace marketplace) => marketplace.On(IsSignIn, Answers.Each(
        Answers.Json("""{"access_token":"Atza|access-token-1","token_type":"bearer","expires_in":3600}"""),
        Answers.Json("""{"access_token":"Atza|access-token-2","token_type":"bearer","expires_in":3600}""")));

    protected override Answer StoredPicture(Uri location) => Answers.Json(
        $$"""{"sku":"SKU-1","attributes":{"main_product_image_locator":[{"media_location":"https://elsewhere.example.com/de.jpg","marketplace_id":"A1PA6795UKMFR9"},{"media_location":"{{location}}","marketplace_id":"{{Us}}"}]} }""");

    protected override Answer Error(int status, string code, string message, params (string Name, string Value)[] headers) => Answers.Json(
        $$"""{"errors":[{"code":{{JsonSerializer.Serialize(code)}},"message":{{JsonSerializer.Serialize(message)}},"details":""}]}""", status, headers);

    protected override (IReadOnlyList<string>? Violations, string Reason) HoldAgainstModels(RecordedRequest request) =>
        request.Path is "/auth/o2/token" or "/v2/profiles" || request.Path.StartsWith("/reporting/", StringComparison.Ordinal) || request.Path.StartsWith("/files/", StringComparison.Ordinal)
            ? (null, "Login with Amazon, Amazon Ads and report files are described by no model at hand")
            : Models is null
                ? (null, "shared/marketplaces/specs/amazon-sp-api is not there")
                : (Models.Validate(request), string.Empty);

    protected override IReadOnlyList<string>? HoldAgainstModels(RecordedAnswer answer) =>
        HoldAgainstModels(answer.To).Violations is null ? null : Models!.Validate(answer);

    [AmazonModelsFact]
    public void Validator_finds_what_is_wrong_with_an_answer()
    {
        RecordedAnswer Answer(int status, string body, string method = "GET", string path = "/listings/2021-08-01/items/S/K") => new(new(method, $"{path}?marketplaceIds={Us}", new Dictionary<string, string>(), ""), status, "application/json", body);
        var models = Models!;

        models.Validate(Answer(200, """{"sku":"K"}""")).Should().BeEmpty();
        models.Validate(Answer(200, """{"asin":"K"}""")).Should().HaveCount(2, "the SKU is missing, and there is no such property");
        models.Validate(Answer(200, """{"sku":"K","status":"TAKEN","submissionId":"1"}""", "PATCH")).Should().ContainSingle(problem => problem.Contains("TAKEN"));
        models.Validate(Answer(418, """{"errors":[{"code":"X"}]}""")).Should().ContainSingle(problem => problem.Contains("message"));
        models.Validate(Answer(202, """{"id":"R"}""", "POST", "/reports/2021-06-30/reports")).Should().HaveCount(2);
    }

    [AmazonModelsFact]
    public void Validator_finds_what_is_wrong_with_a_request()
    {
        RecordedRequest Request(string method, string target, string body) => new(method, target, new Dictionary<string, string>(), body);
        var models = Models!;

        models.Validate(Request("PATCH", $"/listings/2021-08-01/items/S/K?marketplaceIds={Us}", """{"productType":"X","patches":[{"op":"replace","path":"/a","value":[{"x":1}]}]}""")).Should().BeEmpty();
        models.Validate(Request("PATCH", "/listings/2021-08-01/items/S/K", """{"productType":"X","patches":[{"op":"replace","path":"/a"}]}""")).Should().ContainSingle(problem => problem.Contains("marketplaceIds"));
        models.Validate(Request("PATCH", $"/listings/2021-08-01/items/S/K?marketplaceIds={Us}&mode=TRY", """{"patches":[{"op":"change","path":"/a","extra":1}]}""")).Should().HaveCount(4);
        models.Validate(Request("GET", $"/listings/2021-08-01/items/S?marketplaceIds={Us}&pageSize=50", string.Empty)).Should().ContainSingle();
        models.Validate(Request("GET", "/listings/2020-01-01/items/S", string.Empty)).Should().ContainSingle(problem => problem.Contains("no operation"));
        models.Validate(Request("POST", "/reports/2021-06-30/reports", """{"reportType":"R","marketplaceIds":[],"dataStartTime":"yesterday"}""")).Should().HaveCount(2);
    }

    [Fact]
    public async Task Sign_in_sends_the_refresh_token_as_a_form()
    {
        Marketplace.On(IsPush, TakenIn);

        await Connector.PushMainImageAsync(Store, Push());

        var signIn = Marketplace.Requests.Single(IsSignIn);
        signIn.Headers["Content-Type"].Should().Be("application/x-www-form-urlencoded");
        signIn.Body.Split('&').Should().BeEquivalentTo(
            "grant_type=refresh_token",
            "refresh_token=Atzr%7CIwEBIrefreshrefresh",
            "client_id=amzn1.application-oa2-client.abc",
            "client_secret=amzn1.oa2-cs.v1.s3cr3t%2Bvalue%2Fwith%3Dsigns");
    }

    [Theory]
    [InlineData("MAIN", "main_product_image_locator")]
    [InlineData("PT01", "other_product_image_locator_1")]
    [InlineData("PT08", "other_product_image_locator_8")]
    public async Task Push_patches_the_attribute_of_its_slot_and_no_other(string slot, string attribute)
    {
        Marketplace.On(IsPush, TakenIn);

        await Connector.PushMainImageAsync(Store, Push() with { Slot = slot });

        var push = Marketplace.Requests.Single(IsPush);
        push.Headers["x-amz-access-token"].Should().Be("Atza|access-token-1");
        push.Headers["user-agent"].Should().StartWith("MainImageHub/");
        push.Parameter("marketplaceIds").Should().Be(Us);
        push.Parameter("mode").Should().BeNull();
        using var body = JsonDocument.Parse(push.Body);
        body.RootElement.GetProperty("productType").GetString().Should().Be("LUGGAGE");
        var patch = body.RootElement.GetProperty("patches").EnumerateArray().Should().ContainSingle().Which;
        patch.GetProperty("op").GetString().Should().Be("replace");
        patch.GetProperty("path").GetString().Should().Be($"/attributes/{attribute}");
        patch.GetProperty("value")[0].GetProperty("media_location").GetString().Should().Be("https://pictures.example.com/f/3f1a9c0d.jpg");
        patch.GetProperty("value")[0].GetProperty("marketplace_id").GetString().Should().Be(Us);
    }

    [Fact]
    public async Task Preview_has_no_effect_so_it_is_never_in_doubt()
    {
        Marketplace.On(IsPush, Answers.Each(Answers.Json("""{"sku":"SKU-1","status":"VALID","submissionId":"p1"}"""), Answers.Cut()));

        (await Connector.PushMainImageAsync(Store, Push() with { PreviewOnly = true })).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.PushMainImageAsync(Store, Push() with { PreviewOnly = true })).Should().BeOfType<PushOutcome.Retry>();

        Marketplace.Requests.Where(IsPush).Should().OnlyContain(request => request.Parameter("mode") == "VALIDATION_PREVIEW");
    }

    [Fact]
    public async Task Title_and_search_terms_go_with_the_picture_when_given()
    {
        Marketplace.On(IsPush, TakenIn);

        await Connector.PushMainImageAsync(Store, Push() with { Text = new MainImageHub.Marketplaces.ListingText("en-US", "A red suitcase", ["suitcase", "carry on"]) });

        using var body = JsonDocument.Parse(Marketplace.Requests.Single(IsPush).Body);
        var patches = body.RootElement.GetProperty("patches").EnumerateArray().ToDictionary(patch => patch.GetProperty("path").GetString()!, patch => patch.GetProperty("value")[0]);
        patches["/attributes/item_name"].GetProperty("value").GetString().Should().Be("A red suitcase");
        patches["/attributes/item_name"].GetProperty("language_tag").GetString().Should().Be("en_US");
        patches["/attributes/generic_keyword"].GetProperty("value").GetString().Should().Be("suitcase carry on");
    }

    [Fact]
    public async Task Removal_deletes_the_attribute_for_this_site()
    {
        Marketplace.On(IsPush, TakenIn);

        (await Connector.RemoveMainImageAsync(Store, new(Push().Listing, "PT02"))).Should().BeOfType<PushOutcome.Accepted>();

        using var body = JsonDocument.Parse(Marketplace.Requests.Single(IsPush).Body);
        var patch = body.RootElement.GetProperty("patches")[0];
        patch.GetProperty("op").GetString().Should().Be("delete");
        patch.GetProperty("path").GetString().Should().Be("/attributes/other_product_image_locator_2");
        patch.GetProperty("value")[0].EnumerateObject().Should().ContainSingle().Which.Name.Should().Be("marketplace_id");
    }

    [Fact]
    public async Task Listings_come_in_pages_with_what_the_seller_told_amazon()
    {
        Marketplace.On(request => request.Path.EndsWith("/items/A1SELLER", StringComparison.Ordinal), Answers.Each(
            Answers.Json($$"""
                {"numberOfResults":2,"pagination":{"nextToken":"next+/="},"items":[{"sku":"红/1",
                  "summaries":[{"marketplaceId":"{{Us}}","asin":"B0AAAAAAAA","productType":"LUGGAGE","status":["BUYABLE","DISCOVERABLE"],"itemName":"A suitcase","createdDate":"2026-01-01T00:00:00Z","lastUpdatedDate":"2026-02-01T00:00:00Z","mainImage":{"link":"https://m.media-amazon.com/images/I/1.jpg","height":500,"width":400} }],
                  "attributes":{"brand":[{"value":"Acme","marketplace_id":"{{Us}}"}],"bullet_point":[{"value":"Light","language_tag":"en_US"},{"value":"Strong","language_tag":"en_US"},{"value":"Leicht","language_tag":"de_DE"}],
                    "generic_keyword":[{"value":"suitcase"}],"voltage":[{"value":110,"unit":"volts"}],"main_product_image_locator":[{"media_location":"https://seller.example.com/1.jpg","marketplace_id":"{{Us}}"}],"odd":"not a list"},
                  "issues":[{"code":"18027","message":"Text","severity":"ERROR","categories":["INVALID_IMAGE"],"marketplaceIds":["{{Us}}"]},{"code":"1","message":"Elsewhere","severity":"ERROR","categories":[],"marketplaceIds":["A1PA6795UKMFR9"]}],
                  "relationships":[{"marketplaceId":"{{Us}}","relationships":[{"type":"VARIATION","parentSkus":["红"]}]}]}]}
                """),
            Answers.Json("""{"numberOfResults":2,"items":[{"sku":"2"}]}""")));

        var first = (await Connector.ReadListingsAsync(Store)).Value!;
        var second = (await Connector.ReadListingsAsync(Store, first.NextCursor)).Value!;

        var listing = first.Items.Should().ContainSingle().Which;
        listing.ExternalId.Should().Be("B0AAAAAAAA");
        listing.Sku.Should().Be("红/1");
        listing.ParentSku.Should().Be("红");
        listing.Brand.Should().Be("Acme");
        listing.Bullets.Should().Equal("Light", "Strong");
        listing.Keywords.Should().Equal("suitcase");
        listing.Facts.Should().Contain("voltage", "110 volts").And.HaveCount(1);
        listing.Issues.Should().ContainSingle().Which.Code.Should().Be("18027");
        listing.MainImage.Should().Be(new RemotePicture("MAIN", new Uri("https://m.media-amazon.com/images/I/1.jpg"), 400, 500));
        listing.SubmittedPictures.Should().Contain("MAIN", "https://seller.example.com/1.jpg");
        second.Items.Should().ContainSingle().Which.ExternalId.Should().BeNull("Amazon did not tell");
        second.NextCursor.Should().BeNull();
        Marketplace.Requests[^1].Parameter("pageToken").Should().Be("next+/=");
    }

    [Fact]
    public async Task More_listings_than_one_search_can_page_through_are_read_by_another_search()
    {
        var items = string.Join(',', Enumerable.Range(0, 20).Select(number =>
            $$"""{"sku":"S{{number}}","summaries":[{"marketplaceId":"{{Us}}","productType":"X","status":[],"createdDate":"2026-03-0{{1 + (number % 9)}}T00:00:00Z","lastUpdatedDate":"2026-03-09T00:00:00Z"}]}"""));
        Marketplace.On(request => request.Path.EndsWith("/items/A1SELLER", StringComparison.Ordinal), Answers.Json($$"""{"numberOfResults":4000,"pagination":{"nextToken":"t"},"items":[{{items}}]}"""));
        string? cursor = null;
        for (var page = 0; page < 50; page++)
        {
            // A store of its own per few pages, or the rate limit would (rightly) send the test away.
            var store = Store with { StoreId = new Guid(page / 4, 0, 0, new byte[8]) };
            cursor = (await Connector.ReadListingsAsync(store, cursor)).Value!.NextCursor;
        }

        await Connector.ReadListingsAsync(Store, cursor);

        Marketplace.Requests[^1].Parameter("pageToken").Should().BeNull();
        Marketplace.Requests[^1].Parameter("createdAfter").Should().Be("2026-03-09T00:00:00.000Z");
    }

    [Fact]
    public async Task Named_skus_are_searched_together_and_one_with_a_comma_is_asked_for_alone()
    {
        Marketplace.On(request => request.Path.EndsWith("/items/A1SELLER", StringComparison.Ordinal), Answers.Json("""{"numberOfResults":1,"items":[{"sku":"a"}]}"""));
        Marketplace.On(IsReadBack, Answers.Json("""{"sku":"b,c"}"""));

        var first = (await Connector.ReadListingsAsync(Store, skus: ["a", "gone", "b,c"])).Value!;
        var second = (await Connector.ReadListingsAsync(Store, first.NextCursor, ["a", "gone", "b,c"])).Value!;

        first.Items.Select(item => item.Sku).Should().Equal("a");
        first.Missing.Should().Equal("gone");
        second.Items.Select(item => item.Sku).Should().Equal("b,c");
        second.NextCursor.Should().BeNull();
    }

    [Fact]
    public async Task Live_listing_shows_the_catalogues_largest_picture_beside_what_was_submitted()
    {
        Marketplace.On(IsReadBack, Answers.Json($$"""
            {"sku":"SKU-1","summaries":[{"marketplaceId":"{{Us}}","asin":"B0MERGED01","productType":"X","status":["DISCOVERABLE"],"createdDate":"2026-01-01T00:00:00Z","lastUpdatedDate":"2026-02-01T00:00:00Z","mainImage":{"link":"https://m.media-amazon.com/sibling.jpg","height":1,"width":1} }],
             "attributes":{"main_product_image_locator":[{"media_location":"https://seller.example.com/1.jpg","marketplace_id":"{{Us}}"}]},
             "issues":[{"code":"18027","message":"Text","severity":"ERROR","categories":[],"enforcements":{"actions":[{"action":"SEARCH_SUPPRESSED"}],"exemption":{"status":"NOT_EXEMPT"} } }]}
            """));
        Marketplace.On(request => request.Path == "/catalog/2022-04-01/items/B0MERGED01", Answers.Json($$"""
            {"asin":"B0MERGED01","images":[{"marketplaceId":"{{Us}}","images":[
              {"variant":"MAIN","link":"https://m.media-amazon.com/75.jpg","height":75,"width":75},{"variant":"MAIN","link":"https://m.media-amazon.com/2000.jpg","height":2000,"width":2000},
              {"variant":"PT01","link":"https://m.media-amazon.com/pt.jpg","height":500,"width":500}]}]}
            """));

        var live = (await Connector.ReadListingAsync(Store, new ListingKey("B0OLDASIN0", "SKU-1"))).Value!;

        live.MainImage!.Link.Should().Be("https://m.media-amazon.com/2000.jpg");
        live.Shown.Should().HaveCount(2);
        live.Listing.MainImage!.Link.Should().Be("https://m.media-amazon.com/sibling.jpg");
        live.Listing.SubmittedPictures["MAIN"].Should().Be("https://seller.example.com/1.jpg");
        live.Listing.ExternalId.Should().Be("B0MERGED01");
        live.IsSuppressed.Should().BeTrue();
    }

    [Fact]
    public async Task Catalogue_that_cannot_be_read_leaves_the_listing_readable()
    {
        Marketplace.On(IsReadBack, Answers.Json("""{"sku":"SKU-1"}"""));
        Marketplace.On(request => request.Path.StartsWith("/catalog/", StringComparison.Ordinal), Error(403, "Unauthorized", "Access to requested resource is denied."));

        var live = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;

        live.CatalogueProblem!.Code.Should().Be(ProblemCodes.Forbidden);
        live.MainImage.Should().BeNull();
    }

    [Fact]
    public async Task Figures_come_in_short_steps_that_survive_a_restart()
    {
        ScriptSales(packed: true);
        ScriptAds();

        var (rows, last, steps) = await ReadFiguresAsync(new(2026, 11, 1), new(2026, 11, 2), today: new(2026, 11, 21));

        var sales = rows.Where(row => row.Source == "amazon.salesAndTraffic").ToList();
        sales.Select(row => row.Date).Should().Equal(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 2));
        sales[0].Should().BeEquivalentTo(new { ExternalId = "B0CHILD001", Sessions = 120L, PageViews = 150L, Orders = 7L, Units = 9L, Revenue = 89.91m, Currency = "USD", Impressions = (long?)null, Clicks = (long?)null, AdSpend = (decimal?)null });
        var ads = rows.Where(row => row.Source == "amazon.ads.sponsoredProducts").Should().ContainSingle().Which;
        ads.Should().BeEquivalentTo(new { Date = new DateOnly(2026, 11, 1), ExternalId = "B0CHILD001", Impressions = 1500L, Clicks = 30L, AdSpend = 12.5m, Currency = "USD", Sessions = (long?)null, Orders = (long?)null });
        last.Sources.Should().OnlyContain(source => source.CompleteUpTo == new DateOnly(2026, 11, 2) && source.Problem == null);
        steps.Should().BeGreaterThan(6);
        Marketplace.Requests.Single(request => request.Path == "/reporting/reports").Headers["Amazon-Advertising-API-Scope"].Should().Be("777");
        Marketplace.Requests.Where(request => request.Path.StartsWith("/files/", StringComparison.Ordinal)).Should().OnlyContain(request => !request.Headers.ContainsKey("x-amz-access-token"));
    }

    [Fact]
    public async Task Days_too_young_to_be_final_are_read_but_not_called_complete()
    {
        ScriptSales(packed: false);
        ScriptAds();

        var (rows, last, _) = await ReadFiguresAsync(new(2026, 11, 17), new(2026, 11, 19), today: new(2026, 11, 21));

        rows.Should().Contain(row => row.Date == new DateOnly(2026, 11, 19));
        last.Sources[0].CompleteUpTo.Should().Be(new DateOnly(2026, 11, 18));
    }

    [Fact]
    public async Task Store_without_advertising_still_gets_its_sales()
    {
        ScriptSales(packed: false);
        Marketplace.On(request => request.Path == "/v2/profiles", Answers.Json("""{"code":"UNAUTHORIZED","details":"Not authorized to access this advertiser"}""", 401));

        var (rows, last, _) = await ReadFiguresAsync(new(2026, 11, 1), new(2026, 11, 1), today: new(2026, 11, 21));

        rows.Should().ContainSingle().Which.Impressions.Should().BeNull();
        last.Sources[0].Problem.Should().BeNull();
        last.Sources[1].Problem!.Code.Should().Be(ProblemCodes.Unauthorized);
        last.Sources[1].CompleteUpTo.Should().BeNull();
    }

    [Fact]
    public async Task Report_that_amazon_gives_up_is_a_gap_and_not_a_zero()
    {
        ScriptSales(packed: false);
        ScriptAds();
        Marketplace.On(request => request.Path == "/reports/2021-06-30/reports/R-2026-11-02", Answers.Json("""{"reportId":"R","reportType":"T","createdTime":"2026-11-03T00:00:00Z","processingStatus":"FATAL"}"""));

        var (rows, last, _) = await ReadFiguresAsync(new(2026, 11, 1), new(2026, 11, 3), today: new(2026, 11, 21));

        rows.Where(row => row.Source == "amazon.salesAndTraffic").Select(row => row.Date).Should().BeEquivalentTo([new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 3)]);
        last.Sources[0].CompleteUpTo.Should().Be(new DateOnly(2026, 11, 1));
        last.Sources[0].Problem.Should().NotBeNull();
    }

    [Fact]
    public async Task Report_that_never_stops_failing_ends_the_reading()
    {
        ScriptAds();
        Marketplace.On(request => request.Path == "/reports/2021-06-30/reports", Error(500, "InternalFailure", "We encountered an internal error."));

        var (rows, last, _) = await ReadFiguresAsync(new(2026, 11, 1), new(2026, 11, 1), today: new(2026, 11, 21));

        rows.Should().ContainSingle().Which.Source.Should().Be("amazon.ads.sponsoredProducts");
        last.Sources[0].Problem!.Code.Should().Be(ProblemCodes.Unavailable);
    }

    [Fact]
    public async Task Report_file_that_is_not_one_is_tried_again_and_then_given_up()
    {
        ScriptSales(packed: true);
        ScriptAds();
        Marketplace.On(request => request.Path.StartsWith("/files/sales", StringComparison.Ordinal), Answers.Html());

        var (rows, last, _) = await ReadFiguresAsync(new(2026, 11, 1), new(2026, 11, 1), today: new(2026, 11, 21));

        rows.Should().NotContain(row => row.Source == "amazon.salesAndTraffic");
        last.Sources[0].Problem!.Code.Should().Be(ProblemCodes.BadAnswer);
    }

    [Fact]
    public async Task Report_at_an_address_elsewhere_over_plain_http_is_not_fetched()
    {
        ScriptSales(packed: false);
        ScriptAds();
        Marketplace.On(request => request.Path.StartsWith("/reports/2021-06-30/documents/", StringComparison.Ordinal), Answers.Json("""{"reportDocumentId":"D","url":"http://169.254.169.254/latest/meta-data"}"""));

        var (_, last, _) = await ReadFiguresAsync(new(2026, 11, 1), new(2026, 11, 1), today: new(2026, 11, 21));

        last.Sources[0].Problem!.Code.Should().Be(ProblemCodes.BadAnswer);
    }

    // Each step goes through a fresh text cursor, as after a restart, and the waits are not waited.
    private async Task<(IReadOnlyList<DailyFigures> Rows, FigureProgress Last, int Steps)> ReadFiguresAsync(DateOnly from, DateOnly to, DateOnly today)
    {
        var rows = new List<DailyFigures>();
        string? cursor = null;
        for (var step = 1; step <= 100; step++)
        {
            var progress = await Connector.ReadFiguresAsync(Store with { StoreId = new Guid(step, 0, 0, new byte[8]) }, new FigureRequest(from, to, cursor, today));
            rows.AddRange(progress.Rows);
            cursor = progress.Cursor;
            if (cursor is null)
            {
                return (rows, progress, step);
            }

            cursor.Should().NotContainAny(Credentials["clientSecret"], Credentials["refreshToken"], "X-Amz-Signature");
        }

        throw new InvalidOperationException("The reading of figures does not end.");
    }

    private void ScriptSales(bool packed)
    {
        var asked = new Dictionary<string, int>(StringComparer.Ordinal);
        Marketplace.On(request => request is { Method: "POST", Path: "/reports/2021-06-30/reports" }, async (context, stopping) =>
        {
            using var body = JsonDocument.Parse(Marketplace.Requests[^1].Body);
            var day = body.RootElement.GetProperty("dataStartTime").GetString()![..10];
            await Answers.Json($$"""{"reportId":"R-{{day}}"}""", 202)(context, stopping);
        });
        Marketplace.On(request => request.Path.StartsWith("/reports/2021-06-30/reports/R-", StringComparison.Ordinal), async (context, stopping) =>
        {
            var day = context.Request.Path.Value![^10..];
            asked[day] = asked.GetValueOrDefault(day) + 1;
            var report = asked[day] < 2
                ? $$"""{"reportId":"R-{{day}}","reportType":"T","createdTime":"2026-11-03T00:00:00Z","processingStatus":"IN_PROGRESS"}"""
                : $$"""{"reportId":"R-{{day}}","reportType":"T","createdTime":"2026-11-03T00:00:00Z","processingStatus":"DONE","reportDocumentId":"D-{{day}}"}""";
            await Answers.Json(report)(context, stopping);
        });
        Marketplace.On(request => request.Path.StartsWith("/reports/2021-06-30/documents/D-", StringComparison.Ordinal), async (context, stopping) =>
        {
            var day = context.Request.Path.Value![^10..];
            var compression = packed ? ",\"compressionAlgorithm\":\"GZIP\"" : string.Empty;
            await Answers.Json($$"""{"reportDocumentId":"D-{{day}}","url":"{{Marketplace.Endpoint}}/files/sales-{{day}}?X-Amz-Signature=abc"{{compression}}}""")(context, stopping);
        });
        var file = Encoding.UTF8.GetBytes("""
            {"reportSpecification":{},"salesAndTrafficByDate":[],"salesAndTrafficByAsin":[{"parentAsin":"B0PARENT01","childAsin":"B0CHILD001",
              "salesByAsin":{"unitsOrdered":9,"orderedProductSales":{"amount":89.91,"currencyCode":"USD"},"totalOrderItems":7},"trafficByAsin":{"sessions":120,"pageViews":150}}]}
            """);
        Marketplace.On(request => request.Path.StartsWith("/files/sales", StringComparison.Ordinal), Answers.Bytes(packed ? Packed(file) : file));
    }

    private void ScriptAds()
    {
        var looked = 0;
        Marketplace.On(request => request.Path == "/v2/profiles", Answers.Json($$"""
            [{"profileId":666,"countryCode":"DE","accountInfo":{"marketplaceStringId":"A1PA6795UKMFR9","id":"A1SELLER"} },{"profileId":777,"countryCode":"US","accountInfo":{"marketplaceStringId":"{{Us}}","id":"A1SELLER"} }]
            """));
        Marketplace.On(request => request is { Method: "POST", Path: "/reporting/reports" }, Answers.Each(
            Answers.Json("""{"code":"425","detail":"The Request is a duplicate of : 5f3c7a10-0000-4000-8000-00000000abcd"}""", 425)));
        Marketplace.On(request => request.Path == "/reporting/reports/5f3c7a10-0000-4000-8000-00000000abcd", async (context, stopping) => await Answers.Json(
            looked++ == 0
                ? """{"reportId":"5f3c7a10-0000-4000-8000-00000000abcd","status":"PENDING"}"""
                : $$"""{"reportId":"5f3c7a10-0000-4000-8000-00000000abcd","status":"COMPLETED","url":"{{Marketplace.Endpoint}}/files/ads"}""")(context, stopping));
        Marketplace.On(request => request.Path == "/files/ads", Answers.Bytes(Packed(Encoding.UTF8.GetBytes("""
            [{"date":"2026-11-01","advertisedAsin":"B0CHILD001","advertisedSku":"S","impressions":1000,"clicks":20,"cost":10.0,"campaignBudgetCurrencyCode":"USD"},
             {"date":"2026-11-01","advertisedAsin":"B0CHILD001","advertisedSku":"S","impressions":500,"clicks":10,"cost":2.5,"campaignBudgetCurrencyCode":"USD"},
             {"date":"2026-11-01","advertisedAsin":null,"impressions":5}]
            """))));
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
