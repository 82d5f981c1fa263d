using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Addresses of the picture host and the shop, as seen by whoever asked.</summary>
internal sealed class AmazonLinks(SimulatorRoutes routes)
{
    public string Base(HttpContext http) => routes.Base(http, AmazonCatalogue.Marketplace);

    public string Picture(HttpContext http, Picture picture) => $"{Base(http)}/images/I/{picture.Id}.jpg";

    /// <summary>The same picture no larger than so many pixels: <c>._SL500_</c> is Amazon's own spelling.</summary>
    public string Picture(HttpContext http, Picture picture, int longestSide) => $"{Base(http)}/images/I/{picture.Id}._SL{longestSide}_.jpg";
}
