using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using Xunit.Abstractions;

namespace MainImageHub.Tests.Marketplaces.Shopee;

/// <summary>The contract on Shopee, and what only Shopee has.</summary>
public sealed class ShopeeConnectorTests(ITestOutputHelper output) : ConnectorContractTests(output)
{
    private const string PartnerKey = "3f9a51c07be24d6688aa";
    private const string Theirs = "c668cdf70b7f483c94dbe0000000000a";
    private const string Second = "c668cdf70b7f483c94dbe0000000000b";
    private const string FirstToken = "eyJhbGciOiJIUzI1NiJ9.COrrehABGOCArRsg0001.cvYkvR8091";
    private const string SecondToken = "eyJhbGciOiJIUzI1NiJ9.COrrehABGOCArRsg0002.cvYkvR8092";
    private const string FirstRefresh = "4c7259534969484e71734d695a6e6d55";
    private const string SecondRefresh = "eyJhbGciOiJIUzI1NiJ9.refreshrefresh0002.cvYkvR8093";

    private static readonly ShopeeSpec? Spec = ShopeeSpec.Load();

    protected override SiteCode Site => SiteCode.Parse("shopee/SG");

    protected override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["partnerId"] = "2001887",
        ["partnerKey"] = PartnerKey,
        ["shopId"] = "600000",
        ["refreshToken"] = FirstRefresh,
    };

    protected override IReadOnlyList<string> IssuedSecrets { get; } = [FirstToken, SecondToken, SecondRefresh];

    protected override string ExternalId => "2500139861";

    private static string Own => ImageOf(new Uri("https://pictures.example.com/f/3f1a9c0d.jpg"));

    protected override string? Begun => Uploaded(Own);

    protected override PushTrace NotStored => PushTrace.Begun;

    protected override Answer TakenIn => Ok($$"""{"item_id":2500139861,"item_name":"A mug","item_status":"NORMAL","images":{"image_id_list":["{{Own}}"],"image_url_list":["{{UrlOf(Own)}}"]} }""");

    protected override Answer RefusedPicture => No("error_image_num_min", "The number of images is less than the min limit.");

    protected override Answer ExpiredToken => No("invalid_acceess_token", "Invalid access_token, please have a check.", 403);

    protected override bool IsSignIn(RecordedRequest request) => request is { Method: "POST", Path: "/api/v2/auth/access_token/get" };

    protected override bool IsPush(RecordedRequest request) => request is { Method: "POST", Path: "/api/v2/product/update_item" };

    protected override bool IsReadBack(RecordedRequest request) => request is { Method: "GET", Path: "/api/v2/product/get_item_base_info" };

    protected override bool IsVerification(RecordedRequest request) => IsList(request);

    protected override Answer Verified(int listings) => Ok($$"""{"item":[],"total_count":{{listings}},"has_next_page":false,"next_offset":0}""");

    protected override async Task<string> SkuOnTheWireAsync(string sku)
    {
        Marketplace.On(IsSearch, Ok("""{"item_id_list":[],"total_count":0,"next_offset":""}"""));
        (await Connector.ReadListingsAsync(Store, skus: [sku])).Value!.Missing.Should().Equal(sku);
        return Marketplace.Requests.Single(IsSearch).Parameter("item_sku")!;
    }

    protected override void ScriptSignIn(ScriptedMarketplace marketplace)
    {
        marketplace.On(IsSignIn, Answers.Each(Token(FirstToken, SecondRefresh), Token(SecondToken, SecondRefresh)));
        marketplace.On(IsShop, Shop("SG"));
        marketplace.On(IsReadBack, Items(Item(images: [Theirs, Second])));
    }

    protected override string StoredAs(Uri location) => ImageOf(location);

    protected override Answer StoredPicture(Uri location) => Items(Item(images: [ImageOf(location), Second]));

    protected override string? BegunWith(Uri location) => Uploaded(ImageOf(location));

    protected override Answer RefusedSignIn(int status, string error, string description) => Error(status, error, description);

    protected override Answer Error(int status, string code, string message, params (string Name, string Value)[] headers) => Answers.Json(
        $$"""{"error":{{JsonSerializer.Serialize(code)}},"message":{{JsonSerializer.Serialize(message)}},"request_id":"6faac36a4a3242aabad2941e3acd7297"}""", status, headers);

    protected override (IReadOnlyList<string>? Violations, string Reason) HoldAgainstModels(RecordedRequest request) =>
        Spec is null ? (null, "shared/marketplaces/specs/shopee is not there")
        : Spec.Knows(request.Path) ? (Spec.Validate(request), string.Empty)
        : (null, $"{request.Path} is not among the pages at hand");

    protected override IReadOnlyList<string>? HoldAgainstModels(RecordedAnswer answer) =>
        Spec is null || answer.Status != 200 || !Spec.Knows(answer.To.Path) ? null : Spec.Validate(answer);

    [ShopeeSpecFact]
    public void Validator_finds_what_is_wrong_with_a_request()
    {
        static RecordedRequest Update(string query, string body) => new("POST", $"/api/v2/product/update_item?{query}", new Dictionary<string, string> { ["content-type"] = "application/json" }, body);
        const string Good = "partner_id=1&timestamp=2&access_token=a&shop_id=3&sign=s";

        Spec!.Validate(Update(Good, """{"item_id":1,"image":{"image_id_list":["x"]}}""")).Should().BeEmpty();
        Spec.Validate(Update("partner_id=x&timestamp=2&access_token=a&sign=s", """{"item_id":1,"image":{"image_id_list":["x"]}}""")).Should().HaveCount(2);
        Spec.Validate(Update($"{Good}&more=1", """{"item_id":"1","image":{"image_ids":["x"]},"picture":1}""")).Should().HaveCount(5);
        Spec.Validate(new RecordedRequest("GET", $"/api/v2/product/get_item_list?{Good}&offset=0&offset=1", new Dictionary<string, string>(), "")).Should().HaveCount(3);
    }

    [Fact]
    public async Task Every_call_is_signed_and_an_upload_carries_no_token()
    {
        Marketplace.On(IsUpload, UploadedAs(Own));
        Marketplace.On(IsPush, TakenIn);
        await Connector.PushMainImageAsync(Store, Push() with { Begun = null });
        await Connector.PushMainImageAsync(Store, Push());

        Marketplace.Requests.Should().Contain(request => IsUpload(request)).And.Contain(request => IsPush(request));
        foreach (var request in Marketplace.Requests)
        {
            var isPublic = IsUpload(request) || IsSignIn(request);
            var text = $"2001887{request.Path}{request.Parameter("timestamp")}{(isPublic ? "" : $"{FirstToken}600000")}";
            request.Parameter("sign").Should().Be(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(PartnerKey), Encoding.UTF8.GetBytes(text))), request.Target);
            long.Parse(request.Parameter("timestamp")!, CultureInfo.InvariantCulture).Should().BeCloseTo(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 60);
            request.Parameter("access_token").Should().Be(isPublic ? null : FirstToken);
        }
    }

    [Fact]
    public async Task Upload_sends_the_files_bytes_and_its_id_is_told_before_anything_is_changed()
    {
        Marketplace.On(IsUpload, UploadedAs(Own));

        var underway = (await Connector.PushMainImageAsync(Store, Push() with { Begun = null })).Should().BeOfType<PushOutcome.Underway>().Which;

        var upload = Marketplace.Requests.Single(IsUpload);
        upload.Headers["Content-Type"].Should().StartWith("multipart/form-data; boundary=");
        upload.Body.Should().Contain("name=\"scene\"").And.Contain("normal").And.Contain("name=\"image\"; filename=\"3f1a9c0d.jpg\"").And.Contain("Content-Type: image/jpeg").And.Contain(Encoding.UTF8.GetString(PictureBytes)).And.NotContain("ratio");
        underway.Begun.Should().Contain(Own);
        Marketplace.Requests.Should().NotContain(request => IsPush(request));
    }

    [Fact]
    public async Task Upload_that_is_refused_or_lost_has_changed_nothing()
    {
        Marketplace.On(IsUpload, Answers.Each(
            No("error_param", "Wrong parameters, detail: image format accepted: JPG, JPEG, PNG."),
            Ok("""{"image_info_list":[{"id":0,"error":"error_tier_img_partial","message":"The image cannot be read."}]}"""),
            Answers.Cut()));
        var push = Push() with { Begun = null };

        (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Refused>().Which.Issues.Should().ContainSingle(issue => issue.Code == "error_param" && issue.Slot == "MAIN");
        (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Refused>().Which.Problem.ForeignMessage.Should().Be("The image cannot be read.");
        (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Retry>("what was lost hangs nowhere");
    }

    [Fact]
    public async Task File_that_is_gone_is_told_and_nobody_is_asked()
    {
        var gone = Push() with { Begun = null };
        foreach (var push in new[] { gone with { File = null }, gone with { File = gone.File! with { OpenAsync = _ => Task.FromResult<Stream?>(null) } } })
        {
            (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Refused>().Which.Problem.Message.Zh.Should().Contain("文件");
        }

        Marketplace.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Update_replaces_the_first_picture_sends_all_others_as_they_are_and_keeps_their_ratio()
    {
        Marketplace.On(IsReadBack, Items(Item(ratio: "3:4", images: [Theirs, Second])));
        Marketplace.On(IsUpload, UploadedAs(Own));
        Marketplace.On(IsPush, TakenIn);

        await Connector.PushMainImageAsync(Store, Push() with { Begun = null });
        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Accepted>().Which.SubmissionId.Should().Be(Own);

        Marketplace.Requests.Single(IsUpload).Body.Should().Contain("name=\"ratio\"").And.Contain("3:4");
        var sent = Body(Marketplace.Requests.Single(IsPush));
        sent.EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo("item_id", "image");
        sent.GetProperty("item_id").GetInt64().Should().Be(2500139861);
        sent.GetProperty("image").GetProperty("image_id_list").EnumerateArray().Select(id => id.GetString()).Should().Equal(Own, Second);
        sent.GetProperty("image").GetProperty("image_ratio").GetString().Should().Be("3:4");
    }

    [Fact]
    public async Task Picture_that_is_first_already_is_not_sent_again()
    {
        Marketplace.On(IsReadBack, Items(Item(images: [Own, Second])));

        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Accepted>();

        Marketplace.Requests.Should().NotContain(request => IsPush(request) || IsUpload(request));
    }

    [Fact]
    public async Task Title_goes_with_the_picture_and_search_terms_are_refused()
    {
        Marketplace.On(IsPush, TakenIn);

        (await Connector.PushMainImageAsync(Store, Push() with { Text = new("en", "A red mug", null) })).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.PushMainImageAsync(Store, Push() with { Text = new("en", "A mug", null) })).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.PushMainImageAsync(Store, Push() with { Text = new("en", null, ["mug"]) })).Should().BeOfType<PushOutcome.Refused>();

        var updates = Marketplace.Requests.Where(IsPush).Select(Body).ToList();
        updates[0].GetProperty("item_name").GetString().Should().Be("A red mug");
        updates[1].TryGetProperty("item_name", out _).Should().BeFalse("that is its title already");
    }

    [Theory]
    [InlineData("error_in_item_promotion_image_item_lock", "pictures", "营销中心")]
    [InlineData("error_cannt_edit_image_in_promotion", "pictures", "营销中心")]
    [InlineData("error_in_item_promotion_name_item_lock", "without a new title", "标题")]
    public async Task Item_in_a_promotion_is_refused_with_what_to_do(string code, string english, string chinese)
    {
        Marketplace.On(IsPush, No(code, "Can't update images when item is under promotion."));

        var pushed = await Connector.PushMainImageAsync(Store, Push());
        var removed = await Connector.RemoveMainImageAsync(Store, new(Push().Listing, Begun: Uploaded(Theirs)));

        foreach (var refused in new[] { pushed, removed })
        {
            var problem = refused.Should().BeOfType<PushOutcome.Refused>().Which.Problem;
            problem.Message.En.Should().Contain("promotion").And.Contain(english);
            problem.Message.Zh.Should().Contain("促销").And.Contain(chinese);
            problem.ForeignCode.Should().Be(code);
        }
    }

    [Theory]
    [InlineData("error_image_unavailable", "Image is invalid: single image url length is less than 32.")]
    [InlineData("error_param", "Image not exist.")]
    public async Task Id_that_Shopee_has_forgotten_is_made_anew_and_not_for_ever(string code, string message)
    {
        Marketplace.On(IsUpload, UploadedAs(Own));
        Marketplace.On(IsPush, No(code, message));
        var push = Push() with { Begun = null };
        PushOutcome outcome;
        while ((outcome = await Connector.PushMainImageAsync(Store, push)) is PushOutcome.Underway underway)
        {
            push = push with { Begun = underway.Begun };
        }

        outcome.Should().BeOfType<PushOutcome.Refused>().Which.Problem.ForeignCode.Should().Be(code);
        Marketplace.Requests.Count(IsUpload).Should().Be(3);
    }

    [Theory]
    [InlineData("error_item_not_found", "Item_id is not found.", typeof(PushOutcome.NotFound))]
    [InlineData("error_server", "Something wrong. Please try later.", typeof(PushOutcome.Unknown))]
    [InlineData("error_inner", "System error, please try again later or contact the OpenAPI support team.", typeof(PushOutcome.Unknown))]
    [InlineData("error_rate_limit", "Too many requests. You have reached the rate limit. Please try again later.", typeof(PushOutcome.Retry))]
    [InlineData("error_auth", "No permission to current api.", typeof(PushOutcome.Unauthorized))]
    [InlineData("error_auth", "cnsc shop not upgraded, can not edit item.", typeof(PushOutcome.Refused))]
    [InlineData("error_param", "Invalid category.", typeof(PushOutcome.Refused))]
    [InlineData("product.error_busi", "The GTIN code is mandatory, please check and upload again.", typeof(PushOutcome.Refused))]
    public async Task Refusals_come_with_a_200_and_are_told_by_their_code(string code, string message, Type outcome)
    {
        Marketplace.On(IsPush, No(code, message));

        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType(outcome);
    }

    [Fact]
    public async Task Daily_limit_is_waited_for_until_the_day_is_over_in_Singapore()
    {
        Marketplace.On(IsPush, No("error_limit", "The total API call number made by your APP has reached the daily API call limit, please try again after 00: 00 (UTC+08:00)"));

        var after = (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Retry>().Which.After;

        var there = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        after.Should().BeCloseTo(there.Date.AddDays(1) - there.DateTime, TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData("error_sign", "Wrong sign.", ProblemCodes.Unauthorized, "credentials")]
    [InlineData("error_partner_key_expired", "Your API partner key has expired.", ProblemCodes.Unauthorized, "Reset")]
    [InlineData("source_ip_undeclared", "Request Source IP (1.2.3.4) is undeclared.", ProblemCodes.Forbidden, "Whitelist")]
    [InlineData("shop_banned", "The shop account has been banned.", ProblemCodes.Forbidden, "allow")]
    [InlineData("error_param", "Timestamp is expired.", ProblemCodes.Refused, "clock")]
    [InlineData("error_param", "There is no partner_id in query.", ProblemCodes.Unauthorized, "credentials")]
    public async Task Refusals_at_the_door_say_what_to_do(string code, string message, string problem, string word)
    {
        Marketplace.On(IsList, No(code, message, 403));

        var check = await Connector.VerifyAsync(Store);

        check.Problem!.Code.Should().Be(problem);
        check.Problem.ForeignCode.Should().Be(code);
        check.Detail.En.Should().Contain(word);
    }

    [Theory]
    [InlineData("partnerId", "abc")]
    [InlineData("shopId", "my-shop")]
    public async Task Numbers_that_are_none_are_told_without_asking_anyone(string field, string value)
    {
        var check = await Connector.VerifyAsync(Store with { Credentials = new Dictionary<string, string>(Credentials) { [field] = value } });

        check.Problem!.Code.Should().Be(ProblemCodes.Unauthorized);
        check.Detail.Zh.Should().Contain("数字");
        Marketplace.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Shop_of_another_country_is_told()
    {
        Marketplace.On(IsShop, Shop("MY"));

        var check = await Connector.VerifyAsync(Store);

        check.Ok.Should().BeFalse();
        check.Detail.En.Should().Contain("MY").And.Contain("SG");
    }

    [Fact]
    public async Task Refresh_token_is_used_once_and_the_next_one_is_kept_before_the_access_token_is_used()
    {
        var keeper = new MemoryKeeper(Credentials);
        Marketplace.On(IsList, Verified(3));
        Marketplace.On(IsShop, async (context, stopping) =>
        {
            keeper.Kept.Should().Contain("refreshToken.renewed", SecondRefresh);
            await Shop("SG")(context, stopping);
        });

        (await Connector.VerifyAsync(Store with { Keeper = keeper })).Ok.Should().BeTrue();

        // As another process: nothing in memory, the store as it is kept now.
        (await Connector.VerifyAsync(Store with { StoreId = Guid.CreateVersion7(), Keeper = keeper, Credentials = keeper.Kept })).Ok.Should().BeTrue();
        var first = Body(Marketplace.Requests.Single(IsSignIn));
        first.GetProperty("refresh_token").GetString().Should().Be(FirstRefresh);
        (first.GetProperty("partner_id").GetInt64(), first.GetProperty("shop_id").GetInt64()).Should().Be((2001887, 600000));

        Marketplace.On(IsList, Answers.Each(ExpiredToken, Verified(3)));
        (await Connector.VerifyAsync(Store with { Keeper = keeper })).Ok.Should().BeTrue();
        Body(Marketplace.Requests.Last(IsSignIn)).GetProperty("refresh_token").GetString().Should().Be(SecondRefresh, "the one that was entered is dead");
    }

    [Theory]
    [InlineData("error_shop_refresh_token", "Your refresh token is error ,please check refresh token or shopid.")]
    [InlineData("refresh_token_expired", "Your refresh_token expired.")]
    public async Task Lost_answer_of_an_exchange_ends_in_a_wish_to_connect_again(string code, string message)
    {
        var keeper = new MemoryKeeper(Credentials);
        Marketplace.On(IsSignIn, Answers.Each(Answers.Cut(), No(code, message, 403)));

        var lost = await Connector.PushMainImageAsync(Store with { Keeper = keeper }, Push());
        var told = await Connector.PushMainImageAsync(Store with { Keeper = keeper }, Push());

        lost.Should().BeOfType<PushOutcome.Retry>();
        var problem = told.Should().BeOfType<PushOutcome.Unauthorized>("nothing is tried again by itself").Which.Problem;
        problem.MayPass.Should().BeFalse();
        problem.Message.En.Should().Contain("authorise the app again");
        problem.Message.Zh.Should().Contain("重新授权");
        keeper.Kept.Should().BeSameAs(Credentials);
    }

    [Fact]
    public async Task Listings_are_items_with_the_pictures_that_shoppers_get()
    {
        Marketplace.On(IsList, Answers.Each(
            Ok("""{"item":[{"item_id":1,"item_status":"NORMAL"},{"item_id":2,"item_status":"NORMAL"},{"item_id":3,"item_status":"BANNED"},{"item_id":4,"item_status":"UNLIST"}],"total_count":5,"has_next_page":true,"next_offset":50}"""),
            Ok("""{"item":[],"total_count":5,"has_next_page":false}""")));
        Marketplace.On(IsReadBack, Items(
            Item(1, "RED/1", images: [Theirs, Second]), Item(2, "", hasModel: true, images: [Second]), Item(3, "ICE", status: "BANNED", images: [Theirs]), Item(4, "", status: "UNLIST", images: [Theirs])));
        Marketplace.On(IsModels, Ok("""{"model":[{"model_id":1,"model_sku":""},{"model_id":2,"model_sku":"BLUE"},{"model_id":3,"model_sku":"BLUE-L"}]}"""));
        Marketplace.On(IsViolations, Ok($$"""{"item_list":[{{Banned(3)}}]}"""));

        var first = (await Connector.ReadListingsAsync(Store)).Value!;
        var second = (await Connector.ReadListingsAsync(Store, first.NextCursor)).Value!;

        first.Total.Should().Be(5);
        first.Items.Select(item => item.Sku).Should().Equal("RED/1", "BLUE", "ICE", "4");
        first.Items[0].Should().BeEquivalentTo(new { ExternalId = "1", Title = "A mug", Brand = "Acme", ProductType = "100182", IsSuppressed = false });
        first.Items[0].MainImage!.Link.Should().Be(UrlOf(Theirs));
        first.Items[1].Facts["skus"].Should().Be("BLUE, BLUE-L");
        first.Items[2].IsSuppressed.Should().BeTrue();
        first.Items[2].Issues.Should().ContainSingle().Which.Slot.Should().Be("MAIN");
        first.Items[3].MainImage.Should().BeNull("nobody sees it");
        first.Items[3].SubmittedPictures["MAIN"].Should().Be(UrlOf(Theirs));
        second.NextCursor.Should().BeNull();
        Marketplace.Requests.Last(IsList).Parameter("offset").Should().Be("50");
        Marketplace.Requests.Single(IsModels).Parameter("item_id").Should().Be("2", "only there the models say what the SKU is");
        Marketplace.Requests.First(IsList).Query.Should().Contain("item_status=NORMAL&item_status=BANNED&item_status=UNLIST&item_status=REVIEWING");
    }

    [Fact]
    public async Task Named_items_are_found_by_any_sku_and_by_number()
    {
        Marketplace.On(IsSearch, Ok("""{"item_id_list":[],"total_count":0,"next_offset":""}"""));
        Marketplace.On(request => IsSearch(request) && request.Parameter("item_sku") == "RED/1-L", Ok("""{"item_id_list":[9,1],"total_count":2,"next_offset":""}"""));
        Marketplace.On(IsReadBack, Items());
        Marketplace.On(request => IsReadBack(request) && request.Parameter("item_id_list") == "9,1", Items(Item(9, "RED/1-LARGE", images: [Theirs]), Item(1, "", hasModel: true, images: [Theirs])));
        Marketplace.On(request => IsReadBack(request) && request.Parameter("item_id_list") == "33", Items(Item(33, "", images: [Theirs])));
        Marketplace.On(request => IsReadBack(request) && request.Parameter("item_id_list") == "55", Items(Item(55, "HAS-ONE", images: [Theirs])));
        Marketplace.On(IsModels, Ok("""{"model":[{"model_id":1,"model_sku":"RED/1"},{"model_id":2,"model_sku":"RED/1-L"}]}"""));

        var page = (await Connector.ReadListingsAsync(Store, skus: ["RED/1-L", "33", "44", "55", "GONE"])).Value!;

        page.Items.Select(item => (item.Sku, item.ExternalId)).Should().Equal(("RED/1-L", "1"), ("33", "33"));
        page.Missing.Should().Equal("44", "55", "GONE");
    }

    [Fact]
    public async Task Violations_are_told_with_what_they_led_to()
    {
        Marketplace.On(IsReadBack, Answers.Each(Items(Item(status: "BANNED", images: [Theirs])), Items(Item(deboost: true, images: [Theirs]))));
        Marketplace.On(IsViolations, Answers.Each(
            Ok($$"""{"item_list":[{{Banned(2500139861)}}]}"""),
            Ok("""{"item_list":[{"item_id":2500139861,"deboost":true,"item_status_details":[],"deboost_details":[{"violation_type":"Spam","violation_reason":"Keyword spam","suggestion":"Shorten the title."}]}]}""")));

        var banned = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;
        var lowered = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;

        banned.IsSuppressed.Should().BeTrue();
        banned.MainImage.Should().BeNull();
        var issue = banned.Listing.Issues.Should().ContainSingle().Which;
        (issue.Code, issue.Severity, issue.Slot, issue.Message).Should().Be(("Inappropriate Image", "ERROR", "MAIN", "Not the product. Upload another image."));
        issue.Enforcements.Should().Equal("BANNED");
        issue.ExemptUntil.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1705227588));
        lowered.IsSuppressed.Should().BeFalse();
        lowered.MainImage!.Link.Should().Be(UrlOf(Theirs));
        lowered.Listing.Issues.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Severity = "WARNING", Slot = (string?)null });
    }

    [Fact]
    public async Task There_are_no_figures_and_nobody_is_asked()
    {
        Connector.Capabilities.Figures.Should().BeEmpty();

        (await Connector.ReadFiguresAsync(Store, new FigureRequest(new(2026, 11, 1), new(2026, 11, 3)))).Problem!.Code.Should().Be(ProblemCodes.Refused);
        Marketplace.Requests.Should().BeEmpty();
    }

    private static bool IsShop(RecordedRequest request) => request is { Method: "GET", Path: "/api/v2/shop/get_shop_info" };

    private static bool IsList(RecordedRequest request) => request is { Method: "GET", Path: "/api/v2/product/get_item_list" };

    private static bool IsSearch(RecordedRequest request) => request is { Method: "GET", Path: "/api/v2/product/search_item" };

    private static bool IsModels(RecordedRequest request) => request is { Method: "GET", Path: "/api/v2/product/get_model_list" };

    private static bool IsViolations(RecordedRequest request) => request is { Method: "GET", Path: "/api/v2/product/get_item_violation_info" };

    private static bool IsUpload(RecordedRequest request) => request is { Method: "POST", Path: "/api/v2/media_space/upload_image" };

    private static JsonElement Body(RecordedRequest request) => JsonDocument.Parse(request.Body).RootElement;

    private static string ImageOf(Uri location) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(location.AbsoluteUri)))[..32];

    private static string UrlOf(string image) => $"https://cf.shopee.sg/file/{image}";

    private static string Uploaded(string image) => $$"""{"picture":"{{image}}","uploads":1}""";

    private static Answer Ok(string response) => Answers.Json($$"""{"error":"","message":"","warning":"","request_id":"6faac36a4a3242aabad2941e3acd7297","response":{{response}}}""");

    private static Answer No(string error, string message, int status = 200) => Answers.Json($$"""{"error":"{{error}}","message":{{JsonSerializer.Serialize(message)}},"request_id":"6faac36a4a3242aabad2941e3acd7297"}""", status);

    private static Answer Token(string access, string refresh) => Answers.Json(
        $$"""{"error":"","message":"","request_id":"83089a02e46d77b64882c0c93aba5267","partner_id":2001887,"shop_id":600000,"access_token":"{{access}}","refresh_token":"{{refresh}}","expire_in":14400}""");

    private static Answer Shop(string region) => Answers.Json(
        $$"""{"error":"","message":"","request_id":"e3e3e7f3314a5c09fbf56b4649990b01","auth_time":1741944925,"expire_time":1773503999,"shop_name":"Acme","region":"{{region}}","status":"NORMAL","is_cb":false}""");

    private static Answer UploadedAs(string image) => Ok($$"""
        {"image_info":{"image_id":"{{image}}","image_url_list":[{"image_url_region":"SG","image_url":"{{UrlOf(image)}}"}]},
         "image_info_list":[{"id":0,"error":"","message":"","image_info":{"image_id":"{{image}}","image_url_list":[{"image_url_region":"SG","image_url":"{{UrlOf(image)}}"}]} }]}
        """);

    private static Answer Items(params string[] items) => Ok($$"""{"item_list":[{{string.Join(',', items)}}]}""");

    private static string Item(long id = 2500139861, string sku = "SKU-1", string status = "NORMAL", bool hasModel = false, bool deboost = false, string ratio = "", params string[] images) => $$"""
        {"item_id":{{id}},"category_id":100182,"item_name":"A mug","item_sku":"{{sku}}","update_time":1762000000,"item_status":"{{status}}","deboost":{{(deboost ? "true" : "false")}},"has_model":{{(hasModel ? "true" : "false")}},
         "image":{"image_id_list":[{{string.Join(',', images.Select(image => $"\"{image}\""))}}],"image_url_list":[{{string.Join(',', images.Select(image => $"\"{UrlOf(image)}\""))}}],"image_ratio":"{{ratio}}"},
         "brand":{"brand_id":123,"original_brand_name":"Acme"} }
        """;

    private static string Banned(long id) => $$"""
        {"item_id":{{id}},"item_name":"A mug","item_status":"BANNED","deboost":false,"deboost_details":[],
         "item_status_details":[{"violation_type":"Inappropriate Image","violation_reason":"Not the product.","suggestion":"Upload another image.","fix_deadline_time":1705227588,"update_time":1705054788}]}
        """;
}
