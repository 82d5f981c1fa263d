using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>Main images as the board and the list show them.</summary>
public sealed class ImageCards(HubDbContext db, CurrentMember me, TimeProvider clock, PlaceNames places)
{
    public async Task<IReadOnlyList<ImageCard>> ShowAsync(IReadOnlyList<MainImage> images, CancellationToken cancellationToken)
    {
        var productIds = images.Select(i => i.ProductId).Distinct().ToArray();
        var versionIds = images.Select(i => i.LiveVersionId ?? i.WorkVersionId).OfType<Guid>().Distinct().ToArray();
        var ownerIds = images.Select(i => i.OwnerId).OfType<Guid>().Distinct().ToArray();
        var products = await db.Products.AsNoTracking().Where(p => productIds.Contains(p.Id)).Select(p => new { p.Id, p.Title, p.Sku }).ToDictionaryAsync(p => p.Id, cancellationToken);
        var versions = await db.Versions.AsNoTracking().Where(v => versionIds.Contains(v.Id)).Select(v => new { v.Id, v.Number, v.AssetId }).ToDictionaryAsync(v => v.Id, cancellationToken);
        var verdicts = (await db.VersionCompliance.AsNoTracking().Where(c => versionIds.Contains(c.VersionId)).Select(c => new { c.VersionId, c.Profile, c.Verdict }).ToListAsync(cancellationToken)).ToLookup(c => c.VersionId);
        var owners = await db.Members.AsNoTracking().Where(m => ownerIds.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.Name, cancellationToken);
        var stores = await db.StoreNamesAsync(images.Select(i => i.Scope), cancellationToken);
        var inWork = await db.WithWorkBeyondLiveAsync([.. images.Select(i => i.Id)], cancellationToken);
        var hidden = (await db.HiddenListings().Where(l => productIds.Contains(l.ProductId)).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { l.ProductId, s.Marketplace, s.Site, s.Id }).ToListAsync(cancellationToken)).ToLookup(l => l.ProductId);
        var today = me.Today(clock);
        return [.. images.Select(image =>
        {
            var product = products[image.ProductId];
            var version = (image.LiveVersionId ?? image.WorkVersionId) is { } id ? versions.GetValueOrDefault(id) : null;
            var profile = image.Scope.Site is null ? null : image.Scope.ToString();
            var judged = version is null ? [] : verdicts[version.Id].Where(c => profile is null || c.Profile == profile).Select(c => c.Verdict).ToArray();
            return new ImageCard(
                image.Id, image.Stage, product.Title, product.Sku, places.Scope(image.Scope, stores), image.Slot,
                image.OwnerId is { } owner ? owners.GetValueOrDefault(owner) : null,
                image.DueOn, IsWaited(image.Stage) && image.DueOn < today, inWork.Contains(image.Id),
                version?.Number, version?.AssetId, judged.Length == 0 ? null : judged.Max(),
                image.RetiredAt is null && image.Slot == MainImage.MainSlot && hidden[image.ProductId].Any(l => image.Scope.Covers(l.Marketplace, l.Site, l.Id)));
        })];
    }

    /// <summary>A due date is kept by getting a picture live.</summary>
    private static bool IsWaited(LifecycleStage stage) => stage is LifecycleStage.Plan or LifecycleStage.Design or LifecycleStage.Upload;
}

/// <param name="Scope">Where it applies, as a person reads it.</param>
/// <param name="IsHidden">Its marketplace hides a listing that it covers.</param>
/// <param name="Verdict">The worst one for the scope's own site, else of all sites judged; null when none was.</param>
public sealed record ImageCard(
    Guid Id,
    LifecycleStage Stage,
    string Title,
    string Sku,
    string Scope,
    string Slot,
    string? Owner,
    DateOnly? DueOn,
    bool IsOverdue,
    bool HasNextInWork,
    int? VersionNumber,
    Guid? AssetId,
    Verdict? Verdict,
    bool IsHidden);

public sealed record CardColumn(LifecycleStage Stage, string Count, IReadOnlyList<ImageCard> Cards, string? NextCursor);
