using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.AliExpress;

/// <summary>What the audit did not take; the product is off sale until another change passes.</summary>
internal sealed record AliExpressRefusal(IReadOnlyList<string> Images, string Title);

/// <summary>Photo banks, galleries and audits of all shops. Every upload has another name, also of the same bytes. Guarded by the world's lock.</summary>
internal sealed class AliExpressShops() : ReviewedGalleries<AliExpressRefusal>(Name, new("auditing", "refused", "live", "shadowed"))
{
    public const string Name = "aliexpress";
}
