using System.Globalization;
using System.Text.RegularExpressions;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.AliExpress;

/// <summary>
/// Turns AliExpress's products into listings. A listing is a product, not a SKU: the main picture is the product's, and all its SKUs share it. Its SKU is the
/// first SKU code that there is, else the product's number.
/// </summary>
internal static partial class AliExpressListings
{
    private const string OnSale = "onSelling";
    private const string Audited = "auditing";
    private const string Refused = "editingRequired";
    private const string Folder = "kf";

    // Bilingual, since this stands where a marketplace's own words do, and it tells none.
    private static readonly LocalText WantsEditing = new(
        "AliExpress's audit wants this product edited before it is sold again. Its reasons are told in Seller Center alone.",
        "AliExpress 审核要求修改该商品后才能重新销售，具体原因仅在卖家后台显示。");

    /// <summary>What lists can be had of, those that shoppers see first.</summary>
    public static IReadOnlyList<string> Statuses { get; } = [OnSale, Audited, Refused, "offline"];

    public static bool IsProductId(string externalId) => ProductId.IsMatch(externalId);

    /// <summary>Whether shoppers keep what they had is not told, and the product tells what was sent last.</summary>
    public static bool IsUnderReview(AliExpressProduct product) => product.ProductStatusType == Audited;

    public static bool IsSuppressed(AliExpressProduct product) => product.ProductStatusType == Refused;

    public static string NumberOf(AliExpressProduct product) => product.ProductId!.Value.ToString(CultureInfo.InvariantCulture);

    public static bool Answers(AliExpressProduct product, string sku) => Skus(product) is { Count: > 0 } skus ? skus.Contains(sku, StringComparer.Ordinal) : NumberOf(product) == sku;

    /// <param name="product">As the reading of one gave it.</param>
    /// <param name="askedSku">By which it was asked for; null takes its own.</param>
    public static RemoteListing Read(AliExpressProduct product, string? askedSku = null)
    {
        var skus = Skus(product);
        return new RemoteListing
        {
            ExternalId = NumberOf(product),
            Sku = askedSku ?? (skus is [var first, ..] ? first : NumberOf(product)),
            ProductType = product.CategoryId?.ToString(CultureInfo.InvariantCulture),
            Title = TitleOf(product),
            Brand = AliExpressJson.ListOf(product.Properties, AliExpressJson.Default.AliExpressProperty).FirstOrDefault(each => each.AttrName == "Brand Name")?.AttrValue,
            Status = product.ProductStatusType is { Length: > 0 } status ? [status] : [],
            Issues = IsSuppressed(product) ? [new(Refused, $"{WantsEditing.En} {WantsEditing.Zh}", "ERROR", [], [], [], ExemptUntil: null) { Slot = PictureSlots.Main }] : [],
            MainImage = Shown(product) is [{ Slot: PictureSlots.Main } main, ..] ? main : null,
            SubmittedPictures = Pictures(product).ToDictionary(picture => picture.Slot, picture => picture.Link.AbsoluteUri, StringComparer.Ordinal),
            Facts = skus.Count > 1 ? new Dictionary<string, string>(StringComparer.Ordinal) { ["skus"] = string.Join(", ", skus) } : new Dictionary<string, string>(StringComparer.Ordinal),
            IsSuppressed = IsSuppressed(product),
        };
    }

    /// <summary>What shoppers get, in order; nothing of a product that is not on sale.</summary>
    public static IReadOnlyList<RemotePicture> Shown(AliExpressProduct product) => product.ProductStatusType == OnSale ? Pictures(product) : [];

    /// <summary>All addresses, which stand in one text; by what they are parted is not told, so whatever stands before the next one does.</summary>
    public static IReadOnlyList<string> Images(AliExpressProduct product) =>
        [.. Between.Split(product.ImageUrls ?? string.Empty).Select(url => url.Trim(' ', ';', ',')).Where(url => url.Length > 0)];

    public static string? TitleOf(AliExpressProduct product) => Original(product)?.Subject ?? product.Subject;

    /// <summary>The language that the title was written in, as an edit wants it.</summary>
    public static string LanguageOf(AliExpressProduct product) => Original(product)?.Locale?.Split('_', '-')[0] is { Length: > 0 } language ? language : "en";

    /// <summary>
    /// The picture that an address is of: the part behind <c>/kf/</c>, else the file's name, without the ending and a size behind it. The same picture is served by several hosts,
    /// and some addresses end with words from the title.
    /// </summary>
    public static string NameOf(string url)
    {
        var parts = url.Split('?')[0].TrimEnd('/').Split('/');
        var folder = Array.LastIndexOf(parts, Folder);
        var name = folder >= 0 && folder + 1 < parts.Length ? parts[folder + 1] : parts[^1];
        return name.Split('.')[0];
    }

    private static AliExpressSubject? Original(AliExpressProduct product)
    {
        var all = AliExpressJson.ListOf(product.Subjects, AliExpressJson.Default.AliExpressSubject);
        return all.FirstOrDefault(each => each.Subject == product.Subject)
            ?? all.FirstOrDefault(each => each.Locale?.StartsWith("en", StringComparison.OrdinalIgnoreCase) == true)
            ?? (all is [var first, ..] ? first : null);
    }

    private static IReadOnlyList<string> Skus(AliExpressProduct product) =>
        [.. AliExpressJson.ListOf(product.Skus, AliExpressJson.Default.AliExpressSku).Select(sku => sku.SkuCode?.Trim()).OfType<string>().Where(sku => sku.Length > 0).Distinct(StringComparer.Ordinal)];

    private static IReadOnlyList<RemotePicture> Pictures(AliExpressProduct product) =>
        [.. Images(product).Select((url, index) => Picture(url, index == 0 ? PictureSlots.Main : $"PT{index:D2}")).OfType<RemotePicture>()];

    private static RemotePicture? Picture(string url, string slot) =>
        Uri.TryCreate(url, UriKind.Absolute, out var link) && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp) ? new(slot, link, Width: null, Height: null) : null;

    [GeneratedRegex("^[0-9]{1,18}$", RegexOptions.CultureInvariant)]
    private static partial Regex ProductId { get; }

    [GeneratedRegex(@"[;,\s]+(?=https?://)", RegexOptions.CultureInvariant)]
    private static partial Regex Between { get; }
}
