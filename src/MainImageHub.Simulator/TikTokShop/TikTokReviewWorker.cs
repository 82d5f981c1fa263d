using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>
/// The review of edits, in its own time: until it is over shoppers get the version from before, and where it fails they keep it. It is strict about
/// one thing only: the main picture's shorter side, of which copies of the US policy ask 600 pixels (an upload takes 300).
/// </summary>
internal sealed partial class TikTokReviewWorker(SimulatedWorld world, TikTokShops shops, TikTokCatalogue catalogue, Catalogue pictures, ILogger<TikTokReviewWorker> logger) : BackgroundService
{
    private const int ShortestSide = 600;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Ticks.EveryAsync(
        Ticks.Usual,
        () =>
        {
            lock (world.Gate)
            {
                foreach (var review in shops.Reviews.Where(r => r.DueAt <= world.Clock.RealNow && (r.ShowAt is null || r.ShowAt <= world.Clock.Now)).ToList())
                {
                    Decide(review);
                    world.Touch();
                }
            }
        },
        stoppingToken);

    private void Decide(TikTokReview review)
    {
        if (!world.TryFind(review.Product, out var product) || product.Deleted)
        {
            shops.End(review, failure: null, "gone");
            return;
        }

        if (world.Picture(shops.Image(review.Images[0])?.PictureId) is { } main && Math.Min(main.Width, main.Height) < ShortestSide)
        {
            shops.End(
                review,
                new TikTokFailure("Main image", "The main image is of low quality.", $"The main image is {main.Width} x {main.Height} pixels; use one of at least {ShortestSide} x {ShortestSide} pixels."),
                "failed");
            Log.Failed(logger, product.ExternalId, product.Key.Sku);
            return;
        }

        shops.End(review, failure: null, "approved");
        if (world.Misbehave(MischiefKind.NeverShow, review.Product) is not null)
        {
            return;
        }

        product.Title = review.Title;
        catalogue.Show(product, review.Images, review.ShowAt ?? world.Clock.Now, "seller");
        if (world.Misbehave(MischiefKind.OtherContributorWins, review.Product) is not null)
        {
            catalogue.Supplant(product, pictures.Foreign(product, $"{review.Number}"));
        }

        Log.Approved(logger, product.ExternalId, product.Key.Sku);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Simulator: the edit of product {Product} ({Sku}) passed its review")]
        public static partial void Approved(ILogger logger, string product, string sku);

        [LoggerMessage(Level = LogLevel.Information, Message = "Simulator: the edit of product {Product} ({Sku}) failed its review")]
        public static partial void Failed(ILogger logger, string product, string sku);
    }
}
