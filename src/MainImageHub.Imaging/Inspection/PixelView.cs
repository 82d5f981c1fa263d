namespace MainImageHub.Imaging.Inspection;

/// <summary>A small flattened 8-bit sRGB copy of a picture in managed memory, three bytes a pixel: what all measurements look at.</summary>
internal readonly ref struct PixelView(ReadOnlySpan<byte> rgb, int width, int height)
{
    public ReadOnlySpan<byte> Rgb { get; } = rgb;

    public int Width { get; } = width;

    public int Height { get; } = height;

    public int Count => Width * Height;

    public (int R, int G, int B) this[int index] => (Rgb[index * 3], Rgb[(index * 3) + 1], Rgb[(index * 3) + 2]);

    public int Lowest(int index) => Math.Min(Rgb[index * 3], Math.Min(Rgb[(index * 3) + 1], Rgb[(index * 3) + 2]));
}
