using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary>
/// Quality control of changed items, in its own time. It is strict about one thing only: a main picture's background is white, as the reasons of the reference's sample
/// have it. What it rejects is off sale until another change is approved.
/// </summary>
internal sealed partial class LazadaReviewWorker(SimulatedWorld world, LazadaShops shops, LazadaSellers sellers, Catalogue pictures, ILogger<LazadaReviewWorker> logger) : BackgroundService
{
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

    private void Decide(LazadaReview review)
    {
        if (!world.TryFind(review.Item, out var item) || item.Deleted)
        {
            shops.End(review, rejection: null, "gone");
            return;
        }

        if (world.Picture(shops.Image(review.Images[0])?.PictureId) is { } main && !SimulatedWorld.IsWhite(main))
        {
            shops.End(review, new LazadaRejection(review.Images, review.Title, "Wrong Image, No White Background: the main image has no white background.", "Use a main image with a white background."), "rejected");
            Log.Rejected(logger, item.ExternalId, item.Key.Sku);
            return;
        }

        if (world.Misbehave(MischiefKind.NeverShow, review.Item) is not null)
        {
            shops.End(review, rejection: null, "shadowed");
            return;
        }

        shops.End(review, rejection: null, "live");
        item.Title = review.Title;
        sellers.Show(item, review.Images, review.ShowAt ?? world.Clock.Now, "seller");
        if (world.Misbehave(MischiefKind.OtherContributorWins, review.Item) is not null)
        {
            sellers.Supplant(item, pictures.Foreign(item, $"{review.Number}"));
        }

        Log.Approved(logger, item.ExternalId, item.Key.Sku);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Simulator: the change of item {Item} ({Sku}) was approved")]
        public static partial void Approved(ILogger logger, string item, string sku);

        [LoggerMessage(Level = LogLevel.Information, Message = "Simulator: the change of item {Item} ({Sku}) was rejected")]
        public static partial void Rejected(ILogger logger, string item, string sku);
    }
}
