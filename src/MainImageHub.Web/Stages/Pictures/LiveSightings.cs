using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>
/// Writes down what a look at a listing found: on the listing, in the ledger, and as a fact in the life of the main image.
/// The one place that does, whoever looked: an import, a push that is being verified, the monitor.
/// </summary>
public sealed class LiveSightings(HubDbContext db, LivePictures pictures, PictureLibrary library, MarketplaceClock marketplaceClock, RuleBook rules, ReadOwnRules ownRules, IOptions<UploadOptions> options)
{
    // A picture of ours that was re-encoded, or scaled down and up again, stays within a few of the 64 bits.
    private const int NearHash = 12;
    private const int MostCompared = 20;

    private static readonly Actor Looker = Actor.Background("live look");

    /// <summary>
    /// Applies a look to the rows and leaves the saving to the caller, so that it lands together with what the caller has to say.
    /// The same look twice changes nothing but the time last seen. May decode pictures to recognise one: not inside a transaction.
    /// </summary>
    /// <param name="listing">Tracked by the context.</param>
    /// <param name="store">The listing's store.</param>
    /// <param name="sight">What <see cref="LivePictures"/> saw.</param>
    /// <param name="now">When it was seen.</param>
    /// <param name="match">
    /// What the caller was waiting for and recognised by <see cref="LivePictures.CompareAsync"/>. Null lets this class find out; a picture
    /// that nobody waited for is then believed only when a second look, minutes later, shows another one than the ledger's as well.
    /// </param>
    /// <param name="adopt">Only for reading a store: a picture that no main image covers starts a life of its own, in monitor.</param>
    /// <param name="cancellationToken">Ends the comparing.</param>
    /// <returns>Null when the look failed: that says nothing about what is shown.</returns>
    public async Task<LiveSighting?> RecordAsync(
        Listing listing, Store store, LiveSight sight, DateTimeOffset now, LiveMatch? match = null, bool adopt = false, CancellationToken cancellationToken = default)
    {
        if (sight.Listing is { } remote)
        {
            listing.Suppressed = remote.IsSuppressed;
            listing.Issues = remote.Listing.Issues.ToKept();
        }

        if (sight.Problem is not null && !sight.ListingIsGone)
        {
            return null;
        }

        var images = (await db.MainImages.Where(i => i.ProductId == listing.ProductId && i.Slot == MainImage.MainSlot).ToListAsync(cancellationToken))
            .FindAll(i => i.Scope.Covers(store.Marketplace, store.Site, store.Id));
        var open = await db.Ledger.Where(e => e.ListingId == listing.Id && e.Slot == MainImage.MainSlot && e.EndedAt == null)
            .OrderByDescending(e => e.FirstSeenAt).FirstOrDefaultAsync(cancellationToken);
        var seen = match is { VersionId: not null } ? match : await RecogniseAsync(images, open, sight, now, cancellationToken);
        var shownBefore = await ImageOfAsync(images, open?.VersionId, cancellationToken);
        if (match is null && open is not null && !await IsStillAsync(open, seen, sight, now, cancellationToken))
        {
            listing.DoubtedSince ??= now;
            var confirmedAt = listing.DoubtedSince.Value + options.Value.DriftConfirmedAfter;
            if (now < confirmedAt)
            {
                return new LiveSighting(open, Changed: false, shownBefore) { DoubtedUntil = confirmedAt };
            }
        }

        listing.DoubtedSince = null;
        var report = await JudgeAsync(listing, store, sight.Asset, now, cancellationToken);
        if (adopt && seen.VersionId is null && sight.Asset is { } found && PlaceForFound(images, store, shownBefore) is { } place)
        {
            seen = new LiveMatch(Adopt(images, listing, place, found, report, now).Id, LivePicture.Identical);
        }

        // The ledger goes by the marketplace's clock, as the figures do that are joined with it.
        var (entry, changed) = Note(listing, open, sight.Asset?.Id, seen, await marketplaceClock.AtAsync(store, now, cancellationToken));
        listing.LivePictureUrl = sight.Link?.ToString();
        listing.LiveAssetId = sight.Asset?.Id;
        listing.LiveSeenAt = now;
        listing.JudgeLive(report);
        if (report is not null)
        {
            await db.NoteVerdictsAsync(sight.Asset!.Id, [report], cancellationToken);
        }

        if (changed)
        {
            await UseAgainAsync(entry, now, cancellationToken);
        }

        var image = await TellMainImagesAsync(images, listing, shownBefore, entry, changed, now, cancellationToken);
        return new LiveSighting(entry, changed, image);
    }

