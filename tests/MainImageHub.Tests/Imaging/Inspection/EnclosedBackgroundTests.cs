using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Pipeline;

namespace MainImageHub.Tests.Imaging.Inspection;

/// <summary>Background within the product is background; what only looks like it stays the product's.</summary>
public sealed class EnclosedBackgroundTests : IDisposable
{
    private const string Ring = "<circle cx='600' cy='600' r='330' fill='none' stroke='#8a8d90' stroke-width='120'/>";
    private const string Mug = "<rect x='250' y='250' width='500' height='700' rx='50' fill='#1d5f8a'/><path d='M740 400 C 1050 380 1050 820 740 800' fill='none' stroke='#1d5f8a' stroke-width='70'/>";
    private const string Rungs = "<path d='M300 1000 V250 H900 V1000 M300 500 H900 M300 750 H900' fill='none' stroke='#5a3a20' stroke-width='50'/>";
    private const string Wire = "<circle cx='600' cy='600' r='380' fill='none' stroke='#202020' stroke-width='10'/>";

    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData(Ring, "#f0f0f0", 600, 600)]
    [InlineData(Ring, "#f6f1ea", 600, 600)]
    [InlineData(Mug, "#f0f0f0", 850, 600)]
    [InlineData(Rungs, "#f0f0f0", 600, 400)]
    [InlineData(Rungs, "#f0f0f0", 600, 625)]
    [InlineData(Wire, "#f0f0f0", 600, 600)]
    public void Background_within_the_product_is_shown_as_off_white_and_whitened(string product, string background, int x, int y)
    {
        var source = Draw(background, product);

        Colour(source, x, y).Should().Be(background);
        IsShownAsOffWhite(source, x, y).Should().BeTrue();
        Colour(Whitened(source), x, y).Should().Be("#ffffff");
    }

    [Fact]
    public void Background_within_the_product_counts()
    {
        const string bare = "<circle cx='600' cy='600' r='390' fill='#8a8d90'/>";

        var (ring, disc) = (Measure(Draw("#f0f0f0", Ring)).Background!, Measure(Draw("#f0f0f0", bare)).Background!);

        // The hole, 540 across.
        (ring.Share - disc.Share).Should().BeApproximately(Math.PI * 270 * 270 / (1200 * 1200), 0.01);
        ring.Median.Should().Be(240);
    }

    [Fact]
    public void A_grey_hole_is_found_where_a_gradient_takes_the_background_from_white_to_grey()
    {
        const string light = "<linearGradient id='l' x1='0' y1='0' x2='0' y2='1'><stop offset='0' stop-color='#ffffff'/><stop offset='1' stop-color='#ebebeb'/></linearGradient><rect width='1200' height='1200' fill='url(#l)'/>";
        var source = Draw("#ffffff", light + Mug);

        IsShownAsOffWhite(source, 850, 600).Should().BeTrue();
        Colour(Whitened(source), 850, 600).Should().Be("#ffffff");
    }

    [Theory]
    [InlineData("<rect x='250' y='150' width='700' height='900' fill='#204080'/><rect x='450' y='400' width='300' height='300' fill='#e4e4e4'/>", 600, 550, "another grey")]
    [InlineData("<rect x='250' y='150' width='700' height='900' fill='#204080'/><rect x='450' y='450' width='300' height='300' fill='#f0f0f0'/>", 600, 600, "it lies in the middle of the product")]
    [InlineData("<rect x='250' y='150' width='700' height='900' rx='40' fill='#202020'/><rect x='290' y='190' width='620' height='820' fill='#e6e6e6'/>", 600, 600, "a screen, lit otherwise")]
    [InlineData("<rect x='250' y='150' width='700' height='900' rx='60' fill='#f0f0f0' stroke='#c4c4c4' stroke-width='6'/>", 600, 600, "a white product's own side, told by its outline alone")]
    [InlineData("<rect x='250' y='150' width='700' height='900' fill='#fafafa'/><rect x='300' y='200' width='600' height='800' fill='#f0f0f0'/>", 600, 600, "a white frame about a thing as grey as the background")]
    public void A_white_or_grey_part_of_the_product_stays_as_it_is(string product, int x, int y, string because)
    {
        var source = Draw("#f0f0f0", product);

        IsShownAsOffWhite(source, x, y).Should().BeFalse(because);
        Colour(Whitened(source), x, y).Should().Be(Colour(source, x, y), because);
    }

    [Fact]
    public void Grey_that_was_forgotten_within_a_cut_out_product_is_left_to_a_person_and_a_grey_label_is_not()
    {
        var forgotten = Measure(Draw("#ffffff", "<circle cx='600' cy='600' r='390' fill='#333'/><circle cx='600' cy='600' r='270' fill='#e8e8e8'/>")).Background!;
        var label = Measure(Draw("#ffffff", "<rect x='250' y='150' width='700' height='900' fill='#333'/><rect x='450' y='450' width='300' height='300' fill='#e8e8e8'/>")).Background!;

        forgotten.NearShare.Should().BeGreaterThan(0.99, "in doubt it is the product's");
        forgotten.PerhapsLeftShare.Should().BeInRange(0.1, 0.3);
        forgotten.PerhapsLeft!.Value.X.Should().BeApproximately(330 / 1200.0, 0.01);
        forgotten.PerhapsLeft.Value.Width.Should().BeApproximately(540 / 1200.0, 0.01);
        (label.PerhapsLeftShare, label.PerhapsLeft).Should().Be((0, null));
    }

    private string Draw(string background, string product) =>
        _pictures.Draw($"<rect width='1200' height='1200' fill='{background}'/>{product}", 1200, 1200, ImageFormat.Png);

    private string Whitened(string source) => Render(source, new RenditionRecipe($"white-{Guid.CreateVersion7():n}", ImageFormat.Png) { WhitenBackground = true });

    /// <summary>The overlay, put on white, is white where it shows nothing.</summary>
    private bool IsShownAsOffWhite(string source, int x, int y) => Colour(_pictures.Write(".png", Pictures.Engine.DrawOffWhite(source)), x, y) != "#ffffff";

    private string Colour(string source, int x, int y) => Measure(Spot(source, x, y)).DominantColours[0];

    /// <summary>Some pixels round a place, which is told in the measure of the drawing.</summary>
    private string Spot(string source, int x, int y) =>
        Render(source, new RenditionRecipe($"spot-{Guid.CreateVersion7():n}", ImageFormat.Png) { FlattenOnWhite = false, Crop = new Region((x - 10) / 1200.0, (y - 10) / 1200.0, 20 / 1200.0, 20 / 1200.0) });

    private string Render(string source, RenditionRecipe recipe) => Pictures.Engine.Render(source, [recipe], _pictures.Folder)[0].Path;

    private static ImageFacts Measure(string path) => Pictures.Engine.Measure(path, null);
}
