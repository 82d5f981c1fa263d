using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Upload;

/// <summary>Some products beside some stores of the simulated Amazon, each product with an approved version for all of them; and orders of pushes of these.</summary>
internal sealed class Rack
{
    public const string Batches = "/api/v1/push-batches";

    private static int drawn = 500;

    private Rack(Shop shop, IReadOnlyList<Store> stores) => (Shop, Stores) = (shop, stores);

    public Shop Shop { get; }

    public IReadOnlyList<Store> Stores { get; }

    public List<MainImage> Images { get; } = [];

    public List<ImageVersion> Versions { get; } = [];

    public List<Listing> Listings { get; } = [];

    private HubApp App => Shop.App;

    public IEnumerable<Guid> ListingIds => Listings.Select(l => l.Id);

    /// <param name="app">The product.</param>
    /// <param name="pictures">Draws one for each product.</param>
    /// <param name="products">How many, each listed in every store.</param>
    /// <param name="sites">A store for each.</param>
    public static async Task<Rack> OpenAsync(HubApp app, Pictures pictures, int products, params string[] sites)
    {
        var shop = await Shop.OpenAsync(app, scope: Scope.ForMarketplace("amazon"));
        var stores = new List<Store>();
        foreach (var site in sites)
        {
            stores.Add(await shop.AddStoreAsync(site: site));
        }

        var rack = new Rack(shop, stores);
        for (var i = 0; i < products; i++)
        {
            await rack.AddAsync(pictures);
        }

        return rack;
    }

    /// <summary>One more product, in every store; without a picture of its own nothing of it is approved.</summary>
    public async Task<IReadOnlyList<Listing>> AddAsync(Pictures? pictures)
    {
        var image = await App.PlannedImageAsync(Scope.ForMarketplace("amazon"));
        Images.Add(image);
        if (pictures is not null)
        {
            Versions.Add(await Shop.VersionAsync(pictures.Product(seed: Interlocked.Increment(ref drawn)), of: image));
        }

        var listings = new List<Listing>();
        foreach (var store in Stores)
        {
            listings.Add(await Shop.AddListingAsync(store, image.ProductId));
        }

        Listings.AddRange(listings);
        return listings;
    }

    public Listing ListingIn(Store store, int product = 0) => Listings.Single(l => l.StoreId == store.Id && l.ProductId == Images[product].ProductId);

    public async Task<JsonElement> PlanAsync(object order, HttpClient? client = null)
    {
        var answer = await (client ?? App.Owner).PostAsJsonAsync(Batches, order);
        answer.StatusCode.Should().Be(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await HubApp.JsonAsync(answer);
    }

    public async Task<JsonElement> OrderAsync(object order, HttpClient? client = null) => await (client ?? App.Owner).PostAsJsonAsync(Batches, order).AcceptedAsync();

    public Task<JsonElement> ChangeAsync(JsonElement batch, string what, HttpClient? client = null) => (client ?? App.Owner).PostAsync($"{Batches}/{batch.Id()}/{what}", null).AcceptedAsync();

    public async Task<JsonElement> ReadAsync(JsonElement batch) => await App.Owner.GetFromJsonAsync<JsonElement>($"{Batches}/{batch.Id()}");

    /// <summary>By listing.</summary>
    public async Task<Dictionary<Guid, JsonElement>> ItemsAsync(JsonElement batch, string filter = "") =>
        (await App.Owner.GetFromJsonAsync<JsonElement>($"{Batches}/{batch.Id()}/items?limit=200{filter}")).GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("listingId").GetGuid());

    public Task<JsonElement> UntilDoneAsync(JsonElement batch) => App.RunWorkUntilAsync(() => ReadAsync(batch), b => b.GetProperty("isDone").GetBoolean(), TimeSpan.FromSeconds(180));

    public static int Count(JsonElement batch, string of) => batch.GetProperty("counts").GetProperty(of).GetInt32();

    public static string? Why(JsonElement item) => item.TryGetProperty("problem", out var problem) ? problem.Text("code") : null;

    public static string? StatusOf(JsonElement item) => item.GetProperty("deployment").Text("status");

    public Task<List<Deployment>> DeploymentsAsync() => App.WithDbAsync(db => db.Deployments.AsNoTracking().Where(d => ListingIds.Contains(d.ListingId)).OrderBy(d => d.Id).ToListAsync());
}
