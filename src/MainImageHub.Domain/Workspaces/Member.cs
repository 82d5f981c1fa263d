namespace MainImageHub.Domain.Workspaces;

/// <summary>A person in a workspace. One person (user) can be a member of several, with a role in each.</summary>
public sealed class Member : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>The sign-in this membership belongs to.</summary>
    public required Guid UserId { get; init; }

    public required string Email { get; set; }

    public required string Name { get; set; }

    public required Role Role { get; set; }

    /// <summary>IANA name; null follows the workspace.</summary>
    public string? TimeZone { get; set; }

    /// <summary>When not empty, the member works on these stores only.</summary>
    public List<Guid> StoreScope { get; set; } = [];

    /// <summary>When not empty, the member works on products of these brands only.</summary>
    public List<string> BrandScope { get; set; } = [];

    public MailWish Mail { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeactivatedAt { get; set; }

    /// <summary>An owner never is: whoever edits members could lift it anyway.</summary>
    public bool IsNarrowed => !WorksOnEveryStore || !WorksOnEveryBrand;

    public bool WorksOnEveryStore => Role == Role.Owner || StoreScope.Count == 0;

    public bool WorksOnEveryBrand => Role == Role.Owner || BrandScope.Count == 0;

    public bool WorksOnStore(Guid storeId) => WorksOnEveryStore || StoreScope.Contains(storeId);

    /// <summary>What has no brand is of none of the brands.</summary>
    public bool WorksOnBrand(string? brand) => WorksOnEveryBrand || BrandScope.Contains(brand?.Trim() ?? "", StringComparer.OrdinalIgnoreCase);

    public Actor AsActor() => new(Id, Name);
}
