using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Metrics;

/// <summary>
/// Reading a stretch of days from a store's reports. Marketplaces make reports in their own time, so a reading goes step by step:
/// the cursor says how to go on and is kept together with the rows that were read.
/// </summary>
public sealed class FigureReading : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid StoreId { get; init; }

    /// <summary>First day, by the marketplace's clock.</summary>
    public required DateOnly FromDay { get; init; }

    /// <summary>Last day, included.</summary>
    public required DateOnly ToDay { get; init; }

    /// <summary>What the connector asked to be given back at the next step; null at the beginning and when done.</summary>
    public string? Cursor { get; set; }

    public long RowsRead { get; set; }

    /// <summary>Rows of listings that the hub does not know: read the store again to get them.</summary>
    public long RowsUnknown { get; set; }

    /// <summary>Why a source could not be read, or not to its end; the others are kept.</summary>
    public LocalText? Problem { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}
