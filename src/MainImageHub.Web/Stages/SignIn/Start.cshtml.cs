using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.SignIn;

/// <summary>From the bare address to where the person works.</summary>
public sealed class StartPage(FirstWorkspace first) : PageModel
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await first.FindAsync(User, LastWorkspace.Of(HttpContext), cancellationToken) is { } slug ? LocalRedirect($"/w/{slug}") : Page();
}
