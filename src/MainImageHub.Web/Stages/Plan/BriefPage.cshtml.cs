using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

[Requires(HubAction.EditBriefs)]
public sealed class BriefPage(HubDbContext db, PlanMainImage plan, BriefDesks desks, CurrentMember me) : PageModel
{
    public Guid Id { get; private set; }

    public string Sku { get; private set; } = "";

    /// <summary>Given back with the form, so that nobody overwrites a change they have not seen.</summary>
    public uint RowVersion { get; private set; }

    public BriefDesk Desk { get; private set; } = null!;

    public async Task OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        var image = await db.MainImageAsync(id, cancellationToken);
        Id = id;
        var product = await db.ProductAsync(image.ProductId, cancellationToken);
        Sku = product.Sku;
        RowVersion = db.Entry(image).Property<uint>("xmin").CurrentValue;
        SiteCode? site = image.Scope is { Marketplace: { } marketplace, Site: { } country } ? new SiteCode(marketplace, country) : null;
        Desk = await desks.OpenAsync(BriefForm.Of(image.Brief, image.OwnerId, image.DueOn), site, product.Category, cancellationToken);
    }

    [Requires(HubAction.EditBriefs)]
    public async Task<IActionResult> OnPostAsync(Guid id, uint version, BriefForm form, CancellationToken cancellationToken)
    {
        var image = await db.MainImageAsync(id, cancellationToken);
        if (db.Entry(image).Property<uint>("xmin").CurrentValue != version)
        {
            throw HttpProblems.Changed.Because();
        }

        await plan.ReviseAsync(image, form.ToRequest(), assigns: true, form.OwnerId, form.DueOn, cancellationToken);
        return Redirect($"/w/{me.Workspace.Slug}/images/{id}");
    }

    [Requires(HubAction.EditBriefs)]
    public async Task<IActionResult> OnPostMeasureAsync(Guid id, [FromServices] ReferencePictures references, CancellationToken cancellationToken)
    {
        await references.MeasureAgainAsync(await db.MainImageAsync(id, cancellationToken), cancellationToken);
        return Redirect($"/w/{me.Workspace.Slug}/images/{id}#references");
    }
}
