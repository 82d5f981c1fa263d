using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.Lazada;

/// <summary>Addresses of the picture host and the shops, as seen by whoever asked.</summary>
internal sealed class LazadaLinks(SimulatorRoutes routes)
{
    private const string Ending = ".jpg";

    public string Picture(HttpContext http, string image) => $"{routes.Base(http, LazadaShops.Name)}/p/{image}{Ending}";

    public JsonArray Pictures(HttpContext http, IEnumerable<string> images) => new([.. images.Select(id => (JsonNode)Picture(http, id))]);

    public string Item(HttpContext http, string item) => $"{routes.Base(http, LazadaShops.Name)}/products/{item}";

    /// <summary>The id in an address of the picture host; null for any other address.</summary>
    public string? Image(HttpContext http, string url)
    {
        var start = $"{routes.Base(http, LazadaShops.Name)}/p/";
        return url.StartsWith(start, StringComparison.Ordinal) && url.EndsWith(Ending, StringComparison.Ordinal) && url.Length > start.Length + Ending.Length ? url[start.Length..^Ending.Length] : null;
    }

    /// <summary>The id in the name of a file.</summary>
    public static string Id(string file) => file.EndsWith(Ending, StringComparison.Ordinal) ? file[..^Ending.Length] : file;
}
