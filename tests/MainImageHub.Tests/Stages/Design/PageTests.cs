using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using MainImageHub.Domain.Images;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MainImageHub.Tests.Stages.Design;

public sealed partial class PageTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Theory]
    [InlineData("en", "Compliance report", "Not measured", "uploaded v1")]
    [InlineData("zh-Hans", "合规报告", "未检测项", "上传了 v1")]
    public async Task The_page_of_a_main_image_tells_its_report_and_history_in_the_members_language(string language, params string[] words)
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Bytes(background: "#f0f0f0"));
        using var browser = await BrowserAsync(language);
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/w/home/images/{image.Id}"));
        foreach (var word in words)
        {
            page.Should().Contain(word);
        }

        page.Should().Contain($"/assets/{version.GetProperty("asset").Id()}/preview-1600").And.Contain("<rect class=\"region verdict-fail\"");
        page.Should().NotContain(" style=\"").And.NotContain("<script>", "the content security policy forbids both");
    }

    [Fact]
    public async Task A_picture_is_uploaded_and_approved_through_the_forms()
    {
        var image = await app.PlannedImageAsync();
        var address = $"/w/home/images/{image.Id}";
        using var browser = await BrowserAsync("en");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Token(await browser.GetStringAsync(address))), "__RequestVerificationToken" },
            { new ByteArrayContent(Bytes()), "file", "front.jpg" },
        };
        var uploaded = await browser.PostAsync($"{address}?handler=Upload", form);
        uploaded.Headers.Location!.ToString().Should().Be($"{address}?v=1");
        (await browser.GetStringAsync(address)).Should().Contain("sse-connect");

        await app.RunWorkAsync();
        var queue = await browser.GetStringAsync("/w/home/review");
        var version = Regex.Match(queue, "name=\"versionId\" value=\"([^\"]+)\"").Groups[1].Value;
        var decided = await browser.PostAsync("/w/home/review?handler=Review", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Token(queue),
            ["versionId"] = version,
            ["decision"] = "Approve",
            ["comment"] = "Clean.",
        }));
        decided.StatusCode.Should().Be(HttpStatusCode.Found);
        (await app.VersionAsync(Guid.Parse(version))).GetProperty("review").Text("decision").Should().Be("approved");
    }

    [Fact]
    public async Task Progress_is_told_until_the_picture_is_ready()
    {
        var image = await app.PlannedImageAsync();
        var accepted = await app.Owner.UploadAsync(image.Id, Bytes(seed: 77)).AcceptedAsync();
        using var browser = await BrowserAsync("en");
        using var stream = await browser.GetAsync($"/w/home/versions/{accepted.Id()}/progress", HttpCompletionOption.ResponseHeadersRead);
        stream.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).Should().Be("event: step");
        await app.RunWorkAsync();
        (await reader.ReadToEndAsync()).Should().Contain("event: settled\ndata: Ready");
    }

    [Fact]
    public async Task A_refused_file_says_why_on_its_page()
    {
        var image = await app.PlannedImageAsync();
        await app.ProcessAsync(image.Id, []);
        using var browser = await BrowserAsync("zh-Hans");
        WebUtility.HtmlDecode(await browser.GetStringAsync($"/w/home/images/{image.Id}")).Should().Contain("文件为空").And.Contain("image.empty");
    }

    [Fact]
    public async Task A_picture_is_checked_on_its_page_and_forgotten()
    {
        using var browser = await BrowserAsync("zh-Hans");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Token(await browser.GetStringAsync("/w/home/check"))), "__RequestVerificationToken" },
            { new StringContent("amazon/DE"), "profile" },
            { new ByteArrayContent(Bytes(seed: 78)), "file", "front.jpg" },
        };
        var answer = await browser.PostAsync("/w/home/check", form);
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).Should().Contain("amazon/DE").And.Contain("白色背景");
    }

    [Fact]
    public async Task Pages_of_another_workspaces_picture_do_not_exist()
    {
        var (stranger, _, _) = await app.StrangerAsync();
        var image = await app.PlannedImageAsync();
        using var browser = await BrowserAsync("en");
        (await browser.GetAsync($"/w/{stranger.Slug}/images/{image.Id}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await browser.GetAsync($"/w/home/images/{Guid.CreateVersion7()}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private byte[] Bytes(string background = "#ffffff", int seed = 1) => File.ReadAllBytes(pictures.Product(background: background, seed: seed));

    private static string Token(string page) => TokenPattern.Match(page).Groups[1].Value;

    /// <summary>The first owner's browser, already signed in.</summary>
    private async Task<HttpClient> BrowserAsync(string language)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<SignInManager<HubUser>>();
        var owner = await signIn.UserManager.FindByEmailAsync(HubApp.OwnerEmail);
        var options = scope.ServiceProvider.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var ticket = new AuthenticationTicket(await signIn.CreateUserPrincipalAsync(owner!), new AuthenticationProperties { IssuedUtc = TimeProvider.System.GetUtcNow() }, IdentityConstants.ApplicationScheme);
        var cookies = new CookieContainer();
        cookies.Add(app.Address, new Cookie(options.Cookie.Name!, options.TicketDataFormat.Protect(ticket)));
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = app.Address };
        client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        return client;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex TokenPattern { get; }
}
