using MainImageHub.Domain.Images;
using MainImageHub.Imaging;

namespace MainImageHub.Tests.Imaging.Vision;

public sealed class TextReadingTests : IDisposable
{
    private static readonly Lazy<ImagingEngine> Reader = new(() => ImagingEngine.Start(Pictures.OptionsWith(Pictures.ReadText)));

    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData("<text x='40' y='90' font-size='70' font-family='sans-serif' fill='#c00'>SALE 50% OFF</text>", "SALE50%OFF")]
    [InlineData("<text x='620' y='975' font-size='36' font-family='sans-serif' fill='#555'>www.example.com</text>", "www.example.com")]
    [InlineData("<text x='500' y='560' font-size='54' text-anchor='middle' font-family='sans-serif' fill='#fff'>ORANGE JUICE</text>", "ORANGEJUICE")]
    [InlineData("<text font-size='70' font-family='sans-serif' fill='#000' transform='translate(120 800) rotate(-90)'>NEW MODEL</text>", "NEWMODEL")]
    public void Words_are_read_as_they_stand_there(string overlay, string words)
    {
        var text = Read(Product(overlay)).Text!;

        // How wide a gap is a space depends on the font.
        text.Should().Contain(region => region.Text != null && region.Text.Replace(" ", "") == words, "read was {0}", string.Join(" | ", text.Select(t => t.Text)));
        text.Where(region => region.Text is not null).Should().OnlyContain(region => region.TextConfidence >= 0.85 && region.TextConfidence <= 1);
    }

    [Theory]
    [InlineData("<circle cx='500' cy='540' r='110' fill='#e3001b'/><text x='500' y='562' font-size='64' text-anchor='middle' font-family='sans-serif' fill='#fff'>-50%</text>", true)]
    [InlineData("<rect x='330' y='480' width='340' height='110' rx='20' fill='#ffd400'/><text x='500' y='556' font-size='60' text-anchor='middle' font-family='sans-serif' fill='#111'>50% OFF</text>", true)]
    [InlineData("<linearGradient id='g'><stop offset='0' stop-color='#ffe890'/><stop offset='1' stop-color='#d0a000'/></linearGradient><rect x='330' y='480' width='340' height='110' fill='url(#g)'/><text x='500' y='556' font-size='60' text-anchor='middle' font-family='sans-serif' fill='#111'>50% OFF</text>", false)]
    [InlineData("<rect x='330' y='480' width='340' height='110' fill='#ffd400' transform='rotate(9 500 540)'/><text x='500' y='556' font-size='60' text-anchor='middle' font-family='sans-serif' fill='#111' transform='rotate(9 500 540)'>50% OFF</text>", false)]
    [InlineData("<text x='500' y='560' font-size='60' text-anchor='middle' font-family='sans-serif' fill='#fff'>50% OFF</text>", false)]
    public void A_badge_on_the_product_is_told_by_its_drawn_patch(string overlay, bool drawn)
    {
        var text = Read(Product(overlay)).Text!;

        text.Should().ContainSingle(region => region.Text != null && region.Text.Contains("50%"), "read was {0}", string.Join(" | ", text.Select(t => t.Text)))
            .Which.OnDrawnPatch.Should().Be(drawn);
    }

    [Fact]
    public void Of_many_texts_the_added_and_the_largest_are_read()
    {
        var lines = string.Concat(Enumerable.Range(0, 30).Select(i => $"<text x='{60 + (i % 3 * 310)}' y='{70 + (i / 3 * 95)}' font-size='{30 + i}' font-family='sans-serif' fill='#000'>LINE {i}</text>"));
        var text = Read(_pictures.Draw($"<rect width='1000' height='1000' fill='#fff'/>{lines}")).Text!;

        text.Count.Should().BeGreaterThan(16);
        text.Count(region => region.Text is not null).Should().BeInRange(8, 16);
    }

    [Fact]
    public void Switched_off_the_text_is_found_and_not_read_and_the_engine_says_why()
    {
        var engine = ImagingEngine.Start(Pictures.OptionsWith(options =>
        {
            Pictures.ReadText(options);
            options.ReadText = false;
        }));

        engine.WhyNoReading.Should().Contain("Imaging:ReadText is false");
        engine.Measure(Product("<text x='40' y='90' font-size='70' font-family='sans-serif' fill='#c00'>SALE</text>"), "a.jpg").Text.Should().NotBeEmpty().And.OnlyContain(region => region.Text == null);
    }

    [Fact]
    public void Without_its_list_of_characters_the_model_is_not_used_and_the_engine_says_so()
    {
        var engine = ImagingEngine.Start(Pictures.OptionsWith(options =>
        {
            Pictures.ReadText(options);
            options.ReadingModelPath = _pictures.Write(".onnx", File.ReadAllBytes(options.ReadingModelPath!));
        }));

        engine.WhyNoText.Should().BeNull();
        engine.WhyNoReading.Should().StartWith("The list of characters was not found at ");
    }

    [SharedPicturesTheory]
    [InlineData("derived-07-text-en.jpg")]
    [InlineData("derived-08-text-zh.jpg")]
    [InlineData("derived-12-badge.jpg")]
    public void Added_text_on_real_photographs_is_read(string file) =>
        Reader.Value.Measure(Path.Combine(SharedPictures.Folder!, file), file).Text.Should().Contain(region => region.Origin == TextOrigin.Added && region.Text != null);

    [SharedPicturesFact]
    public void Another_script_is_not_guessed_at()
    {
        const string Arabic = "derived-09-text-ar.jpg";

        var text = Reader.Value.Measure(Path.Combine(SharedPictures.Folder!, Arabic), Arabic).Text!;

        text.Where(region => region.Origin == TextOrigin.Added).Should().NotBeEmpty().And.OnlyContain(region => region.Text == null && region.TextConfidence == null);
    }

    private static ImageFacts Read(string path) => Reader.Value.Measure(path, Path.GetFileName(path));

    /// <summary>A plain orange carton on white, with what is drawn over it.</summary>
    private string Product(string overlay) =>
        _pictures.Draw($"<rect width='1000' height='1000' fill='#fff'/><rect x='270' y='250' width='460' height='600' rx='30' fill='#c85a10'/>{overlay}");
}
