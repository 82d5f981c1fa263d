using System.Text.RegularExpressions;

namespace MainImageHub.Simulator.Ebay;

/// <summary>Addresses of the picture service and the item pages, as seen by whoever asked.</summary>
internal sealed partial class EbayLinks(SimulatorRoutes routes)
{
    public string Base(HttpContext http) => routes.Base(http, EbayAccounts.Name);

    public string Picture(HttpContext http, string image) => $"{Base(http)}/images/g/{image}/s-l1600.jpg";

    public string Image(HttpContext http, string image) => $"{Base(http)}/commerce/media/v1_beta/image/{image}";

    /// <summary>The id of the picture at that address; null where it is none of the picture service's.</summary>
    public static string? ImageIn(string address) => Address.Match(address) is { Success: true } match ? match.Groups["id"].Value : null;

    [GeneratedRegex(@"^https?://[^?]*/ebay/images/g/(?<id>[A-Za-z0-9]+)/s-l[0-9]+\.jpg$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Address { get; }
}
