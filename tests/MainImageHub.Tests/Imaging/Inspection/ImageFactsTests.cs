using MainImageHub.Domain.Images;
using MainImageHub.Imaging;

namespace MainImageHub.Tests.Imaging.Inspection;

public sealed class ImageFactsTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData(60)]
    [InlineData(85)]
    [InlineData(95)]
    public void Fill_is_the_larger_of_the_products_shares_of_width_and_height(int fill) =>
        Measure(_pictures.Product(fill)).Product!.FillPercent.Should().BeApproximately(fill, 1.5);

    [Fact]
    public void A_white_background_is_white()
    {
        var background = Measure(_pictures.Product()).Background!;
        background.Median.Should().Be(255);
        background.NearShare.Should().BeGreaterThan(0.995);
        background.OffWhite.Should().BeNull();
    }

    [Theory]
    [InlineData("#f5f5f5", 245)]
    [InlineData("#fafafa", 250)]
    [InlineData("#f0f4ff", 240)]
    public void A_nearly_white_background_is_measured_as_it_is(string colour, int lowest)
    {
        var facts = Measure(_pictures.Product(background: colour));
        facts.Background!.Median.Should().BeInRange(lowest - 1, lowest + 1);
        facts.Background.PureShare.Should().Be(0);
        facts.Product!.FillPercent.Should().BeApproximately(85, 1.5);
    }

    [Fact]
    public void A_product_that_reaches_the_frame_does_not_spoil_the_background()
    {
        var facts = Measure(_pictures.Draw("<rect width='1000' height='1000' fill='#fff'/><rect x='300' y='0' width='400' height='1000' fill='#204080'/>"));
        facts.Background!.NearShare.Should().BeGreaterThan(0.99);
        facts.Product!.FillPercent.Should().Be(100);
    }

    [Fact]
    public void A_soft_shadow_belongs_neither_to_the_product_nor_to_the_background()
    {
        const string shadow = "<filter id='b' x='-50%' y='-200%' width='200%' height='500%'><feGaussianBlur stdDeviation='25'/></filter><rect width='1000' height='1000' fill='#fff'/><ellipse cx='500' cy='780' rx='260' ry='35' fill='#999' filter='url(#b)'/>";
        var facts = Measure(_pictures.Draw(shadow + "<rect x='300' y='300' width='400' height='440' fill='#204080'/>", format: ImageFormat.Png));
        facts.Background!.Median.Should().Be(255);
        facts.Background.NearShare.Should().BeGreaterThan(0.99);
        facts.Product!.FillPercent.Should().BeApproximately(44, 4);
    }

    [Fact]
    public void A_grey_corner_makes_the_background_dirty_and_is_located()
    {
        const string corner = "<rect width='1000' height='1000' fill='#fff'/><linearGradient id='g' x1='0' y1='1' x2='0' y2='0'><stop offset='0' stop-color='#ddd'/><stop offset='1' stop-color='#fff'/></linearGradient><rect y='750' width='1000' height='250' fill='url(#g)'/>";
        var background = Measure(_pictures.Draw(corner + "<rect x='350' y='200' width='300' height='400' fill='#204080'/>", format: ImageFormat.Png)).Background!;
        background.NearShare.Should().BeLessThan(0.9);
        background.OffWhite!.Value.Y.Should().BeGreaterThan(0.7);
    }

    [Fact]
    public void An_added_border_counts_as_background_but_not_as_product()
    {
        var facts = Measure(_pictures.Product(60, overlay: "<rect x='10' y='10' width='980' height='980' fill='none' stroke='#000' stroke-width='20'/>"));
        facts.Background!.NearShare.Should().BeLessThan(0.97);
        facts.Product!.FillPercent.Should().BeApproximately(60, 2);
    }

    [Fact]
    public void A_product_shot_with_a_large_uniform_frame_share_is_trusted_and_a_full_bleed_scene_is_not()
    {
        Measure(_pictures.Product()).Product!.Confidence.Should().BeGreaterThan(0.9);
        var scene = string.Concat(Enumerable.Range(0, 100).Select(i => $"<rect x='{i % 10 * 100}' y='{i / 10 * 100}' width='100' height='100' fill='hsl({i * 67 % 360},80%,{30 + (i * 13 % 50)}%)'/>"));
        var facts = Measure(_pictures.Draw(scene));
        (facts.Product?.Confidence ?? 0).Should().BeLessThan(0.5);
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(3, true)]
    public void On_a_ground_with_streaks_the_box_is_a_guess_and_on_a_grainy_one_it_is_not(int unevenness, bool certain)
    {
        var random = new Random(5);
        var boards = string.Concat(Enumerable.Range(0, 1000).Select(x =>
        {
            var shade = 150 + random.Next(-unevenness, unevenness);
            return $"<rect x='{x}' width='1' height='1000' fill='rgb({shade},{shade - 20},{shade - 40})'/>";
        }));

        var product = Measure(_pictures.Draw(boards + "<rect x='300' y='300' width='400' height='400' fill='#102040'/>")).Product!;

        (product.Confidence >= ProductFacts.SureEnough).Should().Be(certain);
        if (certain)
        {
            product.FillPercent.Should().BeApproximately(40, 2);
        }
    }

    [Fact]
    public void A_box_says_how_much_of_width_and_of_height_the_product_takes_and_leaves_its_soft_shadow_out()
    {
        const string shadow = "<filter id='b' x='-50%' y='-200%' width='200%' height='500%'><feGaussianBlur stdDeviation='25'/></filter><rect width='1600' height='1000' fill='#fff'/><ellipse cx='800' cy='820' rx='420' ry='35' fill='#999' filter='url(#b)'/>";
        var product = Measure(_pictures.Draw(shadow + "<rect x='480' y='200' width='640' height='600' fill='#204080'/>", 1600, 1000)).Product!;

        product.Box.Width.Should().BeApproximately(0.4, 0.03);
        product.Box.Height.Should().BeApproximately(0.6, 0.03);
        product.FillPercent.Should().BeApproximately(100 * product.Box.Height, 0.1);
    }

    [Fact]
    public void Transparency_is_reported_and_the_background_is_what_a_shop_shows()
    {
        var facts = Measure(_pictures.Draw("<rect x='250' y='250' width='500' height='500' fill='#204080'/>", format: ImageFormat.Png));
        facts.HasAlpha.Should().BeTrue();
        facts.TransparentShare.Should().BeApproximately(0.75, 0.01);
        facts.Background!.Median.Should().Be(255);
        facts.Product!.FillPercent.Should().BeApproximately(50, 1);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(92)]
    public void The_quality_of_a_jpeg_is_estimated_from_its_tables(int quality) =>
        Measure(_pictures.Product(quality: quality)).JpegQuality.Should().BeInRange(quality - 3, quality + 3);

    [Fact]
    public void Position_and_author_are_found()
    {
        var facts = Measure(_pictures.WithExif(_pictures.Product(), gps: true, artist: "Jane Roe"));
        facts.Metadata.Should().BeEquivalentTo(new MetadataFacts { HasExif = true, HasGps = true, HasPersonalData = true });
        Measure(_pictures.Product()).Metadata.Should().Be(new MetadataFacts());
    }

    [Theory]
    [InlineData("<rdf:Description Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia\"/>", "trainedAlgorithmicMedia")]
    [InlineData("<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture</Iptc4xmpExt:DigitalSourceType>", "digitalCapture")]
    [InlineData("<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/</Iptc4xmpExt:DigitalSourceType>", null)]
    [InlineData("<rdf:Description xmp:CreatorTool=\"GIMP\"/>", null)]
    public void What_a_file_says_of_its_origin_is_read(string xmp, string? expected) =>
        Measure(_pictures.WithXmp(_pictures.Product(), $"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF>{xmp}</rdf:RDF></x:xmpmeta>")).Metadata
            .Should().BeEquivalentTo(new MetadataFacts { HasXmp = true, DigitalSourceType = expected });

    [Fact]
    public void Program_and_owner_are_read() =>
        Measure(_pictures.WithOrigin(_pictures.Product(), "Adobe Firefly 3", "ACME Ltd")).Metadata
            .Should().BeEquivalentTo(new MetadataFacts { HasExif = true, Software = "Adobe Firefly 3", Copyright = "ACME Ltd" });

    [Fact]
    public async Task Metadata_that_points_in_circles_is_read_once()
    {
        var measured = Task.Run(() => Measure(_pictures.WithCircularExif(_pictures.Product())));
        (await measured.WaitAsync(TimeSpan.FromMinutes(2))).Metadata.Should().Be(new MetadataFacts { HasExif = true });
    }

    [Fact]
    public void An_animated_png_is_not_a_still()
    {
        var rows = new byte[64 * (1 + (64 * 3))];
        var animated = Pictures.Png(64, 64, 8, 2, rows, ("acTL", [0, 0, 0, 7, 0, 0, 0, 0]));
        Measure(_pictures.Write(".png", animated)).Frames.Should().Be(7);
        Measure(_pictures.Write(".png", Pictures.Png(64, 64, 8, 2, rows))).Frames.Should().Be(1);
    }

    [Fact]
    public void An_animated_gif_is_counted_frame_by_frame()
    {
        // Two 1 x 1 frames, written out by hand.
        byte[] frame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0x02, 0x02, 0x44, 0x01, 0x00];
        byte[] gif = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, .. frame, .. frame, 0x3B];
        var facts = Measure(_pictures.Write(".gif", gif));
        facts.Format.Should().Be(ImageFormat.Gif);
        facts.Frames.Should().Be(2);
    }

    [Fact]
    public void Sixteen_bits_per_channel_are_reported()
    {
        var row = new byte[1 + (8 * 6)];
        Measure(_pictures.Write(".png", Pictures.Png(8, 8, 16, 2, [.. row, .. row, .. row, .. row, .. row, .. row, .. row, .. row]))).BitDepth.Should().Be(16);
    }

    [Fact]
    public void Dominant_colours_come_most_frequent_first() =>
        Measure(_pictures.Draw("<rect width='1000' height='1000' fill='#fff'/><rect width='400' height='1000' fill='#ff0000'/><rect width='100' height='1000' fill='#0000ff'/>", format: ImageFormat.Png))
            .DominantColours.Should().Equal("#ffffff", "#ff0000", "#0000ff");

    private static ImageFacts Measure(string path) => Pictures.Engine.Measure(path, Path.GetFileName(path));
}
