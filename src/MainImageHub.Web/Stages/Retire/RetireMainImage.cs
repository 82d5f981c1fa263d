using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Retirements;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Retire;

/// <summary>What a person asks for.</summary>
public sealed record RetireOrder(string? Reason, LiveFate Live, Guid? ReplaceWithVersionId, int RetainDays, bool Purge);

/// <summary>Begins the end of a main image: nothing new is pushed, what is shown is kept, removed or replaced, and verified.</summary>
public sealed class RetireMainImage(HubDbContext db, CurrentMember member, StoreConnections connections, PushRules rules, WorkQueue queue, TimeProvider clock)
{
    private const int LongestRetainDays = 3650;

    public async Task<Retirement> HandleAsync(Guid mainImageId, RetireOrder order, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(order.Reason))
        {
            throw RetireProblems.ReasonMissing.Because();
        }

        if (order.RetainDays is < 0 or > LongestRetainDays)
        {
            throw RetireProblems.RetainDays.Because();
        }

        if (order.Purge && !member.May(HubAction.Purge))
        {
            throw HttpProblems.NotAllowed.Because();
        }

        // Before the transaction: pictures may have to be compared.
        var replacement = order is { Live: LiveFate.Replace, ReplaceWithVersionId: { } wanted } ? await db.Versions.SingleOrDefaultAsync(v => v.Id == wanted, cancellationToken) : null;
        var likes = replacement is null ? null : await rules.LikesAsync(replacement, cancellationToken);
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('push'), hashtext({mainImageId.ToString()}))", cancellationToken);
        var image = await db.MainImages.SingleOrDefaultAsync(i => i.Id == mainImageId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await member.RequireImageAsync(db, image.Id, cancellationToken);
        await member.RequireEveryStoreOfAsync(db, image, cancellationToken);
        if (order.Live != LiveFate.Keep)
        {
            await RequireWithdrawableAsync(image, order, replacement, likes, cancellationToken);
        }

        image.RequestRetirement(order.Reason.Trim(), member.Actor, now);
        foreach (var waiting in await db.Deployments.Where(d => d.MainImageId == image.Id && d.PushedAt == null && (d.Status == DeploymentStatus.Scheduled || d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Manual)).ToListAsync(cancellationToken))
        {
            waiting.Cancel(now);
        }

        var retirement = new Retirement
        {
            WorkspaceId = image.WorkspaceId,
            MainImageId = image.Id,
            Reason = order.Reason.Trim(),
            Live = order.Live,
            ReplaceWithVersionId = order.Live == LiveFate.Replace ? order.ReplaceWithVersionId : null,
            Purge = order.Purge,
            RetainDays = order.RetainDays,
            RequestedBy = member.Id,
            RequestedByName = member.Actor.Name,
            RequestedAt = now,
        };
        db.Retirements.Add(retirement);
        db.Audit(member.Actor, "mainImage.retirementRequested", "mainImage", image.Id, now, new(StringComparer.Ordinal) { ["reason"] = retirement.Reason, ["live"] = order.Live.ToString(), ["purge"] = order.Purge.ToString() });
        await queue.AddAsync(RetirementWork.Kind, retirement.Id, await db.SkuOfAsync(image.Id, cancellationToken), maxAttempts: 50, cancellationToken: cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return retirement;
    }

    /// <summary>Refuses at once what could not be carried out later.</summary>
    private async Task RequireWithdrawableAsync(MainImage image, RetireOrder order, ImageVersion? replacement, PictureLikes? likes, CancellationToken cancellationToken)
    {
        var replacing = image;
        if (order.Live == LiveFate.Replace)
        {
            var version = replacement ?? throw (order.ReplaceWithVersionId is null ? RetireProblems.ReplacementMissing : HttpProblems.NotFound).Because();
            replacing = await db.MainImages.SingleAsync(i => i.Id == version.MainImageId, cancellationToken);
            if (replacing.ProductId != image.ProductId || replacing.Slot != image.Slot)
            {
                throw RetireProblems.ReplacementElsewhere.Because();
            }

            replacing.RequirePushable(version);
        }

        var shown = await db.WhereLiveAsync(image.Id, order.ReplaceWithVersionId, cancellationToken);
        if (replacement is not null && await rules.BrokenAsync(replacing, replacement, shown.Select(t => t.Store.SiteCode), likes, cancellationToken) is { Count: > 0 } broken)
        {
            throw RetireProblems.ReplacementBreaksRules.Because(replacement.Number, PushRules.Text(broken));
        }

        foreach (var target in shown)
        {
            member.RequireStore(target.Store);
            if (!target.Store.AllowPush)
            {
                throw UploadProblems.ReadOnlyStore.Because(target.Store.Name);
            }

            if (order.Live == LiveFate.Remove && !connections.ConnectorFor(target.Store).Capabilities.CanRemove)
            {
                throw RetireProblems.CannotRemove.Because(target.Store.SiteCode);
            }

            if (!replacing.Scope.Covers(target.Store.Marketplace, target.Store.Site, target.Store.Id))
            {
                throw UploadProblems.OutOfScope.Because($"{target.Store.Name} {target.Listing.Sku}", replacing.Scope);
            }
        }
    }
}

internal static class WhereLive
{
    /// <summary>What was ordered at the marketplaces for a retirement. A replacement may be another main image's version.</summary>
    public static IQueryable<Deployment> WithdrawalsOf(this HubDbContext db, Retirement retirement) =>
        db.Deployments.Where(d => d.Purpose == DeploymentPurpose.Retire && d.CreatedAt >= retirement.RequestedAt
            && (retirement.Live == LiveFate.Replace ? d.VersionId == retirement.ReplaceWithVersionId : d.MainImageId == retirement.MainImageId)
            && db.Listings.Any(l => l.Id == d.ListingId && db.MainImages.Any(i => i.Id == retirement.MainImageId && i.ProductId == l.ProductId)));

    /// <summary>By the ledger: where this very version was the last thing seen.</summary>
    public static Task<List<PushTarget>> WhereShownAsync(this HubDbContext db, Guid versionId, CancellationToken cancellationToken) =>
        db.Ledger.Where(e => e.EndedAt == null && e.VersionId == versionId)
            .Join(db.Listings, e => e.ListingId, l => l.Id, (e, l) => l)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new PushTarget(l, s)).ToListAsync(cancellationToken);

    /// <summary>By the ledger: where a version of the main image was the last thing seen, whoever put it there.</summary>
    public static Task<List<PushTarget>> WhereLiveAsync(this HubDbContext db, Guid imageId, Guid? exceptVersionId, CancellationToken cancellationToken) =>
        db.Ledger.Where(e => e.EndedAt == null && e.VersionId != exceptVersionId && db.Versions.Any(v => v.Id == e.VersionId && v.MainImageId == imageId))
            .Join(db.Listings, e => e.ListingId, l => l.Id, (e, l) => l)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new PushTarget(l, s)).ToListAsync(cancellationToken);
}
