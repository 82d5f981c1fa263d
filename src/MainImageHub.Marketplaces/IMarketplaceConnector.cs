namespace MainImageHub.Marketplaces;

/// <summary>
/// One marketplace's API, as much of it as a main image needs. Registered keyed by <see cref="Marketplace"/>
/// (<see cref="MarketplacesModule"/>). Connectors keep no state that matters: every call takes the store it is for,
/// expected failures come back as values, and only cancellation throws.
/// </summary>
/// <remarks>
/// No call repeats itself (but for one renewal of an expired access token): when and how often to try again is the
/// caller's decision, who has the rows. No call blocks for minutes.
/// </remarks>
public interface IMarketplaceConnector
{
    /// <summary>The marketplace's code, lower-case: <c>amazon</c>.</summary>
    string Marketplace { get; }

    MarketplaceCapabilities Capabilities { get; }

    /// <summary>Signs in and asks one cheap question, so that wrong credentials are told before anything rests on them.</summary>
    Task<StoreCheck> VerifyAsync(StoreConnection store, CancellationToken cancellationToken = default);

    /// <summary>One page of the store's listings.</summary>
    /// <param name="store">The store to read.</param>
    /// <param name="cursor">What the page before gave as next; null for the first.</param>
    /// <param name="skus">Only these; null for all. Longer lists than one call can take are paged as well.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<MarketplaceAnswer<ListingPage>> ReadListingsAsync(
        StoreConnection store,
        string? cursor = null,
        IReadOnlyList<string>? skus = null,
        CancellationToken cancellationToken = default);

    /// <summary>What shoppers get for one listing now, beside what was submitted for it.</summary>
    Task<MarketplaceAnswer<LiveListing>> ReadListingAsync(StoreConnection store, ListingKey listing, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces the picture of one slot and leaves the others alone. Accepted is not live: look with <see cref="ReadListingAsync"/>.
    /// Where that takes several steps, one call does what can be done now (<see cref="PushOutcome.Underway"/>).
    /// </summary>
    Task<PushOutcome> PushMainImageAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default);

    /// <summary>Takes the picture of one slot away. Where <see cref="MarketplaceCapabilities.CanRemove"/> is false the answer is a refusal.</summary>
    Task<PushOutcome> RemoveMainImageAsync(StoreConnection store, PictureRemoval removal, CancellationToken cancellationToken = default);

    /// <summary>
    /// Whether an earlier push of this address is what the marketplace has stored: asked after a crash or an
    /// <see cref="PushOutcome.Unknown"/> answer, before anything is pushed again.
    /// </summary>
    Task<PushSighting> FindPushAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default);

    /// <summary>
    /// One short step of reading figures: asks for a report, looks whether it is ready, or fetches it. Keep
    /// <see cref="FigureProgress.Cursor"/> together with the rows and call again after <see cref="FigureProgress.After"/>
    /// until the cursor is null.
    /// </summary>
    Task<FigureProgress> ReadFiguresAsync(StoreConnection store, FigureRequest request, CancellationToken cancellationToken = default);
}
