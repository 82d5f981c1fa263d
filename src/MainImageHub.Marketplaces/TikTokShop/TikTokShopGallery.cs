using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>
/// Puts a picture first among a product's, and takes the first away. An upload has no effect on any product and gives the name by which the push
/// is recognised, so that comes back to the caller, to be kept, before the product is edited. Editing twice with the same name is editing once.
/// </summary>
internal sealed class TikTokShopGallery(TikTokShopClient client)
{
    private const int MostPictures = 9;

    // A name that TikTok has forgotten is made anew, but not for ever.
    private const int MostUploads = 3;

    private static readonly LocalText HasDraft = new(
        "The product has a draft in Seller Center that is not published. Changing the picture now would publish the draft too. Publish or discard it there, then push again.",
        "该商品在卖家中心有未发布的草稿，此时更换图片会连同草稿一起发布。请先在卖家中心发布或放弃草稿，然后重新推送。");

    private static readonly LocalText NotOnSale = new(
        "The product is a draft or was taken off sale by the seller. Changing the picture now would put it on sale. Activate it in Seller Center first, then push again.",
        "该商品是草稿或已由卖家下架，此时更换图片会使其上架。请先在卖家中心激活该商品，然后重新推送。");

    private static readonly LocalText LastPicture = new(
        "A product on TikTok Shop keeps at least one picture, and this is its only one. Push another picture instead, or deactivate the product.",
        "TikTok Shop 的商品至少须保留一张图片，而这是唯一的一张。请改为推送另一张图片，或将商品下架。");

    public async Task<PushOutcome> PutFirstAsync(TikTokShopStore store, string productId, PicturePush push, CancellationToken cancellationToken)
    {
        var progress = Progress(push.Begun) ?? new(Uri: null);
        if (progress.Uri is not { } uri)
        {
            return await UploadAsync(store, push.File, progress, cancellationToken);
        }

        var (product, failure) = await ReadAsync(store, productId, cancellationToken);
        if (product is null)
        {
            return PushOutcome.From(failure!.Problem, mayHaveTakenEffect: false);
        }

        var title = push.Text?.Title is { Length: > 0 } wanted && wanted != product.Latest.Title ? wanted : null;
        var uris = TikTokShopListings.Uris(product.Latest);
        if (title is null && uris is [var first, ..] && first == uri)
        {
            return new PushOutcome.Accepted(uri, string.Empty, []);
        }

        if (Obstacle(product) is { } obstacle)
        {
            return obstacle;
        }

        // The list is replaced as a whole: the first gives way, all others stay as they are.
        IReadOnlyList<string> wish = [uri, .. uris.Skip(1).Where(other => other != uri).Take(MostPictures - 1)];
        var reply = await EditAsync(store, productId, wish, title, cancellationToken);
        return reply switch
        {
            { Failure: null } => new PushOutcome.Accepted(uri, reply.Raw, []),
            { Failure.Problem.ForeignCode: { } code } when TikTokShopErrors.UnknownImage.Contains(code) && progress.Uploads < MostUploads => Underway(new(Uri: null, progress.Uploads)),
            _ => TikTokShopErrors.Outcome(reply.Failure),
        };
    }

    public async Task<PushSighting> FindAsync(TikTokShopStore store, string productId, PicturePush push, CancellationToken cancellationToken)
    {
        var (product, failure) = await ReadAsync(store, productId, cancellationToken);
        if (product is null)
        {
            return failure!.Problem.Code == ProblemCodes.NotFound ? new(PushTrace.NotSeen, StoredLocation: null) : new(PushTrace.Unknown, StoredLocation: null, failure.Problem);
        }

        // Without the name that the upload gave nothing was done to the product: it is kept before that.
        var stored = TikTokShopListings.Uris(product.Latest) is [var first, ..] ? first : null;
        return new(Progress(push.Begun)?.Uri is not { } uri ? PushTrace.NotSeen : stored == uri ? PushTrace.Stored : PushTrace.Begun, stored);
    }

