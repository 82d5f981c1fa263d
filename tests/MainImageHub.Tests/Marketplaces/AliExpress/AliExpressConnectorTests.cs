using System.Globalization;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using Xunit.Abstractions;

namespace MainImageHub.Tests.Marketplaces.AliExpress;

/// <summary>The contract on AliExpress, and what only AliExpress has.</summary>
public sealed class AliExpressConnectorTests(ITestOutputHelper output) : IopContractTests(output)
{
    private const string ListMethod = "aliexpress.solution.product.list.get";
    private const string InfoMethod = "aliexpress.solution.product.info.get";
    private const string EditMethod = "aliexpress.solution.product.edit";
    private const string UploadMethod = "aliexpress.photobank.redefining.uploadimageforsdk";

    private static readonly string Theirs = UrlOf("S540bc796d1eadf316018038d8840f20a");
    private static readonly string Second = UrlOf("S8913fc357e139ef78ad2f071e9586334");

    private static readonly TopSpec? Spec = TopSpec.Load();

    protected override SiteCode Site => SiteCode.Parse("aliexpress/-");

    protected override string ExternalId => "1005003033814656";

    protected override Answer TakenIn => Ok(EditMethod, """{"product_id":1005003033814656}""");

    protected override Answer RefusedPicture => Refused("isv.invalid-parameter", "main_image_urls_list is wrong");

    protected override Answer ExpiredToken => No("IllegalAccessToken", "The specified access token is invalid or expired");

    protected override string Title => "A mug";

    protected override Answer Senseless => Ok(UploadMethod, """{"status":"SUCCESS"}""");

    protected override bool IsPush(RecordedRequest request) => Is(request, EditMethod);

    protected override bool IsReadBack(RecordedRequest request) => Is(request, InfoMethod);

    protected override bool IsVerification(RecordedRequest request) => IsList(request);

    protected override bool IsUpload(RecordedRequest request) => Is(request, UploadMethod);

    protected override Answer Verified(int listings) => Products(listings);

    protected override async Task<string> SkuOnTheWireAsync(string sku)
    {
        Marketplace.On(IsList, Products(0));
        (await Connector.ReadListingsAsync(Store, skus: [sku])).Value!.Missing.Should().Equal(sku);
        return Marketplace.Requests.Where(IsList).Select(request => Query(request).GetProperty("sku_code").GetString()!).Distinct().Should().ContainSingle().Which;
    }

    protected override void ScriptSignIn(ScriptedMarketplace marketplace)
    {
        marketplace.On(IsSignIn, Answers.Each(Token(FirstToken, SecondRefresh), Token(SecondToken, SecondRefresh)));
        marketplace.On(IsReadBack, Ok(InfoMethod, Product(images: [Theirs, Second])));
    }

    protected override string StoredAs(Uri location) => UrlOf($"S{Digest(location)}");

    protected override Answer StoredPicture(Uri location) => Ok(InfoMethod, Product(images: [StoredAs(location), Second]));

    protected override Answer UploadedAs(string url) => Ok(UploadMethod, $$"""{"photobank_url":"{{url}}","file_name":"x.jpg","status":"SUCCESS"}""");

    protected override Answer No(string code, string message) => Error(200, code, message);

    protected override Answer Error(int status, string code, string message, params (string Name, string Value)[] headers) => Answers.Json(
        $$"""{"error_response":{"type":"ISV","code":{{JsonSerializer.Serialize(code)}},"msg":{{JsonSerializer.Serialize(message)}},"request_id":"210101cd17036054742456317"} }""", status, headers);

    protected override (string Path, string Token) SignedBy(RecordedRequest request) => ("", "session");

    protected override string? TitleIn(RecordedRequest push) => Edit(push).TryGetProperty("multi_language_subject_list", out var titles) ? titles.EnumerateArray().Single().GetProperty("subject").GetString() : null;

    protected override (IReadOnlyList<string>? Violations, string Reason) HoldAgainstModels(RecordedRequest request) => Spec is null
        ? (null, "shared/marketplaces/specs/aliexpress is not there")
        : (Spec.Validate(request), $"{request.Parameter("method") ?? request.Path} is not among the copies of the metadata");

    protected override IReadOnlyList<string>? HoldAgainstModels(RecordedAnswer answer) => answer.Status == 200 ? Spec?.Validate(answer) : null;

