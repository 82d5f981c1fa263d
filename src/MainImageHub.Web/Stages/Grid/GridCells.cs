using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Plan;

namespace MainImageHub.Web.Stages.Grid;

/// <summary>Makes the cells of a product: which picture counts at each place, where it comes from, and what was seen of it.</summary>
internal sealed class GridCells(IReadOnlyList<GridColumn> columns, IReadOnlyList<GridColumn> allColumns, GridFacts facts, DateOnly today)
{
    private readonly Dictionary<Guid, Scope> stores = allColumns.Where(c => c.Scope.StoreId is not null).ToDictionary(c => c.Scope.StoreId!.Value, c => c.Scope);

    public IReadOnlyList<GridCell> Of(Guid productId)
    {
        var images = facts.Images[productId].ToList();
        var listings = facts.Listings[productId].Where(l => stores.ContainsKey(l.StoreId)).Select(l => Look(l, images)).ToList();
        return [.. columns.Select(column => CellOf(column, images, listings))];
    }

    private GridCell CellOf(GridColumn column, List<GridImage> images, List<ListingLook> listings)
    {
        var there = listings.FindAll(l => column.Stores.Contains(l.StoreId));
        if (Scope.Resolve(images, i => i.Scope, column.Scope) is not { } image)
        {
            return new GridCell
            {
                Place = column.Key,
                State = there.Count == 0 ? GridState.Unlisted : there.Exists(l => l.Image is null) ? GridState.Missing : GridState.Covered,
                IsListed = there.Count > 0,
            };
        }

        var isOwn = image.Scope.Kind == column.Scope.Kind;
        var wider = isOwn ? Scope.Resolve(images.Where(i => i != image), i => i.Scope, column.Scope) : null;
        var version = image.VersionId is { } id ? facts.Versions.GetValueOrDefault(id) : null;
        return new GridCell
        {
            Place = column.Key,
            State = !isOwn ? GridState.Inherited : wider is null ? GridState.Own : GridState.Overridden,
            IsListed = there.Count > 0,
            MainImageId = image.Id,
            InheritedFrom = isOwn ? null : ScopeView.Of(image.Scope),
            Overrides = wider is null ? null : ScopeView.Of(wider.Scope),
            Stage = image.Stage,
            Version = version is null ? null : new GridVersion(version.Id, version.Number, version.AssetId),
            Verdict = version is null ? null : VerdictAt(column.Scope, version.Id),
            Seen = SeenOn(there.FindAll(l => l.Image == image)),
            TestRunning = image.TestRunning,
            NextInWork = facts.NextInWork.Contains(image.Id),
            OwnerId = image.OwnerId,
            DueOn = image.DueOn,
            IsOverdue = image.DueOn < today && image.Stage is (LifecycleStage.Plan or LifecycleStage.Design or LifecycleStage.Upload),
        };
    }

    /// <summary>At a place of several sites the worst of those that were judged; nothing where none was.</summary>
    private Verdict? VerdictAt(Scope place, Guid version)
    {
        Verdict? worst = null;
        foreach (var judged in facts.Verdicts[version])
        {
            if ((place.Marketplace is null || judged.Profile.StartsWith(place.Marketplace + "/", StringComparison.Ordinal))
                && (place.Site is null || judged.Profile == $"{place.Marketplace}/{place.Site}")
                && !(worst > judged.Verdict))
            {
                worst = judged.Verdict;
            }
        }

        return worst;
    }

    private static GridSeen? SeenOn(List<ListingLook> listings)
    {
        if (listings.Count == 0)
        {
            return null;
        }

        var worst = listings.MaxBy(l => l.Proof)!;
        return new GridSeen(worst.Proof, listings.Count(l => l.Proof == GridProof.Live), listings.Count, worst.Proof == GridProof.Live ? listings.Min(l => l.At) : null, worst.OtherVersion);
    }

    /// <summary>What a listing should show, and what was seen of that.</summary>
    private ListingLook Look(ListingFact listing, List<GridImage> images)
    {
        var image = Scope.Resolve(images, i => i.Scope, stores[listing.StoreId]);
        if (facts.Hidden.Contains(listing.Id))
        {
            return new ListingLook(listing.StoreId, image, GridProof.Hidden, null, null);
        }

        var seen = facts.Seen.GetValueOrDefault(listing.Id);
        if (image is not null && seen?.VersionId is { } version)
        {
            if (version == image.VersionId)
            {
                return new ListingLook(listing.StoreId, image, GridProof.Live, seen.LastSeenAt, null);
            }

            if (facts.Versions.GetValueOrDefault(version) is { } other && other.MainImageId == image.Id)
            {
                return new ListingLook(listing.StoreId, image, GridProof.OtherVersion, null, other.Number);
            }
        }

        var push = facts.Pushes.GetValueOrDefault(listing.Id) is { } newest && newest.MainImageId == image?.Id ? newest : null;
        var proof = ProofOf(push?.Status);
        // Where nothing is known of its own way there, what is shown instead says more.
        return new ListingLook(listing.StoreId, image, proof == GridProof.NotLive && seen?.VersionId is not null ? GridProof.OtherPicture : proof, null, null);
    }

    private static GridProof ProofOf(DeploymentStatus? newest) => newest switch
    {
        DeploymentStatus.Scheduled or DeploymentStatus.Queued or DeploymentStatus.Pushing or DeploymentStatus.Manual => GridProof.OnItsWay,
        DeploymentStatus.Accepted => GridProof.AcceptedNotLive,
        // It was seen live once, and something else is shown now.
        DeploymentStatus.Live or DeploymentStatus.Drifted => GridProof.Drifted,
        DeploymentStatus.Failed => GridProof.Failed,
        _ => GridProof.NotLive,
    };

    private sealed record ListingLook(Guid StoreId, GridImage? Image, GridProof Proof, DateTimeOffset? At, int? OtherVersion);
}
