using MainImageHub.Domain;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Storage;

namespace MainImageHub.Web.Stages.Workspace;

public static class AuditTrail
{
    /// <summary>Notes who did what, to be saved with the change itself.</summary>
    /// <param name="db">The context that holds the change.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="action">Dotted verb: <c>store.created</c>.</param>
    /// <param name="entity">The kind of thing: <c>store</c>.</param>
    /// <param name="entityId">Which one.</param>
    /// <param name="at">When.</param>
    /// <param name="details">Small facts worth keeping; never secrets.</param>
    public static void Audit(this HubDbContext db, Actor actor, string action, string entity, Guid entityId, DateTimeOffset at, Dictionary<string, string>? details = null) =>
        db.AuditEvents.Add(new AuditEvent
        {
            WorkspaceId = db.WorkspaceId!.Value,
            At = at,
            ActorId = actor.MemberId,
            ActorName = actor.Name,
            Action = action,
            Entity = entity,
            EntityId = entityId,
            Details = details ?? [],
        });
}
