using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Imports;

public enum CatalogImportStatus
{
    /// <summary>The file is here; its header is being read.</summary>
    Received,

    /// <summary>A person says which column is what.</summary>
    Mapping,

    /// <summary>Every line is read and held against what is there.</summary>
    Checking,

    /// <summary>It is known what would change. Nothing did.</summary>
    Checked,
    Committing,
    Committed,

    /// <summary>The file cannot be used.</summary>
    Failed,
}

/// <summary>
/// A file of products, listings and briefs on its way in. What each line would change is noted beside it (<see cref="CatalogImportRow"/>) and looked
/// through by a person; then all good lines are taken at once, or none.
/// </summary>
public sealed class CatalogImport : IWorkspaceOwned
{
    public const int LongestFileName = 200;

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required string FileName { get; init; }

    /// <summary>The file in the blob store.</summary>
    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    public CatalogImportStatus Status { get; set; }

    /// <summary>How the file is built; null until it was looked at.</summary>
    public TableShape? Shape { get; set; }

    /// <summary>Which column is what; proposed by the hub, decided by a person.</summary>
    public ImportMapping? Mapping { get; set; }

    /// <summary>The mapping is the one that was used for such a header before.</summary>
    public bool MappingRemembered { get; set; }

    /// <summary>The last line of the file that was checked and noted: where a check that was cut short goes on.</summary>
    public int LastLine { get; set; }

    public int RowsNew { get; set; }

    public int RowsChanged { get; set; }

    public int RowsSame { get; set; }

    public int RowsFaulty { get; set; }

    public int ProductsNew { get; set; }

    public int ProductsChanged { get; set; }

    public int ListingsNew { get; set; }

    public int ListingsChanged { get; set; }

    public int BriefsNew { get; set; }

    public int BriefsChanged { get; set; }

    /// <summary>While it is taken: briefs that are done. Products and listings are one step before them.</summary>
    public int BriefsTaken { get; set; }

    /// <summary>Why the file cannot be used, or why it was checked once more.</summary>
    public ImportFault? Problem { get; set; }

    /// <summary>The member whose file it is: lines beyond their stores and brands are refused.</summary>
    public required Guid CreatedBy { get; init; }

    public required string CreatedByName { get; init; }

    /// <summary>Who ordered that it is taken.</summary>
    public Guid? CommittedBy { get; set; }

    public string? CommittedByName { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    public int RowsRead => RowsNew + RowsChanged + RowsSame + RowsFaulty;

    /// <summary>Lines that would change something.</summary>
    public int RowsGood => RowsNew + RowsChanged;

    /// <summary>Something happens by itself.</summary>
    public bool IsMoving => Status is CatalogImportStatus.Received or CatalogImportStatus.Checking or CatalogImportStatus.Committing;

    /// <summary>To be checked from its first line.</summary>
    public void Check(ImportFault? because = null)
    {
        (Status, Problem, LastLine, BriefsTaken) = (CatalogImportStatus.Checking, because, 0, 0);
        (RowsNew, RowsChanged, RowsSame, RowsFaulty) = (0, 0, 0, 0);
        (ProductsNew, ProductsChanged, ListingsNew, ListingsChanged, BriefsNew, BriefsChanged) = (0, 0, 0, 0, 0, 0);
    }

    public void Fail(ImportFault why, DateTimeOffset at) => (Status, Problem, EndedAt) = (CatalogImportStatus.Failed, why, at);
}

/// <summary>What is wrong with a cell, a line or a file, and what to do.</summary>
/// <param name="Column">As the file's header calls it; null for the whole line or file.</param>
public sealed record ImportFault(string? Column, string Code, LocalText Message);

/// <summary>A mapping as it was used for a file with such a header, to be proposed for the next.</summary>
public sealed class RememberedMapping : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>The header's shape: a hash of its names in their order.</summary>
    public required string HeaderKey { get; init; }

    public required ImportMapping Mapping { get; set; }

    public required DateTimeOffset KeptAt { get; set; }
}