    [TopSpecFact]
    public void Validator_finds_what_is_wrong_with_a_request_and_with_an_answer()
    {
        static RecordedRequest Edit(string query, string request) => new("POST", $"/sync?{query}", new Dictionary<string, string>(), $"edit_product_request={Uri.EscapeDataString(request)}");
        const string Good = "app_key=1&timestamp=2&sign_method=sha256&method=aliexpress.solution.product.edit&session=a&sign=S";

        Spec!.Validate(Edit(Good, """{"product_id":1,"main_image_urls_list":["u"],"multi_language_subject_list":[{"language":"en","subject":"t"}]}""")).Should().BeEmpty();
        Spec.Validate(Edit("app_key=1&method=aliexpress.solution.product.edit&session=a&sign=S", """{"product_id":1}""")).Should().HaveCount(2);
        Spec.Validate(Edit($"{Good}&app_key=1&colour=red", """{"main_image_urls_list":"u","subject":"t","group_id":"x"}""")).Should().HaveCount(6);
        Spec.Validate(new RecordedRequest("POST", $"/sync?{Good.Replace("product.edit", "product.info.get", StringComparison.Ordinal)}", new Dictionary<string, string>(), "product_id=x")).Should().HaveCount(1);
        Spec.Validate(new RecordedRequest("POST", "/sync?method=aliexpress.never.heard.of", new Dictionary<string, string>(), "")).Should().BeNull();
        Spec.Validate(new RecordedAnswer(
            new RecordedRequest("POST", $"/sync?method={ListMethod}", new Dictionary<string, string>(), ""),
            200,
            "application/json",
            """{"aliexpress_solution_product_list_get_response":{"result":{"total_page":"1","aeop_a_e_product_display_d_t_o_list":{"item_display_dto":[{"product_id":1,"colour":"red"}]}}}}""")).Should().HaveCount(2);
    }

    [Fact]
    public async Task Upload_sends_the_files_bytes_and_its_address_is_told_before_anything_is_changed()
    {
        Marketplace.On(IsUpload, UploadedAs(Own));

        var underway = (await Connector.PushMainImageAsync(Store, Push() with { Begun = null })).Should().BeOfType<PushOutcome.Underway>().Which;

        var upload = Marketplace.Requests.Single(IsUpload);
        upload.Headers["Content-Type"].Should().StartWith("multipart/form-data; boundary=");
        upload.Body.Should().Contain("name=\"image_bytes\"; filename=\"3f1a9c0d.jpg\"").And.Contain("Content-Type: image/jpeg").And.Contain(Encoding.UTF8.GetString(PictureBytes)).And.Contain("name=\"file_name\"");
        underway.Begun.Should().Contain(Own);
        Marketplace.Requests.Should().NotContain(request => IsPush(request));
    }

    [Fact]
    public async Task Edit_replaces_the_first_picture_and_sends_all_others_as_they_are()
    {
        Marketplace.On(IsPush, TakenIn);

        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Accepted>().Which.SubmissionId.Should().Be(Own);

        var edit = Edit(Marketplace.Requests.Single(IsPush));
        edit.EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo("product_id", "main_image_urls_list");
        edit.GetProperty("product_id").GetInt64().Should().Be(1005003033814656);
        Sent(edit).Should().Equal(Own, Second);
    }

    [Fact]
    public async Task Longer_list_than_AliExpress_takes_today_is_not_cut_and_a_seventh_picture_is_not_added()
    {
        var seven = Enumerable.Range(1, 7).Select(number => UrlOf($"S{number:D32}")).ToArray();
        Marketplace.On(IsReadBack, Answers.Each(Ok(InfoMethod, Product(images: seven)), Ok(InfoMethod, Product(images: seven[..6]))));
        Marketplace.On(IsPush, TakenIn);

        await Connector.PushMainImageAsync(Store, Push());
        await Connector.PushMainImageAsync(Store, Push());

        Marketplace.Requests.Where(IsPush).Select(request => Sent(Edit(request)).Count).Should().Equal(7, 6);
    }

    [Theory]
    [InlineData("https://ae04.alicdn.com/kf/{0}.jpg")]
    [InlineData("http://g02.a.alicdn.com/kf/{0}/Red-mug-of-porcelain.jpg_350x350.jpg")]
    public async Task Picture_that_is_first_already_is_not_sent_again_whatever_host_serves_it(string address)
    {
        var name = Own.Split('/')[^1].Split('.')[0];
        Marketplace.On(IsReadBack, Ok(InfoMethod, Product(images: [string.Format(CultureInfo.InvariantCulture, address, name), Second])));

        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Accepted>();

        Marketplace.Requests.Should().NotContain(request => IsPush(request) || IsUpload(request));
    }

