using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Stages.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Stores;

/// <summary>A marketplace that takes bytes, reviews what it gets and renews credentials, through the whole product.</summary>
public sealed class TikTokShopStoryTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task A_shop_is_connected_read_judged_pushed_to_reviewed_seen_live_and_rolled_back()
    {
        const string Seller = "6norvale";
        await app.ControlAsync("settings", new { processingSeconds = 0.3, rateLimitScale = 100 });
        await app.ControlAsync("listings/seed", new { marketplace = "tiktokshop", seller = Seller, site = "GB", count = 3, flawedShare = 1 });
        (await app.Owner.PostAsJsonAsync("/api/v1/rules/tiktokshop/changes", new { rule = "background.white", effect = "fail", reason = "Our shop shows white only." })).EnsureSuccessStatusCode();

        // Connect, with a refresh token that is good once.
        using var browser = await new Browser(app.Address).SignInAsync();
        var form = await browser.ReadAsync("/w/home/stores/connect?marketplace=tiktokshop&simulator=true");
        form.Should().Contain("credentials[appKey]").And.Contain("credentials[refreshToken]").And.Contain("simulator/tiktokshop").And.Contain("Shop analytics").And.NotContain("credentials[shopCode]");
        var connected = await browser.PostAsync("/w/home/stores/connect", ("name", "Norvale on TikTok"), ("marketplace", "tiktokshop"), ("site", "GB"), ("endpoint", $"{app.Address}simulator/tiktokshop"),
            ("credentials[appKey]", Seller), ("credentials[appSecret]", "v3rys3cret"), ("credentials[refreshToken]", "TTPR_single-use_first"));
        connected.StatusCode.Should().Be(HttpStatusCode.Redirect, await connected.Content.ReadAsStringAsync());
        var page = connected.Headers.Location!.ToString();
        var store = Guid.Parse(page.Split('/')[^1]);

        // Listings in, looked at and judged.
        await app.RunWorkUntilAsync(() => app.WithDbAsync(db => db.StoreImports.AsNoTracking().SingleAsync(i => i.StoreId == store)), i => i.EndedAt is not null);
        var listings = await app.WithDbAsync(db => db.Listings.AsNoTracking().Where(l => l.StoreId == store).ToListAsync());
        listings.Should().HaveCount(3).And.OnlyContain(l => l.LiveAssetId != null);
        var broken = listings.Should().ContainSingle(l => l.LiveBrokenRules.Contains("background.white")).Which;
        var before = broken.LiveAssetId!.Value;

        // What TikTok gave in the place of the token is kept, encrypted, and shown to nobody.
        var renewed = (await CredentialsAsync(store))["refreshToken.renewed"];
        renewed.Should().NotBe("TTPR_single-use_first");
        (await browser.ReadAsync(page)).Should().NotContain("single-use").And.NotContain("v3rys3cret");

        // A better picture. It goes as bytes, is reviewed, and only then seen.
        var version = await VersionAsync(store, broken.ProductId, pictures.Product(seed: 5));
        await browser.GetAsync(page);
        (await browser.PostAsync($"{page}?handler=Pushes&allow=true")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var id = await PushAsync(version, broken.Id);
        var states = new List<string>();
        var live = await UntilAsync(id, states, "live", "failed");
        states.Distinct().Should().ContainInOrder("queued", "accepted", "live");
        live.Text("status").Should().Be("live", live.ToString());
        live.GetProperty("attempts").GetInt32().Should().Be(1, "several steps are one attempt");
        live.GetProperty("evidence").Text("shown").Should().BeOneOf("reEncoded", "identical");
        live.GetProperty("beforeAssetId").GetGuid().Should().Be(before);
        var sent = (await PushesAsync(Seller)).Should().ContainSingle().Which;
        sent.GetProperty("accepted").GetInt32().Should().Be(1);
        sent.Text("mediaLocation").Should().Be($"sha256:{await SentAsync(live.Text("mediaUrl")!)}", "the very bytes that the address gives");

        // All tokens end; the token that was good once is dead, and what took its place works.
        using (var anyone = app.ClientFor(null))
        {
            (await anyone.PostAsync("/simulator/control/tokens/expire", null)).EnsureSuccessStatusCode();
        }

        var check = await HubApp.JsonAsync(await app.Owner.PostAsync($"/api/v1/stores/{store}/verify", null));
        check.GetProperty("ok").GetBoolean().Should().BeTrue(check.ToString());
        (await CredentialsAsync(store))["refreshToken.renewed"].Should().NotBe(renewed);

        // And back: what was there before hangs in front again, seen.
        var rollback = await app.Owner.PostAsync($"/api/v1/deployments/{id}/rollback", null);
        rollback.StatusCode.Should().Be(HttpStatusCode.Accepted, await rollback.Content.ReadAsStringAsync());
        var back = await UntilAsync((await HubApp.JsonAsync(rollback)).Id(), [], "live", "failed");
        back.Text("status").Should().Be("live", back.ToString());
        back.GetProperty("assetId").GetGuid().Should().Be(before);
        (await DeploymentAsync(id)).Text("status").Should().Be("rolledBack");
        (await PushesAsync(Seller)).Should().HaveCount(2).And.OnlyContain(p => p.GetProperty("accepted").GetInt32() == 1);
    }

    [Fact]
    public async Task A_picture_that_fails_the_review_ends_the_push_with_the_marketplaces_words_and_the_old_one_stays()
    {
        var (store, listing) = await ShopAsync("6refused");
        var version = await VersionAsync(store, listing.ProductId, pictures.Draw("<rect width='400' height='400' fill='#ffffff'/><rect x='60' y='60' width='280' height='280' fill='#b01020'/>", 400, 400));

        var failed = await UntilAsync(await PushAsync(version, listing.Id, reason: "It is all we have."), [], "live", "failed");

        failed.Text("status").Should().Be("failed", failed.ToString());
        failed.GetProperty("problem").ToString().Should().Contain("600 x 600");
        (await PushesAsync("6refused")).Should().ContainSingle().Which.GetProperty("states")[0].GetString().Should().Be("failed");
        (await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.Id == listing.Id))).LiveAssetId.Should().Be(listing.LiveAssetId);
    }

    [Theory]
    [InlineData("uploadProductImage", true)]
    [InlineData("uploadProductImage", false)]
    [InlineData("partialEditProduct", true)]
    [InlineData("partialEditProduct", false)]
    public async Task A_push_cut_off_at_any_step_reaches_the_shop_exactly_once(string operation, bool afterEffect)
    {
        var seller = $"6cut{operation}{afterEffect}".ToLowerInvariant();
        var (store, listing) = await ShopAsync(seller);
        var version = await VersionAsync(store, listing.ProductId, pictures.Product(seed: operation.Length + (afterEffect ? 40 : 60)));

        await app.ControlAsync("faults", new { operation = $"tiktokshop/{operation}", kind = "cut", afterEffect, count = 1, urlContains = seller });
        var live = await UntilAsync(await PushAsync(version, listing.Id), [], "live", "failed");

        live.Text("status").Should().Be("live", live.ToString());
        (await PushesAsync(seller)).Should().ContainSingle().Which.GetProperty("accepted").GetInt32().Should().Be(1);
    }

    private async Task<(Guid Store, Listing Listing)> ShopAsync(string seller)
    {
        await app.ControlAsync("settings", new { processingSeconds = 0.1, rateLimitScale = 100 });
        await app.ControlAsync("listings/seed", new { marketplace = "tiktokshop", seller, site = "GB", count = 1 });
        var connected = await app.Owner.PostAsJsonAsync("/api/v1/stores", new
        {
            name = seller,
            marketplace = "tiktokshop",
            site = "GB",
            endpoint = $"{app.Address}simulator/tiktokshop",
            allowPush = true,
            credentials = new { appKey = seller, appSecret = "v3rys3cret", refreshToken = $"TTPR_{seller}" },
        });
        connected.StatusCode.Should().Be(HttpStatusCode.Created, await connected.Content.ReadAsStringAsync());
        var store = (await HubApp.JsonAsync(connected)).Id();
        (await app.ImportAsync(store)).Text("status").Should().Be("completed");
        await app.RunWorkAsync();
        return (store, await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.StoreId == store)));
    }

    private async Task<Guid> VersionAsync(Guid store, Guid product, string path)
    {
        var planned = await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product, storeId = store, brief = new { } });
        var image = planned.IsSuccessStatusCode ? (await HubApp.JsonAsync(planned)).Id() : await app.WithDbAsync(db => db.MainImages.Where(i => i.ProductId == product).Select(i => i.Id).SingleAsync());
        var version = (await app.ProcessAsync(image, await File.ReadAllBytesAsync(path))).Id();
        (await app.Owner.PostAsJsonAsync($"/api/v1/versions/{version}/review", new { decision = "approve" })).EnsureSuccessStatusCode();
        return version;
    }

    private async Task<Guid> PushAsync(Guid version, Guid listing, string? reason = null)
    {
        var answer = await app.Owner.PostAsJsonAsync("/api/v1/deployments", new { versionId = version, listingIds = new[] { listing }, @override = reason is null ? null : new { reason } });
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await HubApp.JsonAsync(answer)).GetProperty("items")[0].Id();
    }

    private async Task<JsonElement> DeploymentAsync(Guid id) => await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/deployments/{id}");

    private async Task<JsonElement> UntilAsync(Guid id, List<string> states, params string[] ends)
    {
        states.Add((await DeploymentAsync(id)).Text("status")!);
        return await app.RunWorkUntilAsync(
            async () =>
            {
                var deployment = await DeploymentAsync(id);
                states.Add(deployment.Text("status")!);
                return deployment;
            },
            deployment => ends.Contains(deployment.Text("status")),
            TimeSpan.FromSeconds(120));
    }

    private async Task<string> SentAsync(string address)
    {
        using var anyone = app.ClientFor(null);
        return Convert.ToHexStringLower(SHA256.HashData(await anyone.GetByteArrayAsync(address)));
    }

    private async Task<IReadOnlyDictionary<string, string>> CredentialsAsync(Guid storeId) =>
        app.Services.GetRequiredService<CredentialSeals>().Open(await app.WithDbAsync(db => db.Stores.Where(s => s.Id == storeId).Select(s => s.Credentials).SingleAsync()));

    private async Task<IReadOnlyList<JsonElement>> PushesAsync(string seller)
    {
        using var anyone = app.ClientFor(null);
        var counters = await anyone.GetFromJsonAsync<JsonElement>("/simulator/control/counters");
        return [.. counters.GetProperty("pushes").EnumerateArray().Where(p => p.Text("marketplace") == "tiktokshop" && p.Text("seller") == seller)];
    }
}
