using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Marketplaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Upload;

/// <summary>A store at the simulated Amazon with one listing, and a main image for it; each with a seller of its own.</summary>
public sealed class Shop
{
    private static int opened;

    private Shop(HubApp app, string seller) => (App, Seller) = (app, seller);

    public HubApp App { get; }

    public string Seller { get; }

    public Store Store { get; private set; } = null!;

    public Listing Listing { get; private set; } = null!;

    public MainImage Image { get; private set; } = null!;

    public static async Task<Shop> OpenAsync(HubApp app, bool allowPush = true, Scope? scope = null)
    {
        var shop = new Shop(app, $"UPLOAD{Interlocked.Increment(ref opened)}X{Guid.CreateVersion7():n}"[..20]);
        await shop.OrderAsync("settings", new { processingSeconds = 0.1, rateLimitScale = 100 });
        shop.Image = await app.PlannedImageAsync(scope);
        shop.Store = await shop.AddStoreAsync(allowPush);
        shop.Listing = await shop.AddListingAsync(shop.Store, shop.Image.ProductId);
        return shop;
    }

    public async Task<Store> AddStoreAsync(bool allowPush = true, string site = "US")
    {
        await using var scope = App.Services.CreateAsyncScope();
        var sealedCredentials = scope.ServiceProvider.GetRequiredService<StoreConnections>().Seal(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["clientId"] = "app",
            ["clientSecret"] = "secret",
            ["refreshToken"] = $"consent-{Seller}",
            ["sellerId"] = Seller,
        });
        return await App.WithDbAsync(async db =>
        {
            var store = new Store { WorkspaceId = db.WorkspaceId!.Value, Name = $"{Seller} {Interlocked.Increment(ref opened)}", Marketplace = "amazon", Site = site, Endpoint = new Uri($"{App.Address}simulator/amazon"), AllowPush = allowPush, Credentials = sealedCredentials, CreatedAt = TimeProvider.System.GetUtcNow() };
            db.Stores.Add(store);
            await db.SaveChangesAsync();
            return store;
        });
    }

    public Task<Listing> AddListingAsync(Store store, Guid productId) => App.WithDbAsync(async db =>
    {
        var sku = $"S{Guid.CreateVersion7():n}"[..18];
        var listing = new Listing { WorkspaceId = db.WorkspaceId!.Value, ProductId = productId, StoreId = store.Id, ExternalId = "B0UNKNOWN", Sku = sku, CreatedAt = TimeProvider.System.GetUtcNow() };
        db.Listings.Add(listing);
        await db.SaveChangesAsync();
        return listing;
    });

    /// <summary>A version whose picture was measured and rendered by the real intake, and approved.</summary>
    public async Task<ImageVersion> VersionAsync(string path, ReviewDecision decision = ReviewDecision.Approved, MainImage? of = null)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var workspace = await App.WorkspaceIdAsync();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace);
        await using var bytes = File.OpenRead(path);
        var blob = await scope.ServiceProvider.GetRequiredService<IBlobStore>().PutAsync(workspace, bytes, long.MaxValue, CancellationToken.None);
        var asset = await scope.ServiceProvider.GetRequiredService<AssetIntake>().TakeAsync(blob.Sha256, "mug.jpg", AssetOrigin.Photo, CancellationToken.None);
        var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
        var image = await db.MainImages.SingleAsync(i => i.Id == (of ?? Image).Id);
        var (actor, now) = (Actor.Background("test"), TimeProvider.System.GetUtcNow());
        var version = image.SubmitVersion(blob.Sha256, "mug.jpg", actor, now);
        version.BeginProcessing();
        version.MarkReady(asset.Id);
        db.Versions.Add(version);
        if (decision == ReviewDecision.Approved)
        {
            image.Approve(version, null, fourEyes: false, actor, now);
        }
        else if (decision == ReviewDecision.Rejected)
        {
            image.Reject(version, "no", fourEyes: false, actor, now);
        }

        await db.SaveChangesAsync();
        return version;
    }

    public Task<HttpResponseMessage> PostPushAsync(Guid versionId, DateTimeOffset? publishAt = null, string? reason = null, HttpClient? client = null, params Guid[] listingIds) =>
        (client ?? App.Owner).PostAsJsonAsync("/api/v1/deployments", new { versionId, listingIds = listingIds.Length > 0 ? listingIds : [Listing.Id], publishAt, @override = reason is null ? null : new { reason } });

    public async Task<Guid> PushAsync(ImageVersion version, DateTimeOffset? publishAt = null, params Guid[] listingIds)
    {
        var answer = await PostPushAsync(version.Id, publishAt, listingIds: listingIds);
        answer.StatusCode.Should().Be(System.Net.HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await HubApp.JsonAsync(answer)).GetProperty("items")[0].GetProperty("id").GetGuid();
    }

    public async Task<JsonElement> DeploymentAsync(Guid id) => await App.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/deployments/{id}");

    public static string StatusOf(JsonElement deployment) => deployment.GetProperty("status").GetString()!;

    public Task<JsonElement> UntilAsync(Guid id, params string[] statuses) =>
        App.RunWorkUntilAsync(() => DeploymentAsync(id), d => statuses.Contains(StatusOf(d)), TimeSpan.FromSeconds(90));

    public async Task<JsonElement> PushedLiveAsync(ImageVersion version) => await UntilAsync(await PushAsync(version), "live");

    /// <summary>As it is, with its next step made due now: waits are the marketplace's, not the test's.</summary>
    public async Task<JsonElement> HurriedAsync(Guid id)
    {
        await App.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == id && w.State == WorkState.Waiting).ExecuteUpdateAsync(set => set.SetProperty(w => w.DueAt, w => w.CreatedAt)));
        return await DeploymentAsync(id);
    }

    /// <summary>What the regular round does for one picture that is live, and the second look that a deviation asks for.</summary>
    public async Task LookAgainAsync(Guid id)
    {
        await App.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            db.WorkItems.Add(new WorkItem { WorkspaceId = db.WorkspaceId!.Value, Kind = DeploymentOrders.RelookWork, Group = WorkGroups.Marketplace, SubjectId = id, Label = "test", DueAt = now, CreatedAt = now });
            return await db.SaveChangesAsync();
        });
        await App.RunWorkUntilAsync(
            () => App.WithDbAsync(db => db.WorkItems.CountAsync(w => w.SubjectId == id && w.Kind == DeploymentOrders.RelookWork && (w.State == WorkState.Waiting || w.State == WorkState.Running))),
            open => open == 0);
    }

    /// <summary>Something done at the marketplace by hand, past the hub's rows.</summary>
    public async Task<T> AtMarketplaceAsync<T>(Func<IMarketplaceConnector, StoreConnection, ListingKey, Task<T>> act)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var connections = scope.ServiceProvider.GetRequiredService<StoreConnections>();
        return await act(connections.ConnectorFor(Store), connections.Open(Store), new(Listing.ExternalId, Listing.Sku));
    }

    /// <summary>Until the marketplace complains of the picture at that address.</summary>
    public Task UntilIssueAsync(string address) => HubApp.UntilAsync(
        async () => (await AtMarketplaceAsync((connector, connection, key) => connector.ReadListingAsync(connection, key))).Value?.Listing.Issues.Select(i => i.Message).ToList() ?? [],
        complaints => complaints.Exists(c => c.Contains(address, StringComparison.Ordinal)));

    public async Task OrderAsync(string path, object order)
    {
        using var client = App.ClientFor(null);
        var answer = await client.PostAsJsonAsync($"/simulator/control/{path}", order);
        answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
    }

    public Task MischiefAsync(string kind, double minutes = 0, int? count = null) => OrderAsync("mischief", new { kind, seller = Seller, minutes, count });

    public Task FaultAsync(string kind, string operation = "patchListingsItem", int? status = null, bool afterEffect = false, int? count = 1, double seconds = 0) =>
        OrderAsync("faults", new { operation = $"amazon/{operation}", kind, status, seconds, count, urlContains = Seller, afterEffect });

    /// <summary>How often the marketplace took a push for this seller, by address.</summary>
    public async Task<IReadOnlyDictionary<string, int>> PushesAsync()
    {
        using var client = App.ClientFor(null);
        var counters = await client.GetFromJsonAsync<JsonElement>("/simulator/control/counters");
        return counters.GetProperty("pushes").EnumerateArray().Where(p => p.GetProperty("seller").GetString() == Seller)
            .ToDictionary(p => p.GetProperty("sku").GetString() + " " + (p.TryGetProperty("mediaLocation", out var at) ? at.GetString() : null), p => p.GetProperty("accepted").GetInt32(), StringComparer.Ordinal);
    }

    public Task<MainImage> ReadImageAsync() => App.WithDbAsync(db => db.MainImages.AsNoTracking().SingleAsync(i => i.Id == Image.Id));

    public Task<T> ReadAsync<T>(Func<HubDbContext, Task<T>> read) => App.WithDbAsync(read);
}
