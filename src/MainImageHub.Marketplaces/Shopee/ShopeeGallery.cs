using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopee;

/// <summary>An item's pictures, which go by the ids that uploads gave them.</summary>
internal sealed class ShopeeGallery(ShopeeClient client, ShopeeCatalogue catalogue) : RemovableGallery<ShopeeStore, ShopeeFullItem>(ShopeeErrors.Name, MostPictures, LastPicture)
{
    // What get_item_limit gives as a usual largest count.
    private const int MostPictures = 9;

    private static readonly LocalText LastPicture = new(
        "An item on Shopee keeps at least one picture, and this is its only one. Push another picture instead, or unlist the item.",
        "Shopee 的商品至少须保留一张图片，而这是唯一的一张。请改为推送另一张图片，或将商品下架。");

    protected override Task<(ShopeeFullItem? Item, CallFailure? Failure)> ReadAsync(ShopeeStore store, string itemId, CancellationToken cancellationToken) =>
        catalogue.ReadOneAsync(store, itemId, cancellationToken);

    protected override IReadOnlyList<string> PicturesOf(ShopeeFullItem item) => ShopeeListings.Images(item.Item);

    protected override string? TitleOf(ShopeeFullItem item) => item.Item.ItemName;

    protected override async Task<GalleryUpload> UploadAsync(ShopeeStore store, PictureFile picture, ShopeeFullItem item, CancellationToken cancellationToken)
    {
        var reply = await client.UploadAsync(store, picture, Ratio(item), cancellationToken);
        if (reply.Failure is { } failure)
        {
            return new(null, failure, reply.Raw);
        }

        // An upload may take several pictures, and tells of each what became of it.
        var told = reply.Value!.ImageInfoList is [var only, ..] ? only : null;
        var image = (told?.ImageInfo ?? reply.Value.ImageInfo)?.ImageId;
        return string.IsNullOrEmpty(image) && told?.Error is { Length: > 0 } error
            ? new(null, new(ShopeeErrors.Own(ProblemCodes.Refused, told.Message ?? error) with { ForeignCode = error, Raw = reply.Raw }, MayHaveTakenEffect: false), reply.Raw)
            : new(image, Failure: null, reply.Raw);
    }

    protected override async Task<(CallFailure? Failure, string Raw)> ChangeAsync(ShopeeStore store, ShopeeFullItem item, IReadOnlyList<string> pictures, string? title, CancellationToken cancellationToken)
    {
        var reply = await client.PostAsync(
            store,
            ShopeeOperation.Update,
            new ShopeeUpdate(item.Item.ItemId!.Value, new ShopeeImageList(pictures, Ratio(item)), title),
            ShopeeJson.Default.ShopeeUpdate,
            ShopeeJson.Default.ShopeeUpdated,
            cancellationToken);
        return (reply.Failure, reply.Raw);
    }

    protected override bool IsUnknownPicture(MarketplaceProblem problem) => ShopeeErrors.IsUnknownImage(problem);

    protected override PushOutcome Outcome(CallFailure failure) => ShopeeErrors.Outcome(failure);

    private static string? Ratio(ShopeeFullItem item) => item.Item.Image?.ImageRatio is { Length: > 0 } ratio ? ratio : null;
}
