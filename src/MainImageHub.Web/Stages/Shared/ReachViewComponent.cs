using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>Tells a narrowed member which stores and brands they work on; nothing to anybody else.</summary>
public sealed class ReachViewComponent(HubDbContext db, CurrentMember me) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync()
    {
        if (!me.Member.IsNarrowed)
        {
            return Content("");
        }

        var scope = me.Member.StoreScope;
        var stores = me.Member.WorksOnEveryStore ? null : await db.Stores.Where(s => scope.Contains(s.Id)).OrderBy(s => s.Name).Select(s => s.Name).ToListAsync(HttpContext.RequestAborted);
        return View("/Stages/Shared/Reach.cshtml", new Reach(stores, me.Member.WorksOnEveryBrand ? null : me.Member.BrandScope));
    }
}

/// <param name="Stores">Names; null for all of them.</param>
/// <param name="Brands">Null for all of them.</param>
public sealed record Reach(IReadOnlyList<string>? Stores, IReadOnlyList<string>? Brands);
