using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.Shopee;

/// <summary>Addresses of the picture host and the shops, as seen by whoever asked.</summary>
internal sealed class ShopeeLinks(SimulatorRoutes routes)
{
    public string Picture(HttpContext http, string image) => $"{routes.Base(http, ShopeeShops.Name)}/file/{image}";

    public JsonArray Pictures(HttpContext http, IEnumerable<string> images) => new([.. images.Select(id => (JsonNode)Picture(http, id))]);
}
