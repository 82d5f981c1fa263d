using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Rules;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Grid;

/// <summary>A product beside three stores of its own, two on one site, straight in the rows; and the grid of just this product.</summary>
internal sealed class Shelf
{
    private static int made;

    private static readonly Actor Tester = Actor.Background("test");

    private Shelf(HubApp app, Product product, IReadOnlyList<Store> stores) => (App, Product, Us, UsTwo, De) = (app, product, stores[0], stores[1], stores[2]);

    public HubApp App { get; }

    public Product Product { get; }

    public Store Us { get; }

    public Store UsTwo { get; }

    public Store De { get; }

    public static async Task<Shelf> OpenAsync(HubApp app, string? sku = null, string? title = null, string? brand = null, Guid? familyId = null) => await app.WithDbAsync(async db =>
    {
        var (number, now) = (Interlocked.Increment(ref made), TimeProvider.System.GetUtcNow());
        var product = new Product { WorkspaceId = db.WorkspaceId!.Value, Sku = sku ?? $"GRID-{number:000}", Title = title ?? "Blue mug", Brand = brand, FamilyId = familyId, CreatedAt = now };
        List<Store> stores = [.. new[] { ("US", 1), ("US", 2), ("DE", 3) }.Select(s => new Store { WorkspaceId = product.WorkspaceId, Name = $"Grid shop {number}-{s.Item2}", Marketplace = "amazon", Site = s.Item1, Credentials = [0], CreatedAt = now })];
        db.Add(product);
        db.AddRange(stores);
        await db.SaveChangesAsync();
        return new Shelf(app, product, stores);
    });

    public Task<Listing> ListAsync(Store store) => App.WithDbAsync(async db =>
    {
        var listing = new Listing { WorkspaceId = store.WorkspaceId, ProductId = Product.Id, StoreId = store.Id, ExternalId = $"X{Guid.CreateVersion7():n}", Sku = Product.Sku, CreatedAt = TimeProvider.System.GetUtcNow() };
        db.Add(listing);
        await db.SaveChangesAsync();
        return listing;
    });

    public Task<MainImage> PlanAsync(Scope scope, string theme = "Morning", string slot = MainImage.MainSlot, Guid? ownerId = null, DateOnly? dueOn = null) => App.WithDbAsync(async db =>
    {
        var image = MainImage.Plan(Product.WorkspaceId, Product.Id, scope, slot, Brief.Empty with { Theme = theme }, ownerId, dueOn, Tester, TimeProvider.System.GetUtcNow());
        db.Add(image);
        await db.SaveChangesAsync();
        return image;
    });

    /// <summary>A version without a file, approved or not, live or not, with what was judged.</summary>
    public Task<Guid> VersionAsync(MainImage of, bool approved = false, bool live = false, params (string Profile, Verdict Verdict)[] judged) => App.WithDbAsync(async db =>
    {
        var (image, now) = (await db.MainImages.SingleAsync(i => i.Id == of.Id), TimeProvider.System.GetUtcNow());
        var version = image.SubmitVersion(new string('0', 64), "a.jpg", Tester, now);
        db.Versions.Add(version);
        await db.SaveChangesAsync();
        if (approved || live)
        {
            await db.Versions.Where(v => v.Id == version.Id).ExecuteUpdateAsync(set => set.SetProperty(v => v.Status, VersionStatus.Ready));
            await db.Entry(version).ReloadAsync();
            image.Approve(version, null, fourEyes: false, Tester, now);
        }

        if (live)
        {
            image.WentLive(version.Id, Tester, now);
        }

        db.VersionCompliance.AddRange(judged.Select(j => new VersionCompliance
        {
            WorkspaceId = image.WorkspaceId,
            VersionId = version.Id,
            Profile = j.Profile,
            RuleSetVersion = "test",
            Verdict = j.Verdict,
            Report = new ComplianceReport(j.Profile, "test", j.Verdict, [], []),
            JudgedAt = now,
        }));
        await db.SaveChangesAsync();
        return version.Id;
    });

    public Task SeeAsync(Listing listing, Guid? version) => App.WithDbAsync(async db =>
    {
        var now = TimeProvider.System.GetUtcNow();
        db.Ledger.Add(new LedgerEntry { WorkspaceId = listing.WorkspaceId, ListingId = listing.Id, Slot = MainImage.MainSlot, VersionId = version, FirstSeenAt = now, LastSeenAt = now, Shown = LivePicture.Identical });
        return await db.SaveChangesAsync();
    });

    public Task PushAsync(MainImage image, Listing listing, Guid version, DeploymentStatus status) => App.WithDbAsync(async db =>
    {
        var push = Deployment.Request(image, listing.Id, DeploymentPurpose.Push, version, null, Tester, TimeProvider.System.GetUtcNow());
        db.Deployments.Add(push);
        await db.SaveChangesAsync();
        return await db.Deployments.Where(d => d.Id == push.Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, status));
    });

    /// <summary>The columns that this product's stores have; other tests' stores have theirs.</summary>
    public async Task<Dictionary<string, JsonElement>> CellsAsync(string filter = "", HttpClient? client = null)
    {
        var items = (await ReadAsync(filter, client)).GetProperty("items").EnumerateArray().ToList();
        return items.Should().ContainSingle($"the product is there with {filter}").Which.GetProperty("cells").EnumerateArray().ToDictionary(c => c.Text("place")!, StringComparer.Ordinal);
    }

    public async Task<bool> IsFoundAsync(string filter) => (await ReadAsync(filter)).GetProperty("items").GetArrayLength() == 1;

    public static string KeyOf(Store store) => Scope.ForStore(store.Marketplace, store.Site, store.Id).Key;

    public static Scope ScopeOf(Store store) => Scope.ForStore(store.Marketplace, store.Site, store.Id);

    public string CellAt(string place) => $"{Product.Id}|{place}";

    private async Task<JsonElement> ReadAsync(string filter, HttpClient? client = null)
    {
        var answer = await (client ?? App.Owner).GetAsync($"/api/v1/grid?query={Uri.EscapeDataString(Product.Sku)}{(filter.Length > 0 ? "&" : "")}{filter}");
        answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
        return await HubApp.JsonAsync(answer);
    }
}
