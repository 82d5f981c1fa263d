using System.Text.RegularExpressions;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>
/// Turns TikTok Shop's products into listings. A listing is a product, not a SKU: the main picture is the product's, and all its SKUs share it.
/// Its SKU is the first seller SKU that there is, else the product's number.
/// </summary>
internal static partial class TikTokShopListings
{
    public const string Draft = "DRAFT";
    public const string Live = "ACTIVATE";
    public const string SellerDeactivated = "SELLER_DEACTIVATED";
    public const string Auditing = "AUDITING";

    private const string AuditFailed = "FAILED";

    public static bool IsProductId(string externalId) => ProductId.IsMatch(externalId);

    /// <summary>What was deleted has no shoppers and will have none.</summary>
    public static bool IsGone(TikTokShopProduct product) => product.Status == "DELETED";

    /// <summary>Neither a deleted product nor a frozen one can be read in full.</summary>
    public static bool IsReadable(TikTokShopProduct product) => !IsGone(product) && product.Status != "FREEZE";

    /// <param name="product">As a search or a reading of one gave it.</param>
    /// <param name="submitted">The version under review, or the same where there is none.</param>
    /// <param name="askedSku">By which it was asked for; null takes its own.</param>
    public static RemoteListing Read(TikTokShopProduct product, TikTokShopProduct submitted, string? askedSku = null)
    {
        var skus = Skus(product);
        return new RemoteListing
        {
            ExternalId = product.Id,
            Sku = askedSku ?? SkuOf(product),
            ProductType = product.CategoryChains?.LastOrDefault(category => category.IsLeaf != false)?.LocalName,
            Title = product.Title,
            Brand = string.IsNullOrWhiteSpace(product.Brand?.Name) ? null : product.Brand.Name,
            Status = product.Status is { } status ? [status] : [],
            Issues = Issues(product),
            MainImage = Shown(product) is [{ Slot: PictureSlots.Main } main, ..] ? main : null,
            SubmittedPictures = Pictures(submitted).ToDictionary(picture => picture.Slot, picture => picture.Link.AbsoluteUri, StringComparer.Ordinal),
            Facts = skus.Count > 1 ? new Dictionary<string, string>(StringComparer.Ordinal) { ["skus"] = string.Join(", ", skus) } : new Dictionary<string, string>(StringComparer.Ordinal),
            IsSuppressed = IsSuppressed(product),
            UpdatedAt = product.UpdateTime is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        };
    }

    /// <summary>What shoppers get, in order; nothing of a product that is not on sale.</summary>
    public static IReadOnlyList<RemotePicture> Shown(TikTokShopProduct product) => product.Status == Live ? Pictures(product) : [];

    public static bool IsSuppressed(TikTokShopProduct product) => product.Status is "PLATFORM_DEACTIVATED" or "FREEZE";

    public static string SkuOf(TikTokShopProduct product) => Skus(product) is [var first, ..] ? first : product.Id ?? string.Empty;

    public static bool Answers(TikTokShopProduct product, string sku) => Skus(product).Contains(sku, StringComparer.Ordinal) || SkuOf(product) == sku;

    public static IReadOnlyList<string> Uris(TikTokShopProduct product) => [.. (product.MainImages ?? []).Select(image => image.Uri).OfType<string>().Where(uri => uri.Length > 0)];

    private static IReadOnlyList<string> Skus(TikTokShopProduct product) =>
        [.. (product.Skus ?? []).Select(sku => sku.SellerSku?.Trim()).OfType<string>().Where(sku => sku.Length > 0).Distinct(StringComparer.Ordinal)];

    private static IReadOnlyList<RemotePicture> Pictures(TikTokShopProduct product) =>
        [.. (product.MainImages ?? []).Select((image, index) => Picture(image, index == 0 ? PictureSlots.Main : $"PT{index:D2}")).OfType<RemotePicture>()];

    private static RemotePicture? Picture(TikTokShopImage image, string slot) =>
        image.Urls is [var url, ..] && Uri.TryCreate(url.Trim(), UriKind.Absolute, out var link) && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp)
            ? new(slot, link, image.Width, image.Height)
            : null;

    /// <summary>
    /// An edit is judged as a whole, so whatever its review found stands in the way of the picture that was sent with it. While the next edit is under
    /// review nothing is told of the one before.
    /// </summary>
    private static IReadOnlyList<ListingIssue> Issues(TikTokShopProduct product) => product.Audit?.Status != AuditFailed && product.Status != AuditFailed
        ? []
        : [.. (product.AuditFailedReasons is { Count: > 0 } told ? told : [new(Position: null, ["The product failed the review of TikTok Shop, or it was cancelled."], Suggestions: null, ListingPlatform: null)])
            .Where(failure => failure.ListingPlatform is null or "TIKTOK_SHOP")
            .Select(failure => new ListingIssue(
                "AUDIT_FAILED",
                string.Join(' ', ((string?[])[failure.Position is { Length: > 0 } position ? $"{position}:" : null, .. failure.Reasons ?? [], .. failure.Suggestions ?? []]).Where(part => !string.IsNullOrWhiteSpace(part))),
                "ERROR",
                failure.Position is { Length: > 0 } at ? [at] : [],
                [],
                IsSuppressed(product) ? [product.Status!] : [],
                ExemptUntil: null)
            {
                Slot = PictureSlots.Main,
            })];

    [GeneratedRegex("^[0-9]{1,20}$", RegexOptions.CultureInvariant)]
    private static partial Regex ProductId { get; }
}
