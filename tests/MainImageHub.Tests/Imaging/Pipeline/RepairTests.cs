using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging.Pipeline;

namespace MainImageHub.Tests.Imaging.Pipeline;

/// <summary>Repairs that touch the background and the frame, and must leave the product alone.</summary>
public sealed class RepairTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData("#f4f4f4", "#b01020")]
    [InlineData("#fbf6ee", "#205080")]
    [InlineData("#e4e4e8", "#303030")]
    public void A_near_white_background_becomes_white_and_the_product_stays_as_it_is(string background, string product)
    {
        var source = Thing(background, product);
        Pictures.Engine.Measure(source, null).Background!.NearShare.Should().BeLessThan(0.99);

        var whitened = Repair(source, new RenditionRecipe("whitened", ImageFormat.Png) { WhitenBackground = true });

        var facts = Pictures.Engine.Measure(whitened, null);
        facts.Background!.Median.Should().Be(255);
        facts.Background.NearShare.Should().BeGreaterThan(0.995);
        Part(whitened, Inside).Should().Equal(Part(source, Inside), "no pixel of the product may change");
    }

    [Fact]
    public void A_white_product_keeps_its_shades()
    {
        var source = _pictures.Draw(
            "<linearGradient id='g'><stop offset='0' stop-color='#ffffff'/><stop offset='1' stop-color='#ececec'/></linearGradient>"
            + "<rect width='1200' height='1200' fill='#f7f7f7'/><rect x='200' y='150' width='800' height='900' rx='60' fill='url(#g)' stroke='#c4c4c4' stroke-width='6'/>", 1200, 1200, ImageFormat.Png);

        var whitened = Repair(source, new RenditionRecipe("whitened", ImageFormat.Png) { WhitenBackground = true });

        Pictures.Engine.Measure(whitened, null).Background!.Median.Should().Be(255);
        Part(whitened, Inside).Should().Equal(Part(source, Inside));
    }

    [Theory]
    [InlineData(0.05, 0.1, 0.4, 0.3)]
    [InlineData(0.3, 0.35, 0.3, 0.5)]
    [InlineData(0.55, 0.5, 0.4, 0.45)]
    public void A_product_too_small_in_its_frame_fills_it_after_the_crop_and_stays_whole(double x, double y, double width, double height)
    {
        var source = _pictures.Draw(FormattableString.Invariant($"<rect width='1600' height='1200' fill='#fff'/><rect x='{x * 1600}' y='{y * 1200}' width='{width * 1600}' height='{height * 1200}' fill='#205080'/>"), 1600, 1200, ImageFormat.Png);
        var before = Pictures.Engine.Measure(source, null);

        var crop = Repairable.CropToFill(before, 85);
        var cropped = Repair(source, new RenditionRecipe("cropped", ImageFormat.Png) { Crop = crop });

        var after = Pictures.Engine.Measure(cropped, null);
        after.Product!.FillPercent.Should().BeInRange(85, 97);
        after.AspectRatio.Should().BeApproximately(before.AspectRatio, 0.01);
        (after.Product.Box.Width * after.Width).Should().BeApproximately(width * 1600, 6, "all of the product is still there");
        (after.Product.Box.Height * after.Height).Should().BeApproximately(height * 1200, 6);
    }

    [Fact]
    public void What_fills_its_frame_is_not_cropped() =>
        Repairable.CropToFill(Pictures.Engine.Measure(_pictures.Product(fillPercent: 90), null), 85).Should().BeNull();

    [Fact]
    public void A_frame_is_cropped_off_to_the_pixel_and_together_with_the_crop_to_the_product()
    {
        var source = _pictures.Draw("<rect width='1500' height='1500' fill='#102080'/><rect x='60' y='60' width='1380' height='1380' fill='#fff'/><rect x='600' y='450' width='300' height='600' fill='#b01020'/>", 1500, 1500, ImageFormat.Png);
        var facts = Pictures.Engine.Measure(source, null);

        var inside = Repairable.WithoutBorder(facts)!.Value;
        var bare = Pictures.Engine.Measure(Repair(source, new RenditionRecipe("bare", ImageFormat.Png) { Crop = inside }), null);
        var filled = Pictures.Engine.Measure(Repair(source, new RenditionRecipe("filled", ImageFormat.Png) { Crop = Repairable.Both(inside, Repairable.CropToFill(facts, 85)!.Value) }), null);

        bare.Border!.Kind.Should().Be(BorderKind.None);
        bare.Background!.PureShare.Should().BeGreaterThan(0.995);
        bare.Width.Should().BeInRange(1360, 1380);
        filled.Product!.FillPercent.Should().BeGreaterThanOrEqualTo(85);
    }

    [Fact]
    public void A_dark_background_is_left_to_a_designer() =>
        Repairable.Whiten(Pictures.Engine.Measure(Thing("#808890", "#b01020"), null)).Should().BeFalse();

    [Fact]
    public void A_white_product_without_an_edge_is_left_to_a_designer()
    {
        // From the background's white into the thing's shade without a line between: nobody can tell where it begins.
        var source = _pictures.Draw(
            "<linearGradient id='g'><stop offset='0' stop-color='#ffffff'/><stop offset='0.7' stop-color='#9a9a9a'/><stop offset='1' stop-color='#ffffff'/></linearGradient>"
            + "<rect width='1200' height='1200' fill='#ffffff'/><rect x='200' y='100' width='800' height='1100' fill='url(#g)'/><circle cx='500' cy='500' r='90' fill='#222222'/>", 1200, 1200, ImageFormat.Png);

        Repairable.Whiten(Pictures.Engine.Measure(source, null)).Should().BeFalse();
    }

    private static Region Inside { get; } = new(0.3, 0.3, 0.4, 0.4);

    private string Thing(string background, string product) => _pictures.Draw(
        $"<rect width='1200' height='1200' fill='{background}'/><rect x='250' y='150' width='700' height='900' fill='{product}'/><circle cx='600' cy='600' r='200' fill='#ffffff'/>", 1200, 1200, ImageFormat.Png);

    private string Repair(string source, RenditionRecipe recipe) => Pictures.Engine.Render(source, [recipe], _pictures.Folder)[0].Path;

    private byte[] Part(string source, Region region) => File.ReadAllBytes(Repair(source, new RenditionRecipe($"part-{Guid.CreateVersion7():n}", ImageFormat.Png) { Crop = region }));
}
