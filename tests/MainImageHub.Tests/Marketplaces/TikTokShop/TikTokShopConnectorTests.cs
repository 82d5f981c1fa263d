using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using Xunit.Abstractions;

namespace MainImageHub.Tests.Marketplaces.TikTokShop;

/// <summary>The contract on TikTok Shop, and what only TikTok Shop has.</summary>
public sealed class TikTokShopConnectorTests(ITestOutputHelper output) : ConnectorContractTests(output)
{
    private const string ProductId = "1729592969712207008";
    private const string Cipher = "GCP_XF90igAAAABh00qsWgtvOiGFNqyubMt3";
    private const string Theirs = "tos-maliva-i-o3syd03w52-us/c668cdf70b7f483c94dbe0000000000a";
    private const string Second = "tos-maliva-i-o3syd03w52-us/c668cdf70b7f483c94dbe0000000000b";

    private static readonly TikTokShopSpec? Spec = TikTokShopSpec.Load();

    protected override SiteCode Site => SiteCode.Parse("tiktokshop/GB");

    protected override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["appKey"] = "6abcdef",
        ["appSecret"] = "53cr3t0ftheapp",
        ["refreshToken"] = "TTPR_refresh0001",
    };

    protected override IReadOnlyList<string> IssuedSecrets { get; } = ["TTP_token0001", "TTP_token0002", "TTPR_refresh0002"];

    protected override string ExternalId => ProductId;

    private static string Own => UriOf(new Uri("https://pictures.example.com/f/3f1a9c0d.jpg"));

    protected override Answer TakenIn => Ok($$"""{"uri":"{{Own}}","url":"https://p16-oec-va.ibyteimg.com/{{Own}}","height":1000,"width":1000,"use_case":"MAIN_IMAGE"}""");

    protected override Answer RefusedPicture => No(12038014, "The image dimensions exceed the allowed limits. Allowed dimensions (width x height in pixels): 300 x 300 to 4000 x 4000");

    protected override Answer ExpiredToken => No(105002, "access token is expired, please refresh it", 401);

    protected override bool IsSignIn(RecordedRequest request) => request is { Method: "GET", Path: "/api/v2/token/refresh" };

    protected override bool IsPush(RecordedRequest request) => request is { Method: "POST", Path: "/product/202309/images/upload" };

    protected override bool IsReadBack(RecordedRequest request) => request is { Method: "GET" } && request.Path.StartsWith("/product/202309/products/", StringComparison.Ordinal);

    protected override bool IsVerification(RecordedRequest request) => IsSearch(request);

    protected override Answer Verified(int listings) => Ok($$"""{"total_count":{{listings}},"products":[]}""");

    protected override async Task<string> SkuOnTheWireAsync(string sku)
    {
        Marketplace.On(IsSearch, Verified(0));
        (await Connector.ReadListingsAsync(Store, skus: [sku])).Value!.Missing.Should().Equal(sku);
        return Body(Marketplace.Requests.Single(IsSearch)).GetProperty("seller_skus")[0].GetString()!;
    }

    protected override void ScriptSignIn(ScriptedMarketplace marketplace)
    {
        marketplace.On(IsSignIn, Answers.Each(Token("TTP_token0001", "TTPR_refresh0001"), Token("TTP_token0002", "TTPR_refresh0001")));
        marketplace.On(IsShops, Shops(("GB", "GBLCTXQHN6", Cipher)));
        marketplace.On(IsReadBack, Product(images: [Theirs, Second]));
    }

    protected override string StoredAs(Uri location) => UriOf(location);

    protected override Answer StoredPicture(Uri location) => Product(images: [UriOf(location), Second]);

    protected override string? BegunWith(Uri location) => Uploaded(UriOf(location));

    protected override Answer RefusedSignIn(int status, string error, string description) => Error(status, error, description);

    protected override Answer Error(int status, string code, string message, params (string Name, string Value)[] headers) => Answers.Json(
        $$"""{"code":{{JsonSerializer.Serialize(code)}},"message":{{JsonSerializer.Serialize(message)}},"request_id":"2022"}""", status, headers);

    protected override (IReadOnlyList<string>? Violations, string Reason) HoldAgainstModels(RecordedRequest request) =>
        IsSignIn(request) ? (null, "the sign-in is not among the pages at hand")
        : Spec is null ? (null, "shared/marketplaces/specs/tiktok-shop is not there")
        : (Spec.Validate(request), string.Empty);

    protected override IReadOnlyList<string>? HoldAgainstModels(RecordedAnswer answer) =>
        Spec is null || IsSignIn(answer.To) || answer.Status != 200 ? null : Spec.Validate(answer);

    [TikTokShopSpecFact]
    public void Validator_finds_what_is_wrong_with_a_request()
    {
        static RecordedRequest Edit(string query, string body) => new("POST", $"/product/202509/products/1/partial_edit?{query}", new Dictionary<string, string> { ["content-type"] = "application/json", ["x-tts-access-token"] = "t" }, body);
        const string Good = "app_key=a&timestamp=1&sign=s&shop_cipher=c";

        Spec!.Validate(Edit(Good, """{"main_images":[{"uri":"u"}]}""")).Should().BeEmpty();
        Spec.Validate(Edit("app_key=a&timestamp=x&sign=s", """{"main_images":[{"uri":"u"}]}""")).Should().HaveCount(2);
        Spec.Validate(Edit($"{Good}&more=1", """{"main_images":[{"url":"u"}],"picture":1}""")).Should().HaveCount(4);
        Spec.Validate(Edit(Good, """{"main_images":"u"}""")).Should().ContainSingle(problem => problem.Contains("main_images"));
    }

    [Fact]
    public async Task Every_call_is_signed_over_its_path_its_query_and_its_body_but_not_over_an_upload()
    {
        Marketplace.On(IsPush, TakenIn);
        Marketplace.On(IsReadBack, Product(images: [Theirs]));
        Marketplace.On(IsEdit, Edited());
        await Connector.PushMainImageAsync(Store, Push());
        await Connector.PushMainImageAsync(Store, Push() with { Begun = Uploaded(Own) });

        var signed = Marketplace.Requests.Where(request => !IsSignIn(request)).ToList();
        signed.Should().HaveCount(5);
        foreach (var request in signed)
        {
            var query = request.Query.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]), StringComparer.Ordinal);
            var text = request.Path + string.Concat(query.Where(each => each.Key != "sign").OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => each.Key + each.Value)) + (IsPush(request) ? "" : request.Body);
            query["sign"].Should().Be(Convert.ToHexStringLower(HMACSHA256.HashData("53cr3t0ftheapp"u8, Encoding.UTF8.GetBytes($"53cr3t0ftheapp{text}53cr3t0ftheapp"))), request.Target);
            long.Parse(query["timestamp"], CultureInfo.InvariantCulture).Should().BeCloseTo(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 60);
            request.Headers["x-tts-access-token"].Should().Be("TTP_token0001");
            query.GetValueOrDefault("shop_cipher").Should().Be(IsPush(request) || IsShops(request) ? null : Cipher, "TikTok refuses it where it is not wanted");
        }
    }

    [Fact]
    public async Task Upload_sends_the_files_bytes_as_a_main_image()
    {
        Marketplace.On(IsPush, TakenIn);

        var underway = (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Underway>().Which;

        var upload = Marketplace.Requests.Single(IsPush);
        upload.Headers["Content-Type"].Should().StartWith("multipart/form-data; boundary=");
        upload.Body.Should().Contain("name=\"use_case\"").And.Contain("MAIN_IMAGE").And.Contain("name=\"data\"; filename=\"3f1a9c0d.jpg\"").And.Contain("Content-Type: image/jpeg").And.Contain(Encoding.UTF8.GetString(PictureBytes));
        underway.Begun.Should().Contain(Own);
    }

    [Fact]
    public async Task File_that_is_gone_is_told_and_nobody_is_asked()
    {
        var gone = Push();
        foreach (var push in new[] { gone with { File = null }, gone with { File = gone.File! with { OpenAsync = _ => Task.FromResult<Stream?>(null) } } })
        {
            (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Refused>().Which.Problem.Message.Zh.Should().Contain("文件");
        }

        Marketplace.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Edit_replaces_the_first_picture_and_sends_all_others_as_they_are()
    {
        Marketplace.On(IsReadBack, Product(images: [Theirs, Second]));
        Marketplace.On(IsEdit, Edited());

        (await Connector.PushMainImageAsync(Store, Push() with { Begun = Uploaded(Own) })).Should().BeOfType<PushOutcome.Accepted>().Which.SubmissionId.Should().Be(Own);

        var sent = Body(Marketplace.Requests.Single(IsEdit));
        sent.GetProperty("main_images").EnumerateArray().Select(image => image.GetProperty("uri").GetString()).Should().Equal(Own, Second);
        sent.EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo("save_mode", "main_images");
        sent.GetProperty("save_mode").GetString().Should().Be("LISTING");
    }

    [Fact]
    public async Task Version_under_review_is_what_an_edit_goes_by()
    {
        Marketplace.On(IsReadBack, Product("ACTIVATE", "AUDITING", images: [Theirs]));
        Marketplace.On(request => IsReadBack(request) && request.Parameter("return_under_review_version") == "true", Answers.Each(Product("ACTIVATE", "AUDITING", images: [Own, Second]), Product("ACTIVATE", "AUDITING", images: [Theirs, Second]), NoReview()));
        Marketplace.On(IsEdit, Edited());
        var push = Push() with { Begun = Uploaded(Own) };

        (await Connector.FindPushAsync(Store, push)).Trace.Should().Be(PushTrace.Stored, "it is in the version under review");
        (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.FindPushAsync(Store, push)).Should().Be(new PushSighting(PushTrace.Begun, Theirs), "the review is over and shows that it was not taken");

        Body(Marketplace.Requests.Single(IsEdit)).GetProperty("main_images").EnumerateArray().Select(image => image.GetProperty("uri").GetString()).Should().Equal(Own, Second);
    }

    [Fact]
    public async Task Picture_that_is_first_already_is_not_sent_again()
    {
        Marketplace.On(IsReadBack, Product(images: [Own, Second]));

        (await Connector.PushMainImageAsync(Store, Push() with { Begun = Uploaded(Own) })).Should().BeOfType<PushOutcome.Accepted>();

        Marketplace.Requests.Should().NotContain(request => IsEdit(request) || IsPush(request));
    }

    [Fact]
    public async Task Title_goes_with_the_picture_and_search_terms_are_refused()
    {
        Marketplace.On(IsReadBack, Product(images: [Theirs]));
        Marketplace.On(IsEdit, Edited());

        (await Connector.PushMainImageAsync(Store, Push() with { Begun = Uploaded(Own), Text = new("en", "A red mug", null) })).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.PushMainImageAsync(Store, Push() with { Begun = Uploaded(Own), Text = new("en", "A mug", null) })).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.PushMainImageAsync(Store, Push() with { Text = new("en", null, ["mug"]) })).Should().BeOfType<PushOutcome.Refused>();

        var edits = Marketplace.Requests.Where(IsEdit).Select(Body).ToList();
        edits[0].GetProperty("title").GetString().Should().Be("A red mug");
        edits[1].TryGetProperty("title", out _).Should().BeFalse("that is its title already");
    }

    [Theory]
    [InlineData("DRAFT", false, "on sale")]
    [InlineData("SELLER_DEACTIVATED", false, "on sale")]
    [InlineData("ACTIVATE", true, "draft")]
    public async Task What_the_seller_has_not_put_on_sale_is_not_put_there_by_a_push(string status, bool draft, string word)
    {
        Marketplace.On(IsReadBack, Product(status, "NONE", draft, images: [Theirs, Second]));

        var pushed = await Connector.PushMainImageAsync(Store, Push() with { Begun = Uploaded(Own) });
        var removed = await Connector.RemoveMainImageAsync(Store, new(Push().Listing, Begun: Uploaded(Theirs)));

        foreach (var refused in new[] { pushed, removed })
        {
            refused.Should().BeOfType<PushOutcome.Refused>().Which.Problem.Message.En.Should().Contain(word);
        }

        Marketplace.Requests.Should().NotContain(request => IsEdit(request));
    }

    [Fact]
    public async Task Name_that_TikTok_has_forgotten_is_made_anew_and_not_for_ever()
    {
        Marketplace.On(IsPush, TakenIn);
        Marketplace.On(IsReadBack, Product(images: [Theirs]));
        Marketplace.On(IsEdit, No(12052722, "The image URI does not exist in TikTok Shop."));
        var push = Push();
        PushOutcome outcome;
        while ((outcome = await Connector.PushMainImageAsync(Store, push)) is PushOutcome.Underway underway)
        {
            push = push with { Begun = underway.Begun };
        }

        outcome.Should().BeOfType<PushOutcome.Refused>().Which.Problem.ForeignCode.Should().Be("12052722");
        Marketplace.Requests.Count(IsPush).Should().Be(3);
    }

    [Theory]
    [InlineData(12019150, typeof(PushOutcome.NotFound))]
    [InlineData(12052260, typeof(PushOutcome.NotFound))]
    [InlineData(12052700, typeof(PushOutcome.Unauthorized))]
    [InlineData(36009003, typeof(PushOutcome.Unknown))]
    [InlineData(12052332, typeof(PushOutcome.Retry))]
    [InlineData(12052901, typeof(PushOutcome.Refused))]
    [InlineData(12052306, typeof(PushOutcome.Refused))]
    public async Task Refusals_come_with_a_200_and_are_told_by_their_code(int code, Type outcome)
    {
        Marketplace.On(IsReadBack, Product(images: [Theirs]));

        // 12019150 stands with the other calls of a product, and means the same.
        Marketplace.On(IsEdit, No(code == 12019150 ? 12052260 : code, "Something is the matter."));

        (await Connector.PushMainImageAsync(Store, Push() with { Begun = Uploaded(Own) })).Should().BeOfType(outcome);
    }

    [Theory]
    [InlineData(106001, "signature is invalid", ProblemCodes.Unauthorized, "credentials")]
    [InlineData(105005, "Access denied.", ProblemCodes.Forbidden, "allow")]
    [InlineData(36009004, "Invalid credentials. Invalid `app_key` query parameter.", ProblemCodes.Unauthorized, "credentials")]
    [InlineData(36009004, "Invalid timestamp. The value of the `timestamp` query parameter must not be earlier than 5 minutes before the current time.", ProblemCodes.Refused, "clock")]
    public async Task Refusals_at_the_door_say_what_to_do(int code, string message, string problem, string word)
    {
        Marketplace.On(IsSearch, No(code, message, 400));

        var check = await Connector.VerifyAsync(Store);

        check.Problem!.Code.Should().Be(problem);
        check.Problem.ForeignCode.Should().Be(code.ToString(CultureInfo.InvariantCulture));
        check.Detail.En.Should().Contain(word);
    }

    [Fact]
    public async Task Shop_is_the_one_of_the_sites_country()
    {
        Marketplace.On(IsShops, Shops(("DE", "DELCAAAAA1", "ROW_germanygermany"), ("GB", "GBLCTXQHN6", Cipher)));
        Marketplace.On(IsSearch, Verified(7));

        var check = await Connector.VerifyAsync(Store);

        check.Ok.Should().BeTrue();
        check.Detail.En.Should().Contain("Shop GB").And.Contain("GBLCTXQHN6").And.Contain("7");
        Marketplace.Requests.Single(IsSearch).Parameter("shop_cipher").Should().Be(Cipher);
    }

    [Fact]
    public async Task Shops_that_are_none_or_several_are_named()
    {
        Marketplace.On(IsShops, Answers.Each(Shops(("DE", "DELCAAAAA1", "ROW_germanygermany")), Shops(("GB", "GBLC1", Cipher), ("GB", "GBLC2", "ROW_another1another"))));
        Marketplace.On(IsSearch, Verified(1));

        var none = await Connector.VerifyAsync(Store);
        var several = await Connector.VerifyAsync(Store);
        var chosen = await Connector.VerifyAsync(Store with { Credentials = new Dictionary<string, string>(Credentials) { ["shopCode"] = "gblc2" } });

        none.Ok.Should().BeFalse();
        none.Detail.En.Should().Contain("DELCAAAAA1");
        several.Ok.Should().BeFalse();
        several.Detail.Zh.Should().Contain("GBLC1").And.Contain("GBLC2");
        chosen.Ok.Should().BeTrue();
        Marketplace.Requests.Single(IsSearch).Parameter("shop_cipher").Should().Be("ROW_another1another");
    }

    [Fact]
    public async Task Verifying_says_which_scopes_are_missing()
    {
        Marketplace.On(IsSearch, Verified(7));
        Marketplace.On(IsSignIn, Answers.Each(Token("TTP_token0001", "TTPR_refresh0001", "seller.product.basic"), Token("TTP_token0002", "TTPR_refresh0001", "seller.order.info")));

        var reading = await Connector.VerifyAsync(Store);
        var nothing = await Connector.VerifyAsync(Store with { StoreId = Guid.CreateVersion7() });

        reading.Ok.Should().BeTrue("reading comes first");
        reading.Detail.En.Should().Contain("seller.product.write");
        nothing.Problem!.Code.Should().Be(ProblemCodes.Forbidden);
    }

    [Fact]
    public async Task Renewed_refresh_token_is_kept_before_the_access_token_is_used_and_serves_others_too()
    {
        var keeper = new MemoryKeeper(Credentials);
        Marketplace.On(IsSignIn, Token("TTP_token0001", "TTPR_refresh0002"));
        Marketplace.On(IsSearch, Verified(3));
        Marketplace.On(IsShops, async (context, stopping) =>
        {
            keeper.Kept.Should().Contain("refreshToken.renewed", "TTPR_refresh0002").And.Contain("refreshToken.access", "TTP_token0001");
            await Shops(("GB", "GBLCTXQHN6", Cipher))(context, stopping);
        });

        (await Connector.VerifyAsync(Store with { Keeper = keeper })).Ok.Should().BeTrue();
        (await Connector.VerifyAsync(Store with { Keeper = keeper })).Ok.Should().BeTrue();

        // As another process: nothing in memory, the store as it is kept now.
        (await Connector.VerifyAsync(Store with { StoreId = Guid.CreateVersion7(), Keeper = keeper, Credentials = keeper.Kept })).Ok.Should().BeTrue();
        Marketplace.Requests.Count(IsSignIn).Should().Be(1);
        Marketplace.Requests.Single(IsSignIn).Parameter("refresh_token").Should().Be("TTPR_refresh0001");

        Marketplace.On(IsSearch, Answers.Each(ExpiredToken, Verified(3)));
        Marketplace.On(IsSignIn, Token("TTP_token0002", "TTPR_refresh0002"));
        (await Connector.VerifyAsync(Store with { Keeper = keeper })).Ok.Should().BeTrue();
        Marketplace.Requests.Last(IsSignIn).Parameter("refresh_token").Should().Be("TTPR_refresh0002", "the one that was entered may be dead");
    }

    [Fact]
    public async Task Listings_are_products_with_the_pictures_that_shoppers_get()
    {
        Marketplace.On(IsSearch, Answers.Each(
            Ok($$"""
                {"total_count":5,"next_page_token":"b2Zmc2V0PTAK+/=","products":[
                  {{Summary(1, "ACTIVATE", "RED/1", "RED/1-L")}},{{Summary(2, "DELETED", "OLD")}},{{Summary(3, "FREEZE", "ICE")}},{{Summary(4, "DRAFT")}}]}
                """),
            Ok("""{"total_count":5,"products":[],"next_page_token":""}""")));
        Marketplace.On(request => IsReadBack(request) && request.Path.EndsWith("/4", StringComparison.Ordinal), Product("DRAFT", "NONE", id: "4", skus: [], images: [Theirs]));
        Marketplace.On(request => IsReadBack(request) && request.Path.EndsWith("/1", StringComparison.Ordinal), Product(id: "1", skus: ["RED/1", "RED/1-L"], images: [Theirs, Second]));

        var first = (await Connector.ReadListingsAsync(Store)).Value!;
        var second = (await Connector.ReadListingsAsync(Store, first.NextCursor)).Value!;

        first.Total.Should().Be(5);
        first.Items.Select(item => item.Sku).Should().Equal("RED/1", "ICE", "4");
        first.Items[0].Should().BeEquivalentTo(new { ExternalId = "1", Title = "A mug", Brand = "Acme", ProductType = "Mugs", IsSuppressed = false });
        first.Items[0].Facts["skus"].Should().Be("RED/1, RED/1-L");
        first.Items[0].MainImage!.Link.Should().Be(UrlOf(Theirs));
        first.Items[1].IsSuppressed.Should().BeTrue();
        first.Items[2].MainImage.Should().BeNull("nobody sees a draft");
        first.Items[2].SubmittedPictures["MAIN"].Should().Be(UrlOf(Theirs));
        second.NextCursor.Should().BeNull();
        Marketplace.Requests.Last(IsSearch).Parameter("page_token").Should().Be("b2Zmc2V0PTAK+/=");
    }

    [Fact]
    public async Task Named_products_are_found_by_any_seller_sku_and_by_number()
    {
        Marketplace.On(IsSearch, Ok($$"""{"total_count":2,"products":[{{Summary(9, "ACTIVATE", "red/1-l")}},{{Summary(1, "ACTIVATE", "RED/1", "RED/1-L")}}]}"""));
        Marketplace.On(IsReadBack, Product(id: "1", skus: ["RED/1", "RED/1-L"], images: [Theirs]));
        Marketplace.On(request => IsReadBack(request) && request.Path.EndsWith("/33", StringComparison.Ordinal), Product(id: "33", skus: [], images: [Theirs]));
        Marketplace.On(request => IsReadBack(request) && request.Path.EndsWith("/44", StringComparison.Ordinal), No(12019150, "The product ID does not exist."));

        var page = (await Connector.ReadListingsAsync(Store, skus: ["RED/1-L", "33", "44", "GONE"])).Value!;

        page.Items.Select(item => (item.Sku, item.ExternalId)).Should().Equal(("RED/1-L", "1"), ("33", "33"));
        page.Missing.Should().Equal("44", "GONE");
    }

    [Fact]
    public async Task Failed_review_is_an_issue_of_the_main_picture()
    {
        Marketplace.On(IsReadBack, Answers.Each(Product("ACTIVATE", "FAILED", images: [Theirs], reasons: Reasons), Product("PLATFORM_DEACTIVATED", "FAILED", images: [Theirs], reasons: Reasons), Product("ACTIVATE", "APPROVED", images: [Theirs], reasons: Reasons)));

        var live = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;
        var hidden = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;
        var good = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;

        var issue = live.Listing.Issues.Should().ContainSingle().Which;
        (issue.Code, issue.Severity, issue.Slot).Should().Be(("AUDIT_FAILED", "ERROR", "MAIN"));
        issue.Message.Should().Be("product: violate listing rules Use another picture.");
        issue.Enforcements.Should().BeEmpty();
        live.MainImage!.Link.Should().Be(UrlOf(Theirs), "the version before is on sale");
        hidden.IsSuppressed.Should().BeTrue();
        hidden.MainImage.Should().BeNull();
        hidden.Listing.Issues.Should().ContainSingle().Which.Enforcements.Should().Equal("PLATFORM_DEACTIVATED");
        good.Listing.Issues.Should().BeEmpty("what is told of an older review is over");
    }

    [Fact]
    public async Task Figures_are_of_the_product_card_and_what_is_not_told_is_not_zero()
    {
        Marketplace.On(IsSearch, Ok($$"""{"total_count":3,"products":[{{Summary(1, "ACTIVATE", "A")}},{{Summary(2, "ACTIVATE", "B")}},{{Summary(3, "DRAFT", "C")}}]}"""));
        Marketplace.On(IsPerformance, Ok("""
            {"performance":{"intervals":[
              {"start_date":"2026-11-01","end_date":"2026-11-02","impressions":900,"orders":9,"impression_breakdowns":[{"type":"LIVE","amount":300},{"type":"PRODUCT_CARD","amount":600}],
               "page_view_breakdowns":[{"type":"PRODUCT_CARD","amount":40}],"gmv_breakdowns":[{"type":"PRODUCT_CARD","amount":"12.50","currency":"GBP"}]},
              {"start_date":"2026-11-02","end_date":"2026-11-03","impressions":5},
              {"start_date":"2026-11-03","end_date":"2026-11-04","impression_breakdowns":[{"type":"PRODUCT_CARD","amount":0}]}]},
             "latest_available_date":"2026-11-02"}
            """));
        Marketplace.On(request => IsPerformance(request) && request.Path.Contains("/2/"), No(28001007, "can't find any related data; detail: Product not found. Please make sure the product_id you send belongs to a valid product under the current shop."));

        var progress = await Connector.ReadFiguresAsync(Store, new FigureRequest(new(2026, 11, 1), new(2026, 11, 3), Today: new(2026, 12, 1)));

        progress.Cursor.Should().BeNull();
        progress.Rows.Should().Equal(
            new DailyFigures { Date = new(2026, 11, 1), ExternalId = "1", Source = "tiktokshop.productCard", Impressions = 600, PageViews = 40, Revenue = 12.50m, Currency = "GBP" },
            new DailyFigures { Date = new(2026, 11, 2), ExternalId = "1", Source = "tiktokshop.productCard" });
        progress.Sources.Should().ContainSingle().Which.CompleteUpTo.Should().Be(new DateOnly(2026, 11, 2), "TikTok says up to when it knows");
        var asked = Marketplace.Requests.First(IsPerformance);
        (asked.Parameter("start_date_ge"), asked.Parameter("end_date_lt"), asked.Parameter("granularity")).Should().Be(("2026-11-01", "2026-11-04", "1D"));
        Marketplace.Requests.Count(IsPerformance).Should().Be(2, "nobody sees a draft");
    }

    [Fact]
    public async Task Figures_that_fail_are_tried_again_from_the_same_step_and_then_given_up()
    {
        Marketplace.On(IsSearch, Ok($$"""{"total_count":1,"products":[{{Summary(1, "ACTIVATE", "A")}}]}"""));
        Marketplace.On(IsPerformance, No(36009003, "Internal error.", 500));
        var request = new FigureRequest(new(2026, 11, 1), new(2026, 11, 3), Today: new(2026, 12, 1));
        var steps = new List<FigureProgress>();
        do
        {
            steps.Add(await Connector.ReadFiguresAsync(Store, request));
            request = request with { Cursor = steps[^1].Cursor };
        }
        while (request.Cursor is not null);

        steps.Should().HaveCount(6).And.OnlyContain(step => step.Problem!.Code == ProblemCodes.Unavailable);
        steps[0].After.Should().BePositive();
        steps[^1].Sources.Should().ContainSingle().Which.Problem.Should().NotBeNull();
    }

    private const string Reasons = """[{"position":"product","reasons":["violate listing rules"],"suggestions":["Use another picture."],"listing_platform":"TIKTOK_SHOP"},{"position":"title","reasons":["no"],"listing_platform":"TOKOPEDIA"}]""";

    private static bool IsShops(RecordedRequest request) => request is { Method: "GET", Path: "/authorization/202309/shops" };

    private static bool IsSearch(RecordedRequest request) => request is { Method: "POST", Path: "/product/202502/products/search" };

    private static bool IsEdit(RecordedRequest request) => request.Method == "POST" && request.Path.EndsWith("/partial_edit", StringComparison.Ordinal);

    private static bool IsPerformance(RecordedRequest request) => request.Method == "GET" && request.Path.StartsWith("/analytics/202405/shop_products/", StringComparison.Ordinal);

    private static JsonElement Body(RecordedRequest request) => JsonDocument.Parse(request.Body).RootElement;

    private static string UriOf(Uri location) => $"tos-maliva-i-o3syd03w52-us/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(location.AbsoluteUri)))[..32]}";

    private static string UrlOf(string uri) => $"https://p16-oec-va.ibyteimg.com/{uri}~tplv-o3syd03w52-origin-jpeg.jpeg?from=520841845";

    private static string Uploaded(string uri) => $$"""{"picture":"{{uri}}","uploads":1}""";

    private static Answer Ok(string data) => Answers.Json($$"""{"code":0,"message":"Success","request_id":"202203070749000101890810281E8C70B7","data":{{data}}}""");

    private static Answer No(int code, string message, int status = 200) => Answers.Json($$"""{"code":{{code}},"message":{{JsonSerializer.Serialize(message)}},"request_id":"202203070749000101890810281E8C70B7"}""", status);

    private static Answer NoReview() => No(12052547, "There is no version of this product that is under review. Please obtain the online version.");

    private static Answer Token(string access, string refresh, params string[] scopes) => Answers.Json($$"""
        {"code":0,"message":"success","data":{"access_token":"{{access}}","access_token_expire_in":{{TimeProvider.System.GetUtcNow().AddDays(7).ToUnixTimeSeconds()}},"refresh_token":"{{refresh}}",
         "refresh_token_expire_in":{{TimeProvider.System.GetUtcNow().AddDays(365).ToUnixTimeSeconds()}},"open_id":"7010736057180325637","seller_name":"Jjj test shop","seller_base_region":"GB","user_type":0,
         "granted_scopes":{{JsonSerializer.Serialize(scopes.Length > 0 ? scopes : ["seller.authorization.info", "seller.product.basic", "seller.product.write", "data.shop_analytics.public.read"])}} },"request_id":"2022"}
        """);

    private static Answer Shops(params (string Region, string Code, string Cipher)[] shops) => Ok(
        $$"""{"shops":[{{string.Join(',', shops.Select((shop, index) => $$"""{"id":"700071453287627342{{index}}","name":"Shop {{shop.Region}}","region":"{{shop.Region}}","seller_type":"LOCAL","cipher":"{{shop.Cipher}}","code":"{{shop.Code}}"}"""))}}]}""");

    private static Answer Edited() => Ok($$"""{"product_id":"{{ProductId}}","skus":[],"audit":{"status":"AUDITING"} }""");

    private static Answer Product(
        string status = "ACTIVATE", string audit = "APPROVED", bool draft = false, string id = ProductId, string[]? skus = null, string reasons = "[]", params string[] images) => Ok($$"""
        {"id":"{{id}}","status":"{{status}}","title":"A mug","category_chains":[{"id":"851848","parent_id":"0","local_name":"Kitchen","is_leaf":false},{"id":"853000","parent_id":"851848","local_name":"Mugs","is_leaf":true}],
         "brand":{"id":"7082427311584347905","name":"Acme"},"skus":[{{string.Join(',', (skus ?? ["SKU-1"]).Select((sku, index) => $$"""{"id":"{{index}}","seller_sku":"{{sku}}"}"""))}}],
         "main_images":[{{string.Join(',', images.Select(uri => $$"""{"height":1000,"width":1000,"thumb_urls":[],"uri":"{{uri}}","urls":["{{UrlOf(uri)}}"]}"""))}}],
         "audit":{"status":"{{audit}}"},"audit_failed_reasons":{{reasons}},"has_draft":{{(draft ? "true" : "false")}},"update_time":1762000000}
        """);

    private static string Summary(int number, string status, params string[] skus) => $$"""
        {"id":"{{number}}","title":"A mug","status":"{{status}}","skus":[{{string.Join(',', skus.Select((sku, index) => $$"""{"id":"{{index}}","seller_sku":"{{sku}}"}"""))}}],"update_time":1762000000,"has_draft":false,"audit":{"status":"APPROVED"} }
        """.Trim();
}
