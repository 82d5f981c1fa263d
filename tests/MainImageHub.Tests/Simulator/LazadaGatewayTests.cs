using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MainImageHub.Tests.Marketplaces;
using MainImageHub.Tests.Marketplaces.Lazada;

namespace MainImageHub.Tests.Simulator;

/// <summary>The simulated Lazada is as strict as the real one, called here without the connector.</summary>
public sealed class LazadaGatewayTests : IAsyncLifetime, IDisposable
{
    private const string AppKey = "100132";
    private const string Secret = "simulated-appSecret-100132";
    private const string List = "/products/get";
    private const string Item = "/product/item/get";
    private const string Refresh = "/auth/token/refresh";
    private const string Upload = "/image/upload";
    private const string Update = "/product/update";

    private static readonly (string, string)[] Page = [("filter", "all"), ("limit", "5")];

    private SimulatedMarketplace market = null!;
    private HttpClient http = null!;
    private string token = null!;

    public async Task InitializeAsync()
    {
        market = await SimulatedMarketplace.StartAsync();
        http = new HttpClient { BaseAddress = new Uri($"{market.Origin}/simulator/lazada") };
        token = (await RefreshAsync("first")).GetProperty("access_token").GetString()!;
    }

    public async Task DisposeAsync() => await market.DisposeAsync();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task Call_that_is_signed_right_is_answered()
    {
        var answer = await GetAsync(List, Page);

        Code(answer).Should().Be("0", answer.ToString());
        answer.GetProperty("data").GetProperty("products").GetArrayLength().Should().Be(5);
        answer.GetProperty("data").GetProperty("total_products").GetInt32().Should().Be(12);
    }

    [Theory]
    [InlineData("sign", "0000", "IncompleteSignature", "signature")]
    [InlineData("sign", null, "MissingParameter", "sign")]
    [InlineData("sign_method", null, "MissingParameter", "sign_method")]
    [InlineData("sign_method", "md5", "IncompleteSignature", "signature")]
    [InlineData("app_key", null, "MissingParameter", "app_key")]
    [InlineData("app_key", "app", "InvalidAppKey", "App Key")]
    [InlineData("app_key", "100133", "IncompleteSignature", "signature")]
    [InlineData("access_token", null, "MissingParameter", "access_token")]
    [InlineData("access_token", "nobodys", "IllegalAccessToken", "access token")]
    [InlineData("timestamp", null, "MissingParameter", "timestamp")]
    [InlineData("timestamp", "-7260000", "IllegalTimestamp", "timestamp")]
    [InlineData("timestamp", "+7260000", "IllegalTimestamp", "timestamp")]
    [InlineData("timestamp", "x", "IllegalTimestamp", "timestamp")]
    [InlineData("limit", "51", "19", "Limit")]
    [InlineData("limit", "x", "19", "Limit")]
    [InlineData("offset", "10001", "14", "Offset")]
    [InlineData("filter", null, "36", "filter")]
    [InlineData("filter", "sold", "36", "filter")]
    [InlineData("create_after", "yesterday", "17", "Date")]
    [InlineData("sku_seller_list", "SIM-0001", "70", "sku")]
    [InlineData("colour", "red", "5", "colour")]
    public async Task What_is_wrong_with_a_call_is_told(string name, string? value, string code, string word)
    {
        var answer = await GetAsync(List, [.. Page.Where(each => each.Item1 != name), (name, value!)]);

        Code(answer).Should().Be(code, answer.ToString());
        answer.GetProperty("message").GetString().Should().Contain(word);
    }

