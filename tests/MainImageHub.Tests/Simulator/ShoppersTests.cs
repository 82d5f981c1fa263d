using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Simulator.World;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Simulator;

public sealed class ShoppersTests
{
    [Fact]
    public async Task Same_day_asked_twice_is_the_same_day_and_other_seeds_have_other_shoppers()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await using var twin = await SimulatedMarketplace.StartAsync();
        await using var stranger = await SimulatedMarketplace.StartAsync(o => o.Seed = "another world");
        var day = Yesterday(market).AddDays(-10);

        var figures = await DayAsync(market, "A", day);
        figures.Impressions.Should().BePositive();
        figures.Clicks.Should().BeLessThan(figures.Impressions);
        (await DayAsync(market, "A", day)).Should().Be(figures);
        (await DayAsync(twin, "A", day)).Should().Be(figures);
        (await DayAsync(stranger, "A", day)).Should().NotBe(figures);
    }

    [Fact]
    public async Task Good_picture_earns_more_clicks_than_a_bad_one_over_many_days()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var good = await RateOverAsync(market, "A", SimulatedMarketplace.Png("backpack", "same"), days: 28);
        var bad = await RateOverAsync(market, "A", SimulatedMarketplace.Png("backpack", "same", "SmallProduct"), days: 28);

        (good / bad).Should().BeGreaterThan(1.15);
    }

    [Fact]
    public async Task Same_picture_in_two_periods_earns_the_same_clicks()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var first = await RateOverAsync(market, "A", SimulatedMarketplace.Png("watch", "same"), days: 56);
        await RateOverAsync(market, "A", SimulatedMarketplace.Png("watch", "between"), days: 1);
        var second = await RateOverAsync(market, "A", SimulatedMarketplace.Png("watch", "same"), days: 56);

        (first / second).Should().BeInRange(0.94, 1.06, "only noise lies between them");
    }

    [Fact]
    public async Task Day_noise_is_correlated_with_the_day_before()
    {
        await using var market = await SimulatedMarketplace.StartAsync(o => o.HistoryDays = 700);
        var last = Yesterday(market);
        var listing = await ListingAsync(market, "A");
        var shoppers = market.Services.GetRequiredService<Shoppers>();
        var logs = Enumerable.Range(1, 690).Select(i => Math.Log(shoppers.Day(listing, last.AddDays(i - 691)).Impressions)).ToList();

        // The weekday swing is taken out first.
        var weekday = logs.Select((v, i) => (v, i)).GroupBy(x => x.i % 7).ToDictionary(g => g.Key, g => g.Average(x => x.v));
        var noise = logs.Select((v, i) => v - weekday[i % 7]).ToList();
        var lag1 = noise.Skip(1).Zip(noise, (a, b) => a * b).Sum() / noise.Sum(n => n * n);
        lag1.Should().BeInRange(0.35, 0.65);
        Math.Sqrt(noise.Average(n => n * n)).Should().BeInRange(0.1, 0.2);
    }

    [Fact]
    public async Task Suppressed_listing_is_hardly_seen_and_a_day_is_split_between_its_pictures()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var before = await DayAsync(market, "A", Yesterday(market));
        await market.OrderAsync("listings/change", new { seller = SimulatedMarketplace.Seller, site = "US", sku = "A", suppressed = true });
        await market.OrderAsync("clock", new { advanceDays = 3 });
        (await DayAsync(market, "A", Yesterday(market))).Impressions.Should().BeLessThan(before.Impressions / 10);

        await market.OrderAsync("listings/change", new { seller = SimulatedMarketplace.Seller, site = "US", sku = "A", foreignPicture = true });
        var shoppers = market.Services.GetRequiredService<Shoppers>();
        var stretches = shoppers.Stretches(await ListingAsync(market, "A"), Yesterday(market).AddDays(1));
        stretches.Should().HaveCount(2);
        stretches.Sum(s => s.DayShare).Should().BeApproximately(1, 1e-9);
    }

    [Fact]
    public async Task Running_day_is_not_reported_and_a_day_over_comes_after_the_delay()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var shoppers = market.Services.GetRequiredService<Shoppers>();
        var today = Yesterday(market).AddDays(1);

        shoppers.IsReported(today).Should().BeFalse();
        shoppers.IsReported(today.AddDays(-1)).Should().BeFalse("the report lags a day");
        shoppers.IsReported(today.AddDays(-2)).Should().BeTrue();
        await market.OrderAsync("clock", new { advanceDays = 2 });
        shoppers.IsReported(today).Should().BeTrue();
    }

    [Fact]
    public async Task Truth_and_appeal_can_be_asked_and_set()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await market.ItemAsync("A");
        var url = $"listings/truth?seller={SimulatedMarketplace.Seller}&site=US&sku=A";
        var truth = await market.Control.GetFromJsonAsync<JsonElement>(url);
        await market.OrderAsync($"pictures/{truth.GetProperty("pictureId").GetString()}/appeal", new { factor = 2.0 });
        var doubled = await market.Control.GetFromJsonAsync<JsonElement>(url);

        doubled.GetProperty("clickRate").GetDouble().Should().BeInRange(0.04, 0.1);
    }

    private static DateOnly Yesterday(SimulatedMarketplace market) =>
        DateOnly.FromDateTime(market.Services.GetRequiredService<SimulationClock>().Now.UtcDateTime).AddDays(-1);

    private static async Task<Listing> ListingAsync(SimulatedMarketplace market, string sku)
    {
        await market.ItemAsync(sku);
        var world = market.Services.GetRequiredService<SimulatedWorld>();
        world.TryFind(new ListingKey("amazon", SimulatedMarketplace.Seller, "US", sku), out var listing).Should().BeTrue();
        return listing!;
    }

    private static async Task<DayFigures> DayAsync(SimulatedMarketplace market, string sku, DateOnly day)
    {
        var listing = await ListingAsync(market, sku);
        return market.Services.GetRequiredService<Shoppers>().Day(listing, day);
    }

    private static async Task<double> RateOverAsync(SimulatedMarketplace market, string sku, byte[] picture, int days)
    {
        await market.ReplaceAsync(sku, picture);
        var first = Yesterday(market).AddDays(2);
        await market.OrderAsync("clock", new { advanceDays = days + 3 });
        var total = market.Services.GetRequiredService<Shoppers>().Days(await ListingAsync(market, sku), first, first.AddDays(days - 1));
        return (double)total.Clicks / total.Impressions;
    }
}
