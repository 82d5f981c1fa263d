namespace MainImageHub.Simulator.Pictures;

/// <summary>The rule a drawn picture breaks.</summary>
internal enum Flaw
{
    None,
    GreyBackground,
    SmallProduct,
    TooSmall,
    Badge,
}

/// <summary>A product picture as a recipe: the same recipe is the same picture.</summary>
internal sealed record Drawing(string Product, string Variation, Flaw Flaw)
{
    public int Size => Flaw == Flaw.TooSmall ? 420 : 1200;

    public bool WhiteBackground => Flaw != Flaw.GreyBackground;

    /// <summary>Share of the frame's side the product takes.</summary>
    public double Fill => Flaw == Flaw.SmallProduct ? 0.42 : 0.88;
}
