using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Listings;

/// <summary>A workspace's seller account on one marketplace site. Two shops on the same site are two stores.</summary>
public sealed class Store : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required string Name { get; set; }

    public required string Marketplace { get; init; }

    public required string Site { get; init; }

    /// <summary>Replaces the marketplace's own hosts, so that a simulator or a proxy can stand in.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>While false the store is read only: nothing is ever pushed to it.</summary>
    public bool AllowPush { get; set; }

    /// <summary>Encrypted; opened only to call the marketplace. Never leaves the server.</summary>
    public required byte[] Credentials { get; set; }

    public DateTimeOffset? VerifiedAt { get; set; }

    /// <summary>What the last test call said when it failed; null after a good one.</summary>
    public LocalText? Trouble { get; set; }

    public DateTimeOffset? LastReadAt { get; set; }

    /// <summary>The last day for which the marketplace's figures are complete.</summary>
    public DateOnly? FiguresCompleteUpTo { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public SiteCode SiteCode => new(Marketplace, Site);
}
