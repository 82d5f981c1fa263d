using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>Which tasks; all that are open where nothing is said.</summary>
/// <param name="DeploymentId">This one alone.</param>
/// <param name="MainImageId">Of one push: of this main image.</param>
/// <param name="StoreId">Of one store.</param>
/// <param name="Marketplace">Of one marketplace.</param>
public sealed record HandTaskFilter(Guid? DeploymentId = null, Guid? MainImageId = null, Guid? StoreId = null, string? Marketplace = null)
{
    public string ToQuery() => string.Join('&', new (string Name, object? Value)[] { ("deploymentId", DeploymentId), ("mainImageId", MainImageId), ("storeId", StoreId), ("marketplace", Marketplace) }
        .Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString($"{part.Value}")}"));
}

/// <summary>A picture that a person puts up.</summary>
/// <param name="Deployment">What was ordered.</param>
/// <param name="Target">Where.</param>
/// <param name="Title">The product's.</param>
/// <param name="Picture">The file; null when it is not there any more.</param>
/// <param name="FileName">As the marketplace wants it.</param>
/// <param name="Page">Where shoppers see the listing; null where that is not known.</param>
/// <param name="Steps">What to do, in order.</param>
public sealed record HandTask(Deployment Deployment, PushTarget Target, string Title, Rendition? Picture, string FileName, Uri? Page, IReadOnlyList<LocalText> Steps);

/// <param name="FileName">Under which name the marketplace wants the picture.</param>
/// <param name="Rendition">The picture: <c>/api/v1/assets/{assetId}/renditions/{rendition}</c>; null when it is not there any more.</param>
/// <param name="ExternalId">The listing's id at the marketplace.</param>
/// <param name="Page">The shoppers' page; null where it is not known, and nothing can be verified.</param>
/// <param name="Steps">In order.</param>
public sealed record HandTaskView(string FileName, string? Rendition, string ExternalId, Uri? Page, IReadOnlyList<LocalText> Steps)
{
    public static HandTaskView Of(HandTask task) => new(task.FileName, task.Picture?.Purpose, task.Target.Listing.ExternalId, task.Page, task.Steps);
}

/// <summary>Reads what waits for a person, with all that they need.</summary>
public sealed class HandTasks(HubDbContext db, StoreConnections connections)
{
    /// <summary>More than a person does in a day, and of pictures what a zip of a few hundred MB holds.</summary>
    public const int Most = 500;

    // As sellers and importers write it.
    private static readonly string[] GtinNames = ["gtin", "ean", "upc"];

    /// <summary>Null where the hub itself puts pictures up, or nobody does any more.</summary>
    public async Task<HandTask?> FindAsync(Guid deploymentId, CancellationToken cancellationToken) =>
        (await ReadAsync(db.Deployments.Where(d => d.Id == deploymentId && (d.Status == DeploymentStatus.Manual || (d.Status == DeploymentStatus.Accepted && d.PutUpByName != null))), cancellationToken)).SingleOrDefault();

    /// <summary>Those that are open, by store; a refusal when there are none, or too many.</summary>
    public async Task<IReadOnlyList<HandTask>> OpenAsync(HandTaskFilter filter, CancellationToken cancellationToken)
    {
        var rows = db.Deployments.Where(d => d.Status == DeploymentStatus.Manual);
        rows = filter.DeploymentId is { } id ? rows.Where(d => d.Id == id) : rows;
        rows = filter.MainImageId is { } image ? rows.Where(d => d.MainImageId == image) : rows;
        rows = filter.StoreId is { } store ? rows.Where(d => db.Listings.Any(l => l.Id == d.ListingId && l.StoreId == store)) : rows;
        rows = filter.Marketplace is { } marketplace ? rows.Where(d => db.Listings.Any(l => l.Id == d.ListingId && db.Stores.Any(s => s.Id == l.StoreId && s.Marketplace == marketplace))) : rows;
        var tasks = await ReadAsync(rows.OrderByDescending(d => d.Id).Take(Most + 1), cancellationToken);
        return tasks.Count switch
        {
            0 => throw UploadProblems.NoTasks.Because(),
            > Most => throw UploadProblems.TooManyTasks.Because(Most),
            _ => tasks,
        };
    }

    private async Task<List<HandTask>> ReadAsync(IQueryable<Deployment> rows, CancellationToken cancellationToken)
    {
        var found = await rows.AsNoTracking()
            .Join(db.Listings, d => d.ListingId, l => l.Id, (d, l) => new { Deployment = d, Listing = l })
            .Join(db.Stores, x => x.Listing.StoreId, s => s.Id, (x, s) => new { x.Deployment, x.Listing, Store = s })
            .Join(db.Products, x => x.Listing.ProductId, p => p.Id, (x, p) => new { x.Deployment, x.Listing, x.Store, p.Title, p.Attributes })
            .OrderBy(x => x.Store.Name).ThenBy(x => x.Listing.Sku).ThenBy(x => x.Deployment.Id).ToListAsync(cancellationToken);
        var assets = found.Select(x => x.Deployment.AssetId).OfType<Guid>().Distinct().ToList();
        var recipes = found.Select(x => StandardRecipes.MainFor(x.Store.Marketplace).Name).Distinct().ToList();
        var pictures = await db.Renditions.AsNoTracking().Where(r => assets.Contains(r.AssetId) && recipes.Contains(r.Purpose) && db.Assets.Any(a => a.Id == r.AssetId && a.PurgedAt == null))
            .ToDictionaryAsync(r => (r.AssetId, r.Purpose), cancellationToken);
        var tasks = new List<HandTask>();
        foreach (var x in found)
        {
            // A connector of its own may have come since: what waits for a person is then only cancelled, or done as any listing's page is read.
            if (connections.ConnectorFor(x.Store).Capabilities.ByHand is not { } hand)
            {
                continue;
            }

            var key = new ListingKey(x.Listing.ExternalId, x.Listing.Sku) { Page = x.Listing.ExternalUrl };
            var picture = x.Deployment.AssetId is { } asset ? pictures.GetValueOrDefault((asset, StandardRecipes.MainFor(x.Store.Marketplace).Name)) : null;
            var gtin = GtinNames.Select(name => x.Attributes.FirstOrDefault(a => string.Equals(a.Key, name, StringComparison.OrdinalIgnoreCase)).Value).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
            tasks.Add(new HandTask(
                x.Deployment, new PushTarget(x.Listing, x.Store), x.Title, picture, hand.FileName(key, gtin, picture?.Format == ImageFormat.Png ? ".png" : ".jpg"), hand.PageOf(key, x.Store.Endpoint), hand.Steps));
        }

        return tasks;
    }
}
