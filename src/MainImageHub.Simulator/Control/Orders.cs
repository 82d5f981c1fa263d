using MainImageHub.Simulator.Faults;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Control;

internal sealed record ClockView(DateTimeOffset Now, double Speed, double SecondsPerDay)
{
    public static ClockView Of(SimulationClock clock) => new(clock.Now, clock.Speed, clock.Speed > 0 ? 86_400 / clock.Speed : 0);
}

internal sealed record ClockOrder(double AdvanceDays = 0, double AdvanceMinutes = 0, DateTimeOffset? Now = null, double? SecondsPerDay = null);

internal sealed record SettingsOrder(
    double? ProcessingSeconds = null, double? LiveDelayMinutes = null, double? ReportingDelayDays = null, double? ReportStepSeconds = null,
    double? TokenSeconds = null, double? RateLimitScale = null, bool? CreateUnknownListings = null)
{
    public static SettingsOrder Of(SimulatorOptions o) => new(
        o.ProcessingDelay.TotalSeconds, o.LiveDelay.TotalMinutes, o.ReportingDelayDays, o.ReportStep.TotalSeconds, o.TokenLifetime.TotalSeconds, o.RateLimitScale, o.CreateUnknownListings);

    public SettingsOrder ApplyTo(SimulatorOptions o)
    {
        o.ProcessingDelay = ProcessingSeconds is { } p ? TimeSpan.FromSeconds(p) : o.ProcessingDelay;
        o.LiveDelay = LiveDelayMinutes is { } l ? TimeSpan.FromMinutes(l) : o.LiveDelay;
        o.ReportStep = ReportStepSeconds is { } r ? TimeSpan.FromSeconds(r) : o.ReportStep;
        o.TokenLifetime = TokenSeconds is { } t ? TimeSpan.FromSeconds(t) : o.TokenLifetime;
        o.ReportingDelayDays = ReportingDelayDays ?? o.ReportingDelayDays;
        o.RateLimitScale = RateLimitScale ?? o.RateLimitScale;
        o.CreateUnknownListings = CreateUnknownListings ?? o.CreateUnknownListings;
        return Of(o);
    }
}

internal sealed record SeedOrder(string Seller, string Site, int Count, double FlawedShare = 0, string Marketplace = SeedOrder.Usual)
{
    /// <summary>Which marketplace is meant where an order names none.</summary>
    public const string Usual = "amazon";
}

/// <param name="Lines">Text that is on every picture from now on.</param>
/// <param name="Adult">As Google words it, e.g. <c>LIKELY</c>.</param>
internal sealed record VisionOrder(IReadOnlyList<string> Lines, string? Adult = null);

internal sealed record AppealOrder(double? Factor);

internal sealed record ListingOrder(string Seller, string Site, string Sku, bool? Suppressed = null, bool ForeignPicture = false, string? PictureId = null, string Slot = Listing.Main, string Marketplace = SeedOrder.Usual)
{
    public ListingKey Key => new(Marketplace, Seller, Site, Sku);
}

internal sealed record FaultOrder(string Operation, FaultKind Kind, int? Status = null, double Seconds = 0, double Probability = 1, int? Count = null, string? UrlContains = null, bool AfterEffect = false)
{
    public Fault ToFault() => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        Operation = Operation,
        Kind = Kind,
        Status = Status ?? (Kind == FaultKind.Html ? 200 : 500),
        Seconds = Seconds,
        Probability = Probability,
        Remaining = Count,
        UrlContains = UrlContains,
        AfterEffect = AfterEffect,
    };
}

internal sealed record MischiefOrder(MischiefKind Kind, string? Seller = null, string? Site = null, string? Sku = null, double Minutes = 0, double Probability = 1, int? Count = null)
{
    public Mischief ToMischief() => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        Kind = Kind,
        Seller = Seller,
        Site = Site,
        Sku = Sku,
        Minutes = Minutes,
        Probability = Probability,
        Remaining = Count,
    };
}
