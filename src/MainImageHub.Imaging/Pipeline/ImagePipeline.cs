using MainImageHub.Imaging.Native;
using MainImageHub.Imaging.Pipeline.Steps;

namespace MainImageHub.Imaging.Pipeline;

/// <summary>
/// The steps from a decoded file to its renditions, in order. A new step is a class in Steps and a place in one of these lists.
/// </summary>
internal static class ImagePipeline
{
    /// <summary>Done once per picture, before anything is measured or rendered. What must be computed for it lies in memory afterwards; most pictures need nothing.</summary>
    public static VipsImage Prepare(VipsImage decoded)
    {
        using var lazy = Run([new AutoOrientStep(), new ToSrgbStep()], decoded);
        using var upright = lazy.IsSameAs(decoded) ? lazy.Share() : lazy.ToMemory();
        return new StripMetadataStep().Apply(upright);
    }

    /// <summary>Done for each rendition; its last step, the encoding, is <see cref="FitBytesStep"/>.</summary>
    public static IReadOnlyList<IPictureStep> For(RenditionRecipe recipe, (int Width, int Height)? original = null)
    {
        List<IPictureStep> steps = [];
        if (recipe.FlattenOnWhite || recipe.Format == Domain.Images.ImageFormat.Jpeg)
        {
            steps.Add(new FlattenStep());
        }

        if (recipe.WhitenBackground)
        {
            steps.Add(new WhitenBackgroundStep());
        }

        if (recipe.Crop is { } region)
        {
            steps.Add(new CropStep(region));
        }

        if (recipe.LongestSide is { } side)
        {
            // A part of the picture has proportions of its own.
            steps.Add(new ResizeStep(side, recipe.Crop is null ? original : null));
        }

        if (recipe.PadToSquare)
        {
            steps.Add(new PadToSquareStep());
        }

        return steps;
    }

    public static VipsImage Run(IEnumerable<IPictureStep> steps, VipsImage picture)
    {
        var current = picture.Share();
        foreach (var step in steps)
        {
            using var previous = current;
            current = step.Apply(previous);
        }

        return current;
    }
}
