using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Simulator;

/// <summary>What the simulated Amazon answers, against Amazon's own models.</summary>
public sealed class AmazonSpecTests
{
    private const string Parts = "includedData=summaries,attributes,issues,offers,fulfillmentAvailability,procurement,relationships,productTypes";

    private static SpecDocument Listings => SharedSpecs.Load("amazon-sp-api/models/listingsItems_2021-08-01.json");

    private static SpecDocument Reports => SharedSpecs.Load("amazon-sp-api/models/reports_2021-06-30.json");

    [SpecFact]
    public async Task Listings_answers_are_as_modelled()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await market.OrderAsync("listings/seed", new { seller = SimulatedMarketplace.Seller, site = "US", count = 6, flawedShare = 0.7 });
        var search = await market.Amazon.GetFromJsonAsync<JsonElement>($"listings/2021-08-01/items/{SimulatedMarketplace.Seller}?marketplaceIds={SimulatedMarketplace.UnitedStates}&{Parts}&pageSize=4");
        Listings.Violations(search, "ItemSearchResults").Should().BeEmpty();

        await market.PatchAsync("SIM-0001", $"{market.Origin}/hosted/none");
        await SimulatedMarketplace.EventuallyAsync(() => market.IssuesAsync("SIM-0001"), i => i.Any(x => x.GetProperty("code").GetString() == "20000"));
        Listings.Violations(await market.Amazon.GetFromJsonAsync<JsonElement>(SimulatedMarketplace.ItemUrl("SIM-0001", Parts)), "Item").Should().BeEmpty();
    }

    [SpecFact]
    public async Task Submission_answers_and_errors_are_as_modelled()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var accepted = await market.PatchAsync("A", market.Host("p.png", SimulatedMarketplace.Png()));
        Listings.Violations(await accepted.Content.ReadFromJsonAsync<JsonElement>(), "ListingsItemSubmissionResponse").Should().BeEmpty();
        var preview = await market.PatchAsync("VALIDATION_INVALID", "https://example.org/x.jpg", "mode=VALIDATION_PREVIEW");
        Listings.Violations(await preview.Content.ReadFromJsonAsync<JsonElement>(), "ListingsItemSubmissionResponse").Should().BeEmpty();
        var wrong = await market.PatchAsync("A", "nonsense");
        Listings.Violations(await wrong.Content.ReadFromJsonAsync<JsonElement>(), "ErrorList").Should().BeEmpty();
    }

    [SpecFact]
    public async Task Answers_to_a_whole_item_put_and_to_one_deleted_are_as_modelled()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var picture = new[] { new Dictionary<string, string>(StringComparer.Ordinal) { ["media_location"] = market.Host("p.png", SimulatedMarketplace.Png()), ["marketplace_id"] = SimulatedMarketplace.UnitedStates } };
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal) { ["main_product_image_locator"] = picture };
        foreach (var (answer, status) in new[]
        {
            (await market.Amazon.PutAsJsonAsync(SimulatedMarketplace.ItemUrl("A", ""), new { productType = "PRODUCT", requirements = "LISTING", attributes }), "ACCEPTED"),
            (await market.Amazon.PutAsJsonAsync(SimulatedMarketplace.ItemUrl("VALIDATION_INVALID", "mode=VALIDATION_PREVIEW"), new { productType = "PRODUCT", attributes }), "INVALID"),
            (await market.Amazon.DeleteAsync(SimulatedMarketplace.ItemUrl("A", "")), "ACCEPTED"),
        })
        {
            answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
            var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Listings.Violations(said, "ListingsItemSubmissionResponse").Should().BeEmpty(said.ToString());
            said.GetProperty("status").GetString().Should().Be(status);
        }

        var wrong = await market.Amazon.PutAsJsonAsync(SimulatedMarketplace.ItemUrl("A", ""), new { attributes });
        wrong.IsSuccessStatusCode.Should().BeFalse();
        Listings.Violations(await wrong.Content.ReadFromJsonAsync<JsonElement>(), "ErrorList").Should().BeEmpty();
    }

    [SpecFact]
    public async Task Catalogue_answers_are_as_modelled()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var asin = (await market.ItemAsync("A")).GetProperty("summaries")[0].GetProperty("asin").GetString();
        var item = await market.Amazon.GetFromJsonAsync<JsonElement>($"catalog/2022-04-01/items/{asin}?marketplaceIds={SimulatedMarketplace.UnitedStates}&includedData=images,summaries,productTypes,attributes");
        SharedSpecs.Load("amazon-sp-api/models/catalogItems_2022-04-01.json").Violations(item, "Item").Should().BeEmpty();
    }

    [SpecFact]
    public async Task Product_type_and_participation_answers_are_as_modelled()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var definition = await market.Amazon.GetFromJsonAsync<JsonElement>($"definitions/2020-09-01/productTypes/LAMP?marketplaceIds={SimulatedMarketplace.UnitedStates}");
        SharedSpecs.Load("amazon-sp-api/models/definitionsProductTypes_2020-09-01.json").Violations(definition, "ProductTypeDefinition").Should().BeEmpty();
        var schema = await market.Amazon.GetStringAsync(definition.GetProperty("schema").GetProperty("link").GetProperty("resource").GetString());
        schema.Should().Contain("main_product_image_locator");

        var participations = await market.Amazon.GetFromJsonAsync<JsonElement>("sellers/v1/marketplaceParticipations");
        SharedSpecs.Load("amazon-sp-api/models/sellers.json").Violations(participations, "GetMarketplaceParticipationsResponse").Should().BeEmpty();
    }

    [SpecFact]
    public async Task Reports_and_what_is_in_them_are_as_modelled()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await market.ItemAsync("A");
        var id = await AmazonReportsTests.CreateAsync(market, "GET_SALES_AND_TRAFFIC_REPORT", AmazonReportsTests.DaysAgo(5), AmazonReportsTests.DaysAgo(4), new { });
        Reports.Violations(await AmazonReportsTests.WaitAsync(market, id, "DONE"), "Report").Should().BeEmpty();

        foreach (var asinGranularity in new[] { "PARENT", "CHILD", "SKU" })
        {
            var sales = await AmazonReportsTests.ReportAsync(market, "GET_SALES_AND_TRAFFIC_REPORT", AmazonReportsTests.DaysAgo(40), AmazonReportsTests.DaysAgo(3), new { dateGranularity = "WEEK", asinGranularity });
            SharedSpecs.Load("amazon-sp-api/schemas/reports/sellerSalesAndTrafficReport.json").Violations(sales).Should().BeEmpty();
        }

        var sunday = AmazonReportsTests.DaysAgo(16);
        sunday = sunday.AddDays(-(int)sunday.DayOfWeek);
        var search = await AmazonReportsTests.ReportAsync(market, "GET_BRAND_ANALYTICS_SEARCH_CATALOG_PERFORMANCE_REPORT", sunday, sunday.AddDays(6), new { reportPeriod = "WEEK" });
        search.GetProperty("dataByAsin").GetArrayLength().Should().Be(1);
        SharedSpecs.Load("amazon-sp-api/schemas/reports/sellingPartnerSearchCatalogPerformanceReport.json").Violations(search).Should().BeEmpty();
    }

    [SpecFact]
    public async Task Every_answer_on_the_way_to_a_report_is_as_modelled()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await market.ItemAsync("A");
        async Task<JsonElement> CreateAsync(DateOnly from, DateOnly to)
        {
            var created = await market.Amazon.PostAsJsonAsync("reports/2021-06-30/reports", new
            {
                reportType = "GET_SALES_AND_TRAFFIC_REPORT",
                marketplaceIds = new[] { SimulatedMarketplace.UnitedStates },
                dataStartTime = $"{from:yyyy-MM-dd}T00:00:00Z",
                dataEndTime = $"{to:yyyy-MM-dd}T23:59:59Z",
            });
            ((int)created.StatusCode).Should().Be(202);
            return await created.Content.ReadFromJsonAsync<JsonElement>();
        }

        var first = await CreateAsync(AmazonReportsTests.DaysAgo(5), AmazonReportsTests.DaysAgo(4));
        Reports.Violations(first, "CreateReportResponse").Should().BeEmpty();
        var hopeless = await CreateAsync(AmazonReportsTests.DaysAgo(4), AmazonReportsTests.DaysAgo(5));
        var done = await AmazonReportsTests.WaitAsync(market, first.GetProperty("reportId").GetString()!, "DONE");
        Reports.Violations(await AmazonReportsTests.WaitAsync(market, hopeless.GetProperty("reportId").GetString()!, "FATAL"), "Report").Should().BeEmpty();

        var list = await market.Amazon.GetFromJsonAsync<JsonElement>("reports/2021-06-30/reports?reportTypes=GET_SALES_AND_TRAFFIC_REPORT");
        list.GetProperty("reports").GetArrayLength().Should().Be(2);
        Reports.Violations(list, "GetReportsResponse").Should().BeEmpty();

        // A short file comes as it is, a long one packed.
        var year = await CreateAsync(AmazonReportsTests.DaysAgo(360), AmazonReportsTests.DaysAgo(3));
        var packed = await AmazonReportsTests.WaitAsync(market, year.GetProperty("reportId").GetString()!, "DONE");
        foreach (var report in new[] { done, packed })
        {
            var document = await market.Amazon.GetFromJsonAsync<JsonElement>($"reports/2021-06-30/documents/{report.GetProperty("reportDocumentId").GetString()}");
            Reports.Violations(document, "ReportDocument").Should().BeEmpty();
            document.TryGetProperty("compressionAlgorithm", out _).Should().Be(report.GetRawText() == packed.GetRawText());
        }

        var gone = await market.Amazon.GetAsync("reports/2021-06-30/documents/none");
        Reports.Violations(await gone.Content.ReadFromJsonAsync<JsonElement>(), "ErrorList").Should().BeEmpty();
    }

    [SpecFact]
    public void Validator_finds_what_is_wrong()
    {
        var wrong = JsonDocument.Parse("""{"sku":5,"summaries":[{"marketplaceId":"X","productType":"P","status":["SOLD"],"createdDate":"today","surprise":1}]}""").RootElement;
        Listings.Violations(wrong, "Item").Should().HaveCount(5, "the SKU's type, a status, a date, a missing date and an unknown property are wrong");
    }
}
