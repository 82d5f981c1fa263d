using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Stores;

/// <summary>
/// A marketplace that takes bytes, reviews every change and takes what it refuses off sale, through the whole product: the same at Lazada and AliExpress, whose credentials
/// are of one kind.
/// </summary>
public abstract partial class ReviewedStoryTests(HubApp app) : IClassFixture<HubApp>
{
    protected HubApp App => app;

    protected abstract string Marketplace { get; }

    /// <summary>Where the shop sells that is connected by the form.</summary>
    protected abstract string Site { get; }

    /// <summary>Where the others do.</summary>
    protected abstract string UsualSite { get; }

    /// <summary>What the form shows besides.</summary>
    protected abstract string FormShows { get; }

    /// <summary>The rule that one of three flawed pictures breaks, once a workspace takes it seriously.</summary>
    protected abstract string Rule { get; }

    /// <summary>What a push that the review refused is told with, and how the simulator counts it.</summary>
    protected abstract (string Code, string Words, string State) Refusal { get; }

    /// <summary>A seller of this marketplace's own among those of all tests.</summary>
    protected abstract string Seller(int number);

    [Fact]
    public async Task A_shop_is_connected_read_judged_pushed_to_reviewed_seen_live_and_rolled_back()
    {
        using var pictures = new Pictures();
        var seller = Seller(1);
        await app.ControlAsync("settings", new { processingSeconds = 0.3, rateLimitScale = 1_000 });
        await app.ControlAsync("listings/seed", new { marketplace = Marketplace, seller, site = Site, count = 3, flawedShare = 1 });
        (await app.Owner.PostAsJsonAsync($"/api/v1/rules/{Marketplace}/changes", new { rule = Rule, effect = "fail", reason = "Our shop is strict about it." })).EnsureSuccessStatusCode();

        // Connect, by the form that is filled in for the simulator; pictures stay, it says.
        using var browser = await new Browser(app.Address).SignInAsync();
        var form = await browser.ReadAsync($"/w/home/stores/connect?marketplace={Marketplace}&simulator=true");
        form.Should().Contain("credentials[appKey]").And.Contain("inputmode=\"numeric\"").And.Contain($"simulator/{Marketplace}").And.Contain(FormShows);
        var key = SampleSecret.Match(form).Groups["key"].Value;
        form.Should().Contain($"value=\"{key}\"", "the secret is that of the app");
        var connected = await browser.PostAsync("/w/home/stores/connect", ("name", "Norvale"), ("marketplace", Marketplace), ("site", Site), ("endpoint", $"{app.Address}simulator/{Marketplace}"),
            ("credentials[appKey]", seller), ("credentials[appSecret]", $"simulated-appSecret-{seller}"), ("credentials[refreshToken]", "the-very-first-one"));
        connected.StatusCode.Should().Be(HttpStatusCode.Redirect, await connected.Content.ReadAsStringAsync());
        var page = connected.Headers.Location!.ToString();
        var store = Guid.Parse(page.Split('/')[^1]);

        // Listings in, looked at and judged.
        await app.ReadAsync(store);
        var listings = await app.WithDbAsync(db => db.Listings.AsNoTracking().Where(l => l.StoreId == store).ToListAsync());
        listings.Should().HaveCount(3).And.OnlyContain(l => l.LiveAssetId != null);
        var broken = listings.Should().ContainSingle(l => l.LiveBrokenRules.Contains(Rule)).Which;

        // The review refuses what is not on white, so a picture is replaced that can come back.
        var listing = Rule == RuleIds.WhiteBackground ? listings.First(l => l.Id != broken.Id) : broken;
        var before = listing.LiveAssetId!.Value;

        // What the marketplace gave in the place of the token is kept, encrypted, and shown to nobody.
        var renewed = (await app.CredentialsAsync(store))["refreshToken.renewed"];
        renewed.Should().NotBe("the-very-first-one");
        (await browser.ReadAsync(page)).Should().NotContain(renewed).And.NotContain("the-very-first-one").And.NotContain("simulated-appSecret");

        // A better picture. It goes as bytes, is reviewed, and only then seen.
        var version = await app.ApprovedAsync(store, listing.ProductId, pictures.Product(seed: 35));
        await browser.GetAsync(page);
        (await browser.PostAsync($"{page}?handler=Pushes&allow=true")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var id = await app.PushAsync(version, listing.Id);
        List<string> states = [];
        var live = await app.UntilEndedAsync(id, states);
        states.Distinct().Should().ContainInOrder("queued", "accepted", "live");
        live.Text("status").Should().Be("live", live.ToString());
        live.GetProperty("attempts").GetInt32().Should().Be(1, "several steps are one attempt");
        live.GetProperty("evidence").Text("shown").Should().BeOneOf("reEncoded", "identical");
        live.GetProperty("beforeAssetId").GetGuid().Should().Be(before);
        var sent = (await app.PushesAsync(Marketplace, seller)).Should().ContainSingle().Which;
        sent.GetProperty("accepted").GetInt32().Should().Be(1);
        sent.Text("mediaLocation").Should().Be(await app.SentAsync(live.Text("mediaUrl")!), "the very bytes that the address gives");

        // And back: what was there before hangs in front again, seen.
        var back = await app.UntilEndedAsync(await app.RollBackAsync(id));
        back.Text("status").Should().Be("live", back.ToString());
        back.GetProperty("assetId").GetGuid().Should().Be(before);
        (await app.DeploymentAsync(id)).Text("status").Should().Be("rolledBack");
        (await app.PushesAsync(Marketplace, seller)).Should().HaveCount(2).And.OnlyContain(p => p.GetProperty("accepted").GetInt32() == 1);
    }

    [Fact]
    public async Task A_picture_that_the_review_refuses_ends_the_push_with_its_words_and_a_better_one_mends_it()
    {
        using var pictures = new Pictures();
        var seller = Seller(2);
        var (store, listing) = await ShopAsync(seller);
        var grey = await app.ApprovedAsync(store, listing.ProductId, pictures.Draw("<rect width='800' height='800' fill='#888888'/><rect x='80' y='80' width='640' height='640' fill='#b01020'/>", 800, 800));

        var failed = await app.UntilEndedAsync(await app.PushAsync(grey, listing.Id, reason: "It is all we have."));

        failed.Text("status").Should().Be("failed", failed.ToString());
        failed.GetProperty("problem").ToString().Should().Contain(Refusal.Code).And.Contain(Refusal.Words);
        (await app.PushesAsync(Marketplace, seller)).Should().ContainSingle().Which.GetProperty("states")[0].GetString().Should().Be(Refusal.State);
        (await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.Id == listing.Id))).Suppressed.Should().BeTrue("it is off sale");

