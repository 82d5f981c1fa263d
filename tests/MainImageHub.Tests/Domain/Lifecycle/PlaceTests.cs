using MainImageHub.Domain.Lifecycle;

namespace MainImageHub.Tests.Domain.Lifecycle;

public sealed class PlaceTests
{
    private static readonly Guid First = Guid.CreateVersion7();
    private static readonly Guid Second = Guid.CreateVersion7();

    private static readonly Scope Amazon = Scope.ForMarketplace("amazon");
    private static readonly Scope AmazonUs = Scope.ForSite("amazon", "US");
    private static readonly Scope EbayUs = Scope.ForSite("ebay", "US");
    private static readonly Scope Shop = Scope.ForStore("amazon", "US", First);
    private static readonly Scope OtherShop = Scope.ForStore("amazon", "US", Second);

    [Fact]
    public void A_place_covers_itself_and_what_lies_within_and_nothing_wider_or_beside()
    {
        foreach (var place in new[] { Scope.Product, Amazon, AmazonUs, EbayUs, Shop, OtherShop })
        {
            Scope.Product.Covers(place).Should().BeTrue();
            place.Covers(place).Should().BeTrue();
        }

        Amazon.Covers(AmazonUs).Should().BeTrue();
        Amazon.Covers(Shop).Should().BeTrue();
        AmazonUs.Covers(Shop).Should().BeTrue();
        Amazon.Covers(Scope.Product).Should().BeFalse();
        AmazonUs.Covers(Amazon).Should().BeFalse();
        AmazonUs.Covers(EbayUs).Should().BeFalse("a site is a country of one marketplace");
        AmazonUs.Covers(Scope.ForSite("amazon", "DE")).Should().BeFalse();
        Shop.Covers(OtherShop).Should().BeFalse("two shops on one site are two stores");
        Shop.Covers(AmazonUs).Should().BeFalse();
    }

    [Fact]
    public void What_counts_at_a_place_is_the_narrowest_that_covers_it()
    {
        Scope[] planned = [Scope.Product, Amazon, Shop];
        At(Scope.Product).Should().Be(Scope.Product);
        At(Amazon).Should().Be(Amazon);
        At(AmazonUs).Should().Be(Amazon, "the next wider one");
        At(Shop).Should().Be(Shop);
        At(OtherShop).Should().Be(Amazon);
        At(EbayUs).Should().Be(Scope.Product);
        Scope.Resolve<Scope>([Shop], s => s, AmazonUs).Should().BeNull("a narrower place's picture is no wider one's");

        Scope? At(Scope place) => Scope.Resolve(planned, s => s, place);
    }
}