    [Fact]
    public async Task Signature_covers_the_parameters_of_the_form_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(Update, Secret, withToken: true)) { Content = new FormUrlEncodedContent([new("payload", "{}")]) };

        Code(await SendAsync(request)).Should().Be("IncompleteSignature");
        Code(await PostAsync(Update, ("payload", "{}"))).Should().Be("1001");
    }

    [Fact]
    public async Task Path_or_method_that_is_none_is_refused()
    {
        Code(await GetAsync("/product/get", Page)).Should().Be("InvalidApiPath");
        Code(await PostAsync(List, Page)).Should().Be("InvalidApiPath");
    }

    [Fact]
    public async Task Refresh_token_is_good_once_and_only_for_its_app()
    {
        var first = await RefreshAsync("another");
        var next = first.GetProperty("refresh_token").GetString()!;

        Code(await RefreshAsync("another")).Should().Be("IllegalRefreshToken");
        Code(await RefreshAsync(next, appKey: "100133", secret: "simulated-appSecret-100133")).Should().Be("IllegalRefreshToken");
        Code(await RefreshAsync(next)).Should().Be("0");
        Code(await RefreshAsync(next)).Should().Be("IllegalRefreshToken");
        Code(await RefreshAsync("third", secret: "another-secret")).Should().Be("IncompleteSignature");
        first.GetProperty("expires_in").GetInt32().Should().BePositive();
        first.GetProperty("country_user_info_list")[0].GetProperty("country").GetString().Should().Be("sg");
    }

    [Fact]
    public async Task Expired_token_is_refused_and_the_log_keeps_none()
    {
        (await market.Control.PostAsync("tokens/expire", content: null)).EnsureSuccessStatusCode();

        Code(await GetAsync(List, Page)).Should().Be("IllegalAccessToken");
        (await market.Control.GetStringAsync("requests")).Should().Contain("lazada/getProducts").And.NotContain(token).And.NotContain("refresh_token");
    }

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
        (await ChangeAsync(Body($"""["{http.BaseAddress}/p/00000000000000000000000000000000.jpg"]""", sku))).Should().Be("4138");
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

    /// <summary>What a PNG of that size begins with.</summary>
    private static byte[] Header(int width, int height)
    {
        var bytes = new byte[64];
        ((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]).CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    private static string Product(string fields) => $$"""{"Request":{"Product":{ {{fields}} } } }""";

    private static string Code(JsonElement answer) => answer.GetProperty("code").GetString()!;

    private async Task<(string Item, string Sku, IReadOnlyList<string> Images)> FirstAsync()
    {
        var product = (await GetAsync(List, Page)).GetProperty("data").GetProperty("products")[0];
        return (product.GetProperty("item_id").ToString(), product.GetProperty("skus")[0].GetProperty("SkuId").ToString(), [.. product.GetProperty("images").EnumerateArray().Select(url => url.GetString()!)]);
    }

    private async Task<JsonElement> RefreshAsync(string refreshToken, string appKey = AppKey, string secret = Secret)
    {
        (string, string)[] own = [("refresh_token", refreshToken)];
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(Refresh, secret, withToken: false, inBody: own, changes: ("app_key", appKey))) { Content = Form(own) };
        return await SendAsync(request);
    }

    private async Task<JsonElement> GetAsync(string path, params (string Name, string Value)[] own)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(path, Secret, withToken: true, inBody: null, own));
        return await SendAsync(request);
    }

    private async Task<JsonElement> PostAsync(string path, params (string Name, string Value)[] own)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(path, Secret, withToken: true, inBody: own)) { Content = Form(own) };
        return await SendAsync(request);
    }

    private async Task<JsonElement> UploadAsync(string part, byte[] bytes)
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var form = new MultipartFormDataContent { { file, part, "picture.png" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(Upload, Secret, withToken: true)) { Content = form };
        return await SendAsync(request);
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request)
    {
        using var answer = await http.SendAsync(request);
        ((int)answer.StatusCode).Should().Be(200, "Lazada refuses with a 200 as well");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static FormUrlEncodedContent Form(IEnumerable<(string Name, string Value)> fields) => new(fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)));

    /// <summary>As it should be, but for what a test changes: null leaves it out.</summary>
    private string Address(string path, string secret, bool withToken, (string Name, string Value)[]? inBody = null, params (string Name, string Value)[] changes)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var query = new Dictionary<string, string?>(StringComparer.Ordinal) { ["app_key"] = AppKey, ["timestamp"] = now.ToString(CultureInfo.InvariantCulture), ["sign_method"] = "sha256", ["sign"] = "right" };
        if (withToken)
        {
            query["access_token"] = token;
        }

        foreach (var (name, value) in changes)
        {
            query[name] = name == "timestamp" && int.TryParse(value, CultureInfo.InvariantCulture, out var off) ? (now + off).ToString(CultureInfo.InvariantCulture) : value;
        }

        if (query["sign"] == "right")
        {
            var signed = query.Where(each => each.Key != "sign" && each.Value is not null).Select(each => (each.Key, each.Value!)).Concat(inBody ?? []).OrderBy(each => each.Item1, StringComparer.Ordinal);
            query["sign"] = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(path + string.Concat(signed.Select(each => each.Item1 + each.Item2)))));
        }

        return $"{http.BaseAddress}/rest{path}?{string.Join('&', query.Where(each => each.Value is not null).Select(each => $"{each.Key}={Uri.EscapeDataString(each.Value!)}"))}";
    }
}
