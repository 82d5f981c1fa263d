using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>Says of pushes that somebody wants whether each may go, and why not: the one answer for a single push and for many by one order.</summary>
public sealed class JudgePushes(HubDbContext db, CurrentMember member, StoreConnections connections, PushRules rules, TimeProvider clock)
{
    // Clocks differ a little, and a request takes its time: what was meant for this minute goes at once.
    private static readonly TimeSpan JustPast = TimeSpan.FromMinutes(1);

    // Postgres keeps microseconds, a request may say more.
    private static readonly TimeSpan SameInstant = TimeSpan.FromMilliseconds(1);

    /// <summary>By version, what the library says of each picture. Decodes: before the transaction, while <see cref="LookAsync"/> may stand inside.</summary>
    public async Task<IReadOnlyDictionary<Guid, PictureLikes?>> LikesAsync(IEnumerable<ImageVersion> versions, CancellationToken cancellationToken)
    {
        var likes = new Dictionary<Guid, PictureLikes?>();
        foreach (var version in versions.Where(v => v.AssetId is not null).DistinctBy(v => v.Id))
        {
            likes[version.Id] = await rules.LikesAsync(version, cancellationToken);
        }

        return likes;
    }

    /// <param name="wishes">What is to be pushed where; each listing once.</param>
    /// <param name="likes">See <see cref="LikesAsync"/>.</param>
    /// <param name="word">Whether a picture that breaks a rule is to go all the same.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>One for each wish, in their order.</returns>
    public async Task<IReadOnlyList<JudgedPush>> LookAsync(IReadOnlyList<PushWish> wishes, IReadOnlyDictionary<Guid, PictureLikes?> likes, OwnersWord word, CancellationToken cancellationToken)
    {
        var productIds = wishes.Select(w => w.Image.ProductId).Distinct().ToArray();
        var products = await db.Products.AsNoTracking().Where(p => productIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        var listingIds = wishes.Select(w => w.Target.Listing.Id).ToArray();
        var tested = (await db.Experiments.Where(e => listingIds.Contains(e.ListingId) && e.Status == ExperimentStatus.Running).Select(e => e.ListingId).ToListAsync(cancellationToken)).ToHashSet();
        var hindrances = wishes.Select(w => Hindrance(w, products[w.Image.ProductId]) ?? (tested.Contains(w.Target.Listing.Id) ? LifecycleProblems.ExperimentRunning.Because() : null)).ToList();
        var free = wishes.Where((_, i) => hindrances[i] is null).ToList();
        var broken = await rules.BrokenAsync([.. free.GroupBy(w => w.Version.Id).Select(g => new PictureAtSites(g.First().Image, g.First().Version, [.. g.Select(w => w.Target.Store.SiteCode)], likes.GetValueOrDefault(g.Key)))], cancellationToken);
        var open = await OpenAsync([.. free.Select(w => w.Target.Listing.Id)], cancellationToken);
        return [.. wishes.Select((wish, i) => hindrances[i] is { } why
            ? new JudgedPush(wish, why, [], null, null)
            : Judge(wish, broken[wish.Version.Id].GetValueOrDefault(wish.Target.Store.SiteCode.ToString()) ?? [], likes.GetValueOrDefault(wish.Version.Id)?.Blocked, word, open[wish.Target.Listing.Id]))];
    }

    /// <summary>What stands in the way whatever the picture looks like.</summary>
    private ProblemException? Hindrance(PushWish wish, Product product)
    {
        var (image, (listing, store)) = (wish.Image, wish.Target);
        if (!member.WorksOn(product))
        {
            return ScopeProblems.Brand.Because(product.Sku);
        }

        if (image.WhyNotPushable(wish.Version) is { } notPushable)
        {
            return notPushable;
        }

        if (image.Slot != MainImage.MainSlot)
        {
            return UploadProblems.SlotNotVerified.Because(image.Slot);
        }

        if (!member.WorksOn(store))
        {
            return ScopeProblems.Store.Because(store.Name);
        }

        if (listing.ProductId != image.ProductId || !image.Scope.Covers(store.Marketplace, store.Site, store.Id))
        {
            return UploadProblems.OutOfScope.Because($"{store.Name} {listing.Sku}", image.Scope);
        }

        if (!store.AllowPush)
        {
            return UploadProblems.ReadOnlyStore.Because(store.Name);
        }

        return connections.FindConnector(store.Marketplace) switch
        {
            null => StoreProblems.NoConnector.Because(store.Marketplace),
            { } connector when !connector.Capabilities.Slots.Contains(image.Slot) => UploadProblems.NoSuchSlot.Because(store.SiteCode, image.Slot),
            _ => null,
        };
    }

    private JudgedPush Judge(PushWish wish, IReadOnlyList<string> broken, LikeBlocked? blocked, OwnersWord word, IEnumerable<Deployment> open)
    {
        if (broken.Count > 0 && WithoutWord(wish, broken, blocked, word) is { } refused)
        {
            return new JudgedPush(wish, refused, broken, null, null);
        }

        var needed = broken.Count > 0 ? word.Reason!.Trim() : null;
        var same = SameOrder(wish, open) is { } kept && Covers(kept, needed, blocked) ? kept : null;
        // Asked for again after an answer was lost, its time may have come meanwhile. Else a time that has passed is a slip, in the day or
        // in the time zone: pushing at once would be a surprise.
        var late = same is null && wish.PublishAt is { } at && at < clock.GetUtcNow() - JustPast
            ? UploadProblems.PublishAtPast.Because($"{wish.Target.Store.Name} {wish.Target.Listing.Sku}", member.Moment(at))
            : null;
        return new JudgedPush(wish, late, broken, needed, same);
    }

    /// <summary>Null where an owner's word lets it go although it breaks rules.</summary>
    private ProblemException? WithoutWord(PushWish wish, IReadOnlyList<string> broken, LikeBlocked? blocked, OwnersWord word) => word switch
    {
        { IsWanted: true } when !member.May(HubAction.OverrideCompliance) => HttpProblems.NotAllowed.Because(),
        { Reason: var reason } when !string.IsNullOrWhiteSpace(reason) => null,
        _ when blocked is not null => UploadProblems.PictureBlocked.Because(blocked.Case),
        _ when broken is [PushRules.Rights] => UploadProblems.RightsEnded.Because(wish.Version.Number),
        _ => UploadProblems.BreaksRules.Because(wish.Version.Number, PushRules.Text(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [wish.Target.Store.SiteCode.ToString()] = broken })),
    };

