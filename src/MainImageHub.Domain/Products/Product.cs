namespace MainImageHub.Domain.Products;

/// <summary>What is sold: one SKU of a workspace.</summary>
public sealed class Product : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>Unique in the workspace, at most 100 characters.</summary>
    public required string Sku { get; init; }

    /// <summary>At most 500 characters.</summary>
    public required string Title { get; set; }

    public string? Brand { get; set; }

    public string? Category { get; set; }

    public Dictionary<string, string> Attributes { get; set; } = [];

    /// <summary>The family whose variants may share pictures; null for a product on its own.</summary>
    public Guid? FamilyId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A parent SKU that joins variants (colours, sizes).</summary>
public sealed class ProductFamily : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required string Sku { get; init; }
}
