using System.Net;
using System.Text.RegularExpressions;

namespace MainImageHub.Tests.Support;

/// <summary>A browser without a screen: keeps cookies, follows nothing by itself, sends the antiforgery token of the page it is on.</summary>
public sealed partial class Browser : IDisposable
{
    private readonly HttpClient client;
    private readonly CookieContainer cookies = new();
    private string? token;

    public Browser(Uri address)
    {
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = address };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
    }

    public HttpClient Client => client;

    public CookieCollection Cookies => cookies.GetCookies(client.BaseAddress!);

    public async Task<HttpResponseMessage> GetAsync(string path)
    {
        var answer = await client.GetAsync(path);
        if (TokenPattern.Match(await answer.Content.ReadAsStringAsync()) is { Success: true } found)
        {
            token = WebUtility.HtmlDecode(found.Groups[1].Value);
        }

        return answer;
    }

    public async Task<string> ReadAsync(string path)
    {
        var answer = await GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(HttpStatusCode.OK, "{0} answered {1}", path, text.Length > 2000 ? text[..2000] : text);
        return WebUtility.HtmlDecode(text);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create("__RequestVerificationToken", token ?? "")]);
        return await client.PostAsync(path, form);
    }

    /// <summary>A form with files. For htmx's sake a refusal comes as its alert alone.</summary>
    public async Task<HttpResponseMessage> PostByScriptAsync(string path, HttpContent form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        request.Headers.Add("X-CSRF-Token", token);
        request.Headers.Add("HX-Request", "true");
        return await client.SendAsync(request);
    }

    public async Task<Browser> SignInAsync(string email = HubApp.OwnerEmail, string password = HubApp.OwnerPassword)
    {
        await GetAsync("/sign-in");
        var answer = await PostAsync("/sign-in", ("email", email), ("password", password));
        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        return this;
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("name=\"csrf-token\" content=\"([^\"]+)\"")]
    private static partial Regex TokenPattern { get; }
}
