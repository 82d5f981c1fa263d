using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>Holds measured pictures against the rules of the sites they are meant for. Touches no pixels: an asset is measured once.</summary>
public sealed class ComplianceJudge(HubDbContext db, RuleBook rules, ReadOwnRules ownRules, TimeProvider clock)
{
    /// <summary>
    /// The sites a main image's versions are judged for: its own, or, for a wide scope, each one where a listing of the product
    /// lives in a store that the scope covers. Sites without a rule pack are left out.
    /// </summary>
    public async Task<IReadOnlyList<SiteCode>> ProfilesAsync(MainImage image, CancellationToken cancellationToken)
    {
        if (image.Scope is { Marketplace: { } marketplace, Site: { } site })
        {
            var own = new SiteCode(marketplace, site);
            return rules.Knows(own) ? [own] : [];
        }

        var stores = await db.Listings.Where(l => l.ProductId == image.ProductId)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (_, s) => new { s.Marketplace, s.Site })
            .Distinct().ToListAsync(cancellationToken);
        return [.. stores.Where(s => image.Scope.Kind == ScopeKind.Product || image.Scope.Marketplace == s.Marketplace)
            .Select(s => new SiteCode(s.Marketplace, s.Site)).Where(rules.Knows).OrderBy(s => s.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>One report per profile, kept with the version or renewed there. The caller saves.</summary>
    /// <param name="version">Whose reports.</param>
    /// <param name="asset">Its picture.</param>
    /// <param name="profiles">See <see cref="ProfilesAsync"/>.</param>
    /// <param name="likes">What the library says of the picture: looked up before, since that may decode, and this may stand in a transaction.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<ComplianceReport>> JudgeAsync(ImageVersion version, Asset asset, IReadOnlyCollection<SiteCode> profiles, PictureLikes likes, CancellationToken cancellationToken)
    {
        // Found in the context first: an import judges what it has not saved yet.
        var image = await db.MainImages.FindAsync([version.MainImageId], cancellationToken);
        var product = image is null ? null : await db.Products.FindAsync([image.ProductId], cancellationToken);
        var own = await ownRules.NowAsync(cancellationToken);
        var kept = await db.VersionCompliance.Where(c => c.VersionId == version.Id).ToDictionaryAsync(c => c.Profile, cancellationToken);
        var now = clock.GetUtcNow();
        var reports = new List<ComplianceReport>();
        foreach (var profile in profiles)
        {
            var report = rules.Judge(asset.Facts.Named(version.FileName), profile, now, product?.Category, own, likes);
            reports.Add(report);
            if (kept.TryGetValue(report.Profile, out var row))
            {
                row.Renew(report, now);
                continue;
            }

            db.VersionCompliance.Add(new VersionCompliance
            {
                WorkspaceId = version.WorkspaceId,
                VersionId = version.Id,
                Profile = report.Profile,
                RuleSetVersion = report.RuleSetVersion,
                Verdict = report.Verdict,
                Report = report,
                JudgedAt = now,
            });
        }

        await db.NoteVerdictsAsync(asset.Id, reports, cancellationToken);
        return reports;
    }

    /// <summary>A report that is not kept.</summary>
    /// <param name="facts">Of the picture.</param>
    /// <param name="profile">The site.</param>
    /// <param name="category">The product's.</param>
    /// <param name="likes">What the library says of the picture; null where nobody asked it, and the rule <c>duplicate</c> is then not judged.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<ComplianceReport> CheckAsync(ImageFacts facts, SiteCode profile, string? category, PictureLikes? likes, CancellationToken cancellationToken) =>
        rules.Judge(facts, profile, clock.GetUtcNow(), category, await ownRules.NowAsync(cancellationToken), likes);

    /// <summary>The same facts held against every marketplace there are rules for, at one site each.</summary>
    public async Task<IReadOnlyList<MarketplaceReport>> CheckEverywhereAsync(ImageFacts facts, string? category, PictureLikes? likes, CancellationToken cancellationToken)
    {
        var (own, now) = (await ownRules.NowAsync(cancellationToken), clock.GetUtcNow());
        return [.. rules.OneSiteEach(now).Select(place => new MarketplaceReport(place.Name, rules.Judge(facts, place.Site, now, category, own, likes)) { NotChecked = rules.NotCheckedFor(place.Site, now) })];
    }
}

/// <summary>What one marketplace would say.</summary>
/// <param name="Name">Of the marketplace, for people.</param>
/// <param name="Report">For the site named in its profile.</param>
public sealed record MarketplaceReport(string Name, ComplianceReport Report)
{
    /// <summary>What the marketplace asks beside it, and nothing here checks.</summary>
    public IReadOnlyList<LocalText> NotChecked { get; init; } = [];
}
