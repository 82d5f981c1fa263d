using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload.Bulk;

/// <summary>Says of many listings at once which picture each would get, when, and what stands in the way. Changes nothing.</summary>
public sealed class PlanPushes(HubDbContext db, JudgePushes judge, SiteClocks clocks, StoreConnections connections, TimeProvider clock)
{
    /// <summary>In one order.</summary>
    public const int Most = 500;

    public async Task<PushPlan> LookAsync(PushesWanted wanted, CancellationToken cancellationToken)
    {
        var drafts = await DraftAsync(wanted, cancellationToken);
        return await JudgeAsync(wanted, drafts, await LikesAsync(drafts, cancellationToken), cancellationToken);
    }

    /// <summary>See <see cref="JudgePushes.LikesAsync"/>.</summary>
    public Task<IReadOnlyDictionary<Guid, PictureLikes?>> LikesAsync(IEnumerable<PushDraft> drafts, CancellationToken cancellationToken) =>
        judge.LikesAsync(drafts.Where(d => d.Problem is null).Select(d => d.Version!), cancellationToken);

    /// <summary>What counts for each listing, and whether there is anything to push at all.</summary>
    public async Task<IReadOnlyList<PushDraft>> DraftAsync(PushesWanted wanted, CancellationToken cancellationToken)
    {
        var ids = wanted.ListingIds.Distinct().ToArray();
        if (ids.Length is 0 or > Most)
        {
            throw BulkPushProblems.Selection.Because(Most);
        }

        var targets = (await db.Listings.AsNoTracking().Where(l => ids.Contains(l.Id)).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new PushTarget(l, s)).ToListAsync(cancellationToken))
            .OrderBy(t => t.Listing.Sku, StringComparer.Ordinal).ThenBy(t => t.Store.Name, StringComparer.Ordinal).ThenBy(t => t.Listing.Id).ToList();
        if (targets.Count != ids.Length)
        {
            throw HttpProblems.NotFound.Because();
        }

