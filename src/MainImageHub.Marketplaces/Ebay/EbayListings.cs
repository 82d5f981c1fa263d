using System.Globalization;
using System.Text.Json.Nodes;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Ebay;

/// <summary>
/// Reads listings: an inventory item says what is sold and with which pictures, its offer says whether and under which number it is listed. The
/// number costs a call per SKU, since eBay tells offers by SKU only.
/// </summary>
internal sealed class EbayListings(EbayClient client)
{
    /// <summary>So many items come with one call, and as many calls for their offers follow.</summary>
    public const int PageSize = 25;

    // What is longer is no SKU there (25707), and one such would have all that are asked for with it refused.
    private const int LongestSku = 50;
    private const int MostFacts = 80;
    private const int LongestFact = 500;

    public const string Inventory = "/sell/inventory/v1";

    public static string ItemPath(string sku) => $"{Inventory}/inventory_item/{Paths.Part(sku)}";

    public static string PagePath(int page, int size) => string.Create(CultureInfo.InvariantCulture, $"{Inventory}/inventory_item?limit={size}&offset={page}");

    /// <summary>One page of what is listed on the store's site, or could be: drafts have no number. What has ended is left out.</summary>
    public async Task<MarketplaceAnswer<ListingPage>> ReadPageAsync(EbayStore store, EbayListingCursor at, CancellationToken cancellationToken)
    {
        var reply = await client.GetAsync(store, EbayOperation.GetItems, PagePath(at.Page, PageSize), EbayJson.Default.EbayItemPage, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return new(null, failure.Problem.Code == ProblemCodes.NotFound ? failure.Problem with { Message = ProblemTexts.NoStore(EbayErrors.Name) } : failure.Problem);
        }

        var (read, problem) = await WithOffersAsync(store, reply.Value!.InventoryItems ?? [], cancellationToken);
        return problem is not null
            ? new(null, problem)
            : new(
                new ListingPage(
                    [.. read.Where(each => each.Offer is not null && !IsOver(each.Offer)).Select(each => Read(each.Item, each.Offer))],
                    reply.Value.Next is { Length: > 0 } ? Cursor(at with { Page = at.Page + 1 }) : null,
                    reply.Value.Total,
                    Missing: []),
                Problem: null);
    }

    /// <summary>Those asked for by their SKUs.</summary>
    public async Task<MarketplaceAnswer<ListingPage>> ReadNamedAsync(EbayStore store, IReadOnlyList<string> skus, EbayListingCursor at, CancellationToken cancellationToken)
    {
        var asked = skus.Skip(at.Asked).Take(PageSize).ToList();
        IReadOnlyList<(JsonObject Item, EbayOffer? Offer)> read = [];
        var possible = asked.Where(sku => sku.Length is > 0 and <= LongestSku).Distinct(StringComparer.Ordinal).ToList();
        if (possible.Count > 0)
        {
            var reply = await client.PostAsync(
                store,
                EbayOperation.GetNamedItems,
                $"{Inventory}/bulk_get_inventory_item",

                // The same one twice is refused (25734).
                new EbayBulkRequest([.. possible.Select(sku => new EbayBulkSku(sku))]),
                EbayJson.Default.EbayBulkRequest,
                EbayJson.Default.EbayBulkAnswer,
                cancellationToken);

            // None of them is there: the whole question is refused by it.
            if (reply.Failure is { Problem.Code: not ProblemCodes.NotFound } failure)
            {
                return new(null, failure.Problem);
            }

            var found = (reply.Value?.Responses ?? []).Where(each => each.StatusCode is 200 && each.InventoryItem is not null).Select(each => Named(each.InventoryItem!, each.Sku)).ToList();
            (read, var problem) = await WithOffersAsync(store, found, cancellationToken);
            if (problem is not null)
            {
                return new(null, problem);
            }
        }

        var done = at.Asked + asked.Count;
        var items = read.Select(each => Read(each.Item, IsOver(each.Offer) ? null : each.Offer)).ToList();
        var there = items.Select(item => item.Sku).ToHashSet(StringComparer.Ordinal);
        return new(
            new ListingPage(items, done < skus.Count ? Cursor(at with { Asked = done }) : null, skus.Count, [.. asked.Where(sku => !there.Contains(sku))]),
            Problem: null);
    }

    /// <summary>The item as it stands, or why it could not be had.</summary>
    public Task<EbayReply<JsonObject>> ReadItemAsync(EbayStore store, string sku, CancellationToken cancellationToken) =>
        client.GetAsync(store, EbayOperation.GetItem, ItemPath(sku), EbayJson.Default.JsonObject, cancellationToken);

