using System.Security.Cryptography;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Pipeline;

namespace MainImageHub.Tests.Imaging.Pipeline;

public sealed class RenditionTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void The_standard_recipes_give_four_files_as_described()
    {
        var source = _pictures.Draw("<rect width='3000' height='2000' fill='#fff'/><circle cx='1500' cy='1000' r='800' fill='#084'/>", 3000, 2000);
        var result = Pictures.Engine.Ingest(source, "a.jpg", StandardRecipes.All, _pictures.Folder);
        result.Files.Select(f => (f.Recipe, f.Width, f.Height, f.Format)).Should().Equal(
            ("thumb-160", 160, 107, ImageFormat.WebP),
            ("thumb-320", 320, 213, ImageFormat.WebP),
            ("preview-1600", 1600, 1067, ImageFormat.Jpeg),
            ("amazon-main", 2000, 1333, ImageFormat.Jpeg));
        foreach (var file in result.Files)
        {
            var bytes = File.ReadAllBytes(file.Path);
            file.Bytes.Should().Be(bytes.Length);
            file.Sha256.Should().Be(Convert.ToHexStringLower(SHA256.HashData(bytes)));
            var facts = Pictures.Engine.Measure(file.Path, file.Path);
            (facts.Width, facts.Height, facts.Format).Should().Be((file.Width, file.Height, file.Format));
        }
    }

    [Fact]
    public void A_small_picture_is_never_enlarged() =>
        Render(_pictures.Draw("<rect width='100' height='60' fill='#084'/>", 100, 60), StandardRecipes.AmazonMain).Width.Should().Be(100);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Every_orientation_ends_upright(int orientation)
    {
        // Stored 600 x 400 with a red top-left corner; where the corner must be seen is what the EXIF standard says.
        var stored = _pictures.Draw("<rect width='600' height='400' fill='#fff'/><rect width='150' height='100' fill='#f00'/>", 600, 400);
        var file = Render(_pictures.WithExif(stored, (ushort)orientation), StandardRecipes.AmazonMain);
        var (right, bottom) = orientation switch
        {
            1 or 5 => (false, false),
            2 or 6 => (true, false),
            3 or 7 => (true, true),
            _ => (false, true),
        };
        (file.Width, file.Height).Should().Be(orientation >= 5 ? (400, 600) : (600, 400));
        var box = Pictures.Engine.Measure(file.Path, null).Product!.Box;
        (box.X > 0.5).Should().Be(right);
        (box.Y > 0.5).Should().Be(bottom);
        Pictures.Engine.Measure(_pictures.WithExif(stored, (ushort)orientation), null).Orientation.Should().Be(orientation);
    }

    [Fact]
    public void Metadata_is_gone_from_every_rendition()
    {
        var source = _pictures.WithExif(_pictures.Product(), orientation: 6, gps: true, artist: "Jane Roe");
        foreach (var file in Pictures.Engine.Ingest(source, "a.jpg", StandardRecipes.All, _pictures.Folder).Files)
        {
            var facts = Pictures.Engine.Measure(file.Path, null);
            facts.Metadata.Should().Be(new MetadataFacts());
            facts.Orientation.Should().Be(1);
            facts.IccProfile.Should().BeNull();
        }
    }

    [Fact]
    public void Transparency_becomes_white()
    {
        var file = Render(_pictures.Draw("<rect x='250' y='250' width='500' height='500' fill='#204080'/>", format: ImageFormat.Png), StandardRecipes.Preview1600);
        var facts = Pictures.Engine.Measure(file.Path, null);
        facts.HasAlpha.Should().BeFalse();
        facts.Background!.Median.Should().Be(255);
    }

    [Fact]
    public void Transparency_stays_where_the_recipe_keeps_it()
    {
        var file = Render(
            _pictures.Draw("<rect x='250' y='250' width='500' height='500' fill='#204080'/>", format: ImageFormat.Png),
            new RenditionRecipe("logo", ImageFormat.Png) { LongestSide = 200, FlattenOnWhite = false, PadToSquare = true });
        Pictures.Engine.Measure(file.Path, null).TransparentShare.Should().BeApproximately(0.75, 0.03);
    }

    [Fact]
    public void Padding_to_a_square_keeps_the_product_whole_and_white_around_it()
    {
        var wide = _pictures.Draw("<rect width='1200' height='600' fill='#fff'/><rect x='100' y='100' width='1000' height='400' fill='#204080'/>", 1200, 600);
        var file = Render(wide, new RenditionRecipe("square", ImageFormat.Jpeg) { LongestSide = 900, PadToSquare = true });
        (file.Width, file.Height).Should().Be((900, 900));
        var facts = Pictures.Engine.Measure(file.Path, null);
        facts.Background!.NearShare.Should().BeGreaterThan(0.99);
        facts.Product!.Box.Width.Should().BeApproximately(0.833, 0.02);
    }

    [Theory]
    [InlineData(60_000)]
    [InlineData(8_000)]
    public void A_limit_of_bytes_is_kept(int limit)
    {
        var noisy = _pictures.Draw("<filter id='n'><feTurbulence baseFrequency='.7'/></filter><rect width='1000' height='1000' filter='url(#n)'/>");
        var file = Render(noisy, new RenditionRecipe("small", ImageFormat.Jpeg) { LongestSide = 1000, Quality = 90, MaxBytes = limit });
        file.Bytes.Should().BeLessThanOrEqualTo(limit);
        new FileInfo(file.Path).Length.Should().Be(file.Bytes);
    }

    [Fact]
    public void What_a_limit_of_bytes_cost_is_measured_and_a_visible_loss_is_paid_with_pixels_instead()
    {
        var noisy = _pictures.Draw("<filter id='n'><feTurbulence baseFrequency='.25' numOctaves='4'/></filter><rect width='2000' height='2000' fill='#fff'/><rect x='200' y='200' width='1600' height='1600' filter='url(#n)'/>", 2000, 2000);
        var loose = Render(noisy, new RenditionRecipe("loose", ImageFormat.Jpeg) { Quality = 92 });
        loose.Likeness.Should().BeNull("nothing had to be squeezed");

        var limit = loose.Bytes / 3;
        var careless = Render(noisy, new RenditionRecipe("careless", ImageFormat.Jpeg) { Quality = 92, MinimumQuality = 5, MinimumLikeness = 0, MaxBytes = limit });
        var careful = Render(noisy, new RenditionRecipe("careful", ImageFormat.Jpeg) { Quality = 92, MinimumQuality = 5, MinimumLikeness = 0.97, MaxBytes = limit });

        careless.Width.Should().Be(2000);
        careless.Bytes.Should().BeInRange(limit / 2, limit, "the best quality that fits is searched");
        careful.Bytes.Should().BeLessThanOrEqualTo(limit);
        careful.Width.Should().BeLessThan(2000, "rather fewer pixels than spoiled ones");
        careful.Likeness.Should().BeGreaterThan(careless.Likeness!.Value);
        careless.Likeness.Should().BeInRange(0.3, 0.97);
    }

    [Fact]
    public void Many_threads_may_ingest_and_nothing_stays_in_native_memory()
    {
        var source = _pictures.Product();
        var before = ImagingEngine.NativeMemory;
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            var folder = Directory.CreateDirectory(Path.Combine(_pictures.Folder, $"many-{i % 4}-{i}")).FullName;
            Pictures.Engine.Ingest(source, "a.jpg", [StandardRecipes.Thumb320, StandardRecipes.Thumb160], folder).Files.Should().HaveCount(2);
        });
        // Other tests of the run may be decoding a picture at this moment; 200 leaked ones would be some hundred megabytes.
        ImagingEngine.NativeMemory.Should().BeLessThan(before + 60_000_000);
    }

    [Fact]
    public void The_probe_says_that_it_works() => Pictures.Engine.Probe().Working.Should().BeTrue();

    private RenderedFile Render(string source, RenditionRecipe recipe) => Pictures.Engine.Render(source, [recipe], _pictures.Folder).Single();
}
