using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>Asks for an approved version to be pushed to listings. All of them or none: a refusal leaves nothing queued.</summary>
public sealed class PushVersion(HubDbContext db, CurrentMember member, DeploymentOrders deployments, WorkQueue queue, JudgePushes judge, RequestClaim claim)
{
    public const int MostListings = 200;

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
        var likes = await judge.LikesAsync([version], cancellationToken);

        // Two requests for the same picture at once: the second waits here, and then sees the first one's deployments.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.HoldPushesAsync(version.MainImageId, cancellationToken);
        await db.Entry(version).ReloadAsync(cancellationToken);
        var image = await db.MainImages.SingleAsync(i => i.Id == version.MainImageId, cancellationToken);
        var targets = await TargetsAsync([.. wanted.Keys], cancellationToken);
        var judged = await judge.LookAsync([.. targets.Select(t => new PushWish(image, version, t, wanted[t.Listing.Id]))], likes, new OwnersWord(overrideReason, wantsOverride), cancellationToken);
        RequireAll(judged);
        List<Deployment> made = [.. judged.Select(j => j.Same
            ?? deployments.Add(image, j.Wish.Target, DeploymentPurpose.Push, version.Id, version.AssetId, member.Actor, j.Wish.PublishAt, j.OverrideReason))];
        await db.SaveChangesAsync(cancellationToken);
        await claim.KeepAsync(StatusCodes.Status202Accepted, PushAnswer.Of(made), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return made;
    }

    /// <summary>What breaks rules is told of all sites at once, so that nobody has to ask again and again.</summary>
    private static void RequireAll(IReadOnlyList<JudgedPush> judged)
    {
        if (judged.Select(j => j.Refusal).OfType<ProblemException>().MinBy(refusal => refusal.Type == UploadProblems.BreaksRules) is not { } refusal)
        {
            return;
        }

        throw refusal.Type != UploadProblems.BreaksRules
            ? refusal
            : UploadProblems.BreaksRules.Because(judged[0].Wish.Version.Number, PushRules.Text(judged.Where(j => j.Broken.Count > 0).DistinctBy(j => j.Wish.Target.Store.SiteCode).ToDictionary(j => j.Wish.Target.Store.SiteCode.ToString(), j => j.Broken)));
    }

    private async Task<List<PushTarget>> TargetsAsync(List<Guid> wanted, CancellationToken cancellationToken)
    {
        var found = await db.Listings.Where(l => wanted.Contains(l.Id)).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new PushTarget(l, s)).ToListAsync(cancellationToken);
        return found.Count == wanted.Count ? found : throw HttpProblems.NotFound.Because();
    }
}

/// <summary>One listing to push to, and when; null for at once.</summary>
public sealed record PushOrder(Guid ListingId, DateTimeOffset? PublishAt);
