using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Retire;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Retire;

public sealed class RetireTests(ImpatientHub hub) : IClassFixture<ImpatientHub>
{
    private HubApp App => hub.App;

    [Fact]
    public async Task Keeping_the_picture_archives_and_leaves_the_marketplace_alone()
    {
        var shop = await LiveShopAsync();
        var waiting = await shop.PushAsync(await shop.VersionAsync(hub.Pictures.Product(seed: 5)), TimeProvider.System.GetUtcNow().AddHours(2));
        await RetireAsync(shop, new { reason = "season over" });
        await ArchivedAsync(shop);
        var image = await shop.ReadImageAsync();
        image.Stage.Should().Be(LifecycleStage.Retire);
        image.RetiredAt.Should().NotBeNull();
        Shop.StatusOf(await shop.DeploymentAsync(waiting)).Should().Be("cancelled");
        (await shop.PushesAsync()).Values.Should().Equal(1);
        using var browser = await new Browser(App.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}")).Should().Contain("At the marketplaces it was left as it is").And.MatchRegex($"Still shown:\\s*<a class=\"me-2\" href=\"/w/home/listings/{shop.Listing.Id}\"");
        (await App.Owner.PostAsJsonAsync($"/api/v1/main-images/{shop.Image.Id}/retire", new { reason = "again" })).StatusCode.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_picture_under_test_is_not_retired_until_the_test_ends()
    {
        var shop = await LiveShopAsync();
        var (actor, now) = (Actor.Background("test"), TimeProvider.System.GetUtcNow());
        await App.WithDbAsync(async db =>
        {
            (await db.MainImages.SingleAsync(i => i.Id == shop.Image.Id)).StartExperiment(Guid.CreateVersion7(), actor, now);
            return await db.SaveChangesAsync();
        });
        var refused = await App.Owner.PostAsJsonAsync($"/api/v1/main-images/{shop.Image.Id}/retire", new { reason = "season over" });
        refused.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await HubApp.JsonAsync(refused)).GetProperty("code").GetString().Should().Be("mainImage.experimentRunning");
        (await shop.ReadImageAsync()).Stage.Should().Be(LifecycleStage.Optimize);
        await App.WithDbAsync(async db =>
        {
            (await db.MainImages.SingleAsync(i => i.Id == shop.Image.Id)).EndExperiment(actor, now, "stopped");
            return await db.SaveChangesAsync();
        });
        await RetireAsync(shop, new { reason = "season over" });
        await ArchivedAsync(shop);
    }

    [Fact]
    public async Task Removing_takes_the_picture_away_and_is_seen_to()
    {
        var shop = await LiveShopAsync();
        await RetireAsync(shop, new { reason = "recalled", live = "remove" });
        await ArchivedAsync(shop);
        var removal = await shop.ReadAsync(db => db.Deployments.SingleAsync(d => d.ListingId == shop.Listing.Id && d.Purpose == DeploymentPurpose.Retire));
        removal.Status.Should().Be(DeploymentStatus.Live);
        removal.Evidence!.Shown.Should().Be(LivePicture.Missing);
        (await shop.ReadAsync(db => db.Listings.SingleAsync(l => l.Id == shop.Listing.Id))).LiveAssetId.Should().BeNull();
        (await shop.ReadImageAsync()).LiveVersionId.Should().BeNull();

        using var browser = await new Browser(App.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/deployments/{removal.Id}")).Should().Contain("removed, seen gone").And.Contain("Seen gone").And.Contain("Picture that is taken away").And.NotContain("Seen live");
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}")).Should().Contain("At the marketplaces it is taken away.").And.MatchRegex($"removed, seen gone</span>\\s*<a href=\"/w/home/deployments/{removal.Id}\"").And.NotContain("Still shown:");
    }

    [Fact]
    public async Task Replacing_retires_only_when_the_replacement_is_seen()
    {
        var shop = await LiveShopAsync();
        await shop.OrderAsync("settings", new { processingSeconds = 1.0 });
        var next = await shop.VersionAsync(hub.Pictures.Product(seed: 9));
        await RetireAsync(shop, new { reason = "new packaging", live = "replace", replaceWithVersionId = next.Id });
        await App.RunWorkAsync();
        (await shop.ReadImageAsync()).RetiredAt.Should().BeNull();
        await ArchivedAsync(shop);
        (await shop.ReadAsync(db => db.Ledger.SingleAsync(e => e.ListingId == shop.Listing.Id && e.EndedAt == null))).VersionId.Should().Be(next.Id);

        using var browser = await new Browser(App.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}")).Should().MatchRegex($"At the marketplaces it is replaced by\\s*<a href=\"/w/home/images/{shop.Image.Id}\\?v=2\">v2").And.MatchRegex(@"live</span>\s*<a href=""/w/home/deployments/");
    }

    [Fact]
    public async Task A_withdrawal_that_failed_is_tried_again_and_nobody_can_drop_it_half_way()
    {
        var shop = await LiveShopAsync();
        await shop.FaultAsync("status", status: 400);
        await RetireAsync(shop, new { reason = "recalled", live = "remove" });
        var removal = await App.RunWorkUntilAsync(() => shop.ReadAsync(db => db.Deployments.AsNoTracking().SingleOrDefaultAsync(d => d.ListingId == shop.Listing.Id && d.Purpose == DeploymentPurpose.Retire)), d => d?.Status == DeploymentStatus.Failed);
        (await shop.ReadImageAsync()).RetiredAt.Should().BeNull();
        (await App.Owner.PostAsync($"/api/v1/deployments/{removal!.Id}/cancel", null)).StatusCode.Should().Be(HttpStatusCode.Conflict);

        using var browser = new Browser(App.Address);
        await browser.SignInAsync();
        await browser.GetAsync("/w/home/jobs");
        var work = await shop.ReadAsync(db => db.WorkItems.SingleAsync(w => w.Kind == RetirementWork.Kind && w.State == WorkState.Waiting && db.Retirements.Any(r => r.Id == w.SubjectId && r.MainImageId == shop.Image.Id)));
        await browser.PostAsync("/w/home/jobs?handler=Discard", ("id", work.Id.ToString()));
        (await browser.ReadAsync("/w/home/jobs")).Should().Contain("work.notDiscardable");

        await shop.ReadAsync(db => db.Database.ExecuteSqlAsync($"update deployment set ended_at = ended_at - interval '31 minutes' where id = {removal.Id}"));
        await shop.ReadAsync(db => db.Database.ExecuteSqlAsync($"update work_item set due_at = now() where id = {work.Id}"));
        await ArchivedAsync(shop);
    }

    [Fact]
    public async Task A_withdrawal_that_was_taken_in_and_never_seen_is_asked_for_again()
    {
        var shop = await LiveShopAsync(seed: 40);
        await shop.MischiefAsync("neverShow", count: 1);
        await RetireAsync(shop, new { reason = "recalled", live = "remove" });
        var removal = await App.RunWorkUntilAsync(() => RemovalAsync(shop), d => d?.Status == DeploymentStatus.Accepted);
        await shop.ReadAsync(db => db.Database.ExecuteSqlAsync($"update deployment set accepted_at = accepted_at - interval '49 hours', looks = 10 where id = {removal!.Id}"));
        await shop.ReadAsync(db => db.WorkItems.Where(w => w.Kind == RetirementWork.Kind && w.State == WorkState.Waiting).ExecuteUpdateAsync(set => set.SetProperty(w => w.DueAt, w => w.CreatedAt)));
        await ArchivedAsync(shop);
        (await shop.ReadAsync(db => db.Deployments.CountAsync(d => d.ListingId == shop.Listing.Id && d.Purpose == DeploymentPurpose.Retire))).Should().Be(2);
    }

    private static Task<Deployment?> RemovalAsync(Shop shop) => shop.ReadAsync(db => db.Deployments.AsNoTracking().SingleOrDefaultAsync(d => d.ListingId == shop.Listing.Id && d.Purpose == DeploymentPurpose.Retire));

    [Fact]
    public async Task A_retired_main_image_is_taken_up_again_and_nothing_changes_at_the_marketplace_by_that()
    {
        var shop = await LiveShopAsync(seed: 40);
        using var browser = await new Browser(App.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}/retire")).Should().Contain("is left without a main picture");
        (await TakeUpAsync(shop)).Should().Be((HttpStatusCode.Conflict, "retirement.none"));
        await RetireAsync(shop, new { reason = "season over", live = "remove" });
        await ArchivedAsync(shop);
        var pushes = (await shop.PushesAsync()).Values.ToList();
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}")).Should().Contain("Take it up again");
        (await browser.PostAsync($"/w/home/images/{shop.Image.Id}/retire?handler=TakeUp")).StatusCode.Should().Be(HttpStatusCode.Redirect);

        var image = await shop.ReadImageAsync();
        (image.Stage, image.RetiredAt, image.LiveVersionId).Should().Be((LifecycleStage.Upload, null, null), "what was withdrawn stays withdrawn");
        (await shop.PushesAsync()).Values.Should().Equal(pushes);
        (await TakeUpAsync(shop)).Should().Be((HttpStatusCode.Conflict, "retirement.none"));
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}")).Should().Contain("took this main image up again").And.Contain("asked to retire this main image");
        await shop.PushedLiveAsync(await shop.VersionAsync(hub.Pictures.Product(seed: 41)));
        await RetireAsync(shop, new { reason = "over for good" });
        await ArchivedAsync(shop);

        var next = await App.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = image.ProductId, marketplace = image.Scope.Marketplace, site = image.Scope.Site, storeId = image.Scope.StoreId });
        next.StatusCode.Should().Be(HttpStatusCode.Created, await next.Content.ReadAsStringAsync());
        (await TakeUpAsync(shop)).Should().Be((HttpStatusCode.Conflict, "retirement.placeTaken"));
    }

    [Fact]
    public async Task A_main_image_whose_files_are_going_is_not_taken_up_again()
    {
        var shop = await LiveShopAsync(seed: 42);
        await RetireAsync(shop, new { reason = "recalled", purge = true, retainDays = 0 });
        await ArchivedAsync(shop);
        (await TakeUpAsync(shop)).Should().Be((HttpStatusCode.Conflict, "retirement.filesGone"));
    }

    [Fact]
    public async Task Purging_deletes_what_nothing_uses_and_keeps_the_history()
    {
        var shop = await LiveShopAsync(seed: 20);
        var shared = hub.Pictures.Product(seed: 21);
        var elsewhere = await Shop.OpenAsync(App);
        var (mine, theirs) = (await shop.VersionAsync(shared), await elsewhere.VersionAsync(shared));
        mine.AssetId.Should().Be(theirs.AssetId!.Value);
        await shop.PushedLiveAsync(mine);
        await RetireAsync(shop, new { reason = "recalled", live = "remove", purge = true, retainDays = 0 });
        var purged = await App.RunWorkUntilAsync(() => RetirementAsync(shop), r => r.TryGetProperty("purgedAt", out _));
        purged.GetProperty("bytesReleased").GetInt64().Should().BePositive();
        purged.GetProperty("picturesKept").GetInt32().Should().Be(1);

        var assets = await shop.ReadAsync(db => db.Assets.Where(a => db.Versions.Any(v => v.AssetId == a.Id && v.MainImageId == shop.Image.Id)).ToListAsync());
        var gone = assets.Should().ContainSingle(a => a.PurgedAt != null).Subject;
        assets.Should().ContainSingle(a => a.PurgedAt == null && a.Id == theirs.AssetId);
        var blobs = App.Services.GetRequiredService<IBlobStore>();
        (await blobs.OpenAsync(gone.WorkspaceId, gone.Sha256, CancellationToken.None)).Should().BeNull();
        (await shop.VersionAsync(hub.Pictures.Product(seed: 20), of: elsewhere.Image)).AssetId.Should().Be(gone.Id, "a purged picture that comes in again is the same asset");
        await using var back = await blobs.OpenAsync(gone.WorkspaceId, gone.Sha256, CancellationToken.None);
        back.Should().NotBeNull();
        (await shop.ReadAsync(db => db.StageChanges.CountAsync(c => c.MainImageId == shop.Image.Id))).Should().BeGreaterThan(3);
    }

    [Fact]
    public async Task What_cannot_be_carried_out_is_refused_at_once()
    {
        var shop = await LiveShopAsync();
        await CodeAsync(shop, new { reason = " " }, HttpStatusCode.BadRequest, "retirement.reasonMissing");
        await CodeAsync(shop, new { reason = "x", live = "replace" }, HttpStatusCode.BadRequest, "retirement.replacementMissing");
        var draft = await shop.VersionAsync(hub.Pictures.Product(seed: 4), ReviewDecision.None);
        await CodeAsync(shop, new { reason = "x", live = "replace", replaceWithVersionId = draft.Id }, HttpStatusCode.Conflict, "version.notApproved");
        var dirty = await shop.VersionAsync(hub.Pictures.Product(seed: 5, background: "#c0d0e0"));
        await CodeAsync(shop, new { reason = "x", live = "replace", replaceWithVersionId = dirty.Id }, HttpStatusCode.UnprocessableEntity, "retirement.replacementBreaksRules");
        var (_, ops) = await App.MemberAsync(Role.Ops);
        (await ops.PostAsJsonAsync($"/api/v1/main-images/{shop.Image.Id}/retire", new { reason = "x", purge = true })).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        await shop.ReadAsync(db => db.Stores.Where(s => s.Id == shop.Store.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.AllowPush, false)));
        await CodeAsync(shop, new { reason = "x", live = "remove" }, HttpStatusCode.Conflict, "store.readOnly");
        (await shop.ReadImageAsync()).RetirementRequestedAt.Should().BeNull();
    }

    private async Task<Shop> LiveShopAsync(int seed = 1)
    {
        var shop = await Shop.OpenAsync(App);
        await shop.PushedLiveAsync(await shop.VersionAsync(hub.Pictures.Product(seed: seed)));
        return shop;
    }

    private async Task RetireAsync(Shop shop, object order)
    {
        var answer = await App.Owner.PostAsJsonAsync($"/api/v1/main-images/{shop.Image.Id}/retire", order);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    private async Task<(HttpStatusCode, string?)> TakeUpAsync(Shop shop)
    {
        var answer = await App.Owner.DeleteAsync($"/api/v1/main-images/{shop.Image.Id}/retirement");
        return (answer.StatusCode, (await HubApp.JsonAsync(answer)).GetProperty("code").GetString());
    }

    private async Task<JsonElement> RetirementAsync(Shop shop) => await App.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/main-images/{shop.Image.Id}/retirement");

    private Task<JsonElement> ArchivedAsync(Shop shop) => App.RunWorkUntilAsync(() => RetirementAsync(shop), r => r.TryGetProperty("archivedAt", out _), TimeSpan.FromSeconds(90));

    private async Task CodeAsync(Shop shop, object order, HttpStatusCode status, string code)
    {
        var answer = await App.Owner.PostAsJsonAsync($"/api/v1/main-images/{shop.Image.Id}/retire", order);
        (answer.StatusCode, (await HubApp.JsonAsync(answer)).GetProperty("code").GetString()).Should().Be((status, code));
    }
}
