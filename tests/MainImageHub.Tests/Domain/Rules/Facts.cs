using MainImageHub.Domain.Images;

namespace MainImageHub.Tests.Domain.Rules;

/// <summary>Facts of pictures that do not exist: a faultless one, to be spoiled by the test with <c>with</c>.</summary>
internal static class Facts
{
    public static ImageFacts Good { get; } = new()
    {
        Format = ImageFormat.Jpeg,
        ExtensionMatches = true,
        Bytes = 800_000,
        Width = 2400,
        Height = 2400,
        ColourSpace = ColourSpace.Srgb,
        Background = White,
        Product = Filling(96),
        Text = [],
        Faces = [],
        Border = new BorderFacts { Kind = BorderKind.None },
        Detail = Sharp(0.7),
    };

    public static DetailFacts Sharp(double? sharpness, int? detailSide = 1600) => new() { EdgeShare = 0.3, Sharpness = sharpness, LookedAtSide = 1600, DetailSide = detailSide };

    public static BackgroundFacts White => new() { PureShare = 0.999, NearShare = 1, Median = 255, MinChannel = 251, Share = 0.4 };

    public static ProductFacts Filling(double percent, double confidence = 0.95) =>
        new() { Box = new Region(0.02, 0.1, percent / 100, 0.8), FillPercent = percent, Objects = 1, Confidence = confidence };
}
