using System.Text.RegularExpressions;

namespace MainImageHub.Marketplaces.Shopify;

/// <summary>
/// Turns Shopify's products into listings. A listing is a product, not a variant: the main picture is the product's, and all its variants
/// share it. Its SKU is that of the first variant that has one.
/// </summary>
internal static partial class ShopifyListings
{
    private const string Archived = "ARCHIVED";

    /// <summary>Null where the text is neither a product's gid nor its number.</summary>
    public static string? ProductId(string externalId) =>
        Gid.Match(externalId.Trim()) is { Success: true } match ? $"gid://shopify/Product/{match.Groups["number"].Value}" : null;

    /// <summary>What is sold no more has no shoppers and will have none.</summary>
    public static bool IsArchived(ShopifyProduct product) => product.Status == Archived;

    public static RemoteListing Read(ShopifyProduct product, string? askedSku = null)
    {
        var skus = Skus(product);
        var main = product.FeaturedMedia is { } media ? Picture(media, PictureSlots.Main) : null;
        return new RemoteListing
        {
            ExternalId = product.Id,
            Sku = askedSku ?? SkuOf(product),
            ProductType = string.IsNullOrWhiteSpace(product.ProductType) ? null : product.ProductType,
            Title = product.Title,
            Brand = string.IsNullOrWhiteSpace(product.Vendor) ? null : product.Vendor,
            Status = product.Status is { } status ? [status] : [],
            Issues = product.FeaturedMedia is { } featured ? [.. Issues(featured, PictureSlots.Main)] : [],
            MainImage = IsShown(product) ? main : null,
            SubmittedPictures = main is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new(StringComparer.Ordinal) { [main.Slot] = main.Link.AbsoluteUri },
            Facts = Facts(product, skus),
            UpdatedAt = product.UpdatedAt,
        };
    }

    /// <summary>What shoppers get, in order; nothing of a draft or of what is archived.</summary>
    public static IReadOnlyList<RemotePicture> Shown(ShopifyProduct product) => !IsShown(product)
        ? []
        : [.. (product.Media?.Nodes ?? []).Select((media, index) => Picture(media, Slot(index))).OfType<RemotePicture>()];

    public static IReadOnlyList<ListingIssue> Issues(ShopifyProduct product) =>
        [.. (product.Media?.Nodes ?? []).SelectMany((media, index) => Issues(media, Slot(index)))];

    /// <summary>Whether a product that was asked for by name is meant: by a variant's SKU, or by its number where it has none.</summary>
    public static bool Answers(ShopifyVariant variant, string sku) =>
        variant.Product is { } product && (variant.Sku == sku || (string.IsNullOrEmpty(variant.Sku) && SkuOf(product) == sku));

    /// <summary>Shopify's search syntax: quoted, with quotes and backslashes escaped.</summary>
    public static string Search(string sku)
    {
        var quoted = sku.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        return sku.All(char.IsAsciiDigit) ? $"sku:'{quoted}' OR product_id:{sku}" : $"sku:'{quoted}'";
    }

    private static string Slot(int index) => index == 0 ? PictureSlots.Main : $"PT{index:D2}";

    private static bool IsShown(ShopifyProduct product) => product.Status is "ACTIVE" or "UNLISTED";

    private static string SkuOf(ShopifyProduct product) => Skus(product) is [var first, ..] ? first : product.Id is { } id ? Gid.Match(id).Groups["number"].Value : string.Empty;

    private static IReadOnlyList<string> Skus(ShopifyProduct product) =>
        [.. (product.Variants?.Nodes ?? []).Select(variant => variant.Sku?.Trim()).OfType<string>().Where(sku => sku.Length > 0).Distinct(StringComparer.Ordinal)];

    // A video or a model stands there with its preview.
    private static RemotePicture? Picture(ShopifyMedia media, string slot) =>
        (media.Image ?? media.Preview?.Image) is { } image && Uri.TryCreate(image.Url, UriKind.Absolute, out var link) && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp)
            ? new(slot, link, image.Width, image.Height)
            : null;

    // A warning, whatever it says: a push of ours hangs nowhere before it is ready, so this is never an answer to one.
    private static IEnumerable<ListingIssue> Issues(ShopifyMedia media, string slot) => media.Status != "FAILED"
        ? []
        : (media.MediaErrors is { Count: > 0 } told ? told : [new("FAILED", "The picture could not be processed.", Details: null)]).Select(error => Issue(error, slot) with { Severity = "WARNING" });

    public static ListingIssue Issue(ShopifyMediaError error, string slot) => new(
        error.Code ?? "FAILED",
        string.Join(' ', new[] { error.Message, error.Details }.Where(part => !string.IsNullOrWhiteSpace(part))),
        "ERROR",
        ["media"],
        [],
        [],
        ExemptUntil: null)
    {
        Slot = slot,
    };

    private static Dictionary<string, string> Facts(ShopifyProduct product, IReadOnlyList<string> skus)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (product.Tags is { Count: > 0 } tags)
        {
            facts["tags"] = string.Join(", ", tags);
        }

        if (skus.Count > 1)
        {
            facts["skus"] = string.Join(", ", skus);
        }

        return facts;
    }

    [GeneratedRegex(@"^(gid://shopify/Product/)?(?<number>[0-9]{1,20})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Gid { get; }
}
