using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.AliExpress;

/// <summary>
/// The audit of changed products. What AliExpress looks at is not told; this one is strict about one thing only, that a main picture's background is white. What it refuses
/// wants editing and is off sale until another change passes.
/// </summary>
internal sealed class AliExpressReviewWorker(SimulatedWorld world, AliExpressShops shops, AliExpressSellers sellers, ILogger<AliExpressReviewWorker> logger)
    : ReviewWorker<AliExpressRefusal>(world, shops, sellers, logger)
{
    protected override AliExpressRefusal? Refuse(ItemReview review, Picture main) => SimulatedWorld.IsWhite(main) ? null : new(review.Images, review.Title);
}
