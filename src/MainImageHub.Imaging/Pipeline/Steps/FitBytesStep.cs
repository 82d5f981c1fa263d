using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Pipeline.Steps;

/// <summary>
/// Encodes without metadata. Where the recipe limits the bytes, searches the highest quality that fits and measures what it cost; when
/// even the lowest acceptable one does not fit, or a person would see the loss, gives up pixels rather than more quality.
/// </summary>
internal sealed class FitBytesStep(RenditionRecipe recipe)
{
    private const double Smaller = 0.85;
    private const int SmallestSide = 64;

    /// <summary>Below this many pixels a picture loses more by being small than by being squeezed.</summary>
    private const int LeastForLikeness = 1000;

    /// <returns>The encoded file, the size it ended at, and how like the picture it still is where it had to be squeezed.</returns>
    public (byte[] Bytes, int Width, int Height, double? Likeness) Encode(VipsImage picture)
    {
        var bytes = Save(picture, recipe.Quality);
        if (recipe.MaxBytes is not { } limit || bytes.Length <= limit)
        {
            return (bytes, picture.Width, picture.Height, null);
        }

        (byte[] Bytes, int Width, int Height, double? Likeness)? best = null;
        for (var side = Math.Max(picture.Width, picture.Height); side >= SmallestSide; side = (int)(side * Smaller))
        {
            using var lazy = new ResizeStep(side).Apply(picture);
            using var smaller = lazy.ToMemory();
            if (BestWithin(smaller, limit) is not { } fitting)
            {
                continue;
            }

            var likeness = VisualLikeness.Of(smaller, fitting, recipe.Format);
            if (best is null || likeness > best.Value.Likeness)
            {
                best = (fitting, smaller.Width, smaller.Height, likeness);
            }

            if (likeness >= recipe.MinimumLikeness || side * Smaller < LeastForLikeness)
            {
                break;
            }
        }

        if (best is { } found)
        {
            return found;
        }

        throw ImageRefusals.RenditionTooLarge(recipe.Name, limit);
    }

    private byte[]? BestWithin(VipsImage picture, long limit)
    {
        byte[]? best = null;
        var (low, high) = (Math.Min(recipe.MinimumQuality, recipe.Quality), recipe.Quality);
        if (recipe.Format == ImageFormat.Png)
        {
            low = high;
        }

        while (low <= high)
        {
            // The lowest first: if that does not fit, the search is over after one encoding.
            var quality = best is null ? low : (low + high + 1) / 2;
            var bytes = Save(picture, quality);
            if (bytes.Length <= limit)
            {
                best = bytes;
                low = quality + 1;
            }
            else if (best is null)
            {
                return null;
            }
            else
            {
                high = quality - 1;
            }
        }

        return best;
    }

    private byte[] Save(VipsImage picture, int quality)
    {
        using var save = recipe.Format switch
        {
            ImageFormat.Jpeg => VipsOperation.Named("jpegsave_buffer").With("in", picture).With("Q", quality).With("optimize-coding", true),
            ImageFormat.WebP => VipsOperation.Named("webpsave_buffer").With("in", picture).With("Q", quality),
            ImageFormat.Png => VipsOperation.Named("pngsave_buffer").With("in", picture),
            _ => throw new InvalidOperationException($"Recipe {recipe.Name}: renditions are JPEG, PNG or WebP, not {recipe.Format}."),
        };
        return save.With("keep", "none").ToBytes();
    }
}
