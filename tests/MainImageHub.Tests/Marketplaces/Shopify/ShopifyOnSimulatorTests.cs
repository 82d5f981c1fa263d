using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using MainImageHub.Tests.Simulator;

namespace MainImageHub.Tests.Marketplaces.Shopify;

/// <summary>The way a picture goes at Shopify.</summary>
public sealed class ShopifyOnSimulatorTests : ConnectorSimulatorTests
{
    protected override SiteCode Site => SiteCode.Parse("shopify/-");

    protected override (string Seller, string Site) Account => ("acme.myshopify.com", "-");

    protected override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["shop"] = "acme",
        ["clientId"] = "0f1e2d3c",
        ["clientSecret"] = "shpss_53cr3t0ftheapp",
    };

    protected override string ListOperation => "products";

    protected override IReadOnlyList<string> PushOperations { get; } = ["fileCreate", "fileUpdate", "productReorderMedia", "job", "node"];

    [Fact]
    public async Task Picture_that_cannot_be_fetched_may_be_pushed_again_from_the_same_address()
    {
        var found = (await Connector.ReadListingsAsync(Store, skus: ["SIM-0002"])).Value!.Items[0];
        var push = new PicturePush { Listing = new(found.ExternalId!, found.Sku), MediaLocation = new Uri($"{Market.Origin}/hosted/later.png") };

        var failed = await DriveAsync(push);
        Market.Host("later.png", SimulatedMarketplace.Png());
        var again = await DriveAsync(push);

        failed.Should().BeOfType<PushOutcome.Retry>().Which.Problem.ForeignCode.Should().Be("IMAGE_DOWNLOAD_FAILURE");
        again.Should().BeOfType<PushOutcome.Accepted>();
    }

    [Fact]
    public async Task File_that_is_no_picture_is_refused_and_hangs_nowhere()
    {
        var found = (await Connector.ReadListingsAsync(Store, skus: ["SIM-0002"])).Value!.Items[0];
        var push = new PicturePush { Listing = new(found.ExternalId!, found.Sku), MediaLocation = new Uri(Market.Host("text.png", "no picture at all"u8.ToArray())) };

        var refused = (await DriveAsync(push)).Should().BeOfType<PushOutcome.Refused>().Which;

        refused.Issues.Should().ContainSingle().Which.Code.Should().Be("UNSUPPORTED_IMAGE_FILE_TYPE");
        (await Connector.ReadListingAsync(Store, push.Listing)).Value!.MainImage!.Link.Should().Be(found.MainImage!.Link);
        (await Connector.FindPushAsync(Store, push)).Trace.Should().Be(PushTrace.NotSeen);
    }

    [Fact]
    public async Task Picture_that_somebody_moves_back_each_time_is_accepted_and_not_live()
    {
        var found = (await Connector.ReadListingsAsync(Store, skus: ["SIM-0002"])).Value!.Items[0];
        await Market.OrderAsync("mischief", new { kind = "neverShow", sku = "SIM-0002" });
        var push = new PicturePush { Listing = new(found.ExternalId!, found.Sku), MediaLocation = new Uri(Market.Host("ours.png", SimulatedMarketplace.Png("mug", "ours"))) };

        (await DriveAsync(push)).Should().BeOfType<PushOutcome.Accepted>();

        (await Connector.ReadListingAsync(Store, push.Listing)).Value!.MainImage!.Link.Should().Be(found.MainImage!.Link);
        (await Connector.FindPushAsync(Store, push)).Trace.Should().Be(PushTrace.Begun);
    }
}
