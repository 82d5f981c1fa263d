using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.AliExpress;

/// <summary>A product's pictures, which go by the addresses that the photo bank gave them.</summary>
internal sealed class AliExpressGallery(AliExpressClient client, AliExpressCatalogue catalogue) : RemovableGallery<AliExpressStore, AliExpressProduct>(
    AliExpressErrors.Name,
    MostPictures,
    new("It is the product's only picture, and AliExpress wants one. Push another picture, or take the product off sale.", "这是该商品唯一的图片，AliExpress 要求至少保留一张。请推送其他图片，或下架该商品。"))
{
    // "There is a maximum of 6 pictures" (aliexpress.solution.product.edit).
    private const int MostPictures = 6;

    protected override Task<(AliExpressProduct? Item, CallFailure? Failure)> ReadAsync(AliExpressStore store, string itemId, CancellationToken cancellationToken) =>
        catalogue.ReadOneAsync(store, itemId, cancellationToken);

    protected override IReadOnlyList<string> PicturesOf(AliExpressProduct item) => AliExpressListings.Images(item);

    protected override string? TitleOf(AliExpressProduct item) => AliExpressListings.TitleOf(item);

    protected override async Task<GalleryUpload> UploadAsync(AliExpressStore store, PictureFile picture, AliExpressProduct item, CancellationToken cancellationToken)
    {
        var reply = await client.UploadAsync(store, picture, cancellationToken);
        return new(reply.Value?.PhotobankUrl, reply.Failure, reply.Raw);
    }

    protected override async Task<(CallFailure? Failure, string Raw)> ChangeAsync(AliExpressStore store, AliExpressProduct item, IReadOnlyList<string> pictures, string? title, CancellationToken cancellationToken)
    {
        var reply = await client.EditAsync(
            store,
            new(item.ProductId!.Value, pictures, title is null ? null : [new(AliExpressListings.LanguageOf(item), title)]),
            cancellationToken);
        return (reply.Failure, reply.Raw);
    }

    protected override bool IsSame(string one, string other) => AliExpressListings.NameOf(one) == AliExpressListings.NameOf(other);

    // How AliExpress would word that is not told, and pictures of the photo bank do not expire.
    protected override bool IsUnknownPicture(MarketplaceProblem problem) => false;

    protected override PushOutcome Outcome(CallFailure failure) => CallProblems.OfMainPicture(failure, "main_image_urls_list");
}
