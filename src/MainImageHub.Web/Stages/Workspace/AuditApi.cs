using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

public static class AuditApi
{
    public static void MapAuditApi(this RouteGroupBuilder api) =>
        api.MapGet("/audit", ListAsync).Requires(HubAction.ReadAudit).WithName("ListAudit").WithTags("Workspace")
            .WithSummary("Who did what, newest first. entity: a kind (version, store, ...) or an id; actor: a member's id; from, to: instants, to excluded.");

    private static async Task<Ok<Page<AuditRow>>> ListAsync([AsParameters] PageQuery page, string? entity, Guid? actor, DateTimeOffset? from, DateTimeOffset? to, HubDbContext db, CancellationToken cancellationToken)
    {
        var before = page.Before;
        var take = page.Take;
        var rows = await db.AuditEvents.Matching(entity, actor, from, to).Where(e => e.Id < before).OrderByDescending(e => e.Id).Take(take + 1)
            .Select(e => new AuditRow(e.Id, e.At, e.ActorId, e.ActorName, e.Action, e.Entity, e.EntityId, e.Details))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, e => e.Id));
    }

    internal static IQueryable<AuditEvent> Matching(this IQueryable<AuditEvent> events, string? entity, Guid? actor, DateTimeOffset? from, DateTimeOffset? to)
    {
        events = events.AsNoTracking();
        if (Guid.TryParse(entity, out var id))
        {
            events = events.Where(e => e.EntityId == id);
        }
        else if (!string.IsNullOrEmpty(entity))
        {
            events = events.Where(e => e.Entity == entity);
        }

        if (actor is not null)
        {
            events = events.Where(e => e.ActorId == actor);
        }

        if (from?.ToUniversalTime() is { } start)
        {
            events = events.Where(e => e.At >= start);
        }

        if (to?.ToUniversalTime() is { } end)
        {
            events = events.Where(e => e.At < end);
        }

        return events;
    }
}

public sealed record AuditRow(Guid Id, DateTimeOffset At, Guid? ActorId, string ActorName, string Action, string Entity, Guid EntityId, Dictionary<string, string> Details);