    [Theory]
    [InlineData("""{"global_subject":[{"locale":"en_US","subject":"A mug (translated)"},{"locale":"ru_RU","subject":"A mug"}]}""", "ru")]
    [InlineData("""{"global_subject":[{"locale":"es_ES","subject":"Una taza"},{"locale":"en_US","subject":"Another mug"}]}""", "en")]
    [InlineData("""{"global_subject":[]}""", "en")]
    public async Task Title_is_changed_in_the_language_it_was_written_in_and_no_other(string subjects, string language)
    {
        Marketplace.On(IsReadBack, Ok(InfoMethod, Product(images: [Theirs], subjects: subjects)));
        Marketplace.On(IsPush, TakenIn);

        await Connector.PushMainImageAsync(Store, Push() with { Text = new("en", "A red mug", null) });

        Edit(Marketplace.Requests.Single(IsPush)).GetProperty("multi_language_subject_list").EnumerateArray().Select(each => each.ToString()).Should().Equal(
            $$"""{"language":"{{language}}","subject":"A red mug"}""");
    }

    [Theory]
    [InlineData("isv.product-not-exist", "The product does not exist", typeof(PushOutcome.NotFound), null)]
    [InlineData("F00-00-10007-014", "Product not found", typeof(PushOutcome.NotFound), null)]
    [InlineData("isp.remote-service-timeout", "timeout", typeof(PushOutcome.Unknown), null)]
    [InlineData("isp.service-unavailable", "later", typeof(PushOutcome.Retry), null)]
    [InlineData("isv.account-migration-check-fail", "The account migration does not conform to platform standards", typeof(PushOutcome.Refused), "new open platform")]
    [InlineData("F00-00-10011-003", "Something is the matter.", typeof(PushOutcome.Refused), null)]
    public async Task Refusals_of_the_service_are_told_by_their_sub_code(string code, string message, Type outcome, string? advice)
    {
        Marketplace.On(IsPush, Refused(code, message));

        var actual = await Connector.PushMainImageAsync(Store, Push());

        actual.Should().BeOfType(outcome);
        actual.Failure!.ForeignCode.Should().Be(code);
        actual.Failure.ForeignMessage.Should().Be(message);
        actual.Failure.Raw.Should().Contain("Remote service error");
        actual.Failure.RequestId.Should().Be("210101cd17036054742456317");
        actual.Failure.SaysWhatToDo.Should().Be(advice is not null);
        actual.Failure.Message.En.Should().Contain(advice ?? "AliExpress");
    }

    [Fact]
    public async Task Result_that_calls_itself_no_success_is_a_refusal()
    {
        Marketplace.On(IsList, Ok(ListMethod, """{"success":false,"error_code":13001030,"error_message":"the query is wrong"}"""));

        var problem = (await Connector.ReadListingsAsync(Store)).Problem!;

        (problem.Code, problem.ForeignCode, problem.ForeignMessage).Should().Be((ProblemCodes.Refused, "13001030", "the query is wrong"));
    }

    [Fact]
    public async Task Refusal_at_the_door_may_stand_bare()
    {
        Marketplace.On(IsList, Refusal("InvalidAppKey", "The specified App Key is invalid"));

        var check = await Connector.VerifyAsync(Store);

        (check.Problem!.Code, check.Problem.ForeignCode).Should().Be((ProblemCodes.Unauthorized, "InvalidAppKey"));
    }

