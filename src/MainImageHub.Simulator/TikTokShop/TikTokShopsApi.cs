using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>Which shops the seller of a token authorised: one in each region.</summary>
internal sealed class TikTokShopsApi
{
    public IResult List(TikTokCall call) => TikTokAnswers.Ok(new JsonObject
    {
        ["shops"] = new JsonArray([.. TikTokCatalogue.Currencies.Keys.Order(StringComparer.Ordinal).Select(region => new JsonObject
        {
            ["id"] = $"7{World.Dice.For("shop", call.Seller, region).Bits() % 1_000_000_000_000_000_000:D18}",
            ["name"] = $"{call.Seller} {region}",
            ["region"] = region,
            ["seller_type"] = "CROSS_BORDER",
            ["cipher"] = TikTokGateway.Cipher(call.Seller, region),
            ["code"] = $"{region}CB{call.Seller.ToUpperInvariant()}",
        })]),
    });
}
