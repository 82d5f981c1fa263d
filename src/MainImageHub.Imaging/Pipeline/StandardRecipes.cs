using MainImageHub.Domain.Images;

namespace MainImageHub.Imaging.Pipeline;

/// <summary>The renditions every asset gets. A marketplace's own recipe is one more line here.</summary>
public static class StandardRecipes
{
    public static RenditionRecipe Thumb160 { get; } = new("thumb-160", ImageFormat.WebP) { LongestSide = 160, Quality = 80 };

    public static RenditionRecipe Thumb320 { get; } = new("thumb-320", ImageFormat.WebP) { LongestSide = 320, Quality = 80 };

    public static RenditionRecipe Preview1600 { get; } = new("preview-1600", ImageFormat.Jpeg) { LongestSide = 1600, Quality = 85 };

    /// <summary>Amazon zooms from 1000 px on, shows no more than 2000 of them well and takes at most 10 MB; any aspect ratio.</summary>
    public static RenditionRecipe AmazonMain { get; } = new("amazon-main", ImageFormat.Jpeg) { LongestSide = 2000, Quality = 90, MaxBytes = 10_000_000 };

    /// <summary>What a marketplace is given as main picture: its own recipe where it has one. Amazon's is the narrowest and fits the others.</summary>
    public static RenditionRecipe MainFor(string marketplace) => All.FirstOrDefault(recipe => recipe.Name == $"{marketplace}-main") ?? AmazonMain;

    public static IReadOnlyList<RenditionRecipe> All { get; } = [Thumb160, Thumb320, Preview1600, AmazonMain];
}
