using System.Text.Json;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging;

namespace MainImageHub.Tests.Imaging.Vision;

public sealed class AddedTextTests : IDisposable
{
    private static readonly Lazy<ImagingEngine> Reader = new(() => ImagingEngine.Start(Pictures.OptionsWith(Pictures.FindText)));

    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData("<text x='40' y='80' font-size='60' font-family='sans-serif' fill='#c00'>SALE -40% TODAY</text>")]
    [InlineData("<text x='620' y='975' font-size='36' font-family='sans-serif' fill='#777'>www.example-shop.com</text>")]
    [InlineData("<circle cx='130' cy='130' r='110' fill='#e3001b'/><text x='130' y='150' font-size='60' text-anchor='middle' font-family='sans-serif' fill='#fff'>NEW</text>")]
    public void Text_beside_the_product_and_on_a_badge_was_added(string overlay)
    {
        var text = Read(Product(overlay)).Text!;

        text.Should().Contain(region => region.Origin == TextOrigin.Added, "found was {0}", JsonSerializer.Serialize(text));
    }

    [Fact]
    public void Text_across_a_picture_that_is_all_scene_was_added()
    {
        var random = new Random(4);
        var scene = string.Concat(Enumerable.Range(0, 900).Select(_ =>
            $"<circle cx='{random.Next(1000)}' cy='{random.Next(1000)}' r='{random.Next(8, 60)}' fill='#{random.Next(0x10, 0x38):x2}{random.Next(0x20, 0x58):x2}{random.Next(0x10, 0x38):x2}'/>"));
        var path = _pictures.Draw($"<rect width='1000' height='1000' fill='#243'/>{scene}<text x='500' y='540' font-size='110' text-anchor='middle' font-family='sans-serif' fill='#fff'>BEST PRICE</text>");

        Read(path).Text.Should().Contain(region => region.Origin == TextOrigin.Added);
    }

    [Fact]
    public void Text_printed_on_the_product_is_seen_and_is_not_added()
    {
        var text = Read(Product("<text x='500' y='520' font-size='54' text-anchor='middle' font-family='sans-serif' fill='#eee'>ORANGE JUICE</text>")).Text!;

        text.Should().NotBeEmpty().And.OnlyContain(region => region.Origin == TextOrigin.Printed);
        text[0].Confidence.Should().BeInRange(0.5, 1);
        var box = text[0].Box;
        box.X.Should().BeInRange(0.2, 0.4);
        box.Y.Should().BeInRange(0.44, 0.5);
        (box.Y + box.Height).Should().BeInRange(0.51, 0.56);
        (box.X + box.Width).Should().BeInRange(0.6, 0.8);
    }

    [Fact]
    public void A_picture_without_text_has_none() => Read(Product("")).Text.Should().NotBeNull().And.BeEmpty();

    [Fact]
    public void Switched_off_the_text_is_not_measured_and_the_engine_says_why()
    {
        var engine = ImagingEngine.Start(Pictures.OptionsWith(options =>
        {
            Pictures.FindText(options);
            options.Text = false;
        }));

        engine.WhyNoText.Should().Contain("Imaging:Text is false");
        engine.Measure(Product(""), "a.jpg").Text.Should().BeNull();
    }

    [Fact]
    public void A_missing_model_leaves_the_engine_working_and_says_where_it_was_looked_for()
    {
        var engine = ImagingEngine.Start(Pictures.OptionsWith(options =>
        {
            Pictures.FindText(options);
            options.TextModelPath = "/nowhere/model.onnx";
        }));

        engine.WhyNoText.Should().Contain("/nowhere/model.onnx");
        var facts = engine.Measure(Product(""), "a.jpg");
        facts.Text.Should().BeNull();
        facts.Product.Should().NotBeNull();
    }

    [Fact]
    public void A_broken_model_or_library_leaves_the_engine_working_and_says_what_is_wrong()
    {
        var rubbish = _pictures.Write(".onnx", "this is no model"u8);
        var withModel = ImagingEngine.Start(Pictures.OptionsWith(options =>
        {
            Pictures.FindText(options);
            options.TextModelPath = rubbish;
        }));
        var withLibrary = ImagingEngine.Start(Pictures.OptionsWith(options =>
        {
            Pictures.FindText(options);
            options.OnnxRuntimePath = rubbish;
        }));

        withModel.WhyNoText.Should().StartWith($"The model at {rubbish} cannot be used: ");
        withLibrary.WhyNoText.Should().StartWith($"ONNX Runtime at {rubbish} could not be loaded: ");
        withModel.Measure(Product(""), "a.jpg").Text.Should().BeNull();
    }

    [Fact]
    public void Several_threads_at_once_find_the_same()
    {
        var path = Product("<text x='40' y='80' font-size='60' font-family='sans-serif' fill='#c00'>SALE -40% TODAY</text>");
        var alone = JsonSerializer.Serialize(Read(path).Text);
        var found = new string[6];

        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = found.Length }, i => found[i] = JsonSerializer.Serialize(Read(path).Text));

        found.Should().OnlyContain(text => text == alone);
    }

    [Fact]
    public void Facts_come_back_from_json_and_old_ones_have_no_text()
    {
        var facts = Read(Product("<text x='40' y='80' font-size='60' font-family='sans-serif' fill='#c00'>SALE -40% TODAY</text>"));

        JsonSerializer.Deserialize<ImageFacts>(JsonSerializer.Serialize(facts))!.Text.Should().Equal(facts.Text);
        JsonSerializer.Deserialize<ImageFacts>("""{"Format":0,"Bytes":1,"Width":1,"Height":1,"ColourSpace":0}""")!.Text.Should().BeNull();
    }

    [SharedPicturesTheory]
    [InlineData("derived-07-text-en.jpg", true)]
    [InlineData("derived-08-text-zh.jpg", true)]
    [InlineData("derived-09-text-ar.jpg", true)]
    [InlineData("derived-11-watermark.jpg", true)]
    [InlineData("product-36-skincare-promo.png", true)]
    [InlineData("product-17-watch-steel.jpg", false)]
    [InlineData("product-27-phone-white.jpg", false)]
    public void Real_photographs_are_told_apart(string file, bool added)
    {
        var text = Reader.Value.Measure(Path.Combine(SharedPictures.Folder!, file), file).Text!;

        text.Should().NotBeEmpty();
        text.Any(region => region.Origin == TextOrigin.Added).Should().Be(added);
    }

    private static ImageFacts Read(string path) => Reader.Value.Measure(path, Path.GetFileName(path));

    /// <summary>A plain orange carton on white, with what is drawn over it.</summary>
    private string Product(string overlay) =>
        _pictures.Draw($"<rect width='1000' height='1000' fill='#fff'/><rect x='270' y='250' width='460' height='600' rx='30' fill='#c85a10'/>{overlay}");
}
