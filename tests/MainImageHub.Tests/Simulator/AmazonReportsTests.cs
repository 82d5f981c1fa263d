using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace MainImageHub.Tests.Simulator;

public sealed class AmazonReportsTests
{
    [Fact]
    public async Task Sales_and_traffic_report_has_a_row_per_day_and_per_sku()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await market.ItemAsync("A");
        await market.ItemAsync("B");
        var (from, to) = (DaysAgo(9), DaysAgo(3));
        var report = await ReportAsync(market, "GET_SALES_AND_TRAFFIC_REPORT", from, to, new { dateGranularity = "DAY", asinGranularity = "SKU" });

        report.GetProperty("salesAndTrafficByDate").GetArrayLength().Should().Be(7);
        report.GetProperty("salesAndTrafficByAsin").EnumerateArray().Select(r => r.GetProperty("sku").GetString()).Should().BeEquivalentTo("A", "B");
        var byDate = report.GetProperty("salesAndTrafficByDate").EnumerateArray().Sum(r => r.GetProperty("trafficByDate").GetProperty("sessions").GetInt32());
        var bySku = report.GetProperty("salesAndTrafficByAsin").EnumerateArray().Sum(r => r.GetProperty("trafficByAsin").GetProperty("sessions").GetInt32());
        byDate.Should().BePositive().And.Be(bySku);
    }

    [Fact]
    public async Task Days_that_are_not_known_yet_are_absent()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await market.ItemAsync("A");
        var report = await ReportAsync(market, "GET_SALES_AND_TRAFFIC_REPORT", DaysAgo(4), DaysAgo(0), new { dateGranularity = "DAY", asinGranularity = "CHILD" });

        report.GetProperty("salesAndTrafficByDate").EnumerateArray().Select(r => r.GetProperty("date").GetString())
            .Should().Equal($"{DaysAgo(4):yyyy-MM-dd}", $"{DaysAgo(3):yyyy-MM-dd}", $"{DaysAgo(2):yyyy-MM-dd}");
    }

    [Fact]
    public async Task Search_catalogue_report_has_whole_weeks_only()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await market.ItemAsync("A");
        var sunday = DaysAgo(16);
        sunday = sunday.AddDays(-(int)sunday.DayOfWeek);
        var report = await ReportAsync(market, "GET_BRAND_ANALYTICS_SEARCH_CATALOG_PERFORMANCE_REPORT", sunday, sunday.AddDays(6), new { reportPeriod = "WEEK" });

        var row = report.GetProperty("dataByAsin").EnumerateArray().Should().ContainSingle().Subject;
        row.GetProperty("impressionData").GetProperty("impressionCount").GetInt32().Should().BePositive();

        var broken = await CreateAsync(market, "GET_BRAND_ANALYTICS_SEARCH_CATALOG_PERFORMANCE_REPORT", sunday.AddDays(1), sunday.AddDays(7), new { reportPeriod = "WEEK" });
        await WaitAsync(market, broken, "FATAL");
    }

    [Fact]
    public async Task Advertising_report_gives_impressions_clicks_and_spend_per_day()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await market.ItemAsync("A");
        market.Amazon.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", market.Amazon.DefaultRequestHeaders.GetValues("x-amz-access-token").Single());
        var profiles = await market.Amazon.GetFromJsonAsync<JsonElement>("v2/profiles");
        market.Amazon.DefaultRequestHeaders.Add("Amazon-Advertising-API-Scope", profiles[0].GetProperty("profileId").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture));
        market.Amazon.DefaultRequestHeaders.Add("Amazon-Advertising-API-ClientId", "app");
        var created = await market.Amazon.PostAsync("reporting/reports", JsonContent.Create(new
        {
            name = "daily",
            startDate = $"{DaysAgo(8):yyyy-MM-dd}",
            endDate = $"{DaysAgo(3):yyyy-MM-dd}",
            configuration = new
            {
                adProduct = "SPONSORED_PRODUCTS",
                groupBy = new[] { "advertiser" },
                columns = new[] { "date", "advertisedAsin", "advertisedSku", "impressions", "clicks", "cost", "purchases7d", "sales7d" },
                reportTypeId = "spAdvertisedProduct",
                timeUnit = "DAILY",
                format = "GZIP_JSON",
            },
        }));
        created.EnsureSuccessStatusCode();
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("reportId").GetString();

        var done = await SimulatedMarketplace.EventuallyAsync(() => market.Amazon.GetFromJsonAsync<JsonElement>($"reporting/reports/{id}"), r => r.GetProperty("status").GetString() == "COMPLETED");
        var rows = await DownloadAsync(market, done.GetProperty("url").GetString()!, gzip: true);
        rows.GetArrayLength().Should().Be(6);
        rows[0].GetProperty("advertisedSku").GetString().Should().Be("A");
        rows[0].GetProperty("impressions").GetInt32().Should().BeGreaterThan(rows[0].GetProperty("clicks").GetInt32());
        rows[0].GetProperty("cost").GetDecimal().Should().BePositive();
    }

    public static DateOnly DaysAgo(int days) => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-days);

    internal static async Task<JsonElement> ReportAsync(SimulatedMarketplace market, string type, DateOnly from, DateOnly to, object options)
    {
        var done = await WaitAsync(market, await CreateAsync(market, type, from, to, options), "DONE");
        var document = await market.Amazon.GetFromJsonAsync<JsonElement>($"reports/2021-06-30/documents/{done.GetProperty("reportDocumentId").GetString()}");
        return await DownloadAsync(market, document.GetProperty("url").GetString()!, document.TryGetProperty("compressionAlgorithm", out _));
    }

    internal static async Task<string> CreateAsync(SimulatedMarketplace market, string type, DateOnly from, DateOnly to, object options)
    {
        var created = await market.Amazon.PostAsync("reports/2021-06-30/reports", JsonContent.Create(new
        {
            reportType = type,
            marketplaceIds = new[] { SimulatedMarketplace.UnitedStates },
            dataStartTime = $"{from:yyyy-MM-dd}T00:00:00Z",
            dataEndTime = $"{to:yyyy-MM-dd}T23:59:59Z",
            reportOptions = options,
        }));
        ((int)created.StatusCode).Should().Be(202);
        return (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("reportId").GetString()!;
    }

    internal static Task<JsonElement> WaitAsync(SimulatedMarketplace market, string id, string status) => SimulatedMarketplace.EventuallyAsync(
        () => market.Amazon.GetFromJsonAsync<JsonElement>($"reports/2021-06-30/reports/{id}"), r => r.GetProperty("processingStatus").GetString() == status);

    private static async Task<JsonElement> DownloadAsync(SimulatedMarketplace market, string url, bool gzip)
    {
        await using var stream = await market.Amazon.GetStreamAsync(url);
        await using Stream plain = gzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        return await JsonSerializer.DeserializeAsync<JsonElement>(plain);
    }
}
