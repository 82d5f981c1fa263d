using System.Globalization;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopee;

/// <summary>
/// Reads items in full. A list and a search name them only; their base info comes for fifty at a time, what Shopee has against some of them likewise, and
/// models for one item at a time.
/// </summary>
internal sealed class ShopeeCatalogue(ShopeeClient client)
{
    /// <summary>The most that one question about items takes.</summary>
    private const int AtOnce = 50;

    // So many SKUs are searched for on one page, one call each; each search may find similar ones too.
    private const int NamedAtOnce = 10;
    private const int FoundAtMost = 20;

    public Task<CallReply<ShopeeItemPage>> PageAsync(ShopeeStore store, long offset, int size, CancellationToken cancellationToken) => client.GetAsync(
        store, ShopeeOperation.Page, [new("offset", Text(offset)), new("page_size", Text(size)), .. Statuses], ShopeeJson.Default.ShopeeItemPage, cancellationToken);

    /// <summary>One page of all.</summary>
    public async Task<MarketplaceAnswer<ListingPage>> ReadAllAsync(ShopeeStore store, ShopeeListingCursor at, CancellationToken cancellationToken)
    {
        var reply = await PageAsync(store, at.Offset, AtOnce, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return new(null, failure.Problem);
        }

        var listed = reply.Value!.Item ?? [];
        var (items, unread) = await ReadAsync(store, [.. listed.Select(item => item.ItemId).OfType<long>()], ShopeeListings.NeedsModels, cancellationToken);
        if (unread is not null)
        {
            return new(null, unread.Problem);
        }

        var next = reply.Value is { HasNextPage: true, NextOffset: { } offset } && offset > at.Offset ? at with { Offset = offset } : null;
        return new(
            new ListingPage([.. items.Select(item => ShopeeListings.Read(item))], next is null ? null : Receipts.Write(next, ShopeeJson.Default.ShopeeListingCursor), reply.Value.TotalCount, Missing: []),
            Problem: null);
    }

    /// <summary>The next of those asked for by name.</summary>
    public async Task<MarketplaceAnswer<ListingPage>> ReadNamedAsync(ShopeeStore store, IReadOnlyList<string> skus, ShopeeListingCursor at, CancellationToken cancellationToken)
    {
        var asked = skus.Skip(at.Asked).Take(NamedAtOnce).ToList();
        HashSet<long> ids = [];
        foreach (var sku in asked)
        {
            var found = await client.GetAsync(
                store, ShopeeOperation.Search, [new("item_sku", sku), new("page_size", Text(FoundAtMost)), .. Statuses], ShopeeJson.Default.ShopeeFound, cancellationToken);
            if (found.Failure is { Problem: { Code: not ProblemCodes.NotFound } problem })
            {
                return new(null, problem);
            }

            ids.UnionWith(found.Value?.ItemIdList ?? []);
        }

        // A search may find what is merely similar, so all SKUs of what was found are looked at once more.
        var (items, failure) = await ReadAsync(store, [.. ids], item => item.HasModel == true && !asked.Contains(item.ItemSku?.Trim() ?? string.Empty, StringComparer.Ordinal), cancellationToken);
        if (failure is not null)
        {
            return new(null, failure.Problem);
        }

        List<RemoteListing> listings = [];
        List<string> missing = [];
        foreach (var sku in asked)
        {
            // An item without any SKU goes by its number here, which no search finds.
            var (numbered, unread) = items.FirstOrDefault(item => ShopeeListings.Answers(item, sku)) is { } named ? (named, null)
                : ShopeeListings.IsItemId(sku) ? await ReadOneAsync(store, sku, cancellationToken)
                : (null, null);
            if (unread is { Problem: { Code: not ProblemCodes.NotFound } problem })
            {
                return new(null, problem);
            }

            if (numbered is not null && ShopeeListings.Answers(numbered, sku))
            {
                listings.Add(ShopeeListings.Read(numbered, sku));
            }
            else
            {
                missing.Add(sku);
            }
        }

        var done = at.Asked + asked.Count;
        return new(
            new ListingPage(listings, done < skus.Count ? Receipts.Write(at with { Asked = done }, ShopeeJson.Default.ShopeeListingCursor) : null, skus.Count, missing),
            Problem: null);
    }

    /// <summary>One item with all that is told of it; a deleted one is not there.</summary>
    public async Task<(ShopeeFullItem? Item, CallFailure? Failure)> ReadOneAsync(ShopeeStore store, string itemId, CancellationToken cancellationToken)
    {
        var (items, failure) = await ReadAsync(store, [long.Parse(itemId, CultureInfo.InvariantCulture)], ShopeeListings.NeedsModels, cancellationToken);
        return failure is not null ? (null, failure)
            : items.FirstOrDefault(item => ShopeeListings.NumberOf(item.Item) == itemId) is { } one ? (one, null)
            : (null, new(ShopeeErrors.Own(ProblemCodes.NotFound, $"{itemId} is no item of the shop."), MayHaveTakenEffect: false));
    }

    private async Task<(IReadOnlyList<ShopeeFullItem> Items, CallFailure? Failure)> ReadAsync(
        ShopeeStore store, IReadOnlyList<long> ids, Func<ShopeeItem, bool> needsModels, CancellationToken cancellationToken)
    {
        List<ShopeeFullItem> items = [];
        foreach (var some in ids.Chunk(AtOnce))
        {
            var told = await client.GetAsync(store, ShopeeOperation.Items, [Ids(some)], ShopeeJson.Default.ShopeeItems, cancellationToken);
            if (told.Failure is not null)
            {
                return ([], told.Failure);
            }

            var there = (told.Value!.ItemList ?? []).Where(ShopeeListings.IsThere).ToList();
            var (violations, unread) = await ViolationsAsync(store, [.. there.Where(ShopeeListings.IsInTrouble).Select(item => item.ItemId!.Value)], cancellationToken);
            if (unread is not null)
            {
                return ([], unread);
            }

            foreach (var item in there)
            {
                var (skus, noModels) = needsModels(item) ? await ModelSkusAsync(store, item, cancellationToken) : ([], null);
                if (noModels is not null)
                {
                    return ([], noModels);
                }

                items.Add(new(item, skus, violations.FirstOrDefault(each => each.ItemId == item.ItemId)));
            }
        }

        return (items, null);
    }

    private async Task<(IReadOnlyList<string> Skus, CallFailure? Failure)> ModelSkusAsync(ShopeeStore store, ShopeeItem item, CancellationToken cancellationToken)
    {
        var reply = await client.GetAsync(store, ShopeeOperation.Models, [new("item_id", ShopeeListings.NumberOf(item))], ShopeeJson.Default.ShopeeModels, cancellationToken);
        return reply.Failure is not null ? ([], reply.Failure) : (ShopeeListings.Skus(reply.Value!), null);
    }

    private async Task<(IReadOnlyList<ShopeeViolations> Violations, CallFailure? Failure)> ViolationsAsync(ShopeeStore store, long[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0)
        {
            return ([], null);
        }

        var reply = await client.GetAsync(store, ShopeeOperation.Violations, [Ids(ids)], ShopeeJson.Default.ShopeeViolationPage, cancellationToken);
        return (reply.Value?.ItemList ?? [], reply.Failure);
    }

    private static KeyValuePair<string, string> Ids(IEnumerable<long> ids) => new("item_id_list", string.Join(',', ids.Select(Text)));

    // One value each, by the reference's own words.
    private static IEnumerable<KeyValuePair<string, string>> Statuses => ShopeeListings.Statuses.Select(status => new KeyValuePair<string, string>("item_status", status));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