    [Fact]
    public async Task Listings_are_products_of_all_states_one_state_after_the_other()
    {
        Marketplace.On(IsList, Products(0));
        Marketplace.On(request => Asks(request, "onSelling"), Products(12, 2, 3));
        Marketplace.On(request => Asks(request, "onSelling") && Query(request).GetProperty("current_page").GetInt32() == 1, Products(12, 2, 1, 2));
        Marketplace.On(request => Asks(request, "editingRequired"), Products(1, 1, 4));
        Info(1, Product(1, "RED/1", images: [Theirs, Second]));
        Info(2, Product(2, "", images: [Second]));
        Info(3, Refused("isv.product-not-exist", "The product does not exist"));
        Info(4, Product(4, "ICE", status: "editingRequired", images: [Theirs]));

        List<ListingPage> pages = [(await Connector.ReadListingsAsync(Store)).Value!];
        while (pages[^1].NextCursor is { } cursor)
        {
            pages.Add((await Connector.ReadListingsAsync(Store, cursor)).Value!);
        }

        pages.Select(page => page.Items.Count).Should().Equal(2, 0, 1);
        var items = pages.SelectMany(page => page.Items).ToList();
        items.Select(item => (item.Sku, item.ExternalId)).Should().Equal(("RED/1", "1"), ("2", "2"), ("ICE", "4"));
        items[0].Should().BeEquivalentTo(new { Title = "A mug", Brand = "Acme", ProductType = "200000346", IsSuppressed = false });
        items[0].MainImage!.Link.Should().Be(Theirs);
        items[0].SubmittedPictures.Keys.Should().Equal("MAIN", "PT01");
        items[2].IsSuppressed.Should().BeTrue();
        items[2].MainImage.Should().BeNull("nobody sees it");
        items[2].SubmittedPictures["MAIN"].Should().Be(Theirs);
    }

    [Fact]
    public async Task Named_products_are_found_by_any_sku_and_by_number()
    {
        Marketplace.On(IsList, Products(0));
        Marketplace.On(request => Asks(request, "auditing") && Query(request).GetProperty("sku_code").GetString() == "RED/1-L", Products(2, 1, 9, 1));
        Info(9, Product(9, "RED/1-LARGE", images: [Theirs]));
        Info(1, Product(1, "RED/1", secondSku: "RED/1-L", images: [Theirs]));
        Info(33, Product(33, "", images: [Theirs]));
        Info(44, Refused("isv.product-not-exist", "The product does not exist"));
        Info(55, Product(55, "HAS-ONE", images: [Theirs]));

        var page = (await Connector.ReadListingsAsync(Store, skus: ["RED/1-L", "33", "44", "55", "GONE"])).Value!;

        page.Items.Select(item => (item.Sku, item.ExternalId)).Should().Equal(("RED/1-L", "1"), ("33", "33"));
        page.Items[0].Facts["skus"].Should().Be("RED/1, RED/1-L");
        page.Missing.Should().Equal("44", "55", "GONE");
    }

    [Theory]
    [InlineData(";")]
    [InlineData(",")]
    [InlineData("; ")]
    public async Task Pictures_stand_in_one_text_whatever_parts_them(string separator)
    {
        Marketplace.On(IsReadBack, Ok(InfoMethod, Product(images: [$"{Theirs}{separator}{Second};"])));

        (await Connector.ReadListingAsync(Store, Push().Listing)).Value!.Shown.Select(picture => picture.Link).Should().Equal(new Uri(Theirs), new Uri(Second));
    }

    [Fact]
    public async Task While_a_product_is_audited_nothing_is_said_of_what_shoppers_see()
    {
        Marketplace.On(IsReadBack, Ok(InfoMethod, Product(status: "auditing", images: [Own, Second])));

        var seen = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;

        seen.MainImage.Should().BeNull();
        seen.IsSuppressed.Should().BeFalse();
        seen.CatalogueProblem!.MayPass.Should().BeTrue();
        seen.CatalogueProblem.Message.Zh.Should().Contain("审核");
        seen.Listing.SubmittedPictures["MAIN"].Should().Be(Own);
    }

