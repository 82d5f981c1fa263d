using System.Net.Http.Json;
using System.Text.Json;

namespace MainImageHub.Tests.Simulator;

/// <summary>A SKU is the same goods at every marketplace: whoever joins by it shows no nonsense.</summary>
public sealed class SameGoodsTests
{
    [Fact]
    public async Task Sku_of_a_catalogue_is_the_same_goods_at_every_marketplace_in_each_sellers_own_photograph()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        List<IReadOnlyList<JsonElement>> catalogues = [];
        foreach (var (marketplace, seller, site) in new[] { ("amazon", "SELLER1", "DE"), ("amazon", "SELLER2", "US"), ("ebay", "consent", "DE"), ("shopify", "norvale.myshopify.com", "-"), ("tiktokshop", "6norvale", "GB"), ("lazada", "100132", "MY"), ("aliexpress", "508032", "-") })
        {
            await market.OrderAsync("listings/seed", new { marketplace, seller, site, count = 24 });
            var listings = await market.Control.GetFromJsonAsync<JsonElement>($"listings?marketplace={marketplace}&seller={seller}&site={site}");
            catalogues.Add([.. listings.EnumerateArray().OrderBy(l => l.GetProperty("key").GetProperty("sku").GetString(), StringComparer.Ordinal)]);
        }

        foreach (var catalogue in catalogues)
        {
            catalogue.Select(Title).Should().Equal(catalogues[0].Select(Title));
            catalogue.Select(l => l.GetProperty("productType").GetString()).Should().Equal(catalogues[0].Select(l => l.GetProperty("productType").GetString()));
        }

        catalogues[0].Select(Title).Distinct().Should().HaveCountGreaterThan(12, "a shop sells more than one thing");
        catalogues.Select(catalogue => Picture(catalogue[0])).Should().OnlyHaveUniqueItems();
    }

    private static string? Title(JsonElement listing) => listing.GetProperty("title").GetString();

    private static string? Picture(JsonElement listing) => listing.GetProperty("slots").GetProperty("MAIN")[0].GetProperty("pictureId").GetString();
}