        var products = targets.Select(t => t.Listing.ProductId).Distinct().ToArray();
        var images = (await db.MainImages.AsNoTracking().Where(i => products.Contains(i.ProductId) && i.Slot == MainImage.MainSlot && i.RetiredAt == null).ToListAsync(cancellationToken)).ToLookup(i => i.ProductId);
        var approved = images.SelectMany(g => g).Select(i => i.ApprovedVersionId).OfType<Guid>().ToArray();
        var versions = await db.Versions.AsNoTracking().Where(v => approved.Contains(v.Id)).ToDictionaryAsync(v => v.Id, cancellationToken);
        var live = await LiveAsync(ids, cancellationToken);
        var busy = (await db.Deployments.UnderWay().Where(d => ids.Contains(d.ListingId)).Select(d => d.ListingId).Distinct().ToListAsync(cancellationToken)).ToHashSet();
        return targets.ConvertAll(target =>
        {
            var image = Scope.Resolve(images[target.Listing.ProductId], target.Store.Marketplace, target.Store.Site, target.Store.Id);
            var version = image?.ApprovedVersionId is { } id ? versions.GetValueOrDefault(id) : null;
            // Where another order is under way, what is shown now will not stay.
            var why = image is null ? BulkPushProblems.NoMainImage.Because()
                : version is null ? BulkPushProblems.NothingApproved.Because()
                : live.GetValueOrDefault(target.Listing.Id) == version.Id && !busy.Contains(target.Listing.Id) ? BulkPushProblems.AlreadyLive.Because(version.Number)
                : null;
            return new PushDraft(target, image, version, why);
        });
    }

    /// <param name="wanted">What was asked for.</param>
    /// <param name="drafts">See <see cref="DraftAsync"/>.</param>
    /// <param name="likes">See <see cref="LikesAsync"/>. A picture that is not among them was not looked at, and does not go.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<PushPlan> JudgeAsync(PushesWanted wanted, IReadOnlyList<PushDraft> drafts, IReadOnlyDictionary<Guid, PictureLikes?> likes, CancellationToken cancellationToken)
    {
        var times = drafts.Select(d => TimesOf(d, wanted)).ToList();
        var wishes = drafts.Select((d, i) => d.Problem is null && likes.ContainsKey(d.Version!.Id) ? new PushWish(d.Image!, d.Version, d.Target, times[i].PublishAt?.At) : null).ToList();
        var judged = (await judge.LookAsync([.. wishes.OfType<PushWish>()], likes, OwnersWord.None, cancellationToken)).ToDictionary(j => j.Wish.Target.Listing.Id);
        var reports = await ReportsAsync(drafts, cancellationToken);
        List<PlannedPush> items = [.. drafts.Select((draft, i) => Of(draft, times[i], wishes[i], judged.GetValueOrDefault(draft.Target.Listing.Id), reports))];
        List<PushWish> shared = [.. items.Where(i => i.Goes).Select(i => i.Wish!).Where(w => CapabilitiesOf(w.Target)?.PerSitePicture == PerSitePicture.No)];
        return new PushPlan(items, await OthersAsync(shared, cancellationToken), Contradictions(shared));
    }

    private PlannedPush Of(PushDraft draft, Times times, PushWish? wish, JudgedPush? judged, IReadOnlyDictionary<(Guid Version, string Profile), ComplianceReport> reports)
    {
        var (listing, store) = draft.Target;
        var why = draft.Problem ?? judged?.Refusal
            ?? (judged?.Same is not null ? BulkPushProblems.UnderWay.Because(draft.Version!.Number) : wish is null ? BulkPushProblems.ChangedMeanwhile.Because() : null);
        var report = draft.Version is { } version ? reports.GetValueOrDefault((version.Id, store.SiteCode.ToString())) : null;
        var capabilities = CapabilitiesOf(draft.Target);
        var (usual, longest) = capabilities is null ? default : (capabilities.Propagation.Usual, capabilities.Propagation.Longest);
        return new PlannedPush
        {
            ListingId = listing.Id,
            ProductId = listing.ProductId,
            StoreId = store.Id,
            StoreName = store.Name,
            Site = store.SiteCode.ToString(),
            Sku = listing.Sku,
            MainImageId = draft.Image?.Id,
            VersionId = draft.Version?.Id,
            VersionNumber = draft.Version?.Number,
            AssetId = draft.Version?.AssetId,
            LiveAssetId = listing.LiveAssetId,
            Verdict = report?.Verdict,
            Warned = report is null ? [] : [.. report.Findings.Where(f => f.Verdict == Verdict.Warn).Select(f => f.Rule)],
            ByHand = capabilities?.ByHand is not null,
            TimeZone = times.Zone.Id,
            PublishAt = times.PublishAt?.At,
            PublishTurn = times.PublishAt?.Turn ?? ClockTurn.None,
            LiveBy = times.LiveBy?.At,
            Chance = times.LiveBy is { } by ? ChanceOf(times.PublishAt?.At ?? clock.GetUtcNow(), by.At, usual, longest) : null,
            UsualSeconds = usual.TotalSeconds,
            LongestSeconds = longest.TotalSeconds,
            Problem = why is null ? null : new VersionProblem(why.Type.Code, why.Text),
            Wish = wish,
        };
    }

    private static LiveByChance ChanceOf(DateTimeOffset from, DateTimeOffset by, TimeSpan usual, TimeSpan longest) =>
        from + usual > by ? LiveByChance.Late : from + longest > by ? LiveByChance.Tight : LiveByChance.Fits;

    private MarketplaceCapabilities? CapabilitiesOf(PushTarget target) => connections.FindConnector(target.Store.Marketplace)?.Capabilities;

    private Times TimesOf(PushDraft draft, PushesWanted wanted)
    {
        var zone = clocks.ZoneOf(draft.Target.Store.SiteCode);
        return new Times(zone, wanted.PublishAt is { } at ? SiteClocks.At(at, zone) : null, wanted.LiveBy is { } by ? SiteClocks.At(by, zone) : null);
    }

    private async Task<Dictionary<(Guid Version, string Profile), ComplianceReport>> ReportsAsync(IReadOnlyList<PushDraft> drafts, CancellationToken cancellationToken)
    {
        var versions = drafts.Select(d => d.Version?.Id).OfType<Guid>().Distinct().ToArray();
        var profiles = drafts.Select(d => d.Target.Store.SiteCode.ToString()).Distinct().ToArray();
        return await db.VersionCompliance.AsNoTracking().Where(c => versions.Contains(c.VersionId) && profiles.Contains(c.Profile)).ToDictionaryAsync(c => (c.VersionId, c.Profile), c => c.Report, cancellationToken);
    }

    /// <summary>By listing, the version that it was last seen to show.</summary>
    private async Task<Dictionary<Guid, Guid>> LiveAsync(Guid[] listingIds, CancellationToken cancellationToken) =>
        (await db.Ledger.AsNoTracking().Where(e => listingIds.Contains(e.ListingId) && e.Slot == MainImage.MainSlot && e.EndedAt == null && e.VersionId != null)
            .Select(e => new { e.ListingId, VersionId = e.VersionId!.Value, e.LastSeenAt }).ToListAsync(cancellationToken))
            .GroupBy(e => e.ListingId).ToDictionary(g => g.Key, g => g.MaxBy(e => e.LastSeenAt)!.VersionId);

    /// <summary>The product's listings in other stores of the same marketplace, as far as they do not show that version already.</summary>
    private async Task<IReadOnlyList<OtherListing>> OthersAsync(List<PushWish> shared, CancellationToken cancellationToken)
    {
        var products = shared.Select(w => w.Image.ProductId).Distinct().ToArray();
        var marketplaces = shared.Select(w => w.Target.Store.Marketplace).Distinct().ToArray();
        var asked = shared.Select(w => w.Target.Listing.Id).ToArray();
        var others = await db.Listings.AsNoTracking().Where(l => products.Contains(l.ProductId) && !asked.Contains(l.Id))
            .Join(db.Stores.Where(s => marketplaces.Contains(s.Marketplace)), l => l.StoreId, s => s.Id, (l, s) => new PushTarget(l, s)).ToListAsync(cancellationToken);
        var live = await LiveAsync([.. others.Select(o => o.Listing.Id)], cancellationToken);
        return
        [
            .. others.OrderBy(o => o.Listing.Sku, StringComparer.Ordinal).ThenBy(o => o.Store.Name, StringComparer.Ordinal)
                .Select(o => (Other: o, Cause: shared.Find(w => w.Image.ProductId == o.Listing.ProductId && w.Target.Store.Marketplace == o.Store.Marketplace && w.Target.Store.Id != o.Store.Id)))
                .Where(o => o.Cause is not null && live.GetValueOrDefault(o.Other.Listing.Id) != o.Cause.Version.Id)
                .Select(o => new OtherListing(o.Other.Listing.Id, o.Other.Listing.Sku, o.Other.Store.Name, o.Other.Store.SiteCode.ToString(), o.Cause!.Target.Listing.Id)),
        ];
    }

    private static List<PushContradiction> Contradictions(List<PushWish> shared) =>
    [
        .. shared.GroupBy(w => (w.Image.ProductId, w.Target.Store.Marketplace)).Where(g => g.Select(w => w.Version.AssetId).Distinct().Count() > 1)
            .Select(g => new PushContradiction(g.Key.ProductId, g.First().Target.Listing.Sku, [.. g.Select(w => w.Target.Store.SiteCode.ToString()).Distinct().Order(StringComparer.Ordinal)])),
    ];

    private sealed record Times(TimeZoneInfo Zone, LocalInstant? PublishAt, LocalInstant? LiveBy);
}

/// <summary>A listing with what counts there.</summary>
/// <param name="Problem">Why there is nothing to push.</param>
public sealed record PushDraft(PushTarget Target, MainImage? Image, ImageVersion? Version, ProblemException? Problem);
