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

    /// <summary>Sample data, clearly marked and removable with one click.</summary>
    public bool IsDemo { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
