using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Library;

public sealed class LookAlikeTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task Of_two_that_look_the_same_the_larger_stays_and_the_other_comes_back_when_wanted()
    {
        var (large, small) = await PairAsync(seed: 801);
        var pair = await FindAsync(large, small);
        pair.GetProperty("newer").GetProperty("assetId").GetGuid().Should().Be(small, "it came in second");
        var decided = await DecideAsync(app.Owner, pair.Id(), "mostPixels");
        (await HubApp.JsonAsync(decided)).GetProperty("keptAssetId").GetGuid().Should().Be(large);
        (await LibraryAsync("")).Should().Contain(large).And.NotContain(small);
        (await LibraryAsync("archived=true")).Should().Contain(small).And.NotContain(large);
        (await OpenAsync()).Should().NotContain(p => p.Id() == pair.Id());
        await DecideAsync(app.Owner, pair.Id(), "newest").ShouldBeRefusedAsync(HttpStatusCode.Conflict, "duplicate.decided");
        (await app.WithDbAsync(db => db.Renditions.CountAsync(r => r.AssetId == small))).Should().Be(4, "its files stay");

        (await app.Owner.PostAsync($"/api/v1/assets/{small}/use-again", null)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await LibraryAsync("")).Should().Contain(small);
    }

    [Fact]
    public async Task The_live_one_stays_and_is_never_the_one_that_goes()
    {
        var (large, small) = await PairAsync(seed: 802);
        await app.WithDbAsync(async db =>
        {
            var version = await db.Versions.SingleAsync(v => v.AssetId == small);
            return await db.MainImages.Where(i => i.Id == version.MainImageId).ExecuteUpdateAsync(set => set.SetProperty(i => i.LiveVersionId, version.Id));
        });
        var pair = await FindAsync(large, small);
        pair.GetProperty("newer").GetProperty("isLive").GetBoolean().Should().BeTrue();
        await DecideAsync(app.Owner, pair.Id(), "mostPixels").ShouldBeRefusedAsync(HttpStatusCode.Conflict, "duplicate.loserIsLive");
        (await HubApp.JsonAsync(await DecideAsync(app.Owner, pair.Id(), "live"))).GetProperty("keptAssetId").GetGuid().Should().Be(small);
        (await LibraryAsync("archived=true")).Should().Contain(large).And.NotContain(small);
        (await app.WithDbAsync(db => db.AuditEvents.Where(e => e.EntityId == large).Select(e => e.Action).ToListAsync())).Should().Equal("picture.archived");
    }

    [Fact]
    public async Task What_is_no_duplicate_is_not_asked_about_again()
    {
        var (large, small) = await PairAsync(seed: 803);
        var pair = await FindAsync(large, small);
        (await HubApp.JsonAsync(await DecideAsync(app.Owner, pair.Id(), "both"))).TryGetProperty("keptAssetId", out _).Should().BeFalse();
        (await LibraryAsync("")).Should().Contain([large, small]);

        // The same file once more, for another product.
        var sha = await app.WithDbAsync(db => db.Assets.Where(a => a.Id == small).Select(a => a.Sha256).SingleAsync());
        await using (var scope = app.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<Web.Storage.WorkspaceScope>().Enter(await app.WorkspaceIdAsync());
            var asset = await scope.ServiceProvider.GetRequiredService<Web.Storage.HubDbContext>().Assets.SingleAsync(a => a.Sha256 == sha);
            await scope.ServiceProvider.GetRequiredService<Web.Stages.Library.LookAlikes>().NoteAsync(asset, CancellationToken.None);
        }

        (await OpenAsync()).Should().NotContain(p => p.GetProperty("newer").GetProperty("assetId").GetGuid() == small);
        var (_, designer) = await app.MemberAsync(Role.Designer);
        await DecideAsync(designer, pair.Id(), "live").ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "forbidden");
        var (_, _, stranger) = await app.StrangerAsync();
        await DecideAsync(stranger, pair.Id(), "live").ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task What_is_on_its_way_to_shoppers_is_as_good_as_live()
    {
        var (large, small) = await PairAsync(seed: 804);
        var pair = await FindAsync(large, small);
        await DecideAsync(app.Owner, pair.Id(), "live").ShouldBeRefusedAsync(HttpStatusCode.Conflict, "duplicate.notOneLive");
        var shop = await Shop.OpenAsync(app);
        var version = await shop.VersionAsync(CopyPath(804, 700));
        version.AssetId.Should().Be(small);
        var ordered = await HubApp.JsonAsync(await shop.PostPushAsync(version.Id, TimeProvider.System.GetUtcNow().AddHours(3), reason: "For the test."));
        await ShouldBeLiveAsync("ordered for later");
        (await app.Owner.PostAsync($"/api/v1/deployments/{ordered.GetProperty("items")[0].Id()}/cancel", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await FindAsync(large, small)).GetProperty("newer").GetProperty("isLive").GetBoolean().Should().BeFalse();

        var entry = new LedgerEntry { WorkspaceId = shop.Store.WorkspaceId, ListingId = shop.Listing.Id, Slot = "MAIN", AssetId = shop.Listing.Id, VersionId = version.Id, FirstSeenAt = TimeProvider.System.GetUtcNow(), LastSeenAt = TimeProvider.System.GetUtcNow(), Shown = LivePicture.ReEncoded };
        await app.WithDbAsync(db =>
        {
            db.Ledger.Add(entry);
            return db.SaveChangesAsync();
        });
        await ShouldBeLiveAsync("shown as the marketplace encoded it");
        await app.WithDbAsync(db => db.Ledger.Where(e => e.Id == entry.Id).ExecuteDeleteAsync());

        await app.WithDbAsync(async db =>
        {
            var test = new Experiment { WorkspaceId = shop.Store.WorkspaceId, MainImageId = shop.Image.Id, ListingId = shop.Listing.Id, VersionA = version.Id, VersionB = version.Id, Metric = "ctr", Seed = 1, Weeks = 4, Segmentation = "segments", TimeZone = "UTC", WashoutDays = 0, PromoteWinner = false, CreatedAt = TimeProvider.System.GetUtcNow() };
            // A plan of the year 2100: the tests' own driver leaves it alone.
            test.Start(new DateOnly(2100, 1, 1), TimeProvider.System.GetUtcNow());
            db.Experiments.Add(test);
            return await db.SaveChangesAsync();
        });
        await ShouldBeLiveAsync("shown in turns by a test");

        async Task ShouldBeLiveAsync(string why)
        {
            (await FindAsync(large, small)).GetProperty("newer").GetProperty("isLive").GetBoolean().Should().BeTrue(why);
            await DecideAsync(app.Owner, pair.Id(), "mostPixels").ShouldBeRefusedAsync(HttpStatusCode.Conflict, "duplicate.loserIsLive");
        }
    }

    [Fact]
    public async Task Where_both_are_live_no_button_is_offered_that_would_be_refused()
    {
        var (large, small) = await PairAsync(seed: 805);
        await app.WithDbAsync(async db =>
        {
            foreach (var version in await db.Versions.Where(v => v.AssetId == large || v.AssetId == small).ToListAsync())
            {
                await db.MainImages.Where(i => i.Id == version.MainImageId).ExecuteUpdateAsync(set => set.SetProperty(i => i.LiveVersionId, version.Id));
            }

            return 0;
        });
        var pair = await FindAsync(large, small);
        await DecideAsync(app.Owner, pair.Id(), "live").ShouldBeRefusedAsync(HttpStatusCode.Conflict, "duplicate.notOneLive");
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        var page = await browser.ReadAsync("/w/home/library/duplicates");
        var card = page[page.IndexOf("large-805.jpg", StringComparison.Ordinal)..];
        card = card[..card.IndexOf("</section>", StringComparison.Ordinal)];
        card.Should().Contain("Both are shown to shoppers").And.Contain("value=\"Both\"").And.NotContain("value=\"Live\"").And.NotContain("value=\"MostPixels\"").And.NotContain("value=\"Newest\"");
    }

    [Fact]
    public async Task A_picture_of_two_pairs_is_decided_on_once()
    {
        var (large, small) = await PairAsync(seed: 806);
        var smallest = await UploadCopyAsync(806, side: 560);
        (await DecideAsync(app.Owner, (await FindAsync(large, small)).Id(), "mostPixels")).EnsureSuccessStatusCode();
        var second = await app.WithDbAsync(db => db.LookAlikePairs.Where(p => p.AssetId == smallest && p.OtherId == small).Select(p => p.Id).SingleAsync());
        await DecideAsync(app.Owner, second, "newest").ShouldBeRefusedAsync(HttpStatusCode.Conflict, "duplicate.notInUse");
        (await LibraryAsync("")).Should().Contain([large, smallest]);
    }

    [Fact]
    public async Task A_retired_picture_that_is_handed_in_again_is_in_use_again()
    {
        var bytes = File.ReadAllBytes(pictures.Product(seed: 808));
        var id = (await app.ProcessAsync((await app.PlannedImageAsync()).Id, bytes)).GetProperty("asset").Id();
        await app.WithDbAsync(db => db.Assets.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.ArchivedAt, TimeProvider.System.GetUtcNow())));
        await app.ProcessAsync((await app.PlannedImageAsync()).Id, bytes, "again.jpg");
        (await app.WithDbAsync(db => db.Assets.SingleAsync(a => a.Id == id))).ArchivedAt.Should().BeNull();
        (await app.WithDbAsync(db => db.AuditEvents.AnyAsync(e => e.EntityId == id && e.Action == "picture.usedAgain"))).Should().BeTrue();
    }

    [Fact]
    public async Task A_picture_that_is_seen_live_is_in_use_again()
    {
        var shop = await Shop.OpenAsync(app);
        var version = await shop.VersionAsync(pictures.Product(seed: 807));
        await app.WithDbAsync(db => db.Assets.Where(a => a.Id == version.AssetId).ExecuteUpdateAsync(set => set.SetProperty(a => a.ArchivedAt, TimeProvider.System.GetUtcNow())));
        await shop.PushedLiveAsync(version);
        (await app.WithDbAsync(db => db.Assets.SingleAsync(a => a.Id == version.AssetId))).ArchivedAt.Should().BeNull();
        (await app.WithDbAsync(db => db.AuditEvents.AnyAsync(e => e.EntityId == version.AssetId && e.Action == "picture.usedAgain"))).Should().BeTrue();
    }

    [Fact]
    public async Task A_picture_found_live_counts_once_a_version_is_made_of_it_and_copies_do_not_hide_others()
    {
        var path = pictures.Scene(808);
        var large = (await app.ProcessAsync((await app.PlannedImageAsync()).Id, await File.ReadAllBytesAsync(path), "large-808.jpg")).GetProperty("asset").Id();
        await app.WithDbAsync(async db =>
        {
            await db.Assets.Where(a => a.Id == large).ExecuteUpdateAsync(set => set.SetProperty(a => a.Origin, AssetOrigin.FoundLive));
            var adopted = await db.Assets.AsNoTracking().SingleAsync(a => a.Id == large);
            db.Assets.AddRange(Enumerable.Range(0, 101).Select(n => new Asset
            {
                WorkspaceId = adopted.WorkspaceId,
                Sha256 = $"{n:d8}{Guid.CreateVersion7():n}{Guid.CreateVersion7():n}"[..64],
                FileName = "copy.jpg",
                Facts = adopted.Facts,
                Format = adopted.Format,
                Bytes = adopted.Bytes,
                Width = adopted.Width,
                Height = adopted.Height,
                PerceptualHash = adopted.PerceptualHash,
                Origin = AssetOrigin.FoundLive,
                CreatedAt = adopted.CreatedAt,
            }));
            return await db.SaveChangesAsync();
        });
        var small = await UploadCopyAsync(808, side: 700);
        (await FindAsync(large, small)).GetProperty("older").GetProperty("assetId").GetGuid().Should().Be(large);
    }

    /// <summary>A picture, and the same at a smaller size, uploaded after it.</summary>
    private async Task<(Guid Large, Guid Small)> PairAsync(int seed)
    {
        var large = await app.ProcessAsync((await app.PlannedImageAsync()).Id, await File.ReadAllBytesAsync(pictures.Scene(seed)), $"large-{seed}.jpg");
        return (large.GetProperty("asset").Id(), await UploadCopyAsync(seed, side: 700));
    }

    private async Task<Guid> UploadCopyAsync(int seed, int side) =>
        (await app.ProcessAsync((await app.PlannedImageAsync()).Id, await File.ReadAllBytesAsync(CopyPath(seed, side)), $"copy-{seed}-{side}.jpg")).GetProperty("asset").Id();

    private string CopyPath(int seed, int side)
    {
        var folder = Directory.CreateDirectory(Path.Combine(pictures.Folder, $"copy-{seed}-{side}-{Guid.CreateVersion7():n}"));
        return Pictures.Engine.Render(pictures.Scene(seed), [new RenditionRecipe("small", ImageFormat.Jpeg) { LongestSide = side, Quality = 85 }], folder.FullName).Single().Path;
    }

    private async Task<JsonElement> FindAsync(Guid one, Guid other) =>
        (await OpenAsync()).Single(p => new[] { one, other }.Contains(p.GetProperty("newer").GetProperty("assetId").GetGuid()) && new[] { one, other }.Contains(p.GetProperty("older").GetProperty("assetId").GetGuid()));

    private async Task<IReadOnlyList<JsonElement>> OpenAsync() => [.. (await HubApp.JsonAsync(await app.Owner.GetAsync("/api/v1/duplicates?limit=200"))).GetProperty("items").EnumerateArray()];

    private async Task<IReadOnlyList<Guid>> LibraryAsync(string query) =>
        [.. (await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/assets?limit=200&{query}"))).GetProperty("items").EnumerateArray().Select(a => a.Id())];

    private static Task<HttpResponseMessage> DecideAsync(HttpClient client, Guid pair, string keep) => client.PostAsJsonAsync($"/api/v1/duplicates/{pair}/decision", new { keep });
}
