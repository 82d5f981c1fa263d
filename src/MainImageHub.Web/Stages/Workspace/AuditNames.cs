using System.Globalization;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>What people call the things that the audit trail speaks of, read for a whole page at once.</summary>
public sealed class AuditNames(HubDbContext db, PlaceNames places)
{
    /// <summary>Main images alone, by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> OfImagesAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var images = await db.MainImages.AsNoTracking().Where(i => ids.Contains(i.Id)).Join(db.Products, i => i.ProductId, p => p.Id, (i, p) => new { i.Id, i.Scope, p.Sku }).ToListAsync(cancellationToken);
        var stores = await db.StoreNamesAsync(images.Select(i => i.Scope), cancellationToken);
        return images.ToDictionary(i => i.Id, i => $"{i.Sku} · {places.Scope(i.Scope, stores)}");
    }

    /// <summary>By id; what is no longer there has no name.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> OfAsync(IEnumerable<Guid> things, CancellationToken cancellationToken)
    {
        var ids = things.Distinct().ToList();
        var names = new Dictionary<Guid, string>();
        void Add(Guid id, string name) => names.TryAdd(id, name);

        foreach (var s in await db.Stores.Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToListAsync(cancellationToken))
        {
            Add(s.Id, s.Name);
        }

        foreach (var m in await db.Members.Where(m => ids.Contains(m.Id)).Select(m => new { m.Id, m.Name }).ToListAsync(cancellationToken))
        {
            Add(m.Id, m.Name);
        }

        foreach (var p in await db.Products.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Sku }).ToListAsync(cancellationToken))
        {
            Add(p.Id, p.Sku);
        }

        foreach (var l in await db.Listings.Where(l => ids.Contains(l.Id)).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { l.Id, l.Sku, s.Name }).ToListAsync(cancellationToken))
        {
            Add(l.Id, $"{l.Sku} · {l.Name}");
        }

        foreach (var (id, name) in await OfImagesAsync(ids, cancellationToken))
        {
            Add(id, name);
        }

        foreach (var v in await db.Versions.Where(v => ids.Contains(v.Id))
            .Join(db.MainImages, v => v.MainImageId, i => i.Id, (v, i) => new { v.Id, v.Number, i.ProductId }).Join(db.Products, v => v.ProductId, p => p.Id, (v, p) => new { v.Id, v.Number, p.Sku }).ToListAsync(cancellationToken))
        {
            Add(v.Id, string.Create(CultureInfo.InvariantCulture, $"{v.Sku} v{v.Number}"));
        }

        foreach (var p in await db.Pins.Where(p => ids.Contains(p.Id)).Join(db.MainImages, p => p.MainImageId, i => i.Id, (p, i) => new { p.Id, p.Number, i.ProductId })
            .Join(db.Products, p => p.ProductId, x => x.Id, (p, x) => new { p.Id, p.Number, x.Sku }).ToListAsync(cancellationToken))
        {
            Add(p.Id, string.Create(CultureInfo.InvariantCulture, $"{p.Sku} #{p.Number}"));
        }

        foreach (var d in await db.Deployments.Where(d => ids.Contains(d.Id)).Join(db.Listings, d => d.ListingId, l => l.Id, (d, l) => new { d.Id, l.Sku, l.StoreId })
            .Join(db.Stores, d => d.StoreId, s => s.Id, (d, s) => new { d.Id, d.Sku, s.Name }).ToListAsync(cancellationToken))
        {
            Add(d.Id, $"{d.Sku} → {d.Name}");
        }

        foreach (var a in await db.Assets.Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.FileName }).ToListAsync(cancellationToken))
        {
            Add(a.Id, a.FileName);
        }

        foreach (var b in await db.BlockedPictures.Where(b => ids.Contains(b.Id)).Select(b => new { b.Id, b.Case }).ToListAsync(cancellationToken))
        {
            Add(b.Id, b.Case);
        }

        foreach (var q in await db.QuarantinedPictures.Where(q => ids.Contains(q.Id)).Select(q => new { q.Id, q.FileName }).ToListAsync(cancellationToken))
        {
            Add(q.Id, q.FileName);
        }

        foreach (var e in await db.Experiments.Where(e => ids.Contains(e.Id)).Join(db.MainImages, e => e.MainImageId, i => i.Id, (e, i) => new { e.Id, i.ProductId })
            .Join(db.Products, e => e.ProductId, p => p.Id, (e, p) => new { e.Id, p.Sku }).ToListAsync(cancellationToken))
        {
            Add(e.Id, e.Sku);
        }

        foreach (var t in await db.ApiTokens.Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.Name }).ToListAsync(cancellationToken))
        {
            Add(t.Id, t.Name);
        }

        foreach (var f in await db.MetricImports.Where(f => ids.Contains(f.Id)).Select(f => new { f.Id, f.FileName }).ToListAsync(cancellationToken))
        {
            Add(f.Id, f.FileName);
        }

        foreach (var r in await db.RuleChanges.Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, r.Marketplace, r.Site, r.Rule }).ToListAsync(cancellationToken))
        {
            Add(r.Id, Rejudgings.Label(r.Marketplace, r.Site, r.Rule));
        }

        foreach (var f in await db.FixBatches.Where(f => ids.Contains(f.Id)).Select(f => new { f.Id, Count = db.FixBatchItems.Count(i => i.BatchId == f.Id) }).ToListAsync(cancellationToken))
        {
            Add(f.Id, f.Count.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var p in await db.PushBatches.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, Count = db.PushBatchItems.Count(i => i.BatchId == p.Id) }).ToListAsync(cancellationToken))
        {
            Add(p.Id, p.Count.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var d in await db.DropBatches.Where(d => ids.Contains(d.Id)).Select(d => new { d.Id, d.Name, Count = db.DropFiles.Count(f => f.DropId == d.Id) }).ToListAsync(cancellationToken))
        {
            Add(d.Id, d.Name ?? d.Count.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var i in await db.CatalogImports.Where(i => ids.Contains(i.Id)).Select(i => new { i.Id, i.FileName }).ToListAsync(cancellationToken))
        {
            Add(i.Id, i.FileName);
        }

        foreach (var p in await db.NamePatterns.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name }).ToListAsync(cancellationToken))
        {
            Add(p.Id, p.Name);
        }

        foreach (var w in await db.WorkItems.Where(w => ids.Contains(w.Id)).Select(w => new { w.Id, w.Label }).ToListAsync(cancellationToken))
        {
            Add(w.Id, w.Label);
        }

        foreach (var w in await db.Workspaces.Where(w => ids.Contains(w.Id)).Select(w => new { w.Id, w.Name }).ToListAsync(cancellationToken))
        {
            Add(w.Id, w.Name);
        }

        return names;
    }
}
