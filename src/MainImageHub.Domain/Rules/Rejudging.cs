namespace MainImageHub.Domain.Rules;

/// <summary>
/// Kept reports and the verdicts on live pictures are held against the rules anew, because the workspace changed one or a pack took
/// another's place. First the reports, then the live pictures, a slice at a time: each survives a crash, and people see how far it is.
/// </summary>
public sealed class Rejudging : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>A marketplace's code, or <see cref="RuleChange.Everywhere"/>.</summary>
    public required string Marketplace { get; init; }

    /// <summary>Null for every site of the marketplace.</summary>
    public string? Site { get; init; }

    /// <summary>The rule that the workspace changed; null where the packs are other ones than before.</summary>
    public required string? Rule { get; init; }

    /// <summary>The last report judged.</summary>
    public Guid? ReportCursor { get; private set; }

    public bool ReportsDone { get; private set; }

    /// <summary>The last listing judged.</summary>
    public Guid? ListingCursor { get; private set; }

    /// <summary>Reports and live pictures judged so far.</summary>
    public int Judged { get; private set; }

    /// <summary>Those of them whose verdict is another than before.</summary>
    public int Altered { get; private set; }

    public LocalText? Problem { get; private set; }

    public string? RequestedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public bool HasEnded => EndedAt is not null;

    public void AddReports(Guid? last, int judged, int altered, bool isLast)
    {
        (ReportCursor, Judged, Altered, ReportsDone) = (last ?? ReportCursor, Judged + judged, Altered + altered, isLast);
    }

    public void AddListings(Guid? last, int judged, int altered, bool isLast, DateTimeOffset now)
    {
        (ListingCursor, Judged, Altered) = (last ?? ListingCursor, Judged + judged, Altered + altered);
        if (isLast)
        {
            EndedAt = now;
        }
    }

    public void Fail(LocalText why, DateTimeOffset now) => (Problem, EndedAt) = (why, now);

    /// <summary>Tried again from where it stood.</summary>
    public void Reopen() => (Problem, EndedAt) = (null, null);
}
