using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary>
/// Quality control of changed items. It is strict about one thing only: a main picture's background is white, as the reasons of the reference's sample
/// have it. What it rejects is off sale until another change is approved.
/// </summary>
internal sealed class LazadaReviewWorker(SimulatedWorld world, LazadaShops shops, LazadaSellers sellers, ILogger<LazadaReviewWorker> logger)
    : ReviewWorker<LazadaRejection>(world, shops, sellers, logger)
{
    protected override LazadaRejection? Refuse(ItemReview review, Picture main) => SimulatedWorld.IsWhite(main)
        ? null
        : new(review.Images, review.Title, "Wrong Image, No White Background: the main image has no white background.", "Use a main image with a white background.");
}
