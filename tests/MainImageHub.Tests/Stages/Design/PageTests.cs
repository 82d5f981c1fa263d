using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Hosting;
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
    [InlineData("en", "Compliance report", "White background", "uploaded v1")]
    [InlineData("zh-Hans", "合规报告", "白色背景", "上传了 v1")]
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

    [Theory]
    [InlineData("en", "Connect the store that sells this product", "Or upload a report as CSV file")]
    [InlineData("zh-Hans", "连接销售该商品的店铺", "或上传 CSV 报表")]
    public async Task Where_there_are_no_figures_the_page_says_how_to_get_some(string language, params string[] words)
    {
        var image = await app.PlannedImageAsync();
        using var browser = await BrowserAsync(language);
        WebUtility.HtmlDecode(await browser.GetStringAsync($"/w/home/images/{image.Id}")).Should().ContainAll(words).And.Contain("/w/home/stores/connect");
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

        // The queue went on; a key pressed by mistake is undone from there.
        var next = WebUtility.HtmlDecode(await browser.GetStringAsync(decided.Headers.Location!.ToString()));
        var undo = Regex.Match(next, "action=\"([^\"]+handler=TakeBack[^\"]+)\"").Groups[1].Value;
        undo.Should().Contain(version);
        var undone = await browser.PostAsync(undo, new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = Token(next) }));
        (await browser.GetStringAsync(undone.Headers.Location!.ToString())).Should().Contain($"name=\"versionId\" value=\"{version}\"", "it is shown again");
    }

    [Fact]
    public async Task The_queue_shows_the_worst_report_first_and_names_every_site()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Bytes(background: "#d8d8d8", seed: 81));
        await app.WithDbAsync(async db =>
        {
            var failed = await db.VersionCompliance.AsNoTracking().SingleAsync(c => c.VersionId == version.Id());
            failed.Verdict.Should().Be(Verdict.Fail, "grey is not white");
            db.VersionCompliance.Add(new VersionCompliance
            {
                WorkspaceId = failed.WorkspaceId,
                VersionId = failed.VersionId,
                Profile = "amazon/AE",
                RuleSetVersion = failed.RuleSetVersion,
                Verdict = Verdict.Pass,
                Report = failed.Report with { Profile = "amazon/AE", Verdict = Verdict.Pass, Findings = [] },
                JudgedAt = failed.JudgedAt,
            });
            return await db.SaveChangesAsync();
        });
        var read = await app.VersionAsync(version.Id());
        read.GetProperty("compliance").Text("profile").Should().Be("amazon/US");
        read.GetProperty("profiles").EnumerateArray().Select(p => p.Text("profile")).Should().Equal("amazon/US", "amazon/AE");

        using var browser = await BrowserAsync("en");
        var justBefore = version.Id().ToString()[..^4] + "0000";
        var queue = WebUtility.HtmlDecode(await browser.GetStringAsync($"/w/home/review?after={justBefore}"));
        queue.Should().Contain("report-verdict verdict-fail").And.Contain("profile=amazon%2FAE").And.Contain("profile=amazon%2FUS");
        var other = WebUtility.HtmlDecode(await browser.GetStringAsync($"/w/home/review?after={justBefore}&profile=amazon%2FAE"));
        other.Should().Contain("report-verdict verdict-pass");
        WebUtility.HtmlDecode(await browser.GetStringAsync($"/w/home/images/{image.Id}")).Should().Contain("report-verdict verdict-fail");
    }

    [Fact]
    public async Task The_report_writes_colour_spaces_as_their_makers_do()
    {
        var image = await app.PlannedImageAsync();
        await app.ProcessAsync(image.Id, Bytes(seed: 82));
        using var browser = await BrowserAsync("en");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/w/home/images/{image.Id}"));
        page.Should().Contain("The colour space is sRGB.").And.Contain("<dd>sRGB</dd>").And.NotContain("srgb");
    }

    [Fact]
    public async Task Several_files_in_one_form_become_versions_one_after_the_other()
    {
        var image = await app.PlannedImageAsync();
        var address = $"/w/home/images/{image.Id}";
        using var browser = await BrowserAsync("en");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Token(await browser.GetStringAsync(address))), "__RequestVerificationToken" },
            { new ByteArrayContent(Bytes(seed: 83)), "file", "one.jpg" },
            { new ByteArrayContent(Bytes(seed: 84)), "file", "two.jpg" },
        };
        (await browser.PostAsync($"{address}?handler=Upload", form)).Headers.Location!.ToString().Should().Be($"{address}?v=2");
    }

    [Fact]
    public async Task A_script_that_uploads_reads_in_json_what_was_refused()
    {
        var image = await app.PlannedImageAsync();
        var address = $"/w/home/images/{image.Id}";
        using var browser = await BrowserAsync("en");
        browser.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        using var nothing = new FormUrlEncodedContent([new("__RequestVerificationToken", Token(await browser.GetStringAsync(address)))]);
        await browser.PostAsync($"{address}?handler=Upload", nothing).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "upload.fileMissing");
        using var stale = new FormUrlEncodedContent([new("__RequestVerificationToken", "from another time")]);
        await browser.PostAsync($"{address}?handler=Upload", stale).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "page.stale");
        using var nobody = app.ClientFor(null);
        nobody.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        using var empty = new FormUrlEncodedContent([]);
        await nobody.PostAsync($"{address}?handler=Upload", empty).ShouldBeRefusedAsync(HttpStatusCode.Unauthorized, "signedOut");
    }

    [Fact]
    public async Task A_file_damaged_on_the_servers_disk_is_nobodys_bad_request()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Bytes(background: "#f0f0f0", seed: 85));
        var sha = version.GetProperty("asset").Text("sha256")!;
        var folder = app.Services.GetRequiredService<Installation>().DataDirectory;
        await File.WriteAllTextAsync(Path.Combine(folder, "blobs", (await app.WorkspaceIdAsync()).ToString("n"), sha[..2], sha), "rust");
        using var everything = JsonContent.Create(new { });
        await app.Owner.PostAsync($"/api/v1/versions/{version.Id()}/fix", everything).ShouldBeRefusedAsync(HttpStatusCode.InternalServerError, "storage.damaged");
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
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).Should().Contain("Amazon DE").And.Contain("白色背景");
    }

    [Fact]
    public async Task One_picture_is_held_against_every_marketplace_at_once()
    {
        using var browser = await BrowserAsync("en");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Token(await browser.GetStringAsync("/w/home/check"))), "__RequestVerificationToken" },
            { new StringContent(""), "profile" },
            { new ByteArrayContent(Bytes(background: "#d8d8d8", seed: 79)), "file", "grey.jpg" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/w/home/check") { Content = form, Headers = { { "HX-Request", "true" } } };
        var row = WebUtility.HtmlDecode(await (await browser.SendAsync(request)).Content.ReadAsStringAsync());
        var summaries = RuleBook.FromEmbeddedPacks().Summaries(TimeProvider.System.GetUtcNow());
        foreach (var pack in summaries)
        {
            row.Should().Contain($"data-profile=\"{pack.Marketplace}/{pack.Sites[0]}\"");
        }

        row.Should().Contain("Amazon: Breaks a rule White background", "grey is not white").And.Contain("Shopify: No broken rule found", "Shopify asks for no white");
        row.Should().Contain($"of {summaries.Count} marketplaces").And.NotContain("<html");
    }

    [Fact]
    public async Task The_api_answers_for_every_marketplace_at_once()
    {
        var before = await app.WithDbAsync(db => db.Assets.CountAsync());
        var answer = await app.Owner.SendFormAsync("/api/v1/compliance/matrix", new ByteArrayContent(Bytes(background: "#d8d8d8", seed: 80)), "grey.jpg");
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        var matrix = await answer.Content.ReadFromJsonAsync<JsonElement>();
        matrix.GetProperty("picture").GetProperty("fileName").GetString().Should().Be("grey.jpg");
        var verdicts = matrix.GetProperty("marketplaces").EnumerateArray().ToDictionary(m => m.GetProperty("report").GetProperty("profile").GetString()!, m => m.GetProperty("report").GetProperty("verdict").GetString());
        verdicts.Should().HaveCount(RuleBook.FromEmbeddedPacks().Summaries(TimeProvider.System.GetUtcNow()).Count).And.Contain("amazon/US", "fail");
        (await app.WithDbAsync(db => db.Assets.CountAsync())).Should().Be(before, "nothing is stored");
    }

    [Fact]
    public async Task A_version_is_repaired_from_its_report_as_the_next_version()
    {
        var image = await app.PlannedImageAsync();
        var wide = pictures.Draw("<rect width='1500' height='1000' fill='#ffffff'/><rect x='100' y='150' width='1300' height='700' fill='#b01020'/>", 1500, 1000);
        var version = await app.ProcessAsync(image.Id, File.ReadAllBytes(wide));
        using var browser = await BrowserAsync("en");
        var page = await browser.GetStringAsync($"/w/home/images/{image.Id}?v=1&profile=walmart%2FUS");
        page.Should().Contain("handler=Fix").And.Contain("value=\"padToSquare\"");
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", Token(page)), new("versionId", version.Id().ToString()), new("fixes", "padToSquare")]);
        var answer = await browser.PostAsync($"/w/home/images/{image.Id}?handler=Fix", form);
        answer.Headers.Location!.ToString().Should().EndWith("?v=2", "the repaired picture is the next version");
        await app.RunWorkAsync();
        WebUtility.HtmlDecode(await browser.GetStringAsync($"/w/home/images/{image.Id}?v=2")).Should().Contain("1500 × 1500 px")
            .And.Contain("made v2 from v1: Pad to a square on white").And.NotContain("uploaded v2")
            .And.Contain("data-slide", "the two are slid over each other");
        page.Should().NotContain("data-slide");
    }

    [Fact]
    public async Task Where_the_background_is_not_white_the_page_shows_the_places()
    {
        var image = await app.PlannedImageAsync();
        var corner = pictures.Draw("<rect width='1000' height='1000' fill='#ffffff'/><rect y='700' width='300' height='300' fill='#e8e8e8'/><rect x='380' y='150' width='400' height='700' fill='#b01020'/>");
        await app.ProcessAsync(image.Id, File.ReadAllBytes(corner));
        using var browser = await BrowserAsync("en");
        var overlay = Regex.Match(await browser.GetStringAsync($"/w/home/images/{image.Id}"), "/w/home/assets/[0-9a-f-]{36}/off-white").Value;

        var drawn = await browser.GetAsync(overlay);

        drawn.Content.Headers.ContentType!.MediaType.Should().Be("image/png");
        var path = pictures.Write(".png", await drawn.Content.ReadAsByteArrayAsync());
        var facts = Pictures.Engine.Measure(path, "overlay.png");
        (facts.Width, facts.Height, facts.HasAlpha).Should().Be((768, 768, true));
        facts.Product!.Box.Should().BeEquivalentTo(new Region(0, 0.7, 0.3, 0.3), o => o.Using<double>(c => c.Subject.Should().BeApproximately(c.Expectation, 0.02)).WhenTypeIs<double>(), "nothing but the dirty corner is red");
    }

    [Fact]
    public async Task The_same_file_in_another_main_image_is_told_with_its_name()
    {
        var (one, other) = (await app.PlannedImageAsync(), await app.PlannedImageAsync());
        var sku = await app.WithDbAsync(db => db.Products.Where(p => p.Id == one.ProductId).Select(p => p.Sku).SingleAsync());
        await app.ProcessAsync(one.Id, Bytes(seed: 95));
        await app.ProcessAsync(other.Id, Bytes(seed: 95));
        using var browser = await BrowserAsync("en");
        WebUtility.HtmlDecode(await browser.GetStringAsync($"/w/home/images/{other.Id}")).Should().Contain($"Same file as version 1 of {sku} · Amazon US");
        (await browser.GetStringAsync($"/w/home/images/{one.Id}")).Should().NotContain("Same file as");
    }

    [Fact]
    public async Task A_newer_approved_version_answers_for_the_older_ones_that_nobody_decided_on()
    {
        var image = await app.PlannedImageAsync();
        var sku = await app.WithDbAsync(db => db.Products.Where(p => p.Id == image.ProductId).Select(p => p.Sku).SingleAsync());
        var older = await app.ProcessAsync(image.Id, Bytes(seed: 91));
        var newer = await app.ProcessAsync(image.Id, Bytes(seed: 92));
        using var browser = await BrowserAsync("en");
        var queue = $"/w/home/review?after={older.Id().ToString()[..^4]}0000";
        (await browser.GetStringAsync(queue)).Should().Contain($"value=\"{older.Id()}\"");
        (await browser.GetStringAsync($"/w/home/images/{image.Id}")).Should().NotContain("not reviewed here");

        (await app.Owner.PostAsJsonAsync($"/api/v1/versions/{newer.Id()}/review", new { decision = "approve" })).StatusCode.Should().Be(HttpStatusCode.OK);

        (await browser.GetStringAsync(queue)).Should().NotContain($"value=\"{older.Id()}\"");
        (await browser.GetStringAsync($"/w/home/images?problem=review&query={sku}")).Should().Contain("No main image fits", "the count on Home agrees with the queue");
        (await browser.GetStringAsync($"/w/home/images/{image.Id}?v=1")).Should().Contain("Superseded by v2").And.Contain("handler=Review", "who wants it after all can still decide");
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
