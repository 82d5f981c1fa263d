using System.Diagnostics;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Intake;
using MainImageHub.Imaging.Native;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Vision;

namespace MainImageHub.Imaging.Inspection;

/// <summary>From an opened file and its prepared pixels to <see cref="ImageFacts"/>. A new measurement is a class beside this one and a line here.</summary>
internal static class ImageInspector
{
    /// <param name="opened">The file as found, for what it says about itself.</param>
    /// <param name="prepared">Upright sRGB pixels, possibly scaled down.</param>
    /// <param name="working">The prepared pixels on white, at most <see cref="ProductSeparation.Side"/> long.</param>
    /// <param name="originalFileName">Only its extension is looked at.</param>
    /// <param name="eyes">The models that look.</param>
    /// <param name="ct">Ends the waiting for them.</param>
    public static ImageFacts Measure(OpenedPicture opened, VipsImage prepared, VipsImage working, string? originalFileName, Eyes eyes, CancellationToken ct)
    {
        var image = opened.Image;
        var profileData = image.Blob("icc-profile-data");
        var profile = IccProfile.Parse(profileData);
        var view = new PixelView(working.ToBytes(), working.Width, working.Height);
        var (background, product, regions, border) = ProductSeparation.Measure(view, Find(eyes.Text, view, ct));
        return new ImageFacts
        {
            Format = opened.Container.Format,
            ExtensionMatches = FileExtension.Matches(originalFileName, opened.Container.Format),
            Bytes = opened.Bytes,
            Width = opened.Upright.Width,
            Height = opened.Upright.Height,
            Frames = opened.Container.Frames ?? Math.Max(1, image.Pages),
            Orientation = opened.Orientation,
            ColourSpace = SpaceOf(image, profile, unreadable: profileData is not null && profile is null),
            IccProfile = profileData is null ? null : profile?.Description ?? "",
            BitDepth = opened.Container.BitDepth ?? image.Int("bits-per-sample") ?? (image.Format == BandFormat.UShort ? 16 : 8),
            HasAlpha = image.HasAlpha,
            TransparentShare = image.HasAlpha ? TransparentShare(prepared) : 0,
            JpegQuality = opened.Container.JpegQuality,
            Metadata = MetadataReader.Read(image.Blob("exif-data"), image.Blob("xmp-data"), image.Blob("iptc-data")),
            Background = background,
            Product = product,
            Text = Read(eyes.Reader, regions, prepared, ct),
            Border = border,
            Faces = Find(eyes.Faces, view, ct),
            Detail = DetailMeasure.Of(view, product, regions, prepared),
            PerceptualHash = PerceptualHash.Of(view.Rgb, view.Width, view.Height),
            DominantColours = DominantColours.Of(view),
        };
    }

    /// <summary>What the pixels are goes before what a profile says of them: one for RGB in a CMYK file is a mistake of the program that wrote it.</summary>
    private static ColourSpace SpaceOf(VipsImage image, IccProfile? profile, bool unreadable) => image.Interpretation switch
    {
        Interpretation.Cmyk => ColourSpace.Cmyk,
        Interpretation.BlackAndWhite or Interpretation.Grey16 => ColourSpace.Grey,
        _ when unreadable => ColourSpace.Other,
        Interpretation.Lab => ColourSpace.Other,
        _ => profile?.ColourSpace ?? ColourSpace.Srgb,
    };

    /// <summary>A model that fails on a picture costs it one rule, which then stands as not measured; the picture is still worth its other facts.</summary>
    private static IReadOnlyList<FoundText>? Find(TextDetector? text, PixelView view, CancellationToken ct)
    {
        try
        {
            return text?.Find(view, ct);
        }
        catch (OnnxException error)
        {
            Activity.Current?.AddException(error);
            return null;
        }
    }

    /// <summary>What cannot be read stays as it was found.</summary>
    private static IReadOnlyList<TextRegion>? Read(LineReader? reader, IReadOnlyList<TextRegion>? regions, VipsImage prepared, CancellationToken ct)
    {
        try
        {
            return reader is null || regions is null or [] ? regions : TextReading.Of(regions, prepared, reader, ct);
        }
        catch (OnnxException error)
        {
            Activity.Current?.AddException(error);
            return regions;
        }
    }

    /// <inheritdoc cref="Find(TextDetector?, PixelView, CancellationToken)"/>
    private static IReadOnlyList<FaceRegion>? Find(FaceDetector? faces, PixelView view, CancellationToken ct)
    {
        try
        {
            return faces?.Find(view, ct);
        }
        catch (OnnxException error)
        {
            Activity.Current?.AddException(error);
            return null;
        }
    }

    private static double TransparentShare(VipsImage prepared)
    {
        using var extract = VipsOperation.Named("extract_band").With("in", prepared).With("band", prepared.Bands - 1);
        using var alpha = extract.ToImage();
        using var small = new Pipeline.Steps.ResizeStep(ProductSeparation.Side).Apply(alpha);
        var values = small.ToBytes();
        return 1 - ((double)values.AsSpan().Count((byte)255) / values.Length);
    }
}
