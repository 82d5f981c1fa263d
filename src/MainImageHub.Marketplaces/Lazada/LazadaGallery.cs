using System.Globalization;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Lazada;

/// <summary>An item's pictures, which go by the addresses that uploads gave them. None can be taken away: a list only takes the place of another.</summary>
internal sealed class LazadaGallery(LazadaClient client, LazadaCatalogue catalogue) : Gallery<LazadaStore, LazadaProduct>(LazadaErrors.Name, MostPictures)
{
    private const int MostPictures = 8;

    protected override Task<(LazadaProduct? Item, CallFailure? Failure)> ReadAsync(LazadaStore store, string itemId, CancellationToken cancellationToken) =>
        catalogue.ReadOneAsync(store, itemId, cancellationToken);

    protected override IReadOnlyList<string> PicturesOf(LazadaProduct item) => LazadaListings.Images(item);

    protected override string? TitleOf(LazadaProduct item) => item.Attributes?.Name;

    protected override async Task<GalleryUpload> UploadAsync(LazadaStore store, PictureFile picture, LazadaProduct item, CancellationToken cancellationToken)
    {
        var reply = await client.UploadAsync(store, picture, cancellationToken);
        return new(reply.Value?.Image?.Url, reply.Failure, reply.Raw);
    }

    protected override async Task<(CallFailure? Failure, string Raw)> ChangeAsync(LazadaStore store, LazadaProduct item, IReadOnlyList<string> pictures, string? title, CancellationToken cancellationToken)
    {
        if ((item.Skus ?? []).FirstOrDefault(sku => sku.SkuId is not null) is not { } sku)
        {
            return (new(LazadaErrors.Own(ProblemCodes.Refused, "The item has no SKU that is on sale, and Lazada changes none without naming one."), MayHaveTakenEffect: false), string.Empty);
        }

        // A SKU has to be named, though nothing of it changes. Left out, its status may be taken for active, which would put it on sale.
        var status = string.Equals(sku.Status, "inactive", StringComparison.OrdinalIgnoreCase) ? "inactive" : null;
        var reply = await client.UpdateAsync(
            store,
            new(new(new(
                LazadaListings.NumberOf(item),
                new(pictures),
                new(title),
                new([new(sku.SkuId!.Value.ToString(CultureInfo.InvariantCulture), status)])))),
            cancellationToken);
        return (reply.Failure, reply.Raw);
    }

    protected override bool IsSame(string one, string other) => LazadaListings.NameOf(one) == LazadaListings.NameOf(other);

    protected override bool IsUnknownPicture(MarketplaceProblem problem) => LazadaErrors.IsUnknownPicture(problem);

    protected override PushOutcome Outcome(CallFailure failure) => LazadaErrors.Outcome(failure);
}