    /// <summary>Which of our versions the picture is, if any.</summary>
    private async Task<LiveMatch> RecogniseAsync(List<MainImage> images, LedgerEntry? open, LiveSight sight, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (sight.Asset is not { } shown)
        {
            return new LiveMatch(null, LivePicture.Missing);
        }

        if (open is { VersionId: not null } && open.AssetId == shown.Id)
        {
            return new LiveMatch(open.VersionId, open.Shown);
        }

        // Of every version only the numbers that tell likeness: an image may have hundreds, and a few are decoded.
        var ids = images.Select(i => i.Id).ToList();
        var versions = await db.Versions.Where(v => ids.Contains(v.MainImageId) && v.Status == VersionStatus.Ready)
            .Join(db.Assets, v => v.AssetId, a => a.Id, (v, a) => new { v.Id, AssetId = a.Id, a.PerceptualHash, IsHere = a.PurgedAt == null }).ToListAsync(cancellationToken);
        var live = images.Select(i => i.LiveVersionId).OfType<Guid>().ToHashSet();
        var same = versions.Where(v => v.AssetId == shown.Id).OrderByDescending(v => live.Contains(v.Id)).ThenByDescending(v => v.Id).FirstOrDefault();
        if (same is not null)
        {
            return new LiveMatch(same.Id, LivePicture.Identical);
        }

        var near = versions.Where(v => v.IsHere)
            .Select(v => (v.Id, v.AssetId, Distance: HashBands.Distance(v.PerceptualHash, shown.PerceptualHash)))
            .Where(v => v.Distance <= NearHash).OrderBy(v => v.Distance).ThenByDescending(v => live.Contains(v.Id)).ThenByDescending(v => v.Id).Take(MostCompared);
        foreach (var (version, assetId, _) in near)
        {
            var evidence = await pictures.CompareAsync(sight, await db.Assets.SingleAsync(a => a.Id == assetId, cancellationToken), now, cancellationToken);
            if (evidence.ShowsOurs)
            {
                return new LiveMatch(version, evidence.Shown);
            }
        }

        return new LiveMatch(null, LivePicture.Replaced);
    }

    /// <summary>Whether this is still the picture that the ledger speaks of: its bytes, its version, or the same picture encoded anew.</summary>
    private async Task<bool> IsStillAsync(LedgerEntry open, LiveMatch seen, LiveSight sight, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (open.AssetId == sight.Asset?.Id || (open.VersionId is not null && open.VersionId == seen.VersionId))
        {
            return true;
        }

        return sight.Asset is not null && open.AssetId is { } id
            && await db.Assets.SingleAsync(a => a.Id == id, cancellationToken) is { PurgedAt: null } before
            && (await pictures.CompareAsync(sight, before, now, cancellationToken)).ShowsOurs;
    }

    private async Task<ComplianceReport?> JudgeAsync(Listing listing, Store store, Asset? asset, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (asset is null || !rules.Knows(store.SiteCode))
        {
            return null;
        }

        var category = await db.Products.Where(p => p.Id == listing.ProductId).Select(p => p.Category).SingleAsync(cancellationToken);
        return rules.Judge(asset.Facts, store.SiteCode, now, category, await ownRules.NowAsync(cancellationToken), await library.LikesAsync(asset, listing.ProductId, cancellationToken));
    }

    /// <summary>
    /// Where a picture found live belongs: to the site; beside another picture that is already live there, to the store; to the main image
    /// that the listing showed before, as its next version. Null where people have plans of their own: then it is only noted as seen.
    /// </summary>
    private static FoundPlace? PlaceForFound(List<MainImage> images, Store store, MainImage? shownBefore)
    {
        var covering = images.Where(i => i.Scope.Covers(store.Marketplace, store.Site, store.Id)).ToList();
        if (covering.Count == 0)
        {
            return new FoundPlace(Scope.ForSite(store.Marketplace, store.Site), null);
        }

        // What was retired here stays retired: whoever keeps the picture up did not ask for a new life of it.
        if (Scope.Resolve(covering.Where(i => i.RetirementRequestedAt is null), store.Marketplace, store.Site, store.Id) is not { LiveVersionId: not null } resolved)
        {
            return null;
        }

        if (resolved.Id == shownBefore?.Id)
        {
            // Somebody changed the picture at the marketplace. Where people here have approved one, that is a drift for them to see.
            return resolved.ApprovedVersionId is null ? new FoundPlace(resolved.Scope, resolved) : null;
        }

        return resolved.Scope.Kind switch
        {
            ScopeKind.Store => null,
            ScopeKind.Site => new FoundPlace(Scope.ForStore(store.Marketplace, store.Site, store.Id), null),
            _ => new FoundPlace(Scope.ForSite(store.Marketplace, store.Site), null),
        };
    }

