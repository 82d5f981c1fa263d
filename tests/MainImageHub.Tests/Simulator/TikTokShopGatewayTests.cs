using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MainImageHub.Tests.Marketplaces;
using MainImageHub.Tests.Marketplaces.TikTokShop;

namespace MainImageHub.Tests.Simulator;

/// <summary>The simulated TikTok Shop is as strict as the real one, called here without the connector.</summary>
public sealed class TikTokShopGatewayTests : IAsyncLifetime, IDisposable
{
    private const string Secret = "s3cret";
    private const string Search = "/product/202502/products/search";

    private SimulatedMarketplace market = null!;
    private HttpClient http = null!;
    private string token = null!;

    public async Task InitializeAsync()
    {
        market = await SimulatedMarketplace.StartAsync();
        http = new HttpClient { BaseAddress = new Uri($"{market.Origin}/simulator/tiktokshop") };
        token = (await RefreshAsync("TTPR_first")).GetProperty("data").GetProperty("access_token").GetString()!;
    }

    public async Task DisposeAsync() => await market.DisposeAsync();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task Call_that_is_signed_right_is_answered()
    {
        var answer = await CallAsync("POST", Search, """{"status":"ALL"}""", ("page_size", "5"));

        answer.GetProperty("code").GetInt32().Should().Be(0, answer.ToString());
        answer.GetProperty("data").GetProperty("products").GetArrayLength().Should().Be(5);
    }

    [Theory]
    [InlineData("sign", "0000", 106001, "signature")]
    [InlineData("sign", null, 36009004, "signature")]
    [InlineData("app_key", "6other", 36009004, "app_key")]
    [InlineData("shop_cipher", null, 106013, "shop_cipher")]
    [InlineData("shop_cipher", "ROW_nobodys", 36009004, "shop_cipher")]
    [InlineData("timestamp", "-301", 36009004, "timestamp")]
    [InlineData("timestamp", "+40", 36009004, "timestamp")]
    [InlineData("timestamp", "x", 36009004, "timestamp")]
    [InlineData("page_size", "101", 12019109, "page size")]
    [InlineData("page_size", null, 12019109, "page size")]
    [InlineData("token", "TTP_nobody", 36009004, "x-tts-access-token")]
    public async Task What_is_wrong_with_a_call_is_told(string name, string? value, int code, string word)
    {
        var answer = await CallAsync("POST", Search, """{"status":"ALL"}""", [("page_size", "5"), .. new[] { (name, value!) }]);

        answer.GetProperty("code").GetInt32().Should().Be(code, answer.ToString());
        answer.GetProperty("message").GetString().Should().Contain(word);
    }

    [Fact]
    public async Task Body_that_was_changed_after_signing_is_refused_and_so_are_fields_that_nobody_knows()
    {
        (await CallAsync("POST", Search, """{"status":"ALL"}""", sentBody: """{"status":"ALL" }""", ("page_size", "5"))).GetProperty("code").GetInt32().Should().Be(106001);
        (await CallAsync("POST", Search, """{"state":"ALL"}""", ("page_size", "5"))).GetProperty("code").GetInt32().Should().Be(12052910);
        (await CallAsync("POST", "/product/202502/products/find", "{}")).GetProperty("code").GetInt32().Should().Be(36009009);
    }

    [Fact]
    public async Task Shop_is_not_to_be_named_where_it_is_not_asked_for()
    {
        (await CallAsync("GET", "/authorization/202309/shops", "", ("shop_cipher", null!))).GetProperty("data").GetProperty("shops").GetArrayLength().Should().Be(16);
        (await CallAsync("GET", "/authorization/202309/shops", "")).GetProperty("code").GetInt32().Should().Be(36009004);
    }

