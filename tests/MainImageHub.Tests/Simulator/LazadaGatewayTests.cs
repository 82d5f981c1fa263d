using System.Globalization;
using System.Text;
using System.Text.Json;
using MainImageHub.Tests.Marketplaces;
using MainImageHub.Tests.Marketplaces.Lazada;

namespace MainImageHub.Tests.Simulator;

/// <summary>The simulated Lazada is as strict as the real one, called here without the connector.</summary>
public sealed class LazadaGatewayTests : IopGatewayTests
{
    private const string List = "/products/get";
    private const string Item = "/product/item/get";
    private const string Upload = "/image/upload";
    private const string Update = "/product/update";

    private static readonly (string, string)[] Page = [("filter", "all"), ("limit", "5")];

    protected override string Marketplace => "lazada";

    protected override string TokenName => "access_token";

    protected override string ListOperation => "lazada/getProducts";

    protected override Task<JsonElement> ListAsync(params (string Name, string? Value)[] changes) => CallAsync(HttpMethod.Get, $"/rest{List}", List, Page, inBody: null, Secret, changes);

    [Fact]
    public async Task Call_that_is_signed_right_is_answered()
    {
        var answer = await GetAsync(List, Page);

        Code(answer).Should().Be("0", answer.ToString());
        answer.GetProperty("data").GetProperty("products").GetArrayLength().Should().Be(5);
        answer.GetProperty("data").GetProperty("total_products").GetInt32().Should().Be(12);
    }

    [Theory]
    [InlineData("limit", "51", "19", "Limit")]
    [InlineData("limit", "x", "19", "Limit")]
    [InlineData("offset", "10001", "14", "Offset")]
    [InlineData("filter", null, "36", "filter")]
    [InlineData("filter", "sold", "36", "filter")]
    [InlineData("create_after", "yesterday", "17", "Date")]
    [InlineData("sku_seller_list", "SIM-0001", "70", "sku")]
    [InlineData("colour", "red", "5", "colour")]
    public async Task What_is_wrong_with_a_list_is_told(string name, string? value, string code, string word)
    {
        var answer = await ListAsync((name, value));

        Code(answer).Should().Be(code, answer.ToString());
        answer.GetProperty("message").GetString().Should().Contain(word);
    }

    [Fact]
    public async Task Signature_covers_the_parameters_of_the_form_too()
    {
        Code(await CallAsync(HttpMethod.Post, $"/rest{Update}", Update, common: [], [("payload", "{}")], Secret, changes: [], signsBody: false)).Should().Be("IncompleteSignature");
        Code(await PostAsync(Update, ("payload", "{}"))).Should().Be("1001");
    }

    [Fact]
    public async Task Path_or_method_that_is_none_is_refused()
    {
        Code(await GetAsync("/product/get", Page)).Should().Be("InvalidApiPath");
        Code(await PostAsync(List, Page)).Should().Be("InvalidApiPath");
    }

    [Fact]
    public async Task Sign_in_tells_where_the_seller_sells() =>
        (await RefreshAsync("another")).GetProperty("country_user_info_list")[0].GetProperty("country").GetString().Should().Be("sg");

