using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using Microsoft.AspNetCore.Mvc;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>The bell of the bar, with how much the member has not read.</summary>
public sealed class BellViewComponent(Notices notices, CurrentMember me) : ViewComponent
{
    private const int CountTo = 100;

    public async Task<IViewComponentResult> InvokeAsync()
    {
        var unread = await notices.CountUnreadAsync(CountTo, HttpContext.RequestAborted);
        return View("/Stages/Turns/Bell.cshtml", new Bell($"/w/{me.Workspace.Slug}/notices", unread, Counts.Show(unread, CountTo)));
    }
}

public sealed record Bell(string Address, int Unread, string Count);
