using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>
/// Carries out the repairs that a version's reports offer and hands the result in as the next version, to be reviewed like any other:
/// the picture at hand stays as it is. Only what leaves the product alone is done; the rest is a designer's work.
/// </summary>
public sealed class FixVersion(HubDbContext db, CurrentMember member, MakeRepair make, SubmitVersion submit, TimeProvider clock)
{
    /// <param name="versionId">A ready version.</param>
    /// <param name="wanted">Ids of repairs; all that the reports offer when null or empty.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<ImageVersion> RunAsync(Guid versionId, IReadOnlyList<string?>? wanted, CancellationToken cancellationToken)
    {
        var version = await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == versionId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await member.RequireImageAsync(db, version.MainImageId, cancellationToken);
        if (version.Status != VersionStatus.Ready)
        {
            throw LifecycleProblems.VersionNotReady.Because(version.Number);
        }

        var reports = await db.VersionCompliance.AsNoTracking().Where(c => c.VersionId == versionId).Select(c => c.Report).ToListAsync(cancellationToken);
        var fixes = Choose(wanted, MakeRepair.Offered(reports), version.Number);
        var made = await make.RunAsync(version, reports, fixes, cancellationToken);
        db.Audit(member.Actor, "version.fixed", "version", version.Id, clock.GetUtcNow(), made.Details());
        return await submit.RunAsync(version.MainImageId, made.File, cancellationToken);
    }

    private static IReadOnlyList<string> Choose(IReadOnlyList<string?>? wanted, IReadOnlyList<string> offered, int number)
    {
        if (wanted is null or { Count: 0 })
        {
            return offered.Count > 0 ? offered : throw DesignProblems.NothingToFix.Because(number);
        }

        return wanted.All(fix => fix is not null && MakeRepair.CanDo(fix))
            ? [.. wanted.OfType<string>().Distinct(StringComparer.Ordinal)]
            : throw DesignProblems.UnknownFix.Because(string.Join(", ", MakeRepair.Doable));
    }
}
