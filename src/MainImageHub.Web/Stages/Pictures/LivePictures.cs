using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Processes;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>What shoppers get for a listing: asked of the marketplace, fetched, kept, and held against what should be there.</summary>
public sealed class LivePictures(WorkspaceScope scope, StoreConnections connections, AssetIntake intake, IBlobStore blobs, GuardedFetch fetch, SimulatorOrigin simulator, ImagingProcesses imaging)
{
    private const long MaxPictureBytes = 30L * 1024 * 1024;

    /// <summary>Reads the listing and fetches its main picture. Makes no change to listing or ledger; the asset is kept.</summary>
    public async Task<LiveSight> SeeAsync(Store store, Listing listing, CancellationToken cancellationToken)
    {
        var connection = connections.Open(store);
        var answer = await connections.ConnectorFor(store).ReadListingAsync(connection, new ListingKey(listing.ExternalId, listing.Sku, listing.ProductType) { Page = listing.ExternalUrl }, cancellationToken);
        if (!answer.Ok)
        {
            return new LiveSight(null, null, null, answer.Problem) { ListingIsGone = answer.Problem?.Code == ProblemCodes.NotFound };
        }

        if (answer.Value is { MainImage: null, CatalogueProblem: { } unread })
        {
            // Not known is not the same as not there.
            return new LiveSight(answer.Value, null, null, unread);
        }

        // A trusted store's shoppers' page may still name a picture anywhere: only the simulator's own are exempt from the guard.
        var link = answer.Value.MainImage?.Link;
        return await FetchAsync(answer.Value, link, connection.EndpointIsTrusted && link is not null && simulator.Is(link), cancellationToken);
    }

    /// <summary>Fetches a picture whose address the marketplace just gave.</summary>
    public async Task<LiveSight> FetchAsync(LiveListing? seen, Uri? link, bool trusted, CancellationToken cancellationToken)
    {
        if (link is null)
        {
            return new LiveSight(seen, null, null, null);
        }

        await using var fetched = await fetch.GetAsync(link, MaxPictureBytes, trusted, cancellationToken);
        if (fetched.Stream is null)
        {
            return new LiveSight(seen, link, null, fetched.Problem);
        }

        try
        {
            var blob = await blobs.PutAsync(scope.WorkspaceId!.Value, fetched.Stream, MaxPictureBytes, cancellationToken);
            return new LiveSight(seen, link, await intake.TakeAsync(blob.Sha256, Path.GetFileName(link.LocalPath), AssetOrigin.FoundLive, cancellationToken), null);
        }
        catch (ImageRefusedException refused)
        {
            return new LiveSight(seen, link, null, new MarketplaceProblem { Code = refused.Code, Message = refused.Text, MayPass = true });
        }
    }

    /// <summary>
    /// Holds the picture that was seen against the one that should be there, and against the one that hung there before: what looks like
    /// ours with something changed is, until the marketplace is through with a push, mostly just the old picture.
    /// </summary>
    public async Task<LiveEvidence> CompareAsync(LiveSight sight, Asset? expected, PictureBefore? before, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var evidence = await CompareAsync(sight, expected, at, cancellationToken);
        if (before is null || sight.Asset is not { } shown)
        {
            return evidence;
        }

        // A correction may be so slight that it passes for another encoding; the very bytes of the version before are no proof of a new one.
        var isBefore = shown.Id == before.Asset.Id
            ? !evidence.ShowsOurs || await DiffersAsync(before.File, expected, cancellationToken)
            : !evidence.ShowsOurs && (await CompareAsync(sight, before.Asset, at, cancellationToken)).ShowsOurs;
        return isBefore ? evidence with { Shown = LivePicture.Replaced, ShowsBefore = true } : evidence;
    }

    /// <summary>
    /// Whether two files of ours are two pictures. Two that differ in what is written beside the pixels alone are served as the same
    /// bytes, which then prove nothing.
    /// </summary>
    private async Task<bool> DiffersAsync(Asset? before, Asset? expected, CancellationToken cancellationToken)
    {
        if (before is not { PurgedAt: null } || expected is null)
        {
            return false;
        }

        return await HoldAgainstAsync(before, expected, cancellationToken) is { MeanDifference: > 0 };
    }

    /// <summary>
    /// Null when a file is gone or damaged, or could not be read this time although it was before: nobody knows then how they compare, and
    /// other looks go on.
    /// </summary>
    private async Task<PictureComparison?> HoldAgainstAsync(Asset wanted, Asset shown, CancellationToken cancellationToken)
    {
        var workspaceId = scope.WorkspaceId!.Value;
        try
        {
            using var one = await blobs.BringAsync(workspaceId, wanted.Sha256, cancellationToken);
            using var other = await blobs.BringAsync(workspaceId, shown.Sha256, cancellationToken);
            return one is null || other is null ? null : await imaging.CompareAsync(one.Path, other.Path, cancellationToken);
        }
        catch (Exception e) when (e is ImageRefusedException or BlobDamagedException)
        {
            return null;
        }
    }

    /// <summary>Holds the picture that was seen against the one that should be there.</summary>
    public async Task<LiveEvidence> CompareAsync(LiveSight sight, Asset? expected, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var issues = sight.Listing is { } live ? string.Join("; ", live.Listing.Issues.Select(i => $"{i.Code}: {i.Message}")) : null;
        var evidence = new LiveEvidence
        {
            At = at,
            Shown = sight.ShowsNothing ? LivePicture.Missing : LivePicture.Unreachable,
            PictureUrl = sight.Link?.ToString(),
            AssetId = sight.Asset?.Id,
            Issues = string.IsNullOrEmpty(issues) ? null : issues,
        };
        if (sight.Asset is null || expected is null)
        {
            return sight.Asset is not null ? evidence with { Shown = LivePicture.Replaced } : evidence;
        }

        if (await HoldAgainstAsync(expected, sight.Asset, cancellationToken) is not { } comparison)
        {
            return evidence with { Shown = LivePicture.Unreachable };
        }

        return evidence with
        {
            HashDistance = comparison.HashDistance,
            PixelDifference = Math.Round(comparison.MeanDifference, 2),
            Shown = comparison.Relation switch
            {
                PictureRelation.Identical => LivePicture.Identical,
                PictureRelation.Reencoded => LivePicture.ReEncoded,
                PictureRelation.Edited => LivePicture.EditedByPlatform,
                _ => LivePicture.Replaced,
            },
        };
    }
}

/// <summary>What hung at a place before a push.</summary>
/// <param name="Asset">The picture as it was fetched then.</param>
/// <param name="File">The file of the version that it was, where it is known to have been one of ours and not the one that is pushed.</param>
public sealed record PictureBefore(Asset Asset, Asset? File);

/// <summary>One look. A null asset without a problem means that the listing shows no picture.</summary>
public sealed record LiveSight(LiveListing? Listing, Uri? Link, Asset? Asset, MarketplaceProblem? Problem)
{
    /// <summary>The marketplace does not know the listing any more. A second look has to say so too before it is believed.</summary>
    public bool ListingIsGone { get; init; }

    /// <summary>Shoppers get no picture, as opposed to: nobody knows what they get.</summary>
    public bool ShowsNothing => Asset is null && (Problem is null || ListingIsGone);
}
