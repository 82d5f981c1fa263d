using MainImageHub.Domain;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Workspaces;

namespace MainImageHub.Web.Security;

/// <summary>Who is asking, and in which workspace. Filled by <see cref="WorkspaceDoor"/>; handlers take it as the actor.</summary>
public sealed class CurrentMember
{
    private Member? member;
    private Workspace? workspace;
    private string? token;

    public bool IsKnown => member is not null;

    public Guid Id => Known.Id;

    public Guid WorkspaceId => Known.WorkspaceId;

    public string Name => Known.Name;

    public Role Role => Known.Role;

    public Member Member => Known;

    public Workspace Workspace => workspace ?? throw new InvalidOperationException("No workspace was entered.");

    /// <summary>Who is written down. Behind an API token stands a program, and its owner may have several.</summary>
    public Actor Actor => token is null ? Known.AsActor() : Known.AsActor() with { Name = $"{Name} (API: {token})" };

    public bool May(HubAction action) => member is not null && Permissions.Allows(member.Role, action);

    public bool WorksOn(Store store) => Known.WorksOnStore(store.Id);

    public bool WorksOn(Product product) => Known.WorksOnBrand(product.Brand);

    /// <summary>Refuses a change to a store that the membership is narrowed away from. A store that is only being connected is none of its stores either.</summary>
    public void RequireStore(Store store)
    {
        if (!WorksOn(store))
        {
            throw ScopeProblems.Store.Because(store.Name);
        }
    }

    /// <summary>Refuses a change to a product of a brand that the membership is narrowed away from; after a change of the brand it is asked again.</summary>
    public void RequireProduct(Product product)
    {
        if (!WorksOn(product))
        {
            throw ScopeProblems.Brand.Because(product.Sku);
        }
    }

    /// <summary>For what belongs to all stores and brands at once.</summary>
    public void RequireEverything()
    {
        if (Known.IsNarrowed)
        {
            throw ScopeProblems.Everything.Because();
        }
    }

    public TimeZoneInfo TimeZone => TimeZoneInfo.FindSystemTimeZoneById(member?.TimeZone ?? workspace?.TimeZone ?? "UTC");

    /// <param name="entered">Where.</param>
    /// <param name="asMember">As whom.</param>
    /// <param name="byToken">What the API token is called; null for a person at a page.</param>
    internal void Enter(Workspace entered, Member asMember, string? byToken = null) => (workspace, member, token) = (entered, asMember, byToken);

    private Member Known => member ?? throw new InvalidOperationException("Nobody has entered a workspace in this request.");
}
