using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.SignIn;

[AllowAnonymous]
[EnableRateLimiting(SecurityModule.SignInLimit)]
public sealed class SignInPage(SignInManager<HubUser> signIns, UserManager<HubUser> users, IStringLocalizer<SignInWords> words) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public string? Email { get; private set; }

    public bool AsksForCode { get; private set; }

    /// <summary>Asked for before the second step, kept until it is done.</summary>
    public bool Stay { get; private set; }

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? Onwards() : Page();

    public async Task<IActionResult> OnPostAsync(string? email, string? password, bool stay)
    {
        (Email, Stay) = (email, stay);
        var user = string.IsNullOrWhiteSpace(email) ? null : await users.FindByEmailAsync(email.Trim());
        var result = user is null ? Microsoft.AspNetCore.Identity.SignInResult.Failed : await signIns.PasswordSignInAsync(user, password ?? "", stay, lockoutOnFailure: true);
        if (user is not null && result.Succeeded)
        {
            Languages.Remember(HttpContext, user.Culture);
            return Onwards();
        }

        if (result.RequiresTwoFactor)
        {
            AsksForCode = true;
            return Page();
        }

        // The same words for an unknown address, a wrong password and a locked account: nobody learns here who has an account.
        ModelState.AddModelError("", words["Wrong"].Value);
        return Page();
    }

    public async Task<IActionResult> OnPostCodeAsync(string? code, bool stay)
    {
        Stay = stay;
        return await SecondStepAsync("CodeWrong", () => signIns.TwoFactorAuthenticatorSignInAsync(Bare(code), stay, rememberClient: false));
    }

    /// <summary>Without the app. Such a sign-in always ends with the browser: whoever lost a phone is perhaps at a strange computer.</summary>
    public async Task<IActionResult> OnPostRecoveryAsync(string? recoveryCode) =>
        await SecondStepAsync("RecoveryWrong", () => signIns.TwoFactorRecoveryCodeSignInAsync(Bare(recoveryCode)));

    private async Task<IActionResult> SecondStepAsync(string wrong, Func<Task<Microsoft.AspNetCore.Identity.SignInResult>> tryAsync)
    {
        var user = await signIns.GetTwoFactorAuthenticationUserAsync();
        if (user is null)
        {
            ModelState.AddModelError("", words["CodeTooLate"]);
            return Page();
        }

        var result = await tryAsync();
        if (result.Succeeded)
        {
            Languages.Remember(HttpContext, user.Culture);
            return Onwards();
        }

        AsksForCode = !result.IsLockedOut;
        ModelState.AddModelError("", words[result.IsLockedOut ? "Locked" : wrong]);
        return Page();
    }

    private static string Bare(string? code) => (code ?? "").Replace(" ", "", StringComparison.Ordinal);

    private LocalRedirectResult Onwards() => LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
}

/// <summary>The language of the pages, in the cookie that the request localization reads.</summary>
internal static class Languages
{
    public static void Remember(HttpContext http, string? culture)
    {
        if (culture is null || !HttpModule.Cultures.Contains(culture))
        {
            return;
        }

        http.Response.Cookies.Append(HttpModule.LanguageCookie, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture("en", culture)), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(400),
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
        });
    }
}
