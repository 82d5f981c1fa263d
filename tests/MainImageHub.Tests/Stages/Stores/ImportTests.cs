using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Stores;

public sealed class ImportTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task Connecting_a_store_brings_its_listings_and_says_which_live_pictures_break_a_rule()
    {
        var store = await app.ConnectAsync(StoreSetup.NewSeller());
        var import = await app.ImportAsync(store);

        import.GetProperty("status").GetString().Should().Be("completed", import.ToString());
        import.GetProperty("listingsRead").GetInt32().Should().Be(12);
        import.GetProperty("picturesRead").GetInt32().Should().BeGreaterThan(8);
        import.GetProperty("picturesFailed").GetInt32().Should().Be(0);
        var breaking = import.GetProperty("picturesBreakingRules").GetInt32();
        breaking.Should().BeInRange(1, 11);
        import.GetProperty("breaking").GetArrayLength().Should().Be(breaking);
        var first = import.GetProperty("breaking")[0];
        first.GetProperty("rules").GetArrayLength().Should().BePositive();

        // A click from why: each leads to a main image that is live and whose version has the report.
        var image = await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/main-images/{first.GetProperty("mainImageId").GetGuid()}");
        image.GetProperty("stage").GetString().Should().Be("monitor");
        image.GetProperty("scope").GetProperty("kind").GetString().Should().BeOneOf(["site", "store"], "the first shop that shows a product's picture on a site gives the site its picture, a further one has its own");
        var version = image.GetProperty("live").GetProperty("versionId").GetGuid();
        var verdict = await app.WithDbAsync(db => db.VersionCompliance.Where(c => c.VersionId == version && c.Profile == "amazon/US").Select(c => c.Verdict).SingleAsync());
        verdict.Should().Be(Verdict.Fail);
    }

    [Fact]
    public async Task Reading_a_store_again_changes_nothing_but_the_time_last_seen()
    {
        var store = await app.ConnectAsync(StoreSetup.NewSeller());
        var first = await app.ImportAsync(store);
        var before = await CountAsync(store);
        var second = await app.ImportAsync(store);

        second.GetProperty("id").GetGuid().Should().NotBe(first.GetProperty("id").GetGuid());
        second.GetProperty("picturesRead").GetInt32().Should().Be(first.GetProperty("picturesRead").GetInt32());
        second.GetProperty("picturesBreakingRules").GetInt32().Should().Be(first.GetProperty("picturesBreakingRules").GetInt32());
        (await CountAsync(store)).Should().Be(before);
    }

    [Fact]
    public async Task An_import_killed_half_way_goes_on_without_doubles()
    {
        var seller = StoreSetup.NewSeller();
        await app.ControlAsync("listings/seed", new { seller, site = "US", count = 45 });
        var store = await app.ConnectAsync(seller);
        var import = await app.StartImportAsync(store);
        await DieInsideAPageAsync(import);
        (await CountAsync(store)).Listings.Should().Be(0, "a page is in with everything that belongs to it, or not at all");
        await StopAfterAPageAsync(import);
        var half = await app.WithDbAsync(db => db.StoreImports.AsNoTracking().SingleAsync(i => i.Id == import));
        half.Status.Should().Be(StoreImportStatus.Running);
        half.Cursor.Should().NotBeNull();
        half.ListingsRead.Should().BeInRange(1, 44);

        var done = await app.FinishImportAsync(Task.FromResult(import));
        done.GetProperty("status").GetString().Should().Be("completed", done.ToString());
        done.GetProperty("listingsRead").GetInt32().Should().Be(45);
        done.GetProperty("picturesRead").GetInt32().Should().Be(45);
        var counts = await CountAsync(store);
        counts.Listings.Should().Be(45);
        counts.OpenEntries.Should().Be(45);
        counts.Versions.Should().Be(45);
    }

    [Fact]
    public async Task A_store_whose_reading_failed_twice_can_be_read_again()
    {
        var seller = StoreSetup.NewSeller();
        await app.ControlAsync("listings/seed", new { seller, site = "US", count = 45 });
        var store = await app.ConnectAsync(seller);
        await app.ControlAsync("faults", new { operation = "amazon/searchListingsItems", kind = "status", status = 403, urlContains = seller });
        var import = await app.StartImportAsync(store);
        (await app.FinishImportAsync(Task.FromResult(import))).GetProperty("status").GetString().Should().Be("failed");
        await app.HealAsync();

        var item = await app.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == import && w.State == WorkState.Failed).Select(w => w.Id).SingleAsync());
        using var browser = await new Browser(app.Address).SignInAsync();
        await browser.GetAsync("/w/home/jobs");
        await browser.PostAsync("/w/home/jobs?handler=Retry", ("id", item.ToString()));
        (await ReadAsync()).Should().BeEquivalentTo(new { Status = StoreImportStatus.Queued, EndedAt = (DateTimeOffset?)null });
        await StopAfterAPageAsync(import);
        (await ReadAsync()).Should().BeEquivalentTo(new { Status = StoreImportStatus.Running, EndedAt = (DateTimeOffset?)null });

        await app.GiveUpAsync(item);
        (await ReadAsync()).Status.Should().Be(StoreImportStatus.Failed);
        (await ReadAsync()).EndedAt.Should().NotBeNull();
        (await app.StartImportAsync(store)).Should().NotBe(import, "what is given up holds nobody up");

        Task<StoreImport> ReadAsync() => app.WithDbAsync(db => db.StoreImports.AsNoTracking().SingleAsync(i => i.Id == import));
    }

    [Fact]
    public async Task A_picture_that_somebody_else_changed_is_noted_when_a_second_look_shows_it_too()
    {
        var (seller, store) = await ReadShopOfTwoAsync();
        var before = await CountAsync(store);
        await app.ControlAsync("listings/change", new { seller, site = "US", sku = "SIM-0001", foreignPicture = true });
        (await app.ImportAsync(store)).GetProperty("status").GetString().Should().Be("completed", "a doubt holds nobody up");
        (await CountAsync(store)).Should().Be(before);
        var listing = await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.StoreId == store && l.Sku == "SIM-0001"));
        listing.DoubtedSince.Should().NotBeNull();
        await PassAsync(listing.Id, minutes: 11);

        var after = await app.RunWorkUntilAsync(() => CountAsync(store), c => c.Entries > before.Entries);
        after.Entries.Should().Be(before.Entries + 1);
        after.OpenEntries.Should().Be(before.OpenEntries);
        var image = await app.WithDbAsync(db => db.MainImages.AsNoTracking().SingleAsync(i => db.Listings.Any(l => l.StoreId == store && l.Sku == "SIM-0001" && l.ProductId == i.ProductId) && db.Versions.Any(v => v.MainImageId == i.Id && v.Number == 2)));
        image.Stage.Should().Be(LifecycleStage.Monitor);
    }

    [Fact]
    public async Task A_siblings_picture_in_the_stores_own_list_changes_nothing()
    {
        var (seller, store) = await ReadShopOfTwoAsync();
        var before = await CountAsync(store);
        await app.ControlAsync("mischief", new { kind = "showSibling", seller, sku = "SIM-0001", count = 1 });
        await app.ImportAsync(store);

        (await CountAsync(store)).Should().Be(before);
        (await app.WithDbAsync(db => db.Listings.AnyAsync(l => l.StoreId == store && l.DoubtedSince != null))).Should().BeFalse("the catalogue was asked, and shows the right one");
    }

    [Fact]
    public async Task A_listing_whose_id_the_marketplace_changed_has_the_new_one()
    {
        // Known under an id from before the marketplace merged it into another.
        var shop = await Shop.OpenAsync(app);
        var now = (await shop.AtMarketplaceAsync((connector, connection, key) => connector.ReadListingAsync(connection, key))).Value!.Listing.ExternalId;
        now.Should().NotBeNull().And.NotBe(shop.Listing.ExternalId);

        (await app.ImportAsync(shop.Store.Id, shop.Listing.Sku)).GetProperty("status").GetString().Should().Be("completed");

        (await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.StoreId == shop.Store.Id))).Should().BeEquivalentTo(new { shop.Listing.Id, ExternalId = now });
    }

    [Fact]
    public async Task A_listing_that_was_deleted_at_the_marketplace_is_live_no_longer()
    {
        var (seller, store) = await ReadShopOfTwoAsync();
        var gone = await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.StoreId == store && l.Sku == "SIM-0001"));
        await DeleteAtAmazonAsync(seller, "SIM-0001");
        await app.ImportAsync(store);
        (await app.WithDbAsync(db => db.Ledger.CountAsync(e => e.ListingId == gone.Id))).Should().Be(1, "once is no proof");
        await PassAsync(gone.Id, minutes: 11);

        var ended = await app.RunWorkUntilAsync(() => app.WithDbAsync(db => db.Ledger.AsNoTracking().Where(e => e.ListingId == gone.Id && e.EndedAt == null).SingleAsync()), e => e.AssetId is null);
        ended.VersionId.Should().BeNull();
        (await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.Id == gone.Id))).Should().Match<Listing>(l => l.LiveAssetId == null && l.LiveVerdict == null);
        (await app.WithDbAsync(db => db.Ledger.CountAsync(e => e.EndedAt == null && e.AssetId != null && db.Listings.Any(l => l.Id == e.ListingId && l.StoreId == store)))).Should().Be(1, "the other one is as it was");
    }

    private async Task DeleteAtAmazonAsync(string seller, string sku)
    {
        using var anyone = app.ClientFor(null);
        using var grant = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = $"Atzr|secret-{seller}",
            ["client_id"] = "amzn1.application-oa2-client.test",
            ["client_secret"] = "very-secret-client",
        });
        var token = (await HubApp.JsonAsync(await anyone.PostAsync("/simulator/amazon/auth/o2/token", grant))).GetProperty("access_token").GetString()!;
        anyone.DefaultRequestHeaders.Add("x-amz-access-token", token);
        (await anyone.DeleteAsync($"/simulator/amazon/listings/2021-08-01/items/{seller}/{sku}?marketplaceIds=ATVPDKIKX0DER")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Sku_names_that_the_store_does_not_have_are_told()
    {
        var seller = StoreSetup.NewSeller();
        await app.ControlAsync("listings/seed", new { seller, site = "US", count = 3 });
        var store = await app.ConnectAsync(seller);
        // The simulator knows every SKU on first contact; a real marketplace does not.
        await app.ControlAsync("settings", new { createUnknownListings = false });
        var import = await app.ImportAsync(store, "SIM-0002", "NOBODY-1", "NOBODY-2");
        await app.ControlAsync("settings", new { createUnknownListings = true });
        import.GetProperty("status").GetString().Should().Be("completed", import.ToString());
        import.GetProperty("listingsRead").GetInt32().Should().Be(1);
        import.GetProperty("missingSkus").EnumerateArray().Select(s => s.GetString()).Should().BeEquivalentTo("NOBODY-1", "NOBODY-2");
    }

    [Fact]
    public async Task A_planned_main_image_keeps_its_plan_when_a_picture_is_found_live()
    {
        var seller = StoreSetup.NewSeller();
        await app.ControlAsync("listings/seed", new { seller, site = "US", count = 1 });
        var store = await app.ConnectAsync(seller);
        var product = await app.WithDbAsync(async db =>
        {
            var p = await db.Products.FirstOrDefaultAsync(x => x.Sku == "SIM-0001") ?? db.Products.Add(new() { WorkspaceId = db.WorkspaceId!.Value, Sku = "SIM-0001", Title = "Mug", CreatedAt = TimeProvider.System.GetUtcNow() }).Entity;
            await db.SaveChangesAsync();
            return p.Id;
        });
        var planned = await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product, storeId = store });
        ((int)planned.StatusCode).Should().Be(201);
        var id = (await HubApp.JsonAsync(planned)).GetProperty("id").GetGuid();
        await app.ImportAsync(store);

        var image = await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/main-images/{id}");
        image.GetProperty("stage").GetString().Should().Be("plan");
        var listing = await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.StoreId == store));
        listing.LiveAssetId.Should().NotBeNull();
        listing.LiveVerdict.Should().NotBeNull();
    }

    /// <summary>A worker that is gone between writing a page and committing it.</summary>
    private async Task DieInsideAPageAsync(Guid import)
    {
        using var killed = new CancellationTokenSource();
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(await app.WorkspaceIdAsync());
        scope.ServiceProvider.GetRequiredService<HubDbContext>().SavedChanges += (_, _) => killed.Cancel();
        var run = async () => await scope.ServiceProvider.GetRequiredService<ReadStoreWork>().RunAsync(await TaskForAsync(import), killed.Token);
        await run.Should().ThrowAsync<OperationCanceledException>();
    }

    private async Task StopAfterAPageAsync(Guid import)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(await app.WorkspaceIdAsync());
        await app.ControlAsync("faults", new { operation = "amazon/searchListingsItems", kind = "status", status = 500, urlContains = "pageToken" });
        try
        {
            var outcome = await scope.ServiceProvider.GetRequiredService<ReadStoreWork>().RunAsync(await TaskForAsync(import), CancellationToken.None);
            outcome.Should().BeOfType<WorkOutcome.Snooze>();
        }
        finally
        {
            await app.HealAsync();
        }
    }

    private async Task<(string Seller, Guid Store)> ReadShopOfTwoAsync()
    {
        var seller = StoreSetup.NewSeller();
        await app.ControlAsync("listings/seed", new { seller, site = "US", count = 2 });
        var store = await app.ConnectAsync(seller);
        await app.ImportAsync(store);
        return (seller, store);
    }

    private Task<int> PassAsync(Guid listing, int minutes) => app.WithDbAsync(async db =>
    {
        await db.Database.ExecuteSqlAsync($"update listing set doubted_since = doubted_since - make_interval(mins => {minutes}) where id = {listing}");
        return await db.Database.ExecuteSqlAsync($"update work_item set due_at = now() where subject_id = {listing} and state = 'waiting'");
    });

    private async Task<WorkTask> TaskForAsync(Guid import) => new(Guid.CreateVersion7(), await app.WorkspaceIdAsync(), import, Attempt: 1, IsLastAttempt: false);

    private Task<Counts> CountAsync(Guid store) => app.WithDbAsync(async db =>
    {
        var listings = db.Listings.Where(l => l.StoreId == store);
        var entries = db.Ledger.Where(e => listings.Any(l => l.Id == e.ListingId));
        return new Counts(
            await listings.CountAsync(),
            await listings.Select(l => l.ProductId).Distinct().CountAsync(),
            await entries.CountAsync(),
            await entries.CountAsync(e => e.EndedAt == null),
            await entries.Where(e => e.EndedAt == null && e.VersionId != null).Select(e => e.VersionId).Distinct().CountAsync());
    });

    private sealed record Counts(int Listings, int Products, int Entries, int OpenEntries, int Versions);
}
