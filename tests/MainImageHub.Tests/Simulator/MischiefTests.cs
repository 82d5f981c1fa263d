using System.Net.Http.Json;
using System.Text.Json;

namespace MainImageHub.Tests.Simulator;

public sealed class MischiefTests
{
    [Fact]
    public async Task Accepted_picture_is_never_shown()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var before = await market.MainLinkAsync("A");
        await market.OrderAsync("mischief", new { kind = "neverShow", sku = "A" });
        await market.PatchAsync("A", market.Host("p.png", SimulatedMarketplace.Png()));

        await StateAsync(market, "shadowed");
        (await market.MainLinkAsync("A")).Should().Be(before);
        (await market.ItemAsync("A")).GetProperty("attributes").GetProperty("main_product_image_locator")[0].GetProperty("media_location").GetString().Should().EndWith("p.png");
    }

    [Fact]
    public async Task Another_contributor_wins()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var mine = await market.ReplaceAsync("A", SimulatedMarketplace.Png("mug", "mine"));
        var other = await market.ReplaceAsync("A", SimulatedMarketplace.Png("mug", "other"));
        await market.OrderAsync("mischief", new { kind = "otherContributorWins", count = 1 });
        var shown = await market.ReplaceAsync("A", SimulatedMarketplace.Png("mug", "mine"));

        shown.Should().NotBe(mine).And.NotBe(other);
    }

    [Fact]
    public async Task Reading_shows_a_siblings_picture_once()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var (mine, sibling) = (await market.MainLinkAsync("A"), await market.MainLinkAsync("B"));
        await market.OrderAsync("mischief", new { kind = "showSibling", sku = "A", count = 1 });

        (await market.MainLinkAsync("A")).Should().Be(sibling);
        (await market.MainLinkAsync("A")).Should().Be(mine);
    }

    [Fact]
    public async Task Delayed_picture_waits_for_the_worlds_clock()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var before = await market.MainLinkAsync("A");
        await market.OrderAsync("mischief", new { kind = "delayLive", minutes = 90 });
        await market.PatchAsync("A", market.Host("p.png", SimulatedMarketplace.Png()));
        await StateAsync(market, "processed");
        (await market.MainLinkAsync("A")).Should().Be(before);

        await market.OrderAsync("clock", new { advanceMinutes = 91 });
        await SimulatedMarketplace.EventuallyAsync(() => market.MainLinkAsync("A"), l => l != before);
    }

    [Fact]
    public async Task Listing_can_be_suppressed_and_its_picture_changed_from_outside()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var before = await market.MainLinkAsync("A");
        await market.OrderAsync("listings/change", new { seller = SimulatedMarketplace.Seller, site = "US", sku = "A", suppressed = true, foreignPicture = true });

        (await market.MainLinkAsync("A")).Should().NotBe(before);
        (await market.IssuesAsync("A")).Should().Contain(i => i.ToString().Contains("SEARCH_SUPPRESSED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Clock_refuses_to_run_backwards_and_unknown_orders_are_refused()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        (await market.Control.PostAsJsonAsync("clock", new { advanceDays = -1 })).IsSuccessStatusCode.Should().BeFalse();
        (await market.Control.PostAsJsonAsync("faults", new { kind = "cut" })).IsSuccessStatusCode.Should().BeFalse();
        (await market.Control.PostAsJsonAsync("mischief", new { kind = "dance" })).IsSuccessStatusCode.Should().BeFalse();
    }

    private static Task<JsonElement> StateAsync(SimulatedMarketplace market, string state) => SimulatedMarketplace.EventuallyAsync(
        () => market.Control.GetFromJsonAsync<JsonElement>("counters"),
        c => c.GetProperty("pushes").EnumerateArray().LastOrDefault() is { ValueKind: JsonValueKind.Object } p && p.GetProperty("states").EnumerateArray().Last().GetString() == state);
}
