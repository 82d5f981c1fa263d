using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Sellers API: where the seller may sell. Here: everywhere.</summary>
internal static class SellersApi
{
    public static Task<IResult> ParticipationsAsync() => Task.FromResult(Results.Json(new JsonObject
    {
        ["payload"] = new JsonArray([.. AmazonSite.Every.Select(site => new JsonObject
        {
            ["marketplace"] = new JsonObject
            {
                ["id"] = site.MarketplaceId,
                ["name"] = $"Amazon.{site.TopLevelDomain}",
                ["countryCode"] = site.Code == "UK" ? "GB" : site.Code,
                ["defaultCurrencyCode"] = site.Currency,
                ["defaultLanguageCode"] = site.Language,
                ["domainName"] = $"www.amazon.{site.TopLevelDomain}",
            },
            ["participation"] = new JsonObject { ["isParticipating"] = true, ["hasSuspendedListings"] = false },
            ["storeName"] = "Simulated store",
        })]),
    }));
}
