using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Rules;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Stores;

/// <summary>The second marketplace through the whole product, with nobody but its two folders knowing its name.</summary>
public sealed class ShopifyStoryTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private const string Norvale = "norvale.myshopify.com";

    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task A_shop_is_connected_read_judged_pushed_to_seen_live_and_rolled_back()
    {
        await app.ControlAsync("settings", new { processingSeconds = 0.1, rateLimitScale = 100 });
        await app.ControlAsync("listings/seed", new { marketplace = "shopify", seller = Norvale, site = "-", count = 4, flawedShare = 1 });
        (await app.Owner.PostAsJsonAsync("/api/v1/rules/shopify/changes", new { rule = "dimensions", effect = "fail", reason = "Our theme zooms." })).EnsureSuccessStatusCode();

        // Connect: both marketplaces are offered, the form asks for what this one wants, and nothing is pushed at first.
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync("/w/home/stores/connect")).Should().Contain("marketplace=amazon").And.Contain("marketplace=shopify");
        var form = await browser.ReadAsync("/w/home/stores/connect?marketplace=shopify&simulator=true");
        form.Should().Contain("credentials[shop]").And.Contain("credentials[clientSecret]").And.NotContain("credentials[sellerId]").And.Contain("simulator/shopify").And.Contain("No figures");
        var connected = await browser.PostAsync("/w/home/stores/connect", ("name", "Norvale shop"), ("marketplace", "shopify"), ("site", "-"), ("endpoint", $"{app.Address}simulator/shopify"),
            ("credentials[shop]", Norvale), ("credentials[clientId]", "app"), ("credentials[clientSecret]", "shpss_verysecret"));
        connected.StatusCode.Should().Be(HttpStatusCode.Redirect, await connected.Content.ReadAsStringAsync());
        var page = connected.Headers.Location!.ToString();
        var store = Guid.Parse(page.Split('/')[^1]);

        // Listings in, looked at and judged: Home says how many break a rule.
        await app.RunWorkUntilAsync(() => app.WithDbAsync(db => db.StoreImports.AsNoTracking().SingleAsync(i => i.StoreId == store)), i => i.EndedAt is not null);
        var listings = await app.WithDbAsync(db => db.Listings.AsNoTracking().Where(l => l.StoreId == store).ToListAsync());
        listings.Should().HaveCount(4).And.OnlyContain(l => l.ExternalId.StartsWith("gid://shopify/Product/") && l.LiveAssetId != null);
        var broken = listings.Should().ContainSingle(l => l.LiveVerdict == Verdict.Fail).Which;
        broken.LiveBrokenRules.Should().Equal("dimensions");
        (await browser.ReadAsync("/w/home")).Should().MatchRegex("1 of your [0-9]+ live pictures breaks a rule");
        (await browser.ReadAsync(page)).Should().Contain("Read only").And.Contain("Shopify</small>").And.NotContain("shpss_verysecret");
        var before = broken.LiveAssetId!.Value;

        // A better picture: refused while the store is read only, then pushed.
        var image = await app.WithDbAsync(db => db.MainImages.AsNoTracking().SingleAsync(i => i.ProductId == broken.ProductId));
        var version = (await app.ProcessAsync(image.Id, await File.ReadAllBytesAsync(pictures.Product(seed: 5)))).Id();
        (await app.Owner.PostAsJsonAsync($"/api/v1/versions/{version}/review", new { decision = "approve" })).EnsureSuccessStatusCode();
        (await PushAsync(version, broken.Id)).StatusCode.Should().Be(HttpStatusCode.Conflict);
        await browser.GetAsync(page);
        (await browser.PostAsync($"{page}?handler=Pushes&allow=true")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var answer = await PushAsync(version, broken.Id);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var id = (await HubApp.JsonAsync(answer)).GetProperty("items")[0].Id();

        // Between its steps it is a push, and no more: live is what was fetched and matches.
        var states = new List<string>();
        var live = await UntilAsync(id, states, "live", "failed");
        states.Distinct().Should().ContainInOrder("queued", "pushing", "live");
        live.Text("status").Should().Be("live", live.ToString());
        live.GetProperty("attempts").GetInt32().Should().Be(1, "several steps are one attempt");
        live.GetProperty("evidence").Text("shown").Should().BeOneOf("reEncoded", "identical");
        live.GetProperty("beforeAssetId").GetGuid().Should().Be(before);
        live.Text("submissionId").Should().Contain("gid://shopify/MediaImage/");
        (await PushesAsync(Norvale)).Should().ContainSingle().Which.GetProperty("accepted").GetInt32().Should().Be(1);
        (await browser.ReadAsync("/w/home")).Should().MatchRegex("None of your [0-9]+ live pictures");

        // And back: what was there before hangs in front again, seen.
        var rollback = await app.Owner.PostAsync($"/api/v1/deployments/{id}/rollback", null);
        rollback.StatusCode.Should().Be(HttpStatusCode.Accepted, await rollback.Content.ReadAsStringAsync());
        var back = await UntilAsync((await HubApp.JsonAsync(rollback)).Id(), [], "live", "failed");
        back.Text("status").Should().Be("live", back.ToString());
        back.GetProperty("assetId").GetGuid().Should().Be(before);
        (await DeploymentAsync(id)).Text("status").Should().Be("rolledBack");
        (await PushesAsync(Norvale)).Should().HaveCount(2).And.OnlyContain(p => p.GetProperty("accepted").GetInt32() == 1);
    }

    [Theory]
    [InlineData("fileCreate", true)]
    [InlineData("fileUpdate", true)]
    [InlineData("productReorderMedia", false)]
    public async Task A_push_cut_off_at_any_step_reaches_the_shop_exactly_once(string operation, bool afterEffect)
    {
        var shop = $"cut-{operation}.myshopify.com".ToLowerInvariant();
        await app.ControlAsync("settings", new { processingSeconds = 0.1, rateLimitScale = 100 });
        await app.ControlAsync("listings/seed", new { marketplace = "shopify", seller = shop, site = "-", count = 1 });
        var connected = await app.Owner.PostAsJsonAsync("/api/v1/stores", new { name = shop, marketplace = "shopify", site = "-", endpoint = $"{app.Address}simulator/shopify", credentials = new { shop, clientId = "app", clientSecret = "shpss_verysecret" } });
        connected.StatusCode.Should().Be(HttpStatusCode.Created, await connected.Content.ReadAsStringAsync());
        var store = (await HubApp.JsonAsync(connected)).Id();
        (await app.ImportAsync(store)).Text("status").Should().Be("completed");
        var listing = await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.StoreId == store));
        var planned = await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = listing.ProductId, storeId = store, brief = new { } });
        var image = planned.IsSuccessStatusCode ? (await HubApp.JsonAsync(planned)).Id() : await app.WithDbAsync(db => db.MainImages.Where(i => i.ProductId == listing.ProductId && i.Scope.StoreId == store).Select(i => i.Id).SingleAsync());
        var version = (await app.ProcessAsync(image, await File.ReadAllBytesAsync(pictures.Product(seed: operation.Length + (afterEffect ? 40 : 60))))).Id();
        (await app.Owner.PostAsJsonAsync($"/api/v1/versions/{version}/review", new { decision = "approve" })).EnsureSuccessStatusCode();

        await app.ControlAsync("faults", new { operation = $"shopify/{operation}", kind = "cut", afterEffect, count = 1, urlContains = shop });
        var answer = await PushAsync(version, listing.Id);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var live = await UntilAsync((await HubApp.JsonAsync(answer)).GetProperty("items")[0].Id(), [], "live", "failed");

        live.Text("status").Should().Be("live", live.ToString());
        (await PushesAsync(shop)).Should().ContainSingle().Which.GetProperty("accepted").GetInt32().Should().Be(1);
    }

    private Task<HttpResponseMessage> PushAsync(Guid version, Guid listing) => app.Owner.PostAsJsonAsync("/api/v1/deployments", new { versionId = version, listingIds = new[] { listing } });

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
            TimeSpan.FromSeconds(90));
    }

    private async Task<IReadOnlyList<JsonElement>> PushesAsync(string shop)
    {
        using var anyone = app.ClientFor(null);
        var counters = await anyone.GetFromJsonAsync<JsonElement>("/simulator/control/counters");
        return [.. counters.GetProperty("pushes").EnumerateArray().Where(p => p.Text("marketplace") == "shopify" && p.Text("seller") == shop)];
    }
}
