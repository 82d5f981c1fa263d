using System.Text.Json;

namespace MainImageHub.Marketplaces.Amazon;

/// <summary>Turns Amazon's listing items into ours, and slots into attribute names.</summary>
internal static class AmazonListings
{
    private const int MostFacts = 80;
    private const int LongestFact = 500;

    // "Could not be retrieved": not in Amazon's model, but told by integrators.
    private const string PictureUnreachable = "20000";

    private const string InvalidImage = "INVALID_IMAGE";

    // What stands in fields of its own, or says nothing about the product.
    private static readonly HashSet<string> NotFacts = new(StringComparer.Ordinal)
    {
        "item_name", "brand", "bullet_point", "generic_keyword", "product_description", "purchasable_offer", "fulfillment_availability",
        "main_product_image_locator", "swatch_product_image_locator", "main_offer_image_locator",
    };

    private static readonly HashSet<string> Hiding = new(StringComparer.Ordinal) { "SEARCH_SUPPRESSED", "LISTING_SUPPRESSED", "CATALOG_ITEM_REMOVED" };

    /// <summary>MAIN and the eight further pictures an Amazon listing can have.</summary>
    public static IReadOnlyList<string> Slots { get; } = [PictureSlots.Main, .. Enumerable.Range(1, 8).Select(number => $"PT0{number}")];

    /// <summary>Null for a slot Amazon does not have.</summary>
    public static string? AttributeOf(string slot) => slot switch
    {
        PictureSlots.Main => "main_product_image_locator",
        ['P', 'T', '0', >= '1' and <= '8' and var number] => $"other_product_image_locator_{number}",
        _ => null,
    };

    public static RemoteListing Read(AmazonItem item, MarketplaceSite site)
    {
        var summary = item.Summaries?.FirstOrDefault(summary => summary.MarketplaceId == site.ForeignId);
        var attributes = item.Attributes ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        return new RemoteListing
        {
            ExternalId = summary?.Asin,
            Sku = item.Sku ?? string.Empty,
            ParentSku = item.Relationships?
                .Where(group => group.MarketplaceId is null || group.MarketplaceId == site.ForeignId)
                .SelectMany(group => group.Relationships ?? [])
                .FirstOrDefault(relation => relation.Type == "VARIATION")?.ParentSkus is [var parent, ..] ? parent : null,
            ProductType = summary?.ProductType,
            Title = summary?.ItemName ?? First(Texts(attributes, "item_name", site)),
            Brand = First(Texts(attributes, "brand", site)),
            Keywords = Texts(attributes, "generic_keyword", site),
            Bullets = Texts(attributes, "bullet_point", site),
            Status = summary?.Status ?? [],
            Issues = Issues(item.Issues, site),
            MainImage = summary?.MainImage is { } image ? Picture(image with { Variant = PictureSlots.Main }) : null,
            SubmittedPictures = Slots
                .Select(slot => (slot, location: Location(attributes, slot, site)))
                .Where(pair => pair.location is not null)
                .ToDictionary(pair => pair.slot, pair => pair.location!, StringComparer.Ordinal),
            Facts = Facts(attributes, site),
            IsSuppressed = IsSuppressed(item.Issues, site),
            UpdatedAt = summary?.LastUpdatedDate,
        };
    }

