using System.Text.Json.Serialization;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Web.Stages.Stores;

/// <param name="Endpoint">Replaces the marketplace's own hosts; https and public.</param>
/// <param name="AllowPush">True unless said otherwise; needs an owner.</param>
/// <param name="Credentials">By the names that the marketplace's connector documents.</param>
public sealed record ConnectStoreRequest(
    string? Name, string? Marketplace, string? Site, string? Endpoint, bool? AllowPush, IReadOnlyDictionary<string, string?>? Credentials)
{
    // The generated ToString would print the credentials.
    public override string ToString() => $"{Name} {Marketplace}/{Site}";
}

/// <summary>What is absent stays. An empty endpoint goes back to the marketplace's own hosts; credentials are merged by name.</summary>
public sealed record ReviseStoreRequest(string? Name, string? Endpoint, bool? AllowPush, IReadOnlyDictionary<string, string?>? Credentials)
{
    public override string ToString() => $"{Name}";
}

/// <summary>A store as it is shown: credentials never.</summary>
public sealed record StoreView(
    Guid Id, string Name, string Marketplace, string Site, Uri? Endpoint, bool AllowPush,
    DateTimeOffset? VerifiedAt, LocalText? Trouble, DateTimeOffset? LastReadAt, DateOnly? FiguresCompleteUpTo, DateTimeOffset CreatedAt)
{
    [JsonIgnore]
    public SiteCode SiteCode => new(Marketplace, Site);

    public static StoreView Of(Store store) => new(
        store.Id, store.Name, store.Marketplace, store.Site, store.Endpoint, store.AllowPush,
        store.VerifiedAt, store.Trouble, store.LastReadAt, store.FiguresCompleteUpTo, store.CreatedAt);
}

/// <param name="Detail">In the asker's language.</param>
/// <param name="Code">Why not; null when ok.</param>
public sealed record StoreVerified(bool Ok, string Detail, string? Code, LocalText Messages);

public sealed record StartImportRequest(IReadOnlyList<string>? Skus);

public sealed record Started(Guid Id);

/// <param name="Breaking">Up to 50 of the listings whose live picture breaks a rule.</param>
public sealed record ImportView(
    Guid Id, Guid StoreId, StoreImportStatus Status, int ListingsRead, int PicturesRead, int PicturesBreakingRules, int PicturesFailed,
    IReadOnlyList<string> MissingSkus, LocalText? Problem, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, IReadOnlyList<BreakingListing> Breaking);

/// <summary>A listing whose live picture breaks a rule of its site.</summary>
/// <param name="MainImageId">Null when the picture is not a version of ours.</param>
public sealed record BreakingListing(Guid ListingId, Guid ProductId, string Sku, string ExternalId, string Title, Guid? MainImageId, Guid? AssetId, IReadOnlyList<string> Rules);

/// <param name="ExternalUrl">The shoppers' page, for stores whose pictures are put up by hand; where it can be told from the id, it may be left out.</param>
public sealed record AddListingRequest(Guid? ProductId, Guid? StoreId, string? ExternalId, string? Sku, string? Locale, string? Title, IReadOnlyList<string?>? Keywords, string? ExternalUrl = null);

/// <param name="ExternalUrl">The shoppers' page; empty for the usual one.</param>
public sealed record ReviseListingRequest(string? ExternalUrl);

public sealed record ListingView(
    Guid Id, Guid ProductId, Guid StoreId, string ExternalId, string Sku, string? ProductType, IReadOnlyDictionary<string, Domain.Listings.ListingText> Texts,
    IReadOnlyDictionary<string, string> Facts, IReadOnlyList<ListingIssue> Issues, bool Suppressed, string? LivePictureUrl, Guid? LiveAssetId,
    DateTimeOffset? LiveSeenAt, Verdict? LiveVerdict, IReadOnlyList<string> LiveBrokenRules, DateTimeOffset CreatedAt, Uri? ExternalUrl)
{
    public static ListingView Of(Listing l) => new(
        l.Id, l.ProductId, l.StoreId, l.ExternalId, l.Sku, l.ProductType, l.Texts, l.Facts, l.Issues, l.Suppressed, l.LivePictureUrl, l.LiveAssetId,
        l.LiveSeenAt, l.LiveVerdict, l.LiveBrokenRules, l.CreatedAt, l.ExternalUrl);
}
