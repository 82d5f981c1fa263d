namespace MainImageHub.Domain.Workspaces;

/// <summary>A tenant: a company that shares the installation with others and sees nothing of them.</summary>
public sealed class Workspace
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>The part of the path that names it: <c>/w/{slug}/...</c></summary>
    public required string Slug { get; init; }

    public required string Name { get; set; }

    /// <summary>IANA name, used where a member has none of their own.</summary>
    public string TimeZone { get; set; } = "UTC";

    public string Currency { get; set; } = "USD";

    /// <summary>Nobody approves their own work.</summary>
    public bool FourEyes { get; set; }

    /// <summary>Share of the background that may be visibly off-white before <c>background.white</c> fails; 0.01 unless relaxed.</summary>
    public double OffWhiteTolerance { get; set; } = 0.01;

    /// <summary>
    /// By marketplace, the rules that kept reports and live verdicts were last held against (<see cref="Rules.RuleBook.Editions"/>); null in a
    /// workspace from before it was noted.
    /// </summary>
    public IReadOnlyDictionary<string, string>? JudgedBy { get; set; }

    /// <summary>The measurement that pictures in use were brought up to, or are being brought up to.</summary>
    public int Measurement { get; set; } = Images.ImageFacts.CurrentMeasurement;

    /// <summary>Look-alikes are noted as pictures come in; false where some came in before that was so and nobody has begun to go through them.</summary>
    public bool LookAlikesNoted { get; set; } = true;

    /// <summary>Who does which step in how many days; null follows <see cref="Lifecycle.Workflow.Default"/>.</summary>
    public Lifecycle.Workflow? Workflow { get; set; }

    /// <summary>Sample data, clearly marked and removable with one click.</summary>
    public bool IsDemo { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
