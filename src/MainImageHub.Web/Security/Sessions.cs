using System.Security.Claims;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Security;

/// <summary>When a sign-in ends, and what is answered to somebody who has none.</summary>
internal static class Sessions
{
    /// <summary>A new password, or a second step switched on or off, ends every other sign-in of that person at once.</summary>
    public static async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var stampType = services.GetRequiredService<IOptions<IdentityOptions>>().Value.ClaimsIdentity.SecurityStampClaimType;
        if (Guid.TryParse(context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            && context.Principal.FindFirstValue(stampType) is { } stamp
            && await services.GetRequiredService<SystemDbContext>().Users.AnyAsync(u => u.Id == id && u.SecurityStamp == stamp, context.HttpContext.RequestAborted))
        {
            return;
        }

        // The cookie itself is left alone: the answer may cross with the one that brings a fresh cookie.
        context.RejectPrincipal();
    }

    /// <summary>
    /// A person is led to the sign-in page. A script of a page that is still open must not take that page for its answer: it reads
    /// 401, and htmx leads the whole window to sign in and back to where the person was.
    /// </summary>
    public static Task ChallengeAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        if (Asker.WantsPage(request) && !Asker.IsHtmx(request))
        {
            context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        if (Asker.IsHtmx(request))
        {
            context.Response.Headers["HX-Redirect"] = context.Options.LoginPath + (Asker.OpenPage(request) is { } page ? QueryString.Create(context.Options.ReturnUrlParameter, page) : QueryString.Empty);
        }

        return Task.CompletedTask;
    }
}
