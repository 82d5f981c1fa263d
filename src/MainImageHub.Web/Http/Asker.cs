namespace MainImageHub.Web.Http;

/// <summary>Who waits for an answer: a person before a page, or a script of a page that is already open.</summary>
internal static class Asker
{
    public static bool WantsPage(HttpRequest request) => Accepts(request, "text/html") && !WantsJson(request);

    public static bool WantsJson(HttpRequest request) => Accepts(request, "application/json");

    public static bool IsHtmx(HttpRequest request) => request.Headers.ContainsKey("HX-Request");

    /// <summary>The path of the page that a script belongs to; null when it is none of ours.</summary>
    public static string? OpenPage(HttpRequest request)
    {
        var said = request.Headers["HX-Current-URL"].ToString() is { Length: > 0 } current ? current : request.Headers.Referer.ToString();
        return Uri.TryCreate(said, UriKind.Absolute, out var page) && page.Authority == request.Host.Value ? page.PathAndQuery : null;
    }

    private static bool Accepts(HttpRequest request, string type) => request.Headers.Accept.ToString().Contains(type, StringComparison.OrdinalIgnoreCase);
}
