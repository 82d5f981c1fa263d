using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MainImageHub.Marketplaces.Shopee;

/// <summary>An item with what is told of it by other calls.</summary>
/// <param name="Item">As its base info tells it.</param>
/// <param name="ModelSkus">Those of its models; empty where it has none, or they were not asked for.</param>
/// <param name="Violations">Null where there is none, or it was not asked for.</param>
internal sealed record ShopeeFullItem(ShopeeItem Item, IReadOnlyList<string> ModelSkus, ShopeeViolations? Violations);

/// <summary>
/// Turns Shopee's items into listings. A listing is an item, not a model: the main picture is the item's, and all its models share it. Its SKU is the
/// item's, else its first model's, else the item's number.
/// </summary>
internal static partial class ShopeeListings
{
    public const string Live = "NORMAL";
    private const string Banned = "BANNED";

    /// <summary>Those that are there; what was deleted has no shoppers and will have none.</summary>
    public static readonly IReadOnlyList<string> Statuses = [Live, Banned, "UNLIST", "REVIEWING"];

    public static bool IsItemId(string externalId) => ItemId.IsMatch(externalId);

    public static bool IsThere(ShopeeItem item) => item.ItemId is not null && (item.ItemStatus is null || Statuses.Contains(item.ItemStatus));

    /// <summary>Whether its models have to say what its SKU is.</summary>
    public static bool NeedsModels(ShopeeItem item) => item.HasModel == true && string.IsNullOrWhiteSpace(item.ItemSku);

    /// <summary>Whether Shopee has something against it, which another call tells.</summary>
    public static bool IsInTrouble(ShopeeItem item) => item.ItemStatus == Banned || IsDeboosted(item);

    public static bool IsSuppressed(ShopeeItem item) => item.ItemStatus == Banned;

    public static string SkuOf(ShopeeFullItem full) =>
        full.Item.ItemSku?.Trim() is { Length: > 0 } sku ? sku : full.ModelSkus is [var first, ..] ? first : NumberOf(full.Item);

    public static bool Answers(ShopeeFullItem full, string sku) => SkuOf(full) == sku || full.ModelSkus.Contains(sku, StringComparer.Ordinal);

    public static string NumberOf(ShopeeItem item) => item.ItemId!.Value.ToString(CultureInfo.InvariantCulture);

    public static IReadOnlyList<string> Skus(ShopeeModels models) =>
        [.. (models.Model ?? []).Select(model => model.ModelSku?.Trim()).OfType<string>().Where(sku => sku.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <param name="full">As it was read.</param>
    /// <param name="askedSku">By which it was asked for; null takes its own.</param>
    public static RemoteListing Read(ShopeeFullItem full, string? askedSku = null)
    {
        var item = full.Item;
        var pictures = Pictures(item);
        return new RemoteListing
        {
            ExternalId = NumberOf(item),
            Sku = askedSku ?? SkuOf(full),
            ProductType = item.CategoryId?.ToString(CultureInfo.InvariantCulture),
            Title = item.ItemName,
            Brand = string.IsNullOrWhiteSpace(item.Brand?.OriginalBrandName) ? null : item.Brand.OriginalBrandName,
            Status = item.ItemStatus is { } status ? [status] : [],
            Issues = Issues(full),
            MainImage = Shown(item) is [{ Slot: PictureSlots.Main } main, ..] ? main : null,
            SubmittedPictures = pictures.ToDictionary(picture => picture.Slot, picture => picture.Link.AbsoluteUri, StringComparer.Ordinal),
            Facts = full.ModelSkus.Count > 1 ? new Dictionary<string, string>(StringComparer.Ordinal) { ["skus"] = string.Join(", ", full.ModelSkus) } : new Dictionary<string, string>(StringComparer.Ordinal),
            IsSuppressed = IsSuppressed(item),
            UpdatedAt = item.UpdateTime is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        };
    }

    /// <summary>What shoppers get, in order; nothing of an item that is not on sale.</summary>
    public static IReadOnlyList<RemotePicture> Shown(ShopeeItem item) => item.ItemStatus == Live ? Pictures(item) : [];

    public static IReadOnlyList<string> Images(ShopeeItem item) => [.. (item.Image?.ImageIdList ?? []).Where(id => id.Length > 0)];

    private static IReadOnlyList<RemotePicture> Pictures(ShopeeItem item) =>
        [.. (item.Image?.ImageUrlList ?? []).Select((url, index) => Picture(url, index == 0 ? PictureSlots.Main : $"PT{index:D2}")).OfType<RemotePicture>()];

    private static RemotePicture? Picture(string url, string slot) =>
        Uri.TryCreate(url.Trim(), UriKind.Absolute, out var link) && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp) ? new(slot, link, Width: null, Height: null) : null;

    /// <summary>What an item is banned or lowered in search for; of a picture where the kind of violation says so.</summary>
    private static IReadOnlyList<ListingIssue> Issues(ShopeeFullItem full) => full.Violations is not { } told ? [] :
    [
        .. (told.ItemStatusDetails ?? []).Select(violation => Issue(violation, "ERROR", Banned)),
        .. (told.DeboostDetails ?? []).Select(violation => Issue(violation, "WARNING", "DEBOOSTED")),
    ];

    private static ListingIssue Issue(ShopeeViolation violation, string severity, string enforcement) => new(
        violation.ViolationType ?? enforcement,
        string.Join(' ', ((string?[])[violation.ViolationReason, violation.Suggestion]).Where(part => !string.IsNullOrWhiteSpace(part))),
        severity,
        [],
        [],
        [enforcement],
        violation.FixDeadlineTime is > 0 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null)
    {
        Slot = violation.ViolationType?.Contains("image", StringComparison.OrdinalIgnoreCase) == true ? PictureSlots.Main : null,
    };

    private static bool IsDeboosted(ShopeeItem item) => item.Deboost is { } told && (told.ValueKind == JsonValueKind.True || (told.ValueKind == JsonValueKind.String && told.GetString() == "true"));

    [GeneratedRegex("^[0-9]{1,18}$", RegexOptions.CultureInvariant)]
    private static partial Regex ItemId { get; }
}
