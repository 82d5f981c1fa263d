using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Grid;

/// <summary>All that the cells of some products are made of, read by a few queries however many cells there are.</summary>
internal sealed class GridFacts
{
    public required ILookup<Guid, GridImage> Images { get; init; }

    /// <summary>By main image: those that count, and those that listings were seen to show.</summary>
    public required IReadOnlyDictionary<Guid, VersionFact> Versions { get; init; }

    public required ILookup<Guid, JudgedFact> Verdicts { get; init; }

    public required ILookup<Guid, ListingFact> Listings { get; init; }

    /// <summary>The listings that their marketplace hides.</summary>
    public required IReadOnlySet<Guid> Hidden { get; init; }

    /// <summary>What each listing was last seen to show.</summary>
    public required IReadOnlyDictionary<Guid, SeenFact> Seen { get; init; }

    /// <summary>The newest push to each listing of which it is not certain from what was seen that what should be there is.</summary>
    public required IReadOnlyDictionary<Guid, PushFact> Pushes { get; init; }

    public required IReadOnlySet<Guid> NextInWork { get; init; }

    public static async Task<GridFacts> ReadAsync(HubDbContext db, IReadOnlyCollection<Guid> productIds, string slot, CancellationToken cancellationToken)
    {
        var products = productIds.ToArray();
        var images = await db.MainImages.AsNoTracking().Where(i => products.Contains(i.ProductId) && i.Slot == slot && i.RetiredAt == null)
            .Select(i => new GridImage(i.Id, i.ProductId, i.Scope, i.Stage, i.OwnerId, i.DueOn, i.LiveVersionId ?? i.ApprovedVersionId ?? i.WorkVersionId, i.ExperimentId != null)).ToListAsync(cancellationToken);
        var listings = await db.Listings.AsNoTracking().Where(l => products.Contains(l.ProductId)).Select(l => new ListingFact(l.Id, l.ProductId, l.StoreId)).ToListAsync(cancellationToken);
        var listingIds = listings.ConvertAll(l => l.Id).ToArray();
        var seen = await db.Ledger.AsNoTracking().Where(e => listingIds.Contains(e.ListingId) && e.Slot == slot && e.EndedAt == null)
            .Select(e => new SeenFact(e.ListingId, e.VersionId, e.LastSeenAt)).ToListAsync(cancellationToken);
        var shown = images.Select(i => i.VersionId).OfType<Guid>().ToHashSet();
        var versionIds = shown.Concat(seen.Select(s => s.VersionId).OfType<Guid>()).Distinct().ToArray();
        var versions = await db.Versions.AsNoTracking().Where(v => versionIds.Contains(v.Id)).Select(v => new VersionFact(v.Id, v.MainImageId, v.Number, v.AssetId)).ToListAsync(cancellationToken);
        var shownIds = shown.ToArray();
        var verdicts = await db.VersionCompliance.AsNoTracking().Where(c => shownIds.Contains(c.VersionId)).Select(c => new JudgedFact(c.VersionId, c.Profile, c.Verdict)).ToListAsync(cancellationToken);
        var seenLive = seen.Where(s => s.VersionId is { } version && shown.Contains(version)).Select(s => s.ListingId).ToHashSet();
        // Where a product has several pictures, the one that was seen need not be the one that should be.
        var single = images.CountBy(i => i.ProductId).Where(p => p.Value == 1).Select(p => p.Key).ToHashSet();
        var open = listings.Where(l => !seenLive.Contains(l.Id) || !single.Contains(l.ProductId)).Select(l => l.Id).ToArray();
        var imageIds = images.ConvertAll(i => i.Id).ToArray();
        var pushes = open.Length == 0 || imageIds.Length == 0 ? [] : await db.Listings.Where(l => open.Contains(l.Id))
            .SelectMany(l => db.Deployments.Where(d => d.ListingId == l.Id && imageIds.Contains(d.MainImageId)).OrderByDescending(d => d.Id).Take(1).Select(d => new PushFact(d.ListingId, d.MainImageId, d.Status)))
            .ToListAsync(cancellationToken);
        return new GridFacts
        {
            Images = images.ToLookup(i => i.ProductId),
            Versions = versions.ToDictionary(v => v.Id),
            Verdicts = verdicts.ToLookup(v => v.VersionId),
            Listings = listings.ToLookup(l => l.ProductId),
            Hidden = (await db.HiddenListings().Where(l => products.Contains(l.ProductId)).Select(l => l.Id).ToListAsync(cancellationToken)).ToHashSet(),
            Seen = seen.GroupBy(s => s.ListingId).ToDictionary(g => g.Key, g => g.MaxBy(s => s.LastSeenAt)!),
            Pushes = pushes.ToDictionary(p => p.ListingId),
            NextInWork = imageIds.Length == 0 ? new HashSet<Guid>() : await db.WithWorkBeyondLiveAsync(imageIds, cancellationToken),
        };
    }
}

/// <param name="VersionId">The live one, else the newest approved, else the newest.</param>
internal sealed record GridImage(Guid Id, Guid ProductId, Scope Scope, LifecycleStage Stage, Guid? OwnerId, DateOnly? DueOn, Guid? VersionId, bool TestRunning);

internal sealed record VersionFact(Guid Id, Guid MainImageId, int Number, Guid? AssetId);

internal sealed record JudgedFact(Guid VersionId, string Profile, Verdict Verdict);

internal sealed record ListingFact(Guid Id, Guid ProductId, Guid StoreId);

internal sealed record SeenFact(Guid ListingId, Guid? VersionId, DateTimeOffset LastSeenAt);

internal sealed record PushFact(Guid ListingId, Guid MainImageId, DeploymentStatus Status);
