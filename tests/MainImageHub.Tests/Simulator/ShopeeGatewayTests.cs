using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MainImageHub.Tests.Marketplaces;
using MainImageHub.Tests.Marketplaces.Shopee;

namespace MainImageHub.Tests.Simulator;

/// <summary>The simulated Shopee is as strict as the real one, called here without the connector.</summary>
public sealed class ShopeeGatewayTests : IAsyncLifetime, IDisposable
{
    private const string Partner = "2001887";
    private const string Key = "simulated-partnerKey-2001887";
    private const string List = "/api/v2/product/get_item_list";
    private const string Refresh = "/api/v2/auth/access_token/get";
    private const string Upload = "/api/v2/media_space/upload_image";
    private const string Update = "/api/v2/product/update_item";

    private static readonly (string, string)[] Page = [("offset", "0"), ("page_size", "5"), ("item_status", "NORMAL")];

    private SimulatedMarketplace market = null!;
    private HttpClient http = null!;
    private string token = null!;

    public async Task InitializeAsync()
    {
        market = await SimulatedMarketplace.StartAsync();
        http = new HttpClient { BaseAddress = new Uri($"{market.Origin}/simulator/shopee") };
        token = (await RefreshAsync("first")).GetProperty("access_token").GetString()!;
    }

    public async Task DisposeAsync() => await market.DisposeAsync();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task Call_that_is_signed_right_is_answered()
    {
        var answer = await GetAsync(List, Page);

        answer.GetProperty("error").GetString().Should().BeEmpty(answer.ToString());
        answer.GetProperty("response").GetProperty("item").GetArrayLength().Should().Be(5);
    }

    [Theory]
    [InlineData("sign", "0000", "error_sign", "Wrong sign")]
    [InlineData("sign", null, "error_param", "no sign")]
    [InlineData("partner_id", null, "error_param", "no partner_id")]
    [InlineData("partner_id", "x", "error_param", "Partner_id")]
    [InlineData("partner_id", "2001888", "partner_shop_no_link", "partner_id")]
    [InlineData("shop_id", null, "error_param", "no shop_id")]
    [InlineData("shop_id", "600001", "partner_shop_no_link", "shop_id")]
    [InlineData("access_token", null, "error_param", "no access_token")]
    [InlineData("access_token", "nobodys", "invalid_acceess_token", "access_token")]
    [InlineData("timestamp", null, "error_param", "timestamp")]
    [InlineData("timestamp", "-301", "error_param", "expired")]
    [InlineData("timestamp", "+301", "error_param", "Invalid timestamp")]
    [InlineData("timestamp", "x", "error_param", "Timestamp")]
    [InlineData("page_size", "101", "error_param", "page_size")]
    [InlineData("page_size", null, "error_param", "page_size")]
    [InlineData("offset", null, "error_param", "offset")]
    [InlineData("item_status", null, "error_param_item_status", "status")]
    [InlineData("item_status", "SOLD", "error_param_item_status", "status")]
    [InlineData("colour", "red", "error_param", "colour")]
    public async Task What_is_wrong_with_a_call_is_told(string name, string? value, string error, string word)
    {
        var answer = await GetAsync(List, [.. Page.Where(each => each.Item1 != name), (name, value!)]);

        answer.GetProperty("error").GetString().Should().Be(error, answer.ToString());
        answer.GetProperty("message").GetString().Should().Contain(word);
    }

    [Fact]
    public async Task Path_or_method_that_is_none_is_refused()
    {
        (await GetAsync("/api/v2/product/get_items", Page)).GetProperty("error").GetString().Should().Be("error_param");
        (await PostAsync(List, "{}")).GetProperty("message").GetString().Should().Contain("path is incorrect");
    }

    [Fact]
    public async Task Refresh_token_is_good_once_and_only_for_whom_it_was_given()
    {
        var first = await RefreshAsync("another");
        var next = first.GetProperty("refresh_token").GetString()!;

        (await RefreshAsync("another")).GetProperty("error").GetString().Should().Be("error_shop_refresh_token");
        (await RefreshAsync(next, shop: 600001)).GetProperty("error").GetString().Should().Be("error_shop_refresh_token");
        (await RefreshAsync(next)).GetProperty("error").GetString().Should().BeEmpty();
        (await RefreshAsync(next)).GetProperty("error").GetString().Should().Be("error_shop_refresh_token");
        (await RefreshAsync("third", signedWith: "another-key")).GetProperty("error").GetString().Should().Be("error_sign");
        first.GetProperty("expire_in").GetInt32().Should().BePositive();
    }

    [Fact]
    public async Task Expired_token_is_refused_and_the_log_keeps_none()
    {
        (await market.Control.PostAsync("tokens/expire", content: null)).EnsureSuccessStatusCode();

        (await GetAsync(List, Page)).GetProperty("error").GetString().Should().Be("invalid_acceess_token");
        (await market.Control.GetStringAsync("requests")).Should().Contain("shopee/getItemList").And.NotContain(token).And.NotContain("refresh_token");
    }

