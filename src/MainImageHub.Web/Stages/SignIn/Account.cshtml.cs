using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.SignIn;

/// <summary>The account is shown inside a workspace, beside what the person is there.</summary>
public sealed class AccountPage(FirstWorkspace first) : PageModel
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await first.FindAsync(User, LastWorkspace.Of(HttpContext), cancellationToken) is { } slug ? LocalRedirect($"/w/{slug}/me") : LocalRedirect("/");
}
