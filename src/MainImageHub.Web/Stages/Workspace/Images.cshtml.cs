using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>All main images, by stage, owner, due date, problem and words.</summary>
[Requires(HubAction.Read)]
public sealed class ImagesPage(HubDbContext db, CurrentMember me, ImageCards cards, TimeProvider clock) : PageModel
{
    public ImageFilter Filter { get; private set; } = new();

    public IReadOnlyList<ImageCard> Cards { get; private set; } = [];

    public IReadOnlyList<Owner> Owners { get; private set; } = [];

    /// <summary>An empty list says something else when nothing was asked for: then there is nothing at all.</summary>
    public bool IsFiltered => Filter != new ImageFilter();

    /// <summary>Known when the list is empty.</summary>
    public bool HasStores { get; private set; }

    /// <summary>Pictures can be chosen here, to be repaired or pushed. Who may push may repair as well.</summary>
    public bool MayPick => me.May(HubAction.UploadVersions) && Pickable.Count > 0;

    /// <summary>Those of the page that the member may change.</summary>
    public IReadOnlySet<Guid> Pickable { get; private set; } = new HashSet<Guid>();

    /// <summary>How many match in all and may be changed; with a plus sign when there are more than one order takes.</summary>
    public string Matching { get; private set; } = "";

    /// <summary>What was asked for, for whoever takes all of it.</summary>
    public string Picked => QueryString.Create(Request.Query.Where(q => q.Key is not ("cursor" or "handler")).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString())).Append(KeyValuePair.Create("handler", (string?)"Images"))).ToString();

    /// <summary>Address of the next page; null on the last.</summary>
    public string? Next { get; private set; }

    public async Task OnGetAsync(string? stage, string? owner, bool overdue, bool due, string? problem, string? verdict, string? query, string? cursor, CancellationToken cancellationToken)
    {
        Filter = new ImageFilter { Stage = stage, Owner = owner, Overdue = overdue, Due = due, Problem = problem, Judged = verdict, Query = query };
        var page = new PageQuery { Cursor = cursor };
        var before = page.Before;
        var rows = await Filter.Of(db, me, clock).Where(i => i.Id < before).OrderByDescending(i => i.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, i => i.Id);
        Cards = await cards.ShowAsync(cut.Items, cancellationToken);
        Next = cut.NextCursor is null ? null : Request.Path + QueryString.Create(
            Request.Query.Where(q => q.Key != "cursor").Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString())).Append(KeyValuePair.Create("cursor", (string?)cut.NextCursor)));
        if (me.May(HubAction.UploadVersions) && cut.Items.Count > 0)
        {
            var shown = cut.Items.Select(i => i.Id).ToList();
            Pickable = me.Member.IsNarrowed ? (await db.MainImages.WithinReachOf(me, db).Where(i => shown.Contains(i.Id)).Select(i => i.Id).ToListAsync(cancellationToken)).ToHashSet() : shown.ToHashSet();
            Matching = Counts.Show(await Filter.Of(db, me, clock).WithinReachOf(me, db).Take(PlanFixes.Most).CountAsync(cancellationToken), PlanFixes.Most);
        }

        HasStores = Cards.Count == 0 && await db.Stores.AnyAsync(cancellationToken);
        Owners = await db.Members.AsNoTracking().Where(m => m.DeactivatedAt == null).OrderBy(m => m.Name).Take(500).Select(m => new Owner(m.Id, m.Name)).ToListAsync(cancellationToken);
    }

    public sealed record Owner(Guid Id, string Name);
}
