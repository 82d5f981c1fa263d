using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using MainImageHub.Tests.Simulator;

namespace MainImageHub.Tests.Marketplaces.Lazada;

/// <summary>The way a picture goes at Lazada.</summary>
public sealed class LazadaOnSimulatorTests : ReviewedOnSimulatorTests
{
    protected override SiteCode Site => SiteCode.Parse("lazada/SG");

    protected override (string Seller, string Site) Account => ("100132", "SG");

    protected override string ListOperation => "getProducts";

    protected override IReadOnlyList<string> PushOperations { get; } = ["getProductItem", "uploadImage", "updateProduct"];

    protected override ReviewWords Words { get; } = new("Pending QC", ["Suspended", "Live_Reject"], "reviewed", "rejected", ("300", "JPG"));

    [Fact]
    public async Task Item_in_a_campaign_keeps_its_pictures_until_that_is_over()
    {
        var listing = await ListingAsync("SIM-0004");
        var before = await SeenAsync(listing);
        await Market.OrderAsync("mischief", new { kind = "inPromotion", sku = "SIM-0004" });
        var push = PushOf(listing, "locked");

        var refused = (await DriveAsync(push)).Should().BeOfType<PushOutcome.Refused>().Which;

        refused.Problem.Message.En.Should().Contain("campaign");
        refused.Issues.Should().ContainSingle().Which.Code.Should().Be("501");
        (await SeenAsync(listing)).MainImage!.Link.Should().Be(before.MainImage!.Link);
        (await Market.Control.DeleteAsync("mischief")).EnsureSuccessStatusCode();
        (await DriveAsync(push)).Should().BeOfType<PushOutcome.Accepted>();
        await LiveAsync(listing, push);
    }

    [Fact]
    public async Task Suspended_item_is_suppressed_and_says_why()
    {
        var listing = await ListingAsync("SIM-0006");
        await Market.OrderAsync("listings/change", new { marketplace = "lazada", seller = Account.Seller, site = "SG", sku = "SIM-0006", suppressed = true });

        var seen = await SeenAsync(listing);

        seen.IsSuppressed.Should().BeTrue();
        seen.Listing.Status.Should().Equal("Suspended", "Admin");
        seen.Listing.Issues.Should().ContainSingle().Which.Slot.Should().Be("MAIN");
    }

    [Fact]
    public async Task Seller_of_another_country_is_told() =>
        (await Connector.VerifyAsync(Store with { Site = SiteCode.Parse("lazada/MY") })).Detail.En.Should().Contain("for SG, not for MY");
}
