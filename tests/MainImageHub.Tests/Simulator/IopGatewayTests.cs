using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MainImageHub.Tests.Simulator;

/// <summary>The gateway that the simulated Lazada and AliExpress share is as strict as the real one, called here without a connector.</summary>
public abstract class IopGatewayTests : IAsyncLifetime
{
    protected const string AppKey = "100132";
    protected const string Secret = "simulated-appSecret-100132";
    protected const string Refresh = "/auth/token/refresh";

    private protected SimulatedMarketplace Market { get; private set; } = null!;

    protected string Token { get; private set; } = null!;

    /// <summary>Where the marketplace is.</summary>
    protected string Here => $"{Market.Origin}/simulator/{Marketplace}";

    protected abstract string Marketplace { get; }

    /// <summary>The parameter that carries the access token.</summary>
    protected abstract string TokenName { get; }

    /// <summary>What the simulator calls the operation below.</summary>
    protected abstract string ListOperation { get; }

    /// <summary>Asks for a list of items, rightly but for what is changed: null leaves a parameter out.</summary>
    protected abstract Task<JsonElement> ListAsync(params (string Name, string? Value)[] changes);

    public async Task InitializeAsync()
    {
        Market = await SimulatedMarketplace.StartAsync();
        Token = (await RefreshAsync("first")).GetProperty("access_token").GetString()!;
    }

    public async Task DisposeAsync() => await Market.DisposeAsync();

    [Theory]
    [InlineData("sign", "0000", "IncompleteSignature", "signature")]
    [InlineData("sign", null, "MissingParameter", "sign")]
    [InlineData("sign_method", null, "MissingParameter", "sign_method")]
    [InlineData("sign_method", "md5", "IncompleteSignature", "signature")]
    [InlineData("app_key", null, "MissingParameter", "app_key")]
    [InlineData("app_key", "app", "InvalidAppKey", "App Key")]
    [InlineData("app_key", "100133", "IncompleteSignature", "signature")]
    [InlineData("token", null, "MissingParameter", "")]
    [InlineData("token", "nobodys", "IllegalAccessToken", "access token")]
    [InlineData("timestamp", null, "MissingParameter", "timestamp")]
    [InlineData("timestamp", "-7260000", "IllegalTimestamp", "timestamp")]
    [InlineData("timestamp", "+7260000", "IllegalTimestamp", "timestamp")]
    [InlineData("timestamp", "x", "IllegalTimestamp", "timestamp")]
    public async Task What_is_wrong_with_any_call_is_told(string name, string? value, string code, string word)
    {
        var answer = await ListAsync((name == "token" ? TokenName : name, value));

        Code(answer).Should().Be(code, answer.ToString());
        Message(answer).Should().Contain(name == "token" && value is null ? TokenName : word);
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
    }

    [Fact]
    public async Task Expired_token_is_refused_and_the_log_keeps_none()
    {
        (await Market.Control.PostAsync("tokens/expire", content: null)).EnsureSuccessStatusCode();

        Code(await ListAsync()).Should().Be("IllegalAccessToken");
        (await Market.Control.GetStringAsync("requests")).Should().Contain(ListOperation).And.NotContain(Token).And.NotContain("refresh_token");
    }

    protected static string Code(JsonElement answer) =>
        answer.TryGetProperty("error_response", out var no) ? no.GetProperty(no.TryGetProperty("sub_code", out _) ? "sub_code" : "code").ToString()
        : answer.TryGetProperty("code", out var code) ? code.ToString()
        : "0";

    protected static string Message(JsonElement answer) =>
        answer.TryGetProperty("error_response", out var no) ? no.GetProperty(no.TryGetProperty("sub_msg", out _) ? "sub_msg" : "msg").GetString()! : answer.GetProperty("message").GetString()!;

    protected Task<JsonElement> RefreshAsync(string refreshToken, string appKey = AppKey, string secret = Secret) =>
        CallAsync(HttpMethod.Post, $"/rest{Refresh}", Refresh, common: [], inBody: [("refresh_token", refreshToken)], secret, [("app_key", appKey), (TokenName, null)]);

    /// <summary>As it should be, but for what a test changes: null leaves a parameter out.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">Where.</param>
    /// <param name="signedPath">What the signature begins with.</param>
    /// <param name="common">What stands in the address besides.</param>
    /// <param name="inBody">What stands in a form; null where there is none.</param>
    /// <param name="secret">Of the app.</param>
    /// <param name="changes">To what stands in the address.</param>
    /// <param name="file">Makes it an upload.</param>
    /// <param name="signsBody">Whether the form is signed, as it should be.</param>
    protected async Task<JsonElement> CallAsync(
        HttpMethod method,
        string path,
        string signedPath,
        (string Name, string Value)[] common,
        (string Name, string Value)[]? inBody,
        string secret,
        (string Name, string? Value)[] changes,
        (string Part, byte[] Bytes)? file = null,
        bool signsBody = true)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["app_key"] = AppKey,
            ["timestamp"] = now.ToString(CultureInfo.InvariantCulture),
            ["sign_method"] = "sha256",
            ["sign"] = "right",
            [TokenName] = Token,
        };
        foreach (var (name, value) in common.Select(each => (each.Name, (string?)each.Value)).Concat(changes))
        {
            query[name] = name == "timestamp" && int.TryParse(value, CultureInfo.InvariantCulture, out var off) ? (now + off).ToString(CultureInfo.InvariantCulture) : value;
        }

        if (query["sign"] == "right")
        {
            var signed = query.Where(each => each.Key != "sign" && each.Value is not null).Select(each => (Name: each.Key, Value: each.Value!)).Concat(signsBody ? inBody ?? [] : []).OrderBy(each => each.Name, StringComparer.Ordinal);
            query["sign"] = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signedPath + string.Concat(signed.Select(each => each.Name + each.Value)))));
        }

        using var request = new HttpRequestMessage(method, $"{Here}{path}?{string.Join('&', query.Where(each => each.Value is not null).Select(each => $"{each.Key}={Uri.EscapeDataString(each.Value!)}"))}")
        {
            Content = file is (var part, var bytes) ? Multipart(part, bytes, inBody ?? []) : inBody is null ? null : new FormUrlEncodedContent(inBody.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))),
        };
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request);
        ((int)answer.StatusCode).Should().Be(200, "refusals come with a 200 as well");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>What a PNG of that size begins with.</summary>
    protected static byte[] Header(int width, int height)
    {
        var bytes = new byte[64];
        ((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]).CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    private static MultipartFormDataContent Multipart(string part, byte[] bytes, (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(content, part, "picture.png");
        return form;
    }
}
