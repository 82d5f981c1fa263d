using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>
/// The review of edits; where it fails shoppers keep the version from before. It is strict about one thing only: the main picture's shorter side, of which copies of
/// the US policy ask 600 pixels (an upload takes 300).
/// </summary>
internal sealed class TikTokReviewWorker(SimulatedWorld world, TikTokShops shops, TikTokCatalogue catalogue, ILogger<TikTokReviewWorker> logger)
    : ReviewWorker<TikTokFailure>(world, shops, catalogue, logger)
{
    private const int ShortestSide = 600;

    protected override TikTokFailure? Refuse(ItemReview review, Picture main) => Math.Min(main.Width, main.Height) >= ShortestSide
        ? null
        : new("Main image", "The main image is of low quality.", $"The main image is {main.Width} x {main.Height} pixels; use one of at least {ShortestSide} x {ShortestSide} pixels.");
}
