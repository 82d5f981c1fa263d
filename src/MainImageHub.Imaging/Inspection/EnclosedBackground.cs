using MainImageHub.Imaging.Vision;

namespace MainImageHub.Imaging.Inspection;

/// <summary>What was found of the background where the product encloses it.</summary>
/// <param name="OffWhite">Boxes of what is background and, like the background outside, visibly off-white.</param>
/// <param name="Perhaps">The largest even grey area that may be background, while that outside is white; null without one.</param>
/// <param name="PerhapsPixels">Of all such areas together.</param>
internal sealed record Openings(IReadOnlyList<PixelBox> OffWhite, PixelBox? Perhaps, int PerhapsPixels)
{
    public static Openings None { get; } = new([], null, 0);

    /// <summary>Whether a patch of off-white lies in one: as the background outside has the same tone, it is no shadow.</summary>
    public bool Hold(Shape patch)
    {
        foreach (var box in OffWhite)
        {
            if (patch.Left >= box.Left && patch.Top >= box.Top && patch.Right <= box.Right && patch.Bottom <= box.Bottom)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>
/// Background that the flood from the frame does not reach: inside a handle, between the rungs of a chair, within a bracelet. A white
/// or grey part of the product looks much like it, so it is taken for background only where it continues what lies beyond the product's
/// thin parts: of one tone and grain on both sides of a wall that is a thing by itself. In doubt it is the product's.
/// </summary>
internal static class EnclosedBackground
{
    /// <summary>A darker background is not whitened anyway (see <see cref="Domain.Rules.Repairable"/>), and no rule passes it.</summary>
    private const int DarkestBackground = 200;

    /// <summary>Of the frame; what is smaller is a gap that nobody sees.</summary>
    private const double LeastArea = 0.0004;

    /// <summary>Whiter than this there is nothing to whiten.</summary>
    private const int White = 254;

    /// <summary>What the product does not part from the outside by something thin lies on it: a label, a screen. Of the area's shorter side.</summary>
    private const double ThinWall = 0.6;

    /// <summary>A small opening may have walls this thick all the same. Of the frame's longer side.</summary>
    private const double AlwaysThin = 0.03;

    /// <summary>This much of the outline has something thin behind it: of a handle, all but what the vessel closes.</summary>
    private const double ThinShare = 0.35;

    /// <summary>Letters and seams within an area: more of its outline than this leads back into it ...</summary>
    private const double MostFolded = 0.25;

    /// <summary>... unless a wall goes all round it, with the very same tone on both sides: then something stands in the opening.</summary>
    private const double AllRound = 0.9;
    private const int VerySame = 2;

    /// <summary>A thinner wall is the drawn line or the shading by which a white thing's own side ends. Of the frame's longer side.</summary>
    private const double WallOfAThing = 1.0 / 77;

    /// <summary>Unless it is wire, a chain, the rim of glasses: as thin, but of another colour altogether.</summary>
    private const int Stark = 60;

    /// <summary>Levels by which a wall stands out; a white frame round a grey front does less.</summary>
    private const int Distinct = 24;

    /// <summary>Levels between both sides of a wall that are one tone, beside what grain makes of it.</summary>
    private const int SameTone = 4;

    /// <summary>Of the places that were compared.</summary>
    private const double MostAgree = 0.7;

    private const byte Looked = 6;
    private const byte First = 16;

    /// <summary>Labels what is background as flooded.</summary>
    public static Openings Open(PixelView picture, Span<byte> mask, Flood flood, FrameColour background, ProductShape? product)
    {
        if (product is null || Math.Min(background.R, Math.Min(background.G, background.B)) < DarkestBackground)
        {
            return Openings.None;
        }

        var areas = Candidates(picture, mask, flood, background, product);
        List<PixelBox> offWhite = [];
        // Behind one opening's wall may lie the next: the slats of a chair.
        for (var opened = areas.Count > 0; opened;)
        {
            opened = false;
            foreach (var area in areas)
            {
                var pixels = flood.Noted(area.From, area.To);
                if (mask[area.First] == area.Label && HasGrainOf(area, background)
                    && OpeningWall.Of(picture, mask, pixels, area, Reach(area, picture)) is { } wall && Continues(wall, background, picture))
                {
                    Label(mask, pixels, picture.Width, ProductSeparation.Flooded);
                    opened = true;
                    if (wall.Outside < BackgroundMeasure.VisiblyOffWhite)
                    {
                        offWhite.Add(area.Box);
                    }
                }
            }
        }

        var (perhaps, perhapsPixels) = (default(EnclosedArea), 0);
        foreach (var area in areas)
        {
            var pixels = flood.Noted(area.From, area.To);
            if (mask[area.First] == area.Label && IsEvenGrey(area, background)
                && OpeningWall.Of(picture, mask, pixels, area, Reach(area, picture)) is { } wall && MayBeLeft(wall))
            {
                perhapsPixels += area.Pixels;
                perhaps = perhaps is null || area.Pixels > perhaps.Pixels ? area : perhaps;
            }
        }

        foreach (ref var label in mask)
        {
            label = label >= Looked ? ProductSeparation.Unknown : label;
        }

        return new Openings(offWhite, perhaps?.Box, perhapsPixels);
    }

    /// <summary>Even areas among the product's pixels that have roughly the background's colour.</summary>
    private static List<EnclosedArea> Candidates(PixelView picture, Span<byte> mask, Flood flood, FrameColour background, ProductShape product)
    {
        List<EnclosedArea> areas = [];
        var (least, noted) = ((int)(LeastArea * picture.Count), 0);
        // An area that counts is met on every second pixel of every second row as well.
        for (var y = product.Top; y < product.Bottom; y += 2)
        {
            for (var x = product.Left; x + 1 < product.Right; x += 2)
            {
                var i = (y * picture.Width) + x;
                if (mask[i] != ProductSeparation.Unknown || mask[i + 1] != ProductSeparation.Unknown || !Resembles(picture[i], background) || !Resembles(picture[i + 1], background))
                {
                    continue;
                }

                var label = (byte)(First + areas.Count);
                var end = flood.Collect(i, noted, label, background);
                if (end - noted < least)
                {
                    Label(mask, flood.Noted(noted, end), picture.Width, Looked);
                    continue;
                }

                areas.Add(EnclosedArea.Of(picture, mask, flood.Noted(noted, end), noted, label));
                noted = end;
                if (areas.Count == byte.MaxValue - First)
                {
                    return areas;
                }
            }
        }

        areas.RemoveAll(area => area.Median >= White);
        return areas;
    }

    private static bool Resembles((int R, int G, int B) p, FrameColour background)
    {
        const int Darker = 60;
        const int Lighter = 25;
        const int Hue = 10;
        var (dr, dg, db) = (p.R - background.R, p.G - background.G, p.B - background.B);
        var mean = (dr + dg + db) / 3;
        return mean is >= -Darker and <= Lighter && Math.Abs(dr - mean) <= Hue && Math.Abs(dg - mean) <= Hue && Math.Abs(db - mean) <= Hue
            && Math.Min(p.R, Math.Min(p.G, p.B)) < White;
    }

    private static int Reach(EnclosedArea area, PixelView picture) =>
        (int)Math.Max(AlwaysThin * Math.Max(picture.Width, picture.Height), ThinWall * Math.Min(area.Box.Width, area.Box.Height));

    private static bool HasGrainOf(EnclosedArea area, FrameColour background) =>
        area.Grain <= (1.5 * background.Noise) + 0.8 && area.Grain >= (0.4 * background.Noise) - 0.4;

    private static bool Continues(OpeningWall wall, FrameColour background, PixelView picture)
    {
        var isWhole = wall.Folded <= MostFolded || (wall.Thin >= AllRound * (1 - wall.Folded) && wall.Contrast >= Stark);
        var tolerance = wall.Folded <= MostFolded ? SameTone + (int)Math.Min(4, 2 * background.Noise) : VerySame;
        return isWhole
            && wall.Thin >= ThinShare
            && (wall.Thickness >= WallOfAThing * Math.Max(picture.Width, picture.Height) || wall.Contrast >= Stark)
            && wall.Contrast >= Distinct
            && Math.Abs(wall.Step.R) <= tolerance && Math.Abs(wall.Step.G) <= tolerance && Math.Abs(wall.Step.B) <= tolerance
            && wall.Within(Math.Max(2 * tolerance, 2 * SameTone)) >= MostAgree;
    }

    private static bool IsEvenGrey(EnclosedArea area, FrameColour background) =>
        area.Median < BackgroundMeasure.VisiblyOffWhite && area.Spread <= 3 + (2 * background.Noise);

    /// <summary>White outside, and here an even grey of the same hue behind thin parts of another colour: where a picture was cut out or whitened, this is what is forgotten.</summary>
    private static bool MayBeLeft(OpeningWall wall)
    {
        const int MostDarker = 55;
        const int Hue = 8;
        var (low, high) = (Math.Min(wall.Step.R, Math.Min(wall.Step.G, wall.Step.B)), Math.Max(wall.Step.R, Math.Max(wall.Step.G, wall.Step.B)));
        return wall.Outside >= BackgroundMeasure.VisiblyOffWhite
            && wall.Thin >= 2 * ThinShare && wall.Folded <= MostFolded / 2 && wall.Contrast >= Stark
            && low > 0 && high <= MostDarker && high - low <= Hue;
    }

    private static void Label(Span<byte> mask, ReadOnlySpan<int> pixels, int width, byte label)
    {
        foreach (var place in pixels)
        {
            mask[((place >> 16) * width) + (place & 0xFFFF)] = label;
        }
    }
}

/// <summary>An even area that the flood from the frame did not reach.</summary>
/// <param name="From">Where its pixels stand in the flood's queue.</param>
/// <param name="To">Where they end.</param>
/// <param name="First">One of its pixels.</param>
/// <param name="Label">Of its pixels in the mask.</param>
/// <param name="Box">Round it.</param>
/// <param name="Median">Of its pixels' lowest channels.</param>
/// <param name="Spread">Their standard deviation.</param>
/// <param name="Grain">Typical difference of neighbouring pixels, as in <see cref="FrameColour.Noise"/>.</param>
internal sealed record EnclosedArea(int From, int To, int First, byte Label, PixelBox Box, int Median, double Spread, double Grain)
{
    public int Pixels => To - From;

    public static EnclosedArea Of(PixelView picture, ReadOnlySpan<byte> mask, ReadOnlySpan<int> pixels, int from, byte label)
    {
        // Its own rim is mixed with what is round it.
        const int Rim = 3;
        var (left, top, right, bottom) = (int.MaxValue, int.MaxValue, 0, 0);
        Span<int> histogram = stackalloc int[256];
        histogram.Clear();
        long sum = 0, squares = 0, steps = 0;
        var inner = 0;
        foreach (var place in pixels)
        {
            var (x, y) = (place & 0xFFFF, place >> 16);
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
            var i = (y * picture.Width) + x;
            if (x < Rim || y < Rim || x + Rim >= picture.Width || y + Rim >= picture.Height
                || mask[i - Rim] != label || mask[i + Rim] != label || mask[i - (Rim * picture.Width)] != label || mask[i + (Rim * picture.Width)] != label)
            {
                continue;
            }

            var low = picture.Lowest(i);
            (sum, squares, inner) = (sum + low, squares + (low * low), inner + 1);
            steps += Math.Abs(picture.Rgb[((i + 1) * 3) + 1] - picture.Rgb[(i * 3) + 1]);
            histogram[low]++;
        }

        var median = 0;
        for (var seen = histogram[0]; seen * 2 < inner && median < 255; seen += histogram[median])
        {
            median++;
        }

        var mean = inner == 0 ? 0 : (double)sum / inner;
        return new EnclosedArea(
            from, from + pixels.Length, ((pixels[0] >> 16) * picture.Width) + (pixels[0] & 0xFFFF), label, new PixelBox(left, top, right, bottom),
            inner == 0 ? 255 : median,
            inner == 0 ? 0 : Math.Sqrt(Math.Max(0, ((double)squares / inner) - (mean * mean))),
            inner == 0 ? 0 : (double)steps / inner);
    }
}
