using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>Whether a version may be put up: the one answer for a push, a test, a replacement.</summary>
public sealed class PushRules(HubDbContext db, RuleBook rules, ReadOwnRules ownRules, TimeProvider clock)
{
    /// <summary>Failing rules by site (<c>amazon/US</c>), by the rules of this moment: those of the day when the file came in may have been others.</summary>
    public async Task<Dictionary<string, IReadOnlyList<string>>> BrokenAsync(MainImage image, ImageVersion version, IEnumerable<SiteCode> sites, CancellationToken cancellationToken)
    {
        var category = await db.Products.Where(p => p.Id == image.ProductId).Select(p => p.Category).SingleAsync(cancellationToken);
        var facts = await db.Assets.AsNoTracking().Where(a => a.Id == version.AssetId).Select(a => a.Facts).SingleAsync(cancellationToken);
        var own = await ownRules.NowAsync(cancellationToken);
        var broken = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var site in sites.Distinct().Where(rules.Knows))
        {
            var report = rules.Judge(facts, site, clock.GetUtcNow(), category, own);
            if (report.Verdict == Verdict.Fail)
            {
                broken[site.ToString()] = [.. report.Findings.Where(f => f.Verdict == Verdict.Fail).Select(f => f.Rule)];
            }
        }

        return broken;
    }

    /// <summary><c>amazon/US: productFill, border; amazon/DE: border</c>.</summary>
    public static string Text(IReadOnlyDictionary<string, IReadOnlyList<string>> broken) => string.Join("; ", broken.Select(b => $"{b.Key}: {string.Join(", ", b.Value)}"));
}
