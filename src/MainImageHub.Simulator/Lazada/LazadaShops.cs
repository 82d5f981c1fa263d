using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary>What was rejected and why; it takes the item off sale until another change is approved.</summary>
internal sealed record LazadaRejection(IReadOnlyList<string> Images, string Title, string Violation, string Suggestion);

/// <summary>Pictures, galleries and reviews of all shops. A picture's id is made of its content: the same bytes are the same picture, whoever sends them. Guarded by the world's lock.</summary>
internal sealed class LazadaShops() : ReviewedGalleries<LazadaRejection>(Name, new("reviewed", "rejected", "live", "shadowed"))
{
    public const string Name = "lazada";
}
