using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using Xunit.Abstractions;

namespace MainImageHub.Tests.Marketplaces.Shopify;

/// <summary>The contract on Shopify, and what only Shopify has.</summary>
public sealed class ShopifyConnectorTests(ITestOutputHelper output) : ConnectorContractTests(output)
{
    private const string ProductId = "gid://shopify/Product/632910392";
    private const string OwnFile = "gid://shopify/MediaImage/7001";
    private const string OtherFile = "gid://shopify/MediaImage/6001";
    private const string Cdn = "https://cdn.shopify.com/s/files/1/0001/files/";

    private static readonly ShopifySpecValidator? Schema = ShopifySpecValidator.Load();

    protected override SiteCode Site => SiteCode.Parse("shopify/-");

    protected override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["shop"] = "acme.myshopify.com",
        ["clientId"] = "0f1e2d3c",
        ["clientSecret"] = "shpss_53cr3t0ftheapp",
    };

    protected override IReadOnlyList<string> IssuedSecrets { get; } = ["shpat_token0001", "shpat_token0002"];

    protected override string ExternalId => ProductId;

    protected override Answer TakenIn => Answers.Json($$"""{"data":{"fileCreate":{"files":[{"id":"{{OwnFile}}","fileStatus":"UPLOADED","fileErrors":[]}],"userErrors":[]} } }""");

    protected override Answer RefusedPicture => Answers.Json("""
        {"data":{"fileCreate":{"files":[],"userErrors":[{"field":["files","0","originalSource"],"message":"Image URL is invalid","code":"INVALID_IMAGE_SOURCE_URL"}]} } }
        """);

    protected override Answer ExpiredToken => Answers.Json("""{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}""", 401);

    protected override bool IsSignIn(RecordedRequest request) => request is { Method: "POST", Path: "/admin/oauth/access_token" };

    protected override bool IsPush(RecordedRequest request) => Is(request, "createFile");

    protected override bool IsReadBack(RecordedRequest request) => Is(request, "gallery");

    protected override bool IsVerification(RecordedRequest request) => Is(request, "shopOfApp");

    protected override Answer Verified(int listings) => Shop(listings, "read_products", "write_products", "write_files");

    protected override async Task<string> SkuOnTheWireAsync(string sku)
    {
        Marketplace.On(request => Is(request, "namedListings"), Answers.Json("""{"data":{"productVariants":{"nodes":[]} } }"""));
        (await Connector.ReadListingsAsync(Store, skus: [sku])).Value!.Missing.Should().Equal(sku);
        var query = Variables(Marketplace.Requests.Single(request => Is(request, "namedListings"))).GetProperty("query").GetString()!;
        query.Should().StartWith("sku:'").And.EndWith("'");
        return query[5..^1].Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
    }

    protected override void ScriptSignIn(ScriptedMarketplace marketplace)
    {
        marketplace.On(IsSignIn, Answers.Each(
            Answers.Json("""{"access_token":"shpat_token0001","scope":"read_products,write_products,write_files","expires_in":86399}"""),
            Answers.Json("""{"access_token":"shpat_token0002","scope":"read_products,write_products,write_files","expires_in":86399}""")));

        // Before anything is pushed: one picture of somebody else's, and no file of ours.
        marketplace.On(IsReadBack, Gallery((OtherFile, "seller.jpg")));
        marketplace.On(request => Is(request, "filesByName"), Files());
    }

    protected override string StoredAs(Uri location) => $"{Cdn}{NameOf(location)}?v=1";

    protected override Answer StoredPicture(Uri location) => Gallery((OwnFile, NameOf(location)), (OtherFile, "seller.jpg"));

    protected override Answer Error(int status, string code, string message, params (string Name, string Value)[] headers) => Answers.Json(
        $$"""{"errors":[{"message":{{JsonSerializer.Serialize(message)}},"extensions":{"code":{{JsonSerializer.Serialize(code)}}} }]}""", status, headers);

    protected override (IReadOnlyList<string>? Violations, string Reason) HoldAgainstModels(RecordedRequest request) =>
        IsSignIn(request) ? (null, "the sign-in is described by no schema at hand")
        : Schema is null ? (null, "shared/marketplaces/specs/shopify is not there")
        : request is not { Method: "POST", Path: "/admin/api/2026-10/graphql.json" } ? ([$"{request.Method} {request.Path} is not the Admin API"], string.Empty)
        : (Schema.Validate(request), string.Empty);

    protected override IReadOnlyList<string>? HoldAgainstModels(RecordedAnswer answer) =>
        Schema is null || IsSignIn(answer.To) || answer.Status != 200 ? null : Schema.Validate(answer);

    [ShopifySchemaFact]
    public void Validator_finds_what_is_wrong_with_a_request()
    {
        static RecordedRequest Request(string query, string variables) => new("POST", "/admin/api/2026-10/graphql.json", new Dictionary<string, string>(), $$"""{"query":{{JsonSerializer.Serialize(query)}},"variables":{{variables}}}""");
        var schema = Schema!;

        schema.Validate(Request("query q($id: ID!) { product(id: $id) { id media(first: 1) { nodes { ... on MediaImage { image { url } } } } } }", """{"id":"gid://shopify/Product/1"}""")).Should().BeEmpty();
        schema.Validate(Request("query q($id: ID!) { product(id: $id) { id picture } }", """{"id":"gid://shopify/Product/1"}""")).Should().ContainSingle(problem => problem.Contains("picture"));
        schema.Validate(Request("query q($id: ID!) { product(id: $id) { id } }", "{}")).Should().ContainSingle(problem => problem.Contains("$id"));
        schema.Validate(Request("query q { product { id } }", "{}")).Should().ContainSingle(problem => problem.Contains("'id' is missing"));
        schema.Validate(Request("query q { shop { name { first } } }", "{}")).Should().ContainSingle(problem => problem.Contains("leaf"));
        schema.Validate(Request("query q { shop { ... on Product { id } } }", "{}")).Should().ContainSingle(problem => problem.Contains("Product"));
        schema.Validate(Request("mutation m($f: [FileCreateInput!]!) { fileCreate(files: $f) { files { id } userErrors { code } } }", """{"f":[{"contentType":"PICTURE","source":"x"}]}""")).Should().HaveCount(3);
        schema.Validate(Request("mutation m($f: [FileUpdateInput!]!) { fileCreate(files: $f) { files { id } } }", """{"f":[]}""")).Should().ContainSingle(problem => problem.Contains("FileUpdateInput"));
    }

    [ShopifySchemaFact]
    public void Validator_finds_what_is_wrong_with_an_answer()
    {
        RecordedAnswer Answer(string body) => new(new("POST", "/admin/api/2026-10/graphql.json", new Dictionary<string, string>(), """{"query":"query q { shop { name } job(id: \"gid://shopify/Job/1\") { done } }"}"""), 200, "application/json", body);
        var schema = Schema!;

        schema.Validate(Answer("""{"data":{"shop":{"name":"Acme"},"job":null}}""")).Should().BeEmpty();
        schema.Validate(Answer("""{"data":{"shop":{"name":null},"job":{"done":"yes"}}}""")).Should().HaveCount(2);
        schema.Validate(Answer("""{"data":{"shop":{"name":"Acme","more":1}}}""")).Should().HaveCount(2, "one was not asked for, one is missing");
    }

    [Fact]
    public async Task Sign_in_sends_the_apps_own_credentials_as_a_form()
    {
        Marketplace.On(IsPush, TakenIn);

        await Connector.PushMainImageAsync(Store, Push());

        var signIn = Marketplace.Requests.Single(IsSignIn);
        signIn.Headers["Content-Type"].Should().Be("application/x-www-form-urlencoded");
        signIn.Body.Split('&').Should().BeEquivalentTo("grant_type=client_credentials", "client_id=0f1e2d3c", "client_secret=shpss_53cr3t0ftheapp");
        var push = Marketplace.Requests.Single(IsPush);
        push.Headers["X-Shopify-Access-Token"].Should().Be("shpat_token0001");
        push.Headers["X-Shopify-Shop-Domain"].Should().Be("acme.myshopify.com", "an endpoint of one's own does not have the shop's name");
    }

    [Theory]
    [InlineData("evil.example.com")]
    [InlineData("acme.myshopify.com.evil.example.com")]
    [InlineData("acme.myshopify.com/admin#")]
    [InlineData("169.254.169.254/")]
    public async Task Shop_that_is_no_shops_name_leads_nowhere(string shop)
    {
        var check = await Connector.VerifyAsync(Store with { Credentials = new Dictionary<string, string>(Credentials) { ["shop"] = shop } });

        check.Problem!.Code.Should().Be(ProblemCodes.Unauthorized);
        Marketplace.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("https://ACME.myshopify.com/")]
    public async Task Shop_may_be_written_as_people_do(string shop)
    {
        Marketplace.On(IsVerification, Verified(1));

        (await Connector.VerifyAsync(Store with { Credentials = new Dictionary<string, string>(Credentials) { ["shop"] = shop } })).Ok.Should().BeTrue();

        Marketplace.Requests.Single(IsVerification).Headers["X-Shopify-Shop-Domain"].Should().Be("acme.myshopify.com");
    }

    [Fact]
    public async Task Verifying_says_which_scopes_are_missing()
    {
        Marketplace.On(IsVerification, Answers.Each(Shop(7, "read_products"), Shop(7, "read_orders")));

        var reading = await Connector.VerifyAsync(Store);
        var nothing = await Connector.VerifyAsync(Store);

        reading.Ok.Should().BeTrue("reading comes first");
        reading.Detail.En.Should().Contain("write_products").And.Contain("write_files");
        nothing.Ok.Should().BeFalse();
        nothing.Problem!.Code.Should().Be(ProblemCodes.Forbidden);
    }

    [Fact]
    public async Task File_is_made_under_a_name_that_cannot_be_taken_twice()
    {
        Marketplace.On(IsPush, TakenIn);

        await Connector.PushMainImageAsync(Store, Push());

        var file = Variables(Marketplace.Requests.Single(IsPush)).GetProperty("files")[0];
        file.GetProperty("originalSource").GetString().Should().Be("https://pictures.example.com/f/3f1a9c0d.jpg");
        file.GetProperty("duplicateResolutionMode").GetString().Should().Be("RAISE_ERROR");
        file.GetProperty("filename").GetString().Should().MatchRegex("^3f1a9c0d-[0-9a-f]{12}\\.jpg$");
        file.GetProperty("alt").GetString().Should().Be("A mug");
    }

    [Fact]
    public async Task File_made_by_a_call_whose_answer_was_lost_is_waited_for_and_not_made_again()
    {
        Marketplace.On(IsPush, Answers.Json("""{"data":{"fileCreate":{"files":[],"userErrors":[{"field":["files","0","filename"],"message":"The provided filename already exists.","code":"FILENAME_ALREADY_EXISTS"}]} } }"""));
        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Underway>();

        Marketplace.On(request => Is(request, "filesByName"), Files((OwnFile, "PROCESSING")));
        var second = (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Underway>().Which;

        second.Begun.Should().Contain(OwnFile);
        Marketplace.Requests.Count(IsPush).Should().Be(1);
        (await Connector.FindPushAsync(Store, Push())).Trace.Should().Be(PushTrace.Begun);
    }

    [Fact]
    public async Task Picture_that_is_ready_is_hung_moved_to_the_front_and_then_accepted()
    {
        Marketplace.On(request => Is(request, "fileById"), Answers.Json($$"""{"data":{"node":{"id":"{{OwnFile}}","fileStatus":"READY","fileErrors":[]} } }"""));
        Marketplace.On(request => Is(request, "updateFiles"), Answers.Json($$"""{"data":{"fileUpdate":{"files":[{"id":"{{OwnFile}}"}],"userErrors":[]} } }"""));
        Marketplace.On(request => Is(request, "moveFirst"), Answers.Json("""{"data":{"productReorderMedia":{"job":{"id":"gid://shopify/Job/j-1","done":false},"mediaUserErrors":[]} } }"""));
        Marketplace.On(request => Is(request, "jobById"), Answers.Each(Job(done: false), Job(done: true)));
        Marketplace.On(IsReadBack, Answers.Each(
            Gallery((OtherFile, "seller.jpg")),
            Gallery((OtherFile, "seller.jpg"), (OwnFile, OwnName)),
            Gallery((OtherFile, "seller.jpg"), (OwnFile, OwnName)),
            Gallery((OwnFile, OwnName), (OtherFile, "seller.jpg"))));
        var push = Push() with { Begun = $$"""{"file":"{{OwnFile}}"}""" };
        var steps = new List<PushOutcome>();
        do
        {
            steps.Add(await Connector.PushMainImageAsync(Store, push));
            push = push with { Begun = (steps[^1] as PushOutcome.Underway)?.Begun };
        }
        while (steps[^1] is PushOutcome.Underway);

        steps[^1].Should().BeOfType<PushOutcome.Accepted>().Which.SubmissionId.Should().Be(OwnFile);
        var hung = Variables(Marketplace.Requests.Single(request => Is(request, "updateFiles"))).GetProperty("files")[0];
        hung.GetProperty("referencesToAdd")[0].GetString().Should().Be(ProductId);
        var move = Variables(Marketplace.Requests.Single(request => Is(request, "moveFirst"))).GetProperty("moves")[0];
        move.GetProperty("id").GetString().Should().Be(OwnFile);
        move.GetProperty("newPosition").GetString().Should().Be("0");
    }

    [Fact]
    public async Task Earlier_push_of_ours_is_taken_off_and_others_stay()
    {
        var before = new Uri("https://pictures.example.com/f/before.jpg");
        Marketplace.On(IsReadBack, Answers.Each(
            Gallery((OwnFile, OwnName), ("gid://shopify/MediaImage/5001", NameOf(before)), (OtherFile, "seller.jpg")),
            Gallery((OwnFile, OwnName), (OtherFile, "seller.jpg"))));
        Marketplace.On(request => Is(request, "updateFiles"), Answers.Json("""{"data":{"fileUpdate":{"files":[],"userErrors":[]} } }"""));

        (await Connector.PushMainImageAsync(Store, Push() with { Replaces = [before] })).Should().BeOfType<PushOutcome.Underway>();
        (await Connector.PushMainImageAsync(Store, Push() with { Replaces = [before] })).Should().BeOfType<PushOutcome.Accepted>();

        var off = Variables(Marketplace.Requests.Single(request => Is(request, "updateFiles"))).GetProperty("files").EnumerateArray().Should().ContainSingle().Which;
        off.GetProperty("id").GetString().Should().Be("gid://shopify/MediaImage/5001");
        off.GetProperty("referencesToRemove")[0].GetString().Should().Be(ProductId);
    }

    [Theory]
    [InlineData("INVALID_IMAGE_RESOLUTION", typeof(PushOutcome.Refused))]
    [InlineData("IMAGE_DOWNLOAD_FAILURE", typeof(PushOutcome.Retry))]
    public async Task Picture_that_could_not_be_made_is_dropped_and_told(string code, Type outcome)
    {
        Marketplace.On(request => Is(request, "filesByName"), Answers.Json($$"""{"data":{"files":{"nodes":[{"id":"{{OwnFile}}","fileStatus":"FAILED","fileErrors":[{"code":"{{code}}","message":"Media could not be processed.","details":null}]}]} } }"""));
        Marketplace.On(request => Is(request, "deleteFiles"), Answers.Json($$"""{"data":{"fileDelete":{"deletedFileIds":["{{OwnFile}}"],"userErrors":[]} } }"""));

        var actual = await Connector.PushMainImageAsync(Store, Push());

        actual.Should().BeOfType(outcome);
        actual.Failure!.ForeignCode.Should().Be(code);
        Marketplace.Requests.Should().ContainSingle(request => Is(request, "deleteFiles"), "its name is wanted for the next try");
    }

    [Fact]
    public async Task Removal_first_says_which_picture_and_then_takes_that_one()
    {
        Marketplace.On(IsReadBack, Answers.Each(
            Gallery((OwnFile, OwnName), (OtherFile, "seller.jpg")),
            Gallery((OwnFile, OwnName), (OtherFile, "seller.jpg")),
            Gallery((OtherFile, "seller.jpg"))));
        Marketplace.On(request => Is(request, "updateFiles"), Answers.Json("""{"data":{"fileUpdate":{"files":[],"userErrors":[]} } }"""));

        var marked = (await Connector.RemoveMainImageAsync(Store, new(Push().Listing))).Should().BeOfType<PushOutcome.Underway>().Which;
        Marketplace.Requests.Should().NotContain(request => Is(request, "updateFiles"));
        (await Connector.RemoveMainImageAsync(Store, new(Push().Listing, Begun: marked.Begun))).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.RemoveMainImageAsync(Store, new(Push().Listing, Begun: marked.Begun))).Should().BeOfType<PushOutcome.Accepted>();

        var gone = Variables(Marketplace.Requests.Single(request => Is(request, "updateFiles"))).GetProperty("files")[0];
        gone.GetProperty("id").GetString().Should().Be(OwnFile);
    }

    [Fact]
    public async Task Shop_that_is_out_of_points_is_left_alone_until_it_has_some()
    {
        Marketplace.On(IsPush, Answers.Json("""
            {"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED","documentation":"https://shopify.dev/api/usage/rate-limits"} }],
             "extensions":{"cost":{"requestedQueryCost":500,"actualQueryCost":null,"throttleStatus":{"maximumAvailable":2000,"currentlyAvailable":100,"restoreRate":10} } } }
            """));

        var outcome = await Connector.PushMainImageAsync(Store, Push());
        var held = await Connector.PushMainImageAsync(Store, Push());

        outcome.Should().BeOfType<PushOutcome.Retry>().Which.After.Should().Be(TimeSpan.FromSeconds(40));
        outcome.Failure!.Code.Should().Be(ProblemCodes.Throttled);
        held.Failure!.Code.Should().Be(ProblemCodes.Throttled);
        Marketplace.Requests.Count(IsPush).Should().Be(1);
    }

    [Fact]
    public async Task Error_of_graphql_after_a_change_leaves_it_in_doubt_only_when_it_is_shopifys_own()
    {
        Marketplace.On(IsPush, Answers.Each(
            Answers.Json("""{"errors":[{"message":"Internal error. Looks like something went wrong on our end.","extensions":{"code":"INTERNAL_SERVER_ERROR","requestId":"r-1"} }]}"""),
            Answers.Json("""{"errors":[{"message":"Access denied for fileCreate field.","extensions":{"code":"ACCESS_DENIED"} }]}""")));

        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Unknown>().Which.Problem.Code.Should().Be(ProblemCodes.Unavailable);
        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Unauthorized>().Which.Problem.Code.Should().Be(ProblemCodes.Forbidden);
    }

    [Fact]
    public async Task Product_that_is_not_there_is_not_found()
    {
        Marketplace.On(request => Is(request, "gallery") || Is(request, "oneListing"), Answers.Json("""{"data":{"product":null}}"""));

        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.NotFound>();
        (await Connector.FindPushAsync(Store, Push())).Trace.Should().Be(PushTrace.NotSeen);
        (await Connector.ReadListingAsync(Store, Push().Listing)).Problem!.Code.Should().Be(ProblemCodes.NotFound);
        (await Connector.ReadListingAsync(Store, new("B0NOTAGID", "SKU-1"))).Problem!.Code.Should().Be(ProblemCodes.NotFound);
    }

    [Fact]
    public async Task Title_goes_with_the_picture_and_search_terms_are_refused()
    {
        Marketplace.On(IsReadBack, Gallery((OwnFile, OwnName)));
        Marketplace.On(request => Is(request, "retitle"), Answers.Json($$"""{"data":{"productUpdate":{"product":{"id":"{{ProductId}}"},"userErrors":[]} } }"""));

        (await Connector.PushMainImageAsync(Store, Push() with { Text = new MainImageHub.Marketplaces.ListingText("en", "A red mug", null) })).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.PushMainImageAsync(Store, Push() with { Text = new MainImageHub.Marketplaces.ListingText("en", "A mug", null) })).Should().BeOfType<PushOutcome.Accepted>("that is its title already");
        (await Connector.PushMainImageAsync(Store, Push() with { Text = new MainImageHub.Marketplaces.ListingText("en", null, ["mug"]) })).Should().BeOfType<PushOutcome.Refused>();

        Variables(Marketplace.Requests.Single(request => Is(request, "retitle"))).GetProperty("product").GetProperty("title").GetString().Should().Be("A red mug");
    }

    [Fact]
    public async Task Listings_are_products_page_by_page_with_the_first_picture_and_without_what_is_archived()
    {
        Marketplace.On(request => Is(request, "listings"), Answers.Each(
            Answers.Json($$"""
                {"data":{"products":{"nodes":[
                  {{Product(1, "ACTIVE", "\"RED/1\"", "\"RED/1-L\"")}},
                  {{Product(2, "ARCHIVED", "\"OLD\"")}},
                  {{Product(3, "DRAFT", "null", "\"\"")}}],
                  "pageInfo":{"hasNextPage":true,"endCursor":"c+/="} },"productsCount":{"count":4} } }
                """),
            Answers.Json("""{"data":{"products":{"nodes":[],"pageInfo":{"hasNextPage":false,"endCursor":null} },"productsCount":{"count":4} } }""")));

        var first = (await Connector.ReadListingsAsync(Store)).Value!;
        var second = (await Connector.ReadListingsAsync(Store, first.NextCursor)).Value!;

        first.Total.Should().Be(4);
        first.Items.Select(item => item.Sku).Should().Equal("RED/1", "3");
        first.Items[0].Should().BeEquivalentTo(new { ExternalId = "gid://shopify/Product/1", Title = "A mug", Brand = "Acme", ProductType = "Mugs", IsSuppressed = false });
        first.Items[0].Facts["skus"].Should().Be("RED/1, RED/1-L");
        first.Items[0].MainImage!.Link.Should().Be($"{Cdn}1.jpg");
        first.Items[1].Status.Should().Equal("DRAFT");
        first.Items[1].MainImage.Should().BeNull("nobody sees a draft");
        first.Items[1].SubmittedPictures["MAIN"].Should().Be($"{Cdn}3.jpg");
        second.NextCursor.Should().BeNull();
        Variables(Marketplace.Requests[^1]).GetProperty("after").GetString().Should().Be("c+/=");
    }

    [Fact]
    public async Task Named_products_are_found_by_any_variant_and_by_number()
    {
        Marketplace.On(request => Is(request, "namedListings"), Answers.Json($$"""
            {"data":{"productVariants":{"nodes":[
              {"sku":"red/1-l","product":{{Product(9, "ACTIVE", "\"red/1-l\"")}} },
              {"sku":"RED/1-L","product":{{Product(1, "ACTIVE", "\"RED/1\"", "\"RED/1-L\"")}} },
              {"sku":null,"product":{{Product(3, "ACTIVE", "null")}} }]} } }
            """));

        var page = (await Connector.ReadListingsAsync(Store, skus: ["RED/1-L", "3", "GONE"])).Value!;

        page.Items.Select(item => (item.Sku, item.ExternalId)).Should().Equal(("RED/1-L", "gid://shopify/Product/1"), ("3", "gid://shopify/Product/3"));
        page.Missing.Should().Equal("GONE");
        Variables(Marketplace.Requests.Single(request => Is(request, "namedListings"))).GetProperty("query").GetString().Should().Be("sku:'RED/1-L' OR sku:'3' OR product_id:3 OR sku:'GONE'");
    }

    [Fact]
    public async Task Live_listing_shows_the_gallery_in_order_and_a_failed_picture_is_an_issue()
    {
        Marketplace.On(request => Is(request, "oneListing"), Answers.Json($$"""
            {"data":{"product":{{Product(1, "ACTIVE", "\"RED/1\"")[..^1]}},"media":{"nodes":[
              {{Media(1)}},
              {"id":"gid://shopify/MediaImage/2","status":"FAILED","mediaErrors":[{"code":"INVALID_IMAGE_FILE_SIZE","message":"Too large.","details":null}],"preview":null,"image":null},
              {{Media(3)}}]} } } }
            """));

        var live = (await Connector.ReadListingAsync(Store, new("632910392", "RED/1"))).Value!;

        live.Shown.Select(picture => (picture.Slot, picture.Link.AbsoluteUri)).Should().Equal(("MAIN", $"{Cdn}1.jpg"), ("PT02", $"{Cdn}3.jpg"));
        live.IsSuppressed.Should().BeFalse();
        var issue = live.Listing.Issues.Should().ContainSingle().Which;
        (issue.Code, issue.Slot, issue.Severity).Should().Be(("INVALID_IMAGE_FILE_SIZE", "PT01", "WARNING"), "it is no answer to a push of ours");
        Variables(Marketplace.Requests[^1]).GetProperty("id").GetString().Should().Be(ProductId, "a bare number is a product's too");
    }

    [Fact]
    public async Task Figures_are_not_invented()
    {
        Connector.Capabilities.Figures.Should().BeEmpty();
        var progress = await Connector.ReadFiguresAsync(Store, new FigureRequest(new(2026, 11, 1), new(2026, 11, 2)));

        progress.Rows.Should().BeEmpty();
        progress.Cursor.Should().BeNull();
        progress.Problem.Should().NotBeNull();
        Marketplace.Requests.Should().BeEmpty();
    }

    private string OwnName => NameOf(Push().MediaLocation);

    /// <summary>Computed here once more: the last part of the address, and what makes it nobody else's.</summary>
    private static string NameOf(Uri source) =>
        $"{Path.GetFileNameWithoutExtension(source.LocalPath)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source.AbsoluteUri)))[..12]}{Path.GetExtension(source.LocalPath)}";

    private static bool Is(RecordedRequest request, string operation) =>
        request.Path == "/admin/api/2026-10/graphql.json" && request.Body.Contains($"\"operationName\":\"{operation}\"", StringComparison.Ordinal);

    private static JsonElement Variables(RecordedRequest request) => JsonDocument.Parse(request.Body).RootElement.GetProperty("variables");

    private static Answer Gallery(params (string Id, string File)[] media) => Answers.Json($$"""
        {"data":{"product":{"title":"A mug","media":{"nodes":[{{string.Join(',', media.Select(m => $$"""{"id":"{{m.Id}}","image":{"url":"{{Cdn}}{{m.File}}?v=1"} }"""))}}]} } },
         "extensions":{"cost":{"requestedQueryCost":502,"actualQueryCost":5,"throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":1995,"restoreRate":100.0} } } }
        """);

    private static Answer Files(params (string Id, string Status)[] files) =>
        Answers.Json($$"""{"data":{"files":{"nodes":[{{string.Join(',', files.Select(f => $$"""{"id":"{{f.Id}}","fileStatus":"{{f.Status}}","fileErrors":[]}"""))}}]} } }""");

    private static Answer Job(bool done) => Answers.Json($$"""{"data":{"job":{"id":"gid://shopify/Job/j-1","done":{{(done ? "true" : "false")}}} } }""");

    private static Answer Shop(int products, params string[] scopes) => Answers.Json($$"""
        {"data":{"shop":{"name":"Acme","myshopifyDomain":"acme.myshopify.com"},"currentAppInstallation":{"accessScopes":[{{string.Join(',', scopes.Select(scope => $$"""{"handle":"{{scope}}"}"""))}}]},"productsCount":{"count":{{products}}} } }
        """);

    private static string Product(int number, string status, params string[] skus) => $$"""
        {"id":"gid://shopify/Product/{{number}}","title":"A mug","vendor":"Acme","productType":"Mugs","status":"{{status}}","tags":["kitchen"],"updatedAt":"2026-11-01T00:00:00Z","variants":{"nodes":[{{string.Join(',', skus.Select(sku => $$"""{"sku":{{sku}}}"""))}}]},"featuredMedia":{{Media(number)}}}
        """.Trim();

    private static string Media(int number) => $$"""
        {"id":"gid://shopify/MediaImage/{{number}}","status":"READY","mediaErrors":[],"preview":{"image":{"url":"{{Cdn}}{{number}}.jpg","width":1200,"height":1200} },"image":{"url":"{{Cdn}}{{number}}.jpg","width":1200,"height":1200} }
        """.Trim();
}
