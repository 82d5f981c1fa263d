using System.Net;
using System.Text.RegularExpressions;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Storage;

namespace MainImageHub.Tests.Security;

/// <summary>The hub behind a proxy of ours that brings https.</summary>
public sealed class ProxiedHub : IAsyncLifetime
{
    public HubApp App { get; } = new() { Settings = { ["Hub:PublicUrl"] = "https://hub.example.com", ["Hub:Proxies"] = "127.0.0.1, 10.0.0.0/8" } };

    public Task InitializeAsync() => App.InitializeAsync();

    public Task DisposeAsync() => App.DisposeAsync();
}

public sealed class ProxyTests(ProxiedHub hub) : IClassFixture<ProxiedHub>
{
    [Theory]
    [InlineData("https")]
    [InlineData(null)]
    public async Task Every_cookie_travels_by_https_only_whether_or_not_the_proxy_says_how_people_came(string? proto)
    {
        using var client = Client(hub.App);
        if (proto is not null)
        {
            client.DefaultRequestHeaders.Add("X-Forwarded-Proto", proto);
        }

        using var page = await client.GetAsync("/sign-in");
        var cookies = page.Headers.GetValues("Set-Cookie").ToList();
        var token = Regex.Match(await page.Content.ReadAsStringAsync(), "name=\"csrf-token\" content=\"([^\"]+)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        client.DefaultRequestHeaders.Add("Cookie", string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])));
        using var form = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("email", HubApp.OwnerEmail), KeyValuePair.Create("password", HubApp.OwnerPassword), KeyValuePair.Create("__RequestVerificationToken", WebUtility.HtmlDecode(token)),
        ]);
        using var entered = await client.PostAsync("/sign-in", form);
        entered.StatusCode.Should().Be(HttpStatusCode.Redirect);
        cookies.AddRange(entered.Headers.GetValues("Set-Cookie"));
        cookies.Should().Contain(cookie => cookie.StartsWith("hub=", StringComparison.Ordinal)).And.Contain(cookie => cookie.StartsWith("hub.csrf=", StringComparison.Ordinal));
        cookies.Should().OnlyContain(cookie => cookie.Contains("; secure"));
    }

    [Fact]
    public async Task Sign_in_attempts_are_counted_by_who_asks_and_not_by_proxy()
    {
        (await LastOfManyAttemptsAsync(hub.App, _ => "203.0.113.1")).Should().Be(HttpStatusCode.TooManyRequests);
        (await AttemptAsync(hub.App, "203.0.113.2")).Should().NotBe(HttpStatusCode.TooManyRequests);
        (await AttemptAsync(hub.App, "203.0.113.1, 10.1.2.3")).Should().Be(HttpStatusCode.TooManyRequests, "the second proxy is one of ours too");
    }

    [Fact]
    public async Task Without_named_proxies_nobody_is_believed()
    {
        await using var open = new HubApp { SharedDatabase = hub.App.Database };
        await open.InitializeAsync();
        (await LastOfManyAttemptsAsync(open, attempt => $"203.0.113.{attempt}")).Should().Be(HttpStatusCode.TooManyRequests);
        using var client = Client(open);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        (await client.GetAsync("/sign-in")).Headers.GetValues("Set-Cookie").Should().OnlyContain(cookie => !cookie.Contains("; secure"), "plain http without a proxy is how it is tried at home");
    }

    [Fact]
    public async Task A_proxy_that_is_no_address_ends_the_start_with_a_sentence()
    {
        await using var wrong = new HubApp { SharedDatabase = hub.App.Database, Settings = { ["Hub:Proxies"] = "nginx" } };
        var start = wrong.InitializeAsync;
        (await start.Should().ThrowAsync<StartupException>()).Which.Message.Should().Contain("Hub__Proxies").And.Contain("nginx");
    }

    private static async Task<HttpStatusCode> LastOfManyAttemptsAsync(HubApp app, Func<int, string> from)
    {
        var last = HttpStatusCode.OK;
        for (var attempt = 1; attempt <= 61; attempt++)
        {
            last = await AttemptAsync(app, from(attempt));
        }

        return last;
    }

    private static async Task<HttpStatusCode> AttemptAsync(HubApp app, string from)
    {
        using var client = Client(app);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", from);
        using var form = new FormUrlEncodedContent([]);
        using var answer = await client.PostAsync("/sign-in", form);
        return answer.StatusCode;
    }

    private static HttpClient Client(HubApp app) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = app.Address, DefaultRequestHeaders = { { "Accept", "text/html" } } };
}
