using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules.Cultures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

internal static class CultureChecklists
{
    /// <summary>For every site that the version was judged for; nothing before it was measured.</summary>
    public static async Task<CultureChecklist> ChecklistAsync(this CultureBook cultures, HubDbContext db, ImageVersion version, CancellationToken cancellationToken)
    {
        var profiles = await db.VersionCompliance.Where(c => c.VersionId == version.Id).Select(c => c.Profile).Order().ToListAsync(cancellationToken);
        return version.AssetId is { } asset ? await cultures.ChecklistAsync(db, asset, profiles, cancellationToken) : new CultureChecklist(cultures.Version, []);
    }

    public static async Task<CultureChecklist> ChecklistAsync(this CultureBook cultures, HubDbContext db, Guid assetId, IEnumerable<string> profiles, CancellationToken cancellationToken)
    {
        var facts = await db.Assets.AsNoTracking().Where(a => a.Id == assetId).Select(a => a.Facts).SingleAsync(cancellationToken);
        return cultures.ChecklistFor(profiles.Select(SiteCode.Parse), facts);
    }
}
