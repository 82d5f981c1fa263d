using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.AliExpress;

/// <summary>The sign-in, in AliExpress's words.</summary>
internal sealed class AliExpressTokens(SimulatedWorld world) : IopTokens(world, AliExpressShops.Name)
{
    public IResult Refresh(IopCall call)
    {
        if (call.Parameter("refresh_token") is not { Length: > 0 } refresh)
        {
            return AliExpressAnswers.NotSignedIn("MissingParameter", "The input parameter \"refresh_token\" that is mandatory for processing this request is not supplied.");
        }

        if (Exchange(call.AppKey, refresh) is not (var token, var next))
        {
            return AliExpressAnswers.NotSignedIn("IllegalRefreshToken", "The specified refresh token is invalid or expired");
        }

        var now = World.Clock.RealNow;
        return AliExpressAnswers.SignedIn(new JsonObject
        {
            ["access_token"] = token,
            ["expires_in"] = (int)World.Options.TokenLifetime.TotalSeconds,
            ["expire_time"] = (now + World.Options.TokenLifetime).ToUnixTimeMilliseconds(),
            ["refresh_token"] = next,
            ["refresh_expires_in"] = RefreshSeconds,
            ["refresh_token_valid_time"] = now.AddSeconds(RefreshSeconds).ToUnixTimeMilliseconds(),
            ["account"] = $"seller{call.AppKey}@example.com",
            ["account_platform"] = "seller_center",
            ["user_id"] = call.AppKey,
            ["seller_id"] = call.AppKey,
            ["user_nick"] = $"cn{call.AppKey}",
            ["sp"] = "ae",
            ["locale"] = "zh_CN",
        });
    }
}
