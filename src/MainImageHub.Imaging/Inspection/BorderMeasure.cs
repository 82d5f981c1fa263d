using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Vision;

namespace MainImageHub.Imaging.Inspection;

/// <summary>
/// Tells what was added round a picture from a background that merely is plain: an added strip has one even colour and ends in a straight
/// line on which the whole picture begins at once. White is never taken for a border, since every good main image is surrounded by it.
/// </summary>
internal static class BorderMeasure
{
    /// <summary>A strip's own unevenness, after JPEG.</summary>
    private const int Even = 12;

    /// <summary>How far what begins behind a strip is from its colour.</summary>
    private const int Apart = 30;

    private const double MostOfARow = 0.97;
    private const double BeginsAtOnce = 0.6;
    private const double Widest = 0.2;
    private const double Thinnest = 0.004;

    /// <param name="picture">What to look at.</param>
    /// <param name="plain">Width of a coloured strip round a picture whose own background is plain, as <see cref="ProductSeparation"/> found it; 0 for none.</param>
    /// <param name="outermost">The colour of the very edge.</param>
    /// <param name="line">A thin rectangle drawn round the product; null where nothing stands within, for then it is the product: an empty photo frame, a mirror.</param>
    public static BorderFacts Of(PixelView picture, int plain, FrameColour outermost, Shape? line)
    {
        if (line is not null)
        {
            return new BorderFacts { Kind = BorderKind.Line, Colour = ColourOf(picture, line), Inside = RegionOf(picture, line.Left, line.Top, line.Right, line.Bottom) };
        }

        if (plain > 0)
        {
            return new BorderFacts { Kind = BorderKind.Frame, Colour = HexColour.Of((outermost.R, outermost.G, outermost.B)), Inside = RegionOf(picture, plain, plain, picture.Width - plain, picture.Height - plain) };
        }

        return Strips(picture);
    }

    private static BorderFacts Strips(PixelView picture)
    {
        var top = Strip(picture, picture.Height, picture.Width, (depth, along, p) => (depth * p.Width) + along);
        var bottom = Strip(picture, picture.Height, picture.Width, (depth, along, p) => ((p.Height - 1 - depth) * p.Width) + along);
        var left = Strip(picture, picture.Width, picture.Height, (depth, along, p) => (along * p.Width) + depth);
        var right = Strip(picture, picture.Width, picture.Height, (depth, along, p) => (along * p.Width) + p.Width - 1 - depth);
        var (lying, standing) = (AreOne(top, bottom), AreOne(left, right));
        if (!lying && !standing)
        {
            return new BorderFacts { Kind = BorderKind.None };
        }

        // Where both pairs are there, each strip's line is cut short by the other pair, and all four are of one width: a poster on a plain wall is not framed.
        if (lying && standing && !(AreOne(top, left) && Math.Max(top.Width, left.Width) <= (1.5 * Math.Min(top.Width, left.Width)) + 2))
        {
            return new BorderFacts { Kind = BorderKind.None };
        }

        return new BorderFacts
        {
            Kind = lying && standing ? BorderKind.Frame : BorderKind.Bars,
            Colour = HexColour.Of((lying ? top : left).Colour),
            Inside = RegionOf(picture, standing ? left.Width : 0, lying ? top.Width : 0, picture.Width - (standing ? right.Width : 0), picture.Height - (lying ? bottom.Width : 0)),
        };
    }

    private static bool AreOne(Edge a, Edge b) => a.Width > 0 && b.Width > 0 && FrameColour.Distance(a.Colour, b.Colour) <= Even;

    /// <summary>How wide an even strip along one edge is, and its colour; nothing where no strip is, or where it runs out into the picture little by little.</summary>
    private static Edge Strip(PixelView picture, int depth, int length, Index index)
    {
        var colour = picture[index(0, length / 2, picture)];
        if (FrameColour.Whitish(colour))
        {
            return default;
        }

        var most = (int)(depth * Widest);
        var width = 0;
        while (width <= most && ShareWithin(picture, index, width, length, colour, Even) >= MostOfARow)
        {
            width++;
        }

        if (width > most || width < Math.Max(2, depth * Thinnest))
        {
            return default;
        }

        // Scaling mixes the strip's last row with the picture's first.
        const int Mixed = 2;
        return 1 - ShareWithin(picture, index, width + Mixed, length, colour, Apart) >= BeginsAtOnce ? new Edge(width, colour) : default;
    }

    private static double ShareWithin(PixelView picture, Index index, int depth, int length, (int R, int G, int B) colour, int distance)
    {
        var hits = 0;
        for (var along = 0; along < length; along++)
        {
            hits += FrameColour.Distance(picture[index(depth, along, picture)], colour) <= distance ? 1 : 0;
        }

        return (double)hits / length;
    }

    private static string ColourOf(PixelView picture, Shape line)
    {
        // The middle of the line's upper edge, a pixel in.
        var y = Math.Min(line.Top + 1, picture.Height - 1);
        return HexColour.Of(picture[(y * picture.Width) + ((line.Left + line.Right) / 2)]);
    }

    private static Region RegionOf(PixelView picture, int left, int top, int right, int bottom) => new PixelBox(left, top, right, bottom).Of(picture.Width, picture.Height);

    /// <summary>The pixel so deep in from an edge, so far along it.</summary>
    private delegate int Index(int depth, int along, PixelView picture);

    private readonly record struct Edge(int Width, (int R, int G, int B) Colour);
}
