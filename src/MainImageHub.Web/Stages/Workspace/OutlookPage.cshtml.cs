using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>Which of the pictures shoppers see now will break a rule on a day to come.</summary>
[Requires(HubAction.Read)]
public sealed class OutlookPage(HubDbContext db, RuleOutlooks outlooks, RuleBook rules, CurrentMember me, TimeProvider clock) : PageModel
{
    private const int MostShown = 20;

    public DateOnly Today { get; } = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>Rules that were announced and do not hold yet.</summary>
    public IReadOnlyList<RulePack> Announced { get; private set; } = [];

    public RuleOutlook? Shown { get; private set; }

    public IReadOnlyList<(Guid Id, DateOnly On, DateTimeOffset AskedAt)> Earlier { get; private set; } = [];

    public async Task OnGetAsync(Guid? id, CancellationToken cancellationToken)
    {
        Announced = rules.BeginningAfter(Today);
        var newest = await db.RuleOutlooks.AsNoTracking().OrderByDescending(o => o.Id).Take(MostShown).Select(o => new { o.Id, o.On, o.CreatedAt }).ToListAsync(cancellationToken);
        Earlier = [.. newest.Select(o => (o.Id, o.On, o.CreatedAt))];
        if ((id ?? newest.FirstOrDefault()?.Id) is { } wanted)
        {
            Shown = await outlooks.FindAsync(wanted, cancellationToken);
        }
    }

    [Requires(HubAction.EditBriefs)]
    public async Task<IActionResult> OnPostAsync(DateOnly? on, CancellationToken cancellationToken)
    {
        var outlook = await outlooks.AskAsync(on, cancellationToken);
        return Redirect($"/w/{me.Workspace.Slug}/rules/outlook?id={outlook.Id}");
    }
}
