using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>
/// Holds kept reports and live pictures against the rules as they are now, a slice at a time and from what is stored alone: facts, and what was
/// found of look-alikes. Of a live picture only verdicts are kept; where they do not tell it, the library is asked.
/// </summary>
public sealed class RejudgeWork(HubDbContext db, RuleBook rules, ReadOwnRules ownRules, PictureLibrary library, TimeProvider clock) : IWorkHandler
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
        var versions = kept.Select(c => c.VersionId).Distinct().ToList();
        var pictures = await db.Versions.Where(v => versions.Contains(v.Id)).Join(db.Assets, v => v.AssetId, a => a.Id, (v, a) => new { v.Id, v.FileName, v.MainImageId, Asset = a })
            .Join(db.MainImages, v => v.MainImageId, i => i.Id, (v, i) => new { v.Id, v.FileName, v.Asset, i.ProductId }).Join(db.Products, v => v.ProductId, p => p.Id, (v, p) => new { v.Id, v.FileName, v.Asset, v.ProductId, p.Category })
            .AsNoTracking().ToDictionaryAsync(v => v.Id, cancellationToken);
        var (now, altered) = (clock.GetUtcNow(), 0);
        foreach (var row in kept)
        {
            if (SiteCode.TryParse(row.Profile, out var site) && rules.Knows(site) && pictures.GetValueOrDefault(row.VersionId) is { } picture)
            {
                var report = rules.Judge(picture.Asset.Facts.Named(picture.FileName), site, now, picture.Category, own, PictureLikes.Of(row.Report));
                altered += report.Verdict == row.Verdict ? 0 : 1;
                row.Renew(report, now);
            }
        }

        await db.NoteVerdictsAsync([.. pictures.Values.Select(p => p.Asset.Id).Distinct()], cancellationToken);
        rejudging.AddReports(kept.Count > 0 ? kept[^1].Id : null, kept.Count, altered, isLast: kept.Count < Slice);
    }

    private async Task JudgeListingsAsync(Rejudging rejudging, OwnRules own, CancellationToken cancellationToken)
    {
        var after = rejudging.ListingCursor ?? Guid.Empty;
        var sites = Sites(rejudging);
        var live = await db.Listings.Where(l => l.LiveAssetId != null && l.Id > after)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Listing = l, s.Marketplace, s.Site })
            .Where(r => rejudging.Marketplace == RuleChange.Everywhere || (r.Marketplace == rejudging.Marketplace && (sites.Count == 0 || sites.Contains(r.Site))))
            .OrderBy(r => r.Listing.Id).Take(Slice).ToListAsync(cancellationToken);
        var assets = live.Select(r => r.Listing.LiveAssetId).Distinct().ToList();
        var pictures = await db.Assets.AsNoTracking().Where(a => assets.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancellationToken);
        var products = live.Select(r => r.Listing.ProductId).Distinct().ToList();
        var categories = await db.Products.Where(p => products.Contains(p.Id)).Select(p => new { p.Id, p.Category }).ToDictionaryAsync(p => p.Id, p => p.Category, cancellationToken);
        var (now, altered) = (clock.GetUtcNow(), 0);
        foreach (var row in live)
        {
            var site = new SiteCode(row.Marketplace, row.Site);
            if (rules.Knows(site) && pictures.GetValueOrDefault(row.Listing.LiveAssetId!.Value) is { } seen)
            {
                var report = rules.Judge(seen.Facts, site, now, categories[row.Listing.ProductId], own, PictureLikes.None);
                if (MayHaveLikes(row.Listing, report, own))
                {
                    report = rules.Judge(seen.Facts, site, now, categories[row.Listing.ProductId], own, await library.LikesAsync(seen, row.Listing.ProductId, cancellationToken));
                }

                altered += report.Verdict == row.Listing.LiveVerdict ? 0 : 1;
                row.Listing.JudgeLive(report);
            }
        }

        await db.NoteVerdictsAsync(pictures.Keys, cancellationToken);
        rejudging.AddListings(live.Count > 0 ? live[^1].Listing.Id : null, live.Count, altered, isLast: live.Count < Slice, now);
    }

    /// <summary>
    /// Whether a look-alike could make the verdict another one. A blocked picture broke the rule before; another product's picture warns, which
    /// says nothing where something else does so already, and did not warn where the verdict was better.
    /// </summary>
    private static bool MayHaveLikes(Listing listing, ComplianceReport without, OwnRules own) =>
        listing.LiveVerdict is null || listing.LiveBrokenRules.Contains(RuleIds.Duplicate) || own.Changes.Any(change => change.Rule == RuleIds.Duplicate)
        || (without.Verdict < Verdict.Warn && listing.LiveVerdict >= Verdict.Warn);

    private static List<string> Profiles(Rejudging rejudging) => [.. Sites(rejudging).Select(site => $"{rejudging.Marketplace}/{site}")];

    // Stores and reports may call Britain either way; a change calls it GB.
    private static List<string> Sites(Rejudging rejudging) => rejudging.Site switch { null => [], "GB" => ["GB", "UK"], var site => [site] };
}
