using MainImageHub.Domain.Rules;

namespace MainImageHub.Tests.Domain.Rules;

public sealed class SaleWordsTests
{
    [Theory]
    [InlineData("-50%")]
    [InlineData("SALE -50%")]
    [InlineData("SALE50%OFF")]
    [InlineData("20 % Rabatt")]
    [InlineData("Save 20%")]
    [InlineData("Summer Sale!")]
    [InlineData("FREE SHIPPING")]
    [InlineData("FREESHIPPING")]
    [InlineData("Best Seller")]
    [InlineData("$19.99")]
    [InlineData("19,99 €")]
    [InlineData("99元")]
    [InlineData("包邮")]
    [InlineData("5折")]
    [InlineData("限时特价")]
    [InlineData("满200减30")]
    public void What_speaks_of_a_sale_is_known(string text) => SaleWords.Are(text).Should().BeTrue();

    [Theory]
    [InlineData("100% COTTON")]
    [InlineData("100% APPLE")]
    [InlineData("SPF 50")]
    [InlineData("Jerusalem")]
    [InlineData("WHOLESALE")]
    [InlineData("NEW BALANCE")]
    [InlineData("OFFICE")]
    [InlineData("5-10%")]
    [InlineData("ALL STAR")]
    [InlineData("NEW")]
    [InlineData("100ml")]
    [InlineData("折叠椅")]
    [InlineData(null)]
    public void What_a_product_may_say_is_not(string? text) => SaleWords.Are(text).Should().BeFalse();

    [Theory]
    [InlineData("NEW", true)]
    [InlineData("New!", true)]
    [InlineData("HOT", true)]
    [InlineData("新品", true)]
    [InlineData("NEW BALANCE", false)]
    [InlineData("HOT SAUCE", false)]
    public void What_badges_and_brands_say_alike_may_be_of_a_sale_when_it_stands_alone(string text, bool may) => SaleWords.MayBe(text).Should().Be(may);
}