    private ImageVersion Adopt(List<MainImage> images, Listing listing, FoundPlace place, Asset found, ComplianceReport? report, DateTimeOffset now)
    {
        var image = place.Image;
        if (image is null)
        {
            image = MainImage.Plan(listing.WorkspaceId, listing.ProductId, place.Scope, MainImage.MainSlot, Brief.Empty, null, null, Looker, now);
            db.MainImages.Add(image);
            images.Add(image);
        }

        var version = image.AdoptLivePicture(found.Sha256, found.FileName, found.Id, Looker, now);
        db.Versions.Add(version);
        if (report is not null)
        {
            db.VersionCompliance.Add(new VersionCompliance
            {
                WorkspaceId = listing.WorkspaceId,
                VersionId = version.Id,
                Profile = report.Profile,
                RuleSetVersion = report.RuleSetVersion,
                Verdict = report.Verdict,
                Report = report,
                JudgedAt = now,
            });
        }

        return version;
    }

    private (LedgerEntry Entry, bool Changed) Note(Listing listing, LedgerEntry? open, Guid? assetId, LiveMatch seen, DateTimeOffset now)
    {
        if (open is not null && open.AssetId == assetId && (open.VersionId is null || open.VersionId == seen.VersionId))
        {
            var recognised = open.VersionId != seen.VersionId;
            open.VersionId = seen.VersionId;
            open.LastSeenAt = now > open.LastSeenAt ? now : open.LastSeenAt;
            return (open, recognised);
        }

        if (open is not null)
        {
            open.EndedAt = now;
        }

        var entry = new LedgerEntry
        {
            WorkspaceId = listing.WorkspaceId,
            ListingId = listing.Id,
            Slot = MainImage.MainSlot,
            AssetId = assetId,
            VersionId = seen.VersionId,
            FirstSeenAt = now,
            LastSeenAt = now,
            Shown = seen.Shown,
        };
        db.Ledger.Add(entry);
        return (entry, true);
    }

    /// <summary>What shoppers see is in use, whatever was decided of it as one of two look-alikes: the copy seen and the version that it is.</summary>
    private async Task UseAgainAsync(LedgerEntry entry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var asset in await db.Assets.Where(a => a.ArchivedAt != null && (a.Id == entry.AssetId || db.Versions.Any(v => v.Id == entry.VersionId && v.AssetId == a.Id))).ToListAsync(cancellationToken))
        {
            asset.ArchivedAt = null;
            db.Audit(Looker, "picture.usedAgain", "asset", asset.Id, now);
        }
    }

    /// <summary>The main image whose version is shown went live; the one whose version is shown nowhere any more went dark.</summary>
    private async Task<MainImage?> TellMainImagesAsync(List<MainImage> images, Listing listing, MainImage? left, LedgerEntry entry, bool changed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var shown = await ImageOfAsync(images, entry.VersionId, cancellationToken);
        if (shown is { RetiredAt: null } && (changed || shown.LiveVersionId is null))
        {
            // Several listings may share a main image: only a change of one of them moves it, or two would pull it to and fro.
            shown.WentLive(entry.VersionId!.Value, Looker, now);
        }

        if (changed && left is not null && left.Id != shown?.Id)
        {
            var elsewhere = await db.Ledger.AnyAsync(
                e => e.EndedAt == null && e.ListingId != listing.Id && db.Versions.Any(v => v.Id == e.VersionId && v.MainImageId == left.Id), cancellationToken);
            if (!elsewhere)
            {
                left.WentDark(Looker, now, entry.AssetId is null ? "noPicture" : "otherPicture");
            }
        }

        return shown;
    }

    private async Task<MainImage?> ImageOfAsync(List<MainImage> images, Guid? versionId, CancellationToken cancellationToken)
    {
        if (versionId is not { } id)
        {
            return null;
        }

        var imageId = db.Versions.Local.FirstOrDefault(v => v.Id == id)?.MainImageId
            ?? await db.Versions.Where(v => v.Id == id).Select(v => v.MainImageId).SingleAsync(cancellationToken);
        return images.Find(i => i.Id == imageId);
    }

    private sealed record FoundPlace(Scope Scope, MainImage? Image);
}

/// <summary>The caller's own finding: which version is shown, and how it compares. A null version: none of ours.</summary>
public sealed record LiveMatch(Guid? VersionId, LivePicture Shown);

/// <summary>What was written down.</summary>
/// <param name="Entry">The ledger's open entry; its version tells whether the picture is one of ours.</param>
/// <param name="Changed">Another picture than the last look found, or the first look at all.</param>
/// <param name="Image">The main image whose version is shown; null for a picture that is not ours.</param>
public sealed record LiveSighting(LedgerEntry Entry, bool Changed, MainImage? Image)
{
    /// <summary>Set when another picture was shown that no second look has confirmed: look again at this time. Nothing else was written down.</summary>
    public DateTimeOffset? DoubtedUntil { get; init; }
}

internal static class ForeignIssues
{
    /// <summary>The marketplace's complaints as they are kept with the listing.</summary>
    public static List<ListingIssue> ToKept(this IEnumerable<Marketplaces.ListingIssue> issues) =>
        [.. issues.Select(i => new ListingIssue(i.Code, i.Severity, i.Message, i.Enforcements))];
}
