namespace MainImageHub.Domain;

/// <summary>Who did it: a member, or the hub's own background work. The name is kept as it was at the time.</summary>
public readonly record struct Actor(Guid? MemberId, string Name)
{
    public static Actor Background(string work) => new(null, work);
}

/// <summary>A row that belongs to one workspace; the database forces the wall on every table of these.</summary>
public interface IWorkspaceOwned
{
    Guid WorkspaceId { get; }
}
