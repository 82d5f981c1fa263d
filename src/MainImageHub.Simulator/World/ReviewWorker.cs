namespace MainImageHub.Simulator.World;

/// <summary>The review of changed items, in its own time: until it is over shoppers keep what they had. Each marketplace says what it refuses.</summary>
internal abstract class ReviewWorker<TRefusal>(SimulatedWorld world, ReviewedGalleries<TRefusal> shops, HostedCatalogue catalogue, ILogger logger) : BackgroundService
    where TRefusal : class
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

    /// <summary>Why not, by the main picture; null lets it pass.</summary>
    protected abstract TRefusal? Refuse(ItemReview review, Picture main);

    private void Decide(ItemReview review)
    {
        if (!world.TryFind(review.Item, out var item) || item.Deleted)
        {
            shops.End(review, refusal: null, "gone");
            return;
        }

        if (world.Picture(shops.Image(review.Images[0])?.PictureId) is { } main && Refuse(review, main) is { } refusal)
        {
            shops.End(review, refusal, shops.Words.Refused);
            ReviewLog.Refused(logger, item.ExternalId, item.Key.Sku);
            return;
        }

        if (world.Misbehave(MischiefKind.NeverShow, review.Item) is not null)
        {
            shops.End(review, refusal: null, shops.Words.Shadowed);
            return;
        }

        shops.End(review, refusal: null, shops.Words.Shown);
        item.Title = review.Title;
        catalogue.Show(item, review.Images, review.ShowAt ?? world.Clock.Now, "seller");
        if (world.Misbehave(MischiefKind.OtherContributorWins, review.Item) is not null)
        {
            catalogue.SupplantByForeign(item, review.Number);
        }

        ReviewLog.Approved(logger, item.ExternalId, item.Key.Sku);
    }
}

/// <summary>What the reviews of all marketplaces note.</summary>
internal static partial class ReviewLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Simulator: the change of item {Item} ({Sku}) passed its review")]
    public static partial void Approved(ILogger logger, string item, string sku);

    [LoggerMessage(Level = LogLevel.Information, Message = "Simulator: the change of item {Item} ({Sku}) failed its review")]
    public static partial void Refused(ILogger logger, string item, string sku);
}
