using MainImageHub.Domain.Rules;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>
/// Holds kept reports and live pictures against the rules as they are now, a slice at a time: see <see cref="JudgeKept"/>.
/// </summary>
public sealed class RejudgeWork(HubDbContext db, ReadOwnRules ownRules, JudgeKept judge, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "rules.rejudge";

    private const int Slice = 250;

    /// <summary>Then others have their turn.</summary>
    private const int SlicesPerRun = 20;

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        for (var i = 0; i < SlicesPerRun; i++)
        {
            // A slice leaves nothing in the context, or a million reports would.
            db.ChangeTracker.Clear();
            if (await db.Rejudgings.SingleOrDefaultAsync(r => r.Id == task.SubjectId, cancellationToken) is not { HasEnded: false } rejudging)
            {
                return WorkOutcome.Finished;
            }

            var own = await ownRules.NowAsync(cancellationToken);
            if (!rejudging.ReportsDone)
            {
                await JudgeReportsAsync(rejudging, own, cancellationToken);
            }
            else
            {
                await JudgeListingsAsync(rejudging, own, cancellationToken);
            }

            await db.SaveChangesAsync(cancellationToken);
        }

        return new WorkOutcome.Snooze(clock.GetUtcNow(), HasProgressed: true);
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.Rejudgings.SingleOrDefaultAsync(r => r.Id == task.SubjectId, cancellationToken) is { HasEnded: false } rejudging)
        {
            rejudging.Fail(why.Text, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var rejudging = await db.Rejudgings.SingleOrDefaultAsync(r => r.Id == subjectId && r.Problem != null, cancellationToken);
        rejudging?.Reopen();
        return rejudging is not null;
    }

    private async Task JudgeReportsAsync(Rejudging rejudging, OwnRules own, CancellationToken cancellationToken)
    {
        var after = rejudging.ReportCursor ?? Guid.Empty;
        var (marketplace, profiles) = ($"{rejudging.Marketplace}/", Profiles(rejudging));
        var kept = await db.VersionCompliance.Where(c => c.Id > after
                && (rejudging.Marketplace == RuleChange.Everywhere || (profiles.Count == 0 ? c.Profile.StartsWith(marketplace) : profiles.Contains(c.Profile))))
            .OrderBy(c => c.Id).Take(Slice).ToListAsync(cancellationToken);
        var altered = await judge.ReportsAsync(kept, own, cancellationToken);
        rejudging.AddReports(kept.Count > 0 ? kept[^1].Id : null, kept.Count, altered, isLast: kept.Count < Slice);
    }

    private async Task JudgeListingsAsync(Rejudging rejudging, OwnRules own, CancellationToken cancellationToken)
    {
        var after = rejudging.ListingCursor ?? Guid.Empty;
        var sites = Sites(rejudging);
        var live = await db.Listings.Where(l => l.LiveAssetId != null && l.Id > after)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Listing = l, s.Marketplace, s.Site })
            .Where(r => rejudging.Marketplace == RuleChange.Everywhere || (r.Marketplace == rejudging.Marketplace && (sites.Count == 0 || sites.Contains(r.Site))))
            .OrderBy(r => r.Listing.Id).Take(Slice).Select(r => r.Listing).ToListAsync(cancellationToken);
        var altered = await judge.ListingsAsync(live, own, cancellationToken);
        rejudging.AddListings(live.Count > 0 ? live[^1].Id : null, live.Count, altered, isLast: live.Count < Slice, clock.GetUtcNow());
    }

    private static List<string> Profiles(Rejudging rejudging) => [.. Sites(rejudging).Select(site => $"{rejudging.Marketplace}/{site}")];

    // Stores and reports may call Britain either way; a change calls it GB.
    private static List<string> Sites(Rejudging rejudging) => rejudging.Site switch { null => [], "GB" => ["GB", "UK"], var site => [site] };
}
