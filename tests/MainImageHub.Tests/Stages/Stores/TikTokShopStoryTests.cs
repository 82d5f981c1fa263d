using System.Net;
using System.Net.Http.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

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
        await app.ReadAsync(store);
        var listings = await app.WithDbAsync(db => db.Listings.AsNoTracking().Where(l => l.StoreId == store).ToListAsync());
        listings.Should().HaveCount(3).And.OnlyContain(l => l.LiveAssetId != null);
        var broken = listings.Should().ContainSingle(l => l.LiveBrokenRules.Contains("background.white")).Which;
        var before = broken.LiveAssetId!.Value;

        // What TikTok gave in the place of the token is kept, encrypted, and shown to nobody.
        var renewed = (await app.CredentialsAsync(store))["refreshToken.renewed"];
        renewed.Should().NotBe("TTPR_single-use_first");
        (await browser.ReadAsync(page)).Should().NotContain("single-use").And.NotContain("v3rys3cret");

        // A better picture. It goes as bytes, is reviewed, and only then seen.
        var version = await app.ApprovedAsync(store, broken.ProductId, pictures.Product(seed: 5));
        await browser.GetAsync(page);
        (await browser.PostAsync($"{page}?handler=Pushes&allow=true")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var id = await app.PushAsync(version, broken.Id);
        var states = new List<string>();
        var live = await app.UntilEndedAsync(id, states);
        states.Distinct().Should().ContainInOrder("queued", "accepted", "live");
        live.Text("status").Should().Be("live", live.ToString());
        live.GetProperty("attempts").GetInt32().Should().Be(1, "several steps are one attempt");
        live.GetProperty("evidence").Text("shown").Should().BeOneOf("reEncoded", "identical");
        live.GetProperty("beforeAssetId").GetGuid().Should().Be(before);
        var sent = (await app.PushesAsync("tiktokshop", Seller)).Should().ContainSingle().Which;
        sent.GetProperty("accepted").GetInt32().Should().Be(1);
        sent.Text("mediaLocation").Should().Be(await app.SentAsync(live.Text("mediaUrl")!), "the very bytes that the address gives");

        // All tokens end; the token that was good once is dead, and what took its place works.
        await app.ExpireTokensAsync();
        var check = await app.VerifyAsync(store);
        check.GetProperty("ok").GetBoolean().Should().BeTrue(check.ToString());
        (await app.CredentialsAsync(store))["refreshToken.renewed"].Should().NotBe(renewed);

        // And back: what was there before hangs in front again, seen.
        var back = await app.UntilEndedAsync(await app.RollBackAsync(id));
        back.Text("status").Should().Be("live", back.ToString());
        back.GetProperty("assetId").GetGuid().Should().Be(before);
        (await app.DeploymentAsync(id)).Text("status").Should().Be("rolledBack");
        (await app.PushesAsync("tiktokshop", Seller)).Should().HaveCount(2).And.OnlyContain(p => p.GetProperty("accepted").GetInt32() == 1);
    }

    [Fact]
    public async Task A_picture_that_fails_the_review_ends_the_push_with_the_marketplaces_words_and_the_old_one_stays()
    {
        var (store, listing) = await ShopAsync("6refused");
        var version = await app.ApprovedAsync(store, listing.ProductId, pictures.Draw("<rect width='400' height='400' fill='#ffffff'/><rect x='60' y='60' width='280' height='280' fill='#b01020'/>", 400, 400));

        var failed = await app.UntilEndedAsync(await app.PushAsync(version, listing.Id, reason: "It is all we have."));

        failed.Text("status").Should().Be("failed", failed.ToString());
        failed.GetProperty("problem").ToString().Should().Contain("600 x 600");
        (await app.PushesAsync("tiktokshop", "6refused")).Should().ContainSingle().Which.GetProperty("states")[0].GetString().Should().Be("failed");
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
        var version = await app.ApprovedAsync(store, listing.ProductId, pictures.Product(seed: operation.Length + (afterEffect ? 40 : 60)));

        await app.ControlAsync("faults", new { operation = $"tiktokshop/{operation}", kind = "cut", afterEffect, count = 1, urlContains = seller });
        var live = await app.UntilEndedAsync(await app.PushAsync(version, listing.Id));

        live.Text("status").Should().Be("live", live.ToString());
        (await app.PushesAsync("tiktokshop", seller)).Should().ContainSingle().Which.GetProperty("accepted").GetInt32().Should().Be(1);
    }

    private Task<(Guid Store, Listing Listing)> ShopAsync(string seller) =>
        app.OneListingAsync("tiktokshop", "GB", seller, new { appKey = seller, appSecret = "v3rys3cret", refreshToken = $"TTPR_{seller}" });
}
