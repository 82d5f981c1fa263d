using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

[Requires(HubAction.ReadAudit)]
public sealed class AuditPage(HubDbContext db, CurrentMember me, AuditLines lines, AuditNames names) : PageModel
{
    public string? Entity { get; private set; }

    public Guid? Actor { get; private set; }

    public DateOnly? From { get; private set; }

    public DateOnly? To { get; private set; }

    public IReadOnlyList<AuditLine> Lines { get; private set; } = [];

    /// <summary>The name of the one thing that was asked for by its id.</summary>
    public string? Thing { get; private set; }

    public IReadOnlyList<Person> People { get; private set; } = [];

    public string? Next { get; private set; }

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Entity) || Actor is not null || From is not null || To is not null;

    public async Task OnGetAsync(string? entity, Guid? actor, DateOnly? from, DateOnly? to, string? cursor, CancellationToken cancellationToken)
    {
        (Entity, Actor, From, To) = (entity, actor, from, to);
        var page = new PageQuery { Cursor = cursor };
        var before = page.Before;
        var rows = await db.AuditEvents.Matching(entity?.Trim(), actor, Midnight(Clamp(from)), Midnight(Clamp(to)?.AddDays(1))).Where(e => e.Id < before)
            .OrderByDescending(e => e.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, e => e.Id);
        Lines = await lines.OfAsync(cut.Items, cancellationToken);
        Thing = Guid.TryParse(entity, out var id) ? (await names.OfAsync([id], cancellationToken)).GetValueOrDefault(id, entity!) : null;
        Next = cut.NextCursor is null ? null : Request.Path + QueryString.Create(
            Request.Query.Where(q => q.Key != "cursor").Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString())).Append(KeyValuePair.Create("cursor", (string?)cut.NextCursor)));
        People = await db.Members.AsNoTracking().OrderBy(m => m.Name).Take(500).Select(m => new Person(m.Id, m.Name)).ToListAsync(cancellationToken);
    }

    // Nothing was done before the one or will be after the other, and every calendar can count between them.
    private static readonly DateOnly FirstDay = new(2000, 1, 1);
    private static readonly DateOnly LastDay = new(2999, 12, 31);

    private static DateOnly? Clamp(DateOnly? day) => day < FirstDay ? FirstDay : day > LastDay ? LastDay : day;

    /// <summary>A day begins where the member is.</summary>
    private DateTimeOffset? Midnight(DateOnly? day) =>
        day is { } d ? new DateTimeOffset(d.ToDateTime(TimeOnly.MinValue), me.TimeZone.GetUtcOffset(d.ToDateTime(TimeOnly.MinValue))) : null;

    public sealed record Person(Guid Id, string Name);
}
