using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Lazada;

/// <summary>Reads items: page by page, by SKU, one.</summary>
internal sealed class LazadaCatalogue(LazadaClient client, TimeProvider time)
{
    // Fifty at most; a page of items with many variants may time out.
    private const int AtOnce = 20;

    // A hundred at most; they stand in the address.
    private const int NamedAtOnce = 20;
    private const int FoundAtMost = 50;

    // A page that begins behind this is refused.
    private const int FarthestOffset = 10_000;

    // Nothing on Lazada is older.
    private static readonly long First = new DateTimeOffset(2012, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    // Read by people and by the letter.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = LazadaJson.Default };

    /// <summary>How many items there are, however few are read.</summary>
    public Task<CallReply<LazadaProducts>> CountAsync(LazadaStore store, CancellationToken cancellationToken) => PageAsync(store, new(Offset: 0, Asked: 0), size: 1, cancellationToken);

    /// <summary>One page of all.</summary>
    public async Task<MarketplaceAnswer<ListingPage>> ReadAllAsync(LazadaStore store, LazadaListingCursor at, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reply = await PageAsync(store, at, AtOnce, cancellationToken);
            if (reply.Failure is { } failure)
            {
                return new(null, failure.Problem);
            }

            var total = reply.Value!.TotalProducts ?? 0;
            if (total > FarthestOffset && Halved(at) is { } shorter)
            {
                at = shorter;
                continue;
            }

            var products = reply.Value.Products ?? [];
            var next = products.Count > 0 && at.Offset + AtOnce < total ? at with { Offset = at.Offset + AtOnce } : Following(at);
            return new(
                new ListingPage(
                    [.. products.Where(LazadaListings.IsThere).Select(product => LazadaListings.Read(product))],
                    next is null ? null : Receipts.Write(next, LazadaJson.Default.LazadaListingCursor),
                    at.From is null ? (int)total : null,
                    Missing: []),
                Problem: null);
        }
    }

    /// <summary>The next of those asked for by name.</summary>
    public async Task<MarketplaceAnswer<ListingPage>> ReadNamedAsync(LazadaStore store, IReadOnlyList<string> skus, LazadaListingCursor at, CancellationToken cancellationToken)
    {
        var asked = skus.Skip(at.Asked).Take(NamedAtOnce).ToList();
        IReadOnlyList<LazadaProduct> found = [];
        if (asked.Count > 0)
        {
            var reply = await client.GetAsync(
                store,
                LazadaOperation.Page,
                [new("filter", "all"), new("limit", Text(FoundAtMost)), new("sku_seller_list", JsonSerializer.Serialize<IReadOnlyList<string>>(asked, Plain))],
                LazadaJson.Default.LazadaProducts,
                cancellationToken);
            if (reply.Failure is { } failure)
            {
                return new(null, failure.Problem);
            }

            found = [.. (reply.Value!.Products ?? []).Where(LazadaListings.IsThere)];
        }

        List<RemoteListing> listings = [];
        List<string> missing = [];
        foreach (var sku in asked)
        {
            // An item without a seller SKU goes by its number here, which no search finds.
            var (product, unread) = found.FirstOrDefault(each => LazadaListings.Answers(each, sku)) is { } named ? (named, null)
                : LazadaListings.IsItemId(sku) ? await ReadOneAsync(store, sku, cancellationToken)
                : (null, null);
            if (unread is { Problem: { Code: not ProblemCodes.NotFound } problem })
            {
                return new(null, problem);
            }

            if (product is not null && LazadaListings.Answers(product, sku))
            {
                listings.Add(LazadaListings.Read(product, sku));
            }
            else
            {
                missing.Add(sku);
            }
        }

        var done = at.Asked + asked.Count;
        return new(
            new ListingPage(listings, done < skus.Count ? Receipts.Write(at with { Asked = done }, LazadaJson.Default.LazadaListingCursor) : null, skus.Count, missing),
            Problem: null);
    }

    /// <summary>One item; a deleted one is not there.</summary>
    public async Task<(LazadaProduct? Product, CallFailure? Failure)> ReadOneAsync(LazadaStore store, string itemId, CancellationToken cancellationToken)
    {
        var reply = await client.GetAsync(store, LazadaOperation.Item, [new("item_id", itemId)], LazadaJson.Default.LazadaProduct, cancellationToken);
        return reply.Failure is not null ? (null, reply.Failure)
            : LazadaListings.IsThere(reply.Value!) && LazadaListings.NumberOf(reply.Value!) == itemId ? (reply.Value, null)
            : (null, new(LazadaErrors.Own(ProblemCodes.NotFound, $"{itemId} is no item of the shop."), MayHaveTakenEffect: false));
    }

    private Task<CallReply<LazadaProducts>> PageAsync(LazadaStore store, LazadaListingCursor at, int size, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> query = [new("filter", "all"), new("limit", Text(size)), new("offset", Text(at.Offset))];
        if (at is { From: { } from, To: { } to })
        {
            query.AddRange([new("create_after", Instant(from)), new("create_before", Instant(to))]);
        }

        return client.GetAsync(store, LazadaOperation.Page, query, LazadaJson.Default.LazadaProducts, cancellationToken);
    }

    /// <summary>The first half of a span; null where it is a second.</summary>
    private LazadaListingCursor? Halved(LazadaListingCursor at)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var whole = at.From is null ? at with { Offset = 0, From = First, To = now, End = now } : at;
        return whole.To > whole.From ? whole with { Offset = 0, To = whole.From + ((whole.To - whole.From) / 2) } : null;
    }

    /// <summary>The span behind this one; null behind the last.</summary>
    private static LazadaListingCursor? Following(LazadaListingCursor at) => at.To < at.End ? at with { Offset = 0, From = at.To + 1, To = at.End } : null;

    private static string Instant(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
