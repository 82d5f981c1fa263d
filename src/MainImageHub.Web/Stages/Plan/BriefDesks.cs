using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Rules.Cultures;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>Lays out what a brief form needs: the people, and the rules of the site.</summary>
public sealed class BriefDesks(HubDbContext db, BriefTemplates templates, RuleBook rules, ReadOwnRules ownRules, CultureBook cultures, CurrentMember me, TimeProvider clock)
{
    private const int MostPeople = 500;

    public async Task<BriefDesk> OpenAsync(BriefForm form, SiteCode? site, string? category, CancellationToken cancellationToken)
    {
        var people = await db.Members.AsNoTracking().Where(m => m.DeactivatedAt == null).OrderBy(m => m.Name).Take(MostPeople)
            .Select(m => new BriefDesk.Person(m.Id, m.Name)).ToListAsync(cancellationToken);
        return new BriefDesk(form, people, await templates.ListAsync(cancellationToken), site is { } code ? await RulesForAsync(code, category, cancellationToken) : null, me.Today(clock));
    }

    private async Task<BriefRules?> RulesForAsync(SiteCode site, string? category, CancellationToken cancellationToken) =>
        rules.Knows(site) && rules.TryDescribe(site.Marketplace, clock.GetUtcNow(), out var detail, await ownRules.NowAsync(cancellationToken))
            ? new BriefRules(site.ToString(), detail.Version, detail.Rules, rules.ExceptionsFor(site, category, clock.GetUtcNow()), cultures.For(site))
            : null;
}
