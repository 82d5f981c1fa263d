using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace MainImageHub.Web.Http;

internal static class RequestLanguage
{
    /// <summary>The language was set further in and is gone again where errors are answered: take it from the request.</summary>
    public static void Restore(HttpContext http)
    {
        if (http.Features.Get<IRequestCultureFeature>() is { } feature)
        {
            CultureInfo.CurrentCulture = feature.RequestCulture.Culture;
            CultureInfo.CurrentUICulture = feature.RequestCulture.UICulture;
        }
    }
}
