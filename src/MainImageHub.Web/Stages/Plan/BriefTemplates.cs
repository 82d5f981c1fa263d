using MainImageHub.Domain.Briefs;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>Keeps briefs under a name and takes them up again. They are everybody's in the workspace.</summary>
public sealed class BriefTemplates(HubDbContext db, CurrentMember me, TimeProvider clock)
{
    public const int LongestName = 60;
    private const int Most = 200;

    public async Task<IReadOnlyList<BriefTemplate>> ListAsync(CancellationToken cancellationToken) =>
        await db.BriefTemplates.AsNoTracking().OrderBy(t => t.Name).Take(Most).ToListAsync(cancellationToken);

    public async Task<BriefTemplate> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.BriefTemplates.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();

    /// <summary>Under a name that is there already the brief takes the other's place.</summary>
    public async Task<BriefTemplate> KeepAsync(string? name, BriefRequest? request, CancellationToken cancellationToken)
    {
        var named = name?.Trim() is { Length: > 0 and <= LongestName } given ? given : throw PlanProblems.TemplateNameMissing.Because(LongestName);
        var brief = Briefing.Read(request);
        if (BriefCompleteness.Look(brief, hasOwner: false, hasDueDate: false).Filled == 0 && brief is { Campaign: null, Notes: null })
        {
            throw PlanProblems.TemplateEmpty.Because();
        }

        var now = clock.GetUtcNow();
        var template = await db.BriefTemplates.SingleOrDefaultAsync(t => t.Name == named, cancellationToken);
        if (template is null)
        {
            if (await db.BriefTemplates.Take(Most).CountAsync(cancellationToken) == Most)
            {
                throw PlanProblems.TooManyTemplates.Because(Most);
            }

            template = new BriefTemplate { WorkspaceId = me.WorkspaceId, Name = named, Brief = brief, KeptByName = me.Actor.Name, KeptAt = now };
            db.BriefTemplates.Add(template);
        }

        (template.Brief, template.KeptByName, template.KeptAt) = (brief, me.Actor.Name, now);
        db.Audit(me.Actor, "briefTemplate.kept", "briefTemplate", template.Id, now, new() { ["name"] = named });
        await db.SaveChangesAsync(() => RequireFreeAsync(template, cancellationToken), cancellationToken);
        return template;
    }

    private async Task RequireFreeAsync(BriefTemplate template, CancellationToken cancellationToken)
    {
        if (await db.BriefTemplates.AnyAsync(t => t.Name == template.Name && t.Id != template.Id, cancellationToken))
        {
            throw HttpProblems.Changed.Because();
        }
    }

    public async Task DropAsync(Guid id, CancellationToken cancellationToken)
    {
        var template = await db.BriefTemplates.SingleOrDefaultAsync(t => t.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        db.BriefTemplates.Remove(template);
        db.Audit(me.Actor, "briefTemplate.dropped", "briefTemplate", id, clock.GetUtcNow(), new() { ["name"] = template.Name });
        await db.SaveChangesAsync(cancellationToken);
    }
}
