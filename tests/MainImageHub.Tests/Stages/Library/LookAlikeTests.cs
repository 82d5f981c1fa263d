using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
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

    /// <summary>A picture, and the same at a smaller size, uploaded after it.</summary>
    private async Task<(Guid Large, Guid Small)> PairAsync(int seed)
    {
        var path = pictures.Scene(seed);
        var folder = Directory.CreateDirectory(Path.Combine(pictures.Folder, $"small-{seed}"));
        var copy = Pictures.Engine.Render(path, [new RenditionRecipe("small", ImageFormat.Jpeg) { LongestSide = 700, Quality = 85 }], folder.FullName).Single().Path;
        var large = await app.ProcessAsync((await app.PlannedImageAsync()).Id, await File.ReadAllBytesAsync(path), $"large-{seed}.jpg");
        var small = await app.ProcessAsync((await app.PlannedImageAsync()).Id, await File.ReadAllBytesAsync(copy), $"small-{seed}.jpg");
        return (large.GetProperty("asset").Id(), small.GetProperty("asset").Id());
    }

    private async Task<JsonElement> FindAsync(Guid one, Guid other) =>
        (await OpenAsync()).Single(p => new[] { one, other }.Contains(p.GetProperty("newer").GetProperty("assetId").GetGuid()) && new[] { one, other }.Contains(p.GetProperty("older").GetProperty("assetId").GetGuid()));

    private async Task<IReadOnlyList<JsonElement>> OpenAsync() => [.. (await HubApp.JsonAsync(await app.Owner.GetAsync("/api/v1/duplicates?limit=200"))).GetProperty("items").EnumerateArray()];

    private async Task<IReadOnlyList<Guid>> LibraryAsync(string query) =>
        [.. (await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/assets?limit=200&{query}"))).GetProperty("items").EnumerateArray().Select(a => a.Id())];

    private static Task<HttpResponseMessage> DecideAsync(HttpClient client, Guid pair, string keep) => client.PostAsJsonAsync($"/api/v1/duplicates/{pair}/decision", new { keep });
}
