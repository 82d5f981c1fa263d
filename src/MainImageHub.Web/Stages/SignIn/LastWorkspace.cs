namespace MainImageHub.Web.Stages.SignIn;

/// <summary>The workspace whose Home a person opened last, kept by their browser. Only a hint: it opens no door that a membership does not open.</summary>
internal static class LastWorkspace
{
    private const string Cookie = "hub-workspace";

    public static string? Of(HttpContext http) => http.Request.Cookies[Cookie];

    public static void Remember(HttpContext http, string slug)
    {
        if (Of(http) != slug)
        {
            http.Response.Cookies.Append(Cookie, slug, new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(400),
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
            });
        }
    }
}
