using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Metrics;

public enum MetricImportStatus
{
    Queued,
    Running,
    Completed,
    Failed,
}

/// <summary>A file of daily figures on its way in: good rows are kept, bad rows are listed by line.</summary>
public sealed class MetricImport : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required string FileName { get; init; }

    /// <summary><c>generic</c>, ...</summary>
    public required string Format { get; init; }

    /// <summary>The uploaded file in the blob store.</summary>
    public required string Sha256 { get; init; }

    public MetricImportStatus Status { get; set; }

    public long RowsRead { get; set; }

    public long RowsAccepted { get; set; }

    public long RowsRejected { get; set; }

    /// <summary>The first thousand.</summary>
    public List<ImportProblem> Problems { get; set; } = [];

    /// <summary>All rejected lines with their reasons, as a CSV file in the blob store; null when there are none.</summary>
    public string? RejectedSha256 { get; set; }

    public Guid? RequestedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>One bad row. Line 1 is the header; null means the whole file.</summary>
public sealed record ImportProblem(long? Line, string Code, LocalText Message);

/// <summary>One listing's figures of one day from one source. Null is unknown, never zero.</summary>
public sealed class MetricDay : IWorkspaceOwned
{
    public required Guid WorkspaceId { get; init; }

    public required Guid ListingId { get; init; }

    /// <summary>The day in the marketplace site's time zone.</summary>
    public required DateOnly Date { get; init; }

    /// <summary><c>api</c> or <c>csv</c>; where both speak, the later reading wins field by field.</summary>
    public required string Source { get; init; }

    public long? Impressions { get; set; }

    public long? Clicks { get; set; }

    public long? Sessions { get; set; }

    public long? Orders { get; set; }

    public long? Units { get; set; }

    public decimal? Revenue { get; set; }

    public decimal? AdSpend { get; set; }

    public string? Currency { get; set; }

    public required DateTimeOffset ReadAt { get; set; }
}
