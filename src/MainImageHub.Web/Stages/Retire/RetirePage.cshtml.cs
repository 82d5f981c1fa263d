using MainImageHub.Domain.Images;
using MainImageHub.Domain.Retirements;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Retire;

[Requires(HubAction.Retire)]
public sealed class RetirePageModel(HubDbContext db, CurrentMember member, RetireMainImage retire, TakeUpAgain takeUp, StoreConnections connections, PlaceNames placeNames) : PageModel
{
    public Guid ImageId { get; private set; }

    /// <summary>What is about to be retired, so that nobody retires another.</summary>
    public string What { get; private set; } = "";

    /// <summary>The one shoppers see, or else the newest in work; null where there is none.</summary>
    public Guid? Picture { get; private set; }

    /// <summary>Approved versions that could take its place.</summary>
    public IReadOnlyList<ImageVersion> Replacements { get; private set; } = [];

    /// <summary>Where those that are not this main image's are from, by main image: each counts its versions by itself.</summary>
    public IReadOnlyDictionary<Guid, string> Elsewhere { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>Where it is shown, and the word for what taking it away does there: <c>cannot</c>, <c>next</c> or <c>empty</c>.</summary>
    public IReadOnlyList<(PushTarget Target, string Removal)> Shown { get; private set; } = [];

    public async Task OnGetAsync(Guid id)
    {
        var image = await db.MainImages.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, HttpContext.RequestAborted) ?? throw HttpProblems.NotFound.Because();
        ImageId = id;
        var product = await db.Products.AsNoTracking().SingleAsync(p => p.Id == image.ProductId, HttpContext.RequestAborted);
        What = $"{product.Title} · {product.Sku} · {placeNames.Scope(image.Scope, await db.StoreNamesAsync([image.Scope], HttpContext.RequestAborted))} · {image.Slot}";
        Picture = await db.Versions.Where(v => v.Id == (image.LiveVersionId ?? image.WorkVersionId) && db.Assets.Any(a => a.Id == v.AssetId && a.PurgedAt == null)).Select(v => v.AssetId).SingleOrDefaultAsync(HttpContext.RequestAborted);
        Shown = [.. (await db.WhereLiveAsync(id, null, HttpContext.RequestAborted)).OrderBy(t => t.Store.Name, StringComparer.Ordinal).ThenBy(t => t.Listing.Sku, StringComparer.Ordinal).Select(t => (t, RemovalAt(t)))];
        Replacements = await db.Versions.AsNoTracking()
            .Where(v => v.Status == VersionStatus.Ready && v.Decision == ReviewDecision.Approved && v.Id != image.LiveVersionId
                && db.MainImages.Any(i => i.Id == v.MainImageId && i.ProductId == image.ProductId && i.Slot == image.Slot && i.RetirementRequestedAt == null))
            .OrderByDescending(v => v.Id).Take(50).ToListAsync(HttpContext.RequestAborted);
        var others = Replacements.Select(v => v.MainImageId).Where(other => other != id).ToHashSet();
        var places = await db.MainImages.AsNoTracking().Where(i => others.Contains(i.Id)).ToListAsync(HttpContext.RequestAborted);
        var stores = await db.StoreNamesAsync(places.Select(i => i.Scope), HttpContext.RequestAborted);
        Elsewhere = places.ToDictionary(i => i.Id, i => placeNames.Scope(i.Scope, stores));
    }

    [Requires(HubAction.Retire)]
    public async Task<IActionResult> OnPostTakeUpAsync(Guid id)
    {
        await takeUp.HandleAsync(id, HttpContext.RequestAborted);
        return LocalRedirect($"/w/{member.Workspace.Slug}/images/{id}");
    }

    [Requires(HubAction.Retire)]
    public async Task<IActionResult> OnPostAsync(Guid id, string? reason, LiveFate live, Guid? replaceWithVersionId, bool purge, int retainDays = Retirement.DefaultRetainDays)
    {
        await retire.HandleAsync(id, new RetireOrder(reason, live, live == LiveFate.Replace ? replaceWithVersionId : null, retainDays, purge), HttpContext.RequestAborted);
        return LocalRedirect($"/w/{member.Workspace.Slug}/images/{id}");
    }

    private string RemovalAt(PushTarget target) => connections.ConnectorFor(target.Store).Capabilities switch
    {
        { CanRemove: false } => "cannot",
        { NextMovesUp: true } => "next",
        _ => "empty",
    };
}
