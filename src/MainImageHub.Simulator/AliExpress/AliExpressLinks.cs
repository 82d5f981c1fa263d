namespace MainImageHub.Simulator.AliExpress;

/// <summary>Addresses of the picture host, as seen by whoever asked.</summary>
internal sealed class AliExpressLinks(SimulatorRoutes routes)
{
    private const string Ending = ".jpg";

    public string Picture(HttpContext http, string image) => $"{routes.Base(http, AliExpressShops.Name)}/kf/{image}{Ending}";

    /// <summary>One text for all, as the API tells them.</summary>
    public string Pictures(HttpContext http, IEnumerable<string> images) => string.Join(';', images.Select(id => Picture(http, id)));

    /// <summary>The id in an address of the picture host; null for any other address.</summary>
    public string? Image(HttpContext http, string url)
    {
        var start = $"{routes.Base(http, AliExpressShops.Name)}/kf/";
        return url.StartsWith(start, StringComparison.Ordinal) ? Id(url[start.Length..]) : null;
    }

    /// <summary>The id in the name of a file.</summary>
    public static string Id(string file) => file.EndsWith(Ending, StringComparison.Ordinal) ? file[..^Ending.Length] : file;
}