    [Fact]
    public async Task Pictures_must_be_uploaded_before_they_are_used_and_one_must_stay()
    {
        var item = (await GetAsync(List, Page)).GetProperty("response").GetProperty("item")[0].GetProperty("item_id").GetInt64();

        string Body(string image) => $$"""{"item_id":{{item}},"image":{{image}}}""";
        (await PostAsync(Update, Body("""{"image_id_list":["https://elsewhere.example/picture.jpg"]}"""))).GetProperty("message").GetString().Should().Be("Image not exist.");
        (await PostAsync(Update, Body("""{"image_id_list":["short"]}"""))).GetProperty("error").GetString().Should().Be("error_image_unavailable");
        (await PostAsync(Update, Body("""{"image_id_list":[]}"""))).GetProperty("error").GetString().Should().Be("error_image_num_min");
        (await PostAsync(Update, Body("""{"image_ids":[]}"""))).GetProperty("error").GetString().Should().Be("error_param");
        (await PostAsync(Update, $$"""{"item_id":{{item}},"item_name":"abc"}""")).GetProperty("error").GetString().Should().Be("error_item_name_is_too_short");
        (await PostAsync(Update, """{"item_id":1,"item_name":"A good title"}""")).GetProperty("error").GetString().Should().Be("error_item_not_found");
        (await PostAsync(Update, """{"item_name":"A good title"}""")).GetProperty("error").GetString().Should().Be("error_param");
    }

    [Theory]
    [InlineData("image", "", "normal", "")]
    [InlineData("image", "no picture", "normal", "JPG")]
    [InlineData("file", "", "normal", "file is not known")]
    [InlineData("image", "", "main", "scene")]
    public async Task Upload_takes_pictures_alone(string part, string text, string scene, string complaint)
    {
        var answer = await UploadAsync(part, text.Length == 0 ? SimulatedMarketplace.Png() : Encoding.UTF8.GetBytes(text), scene);

        answer.GetProperty("error").GetString().Should().Be(complaint.Length == 0 ? "" : "error_param", answer.ToString());
        answer.GetProperty("message").GetString()!.Contains(complaint, StringComparison.Ordinal).Should().BeTrue(answer.ToString());
    }

    [ShopeeSpecFact]
    public async Task Answers_are_those_of_the_reference()
    {
        var spec = ShopeeSpec.Load()!;
        var item = (await GetAsync(List, Page)).GetProperty("response").GetProperty("item")[0].GetProperty("item_id").GetInt64();
        foreach (var (path, answer) in new[]
        {
            (Refresh, await RefreshAsync("yet-another")),
            ("/api/v2/shop/get_shop_info", await GetAsync("/api/v2/shop/get_shop_info")),
            (List, await GetAsync(List, Page)),
            ("/api/v2/product/get_item_base_info", await GetAsync("/api/v2/product/get_item_base_info", ("item_id_list", $"{item}"))),
            ("/api/v2/product/get_model_list", await GetAsync("/api/v2/product/get_model_list", ("item_id", $"{item}"))),
            ("/api/v2/product/get_item_violation_info", await GetAsync("/api/v2/product/get_item_violation_info", ("item_id_list", $"{item}"))),
            (Upload, await UploadAsync("image", SimulatedMarketplace.Png(), "normal")),
            (Update, await PostAsync(Update, $$"""{"item_id":{{item}},"item_name":"A good title"}""")),
            (Update, await PostAsync(Update, """{"item_id":1,"item_name":"A good title"}""")),
        })
        {
            spec.Validate(new RecordedAnswer(new RecordedRequest("GET", path, new Dictionary<string, string>(), ""), 200, "application/json", answer.ToString())).Should().BeEmpty(path);
        }
    }

    private async Task<JsonElement> RefreshAsync(string refreshToken, long shop = 600000, string signedWith = Key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(Refresh, signedWith, isOfShop: false)) { Content = Json($$"""{"refresh_token":"{{refreshToken}}","partner_id":{{Partner}},"shop_id":{{shop}}}""") };
        return await SendAsync(request);
    }

    private async Task<JsonElement> GetAsync(string path, params (string Name, string Value)[] own)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(path, Key, isOfShop: true, own));
        return await SendAsync(request);
    }

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(path, Key, isOfShop: true)) { Content = Json(body) };
        return await SendAsync(request);
    }

    private async Task<JsonElement> UploadAsync(string part, byte[] bytes, string scene)
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var form = new MultipartFormDataContent { { new StringContent(scene), "scene" }, { file, part, "picture.png" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(Upload, Key, isOfShop: false)) { Content = form };
        return await SendAsync(request);
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request)
    {
        using var answer = await http.SendAsync(request);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    /// <summary>As it should be, but for what a test changes: null leaves it out.</summary>
    private string Address(string path, string key, bool isOfShop, params (string Name, string Value)[] changes)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var query = new Dictionary<string, string?>(StringComparer.Ordinal) { ["partner_id"] = Partner, ["timestamp"] = now.ToString(CultureInfo.InvariantCulture) };
        if (isOfShop)
        {
            (query["access_token"], query["shop_id"]) = (token, "600000");
        }

        query["sign"] = "right";
        foreach (var (name, value) in changes)
        {
            query[name] = name == "timestamp" && int.TryParse(value, CultureInfo.InvariantCulture, out var off) ? (now + off).ToString(CultureInfo.InvariantCulture) : value;
        }

        if (query["sign"] == "right")
        {
            var text = $"{query["partner_id"]}{path}{query["timestamp"]}{query.GetValueOrDefault("access_token")}{query.GetValueOrDefault("shop_id")}";
            query["sign"] = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
        }

        return $"{http.BaseAddress}{path}?{string.Join('&', query.Where(each => each.Value is not null).Select(each => $"{each.Key}={Uri.EscapeDataString(each.Value!)}"))}";
    }
}
