using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Design;

/// <summary>Versions beside each other, what differs between them, and an older one again.</summary>
public sealed class CompareTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task What_differs_is_told_in_measurements_and_verdicts_and_nothing_else()
    {
        var image = await app.PlannedImageAsync();
        await app.ProcessAsync(image.Id, Bytes(601, "#d8d8d8"));
        await app.ProcessAsync(image.Id, Bytes(601));
        var shown = await CompareAsync(image, "");
        shown.GetProperty("left").GetProperty("number").GetInt32().Should().Be(1);
        shown.GetProperty("right").GetProperty("number").GetInt32().Should().Be(2);
        var measures = shown.GetProperty("measurements").EnumerateArray().Select(m => m.Text("measure")).ToList();
        measures.Should().Contain(["background.white", "fileSize"]).And.NotContain(["dimensions", "format", "colourSpace", "animation"], "they are the same");
        var rule = shown.GetProperty("rules").EnumerateArray().Single(r => r.Text("rule") == "background.white");
        (rule.Text("left"), rule.Text("right")).Should().Be(("fail", "pass"));
        rule.GetProperty("profiles").EnumerateArray().Select(p => p.GetString()).Should().Equal("amazon/US");
        shown.GetProperty("verdicts").EnumerateArray().Should().Contain(v => v.Text("profile") == "amazon/US" && v.Text("left") == "fail");

        using var browser = await new Browser(app.Address).SignInAsync();
        var page = await browser.ReadAsync($"/w/home/images/{image.Id}/compare?left=2&right=1&how=difference");
        page.Should().Contain("value=\"difference\" checked").And.Contain("White background at Amazon US").And.Contain("Breaks a rule").And.Contain("pure white").And.Contain("Restore v1 as a new version").And.NotContain("Restore v2");
        page.Should().NotContain("style=\"", "the content security policy forbids it");
        (await browser.ReadAsync($"/w/home/images/{image.Id}/compare?left=2&right=2")).Should().Contain("Both are the same file").And.Contain("Nothing that is measured or judged differs");
        (await browser.ReadAsync($"/w/home/images/{(await app.PlannedImageAsync()).Id}/compare")).Should().Contain("No picture yet");
    }

    [Fact]
    public async Task What_is_live_stands_by_its_word_and_what_is_not_there_is_refused()
    {
        var image = await app.PlannedImageAsync();
        var first = (await app.ProcessAsync(image.Id, Bytes(611))).Id();
        await app.ProcessAsync(image.Id, Bytes(612));
        await app.ProcessAsync(image.Id, Bytes(613));
        foreach (var word in new[] { "live", "9", "0", "newest" })
        {
            await app.Owner.GetAsync($"/api/v1/main-images/{image.Id}/compare?left={word}").ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "compare.unknown");
        }

        await app.WithDbAsync(async db =>
        {
            (await db.MainImages.SingleAsync(i => i.Id == image.Id)).WentLive(first, Actor.Background("test"), TimeProvider.System.GetUtcNow());
            return await db.SaveChangesAsync();
        });
        var shown = await CompareAsync(image, "?left=live&right=2");
        (shown.GetProperty("left").GetProperty("number").GetInt32(), shown.GetProperty("left").GetProperty("isLive").GetBoolean()).Should().Be((1, true));
        shown.GetProperty("right").GetProperty("number").GetInt32().Should().Be(2);
        (await CompareAsync(image, "")).GetProperty("left").GetProperty("number").GetInt32().Should().Be(1, "without a word, what is live is on the left");
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/images/{image.Id}/compare")).Should().Contain("v1 (live)");
    }

    [Fact]
    public async Task An_older_version_is_restored_as_the_next_one_without_being_sent()
    {
        var image = await app.PlannedImageAsync();
        var first = await app.ProcessAsync(image.Id, Bytes(621));
        var second = (await app.ProcessAsync(image.Id, Bytes(622))).Id();
        await app.Owner.PostAsync($"/api/v1/versions/{second}/restore", null).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "version.newest");
        var (_, designer) = await app.MemberAsync(Role.Designer);
        var restored = await designer.PostAsync($"/api/v1/versions/{first.Id()}/restore", null).AcceptedAsync();
        designer.Dispose();
        restored.GetProperty("number").GetInt32().Should().Be(3);
        await app.RunWorkAsync();
        var version = await app.VersionAsync(restored.Id());
        version.GetProperty("asset").Text("sha256").Should().Be(first.GetProperty("asset").Text("sha256"));
        version.GetProperty("review").Text("decision").Should().Be("none", "it is reviewed like any other");
        version.GetProperty("sameAs").GetProperty("number").GetInt32().Should().Be(1);

        using var browser = await new Browser(app.Address).SignInAsync();
        var page = await browser.ReadAsync($"/w/home/images/{image.Id}?v=3");
        page.Should().Contain("restored v1 as v3").And.NotContain("data-slide", "it is no repair");
        (await browser.ReadAsync($"/w/home/images/{image.Id}?v=1")).Should().Contain("Restore v1 as a new version");
        (await browser.PostAsync($"/w/home/images/{image.Id}?handler=Restore", ("versionId", second.ToString()))).Headers.Location!.ToString().Should().Be($"/w/home/images/{image.Id}?v=4");
        (await browser.ReadAsync("/w/home/audit?entity=version")).Should().Contain("restored a version");
        var refused = (await app.Owner.UploadAsync(image.Id, [1, 2, 3]).AcceptedAsync()).Id();
        await app.RunWorkAsync();
        await app.Owner.PostAsync($"/api/v1/versions/{refused}/restore", null).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "version.notReady");
        await app.Owner.PostAsync($"/api/v1/versions/{Guid.CreateVersion7()}/restore", null).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
    }

    private async Task<JsonElement> CompareAsync(MainImage image, string query) => await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/main-images/{image.Id}/compare{query}"));

    private byte[] Bytes(int seed, string background = "#ffffff") => File.ReadAllBytes(pictures.Product(background: background, seed: seed));
}
