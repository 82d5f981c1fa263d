using MainImageHub.Domain.Listings;

namespace MainImageHub.Tests.Marketplaces.AliExpress;

/// <summary>The way a picture goes at AliExpress.</summary>
public sealed class AliExpressOnSimulatorTests : ReviewedOnSimulatorTests
{
    protected override SiteCode Site => SiteCode.Parse("aliexpress/-");

    protected override (string Seller, string Site) Account => ("508032", "-");

    protected override string ListOperation => "getProductList";

    protected override IReadOnlyList<string> PushOperations { get; } = ["getProductInfo", "uploadImage", "editProduct"];

    protected override ReviewWords Words { get; } = new("auditing", ["editingRequired"], "auditing", "refused", ("isv.image-type-error", "type of the image"));

    [Fact]
    public async Task Product_is_found_in_every_state()
    {
        await Market.OrderAsync("settings", new { processingSeconds = 3600 });
        var audited = await ListingAsync("SIM-0002");
        await DriveAsync(PushOf(audited, "audited"));
        await Market.OrderAsync("listings/change", new { marketplace = "aliexpress", seller = Account.Seller, site = "-", sku = "SIM-0006", suppressed = true });

        (await ListingAsync("SIM-0002")).ExternalId.Should().Be(audited.ExternalId);
        var suppressed = await SeenAsync(await ListingAsync("SIM-0006"));
        suppressed.IsSuppressed.Should().BeTrue();
        suppressed.Listing.Status.Should().Equal("editingRequired");

        // Each status is read through, whichever a product has now.
        List<string> skus = [];
        string? cursor = null;
        do
        {
            var page = (await Connector.ReadListingsAsync(Store, cursor)).Value!;
            skus.AddRange(page.Items.Select(item => item.Sku));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        skus.Should().HaveCount(45).And.OnlyHaveUniqueItems();
    }
}
