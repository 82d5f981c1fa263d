using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>
/// Holds kept reports and live pictures against the rules as they are now, from what is stored alone: facts, and what was found of look-alikes.
/// Of a live picture only verdicts are kept; where they do not tell it, the library is asked. The caller saves.
/// </summary>
public sealed class JudgeKept(HubDbContext db, RuleBook rules, PictureLibrary library, TimeProvider clock)
{
    /// <returns>How many verdicts became others.</returns>
    public async Task<int> ReportsAsync(IReadOnlyCollection<VersionCompliance> kept, OwnRules own, CancellationToken cancellationToken)
    {
        var versions = kept.Select(c => c.VersionId).Distinct().ToList();
        var pictures = await db.Versions.Where(v => versions.Contains(v.Id)).Join(db.Assets, v => v.AssetId, a => a.Id, (v, a) => new { v.Id, v.FileName, v.MainImageId, Asset = a })
            .Join(db.MainImages, v => v.MainImageId, i => i.Id, (v, i) => new { v.Id, v.FileName, v.Asset, i.ProductId }).Join(db.Products, v => v.ProductId, p => p.Id, (v, p) => new { v.Id, v.FileName, v.Asset, p.Category })
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
        return altered;
    }

    /// <returns>How many verdicts became others.</returns>
    public async Task<int> ListingsAsync(IReadOnlyCollection<Listing> live, OwnRules own, CancellationToken cancellationToken)
    {
        var assets = live.Select(l => l.LiveAssetId).Distinct().ToList();
        var pictures = await db.Assets.AsNoTracking().Where(a => assets.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancellationToken);
        var products = live.Select(l => l.ProductId).Distinct().ToList();
        var categories = await db.Products.Where(p => products.Contains(p.Id)).Select(p => new { p.Id, p.Category }).ToDictionaryAsync(p => p.Id, p => p.Category, cancellationToken);
        var stores = live.Select(l => l.StoreId).Distinct().ToList();
        var sites = (await db.Stores.AsNoTracking().Where(s => stores.Contains(s.Id)).ToListAsync(cancellationToken)).ToDictionary(s => s.Id, s => s.SiteCode);
        var (now, altered) = (clock.GetUtcNow(), 0);
        foreach (var listing in live.Where(l => rules.Knows(sites[l.StoreId])))
        {
            if (listing.LiveAssetId is { } shown && pictures.GetValueOrDefault(shown) is { } seen)
            {
                var (site, category) = (sites[listing.StoreId], categories[listing.ProductId]);
                var report = rules.Judge(seen.Facts, site, now, category, own, PictureLikes.None);
                if (MayHaveLikes(listing, report, own))
                {
                    report = rules.Judge(seen.Facts, site, now, category, own, await library.LikesAsync(seen, listing.ProductId, cancellationToken));
                }

                altered += report.Verdict == listing.LiveVerdict ? 0 : 1;
                listing.JudgeLive(report);
            }
        }

        await db.NoteVerdictsAsync(pictures.Keys, cancellationToken);
        return altered;
    }

    /// <summary>
    /// Whether a look-alike could make the verdict another one. A blocked picture broke the rule before; another product's picture warns, which
    /// says nothing where something else does so already, and did not warn where the verdict was better.
    /// </summary>
    private static bool MayHaveLikes(Listing listing, ComplianceReport without, OwnRules own) =>
        listing.LiveVerdict is null || listing.LiveBrokenRules.Contains(RuleIds.Duplicate) || own.Changes.Any(change => change.Rule == RuleIds.Duplicate)
        || (without.Verdict < Verdict.Warn && listing.LiveVerdict >= Verdict.Warn);
}