    [Fact]
    public async Task Product_that_the_audit_refused_is_off_sale_and_says_where_the_reasons_are()
    {
        Marketplace.On(IsReadBack, Ok(InfoMethod, Product(status: "editingRequired", images: [Theirs])));

        var seen = (await Connector.ReadListingAsync(Store, Push().Listing)).Value!;

        seen.IsSuppressed.Should().BeTrue();
        seen.MainImage.Should().BeNull();
        seen.CatalogueProblem.Should().BeNull();
        seen.Listing.Issues.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = "editingRequired", Severity = "ERROR", Slot = "MAIN" });
        seen.Listing.Issues[0].Message.Should().Contain("Seller Center").And.Contain("卖家后台");
    }

    [Fact]
    public async Task Last_picture_stays_and_any_other_can_be_taken_away()
    {
        Marketplace.On(IsReadBack, Answers.Each(Ok(InfoMethod, Product(images: [Theirs])), Ok(InfoMethod, Product(images: [Theirs, Second]))));
        Marketplace.On(IsPush, TakenIn);
        var removal = new PictureRemoval(Push().Listing);

        (await Connector.RemoveMainImageAsync(Store, removal)).Should().BeOfType<PushOutcome.Refused>().Which.Problem.Message.Zh.Should().Contain("唯一");
        var underway = (await Connector.RemoveMainImageAsync(Store, removal)).Should().BeOfType<PushOutcome.Underway>().Which;
        (await Connector.RemoveMainImageAsync(Store, removal with { Begun = underway.Begun })).Should().BeOfType<PushOutcome.Accepted>();

        Sent(Edit(Marketplace.Requests.Single(IsPush))).Should().Equal(Second);
    }

    [Fact]
    public async Task There_are_no_figures_and_nobody_is_asked()
    {
        Connector.Capabilities.Figures.Should().BeEmpty();
        Connector.Capabilities.Sites.Should().ContainSingle("a product has the same pictures in all countries");

        (await Connector.ReadFiguresAsync(Store, new FigureRequest(new(2026, 11, 1), new(2026, 11, 3)))).Problem!.Code.Should().Be(ProblemCodes.Refused);
        Marketplace.Requests.Should().BeEmpty();
    }

    private static bool Is(RecordedRequest request, string method) => request is { Method: "POST", Path: "/sync" } && request.Parameter("method") == method;

    private static bool IsList(RecordedRequest request) => Is(request, ListMethod);

    private static bool Asks(RecordedRequest request, string status) => IsList(request) && Query(request).GetProperty("product_status_type").GetString() == status;

    private static JsonElement Query(RecordedRequest request) => JsonDocument.Parse(Pairs(request.Body).Single(pair => pair.Name == "aeop_a_e_product_list_query").Value).RootElement;

    private static JsonElement Edit(RecordedRequest request) => JsonDocument.Parse(Pairs(request.Body).Single(pair => pair.Name == "edit_product_request").Value).RootElement;

    private static IReadOnlyList<string?> Sent(JsonElement edit) => [.. edit.GetProperty("main_image_urls_list").EnumerateArray().Select(url => url.GetString())];

    private static string UrlOf(string name) => $"https://ae01.alicdn.com/kf/{name}.jpg";

    private static Answer Ok(string method, string result) => Answers.Json($$"""{"{{method.Replace('.', '_')}}_response":{"result":{{result}},"request_id":"210101cd17036054742456317"} }""");

    private static Answer Refused(string subCode, string subMessage) => Answers.Json(
        $$"""{"error_response":{"code":15,"msg":"Remote service error","sub_code":"{{subCode}}","sub_msg":"{{subMessage}}","request_id":"210101cd17036054742456317"} }""");

    private static Answer Products(int total, int pages = 0, params long[] ids) => Ok(ListMethod, $$"""
        {"success":true,"product_count":{{total}},"total_page":{{pages}},"current_page":1,
         "aeop_a_e_product_display_d_t_o_list":{"item_display_dto":[{{string.Join(',', ids.Select(id => $$"""{"product_id":{{id}},"subject":"A mug","image_u_r_ls":"{{Theirs}}","currency_code":"USD"}"""))}}]} }
        """);

    private static string Product(
        long id = 1005003033814656, string sku = "SKU-1", string status = "onSelling", string? secondSku = null, string subjects = """{"global_subject":[{"locale":"en_US","subject":"A mug"}]}""", params string[] images)
    {
        static string Sku(string name, int number) => $$"""{"id":"14:{{number}}","sku_code":"{{name}}","sku_price":"9.90","currency_code":"USD","sku_stock":true,"ipm_sku_stock":20}""";
        return $$"""
            {"product_id":{{id}},"product_status_type":"{{status}}","subject":"A mug","multi_language_subject_list":{{subjects}},"image_u_r_ls":"{{string.Join(';', images)}}","category_id":200000346,
             "gmt_modified":"2026-11-01 02:25:00","aeop_ae_product_propertys":{"global_aeop_ae_product_property":[{"attr_name_id":2,"attr_name":"Brand Name","attr_value_id":1,"attr_value":"Acme"}]},
             "aeop_ae_product_s_k_us":{"global_aeop_ae_product_sku":[{{Sku(sku, 1)}}{{(secondSku is null ? "" : $",{Sku(secondSku, 2)}")}}]} }
            """;
    }

    private void Info(long id, string product) => Info(id, Ok(InfoMethod, product));

    private void Info(long id, Answer answer) => Marketplace.On(request => IsReadBack(request) && Pairs(request.Body).Contains(("product_id", id.ToString(CultureInfo.InvariantCulture))), answer);
}
