using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopee;

/// <summary>
/// Puts a picture first among an item's, and takes the first away. An upload has no effect on any item and gives the id by which the push is recognised,
/// so that comes back to the caller, to be kept, before the item is updated. Updating twice with the same id is updating once.
/// </summary>
internal sealed class ShopeeGallery(ShopeeClient client, ShopeeCatalogue catalogue)
{
    // What get_item_limit gives as a usual largest count; a list that is there already is never cut, only a tenth is not added.
    private const int MostPictures = 9;

    // An id that Shopee has forgotten is made anew, but not for ever.
    private const int MostUploads = 3;

    private static readonly LocalText LastPicture = new(
        "An item on Shopee keeps at least one picture, and this is its only one. Push another picture instead, or unlist the item.",
        "Shopee 的商品至少须保留一张图片，而这是唯一的一张。请改为推送另一张图片，或将商品下架。");

    public async Task<PushOutcome> PutFirstAsync(ShopeeStore store, string itemId, PicturePush push, CancellationToken cancellationToken)
    {
        var progress = Progress(push.Begun) ?? new(Image: null);
        if (progress.Image is null && !await PushedFiles.IsThereAsync(push.File, cancellationToken))
        {
            return PushOutcome.From(ShopeeErrors.Own(ProblemCodes.Refused, PushedFiles.Gone(ShopeeErrors.Name)), mayHaveTakenEffect: false);
        }

        var (read, failure) = await catalogue.ReadOneAsync(store, itemId, cancellationToken);
        if (read is not { Item: var item })
        {
            return PushOutcome.From(failure!.Problem, mayHaveTakenEffect: false);
        }

        if (progress.Image is not { } image)
        {
            return await UploadAsync(store, push.File!, item, progress, cancellationToken);
        }

        var title = push.Text?.Title is { Length: > 0 } wanted && wanted != item.ItemName ? wanted : null;
        var images = ShopeeListings.Images(item);
        if (title is null && images is [var first, ..] && first == image)
        {
            return new PushOutcome.Accepted(image, string.Empty, []);
        }

        // The list is replaced as a whole: the first gives way, all others stay as they are.
        IReadOnlyList<string> wish = [image, .. images.Skip(1).Where(other => other != image).Take(Math.Max(MostPictures, images.Count) - 1)];
        var reply = await UpdateAsync(store, item, wish, title, cancellationToken);
        return reply switch
        {
            { Failure: null } => new PushOutcome.Accepted(image, reply.Raw, []),
            { Failure: { } refused } when ShopeeErrors.IsUnknownImage(refused.Problem) && progress.Uploads < MostUploads => Underway(new(Image: null, progress.Uploads)),
            _ => ShopeeErrors.Outcome(reply.Failure),
        };
    }

    public async Task<PushSighting> FindAsync(ShopeeStore store, string itemId, PicturePush push, CancellationToken cancellationToken)
    {
        var (read, failure) = await catalogue.ReadOneAsync(store, itemId, cancellationToken);
        if (read is null)
        {
            return failure!.Problem.Code == ProblemCodes.NotFound ? new(PushTrace.NotSeen, StoredLocation: null) : new(PushTrace.Unknown, StoredLocation: null, failure.Problem);
        }

        // Without the id that the upload gave nothing was done to the item: it is kept before that.
        var stored = ShopeeListings.Images(read.Item) is [var first, ..] ? first : null;
        return new(Progress(push.Begun)?.Image is not { } image ? PushTrace.NotSeen : stored == image ? PushTrace.Stored : PushTrace.Begun, stored);
    }

    /// <summary>
    /// Taking the first picture away twice would take two. So the first call only says which one it is, and the next, with that in hand, takes
    /// this one away and no other.
    /// </summary>
    public async Task<PushOutcome> RemoveFirstAsync(ShopeeStore store, string itemId, string? begun, CancellationToken cancellationToken)
    {
        var (read, failure) = await catalogue.ReadOneAsync(store, itemId, cancellationToken);
        if (read is not { Item: var item })
        {
            return PushOutcome.From(failure!.Problem, mayHaveTakenEffect: false);
        }

        var images = ShopeeListings.Images(item);
        var image = Progress(begun)?.Image;
        if (images.Count == 0 || (image is not null && !images.Contains(image, StringComparer.Ordinal)))
        {
            return new PushOutcome.Accepted(image ?? string.Empty, "It is not among the item's pictures.", []);
        }

        if (images.Count == 1)
        {
            return PushOutcome.From(ShopeeErrors.Own(ProblemCodes.Refused, LastPicture), mayHaveTakenEffect: false);
        }

        if (image is null)
        {
            return Underway(new(images[0]));
        }

        var reply = await UpdateAsync(store, item, [.. images.Where(other => other != image)], title: null, cancellationToken);
        return reply.Failure is { } refused ? ShopeeErrors.Outcome(refused) : new PushOutcome.Accepted(image, reply.Raw, []);
    }

    private async Task<PushOutcome> UploadAsync(ShopeeStore store, PictureFile picture, ShopeeItem item, ShopeeProgress progress, CancellationToken cancellationToken)
    {
        var reply = await client.UploadAsync(store, picture, item.Image?.ImageRatio is { Length: > 0 } ratio ? ratio : null, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return ShopeeErrors.Outcome(failure);
        }

        // An upload may take several pictures, and tells of each what became of it.
        var told = reply.Value!.ImageInfoList is [var only, ..] ? only : null;
        return (told?.ImageInfo ?? reply.Value.ImageInfo)?.ImageId is { Length: > 0 } image ? Underway(new(image, progress.Uploads + 1))
            : told?.Error is { Length: > 0 } error ? ShopeeErrors.Outcome(new(
                ShopeeErrors.Own(ProblemCodes.Refused, told.Message ?? error) with { ForeignCode = error, Raw = reply.Raw }, MayHaveTakenEffect: false))
            : PushOutcome.From(ShopeeErrors.Own(ProblemCodes.BadAnswer, "An upload without an image_id.", mayPass: true) with { Raw = reply.Raw }, mayHaveTakenEffect: false);
    }

    private Task<CallReply<ShopeeUpdated>> UpdateAsync(ShopeeStore store, ShopeeItem item, IReadOnlyList<string> images, string? title, CancellationToken cancellationToken) => client.PostAsync(
        store,
        ShopeeOperation.Update,
        new ShopeeUpdate(item.ItemId!.Value, new ShopeeImageList(images, item.Image?.ImageRatio is { Length: > 0 } ratio ? ratio : null), title),
        ShopeeJson.Default.ShopeeUpdate,
        ShopeeJson.Default.ShopeeUpdated,
        cancellationToken);

    private static PushOutcome.Underway Underway(ShopeeProgress progress) => new(TimeSpan.Zero, Receipts.Write(progress, ShopeeJson.Default.ShopeeProgress));

    private static ShopeeProgress? Progress(string? begun) => Receipts.Read(begun, ShopeeJson.Default.ShopeeProgress);
}
