using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Stages.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Stores;

/// <summary>What the stories of all marketplaces do: connect, approve, push, wait for the end, and ask the simulated marketplace what it took in.</summary>
internal static class StoreStories
{
    // A push takes looks at 0, 5, 15 and 60 seconds, on a machine that may be busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>A store on the application's own simulator, read, with its one listing.</summary>
    public static async Task<(Guid Store, Listing Listing)> OneListingAsync(this HubApp app, string marketplace, string site, string seller, object credentials)
    {
        await app.ControlAsync("settings", new { processingSeconds = 0.1, rateLimitScale = 1_000 });
        await app.ControlAsync("listings/seed", new { marketplace, seller, site, count = 1 });
        var connected = await app.Owner.PostAsJsonAsync("/api/v1/stores", new { name = $"{marketplace} {seller}", marketplace, site, endpoint = $"{app.Address}simulator/{marketplace}", allowPush = true, credentials });
        connected.StatusCode.Should().Be(HttpStatusCode.Created, await connected.Content.ReadAsStringAsync());
        var store = (await HubApp.JsonAsync(connected)).Id();
        (await app.ImportAsync(store)).Text("status").Should().Be("completed");
        await app.RunWorkAsync();
        return (store, await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.StoreId == store)));
    }

    /// <summary>The reading that began when the store was connected, to its end.</summary>
    public static Task ReadAsync(this HubApp app, Guid store) =>
        app.RunWorkUntilAsync(() => app.WithDbAsync(db => db.StoreImports.AsNoTracking().SingleAsync(i => i.StoreId == store)), i => i.EndedAt is not null);

    /// <summary>A version of the product's picture in this store, whether that has a life yet or not.</summary>
    public static async Task<Guid> ApprovedAsync(this HubApp app, Guid store, Guid product, string path)
    {
        var planned = await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product, storeId = store, brief = new { } });
        var image = planned.IsSuccessStatusCode ? (await HubApp.JsonAsync(planned)).Id() : await app.WithDbAsync(db => db.MainImages.Where(i => i.ProductId == product && i.Scope.StoreId == store).Select(i => i.Id).SingleAsync());
        return await app.ApprovedAsync(image, path);
    }

    public static async Task<Guid> ApprovedAsync(this HubApp app, Guid image, string path)
    {
        var version = (await app.ProcessAsync(image, await File.ReadAllBytesAsync(path))).Id();
        (await app.Owner.PostAsJsonAsync($"/api/v1/versions/{version}/review", new { decision = "approve" })).EnsureSuccessStatusCode();
        return version;
    }

    public static Task<HttpResponseMessage> OrderPushAsync(this HubApp app, Guid version, Guid listing, string? reason = null) =>
        app.Owner.PostAsJsonAsync("/api/v1/deployments", new { versionId = version, listingIds = new[] { listing }, @override = reason is null ? null : new { reason } });

    public static async Task<Guid> PushAsync(this HubApp app, Guid version, Guid listing, string? reason = null)
    {
        var answer = await app.OrderPushAsync(version, listing, reason);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await HubApp.JsonAsync(answer)).GetProperty("items")[0].Id();
    }

    public static async Task<Guid> RollBackAsync(this HubApp app, Guid deployment)
    {
        var answer = await app.Owner.PostAsync($"/api/v1/deployments/{deployment}/rollback", null);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await HubApp.JsonAsync(answer)).Id();
    }

    public static async Task<JsonElement> DeploymentAsync(this HubApp app, Guid id) => await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/deployments/{id}");

    /// <summary>Until it is live or failed.</summary>
    /// <param name="app">The product.</param>
    /// <param name="id">The deployment.</param>
    /// <param name="states">Takes what it was on the way.</param>
    public static async Task<JsonElement> UntilEndedAsync(this HubApp app, Guid id, List<string>? states = null)
    {
        states ??= [];
        states.Add((await app.DeploymentAsync(id)).Text("status")!);
        return await app.RunWorkUntilAsync(
            async () =>
            {
                var deployment = await app.DeploymentAsync(id);
                states.Add(deployment.Text("status")!);
                return deployment;
            },
            deployment => deployment.Text("status") is "live" or "failed",
            Patience);
    }

    /// <summary>What the simulator calls a picture that came as bytes: those that the address gives.</summary>
    public static async Task<string> SentAsync(this HubApp app, string address)
    {
        using var anyone = app.ClientFor(null);
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(await anyone.GetByteArrayAsync(address)))}";
    }

    public static async Task<IReadOnlyDictionary<string, string>> CredentialsAsync(this HubApp app, Guid store) =>
        app.Services.GetRequiredService<CredentialSeals>().Open(await app.WithDbAsync(db => db.Stores.Where(s => s.Id == store).Select(s => s.Credentials).SingleAsync()));

    public static async Task<IReadOnlyList<JsonElement>> PushesAsync(this HubApp app, string marketplace, string seller)
    {
        using var anyone = app.ClientFor(null);
        var counters = await anyone.GetFromJsonAsync<JsonElement>("/simulator/control/counters");
        return [.. counters.GetProperty("pushes").EnumerateArray().Where(p => p.Text("marketplace") == marketplace && p.Text("seller") == seller)];
    }

    public static async Task ExpireTokensAsync(this HubApp app)
    {
        using var anyone = app.ClientFor(null);
        (await anyone.PostAsync("/simulator/control/tokens/expire", null)).EnsureSuccessStatusCode();
    }

    public static async Task<JsonElement> VerifyAsync(this HubApp app, Guid store) => await HubApp.JsonAsync(await app.Owner.PostAsync($"/api/v1/stores/{store}/verify", null));
}
