using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Listings;

public enum StoreImportStatus
{
    Queued,
    Running,
    Completed,
    Failed,
}

/// <summary>Reading a store: its listings and live pictures come in page by page, and each page survives a crash.</summary>
public sealed class StoreImport : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid StoreId { get; init; }

    /// <summary>Only these; empty means all.</summary>
    public List<string> Skus { get; init; } = [];

    public StoreImportStatus Status { get; set; }

    /// <summary>Where the next page starts; null at the beginning.</summary>
    public string? Cursor { get; set; }

    /// <summary>When the last page was in; the pictures may still be on their way.</summary>
    public DateTimeOffset? ListingsReadAt { get; set; }

    public int ListingsRead { get; set; }

    public int PicturesRead { get; set; }

    public int PicturesBreakingRules { get; set; }

    public int PicturesFailed { get; set; }

    /// <summary>Of the SKUs asked for by name, those that the marketplace does not have.</summary>
    public List<string> MissingSkus { get; set; } = [];

    public LocalText? Problem { get; set; }

    public Guid? RequestedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}
