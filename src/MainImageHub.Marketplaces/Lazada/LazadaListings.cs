using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Lazada;

/// <summary>
/// Turns Lazada's items into listings. A listing is an item, not a SKU: the main picture is the item's, and all its SKUs share it. Its SKU is the first
/// seller SKU that there is, else the item's number.
/// </summary>
internal static partial class LazadaListings
{
    private const string Active = "Active";

    public static bool IsItemId(string externalId) => ItemId.IsMatch(externalId);

    /// <summary>What was deleted has no shoppers and will have none.</summary>
    public static bool IsThere(LazadaProduct product) => product.ItemId is not null && !Is(StatusOf(product), "Deleted");

    /// <summary>Lazada tells what was sent last and not what shoppers get meanwhile.</summary>
    public static bool IsUnderReview(LazadaProduct product) => StatusOf(product)?.StartsWith("Pending", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>A sub-status says in which way it was rejected.</summary>
    public static bool IsSuppressed(LazadaProduct product) => Is(StatusOf(product), "Suspended") || !string.IsNullOrWhiteSpace(product.SubStatus);

    public static string NumberOf(LazadaProduct product) => product.ItemId!.Value.ToString(CultureInfo.InvariantCulture);

    public static string SkuOf(LazadaProduct product) => Skus(product) is [var first, ..] ? first : NumberOf(product);

    public static bool Answers(LazadaProduct product, string sku) => SkuOf(product) == sku || Skus(product).Contains(sku, StringComparer.Ordinal);

    /// <param name="product">As a page or a reading of one gave it.</param>
    /// <param name="askedSku">By which it was asked for; null takes its own.</param>
    public static RemoteListing Read(LazadaProduct product, string? askedSku = null)
    {
        var skus = Skus(product);
        return new RemoteListing
        {
            ExternalId = NumberOf(product),
            Sku = askedSku ?? SkuOf(product),
            ProductType = product.PrimaryCategory?.ToString(CultureInfo.InvariantCulture),
            Title = product.Attributes?.Name,
            Brand = string.IsNullOrWhiteSpace(product.Attributes?.Brand) ? null : product.Attributes.Brand,
            Status = ((string?[])[StatusOf(product), product.SubStatus]).OfType<string>().Where(word => word.Length > 0).ToList(),
            Issues = Issues(product),
            MainImage = Shown(product) is [{ Slot: PictureSlots.Main } main, ..] ? main : null,
            SubmittedPictures = Pictures(product).ToDictionary(picture => picture.Slot, picture => picture.Link.AbsoluteUri, StringComparer.Ordinal),
            Facts = skus.Count > 1 ? new Dictionary<string, string>(StringComparer.Ordinal) { ["skus"] = string.Join(", ", skus) } : new Dictionary<string, string>(StringComparer.Ordinal),
            IsSuppressed = IsSuppressed(product),
            UpdatedAt = product.UpdatedTime is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null,
        };
    }

    /// <summary>What shoppers get, in order; nothing of an item that is not on sale.</summary>
    public static IReadOnlyList<RemotePicture> Shown(LazadaProduct product) => Is(StatusOf(product), Active) && !IsSuppressed(product) ? Pictures(product) : [];

    /// <summary>The item's own pictures; of an older item that has none, those of its first variant that has some.</summary>
    public static IReadOnlyList<string> Images(LazadaProduct product) =>
        Urls(product.Images) is { Count: > 0 } own ? own
        : (product.Skus ?? []).Select(sku => Urls(sku.Images)).FirstOrDefault(urls => urls.Count > 0) ?? [];

    /// <summary>
    /// The picture that an address is of: its name, without the host, the folder and a size behind the ending. Lazada serves the same picture by several hosts, and names it
    /// by its content.
    /// </summary>
    public static string NameOf(string url)
    {
        var file = url.Split('?')[0].TrimEnd('/').Split('/')[^1];
        return file.Contains('.', StringComparison.Ordinal) ? file[..file.IndexOf('.', StringComparison.Ordinal)] : file;
    }

    /// <summary>Lists of items tell a status of each SKU only.</summary>
    private static string? StatusOf(LazadaProduct product) =>
        product.Status?.Trim() is { Length: > 0 } told ? told
        : product.Skus is not { Count: > 0 } skus || skus.All(sku => sku.Status is null) ? null
        : skus.Any(sku => Is(sku.Status, Active)) ? Active
        : skus.First(sku => sku.Status is not null).Status;

    private static IReadOnlyList<string> Skus(LazadaProduct product) =>
        [.. (product.Skus ?? []).Select(sku => sku.SellerSku?.Trim()).OfType<string>().Where(sku => sku.Length > 0).Distinct(StringComparer.Ordinal)];

    private static IReadOnlyList<RemotePicture> Pictures(LazadaProduct product) =>
        [.. Images(product).Select((url, index) => Picture(url, index == 0 ? PictureSlots.Main : $"PT{index:D2}")).OfType<RemotePicture>()];

    private static RemotePicture? Picture(string url, string slot) =>
        Uri.TryCreate(url, UriKind.Absolute, out var link) && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp) ? new(slot, link, Width: null, Height: null) : null;

    private static IReadOnlyList<string> Urls(JsonElement? told)
    {
        var urls = told switch
        {
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!)],
            { ValueKind: JsonValueKind.String } text => Receipts.Read(text.GetString(), LazadaJson.Default.IReadOnlyListString) ?? [],
            _ => [],
        };
        return [.. urls.Select(url => url.Trim()).Where(url => url.Length > 0)];
    }

    /// <summary>
    /// Why its quality control rejected it: of the picture where the reason names one. That is a refusal of what was sent, and not a picture that was taken and has
    /// consequences, so no enforcement is told; that the item is off sale its status says.
    /// </summary>
    private static IReadOnlyList<ListingIssue> Issues(LazadaProduct product) =>
    [
        .. (product.RejectReason ?? []).Select(reason => Issue(product.SubStatus is { Length: > 0 } how ? how : "REJECTED", Text(reason.ViolationDetail, reason.Suggestion), "ERROR")),
        .. (product.SuspendedSkus ?? []).Select(sku => Issue("SUSPENDED_SKU", Text(sku.SellerSku is { } name ? $"{name}:" : null, sku.RejectReason), "WARNING") with { Slot = null }),
        .. product.HiddenReason is { Length: > 0 } hidden ? [Issue("HIDDEN", hidden, "WARNING")] : Array.Empty<ListingIssue>(),
    ];

    private static ListingIssue Issue(string code, string message, string severity) =>
        new(code, message, severity, [], [], [], ExemptUntil: null) { Slot = AboutPicture.IsMatch(message) ? PictureSlots.Main : null };

    private static string Text(params string?[] parts) => string.Join(' ', parts.Where(part => !string.IsNullOrWhiteSpace(part)));

    private static bool Is(string? word, string other) => string.Equals(word?.Trim(), other, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^[0-9]{1,18}$", RegexOptions.CultureInvariant)]
    private static partial Regex ItemId { get; }

    [GeneratedRegex("image|picture|photo|background|watermark", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutPicture { get; }
}
