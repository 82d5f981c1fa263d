using System.Net;
using System.Net.Http.Json;
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
        await app.ReadAsync(store);
        var listings = await app.WithDbAsync(db => db.Listings.AsNoTracking().Where(l => l.StoreId == store).ToListAsync());
        listings.Should().HaveCount(4).And.OnlyContain(l => l.ExternalId.StartsWith("gid://shopify/Product/") && l.LiveAssetId != null);
        var broken = listings.Should().ContainSingle(l => l.LiveVerdict == Verdict.Fail).Which;
        broken.LiveBrokenRules.Should().Equal("dimensions");
        (await browser.ReadAsync("/w/home")).Should().MatchRegex("1 of your [0-9]+ live pictures breaks a rule");
        (await browser.ReadAsync(page)).Should().Contain("Read only").And.Contain("Shopify</small>").And.NotContain("shpss_verysecret");
        var before = broken.LiveAssetId!.Value;

        // A better picture: refused while the store is read only, then pushed.
        var image = await app.WithDbAsync(db => db.MainImages.AsNoTracking().SingleAsync(i => i.ProductId == broken.ProductId));
        var version = await app.ApprovedAsync(image.Id, pictures.Product(seed: 5));
        (await app.OrderPushAsync(version, broken.Id)).StatusCode.Should().Be(HttpStatusCode.Conflict);
        await browser.GetAsync(page);
        (await browser.PostAsync($"{page}?handler=Pushes&allow=true")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var id = await app.PushAsync(version, broken.Id);

        // Between its steps it is a push, and no more: live is what was fetched and matches.
        var states = new List<string>();
        var live = await app.UntilEndedAsync(id, states);
        states.Distinct().Should().ContainInOrder("queued", "pushing", "live");
        live.Text("status").Should().Be("live", live.ToString());
        live.GetProperty("attempts").GetInt32().Should().Be(1, "several steps are one attempt");
        live.GetProperty("evidence").Text("shown").Should().BeOneOf("reEncoded", "identical");
        live.GetProperty("beforeAssetId").GetGuid().Should().Be(before);
        live.Text("submissionId").Should().Contain("gid://shopify/MediaImage/");
        (await app.PushesAsync("shopify", Norvale)).Should().ContainSingle().Which.GetProperty("accepted").GetInt32().Should().Be(1);
        (await browser.ReadAsync("/w/home")).Should().MatchRegex("None of your [0-9]+ live pictures");

        // And back: what was there before hangs in front again, seen.
        var back = await app.UntilEndedAsync(await app.RollBackAsync(id));
        back.Text("status").Should().Be("live", back.ToString());
        back.GetProperty("assetId").GetGuid().Should().Be(before);
        (await app.DeploymentAsync(id)).Text("status").Should().Be("rolledBack");
        (await app.PushesAsync("shopify", Norvale)).Should().HaveCount(2).And.OnlyContain(p => p.GetProperty("accepted").GetInt32() == 1);
    }

    [Theory]
    [InlineData("fileCreate", true)]
    [InlineData("fileUpdate", true)]
    [InlineData("productReorderMedia", false)]
    public async Task A_push_cut_off_at_any_step_reaches_the_shop_exactly_once(string operation, bool afterEffect)
    {
        var shop = $"cut-{operation}.myshopify.com".ToLowerInvariant();
        var (store, listing) = await app.OneListingAsync("shopify", "-", shop, new { shop, clientId = "app", clientSecret = "shpss_verysecret" });
        var version = await app.ApprovedAsync(store, listing.ProductId, pictures.Product(seed: operation.Length + (afterEffect ? 40 : 60)));

        await app.ControlAsync("faults", new { operation = $"shopify/{operation}", kind = "cut", afterEffect, count = 1, urlContains = shop });
        var live = await app.UntilEndedAsync(await app.PushAsync(version, listing.Id));

        live.Text("status").Should().Be("live", live.ToString());
        (await app.PushesAsync("shopify", shop)).Should().ContainSingle().Which.GetProperty("accepted").GetInt32().Should().Be(1);
    }
}
