using System.Text;
using System.Text.Json;
using MainImageHub.Tests.Marketplaces;
using MainImageHub.Tests.Marketplaces.AliExpress;

namespace MainImageHub.Tests.Simulator;

/// <summary>The simulated AliExpress is as strict as the real one, called here without the connector.</summary>
public sealed class AliExpressGatewayTests : IopGatewayTests
{
    private const string List = "aliexpress.solution.product.list.get";
    private const string Info = "aliexpress.solution.product.info.get";
    private const string Edit = "aliexpress.solution.product.edit";
    private const string Upload = "aliexpress.photobank.redefining.uploadimageforsdk";
    private const string OnSale = """{"product_status_type":"onSelling","page_size":5}""";

    protected override string Marketplace => "aliexpress";

    protected override string TokenName => "session";

    protected override string ListOperation => "aliexpress/getProductList";

    protected override Task<JsonElement> ListAsync(params (string Name, string? Value)[] changes) =>
        CallAsync(HttpMethod.Post, "/sync", signedPath: "", [("method", List)], [("aeop_a_e_product_list_query", OnSale)], Secret, changes);

    [Fact]
    public async Task Call_that_is_signed_right_is_answered()
    {
        var result = Result(await ListAsync(), List);

        result.GetProperty("product_count").GetInt32().Should().Be(12);
        result.GetProperty("total_page").GetInt32().Should().Be(3);
        result.GetProperty("aeop_a_e_product_display_d_t_o_list").GetProperty("item_display_dto").GetArrayLength().Should().Be(5);
    }