    /// <summary>
    /// Taking the first picture away twice would take two. So the first call only says which one it is, and the next, with that in hand, takes
    /// this one away and no other.
    /// </summary>
    public async Task<PushOutcome> RemoveFirstAsync(TikTokShopStore store, string productId, string? begun, CancellationToken cancellationToken)
    {
        var (product, failure) = await ReadAsync(store, productId, cancellationToken);
        if (product is null)
        {
            return PushOutcome.From(failure!.Problem, mayHaveTakenEffect: false);
        }

        var uris = TikTokShopListings.Uris(product.Latest);
        var uri = Progress(begun)?.Uri;
        if (uris.Count == 0 || (uri is not null && !uris.Contains(uri, StringComparer.Ordinal)))
        {
            return new PushOutcome.Accepted(uri ?? string.Empty, "It is not among the product's pictures.", []);
        }

        if (uris.Count == 1)
        {
            return PushOutcome.From(TikTokShopErrors.Own(ProblemCodes.Refused, LastPicture), mayHaveTakenEffect: false);
        }

        if (uri is null)
        {
            return Underway(new(uris[0]));
        }

        if (Obstacle(product) is { } obstacle)
        {
            return obstacle;
        }

        var reply = await EditAsync(store, productId, [.. uris.Where(other => other != uri)], title: null, cancellationToken);
        return reply.Failure is { } refused ? TikTokShopErrors.Outcome(refused) : new PushOutcome.Accepted(uri, reply.Raw, []);
    }

    /// <summary>The product as shoppers get it, and its version under review where there is one.</summary>
    public async Task<(TikTokShopVersions? Product, CallFailure? Failure)> ReadAsync(TikTokShopStore store, string productId, CancellationToken cancellationToken)
    {
        var live = await client.SendAsync(store, TikTokShopOperation.Product, productId, new Dictionary<string, string>(), TikTokShopJson.Default.TikTokShopProduct, cancellationToken);
        if (live.Failure is not null || live.Value!.Audit?.Status != TikTokShopListings.Auditing)
        {
            return (live.Value is { } only ? new(only, only) : null, live.Failure);
        }

        var review = await client.SendAsync(
            store, TikTokShopOperation.Product, productId, new Dictionary<string, string> { ["return_under_review_version"] = "true" }, TikTokShopJson.Default.TikTokShopProduct, cancellationToken);
        return review.Failure switch
        {
            null => (new(live.Value, review.Value!), null),

            // Over since the question before; the next look tells how it ended.
            { Problem.ForeignCode: TikTokShopErrors.NoVersionUnderReview } => (new(live.Value, live.Value), null),
            var failure => (null, failure),
        };
    }

    private async Task<PushOutcome> UploadAsync(TikTokShopStore store, PictureFile? picture, TikTokShopProgress progress, CancellationToken cancellationToken)
    {
        if (!await PushedFiles.IsThereAsync(picture, cancellationToken))
        {
            return PushOutcome.From(TikTokShopErrors.Own(ProblemCodes.Refused, PushedFiles.Gone(TikTokShopErrors.Name)), mayHaveTakenEffect: false);
        }

        var reply = await client.UploadAsync(store, picture!, cancellationToken);
        return reply switch
        {
            { Failure: { } failure } => TikTokShopErrors.Outcome(failure),
            { Value.Uri: { Length: > 0 } uri } => Underway(new(uri, progress.Uploads + 1)),
            _ => PushOutcome.From(TikTokShopErrors.Own(ProblemCodes.BadAnswer, "An upload without a uri.", mayPass: true) with { Raw = reply.Raw }, mayHaveTakenEffect: false),
        };
    }

    private Task<CallReply<TikTokShopEditData>> EditAsync(TikTokShopStore store, string productId, IReadOnlyList<string> uris, string? title, CancellationToken cancellationToken) => client.SendAsync(
        store,
        TikTokShopOperation.Edit,
        productId,
        new Dictionary<string, string>(),
        new TikTokShopEdit("LISTING", [.. uris.Select(uri => new TikTokShopImageUri(uri))], title),
        TikTokShopJson.Default.TikTokShopEdit,
        TikTokShopJson.Default.TikTokShopEditData,
        cancellationToken);

    /// <summary>An edit is listed at once, with whatever else waits: what the seller has not put on sale must not get there this way.</summary>
    private static PushOutcome? Obstacle(TikTokShopVersions product) =>
        product.Live.Status is TikTokShopListings.Draft or TikTokShopListings.SellerDeactivated ? PushOutcome.From(TikTokShopErrors.Own(ProblemCodes.Refused, NotOnSale), mayHaveTakenEffect: false)
        : product.Live.HasDraft == true ? PushOutcome.From(TikTokShopErrors.Own(ProblemCodes.Refused, HasDraft), mayHaveTakenEffect: false)
        : null;

    private static PushOutcome.Underway Underway(TikTokShopProgress progress) => new(TimeSpan.Zero, Receipts.Write(progress, TikTokShopJson.Default.TikTokShopProgress));

    private static TikTokShopProgress? Progress(string? begun) => Receipts.Read(begun, TikTokShopJson.Default.TikTokShopProgress);
}

/// <param name="Live">What shoppers get.</param>
/// <param name="Latest">What was sent last: under review, or the same.</param>
internal sealed record TikTokShopVersions(TikTokShopProduct Live, TikTokShopProduct Latest);
