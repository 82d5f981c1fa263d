using MainImageHub.Domain.Images;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Pipeline;

namespace MainImageHub.Tests.Imaging;

/// <summary>Real and hostile files.</summary>
public sealed class SharedPicturesTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [SharedPicturesTheory]
    [InlineData("gen-01-bomb-40000x40000.png", "image.tooManyPixels")]
    [InlineData("gen-03-script.svg", "image.svg")]
    [InlineData("gen-06-empty.jpg", "image.empty")]
    [InlineData("gen-07-truncated-product.jpg", "image.truncated")]
    [InlineData("tech-23-avif-17000x17000.avif", "image.tooManyPixels")]
    [InlineData("tech-27-20000x14000.jpg", "image.tooManyPixels")]
    [InlineData("tech-28-truncated.jpg", "image.truncated")]
    [InlineData("tech-29-truncated.png", "image.truncated")]
    [InlineData("tech-30-corrupt-header.jpg", "image.corrupt")]
    [InlineData("tech-32-bad-idat-crc.png", "image.corrupt")]
    public void A_hostile_file_is_refused_with_its_reason(string file, string code) =>
        FluentActions.Invoking(() => Measure(file)).Should().Throw<ImageRefusedException>().Which.Code.Should().Be(code);

    [SharedPicturesTheory]
    [InlineData("tech-01-cmyk-swop.jpg", ImageFormat.Jpeg, ColourSpace.Cmyk, 1)]
    [InlineData("tech-02-cmyk-no-profile.jpg", ImageFormat.Jpeg, ColourSpace.Cmyk, 1)]
    [InlineData("tech-03-adobe-rgb.jpg", ImageFormat.Jpeg, ColourSpace.AdobeRgb, 1)]
    [InlineData("tech-05-xyb-icc.jpg", ImageFormat.Jpeg, ColourSpace.Other, 1)]
    [InlineData("tech-19-animated.webp", ImageFormat.WebP, ColourSpace.Srgb, 9)]
    [InlineData("tech-20-animated.gif", ImageFormat.Gif, ColourSpace.Srgb, 30)]
    [InlineData("tech-24-avif-display-p3.avif", ImageFormat.Avif, ColourSpace.DisplayP3, 1)]
    [InlineData("tech-26-greyscale-icc.jpg", ImageFormat.Jpeg, ColourSpace.Grey, 1)]
    [InlineData("tech-31-looks-like-svg.webp", ImageFormat.WebP, ColourSpace.Srgb, 1)]
    [InlineData("tech-33-animated-apng.png", ImageFormat.Png, ColourSpace.Srgb, 20)]
    [InlineData("gen-02-jpeg-content.png", ImageFormat.Jpeg, ColourSpace.Srgb, 1)]
    public void An_odd_file_is_read_for_what_it_is_and_rendered(string file, ImageFormat format, ColourSpace space, int frames)
    {
        var result = Pictures.Engine.Ingest(Path.Combine(SharedPictures.Folder!, file), file, StandardRecipes.All, _pictures.Folder);
        (result.Facts.Format, result.Facts.ColourSpace, result.Facts.Frames).Should().Be((format, space, frames));
        result.Files.Should().HaveCount(4);
    }

    /// <summary>The pairs that came nearest to being taken for one picture.</summary>
    [SharedPicturesTheory]
    [InlineData("product-06-jacket-red.jpg", "product-16-phone-lowres.jpg")]
    [InlineData("people-06-tee-torso.jpg", "product-16-phone-lowres.jpg")]
    [InlineData("product-20-usb-cable.jpg", "product-31-white-shoes-alpha.png")]
    [InlineData("product-18-earphones-white.jpg", "product-20-usb-cable.jpg")]
    public void Two_products_are_two_pictures(string one, string other) =>
        Pictures.Engine.Compare(Path.Combine(SharedPictures.Folder!, one), Path.Combine(SharedPictures.Folder!, other)).Relation.Should().Be(PictureRelation.Different);

    [SharedPicturesFact]
    public void A_phones_heic_is_read_with_its_position_and_colours_or_refused_saying_why()
    {
        if (!Pictures.Engine.Probe().Heic)
        {
            FluentActions.Invoking(() => Measure("tech-04-display-p3-gps.heic")).Should().Throw<ImageRefusedException>().Which.Code.Should().Be("image.heicUnavailable");
            return;
        }

        var facts = Measure("tech-04-display-p3-gps.heic");
        (facts.Format, facts.Width, facts.Height, facts.ColourSpace).Should().Be((ImageFormat.Heic, 2566, 3313, ColourSpace.DisplayP3));
        facts.Metadata.HasGps.Should().BeTrue();
    }

    [SharedPicturesFact]
    public void The_eight_orientations_of_one_picture_look_alike()
    {
        var upright = Path.Combine(SharedPictures.Folder!, "tech-08-orientation-2.jpg");
        for (var i = 3; i <= 8; i++)
        {
            var other = Directory.GetFiles(SharedPictures.Folder!, $"tech-*-orientation-{i}.jpg").Single();
            // The number painted into each differs.
            Pictures.Engine.Compare(upright, other).Relation.Should().NotBe(PictureRelation.Different);
        }
    }

    [SharedPicturesTheory]
    [InlineData("derived-05-fill-45-ball.jpg", "derived-10-text-small.jpg", PictureRelation.Different)]
    [InlineData("product-06-jacket-red.jpg", "gen-02-jpeg-content.png", PictureRelation.Identical)]
    [InlineData("product-04-gamepad.jpg", "product-27-phone-white.jpg", PictureRelation.Different)]
    public void Real_pictures_are_told_apart(string a, string b, PictureRelation relation) =>
        Pictures.Engine.Compare(Path.Combine(SharedPictures.Folder!, a), Path.Combine(SharedPictures.Folder!, b)).Relation.Should().Be(relation);

    [SharedPicturesFact]
    public void Real_pictures_survive_re_encoding_and_scaling_as_the_same_picture()
    {
        List<string> wrong = [];
        foreach (var path in Directory.GetFiles(SharedPictures.Folder!, "product-*").Where(p => Measure(Path.GetFileName(p)).LongestSide >= 500))
        {
            RenditionRecipe[] served = [new("q60", ImageFormat.Jpeg) { LongestSide = 1600, Quality = 60 }, new("s500", ImageFormat.Jpeg) { LongestSide = 500, Quality = 80 }];
            foreach (var file in Pictures.Engine.Render(path, served, _pictures.Folder))
            {
                var comparison = Pictures.Engine.Compare(path, file.Path);
                if (comparison.Relation is not (PictureRelation.Reencoded or PictureRelation.Identical))
                {
                    wrong.Add($"{Path.GetFileName(path)} {file.Recipe}: {comparison}");
                }
            }
        }

        wrong.Should().BeEmpty();
    }

    private static ImageFacts Measure(string file) => Pictures.Engine.Measure(Path.Combine(SharedPictures.Folder!, file), file);
}
