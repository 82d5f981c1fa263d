using System.Net;
using System.Text.Json;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Design;

/// <summary>A hub whose Google Vision is its own simulator, and which waits for it no longer than a test can.</summary>
public sealed class VisionHub : IAsyncLifetime
{
    public HubApp App { get; } = new()
    {
        Settings = { ["Hub:Vision:Endpoint"] = "/simulator/google-vision/v1/images:annotate" },
    };

    public Task InitializeAsync() => App.InitializeAsync();

    public Task DisposeAsync() => App.DisposeAsync();
}

public sealed class SecondOpinionTests(VisionHub hub) : IClassFixture<VisionHub>, IDisposable
{
    private const string Key = "AIzaSyTest-0123456789_abcdefghijklmnopq";
    private const string Annotate = "google-vision/annotate";

    private readonly HubApp app = hub.App;
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task What_google_says_stands_beside_the_report_with_source_and_time_and_changes_nothing_of_it()
    {
        await SetAsync(Key);
        await SeeAsync(["SALE 50% OFF", "NEW"], adult: "LIKELY");
        var (image, version) = await VersionAsync(seed: 901);
        var before = (await app.VersionAsync(version)).GetProperty("compliance").GetRawText();
        (await app.VersionAsync(version)).TryGetProperty("secondOpinion", out _).Should().BeFalse("nobody asked yet");

        var said = await HubApp.JsonAsync(await AskAsync(version));

        said.Text("source").Should().Be("googleVision");
        said.Text("askedBy").Should().Contain("API");
        said.GetProperty("at").GetDateTimeOffset().Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        said.GetProperty("texts").EnumerateArray().Select(t => t.Text("text")).Should().Equal("SALE 50% OFF", "NEW");
        var box = said.GetProperty("texts")[0].GetProperty("box");
        (box.GetProperty("x").GetDouble(), box.GetProperty("y").GetDouble(), box.GetProperty("width").GetDouble(), box.GetProperty("height").GetDouble()).Should().Be((0, 0, 0.5, 0.1));
        (said.GetProperty("safety").Text("adult"), said.GetProperty("safety").Text("medical")).Should().Be(("likely", "unlikely"));
        var after = await app.VersionAsync(version);
        after.GetProperty("compliance").GetRawText().Should().Be(before);
        var kept = after.GetProperty("secondOpinion");
        (kept.GetProperty("texts").GetRawText(), kept.GetProperty("safety").GetRawText()).Should().Be((said.GetProperty("texts").GetRawText(), said.GetProperty("safety").GetRawText()));

        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        (await browser.ReadAsync($"/w/home/images/{image}")).Should().Contain("Google Vision says").And.Contain("SALE 50% OFF").And.Contain("Ask Google Vision again");
        await SeeAsync([]);
        await browser.PostAsync($"/w/home/images/{image}?handler=Ask", ("versionId", $"{version}"));
        (await browser.ReadAsync($"/w/home/images/{image}")).Should().Contain("It found no text.").And.NotContain("SALE 50% OFF");
        (await app.WithDbAsync(db => db.SecondOpinions.CountAsync(o => db.Versions.Any(v => v.Id == version && v.AssetId == o.AssetId)))).Should().Be(1, "the newer answer takes the older one's place");
        (await app.WithDbAsync(db => db.AuditEvents.CountAsync(e => e.Action == "asset.secondOpinion"))).Should().BeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_asked_and_only_an_owner_enters_one()
    {
        await ForgetAsync();
        var asked = await AsksAsync();
        var (image, version) = await VersionAsync(seed: 902);
        await AskAsync(version).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "vision.noKey");
        (await AsksAsync()).Should().Be(asked);
        using var owner = new Browser(app.Address);
        await owner.SignInAsync();
        (await owner.ReadAsync($"/w/home/images/{image}")).Should().NotContain("Ask Google Vision");

        var (ops, client) = await app.MemberAsync(Role.Ops);
        client.Dispose();
        using var other = await app.BrowserOfAsync(ops);
        await other.GetAsync($"/w/home/images/{image}");
        (await other.PostAsync("/w/home/settings?handler=Vision", ("visionKey", Key))).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        var (_, designer) = await app.MemberAsync(Role.Designer);
        (await designer.PostAsync($"/api/v1/versions/{version}/second-opinion", null)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await app.WithDbAsync(db => db.VisionAccesses.CountAsync())).Should().Be(0);
    }

