using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Says of many main images at once what a machine would repair, and of the others why not. Changes nothing.</summary>
/// <remarks>
/// Repaired is what shoppers see; where nothing is live, the newest version that came through and that no reviewer rejected: what was refused
/// or turned down is not handed in again.
/// </remarks>
public sealed class PlanFixes(HubDbContext db, CurrentMember me, TimeProvider clock)
{
    /// <summary>In one order.</summary>
    public const int Most = 500;

    /// <summary>Main images that a filter names and the member may change, newest first; one more than <see cref="Most"/> where there are more.</summary>
    public Task<List<Guid>> FindAsync(ImageFilter filter, CancellationToken cancellationToken) =>
        filter.Of(db, me, clock).WithinReachOf(me, db).OrderByDescending(i => i.Id).Take(Most + 1).Select(i => i.Id).ToListAsync(cancellationToken);

    /// <summary>Of each main image, the newest version that came through and that no reviewer rejected.</summary>
    private IQueryable<ImageVersion> NewestUsable()
    {
        var usable = db.Versions.Where(v => v.Status == VersionStatus.Ready && v.Decision != ReviewDecision.Rejected);
        return usable.Where(v => !usable.Any(n => n.MainImageId == v.MainImageId && n.Number > v.Number));
    }

    /// <summary>Main images whose picture to be repaired is one of these, and that the member may change; see the remarks above.</summary>
    public Task<List<Guid>> ShowingAsync(IReadOnlyCollection<Guid> assetIds, CancellationToken cancellationToken)
    {
        var newest = NewestUsable().Where(v => v.AssetId != null && assetIds.Contains(v.AssetId.Value));
        return db.MainImages.WithinReachOf(me, db)
            .Where(i => i.LiveVersionId == null
                ? newest.Any(v => v.MainImageId == i.Id)
                : db.Versions.Any(v => v.Id == i.LiveVersionId && v.AssetId != null && assetIds.Contains(v.AssetId.Value)))
            .OrderByDescending(i => i.Id).Take(Most + 1).Select(i => i.Id).ToListAsync(cancellationToken);
    }

    /// <param name="mainImageIds">At most <see cref="Most"/>; each must be the workspace's, and within the member's reach.</param>
    /// <param name="marketplace">Only its reports count; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<FixPlan> LookAsync(IReadOnlyCollection<Guid> mainImageIds, string? marketplace, CancellationToken cancellationToken)
    {
        if (mainImageIds.Count is 0 or > Most)
        {
            throw FixProblems.Selection.Because(Most);
        }

        var images = await db.MainImages.AsNoTracking().Where(i => mainImageIds.Contains(i.Id)).OrderByDescending(i => i.Id).ToListAsync(cancellationToken);
        if (images.Count != mainImageIds.Count)
        {
            throw HttpProblems.NotFound.Because();
        }

        await RequireAsync(mainImageIds, cancellationToken);
        var known = await KnownAsync(images, cancellationToken);
        return new FixPlan(marketplace, [.. images.Select(image => Of(image, marketplace, known))]);
    }

    private async Task RequireAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        if (!me.Member.IsNarrowed)
        {
            return;
        }