    [Fact]
    public async Task Time_when_items_were_made_narrows_a_list()
    {
        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss'+0800'", CultureInfo.InvariantCulture);

        (await GetAsync(List, [.. Page, ("create_before", tomorrow)])).GetProperty("data").GetProperty("total_products").GetInt32().Should().Be(12);
        (await GetAsync(List, [.. Page, ("create_after", tomorrow)])).GetProperty("data").GetProperty("total_products").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task Pictures_must_be_Lazadas_own_and_none_can_be_taken_away()
    {
        var (item, sku, images) = await FirstAsync();

        string Body(string list, string skuId, string more = "") => Product($$"""
            "ItemId":"{{item}}","Images":{"Image":{{list}} },"Attributes":{},"Skus":{"Sku":[{"SkuId":"{{skuId}}"}]}{{more}}
            """);
        async Task<string> ChangeAsync(string body) => Code(await PostAsync(Update, ("payload", body)));
        (await ChangeAsync(Body("""["https://elsewhere.example/picture.jpg"]""", sku))).Should().Be("4138");
        (await ChangeAsync(Body($"""["{Here}/p/00000000000000000000000000000000.jpg"]""", sku))).Should().Be("4138");
        (await ChangeAsync(Body("[]", sku))).Should().Be("4139");
        (await ChangeAsync(Body(JsonSerializer.Serialize(Enumerable.Repeat(images[0], 9)), sku))).Should().Be("203");
        (await ChangeAsync(Body("[1]", sku))).Should().Be("1001");
        (await ChangeAsync(Body($"""["{images[0]}"]""", "1"))).Should().Be("501");
        (await ChangeAsync(Body($"""["{images[0]}"]""", sku, ""","Video":"1" """))).Should().Be("5");
        (await ChangeAsync(Product(""" "ItemId":"1","Attributes":{},"Skus":{"Sku":[{"SkuId":"1"}]} """))).Should().Be("4137");
        (await ChangeAsync(Product($$""" "ItemId":"{{item}}","Attributes":{} """))).Should().Be("4216");
        (await ChangeAsync(Product($$""" "ItemId":"{{item}}","Attributes":{},"Skus":{"Sku":[{"SkuId":{{sku}} }]} """))).Should().Be("4216", "the guide wants texts");

        (await ChangeAsync(Body($"""["{images[1]}"]""", sku))).Should().Be("0");
        (await SimulatedMarketplace.EventuallyAsync(FirstAsync, each => each.Images[0] == images[1])).Images.Should().Equal([images[1], images[1]], "a shorter list leaves what is behind it");
    }

    [Theory]
    [InlineData("image", "", "0")]
    [InlineData("image", "no picture", "300")]
    [InlineData("file", "", "302")]
    public async Task Upload_takes_one_picture_alone(string part, string text, string code)
    {
        var answer = await UploadAsync(part, text.Length == 0 ? SimulatedMarketplace.Png() : Encoding.UTF8.GetBytes(text));

        Code(answer).Should().Be(code, answer.ToString());
    }

    [Fact]
    public async Task Same_bytes_are_the_same_picture_and_small_ones_are_refused()
    {
        var (first, again, other) = (await UploadAsync("image", SimulatedMarketplace.Png()), await UploadAsync("image", SimulatedMarketplace.Png()), await UploadAsync("image", SimulatedMarketplace.Png("lamp")));

        Url(again).Should().Be(Url(first)).And.NotBe(Url(other));
        Code(await UploadAsync("image", Header(329, 2000))).Should().Be("300");
        Code(await UploadAsync("image", Header(330, 5001))).Should().Be("303");
        static string Url(JsonElement answer) => answer.GetProperty("data").GetProperty("image").GetProperty("url").GetString()!;
    }

    [LazadaSpecFact]
    public async Task Answers_are_those_of_the_reference()
    {
        var spec = LazadaSpec.Load()!;
        var (item, sku, images) = await FirstAsync();
        string Change(string picture) => Product($$"""
            "ItemId":"{{item}}","Images":{"Image":["{{picture}}"]},"Attributes":{"name":"A mug"},"Skus":{"Sku":[{"SkuId":"{{sku}}"}]}
            """);
        foreach (var (path, answer) in new[]
        {
            (Refresh, await RefreshAsync("yet-another")),
            ("/seller/get", await GetAsync("/seller/get")),
            (List, await GetAsync(List, Page)),
            (List, await GetAsync(List, ("filter", "all"), ("limit", "51"))),
            (Item, await GetAsync(Item, ("item_id", item))),
            (Item, await GetAsync(Item, ("item_id", "1"))),
            (Upload, await UploadAsync("image", SimulatedMarketplace.Png())),
            (Upload, await UploadAsync("image", "none"u8.ToArray())),
            (Update, await PostAsync(Update, ("payload", Change(images[0])))),
            (Update, await PostAsync(Update, ("payload", Change("https://elsewhere.example/picture.jpg")))),
        })
        {
            spec.Validate(new RecordedAnswer(new RecordedRequest("GET", $"/rest{path}", new Dictionary<string, string>(), ""), 200, "application/json", answer.ToString())).Should().BeEmpty(path);
        }
    }

    private static string Product(string fields) => $$"""{"Request":{"Product":{ {{fields}} } } }""";

    private async Task<(string Item, string Sku, IReadOnlyList<string> Images)> FirstAsync()
    {
        var product = (await GetAsync(List, Page)).GetProperty("data").GetProperty("products")[0];
        return (product.GetProperty("item_id").ToString(), product.GetProperty("skus")[0].GetProperty("SkuId").ToString(), [.. product.GetProperty("images").EnumerateArray().Select(url => url.GetString()!)]);
    }

    private Task<JsonElement> GetAsync(string path, params (string Name, string Value)[] own) => CallAsync(HttpMethod.Get, $"/rest{path}", path, own, inBody: null, Secret, changes: []);

    private Task<JsonElement> PostAsync(string path, params (string Name, string Value)[] own) => CallAsync(HttpMethod.Post, $"/rest{path}", path, common: [], own, Secret, changes: []);

    private Task<JsonElement> UploadAsync(string part, byte[] bytes) => CallAsync(HttpMethod.Post, $"/rest{Upload}", Upload, common: [], inBody: null, Secret, changes: [], (part, bytes));
}