    [Fact]
    public async Task The_key_is_kept_encrypted_and_shown_nowhere()
    {
        await SetAsync(Key, askWhenInDoubt: true);
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        var page = await browser.ReadAsync("/w/home/settings");
        page.Should().Contain("A key is kept, entered by").And.NotContain(Key);
        await browser.PostAsync("/w/home/settings?handler=Vision", ("visionKey", "too short"));
        (await browser.ReadAsync("/w/home/settings")).Should().Contain("20 to 200 letters");
        await browser.PostAsync("/w/home/settings?handler=Vision", ("visionKey", ""));

        var kept = await app.WithDbAsync(db => db.VisionAccesses.SingleAsync());
        (System.Text.Encoding.Latin1.GetString(kept.Key).Contains(Key[..10], StringComparison.Ordinal), kept.AskWhenInDoubt).Should().Be((false, false), "an empty key leaves the one that is there");
        var trail = await app.Owner.GetStringAsync("/api/v1/audit?entity=workspace&limit=200");
        trail.Should().Contain("workspace.visionSet").And.NotContain(Key);
        await ForgetAsync();
        (await app.WithDbAsync(db => db.VisionAccesses.CountAsync())).Should().Be(0);
        (await app.Owner.GetStringAsync("/api/v1/audit?entity=workspace&limit=200")).Should().Contain("workspace.visionForgotten");
    }

    [Theory]
    [InlineData("status", 401, HttpStatusCode.UnprocessableEntity, "vision.keyRefused")]
    [InlineData("status", 403, HttpStatusCode.UnprocessableEntity, "vision.keyRefused")]
    [InlineData("status", 400, HttpStatusCode.UnprocessableEntity, "vision.pictureRefused")]
    [InlineData("status", 429, HttpStatusCode.TooManyRequests, "vision.throttled")]
    [InlineData("status", 500, HttpStatusCode.ServiceUnavailable, "vision.unavailable")]
    [InlineData("status", 503, HttpStatusCode.ServiceUnavailable, "vision.unavailable")]
    [InlineData("html", 200, HttpStatusCode.ServiceUnavailable, "vision.badAnswer")]
    [InlineData("html", 403, HttpStatusCode.ServiceUnavailable, "vision.badAnswer")]
    [InlineData("cut", 200, HttpStatusCode.ServiceUnavailable, "vision.unreachable")]
    [InlineData("hang", 200, HttpStatusCode.ServiceUnavailable, "vision.timeout")]
    public async Task Every_way_of_failing_has_a_code_and_a_sentence_in_both_languages(string kind, int status, HttpStatusCode answer, string code)
    {
        await SetAsync(Key);
        var (_, version) = await VersionAsync(seed: 903);
        await app.ControlAsync("faults", new { operation = Annotate, kind, status, count = 1 });
        using var impatience = kind == "hang" ? app.Services.GiveUpSoon() : null;

        await AskAsync(version).ShouldBeRefusedAsync(answer, code);
    }

    [Fact]
    public async Task A_key_that_google_does_not_know_is_told_in_googles_words_but_never_repeated()
    {
        const string Wrong = "made-up-key-0123456789-abcdefgh";
        await SetAsync(Wrong);
        var (_, version) = await VersionAsync(seed: 904);

        var answer = await AskAsync(version);

        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        text.Should().Contain("vision.keyRefused").And.Contain("API key not valid").And.NotContain(Wrong);
    }

