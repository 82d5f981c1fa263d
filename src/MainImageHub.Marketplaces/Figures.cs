namespace MainImageHub.Marketplaces;

/// <summary>Which days to read, and how far the reading got.</summary>
/// <param name="From">First day, in the site's time zone.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Cursor">What the step before gave; null to begin. Plain text without secrets, meant to be stored.</param>
/// <param name="Today">The marketplace's today, where the caller knows better than the clock (a simulator with its own time); null to derive it.</param>
public sealed record FigureRequest(DateOnly From, DateOnly To, string? Cursor = null, DateOnly? Today = null);

/// <summary>What one step of reading figures gave.</summary>
public sealed record FigureProgress
{
    /// <summary>Rows of this step: whole days of one source each. Reading a day again gives it again, so store by key.</summary>
    public IReadOnlyList<DailyFigures> Rows { get; init; } = [];

    /// <summary>How to go on; null when all sources are read or have failed for good.</summary>
    public string? Cursor { get; init; }

    /// <summary>When to go on; zero for at once.</summary>
    public TimeSpan After { get; init; }

    /// <summary>Where each source stands.</summary>
    public IReadOnlyList<FigureSourceState> Sources { get; init; } = [];

    /// <summary>
    /// What stood in the way of this step. With a cursor the step may be repeated after <see cref="After"/> (what keeps failing
    /// is given up by itself); without, the reading is over and <see cref="Sources"/> say how far it got.
    /// </summary>
    public MarketplaceProblem? Problem { get; init; }
}

/// <param name="Source">e.g. <c>amazon.salesAndTraffic</c>.</param>
/// <param name="Grain"><c>day</c>.</param>
/// <param name="CompleteUpTo">The last day from the request's first on that was read without a gap and is old enough to be final; null for none.</param>
/// <param name="Problem">Why this source ended early, or is not available to this store; the others go on.</param>
public sealed record FigureSourceState(string Source, string Grain, DateOnly? CompleteUpTo, MarketplaceProblem? Problem);

/// <summary>One listing's day by one source. A null is unknown, never 0; a source fills only what it really counts.</summary>
public sealed record DailyFigures
{
    /// <summary>In the site's time zone.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Of all SKUs that the store sells under this id.</summary>
    public required string ExternalId { get; init; }

    public required string Source { get; init; }

    public string Grain { get; init; } = "day";

    public long? Impressions { get; init; }

    public long? Clicks { get; init; }

    public long? Sessions { get; init; }

    public long? PageViews { get; init; }

    public long? Orders { get; init; }

    public long? Units { get; init; }

    public decimal? Revenue { get; init; }

    public decimal? AdSpend { get; init; }

    /// <summary>ISO 4217, of revenue and spend.</summary>
    public string? Currency { get; init; }
}
