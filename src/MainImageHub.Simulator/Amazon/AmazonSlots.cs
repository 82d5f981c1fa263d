using System.Globalization;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Which attribute fills which picture slot.</summary>
internal static class AmazonSlots
{
    private const string Other = "other_product_image_locator_";

    public static string? SlotOf(string attribute) => attribute switch
    {
        AmazonIssues.MainImage => Listing.Main,
        "swatch_product_image_locator" => "SWCH",
        _ when attribute.StartsWith(Other, StringComparison.Ordinal) && attribute[Other.Length..] is [>= '1' and <= '8'] digit => $"PT0{digit}",
        _ => null,
    };

    public static string? AttributeOf(string slot) => slot switch
    {
        Listing.Main => AmazonIssues.MainImage,
        "SWCH" => "swatch_product_image_locator",
        ['P', 'T', '0', >= '1' and <= '8'] => string.Create(CultureInfo.InvariantCulture, $"{Other}{slot[3]}"),
        _ => null,
    };
}