    /// <summary>Null without a usable address.</summary>
    public static RemotePicture? Picture(AmazonImage image) =>
        Uri.TryCreate(image.Link, UriKind.Absolute, out var link) && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp)
            ? new(image.Variant ?? PictureSlots.Main, link, image.Width, image.Height)
            : null;

    public static IReadOnlyList<ListingIssue> Issues(IReadOnlyList<AmazonIssue>? issues, MarketplaceSite site) =>
    [
        .. (issues ?? [])
            .Where(issue => issue.MarketplaceIds is null or [] || issue.MarketplaceIds.Contains(site.ForeignId))
            .Select(issue => new ListingIssue(
                issue.Code ?? string.Empty,
                issue.Message ?? string.Empty,
                issue.Severity ?? string.Empty,
                issue.AttributeNames ?? [],
                issue.Categories ?? [],
                [.. (issue.Enforcements?.Actions ?? []).Select(action => action.Action).OfType<string>()],
                issue.Enforcements?.Exemption?.ExpiryDate)
            {
                Slot = SlotOf(issue),
                IsPictureUnreachable = issue.Code == PictureUnreachable,
            }),
    ];

    /// <summary>An exempt listing carries the enforcement in its issue already, but is still shown.</summary>
    public static bool IsSuppressed(IReadOnlyList<AmazonIssue>? issues, MarketplaceSite site) =>
        (issues ?? []).Any(issue =>
            (issue.MarketplaceIds is null or [] || issue.MarketplaceIds.Contains(site.ForeignId))
            && issue.Enforcements is { } enforced
            && enforced.Exemption?.Status is not ("EXEMPT" or "EXEMPT_UNTIL_EXPIRY_DATE")
            && (enforced.Actions ?? []).Any(action => action.Action is { } name && Hiding.Contains(name)));

    public static string? Location(IReadOnlyDictionary<string, JsonElement> attributes, string slot, MarketplaceSite site) =>
        AttributeOf(slot) is { } name ? Values(attributes, name, site).Select(value => Text(value, "media_location")).FirstOrDefault(text => text is not null) : null;

    /// <summary>
    /// Issues name the attribute of the picture they are about; one that only says "image" is about the main one, the one that is enforced.
    /// A picture that is no slot of ours (a swatch) keeps its attribute's name: it is a picture, and none that is pushed.
    /// </summary>
    private static string? SlotOf(AmazonIssue issue)
    {
        var named = (issue.AttributeNames ?? []).Where(name => name.Contains("image_locator", StringComparison.Ordinal)).ToList();
        return named switch
        {
            [] => issue.Categories?.Contains(InvalidImage) == true ? PictureSlots.Main : null,
            _ when named.Exists(name => name.StartsWith("main_", StringComparison.Ordinal)) => PictureSlots.Main,
            _ => Slots.FirstOrDefault(slot => named.Contains(AttributeOf(slot)!)) ?? named[0],
        };
    }

    private static string? First(IReadOnlyList<string> texts) => texts.Count > 0 ? texts[0] : null;

    private static IReadOnlyList<string> Texts(IReadOnlyDictionary<string, JsonElement> attributes, string name, MarketplaceSite site)
    {
        var values = Values(attributes, name, site).ToList();
        var language = site.Language.Replace('-', '_');

        // Some attributes come once per language; the site's own is the one shoppers see first.
        var own = values.Where(value => Text(value, "language_tag") is null or "" || Text(value, "language_tag") == language).ToList();
        return [.. (own.Count > 0 ? own : values).Select(value => Text(value, "value")).OfType<string>()];
    }

    private static Dictionary<string, string> Facts(IReadOnlyDictionary<string, JsonElement> attributes, MarketplaceSite site) => attributes
        .Where(pair => !NotFacts.Contains(pair.Key) && !pair.Key.StartsWith("other_product_image_locator", StringComparison.Ordinal))
        .Select(pair => (pair.Key, Text: Fact(Values(attributes, pair.Key, site).FirstOrDefault())))
        .Where(pair => pair.Text is { Length: > 0 and <= LongestFact })
        .Take(MostFacts)
        .ToDictionary(pair => pair.Key, pair => pair.Text!, StringComparer.Ordinal);

    private static string? Fact(JsonElement value) => (Text(value, "value"), Text(value, "unit")) switch
    {
        (null, _) => null,
        ({ } text, null) => text,
        ({ } text, { } unit) => $"{text} {unit}",
    };

    // Amazon's attributes are lists of objects, one per site (and language) they are for.
    private static IEnumerable<JsonElement> Values(IReadOnlyDictionary<string, JsonElement> attributes, string name, MarketplaceSite site) =>
        attributes.TryGetValue(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.Object && (Text(value, "marketplace_id") is not { } id || id == site.ForeignId))
            : [];

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var property)
            ? property.ValueKind switch
            {
                JsonValueKind.String => property.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.GetRawText(),
                _ => null,
            }
            : null;
}
