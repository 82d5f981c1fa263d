using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>A product's pictures, which go by the uris that uploads gave them.</summary>
internal sealed class TikTokShopGallery(TikTokShopClient client) : RemovableGallery<TikTokShopStore, TikTokShopVersions>(TikTokShopErrors.Name, MostPictures, LastPicture)
{
    private const int MostPictures = 9;

    private static readonly LocalText HasDraft = new(
        "The product has a draft in Seller Center that is not published. Changing the picture now would publish the draft too. Publish or discard it there, then push again.",
        "该商品在卖家中心有未发布的草稿，此时更换图片会连同草稿一起发布。请先在卖家中心发布或放弃草稿，然后重新推送。");

    private static readonly LocalText NotOnSale = new(
        "The product is a draft or was taken off sale by the seller. Changing the picture now would put it on sale. Activate it in Seller Center first, then push again.",
        "该商品是草稿或已由卖家下架，此时更换图片会使其上架。请先在卖家中心激活该商品，然后重新推送。");

    private static readonly LocalText LastPicture = new(
        "A product on TikTok Shop keeps at least one picture, and this is its only one. Push another picture instead, or deactivate the product.",
        "TikTok Shop 的商品至少须保留一张图片，而这是唯一的一张。请改为推送另一张图片，或将商品下架。");

    /// <summary>The product as shoppers get it, and its version under review where there is one.</summary>
    public async Task<(TikTokShopVersions? Product, CallFailure? Failure)> ReadVersionsAsync(TikTokShopStore store, string productId, CancellationToken cancellationToken)
    {
        var live = await client.SendAsync(store, TikTokShopOperation.Product, productId, new Dictionary<string, string>(), TikTokShopJson.Default.TikTokShopProduct, cancellationToken);
        if (live.Failure is not null || live.Value!.Audit?.Status != TikTokShopListings.Auditing)
        {
            return (live.Value is { } only ? new(productId, only, only) : null, live.Failure);
        }

        var review = await client.SendAsync(
            store, TikTokShopOperation.Product, productId, new Dictionary<string, string> { ["return_under_review_version"] = "true" }, TikTokShopJson.Default.TikTokShopProduct, cancellationToken);
        return review.Failure switch
        {
            null => (new(productId, live.Value, review.Value!), null),

            // Over since the question before; the next look tells how it ended.
            { Problem.ForeignCode: TikTokShopErrors.NoVersionUnderReview } => (new(productId, live.Value, live.Value), null),
            var failure => (null, failure),
        };
    }

    protected override Task<(TikTokShopVersions? Item, CallFailure? Failure)> ReadAsync(TikTokShopStore store, string itemId, CancellationToken cancellationToken) =>
        ReadVersionsAsync(store, itemId, cancellationToken);

    protected override IReadOnlyList<string> PicturesOf(TikTokShopVersions item) => TikTokShopListings.Uris(item.Latest);

    protected override string? TitleOf(TikTokShopVersions item) => item.Latest.Title;

    protected override async Task<GalleryUpload> UploadAsync(TikTokShopStore store, PictureFile picture, TikTokShopVersions item, CancellationToken cancellationToken)
    {
        var reply = await client.UploadAsync(store, picture, cancellationToken);
        return new(reply.Value?.Uri, reply.Failure, reply.Raw);
    }

    protected override async Task<(CallFailure? Failure, string Raw)> ChangeAsync(
        TikTokShopStore store, TikTokShopVersions item, IReadOnlyList<string> pictures, string? title, CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(
            store,
            TikTokShopOperation.Edit,
            item.ProductId,
            new Dictionary<string, string>(),
            new TikTokShopEdit("LISTING", [.. pictures.Select(uri => new TikTokShopImageUri(uri))], title),
            TikTokShopJson.Default.TikTokShopEdit,
            TikTokShopJson.Default.TikTokShopEditData,
            cancellationToken);
        return (reply.Failure, reply.Raw);
    }

    /// <summary>An edit is listed at once, with whatever else waits: what the seller has not put on sale must not get there this way.</summary>
    protected override LocalText? Obstacle(TikTokShopVersions item) =>
        item.Live.Status is TikTokShopListings.Draft or TikTokShopListings.SellerDeactivated ? NotOnSale
        : item.Live.HasDraft == true ? HasDraft
        : null;

    protected override bool IsUnknownPicture(MarketplaceProblem problem) => problem.ForeignCode is { } code && TikTokShopErrors.UnknownImage.Contains(code);

    protected override PushOutcome Outcome(CallFailure failure) => TikTokShopErrors.Outcome(failure);
}

/// <param name="ProductId">The product's number.</param>
/// <param name="Live">What shoppers get.</param>
/// <param name="Latest">What was sent last: under review, or the same.</param>
internal sealed record TikTokShopVersions(string ProductId, TikTokShopProduct Live, TikTokShopProduct Latest);