    /// <summary>The offer on the store's own site; null where there is none.</summary>
    public async Task<(EbayOffer? Offer, MarketplaceProblem? Problem)> ReadOfferAsync(EbayStore store, string sku, CancellationToken cancellationToken)
    {
        var reply = await client.GetAsync(store, EbayOperation.GetOffers, $"{Inventory}/offer?sku={Uri.EscapeDataString(sku)}", EbayJson.Default.EbayOffers, cancellationToken);
        return reply.Failure is { } failure
            ? (null, failure.Problem.Code == ProblemCodes.NotFound ? null : failure.Problem)

            // A SKU may be in an auction too; what stays is the one at a fixed price.
            : ((reply.Value!.Offers ?? []).Where(offer => offer.MarketplaceId == store.Site.ForeignId)
                .OrderBy(offer => IsLive(offer) ? 0 : 1).ThenBy(offer => offer.Format == "FIXED_PRICE" ? 0 : 1).FirstOrDefault(), null);
    }

    public static RemoteListing Read(JsonObject item, EbayOffer? offer)
    {
        var images = EbayItems.Images(item);
        var product = EbayItems.Product(item);
        return new RemoteListing
        {
            ExternalId = offer?.Listing?.ListingId is { Length: > 0 } id ? id : null,
            Sku = EbayItems.Text(item, "sku") ?? string.Empty,
            ParentSku = EbayItems.Groups(item) is [var group, ..] ? group : null,
            Title = EbayItems.Title(item),
            Brand = product is null ? null : EbayItems.Text(product, "brand") ?? Aspects(product).FirstOrDefault(aspect => aspect.Name == "Brand").Value,
            Status = [.. new[] { offer?.Status, offer?.Listing?.ListingStatus }.OfType<string>()],
            Issues = offer?.Listing?.ListingOnHold == true ? [OnHold] : [],
            MainImage = IsLive(offer) && images.Count > 0 ? Picture(images[0], 0) : null,
            SubmittedPictures = images.Select((image, index) => (Slot: Slot(index), image)).ToDictionary(pair => pair.Slot, pair => pair.image, StringComparer.Ordinal),
            Facts = Facts(item, product, offer),
            IsSuppressed = offer?.Listing?.ListingOnHold == true,
        };
    }

    /// <summary>What shoppers get, in order; nothing of what is not listed.</summary>
    public static IReadOnlyList<RemotePicture> Shown(JsonObject item, EbayOffer? offer) =>
        IsLive(offer) ? [.. EbayItems.Images(item).Select(Picture).OfType<RemotePicture>()] : [];

    /// <summary>A listing that is out of stock is kept alive, hidden from search, and comes back as it is.</summary>
    public static bool IsLive(EbayOffer? offer) => offer is { Status: "PUBLISHED", Listing.ListingStatus: "ACTIVE" or "OUT_OF_STOCK" };

    // Unpublished it may come; ended it is over.
    private static bool IsOver(EbayOffer? offer) => offer is { Status: "PUBLISHED" } && !IsLive(offer);

    private static ListingIssue OnHold { get; } = new(
        "25096", "This listing is on hold due to a policy violation: nobody sees it. eBay has sent an e-mail that says why.", "ERROR", [], ["POLICY"], ["LISTING_ON_HOLD"], ExemptUntil: null);

    private async Task<(IReadOnlyList<(JsonObject Item, EbayOffer? Offer)> Read, MarketplaceProblem? Problem)> WithOffersAsync(
        EbayStore store, IReadOnlyList<JsonObject> items, CancellationToken cancellationToken)
    {
        var read = new List<(JsonObject, EbayOffer?)>(items.Count);
        foreach (var item in items)
        {
            if (EbayItems.Text(item, "sku") is not { Length: > 0 } sku)
            {
                continue;
            }

            var (offer, problem) = await ReadOfferAsync(store, sku, cancellationToken);
            if (problem is not null)
            {
                return ([], problem);
            }

            read.Add((item, offer));
        }

        return (read, null);
    }

    private static JsonObject Named(JsonObject item, string? sku)
    {
        if (sku is not null)
        {
            item["sku"] = sku;
        }

        return item;
    }

    private static string Cursor(EbayListingCursor at) => Receipts.Write(at, EbayJson.Default.EbayListingCursor);

    private static string Slot(int index) => index == 0 ? PictureSlots.Main : $"PT{index:D2}";

    private static RemotePicture? Picture(string image, int index) =>
        Uri.TryCreate(image, UriKind.Absolute, out var link) && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp) ? new(Slot(index), link, Width: null, Height: null) : null;

    private static IEnumerable<(string Name, string Value)> Aspects(JsonObject product) =>
        product["aspects"] is JsonObject aspects ? aspects.Select(aspect => (aspect.Key, string.Join(", ", EbayItems.Texts(aspect.Value)))).Where(aspect => aspect.Item2.Length > 0) : [];

    private static Dictionary<string, string> Facts(JsonObject item, JsonObject? product, EbayOffer? offer)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in (product is null ? [] : Aspects(product)).Prepend(("condition", EbayItems.Text(item, "condition") ?? string.Empty)).Prepend(("categoryId", offer?.CategoryId ?? string.Empty)))
        {
            if (value.Length is > 0 and <= LongestFact && facts.Count < MostFacts)
            {
                facts.TryAdd(name, value);
            }
        }

        return facts;
    }
}
