using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Library;

public sealed class BlockedPictureTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task A_blocked_picture_fails_wherever_it_is_used_until_the_block_ends()
    {
        var bytes = File.ReadAllBytes(pictures.Scene(seed: 601));
        var before = await app.ProcessAsync((await app.PlannedImageAsync()).Id, bytes);
        var answer = await BlockAsync(app.Owner, before, "AMZ-601");
        answer.StatusCode.Should().Be(HttpStatusCode.Created);
        var block = await HubApp.JsonAsync(answer);
        (await HubApp.JsonAsync(await app.Owner.GetAsync(answer.Headers.Location))).Text("case").Should().Be("AMZ-601");
        await app.RunWorkAsync();
        var report = (await app.VersionAsync(before.Id())).GetProperty("compliance");
        report.Text("verdict").Should().Be("fail", "what was there already is judged anew");
        Duplicate(report).GetProperty("message").Text("en").Should().Contain("AMZ-601");

        // The same thing re-saved, with a badge: no longer the same bytes.
        var changed = await app.ProcessAsync((await app.PlannedImageAsync()).Id, File.ReadAllBytes(pictures.Scene(seed: 601, quality: 70, overlay: "<circle cx='930' cy='70' r='40' fill='#208030'/>")), "again.jpg");
        Duplicate(changed.GetProperty("compliance")).Text("verdict").Should().Be("fail");
        Duplicate(changed.GetProperty("compliance")).GetProperty("message").ShouldSpeakBothLanguages();

        (await app.Owner.DeleteAsync($"/api/v1/blocked-pictures/{block.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await app.Owner.DeleteAsync($"/api/v1/blocked-pictures/{block.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent, "ended is ended");
        await app.RunWorkAsync();
        Duplicate((await app.VersionAsync(before.Id())).GetProperty("compliance")).Text("verdict").Should().NotBe("fail");
        Duplicate((await app.VersionAsync(changed.Id())).GetProperty("compliance")).Text("verdict").Should().NotBe("fail");
        (await ListAsync("")).Should().NotContain(block.Id());
        (await ListAsync("?ended=true")).Should().Contain(block.Id());
        (await app.WithDbAsync(db => db.AuditEvents.Where(e => e.EntityId == block.Id()).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync())).Should().Equal("picture.blocked", "picture.unblocked");
    }

    [Fact]
    public async Task A_repair_does_not_lead_round_a_block()
    {
        var wide = pictures.Draw("<rect width='1200' height='600' fill='#ffffff'/><rect x='40' y='40' width='500' height='520' fill='#7030a0'/><circle cx='860' cy='300' r='240' fill='#e08020'/>", 1200, 600);
        var image = await app.PlannedImageAsync();
        var before = await app.ProcessAsync(image.Id, File.ReadAllBytes(wide));
        var repaired = await HubApp.JsonAsync(await FixAsync(before));
        await app.RunWorkAsync();
        var hashes = await app.WithDbAsync(db => db.Assets.Where(a => db.Versions.Any(v => v.MainImageId == image.Id && v.AssetId == a.Id)).Select(a => a.PerceptualHash).ToListAsync());
        MainImageHub.Domain.Images.HashBands.Distance(hashes[0], hashes[1]).Should().BeGreaterThan(MainImageHub.Domain.Images.BlockedPicture.Near, "padded it looks like another picture");

        (await BlockAsync(app.Owner, before, "AMZ-605")).StatusCode.Should().Be(HttpStatusCode.Created);
        await app.RunWorkAsync();
        Duplicate((await app.VersionAsync(repaired.Id())).GetProperty("compliance")).GetProperty("message").Text("en").Should().Contain("AMZ-605");
        var refused = await FixAsync(before);
        refused.StatusCode.Should().Be(HttpStatusCode.Conflict);
        var problem = await HubApp.JsonAsync(refused);
        problem.Text("code").Should().Be("version.blocked");
        problem.Text("detail").Should().Contain("AMZ-605");
    }

    [Fact]
    public async Task What_a_block_needs_is_asked_for()
    {
        var version = await app.ProcessAsync((await app.PlannedImageAsync()).Id, File.ReadAllBytes(pictures.Scene(seed: 602)));
        var asset = version.GetProperty("asset").Id();
        await PostAsync(app.Owner, new { assetId = asset, @case = " ", reason = "x" }).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "blockedPicture.incomplete");
        await PostAsync(app.Owner, new { assetId = asset, @case = "x" }).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "blockedPicture.incomplete");
        await PostAsync(app.Owner, new { @case = "x", reason = "y" }).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "blockedPicture.pictureMissing");
        await PostAsync(app.Owner, new { assetId = Guid.CreateVersion7(), @case = "x", reason = "y" }).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        (await BlockAsync(app.Owner, version, "AMZ-602")).EnsureSuccessStatusCode();
        await BlockAsync(app.Owner, version, "AMZ-602b").ShouldBeRefusedAsync(HttpStatusCode.Conflict, "blockedPicture.already");
    }

    [Fact]
    public async Task Staff_may_block_and_only_an_owner_ends_it()
    {
        var version = await app.ProcessAsync((await app.PlannedImageAsync()).Id, File.ReadAllBytes(pictures.Scene(seed: 603)));
        var (_, designer) = await app.MemberAsync(Role.Designer);
        var (_, ops) = await app.MemberAsync(Role.Ops);
        await BlockAsync(designer, version, "AMZ-603").ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "forbidden");
        var block = await HubApp.JsonAsync(await BlockAsync(ops, version, "AMZ-603"));
        await ops.DeleteAsync($"/api/v1/blocked-pictures/{block.Id()}").ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "forbidden");
        var (_, _, stranger) = await app.StrangerAsync();
        await stranger.DeleteAsync($"/api/v1/blocked-pictures/{block.Id()}").ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        await BlockAsync(stranger, version, "AMZ-603").ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task A_picture_known_only_from_the_complaint_is_blocked_by_its_file()
    {
        var bytes = File.ReadAllBytes(pictures.Scene(seed: 604));
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        await browser.GetAsync("/w/home/blocked-pictures");
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(bytes), "file", "theirs.jpg" }, { new StringContent("TM-604"), "complaint" }, { new StringContent("Their trade mark is on it."), "reason" },
        };
        (await browser.PostByScriptAsync("/w/home/blocked-pictures?handler=Add", form)).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await browser.ReadAsync("/w/home/blocked-pictures")).Should().Contain("TM-604").And.Contain("theirs.jpg");

        // No version is made of it, and still the library leads somewhere.
        (await CardAsync()).Should().Contain("hub-tag-fail\" href=\"/w/home/blocked-pictures\">blocked").And.Contain("<a href=\"/w/home/blocked-pictures\"><img");
        var shop = await Shop.OpenAsync(app);
        await app.WithDbAsync(async db =>
        {
            var asset = await db.Assets.SingleAsync(a => a.FileName == "theirs.jpg");
            return await db.Listings.Where(l => l.Id == shop.Listing.Id).ExecuteUpdateAsync(set => set.SetProperty(l => l.LiveAssetId, asset.Id));
        });
        (await CardAsync()).Should().Contain($"<a href=\"/w/home/listings/{shop.Listing.Id}\"><img").And.Contain("shown on a listing");
        var uploaded = await app.ProcessAsync((await app.PlannedImageAsync()).Id, bytes);
        Duplicate(uploaded.GetProperty("compliance")).GetProperty("message").Text("en").Should().Contain("TM-604");

        async Task<string> CardAsync()
        {
            var page = await browser.ReadAsync("/w/home/library?query=theirs");
            var card = page[page.IndexOf("library-card", StringComparison.Ordinal)..];
            return card[..card.IndexOf("</li>", StringComparison.Ordinal)];
        }
    }

    [Fact]
    public async Task A_retired_picture_sent_for_blocking_does_not_come_back_to_use()
    {
        var bytes = File.ReadAllBytes(pictures.Scene(seed: 606));
        var id = (await app.ProcessAsync((await app.PlannedImageAsync()).Id, bytes)).GetProperty("asset").Id();
        await app.WithDbAsync(db => db.Assets.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.ArchivedAt, TimeProvider.System.GetUtcNow())));
        using var browser = await new Browser(app.Address).SignInAsync();
        await browser.GetAsync("/w/home/blocked-pictures");
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(bytes), "file", "retired.jpg" }, { new StringContent("TM-606"), "complaint" }, { new StringContent("Their trade mark is on it."), "reason" },
        };
        (await browser.PostByScriptAsync("/w/home/blocked-pictures?handler=Add", form)).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await app.WithDbAsync(db => db.BlockedPictures.Where(b => b.Case == "TM-606").Select(b => b.AssetId).SingleAsync())).Should().Be(id);
        (await app.WithDbAsync(db => db.Assets.SingleAsync(a => a.Id == id))).ArchivedAt.Should().NotBeNull();
    }

    private async Task<IReadOnlyList<Guid>> ListAsync(string query) =>
        [.. (await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/blocked-pictures{query}"))).GetProperty("items").EnumerateArray().Select(i => i.Id())];

    private static Task<HttpResponseMessage> BlockAsync(HttpClient client, JsonElement version, string complaint) =>
        PostAsync(client, new { assetId = version.GetProperty("asset").Id(), @case = complaint, reason = "The other party's trade mark is on it." });

    private Task<HttpResponseMessage> FixAsync(JsonElement version) => app.Owner.PostAsJsonAsync($"/api/v1/versions/{version.Id()}/fix", new { fixes = new[] { "padToSquare" } });

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, object body) => client.PostAsJsonAsync("/api/v1/blocked-pictures", body);

    private static JsonElement Duplicate(JsonElement report) => report.GetProperty("findings").EnumerateArray().Single(f => f.Text("rule") == "duplicate");
}
