using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>Asks for an approved version to be pushed to listings. All of them or none: a refusal leaves nothing queued.</summary>
public sealed class PushVersion(HubDbContext db, CurrentMember member, DeploymentOrders deployments, WorkQueue queue, StoreConnections connections, PushRules rules, RequestClaim claim, TimeProvider clock)
{
    public const int MostListings = 200;

    // Clocks differ a little, and a request takes its time: what was meant for this minute goes at once.
    private static readonly TimeSpan JustPast = TimeSpan.FromMinutes(1);

    // Postgres keeps microseconds, a request may say more.
    private static readonly TimeSpan SameInstant = TimeSpan.FromMilliseconds(1);

    /// <param name="versionId">An approved version.</param>
    /// <param name="orders">Where to, and when (null: at once): nine in the morning is another instant in each country.</param>
    /// <param name="overrideReason">Why a picture that breaks a rule goes all the same.</param>
    /// <param name="wantsOverride">An override was asked for, with or without a reason.</param>
    /// <param name="cancellationToken">Ends the request; nothing is queued then.</param>
    public async Task<IReadOnlyList<Deployment>> HandleAsync(Guid versionId, IReadOnlyCollection<PushOrder> orders, string? overrideReason, bool wantsOverride, CancellationToken cancellationToken)
    {
        var wanted = orders.DistinctBy(o => o.ListingId).ToDictionary(o => o.ListingId, o => o.PublishAt);
        if (wanted.Count is 0 or > MostListings)
        {
            throw UploadProblems.NoListings.Because(MostListings);
        }

        var version = await db.Versions.SingleOrDefaultAsync(v => v.Id == versionId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await member.RequireImageAsync(db, version.MainImageId, cancellationToken);

        // Before the transaction: pictures may have to be compared.
        var likes = await rules.LikesAsync(version, cancellationToken);

        // Two requests for the same picture at once: the second waits here, and then sees the first one's deployments.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.HoldPushesAsync(version.MainImageId, cancellationToken);
        await db.Entry(version).ReloadAsync(cancellationToken);
        var image = await db.MainImages.SingleAsync(i => i.Id == version.MainImageId, cancellationToken);
        image.RequirePushable(version);
        if (image.Slot != MainImage.MainSlot)
        {
            throw UploadProblems.SlotNotVerified.Because(image.Slot);
        }

        var targets = await TargetsAsync(image, [.. wanted.Keys], cancellationToken);
        await deployments.RequireNoTestAsync(wanted.Keys, cancellationToken);
        var breaks = await rules.BrokenAsync(image, version, targets.Select(t => t.Store.SiteCode), likes, cancellationToken);
        var reason = RequireOverride(version, breaks, likes?.Blocked, overrideReason, wantsOverride);
        var made = new List<Deployment>();
        foreach (var target in targets)
        {
            var publishAt = wanted[target.Listing.Id];
            var needed = breaks.ContainsKey(target.Store.SiteCode.ToString()) ? reason : null;
            if (await SameOrderAsync(image, version, target, publishAt, cancellationToken) is { } same && Covers(same, needed, likes?.Blocked))
            {
                // Asked for again after an answer was lost, its time may have come meanwhile.
                made.Add(same);
                continue;
            }

            RequireTimeToCome(target, publishAt);
            made.Add(await deployments.AddAsync(
                image, target, DeploymentPurpose.Push, version.Id, version.AssetId, member.Actor, publishAt, needed, cancellationToken: cancellationToken));
        }

        await db.SaveChangesAsync(cancellationToken);
        await claim.KeepAsync(StatusCodes.Status202Accepted, PushAnswer.Of(made), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return made;
    }

    /// <summary>
    /// The same wish, said before and still under way: the same version, at the same time, with no other order for that place in between.
    /// Whoever asked for another picture meanwhile wants this one anew.
    /// </summary>
    private async Task<Deployment?> SameOrderAsync(MainImage image, ImageVersion version, PushTarget target, DateTimeOffset? publishAt, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var at = publishAt > now ? publishAt : null;
        var open = await db.Deployments
            .Where(d => d.ListingId == target.Listing.Id && (d.PublishAt ?? d.CreatedAt) <= (at ?? now)
                && (d.Status == DeploymentStatus.Scheduled || d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Pushing || d.Status == DeploymentStatus.Accepted || d.Status == DeploymentStatus.Manual)
                && db.MainImages.Any(i => i.Id == d.MainImageId && i.Slot == image.Slot))
            .ToListAsync(cancellationToken);
        return open.OrderBy(d => d.PublishAt ?? d.CreatedAt).ThenBy(d => d.Id).LastOrDefault() is { Purpose: DeploymentPurpose.Push } last
            && last.VersionId == version.Id
            && last is not { Status: DeploymentStatus.Accepted, Problem: not null }
            && (at is null ? last.PublishAt is null || last.PublishAt <= now : last.PublishAt is { } kept && (kept - at.Value).Duration() < SameInstant)
                ? last
                : null;
    }

    /// <summary>The kept order goes out by itself only where no word is needed, or where it carries one given with all of today's complaints in sight.</summary>
    private static bool Covers(Deployment kept, string? needed, LikeBlocked? blocked) =>
        needed is null || (kept.OverrideReason is not null && (blocked is null || blocked.At <= kept.CreatedAt));

    private async Task<List<PushTarget>> TargetsAsync(MainImage image, List<Guid> wanted, CancellationToken cancellationToken)
    {
        var found = await db.Listings.Where(l => wanted.Contains(l.Id)).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new PushTarget(l, s)).ToListAsync(cancellationToken);
        if (found.Count != wanted.Count)
        {
            throw HttpProblems.NotFound.Because();
        }

        foreach (var (listing, store) in found)
        {
            member.RequireStore(store);
            if (listing.ProductId != image.ProductId || !image.Scope.Covers(store.Marketplace, store.Site, store.Id))
            {
                throw UploadProblems.OutOfScope.Because($"{store.Name} {listing.Sku}", image.Scope);
            }

            if (!store.AllowPush)
            {
                throw UploadProblems.ReadOnlyStore.Because(store.Name);
            }

            if (!connections.ConnectorFor(store).Capabilities.Slots.Contains(image.Slot))
            {
                throw UploadProblems.NoSuchSlot.Because(store.SiteCode, image.Slot);
            }
        }

        return found;
    }

    /// <summary>A time that has passed is a slip, in the day or in the time zone: pushing at once would be a surprise.</summary>
    private void RequireTimeToCome(PushTarget target, DateTimeOffset? publishAt)
    {
        if (publishAt is { } at && at < clock.GetUtcNow() - JustPast)
        {
            throw UploadProblems.PublishAtPast.Because($"{target.Store.Name} {target.Listing.Sku}", member.Moment(at));
        }
    }

    private string? RequireOverride(ImageVersion version, Dictionary<string, IReadOnlyList<string>> breaks, LikeBlocked? blocked, string? reason, bool wantsOverride)
    {
        if (breaks.Count == 0)
        {
            return null;
        }

        if (wantsOverride && !member.May(HubAction.OverrideCompliance))
        {
            throw HttpProblems.NotAllowed.Because();
        }

        if (string.IsNullOrWhiteSpace(reason) && blocked is not null)
        {
            throw UploadProblems.PictureBlocked.Because(blocked.Case);
        }

        return string.IsNullOrWhiteSpace(reason)
            ? throw UploadProblems.BreaksRules.Because(version.Number, PushRules.Text(breaks))
            : reason.Trim();
    }
}

/// <summary>One listing to push to, and when; null for at once.</summary>
public sealed record PushOrder(Guid ListingId, DateTimeOffset? PublishAt);
