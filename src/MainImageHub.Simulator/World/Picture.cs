using MainImageHub.Simulator.Pictures;

namespace MainImageHub.Simulator.World;

/// <summary>What the marketplace's eye and the shoppers' eyes make of a picture. <see cref="Thumb"/> is 8 x 8 RGB.</summary>
internal sealed record PictureFacts(bool WhiteBackground, double Fill, byte[]? Thumb);

/// <summary>A picture the marketplace serves. Its id is derived from the bytes that came in (or from the drawing), so the same picture is the same id for ever.</summary>
internal sealed class Picture
{
    public required string Id { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Null until somebody looks: drawn pictures are drawn on demand, so that ten thousand listings cost nothing.</summary>
    public PictureFacts? Facts { get; set; }

    /// <summary>The drawing this is, for pictures the simulator made itself.</summary>
    public Drawing? Drawing { get; init; }

    public string? SourceUrl { get; init; }

    /// <summary>Set through the control API: multiplies the hidden click rate, instead of what the picture itself would do.</summary>
    public double? Appeal { get; set; }
}