    [Fact]
    public async Task Text_that_is_left_to_a_person_is_asked_about_by_itself_where_the_workspace_wants_it()
    {
        await SeeAsync(["OK"]);
        await SetAsync(Key);
        var (_, first) = await VersionAsync(Doubtful(1), "overlayText");
        (await app.VersionAsync(first)).TryGetProperty("secondOpinion", out _).Should().BeFalse("the workspace did not ask for it");

        await SetAsync(Key, askWhenInDoubt: true);
        await app.ControlAsync("faults", new { operation = Annotate, kind = "status", status = 403, count = 1 });
        var (_, failed) = await VersionAsync(Doubtful(2), "overlayText");
        (await app.VersionAsync(failed)).TryGetProperty("secondOpinion", out _).Should().BeFalse();
        var work = await app.WithDbAsync(db => db.WorkItems.OrderByDescending(w => w.Id).FirstAsync(w => w.Kind == "picture.secondOpinion"));
        work.State.Should().Be(Web.Jobs.WorkState.Failed, "a key that is refused is not tried again");

        var (_, second) = await VersionAsync(Doubtful(3), "overlayText");
        var said = (await app.VersionAsync(second)).GetProperty("secondOpinion");
        (said.Text("askedBy"), said.GetProperty("texts")[0].Text("text")).Should().Be(("picture check", "OK"));
        (await app.VersionAsync(second)).GetProperty("compliance").GetProperty("findings").EnumerateArray().Single(f => f.Text("rule") == "overlayText").Text("verdict").Should().Be("needsHuman", "a second opinion decides nothing");
    }

    [Fact]
    public async Task Another_workspace_sees_neither_the_key_nor_what_was_said()
    {
        await SetAsync(Key);
        var (_, version) = await VersionAsync(seed: 905);
        (await AskAsync(version)).StatusCode.Should().Be(HttpStatusCode.OK);
        var (other, _, stranger) = await app.StrangerAsync();

        (await stranger.PostAsync($"/api/v1/versions/{version}/second-opinion", null)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await app.WithDbAsync(async db => (await db.VisionAccesses.IgnoreQueryFilters().CountAsync(), await db.SecondOpinions.IgnoreQueryFilters().CountAsync()), other.Id)).Should().Be((0, 0));
    }

    private Task<HttpResponseMessage> AskAsync(Guid version) => app.Owner.PostAsync($"/api/v1/versions/{version}/second-opinion", null);

    private Task SeeAsync(string[] lines, string? adult = null) => app.ControlAsync("vision", new { lines, adult });

    private async Task<int> AsksAsync() =>
        JsonDocument.Parse(await app.Owner.GetStringAsync($"/simulator/control/requests?operation={Annotate}")).RootElement.GetArrayLength();

    private async Task<(Guid Image, Guid Version)> VersionAsync(int seed) => await VersionAsync(File.ReadAllBytes(pictures.Product(seed: seed)));

    /// <param name="inDoubt">The rule that must be left to a person, for the test to mean something.</param>
    private async Task<(Guid Image, Guid Version)> VersionAsync(byte[] picture, string? inDoubt = null)
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, picture);
        if (inDoubt is not null)
        {
            version.GetProperty("compliance").GetProperty("findings").EnumerateArray().Should().Contain(f => f.Text("rule") == inDoubt && f.Text("verdict") == "needsHuman", version.GetRawText());
        }

        return (image.Id, version.Id());
    }

    /// <summary>A product on white, and away from it a small plain thing with a word on it: print on a second thing, or a badge?</summary>
    private byte[] Doubtful(int seed) => File.ReadAllBytes(pictures.Product(
        fillPercent: 80, seed: 910 + seed, overlay: $"<rect x='770' y='60' width='{190 + seed}' height='190' fill='#20406a'/><text x='865' y='165' font-size='30' text-anchor='middle' font-family='sans-serif' fill='#fff'>OK {seed}</text>"));

    private async Task SetAsync(string key, bool askWhenInDoubt = false)
    {
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        await browser.GetAsync("/w/home/settings");
        (await browser.PostAsync("/w/home/settings?handler=Vision", askWhenInDoubt ? [("visionKey", key), ("askWhenInDoubt", "true")] : [("visionKey", key)])).StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    private async Task ForgetAsync()
    {
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        await browser.GetAsync("/w/home/settings");
        (await browser.PostAsync("/w/home/settings?handler=ForgetVision")).StatusCode.Should().Be(HttpStatusCode.Redirect);
    }
}
