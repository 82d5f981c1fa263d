using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>Holds live pictures against the rules of today and of a day to come, a slice of listings at a time, from stored facts alone.</summary>
public sealed class OutlookWork(HubDbContext db, RuleBook rules, ReadOwnRules ownRules, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "rules.outlook";

    /// <summary>About a second of work and a few megabytes of facts.</summary>
    private const int Slice = 500;

    /// <summary>Then others have their turn.</summary>
    private const int SlicesPerRun = 20;

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var outlook = await db.RuleOutlooks.SingleOrDefaultAsync(o => o.Id == task.SubjectId, cancellationToken);
        if (outlook is null or { HasEnded: true })
        {
            return WorkOutcome.Finished;
        }

        var own = await ownRules.NowAsync(cancellationToken);
        for (var i = 0; i < SlicesPerRun; i++)
        {
            var now = clock.GetUtcNow();
            var after = outlook.Cursor ?? Guid.Empty;
            var rows = await db.Listings.AsNoTracking().Where(l => l.LiveAssetId != null && l.Id > after).OrderBy(l => l.Id).Take(Slice)
                .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Listing = l, Store = s })
                .Join(db.Products, r => r.Listing.ProductId, p => p.Id, (r, p) => new { r.Listing, r.Store, p.Category })
                .Join(db.Assets, r => r.Listing.LiveAssetId, a => a.Id, (r, a) => new { r.Listing.Id, r.Listing.Sku, r.Store.Marketplace, r.Store.Site, r.Category, a.Facts })
                .OrderBy(r => r.Id).ToListAsync(cancellationToken);
            outlook.Add([.. rows.Select(r => Judge(r.Id, r.Sku, new SiteCode(r.Marketplace, r.Site), r.Facts, r.Category))], isLast: rows.Count < Slice, now);
            await db.SaveChangesAsync(cancellationToken);
            if (outlook.HasEnded)
            {
                return WorkOutcome.Finished;
            }

            OutlookVerdict Judge(Guid listing, string sku, SiteCode site, ImageFacts facts, string? category) => rules.Knows(site)
                ? new(listing, sku, site.ToString(), HasRules: true, Broken(facts, site, now, category), Broken(facts, site, outlook.Instant, category))
                : new(listing, sku, site.ToString(), HasRules: false, [], []);

            string[] Broken(ImageFacts facts, SiteCode site, DateTimeOffset at, string? category) =>
                [.. rules.Judge(facts, site, at, category, own).Findings.Where(f => f.Verdict == Verdict.Fail).Select(f => f.Rule)];
        }

        return new WorkOutcome.Snooze(clock.GetUtcNow(), HasProgressed: true);
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.RuleOutlooks.SingleOrDefaultAsync(o => o.Id == task.SubjectId, cancellationToken) is { HasEnded: false } outlook)
        {
            outlook.Fail(why.Text, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var outlook = await db.RuleOutlooks.SingleOrDefaultAsync(o => o.Id == subjectId && o.Status == RuleOutlookStatus.Failed, cancellationToken);
        outlook?.Reopen();
        return outlook is not null;
    }
}
