using System.Text.Json;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Http;

namespace MainImageHub.Benchmarks.Support;

/// <summary>What is measured on a usual product photograph, as it is stored: rows are as wide as real ones, and as dear to read.</summary>
internal static class SampleFacts
{
    public static string Json { get; } = JsonSerializer.Serialize(
        new ImageFacts
        {
            Format = ImageFormat.Jpeg,
            ExtensionMatches = true,
            Bytes = 812_345,
            Width = 2000,
            Height = 2000,
            ColourSpace = ColourSpace.Srgb,
            IccProfile = "sRGB IEC61966-2.1",
            JpegQuality = 92,
            Metadata = new MetadataFacts { HasExif = true, Software = "Adobe Photoshop 26.1 (Windows)" },
            Background = new BackgroundFacts { PureShare = 0.98712, NearShare = 0.99871, Median = 255, MinChannel = 250, Share = 0.43219 },
            Product = new ProductFacts { Box = new Region(0.05125, 0.04875, 0.9025, 0.8975), FillPercent = 90.25, Objects = 1, Confidence = 0.93 },
            Text = [.. Enumerable.Range(0, 5).Select(i => new TextRegion { Box = new Region(0.31125, 0.2 + (i * 0.09375), 0.28625, 0.04125), Confidence = 0.9 - (i * 0.05), Origin = TextOrigin.Printed, Text = i < 3 ? $"Label line {i}" : null, TextConfidence = i < 3 ? 0.95 : null })],
            Border = new BorderFacts { Kind = BorderKind.None },
            Detail = new DetailFacts { EdgeShare = 0.2134, Sharpness = 0.612, LookedAtSide = 1600, DetailSide = 1600 },
            Faces = [],
            PerceptualHash = 0x8f0f_1e3c_7870_e1c3,
            DominantColours = ["#ffffff", "#8a5a2b", "#3b2a1a", "#d9c3a5"],
        },
        HubJson.Options);
}
