using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Metrics;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Stages.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Monitor;

public sealed class MarketplaceFiguresTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task Figures_of_the_simulated_marketplace_come_in_by_its_own_clock()
    {
        var shop = await FiguresShop.OpenAsync(app);
        await shop.OrderAsync("clock", new { advanceDays = 12 });
        var today = await FiguresShop.TodayAsync(app);

        var store = await FiguresShop.ReadFiguresAsync(shop);

        store.FiguresCompleteUpTo.Should().Be(today.AddDays(-3), "later days are not final yet");
        var days = await app.WithDbAsync(db => db.MetricDays.AsNoTracking().Where(m => m.ListingId == shop.Listing.Id).OrderBy(m => m.Date).ToListAsync());
        days.Should().HaveCountGreaterThan(20).And.OnlyContain(d => d.Source == "api");
        days[^5].Sessions.Should().BePositive();
        days[^5].Impressions.Should().BeGreaterThan(days[^5].Clicks!.Value);
        days[^5].Revenue.Should().NotBeNull();

        // A second reading goes on where the first one was final, and writes over what it reads again.
        await shop.OrderAsync("clock", new { advanceDays = 40 });
        (await FiguresShop.ReadFiguresAsync(shop)).FiguresCompleteUpTo.Should().Be(today.AddDays(37));
        var all = await app.WithDbAsync(db => db.MetricDays.AsNoTracking().Where(m => m.ListingId == shop.Listing.Id).Select(m => m.Date).ToListAsync());
        all.Should().OnlyHaveUniqueItems().And.HaveCountGreaterThan(days.Count + 38);
    }

    [Fact]
    public async Task Summary_gives_each_day_to_the_version_seen_live_and_counts_the_days_it_cannot_give()
    {
        var shop = await Shop.OpenAsync(app);
        using var pictures = new Pictures();
        var first = await shop.VersionAsync(pictures.Product(seed: 1));
        var second = await shop.VersionAsync(pictures.Product(seed: 2));
        DateTimeOffset At(int day, int hour) => new(2026, 3, day, hour, 0, 0, TimeSpan.Zero);
        await app.WithDbAsync(async db =>
        {
            LedgerEntry Entry(Guid? version, DateTimeOffset from, DateTimeOffset? to) => new()
            {
                WorkspaceId = shop.Store.WorkspaceId,
                ListingId = shop.Listing.Id,
                Slot = "MAIN",
                AssetId = version is null ? null : shop.Listing.Id,
                VersionId = version,
                FirstSeenAt = from,
                LastSeenAt = to ?? from,
                EndedAt = to,
                Shown = LivePicture.ReEncoded,
            };
            db.Ledger.AddRange(Entry(first.Id, At(1, 0), At(4, 12)), Entry(second.Id, At(4, 12), At(8, 0)));
            for (var day = 1; day <= 8; day++)
            {
                db.MetricDays.Add(new() { WorkspaceId = shop.Store.WorkspaceId, ListingId = shop.Listing.Id, Date = new(2026, 3, day), Source = "csv", Impressions = 1000, Clicks = day <= 4 ? 10 : 30, ReadAt = At(9, 0) });
            }

            // The marketplace knows better about one day, and says nothing of its clicks.
            db.MetricDays.Add(new() { WorkspaceId = shop.Store.WorkspaceId, ListingId = shop.Listing.Id, Date = new(2026, 3, 5), Source = "api", Impressions = 2000, ReadAt = At(10, 0) });
            await db.SaveChangesAsync();
            return 0;
        });

        var summary = await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/summary?mainImageId={shop.Image.Id}&groupBy=version&from=2026-03-01&to=2026-03-08");

        var groups = summary.GetProperty("groups").EnumerateArray().ToDictionary(g => g.GetProperty("versionId").GetGuid());
        (Long(groups[first.Id], "days"), Long(groups[first.Id], "impressions"), Long(groups[first.Id], "clicks")).Should().Be((3, 3000, 30));
        (Long(groups[second.Id], "days"), Long(groups[second.Id], "impressions"), Long(groups[second.Id], "clicks")).Should().Be((3, 4000, 90));
        groups[first.Id].GetProperty("ctr").GetProperty("value").GetDouble().Should().BeApproximately(0.01, 1e-9);
        groups[first.Id].GetProperty("ctr").GetProperty("high").GetDouble().Should().BeGreaterThan(0.01);
        groups[first.Id].TryGetProperty("conversion", out _).Should().BeFalse("sessions are unknown");
        summary.GetProperty("unattributedDays").GetInt32().Should().Be(2, "the day of the switch, and the day after the last look");
        summary.GetProperty("source").EnumerateArray().Select(s => s.GetString()).Should().Equal("api", "csv");
        (await app.Owner.GetAsync("/api/v1/metrics/summary?groupBy=version")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await app.Owner.GetAsync($"/api/v1/metrics/summary?mainImageId={Guid.CreateVersion7()}")).StatusCode.Should().Be(HttpStatusCode.NotFound);

        static long Long(JsonElement group, string name) => group.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task What_a_picture_earned_stays_its_own_whatever_is_planned_afterwards()
    {
        var shop = await Shop.OpenAsync(app, scope: Scope.Product);
        using var pictures = new Pictures();
        var version = await shop.VersionAsync(pictures.Product(seed: 5));
        DateTimeOffset At(int day) => new(2026, 3, day, 0, 0, 0, TimeSpan.Zero);
        var successor = await app.WithDbAsync(async db =>
        {
            db.Ledger.Add(new() { WorkspaceId = shop.Store.WorkspaceId, ListingId = shop.Listing.Id, Slot = "MAIN", AssetId = shop.Listing.Id, VersionId = version.Id, FirstSeenAt = At(1), LastSeenAt = At(5), EndedAt = At(5), Shown = LivePicture.ReEncoded });
            for (var day = 1; day <= 6; day++)
            {
                db.MetricDays.Add(new() { WorkspaceId = shop.Store.WorkspaceId, ListingId = shop.Listing.Id, Date = new(2026, 3, day), Source = "csv", Impressions = 1000, Clicks = 10, ReadAt = At(7) });
            }

            // A narrower place is planned: the listing is that one's from now on.
            var narrow = MainImage.Plan(shop.Store.WorkspaceId, shop.Image.ProductId, Scope.ForSite("amazon", "US"), "MAIN", Brief.Empty, null, null, Actor.Background("test"), At(7));
            db.MainImages.Add(narrow);
            await db.SaveChangesAsync();
            return narrow.Id;
        });

        var wide = await SummaryAsync(shop.Image.Id);
        var group = wide.GetProperty("groups").EnumerateArray().Should().ContainSingle().Subject;
        (group.GetProperty("label").GetString(), group.GetProperty("days").GetInt32(), wide.GetProperty("unattributedDays").GetInt32()).Should().Be(("v1", 4, 0));
        var narrower = await SummaryAsync(successor);
        narrower.GetProperty("groups").GetArrayLength().Should().Be(0, "another picture earned it");
        narrower.GetProperty("unattributedDays").GetInt32().Should().Be(2);
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/images/{successor}")).Should().NotContain(version.Id.ToString());

        Task<JsonElement> SummaryAsync(Guid image) => app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/summary?mainImageId={image}&groupBy=version&from=2026-03-01&to=2026-03-06");
    }

    [Fact]
    public async Task Money_of_two_currencies_is_not_mixed()
    {
        var shop = await Shop.OpenAsync(app);
        DateTimeOffset At(int hour) => new(2026, 3, 2, hour, 0, 0, TimeSpan.Zero);
        await app.WithDbAsync(db =>
        {
            db.MetricDays.Add(new() { WorkspaceId = shop.Store.WorkspaceId, ListingId = shop.Listing.Id, Date = new(2026, 3, 1), Source = "api", Impressions = 1000, Revenue = 100, Currency = "USD", ReadAt = At(1) });
            db.MetricDays.Add(new() { WorkspaceId = shop.Store.WorkspaceId, ListingId = shop.Listing.Id, Date = new(2026, 3, 1), Source = "csv", Clicks = 20, AdSpend = 300, Currency = "CNY", ReadAt = At(2) });
            return db.SaveChangesAsync();
        });

        var day = (await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/summary?mainImageId={shop.Image.Id}&groupBy=day&from=2026-03-01&to=2026-03-01")).GetProperty("groups")[0];
        (day.GetProperty("impressions").GetInt64(), day.GetProperty("clicks").GetInt64()).Should().Be((1000, 20));
        (day.GetProperty("adSpend").GetDecimal(), day.GetProperty("currency").GetString(), day.TryGetProperty("revenue", out _)).Should().Be((300, "CNY", false), "the later reading speaks alone about money");
    }

    [Fact]
    public async Task Days_after_the_last_look_belong_to_nobody()
    {
        var shop = await Shop.OpenAsync(app);
        using var pictures = new Pictures();
        var first = await shop.VersionAsync(pictures.Product(seed: 1));
        var second = await shop.VersionAsync(pictures.Product(seed: 2));
        DateTimeOffset At(int day) => new(2026, 3, day, 0, 0, 0, TimeSpan.Zero);
        await app.WithDbAsync(async db =>
        {
            LedgerEntry Entry(Guid version, int from, int lastSeen, DateTimeOffset? ended) => new()
            {
                WorkspaceId = shop.Store.WorkspaceId,
                ListingId = shop.Listing.Id,
                Slot = "MAIN",
                AssetId = shop.Listing.Id,
                VersionId = version,
                FirstSeenAt = At(from),
                LastSeenAt = At(lastSeen),
                EndedAt = ended,
                Shown = LivePicture.ReEncoded,
            };

            // From the 4th to the 8th nobody looked, nor since the 10th.
            db.Ledger.AddRange(Entry(first.Id, 1, 4, At(8)), Entry(second.Id, 8, 10, null));
            for (var day = 1; day <= 12; day++)
            {
                db.MetricDays.Add(new() { WorkspaceId = shop.Store.WorkspaceId, ListingId = shop.Listing.Id, Date = new(2026, 3, day), Source = "csv", Impressions = 1000, ReadAt = At(13) });
            }

            return await db.SaveChangesAsync();
        });

        var summary = await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/summary?mainImageId={shop.Image.Id}&groupBy=version&from=2026-03-01&to=2026-03-12");

        var days = summary.GetProperty("groups").EnumerateArray().ToDictionary(g => g.GetProperty("versionId").GetGuid(), g => g.GetProperty("days").GetInt32());
        days.Should().BeEquivalentTo(new Dictionary<Guid, int> { [first.Id] = 3, [second.Id] = 2 });
        summary.GetProperty("unattributedDays").GetInt32().Should().Be(7);
    }

    [Fact]
    public async Task Reading_figures_looks_whose_they_are()
    {
        var shop = await FiguresShop.OpenAsync(app);
        using var pictures = new Pictures();
        var version = await shop.VersionAsync(pictures.Product(seed: 3));
        await shop.PushedLiveAsync(version);
        await shop.OrderAsync("clock", new { advanceDays = 12 });

        await FiguresShop.ReadFiguresAsync(shop);

        var summary = await app.RunWorkUntilAsync(
            () => app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/summary?mainImageId={shop.Image.Id}&groupBy=version"), s => s.GetProperty("groups").GetArrayLength() > 0);
        var group = summary.GetProperty("groups")[0];
        group.GetProperty("versionId").GetGuid().Should().Be(version.Id);
        group.GetProperty("days").GetInt32().Should().BeGreaterThan(8, "the picture was still there at the end of the twelve days");
    }

    [Theory]
    [InlineData("day")]
    [InlineData("marketplace")]
    [InlineData("site")]
    public async Task The_whole_workspace_is_summed_up_as_its_listings_are(string groupBy)
    {
        // An image of everything a product has, and nothing else in those days: both ways must come to the same.
        var shop = await Shop.OpenAsync(app, scope: Scope.Product);
        var german = await shop.AddListingAsync(await shop.AddStoreAsync(site: "DE"), shop.Image.ProductId);
        var year = groupBy.Length + 2000;
        DateOnly On(int day) => new(year, 5, day);
        await app.WithDbAsync(async db =>
        {
            MetricDay Day(Guid listing, int day, string source = "csv", int readOn = 20) =>
                new() { WorkspaceId = shop.Store.WorkspaceId, ListingId = listing, Date = On(day), Source = source, ReadAt = new(year, 6, readOn, 0, 0, 0, TimeSpan.Zero) };
            var days = new[] { Day(shop.Listing.Id, 1), Day(shop.Listing.Id, 1, "api", 21), Day(shop.Listing.Id, 2), Day(shop.Listing.Id, 3), Day(german.Id, 1), Day(german.Id, 3), Day(german.Id, 4) };
            (days[0].Impressions, days[0].Clicks, days[0].Revenue, days[0].AdSpend, days[0].Currency) = (1000, 10, 19.90m, 3.5m, "USD");
            // The later reading knows fewer figures, and those better.
            (days[1].Impressions, days[1].Sessions, days[1].Orders) = (1200, 40, 4);
            (days[2].Impressions, days[2].Sessions, days[2].Revenue, days[2].AdSpend, days[2].Currency) = (700, 30, 7.77m, 0m, "USD");
            (days[3].Clicks, days[3].Orders, days[3].AdSpend) = (5, 2, 1.25m);
            (days[4].Impressions, days[4].Clicks, days[4].Revenue, days[4].Currency) = (300, 9, 8m, "EUR");
            (days[5].Units, days[5].Sessions, days[5].Orders) = (3, 20, 1);
            (days[6].Revenue, days[6].AdSpend, days[6].Currency) = (100m, 30m, "EUR");
            db.AddRange(days);
            return await db.SaveChangesAsync();
        });

        async Task<JsonElement> SummaryAsync(string of) => await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/summary?{of}groupBy={groupBy}&from={year}-05-01&to={year}-05-31");
        var (whole, one) = (await SummaryAsync(""), await SummaryAsync($"mainImageId={shop.Image.Id}&"));

        whole.GetProperty("groups").GetRawText().Should().Be(one.GetProperty("groups").GetRawText()).And.Contain("impressions");
        whole.GetProperty("source").GetRawText().Should().Be(one.GetProperty("source").GetRawText()).And.Be("[\"api\",\"csv\"]");
        whole.GetProperty("completeUpTo").GetString().Should().Be(one.GetProperty("completeUpTo").GetString()).And.Be($"{year}-05-03");
        whole.GetProperty("unattributedDays").GetInt32().Should().Be(0, "nobody asked which picture it was");
    }

    [Fact]
    public async Task Figures_of_an_id_that_is_sold_under_two_skus_are_the_first_listings_wherever_they_come_from()
    {
        // Sold by the seller before Amazon sold it for them: the advertisements run under the second SKU.
        var shop = await FiguresShop.OpenAsync(app);
        var asin = await app.WithDbAsync(async db =>
        {
            var first = await db.Listings.SingleAsync(l => l.Id == shop.Listing.Id);
            var second = new Listing { WorkspaceId = first.WorkspaceId, ProductId = first.ProductId, StoreId = first.StoreId, ExternalId = first.ExternalId, Sku = first.Sku, CreatedAt = first.CreatedAt };
            first.Sku = $"{first.Sku}-FBM";
            await db.SaveChangesAsync();
            db.Listings.Add(second);
            await db.SaveChangesAsync();
            return first.ExternalId;
        });
        await shop.OrderAsync("clock", new { advanceDays = 12 });
        await FiguresShop.ReadFiguresAsync(shop);
        var read = await DaysAsync();
        read.Should().NotBeEmpty().And.OnlyContain(d => d.ListingId == shop.Listing.Id && d.Source == "api");
        read.Should().Contain(d => d.Sessions > 0 && d.Impressions > 0, "both reports are about one listing");

        (await app.ImportAsync($"{FigureFiles.Header}\n{FigureFiles.Row(asin, read[0].Date.ToString("O", System.Globalization.CultureInfo.InvariantCulture))}\n")).GetProperty("rowsAccepted").GetInt64().Should().Be(1);
        var both = await DaysAsync();
        both.Should().HaveCount(read.Count + 1).And.OnlyContain(d => d.ListingId == shop.Listing.Id);
        both.Where(d => d.Date == read[0].Date).Select(d => d.Source).Should().BeEquivalentTo("api", "csv");

        Task<List<MetricDay>> DaysAsync() => app.WithDbAsync(db => db.MetricDays.AsNoTracking().Where(m => db.Listings.Any(l => l.Id == m.ListingId && l.StoreId == shop.Store.Id)).OrderBy(m => m.Date).ToListAsync());
    }

    [Theory]
    [InlineData("marketplace", 2014, 3)]
    [InlineData("site", 2015, 3)]
    [InlineData("site", 2016, 9)]
    public async Task A_group_is_complete_no_further_than_its_stores_say(string groupBy, int year, int completeDay)
    {
        var shop = await Shop.OpenAsync(app, scope: Scope.Product);
        var fromFiles = await shop.AddListingAsync(await shop.AddStoreAsync(), shop.Image.ProductId);
        await app.WithDbAsync(async db =>
        {
            (await db.Stores.SingleAsync(s => s.Id == shop.Store.Id)).FiguresCompleteUpTo = new DateOnly(year, 5, completeDay);
            foreach (var (listing, day) in new[] { (shop.Listing.Id, 2), (shop.Listing.Id, 5), (fromFiles.Id, 4) })
            {
                db.MetricDays.Add(new() { WorkspaceId = shop.Store.WorkspaceId, ListingId = listing, Date = new(year, 5, day), Source = "api", Impressions = 10, ReadAt = new(year, 6, 1, 0, 0, 0, TimeSpan.Zero) });
            }

            return await db.SaveChangesAsync();
        });

        foreach (var of in new[] { "", $"mainImageId={shop.Image.Id}&" })
        {
            var summary = await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/summary?{of}groupBy={groupBy}&from={year}-05-01&to={year}-05-31");
            summary.GetProperty("groups").EnumerateArray().Should().ContainSingle().Which.GetProperty("completeUpTo").GetString().Should().Be($"{year}-05-0{Math.Min(completeDay, 5)}", of);
        }

        var days = (await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/summary?groupBy=day&from={year}-05-01&to={year}-05-31")).GetProperty("groups").EnumerateArray().ToList();
        days.Select(day => day.GetProperty("completeUpTo").GetString()).Should().Equal($"{year}-05-02", $"{year}-05-04", $"{year}-05-0{Math.Min(completeDay, 5)}");
    }

    [Fact]
    public async Task A_source_that_failed_holds_back_up_to_when_figures_are_complete()
    {
        var shop = await FiguresShop.OpenAsync(app);
        await shop.OrderAsync("faults", new { operation = "amazon/createReport", kind = "status", status = 400, count = 1 });
        (await FiguresShop.ReadFiguresAsync(shop)).FiguresCompleteUpTo.Should().BeNull("the first day's sessions could not be read, whatever advertising has");
        (await app.WithDbAsync(db => db.FigureReadings.SingleAsync(r => r.StoreId == shop.Store.Id))).Problem.Should().NotBeNull();

        (await FiguresShop.ReadFiguresAsync(shop)).FiguresCompleteUpTo.Should().Be((await FiguresShop.TodayAsync(app)).AddDays(-3));
    }
}

/// <summary>A shop whose listing has its real id at the simulated marketplace, so that reports name it.</summary>
internal static class FiguresShop
{
    public static async Task<Shop> OpenAsync(HubApp app)
    {
        var shop = await Shop.OpenAsync(app);
        await shop.OrderAsync("settings", new { processingSeconds = 0.05, rateLimitScale = 1000, reportStepSeconds = 0.02 });
        await using var scope = app.Services.CreateAsyncScope();
        var connections = scope.ServiceProvider.GetRequiredService<StoreConnections>();
        var page = await connections.ConnectorFor(shop.Store).ReadListingAsync(connections.Open(shop.Store), new("", shop.Listing.Sku));
        var asin = page.Value!.Listing.ExternalId;
        await app.WithDbAsync(db => db.Listings.Where(l => l.Id == shop.Listing.Id).ExecuteUpdateAsync(set => set.SetProperty(l => l.ExternalId, asin)));
        return shop;
    }

    public static async Task<DateOnly> TodayAsync(HubApp app)
    {
        using var client = app.ClientFor(null);
        var clock = await client.GetFromJsonAsync<JsonElement>("/simulator/control/clock");
        return DateOnly.FromDateTime(clock.GetProperty("now").GetDateTimeOffset().UtcDateTime);
    }

    public static async Task<Store> ReadFiguresAsync(Shop shop)
    {
        (await shop.App.Owner.PostAsync($"/api/v1/stores/{shop.Store.Id}/figures", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await shop.App.RunWorkUntilAsync(
            () => shop.App.WithDbAsync(db => db.WorkItems.CountAsync(w => w.SubjectId == shop.Store.Id && (w.State == Web.Jobs.WorkState.Waiting || w.State == Web.Jobs.WorkState.Running))),
            open => open == 0,
            TimeSpan.FromMinutes(3));
        return await shop.App.WithDbAsync(db => db.Stores.AsNoTracking().SingleAsync(s => s.Id == shop.Store.Id));
    }
}
