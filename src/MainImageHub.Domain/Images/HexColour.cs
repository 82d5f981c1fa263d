using System.Globalization;

namespace MainImageHub.Domain.Images;

/// <summary>Colours as facts hold them: <c>#rrggbb</c>, 8-bit sRGB.</summary>
public static class HexColour
{
    public static string Of((int R, int G, int B) colour) => string.Create(CultureInfo.InvariantCulture, $"#{colour.R:x2}{colour.G:x2}{colour.B:x2}");

    /// <exception cref="FormatException">It is not of that form.</exception>
    public static (int R, int G, int B) Read(string colour)
    {
        return (Channel(1), Channel(3), Channel(5));

        int Channel(int at) => int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
