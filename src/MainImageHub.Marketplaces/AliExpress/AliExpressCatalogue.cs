using System.Globalization;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.AliExpress;

/// <summary>Reads products: page by page, by SKU, one. Lists tell no SKUs, so each product is asked for in full.</summary>
internal sealed class AliExpressCatalogue(AliExpressClient client)
{
    // A hundred would do for a list; each of them is a call besides.
    private const int AtOnce = 10;
    private const int NamedAtOnce = 5;

    public static AliExpressListingCursor Beginning { get; } = new(Status: 0, Page: 1, Asked: 0);

    /// <summary>How many products are on sale, however few are read.</summary>
    public Task<CallReply<AliExpressProducts>> CountAsync(AliExpressStore store, CancellationToken cancellationToken) => PageAsync(store, Beginning, size: 1, cancellationToken);

    /// <summary>One page of all.</summary>
    public async Task<MarketplaceAnswer<ListingPage>> ReadAllAsync(AliExpressStore store, AliExpressListingCursor at, CancellationToken cancellationToken)
    {
        var reply = await PageAsync(store, at, AtOnce, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return new(null, failure.Problem);
        }

        var (products, unread) = await InFullAsync(store, reply.Value!, cancellationToken);
        if (unread is not null)
        {
            return new(null, unread);
        }

        AliExpressListingCursor? next = at with { Page = at.Page + 1 };
        if (at.Page >= (reply.Value!.TotalPage ?? 0))
        {
            (next, unread) = await FollowingAsync(store, at, cancellationToken);
            if (unread is not null)
            {
                return new(null, unread);
            }
        }

        return new(
            new ListingPage([.. products.Select(product => AliExpressListings.Read(product))], next is null ? null : Receipts.Write(next, AliExpressJson.Default.AliExpressListingCursor), Total: null, Missing: []),
            Problem: null);
    }

    /// <summary>The next of those asked for by name.</summary>
    public async Task<MarketplaceAnswer<ListingPage>> ReadNamedAsync(AliExpressStore store, IReadOnlyList<string> skus, AliExpressListingCursor at, CancellationToken cancellationToken)
    {
        var asked = skus.Skip(at.Asked).Take(NamedAtOnce).ToList();
        List<RemoteListing> listings = [];
        List<string> missing = [];
        foreach (var sku in asked)
        {
            var (product, problem) = await FindAsync(store, sku, cancellationToken);
            if (problem is not null)
            {
                return new(null, problem);
            }

            if (product is null)
            {
                missing.Add(sku);
            }
            else
            {
                listings.Add(AliExpressListings.Read(product, sku));
            }
        }

        var done = at.Asked + asked.Count;
        return new(
            new ListingPage(listings, done < skus.Count ? Receipts.Write(at with { Asked = done }, AliExpressJson.Default.AliExpressListingCursor) : null, skus.Count, missing),
            Problem: null);
    }

    /// <summary>One product.</summary>
    public async Task<(AliExpressProduct? Product, CallFailure? Failure)> ReadOneAsync(AliExpressStore store, string productId, CancellationToken cancellationToken)
    {
        var reply = await client.ProductAsync(store, productId, cancellationToken);
        return reply.Failure is not null ? (null, reply.Failure)
            : reply.Value!.ProductId is not null && AliExpressListings.NumberOf(reply.Value) == productId ? (reply.Value, null)
            : (null, new(AliExpressErrors.Own(ProblemCodes.NotFound, $"{productId} is no product of the shop."), MayHaveTakenEffect: false));
    }

    /// <summary>A list is of one status only; what has no SKU code goes by its number here, which no search finds.</summary>
    private async Task<(AliExpressProduct? Product, MarketplaceProblem? Problem)> FindAsync(AliExpressStore store, string sku, CancellationToken cancellationToken)
    {
        foreach (var status in AliExpressListings.Statuses)
        {
            var reply = await client.PageAsync(store, new(status, CurrentPage: 1, AtOnce, sku), cancellationToken);
            if (reply.Failure is { } failure)
            {
                return (null, failure.Problem);
            }

            var (products, unread) = await InFullAsync(store, reply.Value!, cancellationToken);
            if (unread is not null)
            {
                return (null, unread);
            }

            if (products.FirstOrDefault(each => AliExpressListings.Answers(each, sku)) is { } product)
            {
                return (product, null);
            }
        }

        if (!AliExpressListings.IsProductId(sku))
        {
            return (null, null);
        }

        var (numbered, missed) = await ReadOneAsync(store, sku, cancellationToken);
        return numbered is not null && AliExpressListings.Answers(numbered, sku) ? (numbered, null)
            : (null, missed?.Problem is { Code: not ProblemCodes.NotFound } problem ? problem : null);
    }

    private async Task<(IReadOnlyList<AliExpressProduct> Products, MarketplaceProblem? Problem)> InFullAsync(AliExpressStore store, AliExpressProducts page, CancellationToken cancellationToken)
    {
        List<AliExpressProduct> products = [];
        foreach (var id in AliExpressJson.ListOf(page.Rows, AliExpressJson.Default.AliExpressRow).Select(row => row.ProductId).OfType<long>())
        {
            var (product, failure) = await ReadOneAsync(store, id.ToString(CultureInfo.InvariantCulture), cancellationToken);
            if (failure is { Problem: { Code: not ProblemCodes.NotFound } problem })
            {
                return ([], problem);
            }

            // One that was deleted meanwhile is not there.
            if (product is not null)
            {
                products.Add(product);
            }
        }

        return (products, null);
    }

    /// <summary>The next status that has products; null behind the last.</summary>
    private async Task<(AliExpressListingCursor? Next, MarketplaceProblem? Problem)> FollowingAsync(AliExpressStore store, AliExpressListingCursor at, CancellationToken cancellationToken)
    {
        for (var status = at.Status + 1; status < AliExpressListings.Statuses.Count; status++)
        {
            var next = at with { Status = status, Page = 1 };
            var reply = await PageAsync(store, next, size: 1, cancellationToken);
            if (reply.Failure is { } failure)
            {
                return (null, failure.Problem);
            }

            if (reply.Value!.ProductCount is > 0)
            {
                return (next, null);
            }
        }

        return (null, null);
    }

    private Task<CallReply<AliExpressProducts>> PageAsync(AliExpressStore store, AliExpressListingCursor at, int size, CancellationToken cancellationToken) =>
        client.PageAsync(store, new(AliExpressListings.Statuses[at.Status], at.Page, size, SkuCode: null), cancellationToken);
}