        var mine = await db.MainImages.WithinReachOf(me, db).Where(i => ids.Contains(i.Id)).Select(i => i.Id).ToListAsync(cancellationToken);
        foreach (var other in ids.Except(mine))
        {
            // Says which product or store it is that is not theirs.
            await me.RequireImageAsync(db, other, cancellationToken);
        }
    }

    private async Task<Known> KnownAsync(IReadOnlyCollection<MainImage> images, CancellationToken cancellationToken)
    {
        var ids = images.Select(i => i.Id).ToList();
        var sources = await SourcesAsync(images, cancellationToken);
        var sourceIds = sources.Values.ToList();
        var productIds = images.Select(i => i.ProductId).Distinct().ToList();
        var waiting = await db.FixBatchItems.Where(i => i.Status == FixItemStatus.Waiting && ids.Contains(i.MainImageId)).Select(i => i.MainImageId).ToListAsync(cancellationToken);
        var newer = await db.Versions.Where(v => ids.Contains(v.MainImageId) && v.Status != VersionStatus.Rejected && v.Decision != ReviewDecision.Rejected)
            .GroupBy(v => v.MainImageId).Select(g => new { g.Key, Newest = g.Max(v => v.Number) }).ToDictionaryAsync(g => g.Key, g => g.Newest, cancellationToken);
        var blocked = await db.WithRepairKinAsync(await db.BlockedPictures.Where(b => b.EndedAt == null).Select(b => b.AssetId).ToListAsync(cancellationToken), cancellationToken);
        return new Known(
            sources,
            await db.Products.Where(p => productIds.Contains(p.Id)).Select(p => new { p.Id, p.Sku }).ToDictionaryAsync(p => p.Id, p => p.Sku, cancellationToken),
            await db.Versions.AsNoTracking().Where(v => sourceIds.Contains(v.Id)).ToDictionaryAsync(v => v.Id, cancellationToken),
            (await db.VersionCompliance.AsNoTracking().Where(c => sourceIds.Contains(c.VersionId)).Select(c => new { c.VersionId, c.Report }).ToListAsync(cancellationToken)).ToLookup(c => c.VersionId, c => c.Report),
            newer,
            blocked,
            [.. waiting],
            [.. await db.Assets.Where(a => a.PurgedAt != null && db.Versions.Any(v => v.AssetId == a.Id && sourceIds.Contains(v.Id))).Select(a => a.Id).ToListAsync(cancellationToken)]);
    }

    /// <summary>By main image, the version to be repaired. Without one that came through, the one that is on its way.</summary>
    private async Task<Dictionary<Guid, Guid>> SourcesAsync(IReadOnlyCollection<MainImage> images, CancellationToken cancellationToken)
    {
        var dark = images.Where(i => i.LiveVersionId is null).Select(i => i.Id).ToList();
        var usable = await NewestUsable().Where(v => dark.Contains(v.MainImageId)).ToDictionaryAsync(v => v.MainImageId, v => v.Id, cancellationToken);
        return images.Select(i => (i.Id, Source: i.LiveVersionId ?? (usable.TryGetValue(i.Id, out var ready) ? ready : i.WorkVersionId)))
            .Where(i => i.Source is not null).ToDictionary(i => i.Id, i => i.Source!.Value);
    }

    private static PlannedFix Of(MainImage image, string? marketplace, Known known)
    {
        var version = known.Sources.TryGetValue(image.Id, out var source) ? known.Versions.GetValueOrDefault(source) : null;
        var reports = version is null ? [] : Count(known.Reports[version.Id], marketplace);
        var planned = new PlannedFix(image.Id, known.Skus[image.ProductId], version?.Id, version?.Number, version?.AssetId, FixItemStatus.Waiting, MakeRepair.Offered(reports), Left(reports), [.. reports.Select(r => r.Profile.Split('/')[0]).Distinct(StringComparer.Ordinal)], null);
        return image switch
        {
            { RetirementRequestedAt: not null } => planned.Not(FixItemStatus.Cannot, FixProblems.Retiring.Because()),
            _ when version is null => planned.Not(FixItemStatus.Cannot, FixProblems.NoPicture.Because()),
            _ when known.Waiting.Contains(image.Id) => planned.Not(FixItemStatus.Skipped, FixProblems.UnderWay.Because()),
            _ when known.Newest.GetValueOrDefault(image.Id) is var newest && newest > version.Number => planned.Not(FixItemStatus.Skipped, FixProblems.NewerVersion.Because(newest)),
            _ when version.Status is VersionStatus.Received or VersionStatus.Processing => planned.Not(FixItemStatus.Skipped, FixProblems.BeingChecked.Because()),
            _ when version.Status != VersionStatus.Ready || version.Decision == ReviewDecision.Rejected => planned.Not(FixItemStatus.Cannot, FixProblems.NoPicture.Because()),
            _ when version.AssetId is { } asset && known.Purged.Contains(asset) => planned.Not(FixItemStatus.Cannot, DesignProblems.FileGone.Because(version.Number)),
            _ when version.AssetId is { } asset && known.Blocked.Contains(asset) => planned.Not(FixItemStatus.Cannot, FixProblems.Blocked.Because()),
            _ when reports.Count == 0 => planned.Not(FixItemStatus.Cannot, FixProblems.NotJudged.Because()),
            _ when planned.Fixes.Count > 0 => planned,
            _ => planned.Left.Count > 0 ? planned.Not(FixItemStatus.Cannot, FixProblems.NeedsDesigner.Because()) : planned with { Status = FixItemStatus.Nothing },
        };
    }

    /// <summary>The reports that an order is about.</summary>
    public static IReadOnlyList<ComplianceReport> Count(IEnumerable<ComplianceReport> reports, string? marketplace) =>
        [.. reports.Where(r => marketplace is null || r.Profile.StartsWith($"{marketplace}/", StringComparison.Ordinal))];

    /// <summary>Rules that are broken, or may be, and that no repair is offered for.</summary>
    private static List<string> Left(IReadOnlyList<ComplianceReport> reports) =>
        [.. reports.SelectMany(r => r.Findings).Where(f => f.Verdict != Verdict.Pass && !(f.Fix is { } fix && MakeRepair.CanDo(fix))).Select(f => f.Rule).Distinct(StringComparer.Ordinal)];

    private sealed record Known(
        Dictionary<Guid, Guid> Sources, Dictionary<Guid, string> Skus, Dictionary<Guid, ImageVersion> Versions, ILookup<Guid, ComplianceReport> Reports, Dictionary<Guid, int> Newest,
        HashSet<Guid> Blocked, HashSet<Guid> Waiting, HashSet<Guid> Purged);
}

/// <summary>What an order would do.</summary>
/// <param name="Marketplace">Whose reports count; absent for all.</param>
/// <param name="Items">Each main image, newest first.</param>
public sealed record FixPlan(string? Marketplace, IReadOnlyList<PlannedFix> Items)
{
    /// <summary>How many a machine would repair.</summary>
    public int Repairable => Count(FixItemStatus.Waiting);

    public int Count(FixItemStatus status) => Items.Count(i => i.Status == status);
}

/// <summary>What would be done with one main image.</summary>
/// <param name="VersionNumber">Of the version that would be repaired; absent where there is none.</param>
/// <param name="Status"><c>waiting</c> where it would be repaired.</param>
/// <param name="Fixes">The repairs, by the ids that findings name in <c>fix</c>.</param>
/// <param name="Left">Rules that need a designer or a person's eye.</param>
/// <param name="Marketplaces">Those whose reports ask.</param>
/// <param name="Problem">Why not.</param>
public sealed record PlannedFix(
    Guid MainImageId, string Sku, Guid? VersionId, int? VersionNumber, Guid? AssetId, FixItemStatus Status, IReadOnlyList<string> Fixes, IReadOnlyList<string> Left, IReadOnlyList<string> Marketplaces, VersionProblem? Problem)
{
    internal PlannedFix Not(FixItemStatus status, ProblemException why) => this with { Status = status, Problem = new VersionProblem(why.Type.Code, why.Text), Fixes = [] };
}
