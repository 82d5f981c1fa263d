namespace MainImageHub.Imaging.Inspection;

/// <summary>
/// Where a picture is product, where it is the product's surroundings (its shadow, its mixed edge) and where nothing but background:
/// the first stays, the second is brightened as much as the background needs to become white, the third is made white.
/// </summary>
/// <param name="Product">255 where the picture stays as it is; one byte a pixel.</param>
/// <param name="Surroundings">255 where a shadow may lie; one byte a pixel.</param>
/// <param name="Brighten">What to multiply red, green and blue by, at least 1.</param>
internal sealed record BackgroundPlan(byte[] Product, byte[] Surroundings, IReadOnlyList<double> Brighten)
{
    /// <summary>Levels below the background's colour that are white afterwards as well.</summary>
    private const int Allowance = 5;

    private const int FarthestShadow = 200;

    public static BackgroundPlan Of(PixelView picture, Span<byte> mask, FrameColour background, ProductShape? product, Openings openings)
    {
        var (width, height) = (picture.Width, picture.Height);
        var fromProduct = new byte[picture.Count];
        BackgroundMeasure.MarkNear(mask, width, height, fromProduct);
        double[] brighten = [Factor(background.R), Factor(background.G), Factor(background.B)];
        var stains = Stains(picture, mask, brighten, product, openings);
        var reach = product is null ? 0 : Math.Min(FarthestShadow, Math.Max(product.Right - product.Left, product.Bottom - product.Top) / 4);
        var (keep, surroundings) = (new byte[picture.Count], new byte[picture.Count]);
        for (var i = 0; i < keep.Length; i++)
        {
            var isProduct = mask[i] != ProductSeparation.Flooded;
            keep[i] = isProduct ? (byte)255 : (byte)0;
            surroundings[i] = isProduct || (fromProduct[i] <= reach && !stains[i]) ? (byte)255 : (byte)0;
        }

        return new BackgroundPlan(keep, surroundings, brighten);

        double Factor(int channel) => 255.0 / Math.Clamp(channel - Allowance - (int)background.Noise, 1, 255);
    }

    /// <summary>Background that brightening leaves dark and that is no shadow of the product: a gradient, a horizon, a dirty corner.</summary>
    private static bool[] Stains(PixelView picture, ReadOnlySpan<byte> mask, double[] brighten, ProductShape? product, Openings openings)
    {
        var dark = mask.ToArray();
        for (var i = 0; i < dark.Length; i++)
        {
            var (r, g, b) = picture[i];
            if (dark[i] == ProductSeparation.Flooded && Math.Min(r * brighten[0], Math.Min(g * brighten[1], b * brighten[2])) < BackgroundMeasure.VisiblyOffWhite)
            {
                dark[i] = ProductSeparation.OffWhite;
            }
        }

        var (width, height) = (picture.Width, picture.Height);
        var patches = ShapeMap.Of(picture, dark, ProductSeparation.OffWhite);
        var shadows = patches.Shapes.Where(patch => !openings.Hold(patch) && BackgroundMeasure.IsShadow(patch, product, border: 0, width, height)).Select(patch => patch.Id).ToHashSet();
        var stains = new bool[dark.Length];
        for (var i = 0; i < dark.Length; i++)
        {
            stains[i] = dark[i] == ProductSeparation.OffWhite && !shadows.Contains(patches.IdAt(i % width, i / width));
        }

        return stains;
    }
}