    [Fact]
    public async Task Token_that_is_good_once_gives_another_one_and_ends_what_it_gave_before()
    {
        var first = (await RefreshAsync("TTPR_single-use_1")).GetProperty("data");
        var second = (await RefreshAsync(first.GetProperty("refresh_token").GetString()!)).GetProperty("data");

        (await RefreshAsync("TTPR_single-use_1")).GetProperty("code").GetInt32().Should().Be(36004005);
        (await CallAsync("POST", Search, "{}", ("page_size", "1"), ("token", first.GetProperty("access_token").GetString()!))).GetProperty("code").GetInt32().Should().Be(36009004);
        (await CallAsync("POST", Search, "{}", ("page_size", "1"), ("token", second.GetProperty("access_token").GetString()!))).GetProperty("code").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task Pictures_must_be_uploaded_before_they_are_used_and_one_must_stay()
    {
        var product = (await CallAsync("POST", Search, "{}", ("page_size", "1"))).GetProperty("data").GetProperty("products")[0].GetProperty("id").GetString();
        var edit = $"/product/202509/products/{product}/partial_edit";

        (await CallAsync("POST", edit, """{"main_images":[{"uri":"https://elsewhere.example/p.jpg"}]}""")).GetProperty("code").GetInt32().Should().Be(12052722);
        (await CallAsync("POST", edit, """{"main_images":[]}""")).GetProperty("code").GetInt32().Should().Be(12052028);
        (await CallAsync("POST", edit, """{"title":""}""")).GetProperty("code").GetInt32().Should().Be(12052261);
        (await CallAsync("GET", $"/product/202309/products/{product}", "", ("return_under_review_version", "true"))).GetProperty("code").GetInt32().Should().Be(12052547);
    }

    [TikTokShopSpecFact]
    public async Task Answers_are_those_of_the_reference()
    {
        var spec = TikTokShopSpec.Load()!;
        var product = (await CallAsync("POST", Search, "{}", ("page_size", "1"))).GetProperty("data").GetProperty("products")[0].GetProperty("id").GetString();
        foreach (var (method, path, body, query) in new (string, string, string, (string, string)[])[]
        {
            ("GET", "/authorization/202309/shops", "", [("shop_cipher", null!)]),
            ("POST", Search, """{"status":"ALL"}""", [("page_size", "3")]),
            ("GET", $"/product/202309/products/{product}", "", []),
            ("POST", $"/product/202509/products/{product}/partial_edit", """{"title":"A title"}""", []),
            ("GET", $"/analytics/202405/shop_products/{product}/performance", "", [("start_date_ge", "2026-01-01"), ("end_date_lt", "2026-01-08"), ("granularity", "1D")]),
        })
        {
            var answer = await CallAsync(method, path, body, query);
            answer.GetProperty("code").GetInt32().Should().Be(0, answer.ToString());
            spec.Validate(new RecordedAnswer(new RecordedRequest(method, path, new Dictionary<string, string>(), body), 200, "application/json", answer.ToString())).Should().BeEmpty(path);
        }
    }

    private async Task<JsonElement> RefreshAsync(string refreshToken) =>
        await http.GetFromJsonAsync<JsonElement>($"{http.BaseAddress}/api/v2/token/refresh?app_key=6tests&app_secret={Secret}&refresh_token={refreshToken}&grant_type=refresh_token");

    private Task<JsonElement> CallAsync(string method, string path, string body, params (string Name, string Value)[] changes) => CallAsync(method, path, body, body, changes);

    /// <summary>A call as it should be, but for what a test changes: null leaves it out.</summary>
    private async Task<JsonElement> CallAsync(string method, string path, string body, string sentBody, params (string Name, string Value)[] changes)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["app_key"] = "6tests",
            ["timestamp"] = now.ToString(CultureInfo.InvariantCulture),
            ["shop_cipher"] = $"ROW_{Convert.ToHexString("US\n6tests"u8)}",
        };
        var (sent, sign) = (token, (string?)"right");
        foreach (var (name, value) in changes)
        {
            switch (name)
            {
                case "token":
                    sent = value;
                    break;
                case "sign":
                    sign = value;
                    break;
                default:
                    query[name] = name == "timestamp" && int.TryParse(value, CultureInfo.InvariantCulture, out var off) ? (now + off).ToString(CultureInfo.InvariantCulture) : value;
                    break;
            }
        }

        var given = query.Where(each => each.Value is not null).OrderBy(each => each.Key, StringComparer.Ordinal).ToList();
        var text = Secret + path + string.Concat(given.Select(each => each.Key + each.Value)) + body + Secret;
        sign = sign == "right" ? Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(text))) : sign;
        var address = $"{http.BaseAddress}{path}?{string.Join('&', given.Append(new("sign", sign)).Where(each => each.Value is not null).Select(each => $"{each.Key}={Uri.EscapeDataString(each.Value!)}"))}";
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = new StringContent(sentBody, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-tts-access-token", sent);
        using var answer = await http.SendAsync(request);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
