namespace MainImageHub.Domain.Rules;

public enum RuleOutlookStatus
{
    Queued,
    Running,
    Completed,
    Failed,
}

/// <summary>
/// The question which live pictures will break a rule on a day to come, answered from what was measured once. A slice of listings at a
/// time: each survives a crash, and people see how far it is.
/// </summary>
public sealed class RuleOutlook : IWorkspaceOwned
{
    /// <summary>So many listings are named; the count goes on.</summary>
    public const int MostNamed = 500;

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>Whose rules count; at noon UTC, which is that day almost everywhere.</summary>
    public required DateOnly On { get; init; }

    public RuleOutlookStatus Status { get; private set; }

    /// <summary>The last listing judged.</summary>
    public Guid? Cursor { get; private set; }

    /// <summary>Live pictures held against the rules so far.</summary>
    public int Judged { get; private set; }

    public int FailingNow { get; private set; }

    public int FailingThen { get; private set; }

    /// <summary>Live pictures of sites without rules: nothing is said about them.</summary>
    public int WithoutRules { get; private set; }

    /// <summary>Those that break no rule now and will then, in the order in which they were found.</summary>
    public List<OutlookFinding> Named { get; private set; } = [];

    public LocalText? Problem { get; private set; }

    public string? RequestedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public bool HasEnded => EndedAt is not null;

    public DateTimeOffset Instant => new(On, new TimeOnly(12, 0), TimeSpan.Zero);

    /// <param name="slice">The listings judged, in the order of their ids.</param>
    /// <param name="isLast">There are no more.</param>
    /// <param name="now">When.</param>
    public void Add(IReadOnlyList<OutlookVerdict> slice, bool isLast, DateTimeOffset now)
    {
        Status = RuleOutlookStatus.Running;
        Judged += slice.Count(v => v.HasRules);
        WithoutRules += slice.Count(v => !v.HasRules);
        FailingNow += slice.Count(v => v.Now.Count > 0);
        FailingThen += slice.Count(v => v.Then.Count > 0);
        Named = [.. Named, .. slice.Where(v => v.Now.Count == 0 && v.Then.Count > 0).Take(MostNamed - Named.Count).Select(v => new OutlookFinding(v.ListingId, v.Sku, v.Site, v.Then))];
        Cursor = slice.Count > 0 ? slice[^1].ListingId : Cursor;
        if (isLast)
        {
            (Status, EndedAt) = (RuleOutlookStatus.Completed, now);
        }
    }

    public void Fail(LocalText why, DateTimeOffset now) => (Status, Problem, EndedAt) = (RuleOutlookStatus.Failed, why, now);

    /// <summary>Tried again from where it stood.</summary>
    public void Reopen() => (Status, Problem, EndedAt) = (RuleOutlookStatus.Queued, null, null);
}

/// <summary>A live picture that passes today and will fail.</summary>
/// <param name="Rules">Ids of the rules it will break.</param>
public sealed record OutlookFinding(Guid ListingId, string Sku, string Site, IReadOnlyList<string> Rules);

/// <summary>One listing's picture held against the rules of two days.</summary>
/// <param name="HasRules">False for a site that no pack knows.</param>
/// <param name="Now">Rules broken today.</param>
/// <param name="Then">Rules broken on the day asked for.</param>
public sealed record OutlookVerdict(Guid ListingId, string Sku, string Site, bool HasRules, IReadOnlyList<string> Now, IReadOnlyList<string> Then);
