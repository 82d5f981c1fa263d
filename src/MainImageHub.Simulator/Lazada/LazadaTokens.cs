using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary>The sign-in, in Lazada's words.</summary>
internal sealed class LazadaTokens(SimulatedWorld world, LazadaSellers sellers) : IopTokens(world, LazadaShops.Name)
{
    public IResult Refresh(IopCall call)
    {
        if (call.Parameter("refresh_token") is not { Length: > 0 } refresh)
        {
            return LazadaAnswers.Missing("refresh_token");
        }

        if (Exchange(call.AppKey, refresh) is not (var token, var next))
        {
            return LazadaAnswers.No("IllegalRefreshToken", "The specified refresh token is invalid or expired");
        }

        string country;
        lock (World.Gate)
        {
            country = sellers.SiteOf(call.AppKey).ToLowerInvariant();
        }

        return LazadaAnswers.Bare(new JsonObject
        {
            ["access_token"] = token,
            ["expires_in"] = (int)World.Options.TokenLifetime.TotalSeconds,
            ["refresh_token"] = next,
            ["refresh_expires_in"] = RefreshSeconds,
            ["account"] = $"seller{call.AppKey}@example.com",
            ["account_id"] = null,
            ["account_platform"] = "seller_center",
            ["country"] = country,
            ["country_user_info_list"] = new JsonArray(new JsonObject { ["country"] = country, ["seller_id"] = call.AppKey, ["user_id"] = call.AppKey, ["short_code"] = LazadaSellers.ShortCode(call.AppKey, country) }),
        });
    }
}