    [Fact]
    public async Task Method_that_is_none_is_refused_and_so_are_parameters_that_are_not_known()
    {
        Code(await ListAsync(("method", "aliexpress.solution.product.find"))).Should().Be("InvalidApiPath");
        Code(await ListAsync(("method", null))).Should().Be("InvalidApiPath");
        Code(await ListAsync(("colour", "red"))).Should().Be("isv.invalid-parameter");
        Code(await CallAsync(HttpMethod.Post, "/rest/auth/token/renew", "/auth/token/renew", common: [], inBody: [], Secret, changes: [])).Should().Be("InvalidApiPath");
        Code(await CallAsync(HttpMethod.Post, "/sync", "", [("method", Info)], [("product_id", "1")], Secret, changes: [], signsBody: false)).Should().Be("IncompleteSignature");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no object")]
    [InlineData("""{"product_status_type":"selling"}""")]
    [InlineData("""{"product_status_type":"onSelling","page_size":100}""")]
    [InlineData("""{"product_status_type":"onSelling","current_page":0}""")]
    [InlineData("""{"product_status_type":"onSelling","colour":"red"}""")]
    public async Task What_is_wrong_with_a_list_is_told(string query) =>
        Code(await PostAsync(List, ("aeop_a_e_product_list_query", query))).Should().Be("isv.invalid-parameter");

    [Fact]
    public async Task Pictures_come_from_the_sellers_photo_bank_and_a_list_takes_the_place_of_the_one_before()
    {
        var (product, images) = await FirstAsync();
        async Task<string> ChangeAsync(string fields) => Code(await PostAsync(Edit, ("edit_product_request", $$"""{"product_id":{{product}}{{fields}} }""")));

        (await ChangeAsync(""","main_image_urls_list":["https://elsewhere.example/picture.jpg"]""")).Should().Be("isv.image-not-in-photobank");
        (await ChangeAsync($""","main_image_urls_list":["{Here}/kf/S00000000000000000000000000000000.jpg"]""")).Should().Be("isv.image-not-in-photobank");
        (await ChangeAsync(""","main_image_urls_list":[]""")).Should().Be("isv.image-count-error");
        (await ChangeAsync($""","main_image_urls_list":{JsonSerializer.Serialize(Enumerable.Repeat(images[0], 7))}""")).Should().Be("isv.image-count-error");
        (await ChangeAsync(""","main_image_urls_list":[1]""")).Should().Be("isv.invalid-parameter");
        (await ChangeAsync(""","weight":"1.0" """)).Should().Be("isv.invalid-parameter");
        (await ChangeAsync(""","multi_language_subject_list":[{"language":"xx","subject":"A mug"}]""")).Should().Be("isv.invalid-parameter");
        (await ChangeAsync(""","multi_language_subject_list":[{"language":"ru","subject":"A mug"}]""")).Should().Be("isv.invalid-parameter", "the original locale is missing");
        (await ChangeAsync($$""","multi_language_subject_list":[{"language":"en","subject":"{{new string('x', 219)}}"}]""")).Should().Be("isv.subject-error");
        Code(await PostAsync(Edit, ("edit_product_request", """{"product_id":1}"""))).Should().Be("isv.product-not-exist");
        Code(await PostAsync(Edit, ("edit_product_request", "[]"))).Should().Be("isv.invalid-parameter");

        (await ChangeAsync($""","main_image_urls_list":["{images[1]}"]""")).Should().Be("0");
        (await SimulatedMarketplace.EventuallyAsync(() => InfoAsync(product), each => each.GetProperty("product_status_type").GetString() == "onSelling")).GetProperty("image_u_r_ls").GetString().Should().Be(images[1]);
    }

    [Theory]
    [InlineData("image_bytes", "", "0")]
    [InlineData("image_bytes", "no picture", "isv.image-type-error")]
    [InlineData("file", "", "isv.invalid-parameter")]
    public async Task Upload_takes_one_picture_alone(string part, string text, string code)
    {
        var answer = await UploadAsync(part, text.Length == 0 ? SimulatedMarketplace.Png() : Encoding.UTF8.GetBytes(text));

        Code(answer).Should().Be(code, answer.ToString());
    }

    [Fact]
    public async Task Each_upload_has_a_name_of_its_own_and_large_ones_are_refused()
    {
        var (first, again) = (await UploadAsync("image_bytes", SimulatedMarketplace.Png()), await UploadAsync("image_bytes", SimulatedMarketplace.Png()));

        Result(again, Upload).GetProperty("photobank_url").GetString().Should().StartWith($"{Here}/kf/S").And.NotBe(Result(first, Upload).GetProperty("photobank_url").GetString());
        Code(await UploadAsync("image_bytes", Header(800, 5001))).Should().Be("isv.image-size-error");
        Code(await UploadAsync("image_bytes", SimulatedMarketplace.Png(), new string('x', 257))).Should().Be("isv.invalid-parameter");
    }

    [Fact]
    public async Task Shoppers_get_a_page_and_no_product_that_is_off_sale()
    {
        var (product, images) = await FirstAsync();
        using var shopper = new HttpClient();

        (await shopper.GetStringAsync($"{Here}/item/{product}.html")).Should().Contain(images[0]);
        await Market.OrderAsync("listings/change", new { marketplace = "aliexpress", seller = AppKey, site = "-", sku = await SkuAsync(product), suppressed = true });
        (await shopper.GetAsync($"{Here}/item/{product}.html")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
        (await InfoAsync(product)).GetProperty("product_status_type").GetString().Should().Be("editingRequired");
    }

    [TopSpecFact]
    public async Task Answers_are_those_of_the_metadata()
    {
        var spec = TopSpec.Load()!;
        var (product, images) = await FirstAsync();
        foreach (var (method, answer) in new[]
        {
            (List, await ListAsync()),
            (Info, await PostAsync(Info, ("product_id", product))),
            (Edit, await PostAsync(Edit, ("edit_product_request", $$"""{"product_id":{{product}},"main_image_urls_list":["{{images[0]}}"],"multi_language_subject_list":[{"language":"en","subject":"A mug"}]}"""))),
        })
        {
            spec.Validate(new RecordedAnswer(new RecordedRequest("POST", $"/sync?method={method}", new Dictionary<string, string>(), ""), 200, "application/json", answer.ToString())).Should().NotBeNull().And.BeEmpty(method);
        }
    }

    private static JsonElement Result(JsonElement answer, string method)
    {
        Code(answer).Should().Be("0", answer.ToString());
        return answer.GetProperty($"{method.Replace('.', '_')}_response").GetProperty("result");
    }

    private async Task<(string Product, IReadOnlyList<string> Images)> FirstAsync()
    {
        var row = Result(await ListAsync(), List).GetProperty("aeop_a_e_product_display_d_t_o_list").GetProperty("item_display_dto")[0];
        return (row.GetProperty("product_id").ToString(), row.GetProperty("image_u_r_ls").GetString()!.Split(';'));
    }

    private async Task<JsonElement> InfoAsync(string product) => Result(await PostAsync(Info, ("product_id", product)), Info);

    private async Task<string> SkuAsync(string product) => (await InfoAsync(product)).GetProperty("aeop_ae_product_s_k_us").GetProperty("global_aeop_ae_product_sku")[0].GetProperty("sku_code").GetString()!;

    private Task<JsonElement> PostAsync(string method, params (string Name, string Value)[] own) => CallAsync(HttpMethod.Post, "/sync", signedPath: "", [("method", method)], own, Secret, changes: []);

    private Task<JsonElement> UploadAsync(string part, byte[] bytes, string name = "picture.png") =>
        CallAsync(HttpMethod.Post, "/sync", signedPath: "", [("method", Upload)], [("file_name", name)], Secret, changes: [], (part, bytes));
}
