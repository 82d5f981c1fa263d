using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>Addresses of the picture host and the shop, as seen by whoever asked.</summary>
internal sealed class TikTokLinks(SimulatedWorld world, SimulatorRoutes routes)
{
    public string Base(HttpContext http) => routes.Base(http, TikTokShops.Name);

    public string Picture(HttpContext http, string uri) => $"{Base(http)}/obj/{uri}";

    public JsonObject Image(HttpContext http, HostedImage image)
    {
        var picture = world.Picture(image.PictureId);
        return new JsonObject
        {
            ["height"] = picture?.Height,
            ["width"] = picture?.Width,
            ["thumb_urls"] = new JsonArray($"{Picture(http, image.Id)}?width=300"),
            ["uri"] = image.Id,
            ["urls"] = new JsonArray(Picture(http, image.Id)),
        };
    }
}
