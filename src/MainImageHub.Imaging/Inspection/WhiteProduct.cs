namespace MainImageHub.Imaging.Inspection;

/// <summary>
/// A white product on white is lit until one of its sides melts into the background, and the flood comes in there. Its other sides
/// give it away: a patch that ends, with white behind, in an edge that the flood could not have crossed is perhaps no background.
/// A gradient or a shadow has no such edge.
/// </summary>
internal static class WhiteProduct
{
    /// <summary>Pixels to either side of an outline that are compared; an edge is mixed over about as many.</summary>
    private const int Reach = 3;

    /// <summary>The flood follows half a level a pixel, and two and a half where there is much grain (see its tolerance): this much within the reach is an edge.</summary>
    private const int EdgeStep = 10;

    /// <summary>Of the outline against white; on gradients, backdrops and soft shadows it is below one in fifty.</summary>
    private const double SharpShare = 0.15;

    /// <summary>Of the frame; a small patch's outline says little.</summary>
    private const double LeastArea = 0.002;

    /// <summary>Ids of the off-white patches that may belong to a product; never what a border is made of.</summary>
    public static HashSet<int> Among(PixelView picture, ReadOnlySpan<byte> mask, ShapeMap patches, int border)
    {
        var least = LeastArea * picture.Count;
        var large = patches.Shapes.Where(p => p.Area >= least && (border == 0 || (p.Left >= border && p.Top >= border))).ToList();
        if (large.Count == 0)
        {
            return [];
        }

        var outlines = new (int Length, int Sharp)[patches.Shapes.Count + 1];
        for (var y = Reach; y < picture.Height - Reach; y++)
        {
            for (var x = Reach; x < picture.Width - Reach; x++)
            {
                var i = (y * picture.Width) + x;
                if (mask[i] == ProductSeparation.OffWhite)
                {
                    ref var outline = ref outlines[patches.IdAt(x, y)];
                    Look(picture, mask, i, 1, ref outline);
                    Look(picture, mask, i, -1, ref outline);
                    Look(picture, mask, i, picture.Width, ref outline);
                    Look(picture, mask, i, -picture.Width, ref outline);
                }
            }
        }

        return [.. large.Where(p => outlines[p.Id].Sharp > SharpShare * outlines[p.Id].Length).Select(p => p.Id)];
    }

    /// <summary>One direction: does the patch end here, with white behind, and how steeply.</summary>
    private static void Look(PixelView picture, ReadOnlySpan<byte> mask, int at, int outwards, ref (int Length, int Sharp) outline)
    {
        var beyond = at + (outwards * Reach);
        if (mask[at + outwards] == ProductSeparation.OffWhite || mask[beyond] != ProductSeparation.Flooded || picture.Lowest(beyond) < BackgroundMeasure.VisiblyOffWhite)
        {
            return;
        }

        outline.Length++;
        outline.Sharp += picture.Lowest(beyond) - picture.Lowest(at) >= EdgeStep ? 1 : 0;
    }
}