    /// <summary>By listing, what is under way to its main picture.</summary>
    private async Task<ILookup<Guid, Deployment>> OpenAsync(Guid[] listingIds, CancellationToken cancellationToken) =>
        (await db.Deployments.AsNoTracking().UnderWay()
            .Where(d => listingIds.Contains(d.ListingId) && db.MainImages.Any(i => i.Id == d.MainImageId && i.Slot == MainImage.MainSlot))
            .ToListAsync(cancellationToken)).ToLookup(d => d.ListingId);

    /// <summary>
    /// The same wish, said before and still under way: the same version, at the same time, with no other order for that place in between.
    /// Whoever asked for another picture meanwhile wants this one anew.
    /// </summary>
    private Deployment? SameOrder(PushWish wish, IEnumerable<Deployment> open)
    {
        var now = clock.GetUtcNow();
        var at = wish.PublishAt > now ? wish.PublishAt : null;
        return open.Where(d => (d.PublishAt ?? d.CreatedAt) <= (at ?? now)).OrderBy(d => d.PublishAt ?? d.CreatedAt).ThenBy(d => d.Id).LastOrDefault() is { Purpose: DeploymentPurpose.Push } last
            && last.VersionId == wish.Version.Id
            && last is not { Status: DeploymentStatus.Accepted, Problem: not null }
            && (at is null ? last.PublishAt is null || last.PublishAt <= now : last.PublishAt is { } kept && (kept - at.Value).Duration() < SameInstant)
                ? last
                : null;
    }

    /// <summary>The kept order goes out by itself only where no word is needed, or where it carries one given with all of today's complaints in sight.</summary>
    private static bool Covers(Deployment kept, string? needed, LikeBlocked? blocked) =>
        needed is null || (kept.OverrideReason is not null && (blocked is null || blocked.At <= kept.CreatedAt));
}

/// <summary>A version that somebody wants to see on a listing.</summary>
/// <param name="PublishAt">Not before then; null for at once.</param>
public sealed record PushWish(MainImage Image, ImageVersion Version, PushTarget Target, DateTimeOffset? PublishAt);

/// <summary>An owner's word for pushing what breaks a rule.</summary>
/// <param name="IsWanted">It was asked for, with or without a reason.</param>
public sealed record OwnersWord(string? Reason, bool IsWanted)
{
    public static readonly OwnersWord None = new(null, false);
}

/// <summary>Whether a push may go.</summary>
/// <param name="Refusal">Why not; null when it may.</param>
/// <param name="Broken">Ids of the rules that the picture breaks there.</param>
/// <param name="OverrideReason">Why it goes although it breaks them.</param>
/// <param name="Same">The very same order, given before and still under way.</param>
public sealed record JudgedPush(PushWish Wish, ProblemException? Refusal, IReadOnlyList<string> Broken, string? OverrideReason, Deployment? Same);
