using MainImageHub.Domain.Listings;

namespace MainImageHub.Tests.Marketplaces.Amazon;

/// <summary>The way a picture goes at Amazon.</summary>
public sealed class AmazonOnSimulatorTests : ConnectorSimulatorTests
{
    protected override SiteCode Site => SiteCode.Parse("amazon/US");

    protected override (string Seller, string Site) Account => ("SELLERX", "US");

    protected override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["clientId"] = "app",
        ["clientSecret"] = "amzn1.oa2-cs.v1.s3cr3tvalue",
        ["refreshToken"] = "Atzr|IwEBIrefreshrefresh",
        ["sellerId"] = "SELLERX",
    };

    protected override string ListOperation => "searchListingsItems";

    protected override IReadOnlyList<string> PushOperations { get; } = ["patchListingsItem"];
}