        var live = await app.UntilEndedAsync(await app.PushAsync(await app.ApprovedAsync(store, listing.ProductId, pictures.Product(seed: 45)), listing.Id));
        live.Text("status").Should().Be("live", live.ToString());
        (await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.Id == listing.Id))).Suppressed.Should().BeFalse();
    }

    [Fact]
    public async Task Tokens_that_expire_are_renewed_and_a_dead_refresh_token_has_the_store_connected_again()
    {
        using var pictures = new Pictures();
        var seller = Seller(3);
        var (store, listing) = await ShopAsync(seller);
        var renewed = (await app.CredentialsAsync(store))["refreshToken.renewed"];

        // All access tokens end in the middle; the push goes on with a new one.
        await app.ExpireTokensAsync();
        var live = await app.UntilEndedAsync(await app.PushAsync(await app.ApprovedAsync(store, listing.ProductId, pictures.Product(seed: 55)), listing.Id));
        live.Text("status").Should().Be("live", live.ToString());
        (await app.CredentialsAsync(store))["refreshToken.renewed"].Should().NotBe(renewed);

        // The answer of an exchange is lost: nothing but a new consent helps, and that is said.
        await app.ExpireTokensAsync();
        await app.ControlAsync("faults", new { operation = $"{Marketplace}/token", kind = "cut", afterEffect = true, count = 1, urlContains = seller });
        (await app.VerifyAsync(store)).GetProperty("ok").GetBoolean().Should().BeFalse();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            (await app.VerifyAsync(store)).ToString().Should().Contain("authorise the app again");
        }

        (await app.Owner.PatchAsJsonAsync($"/api/v1/stores/{store}", new { credentials = new { refreshToken = "a-new-consent" } })).EnsureSuccessStatusCode();
        var mended = await app.VerifyAsync(store);
        mended.GetProperty("ok").GetBoolean().Should().BeTrue(mended.ToString());
    }

    /// <param name="operation">At which step, by the simulator's name.</param>
    /// <param name="afterEffect">Whether that was done.</param>
    protected async Task CutOffAsync(string operation, bool afterEffect)
    {
        using var pictures = new Pictures();
        var step = (operation.Sum(letter => letter) % 90) + (afterEffect ? 110 : 10);
        var seller = $"{Seller(9)}{step}";
        var (store, listing) = await ShopAsync(seller);
        var version = await app.ApprovedAsync(store, listing.ProductId, pictures.Product(seed: 200 + step));

        await app.ControlAsync("faults", new { operation = $"{Marketplace}/{operation}", kind = "cut", afterEffect, count = 1, urlContains = $"app_key={seller}&" });
        var live = await app.UntilEndedAsync(await app.PushAsync(version, listing.Id));

        live.Text("status").Should().Be("live", live.ToString());
        (await app.PushesAsync(Marketplace, seller)).Should().ContainSingle().Which.GetProperty("accepted").GetInt32().Should().Be(1);
    }

    protected Task<(Guid Store, Listing Listing)> ShopAsync(string seller) =>
        app.OneListingAsync(Marketplace, UsualSite, seller, new { appKey = seller, appSecret = $"simulated-appSecret-{seller}", refreshToken = $"first-of-{seller}" });

    [GeneratedRegex("simulated-appSecret-(?<key>[0-9]{9})", RegexOptions.CultureInvariant)]
    private static partial Regex SampleSecret { get; }
}
