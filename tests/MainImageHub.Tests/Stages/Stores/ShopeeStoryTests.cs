using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.Domain.Listings;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Stores;

/// <summary>A marketplace that takes bytes, locks items in promotions and gives refresh tokens that are good once, through the whole product.</summary>
public sealed partial class ShopeeStoryTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task A_shop_is_connected_read_judged_pushed_to_seen_live_and_rolled_back()
    {
        const string Shop = "700001";
        await app.ControlAsync("settings", new { processingSeconds = 0.3, rateLimitScale = 100 });
        await app.ControlAsync("listings/seed", new { marketplace = "shopee", seller = Shop, site = "MY", count = 3, flawedShare = 1 });
        (await app.Owner.PostAsJsonAsync("/api/v1/rules/shopee/changes", new { rule = "productFill", effect = "fail", reason = "Our shop shows products large." })).EnsureSuccessStatusCode();

        // Connect, by the form that is filled in for the simulator, with a refresh token that is good once.
        using var browser = await new Browser(app.Address).SignInAsync();
        var form = await browser.ReadAsync("/w/home/stores/connect?marketplace=shopee&simulator=true");
        form.Should().Contain("credentials[partnerId]").And.Contain("inputmode=\"numeric\"").And.Contain("simulator/shopee");
        var partner = SampleKey.Match(form).Groups["partner"].Value;
        form.Should().Contain($"value=\"{partner}\"", "the key is that of the partner");
        var connected = await browser.PostAsync("/w/home/stores/connect", ("name", "Norvale on Shopee"), ("marketplace", "shopee"), ("site", "MY"), ("endpoint", $"{app.Address}simulator/shopee"),
            ("credentials[partnerId]", partner), ("credentials[partnerKey]", $"simulated-partnerKey-{partner}"), ("credentials[shopId]", Shop), ("credentials[refreshToken]", "the-very-first-one"));
        connected.StatusCode.Should().Be(HttpStatusCode.Redirect, await connected.Content.ReadAsStringAsync());
        var page = connected.Headers.Location!.ToString();
        var store = Guid.Parse(page.Split('/')[^1]);

        // Listings in, looked at and judged.
        await app.ReadAsync(store);
        var listings = await app.WithDbAsync(db => db.Listings.AsNoTracking().Where(l => l.StoreId == store).ToListAsync());
        listings.Should().HaveCount(3).And.OnlyContain(l => l.LiveAssetId != null);
        var broken = listings.Should().ContainSingle(l => l.LiveBrokenRules.Contains("productFill")).Which;
        var before = broken.LiveAssetId!.Value;

        // What Shopee gave in the place of the token is kept, encrypted, and shown to nobody.
        var renewed = (await app.CredentialsAsync(store))["refreshToken.renewed"];
        renewed.Should().NotBe("the-very-first-one");
        (await browser.ReadAsync(page)).Should().NotContain(renewed).And.NotContain("the-very-first-one").And.NotContain("simulated-partnerKey");

        // A better picture. It goes as bytes, and is seen.
        var version = await app.ApprovedAsync(store, broken.ProductId, pictures.Product(seed: 15));
        await browser.GetAsync(page);
        (await browser.PostAsync($"{page}?handler=Pushes&allow=true")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var id = await app.PushAsync(version, broken.Id);
        var live = await app.UntilEndedAsync(id);
        live.Text("status").Should().Be("live", live.ToString());
        live.GetProperty("attempts").GetInt32().Should().Be(1, "several steps are one attempt");
        live.GetProperty("evidence").Text("shown").Should().BeOneOf("reEncoded", "identical");
        live.GetProperty("beforeAssetId").GetGuid().Should().Be(before);
        var sent = (await app.PushesAsync("shopee", Shop)).Should().ContainSingle().Which;
        sent.GetProperty("accepted").GetInt32().Should().Be(1);
        sent.Text("mediaLocation").Should().Be(await app.SentAsync(live.Text("mediaUrl")!), "the very bytes that the address gives");

        // And back: what was there before hangs in front again, seen.
        var back = await app.UntilEndedAsync(await app.RollBackAsync(id));
        back.Text("status").Should().Be("live", back.ToString());
        back.GetProperty("assetId").GetGuid().Should().Be(before);
        (await app.DeploymentAsync(id)).Text("status").Should().Be("rolledBack");
        (await app.PushesAsync("shopee", Shop)).Should().HaveCount(2).And.OnlyContain(p => p.GetProperty("accepted").GetInt32() == 1);
    }

    [Fact]
    public async Task A_promotion_locks_the_picture_and_the_push_says_what_to_do()
    {
        const string Shop = "700002";
        var (store, listing) = await ShopAsync(Shop);
        var version = await app.ApprovedAsync(store, listing.ProductId, pictures.Product(seed: 25));
        await app.ControlAsync("mischief", new { kind = "inPromotion", seller = Shop, count = 1 });

        var failed = await app.UntilEndedAsync(await app.PushAsync(version, listing.Id));

        failed.Text("status").Should().Be("failed", failed.ToString());
        failed.GetProperty("problem").ToString().Should().Contain("promotion").And.Contain("Marketing Centre");
        (await app.PushesAsync("shopee", Shop)).Should().BeEmpty();
        (await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.Id == listing.Id))).LiveAssetId.Should().Be(listing.LiveAssetId);

        // The promotion is over.
        var live = await app.UntilEndedAsync(await app.PushAsync(version, listing.Id));
        live.Text("status").Should().Be("live", live.ToString());
    }

    [Fact]
    public async Task A_refresh_token_that_was_used_elsewhere_has_the_store_connected_again()
    {
        const string Shop = "700003";
        var (store, _) = await ShopAsync(Shop);
        await UseAsync((await app.CredentialsAsync(store))["refreshToken.renewed"], Shop);
        await app.ExpireTokensAsync();

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var told = await app.VerifyAsync(store);
            told.GetProperty("ok").GetBoolean().Should().BeFalse();
            told.ToString().Should().Contain("authorise the app again");
        }

        (await app.Owner.PatchAsJsonAsync($"/api/v1/stores/{store}", new { credentials = new { refreshToken = "a-new-consent" } })).EnsureSuccessStatusCode();
        var mended = await app.VerifyAsync(store);
        mended.GetProperty("ok").GetBoolean().Should().BeTrue(mended.ToString());
    }

    [Theory]
    [InlineData("uploadImage", true)]
    [InlineData("updateItem", true)]
    [InlineData("updateItem", false)]
    public async Task A_push_cut_off_at_any_step_reaches_the_shop_exactly_once(string operation, bool afterEffect)
    {
        var shop = $"70001{operation.Length % 10}{(afterEffect ? 1 : 0)}";
        var (store, listing) = await ShopAsync(shop);
        var version = await app.ApprovedAsync(store, listing.ProductId, pictures.Product(seed: operation.Length + (afterEffect ? 140 : 160)));

        // An upload names no shop; of this partner there is only one that uploads now.
        await app.ControlAsync("faults", new { operation = $"shopee/{operation}", kind = "cut", afterEffect, count = 1, urlContains = operation == "uploadImage" ? PartnerOf(shop) : shop });
        var live = await app.UntilEndedAsync(await app.PushAsync(version, listing.Id));

        live.Text("status").Should().Be("live", live.ToString());
        (await app.PushesAsync("shopee", shop)).Should().ContainSingle().Which.GetProperty("accepted").GetInt32().Should().Be(1);
    }

    private static string PartnerOf(string shop) => $"3{shop}";

    private Task<(Guid Store, Listing Listing)> ShopAsync(string shop) => app.OneListingAsync(
        "shopee", "SG", shop, new { partnerId = PartnerOf(shop), partnerKey = $"simulated-partnerKey-{PartnerOf(shop)}", shopId = shop, refreshToken = $"first-of-{shop}" });

    /// <summary>As another tool with the same app would.</summary>
    private async Task UseAsync(string refreshToken, string shop)
    {
        const string Path = "/api/v2/auth/access_token/get";
        var partner = PartnerOf(shop);
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var sign = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes($"simulated-partnerKey-{partner}"), Encoding.UTF8.GetBytes($"{partner}{Path}{timestamp}")));
        using var anyone = app.ClientFor(null);
        var answer = await anyone.PostAsJsonAsync(
            $"/simulator/shopee{Path}?partner_id={partner}&timestamp={timestamp}&sign={sign}",
            new Dictionary<string, object> { ["refresh_token"] = refreshToken, ["partner_id"] = long.Parse(partner, CultureInfo.InvariantCulture), ["shop_id"] = long.Parse(shop, CultureInfo.InvariantCulture) });
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("error").Should().BeEmpty();
    }

    [GeneratedRegex("simulated-partnerKey-(?<partner>[0-9]{9})", RegexOptions.CultureInvariant)]
    private static partial Regex SampleKey { get; }
}
