using System.Net;
using MainImageHub.Domain.Rules;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Stores;

/// <summary>eBay through the whole product: connected in the browser, read and judged, pushed to, seen live, put back, and its figures read.</summary>
public sealed class EbayStoryTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private const string Consent = "v^1.1#i^1#r^1#norvale";

    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task A_seller_is_connected_read_judged_pushed_to_seen_live_and_rolled_back()
    {
        await app.ControlAsync("settings", new { processingSeconds = 0.1, rateLimitScale = 1_000 });
        await app.ControlAsync("listings/seed", new { marketplace = "ebay", seller = Consent, site = "DE", count = 4, flawedShare = 1 });

        // Connect: it is offered among the others, by what it can do, and nothing is pushed at first.
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync("/w/home/stores/connect")).Should().Contain("marketplace=amazon").And.Contain("marketplace=ebay").And.Contain("marketplace=shopify");
        var form = await browser.ReadAsync("/w/home/stores/connect?marketplace=ebay&simulator=true");
        form.Should().Contain("credentials[refreshToken]").And.Contain("credentials[seller]").And.NotContain("credentials[sellerId]").And.Contain("simulator/ebay").And.Contain("Traffic reports").And.Contain("www.ebay.de");
        var connected = await browser.PostAsync("/w/home/stores/connect", ("name", "Norvale on eBay"), ("marketplace", "ebay"), ("site", "DE"), ("endpoint", $"{app.Address}simulator/ebay"),
            ("credentials[seller]", "norvale_gmbh"), ("credentials[clientId]", "app"), ("credentials[clientSecret]", "PRD-verysecret"), ("credentials[refreshToken]", Consent));
        connected.StatusCode.Should().Be(HttpStatusCode.Redirect, await connected.Content.ReadAsStringAsync());
        var page = connected.Headers.Location!.ToString();
        var store = Guid.Parse(page.Split('/')[^1]);

        // Listings in, looked at and judged: the small one breaks eBay's own rule.
        await app.ReadAsync(store);
        var listings = await app.WithDbAsync(db => db.Listings.AsNoTracking().Where(l => l.StoreId == store).OrderBy(l => l.Sku).ToListAsync());
        listings.Should().HaveCount(4).And.OnlyContain(l => l.ExternalId.Length == 12 && l.LiveAssetId != null);
        var broken = listings.Should().ContainSingle(l => l.LiveBrokenRules.Contains("dimensions")).Which;
        broken.LiveVerdict.Should().Be(Verdict.Fail);
        (await browser.ReadAsync(page)).Should().Contain("Read only").And.Contain("eBay DE").And.NotContain("PRD-verysecret").And.NotContain(WebUtility.HtmlEncode(Consent));

        // A better picture: refused while the store is read only, then pushed, and live is what was fetched and matches.
        var version = await ApprovedAsync(broken.ProductId, seed: 5);
        (await app.OrderPushAsync(version, broken.Id)).StatusCode.Should().Be(HttpStatusCode.Conflict);
        await browser.GetAsync(page);
        (await browser.PostAsync($"{page}?handler=Pushes&allow=true")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var states = new List<string>();
        var live = await app.UntilEndedAsync(await app.PushAsync(version, broken.Id), states);
        states.Should().StartWith("queued").And.EndWith("live");
        live.Text("status").Should().Be("live", live.ToString());
        live.GetProperty("attempts").GetInt32().Should().Be(1, "two steps are one attempt");
        live.GetProperty("evidence").Text("shown").Should().BeOneOf("reEncoded", "identical");
        live.GetProperty("beforeAssetId").GetGuid().Should().Be(broken.LiveAssetId!.Value);
        (await app.PushesAsync("ebay", Consent)).Should().ContainSingle().Which.GetProperty("accepted").GetInt32().Should().Be(1);
        (await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.Id == broken.Id))).LiveBrokenRules.Should().NotContain("dimensions");

        // And back, on one whose picture eBay would still take. (The first is sold by the other tests' sellers too.)
        var other = listings.First(l => l.Id != broken.Id && l.Sku != "SIM-0001");
        var pushed = await app.UntilEndedAsync(await app.PushAsync(await ApprovedAsync(other.ProductId, seed: 6), other.Id));
        pushed.Text("status").Should().Be("live", pushed.ToString());
        var back = await app.UntilEndedAsync(await app.RollBackAsync(pushed.Id()));
        back.Text("status").Should().Be("live", back.ToString());
        back.GetProperty("assetId").GetGuid().Should().Be(other.LiveAssetId!.Value);
        (await app.DeploymentAsync(pushed.Id())).Text("status").Should().Be("rolledBack");
        (await app.PushesAsync("ebay", Consent)).Should().HaveCount(3).And.OnlyContain(p => p.GetProperty("accepted").GetInt32() == 1);

        // Nor back to one that it would not: its own words say why.
        var refused = await app.UntilEndedAsync(await app.RollBackAsync(live.Id()));
        refused.Text("status").Should().Be("failed");
        refused.GetProperty("problem").ToString().Should().Contain("25014").And.Contain("500 pixels");

        // What shoppers did, by the day.
        var asked = await app.Owner.PostAsync($"/api/v1/stores/{store}/figures", null);
        asked.StatusCode.Should().Be(HttpStatusCode.Accepted, await asked.Content.ReadAsStringAsync());
        var reading = await app.RunWorkUntilAsync(() => app.WithDbAsync(db => db.FigureReadings.AsNoTracking().OrderByDescending(r => r.Id).FirstOrDefaultAsync(r => r.StoreId == store)), r => r?.EndedAt is not null);
        reading!.Problem.Should().BeNull();
        var days = await app.WithDbAsync(db => db.MetricDays.AsNoTracking().Where(m => m.ListingId == broken.Id).ToListAsync());
        days.Should().NotBeEmpty().And.OnlyContain(day => day.Impressions > 0 && day.Clicks != null && day.Sessions == null && day.Revenue == null);
    }

    [Theory]
    [InlineData("createImageFromUrl", true)]
    [InlineData("createOrReplaceInventoryItem", true)]
    [InlineData("createOrReplaceInventoryItem", false)]
    public async Task A_push_cut_off_at_any_step_reaches_the_listing_exactly_once(string operation, bool afterEffect)
    {
        var consent = $"v^1.1#cut-{operation}-{afterEffect}";
        var (store, listing) = await app.OneListingAsync("ebay", "US", consent, new { seller = "cut", clientId = "app", clientSecret = "PRD-verysecret", refreshToken = consent });
        var version = await app.ApprovedAsync(store, listing.ProductId, pictures.Product(seed: 80 + operation.Length + (afterEffect ? 1 : 0)));

        await app.ControlAsync("faults", new { operation = $"ebay/{operation}", kind = "cut", afterEffect, count = 1, urlContains = consent });
        var live = await app.UntilEndedAsync(await app.PushAsync(version, listing.Id));

        live.Text("status").Should().Be("live", live.ToString());
        (await app.PushesAsync("ebay", consent)).Should().ContainSingle().Which.GetProperty("accepted").GetInt32().Should().Be(1);
    }

    /// <summary>A version of the picture that was found live.</summary>
    private async Task<Guid> ApprovedAsync(Guid product, int seed) =>
        await app.ApprovedAsync(await app.WithDbAsync(db => db.MainImages.Where(i => i.ProductId == product).Select(i => i.Id).SingleAsync()), pictures.Product(seed: seed));
}
