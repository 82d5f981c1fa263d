using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Login with Amazon: any complete credentials are good, incomplete ones get LWA's own kind of error.</summary>
internal sealed class LwaApi(AmazonTokens tokens, SimulatorOptions options)
{
    public Task<IResult> TokenAsync(HttpContext http, string body)
    {
        if (!OAuth.IsForm(http))
        {
            return OAuth.No(400, "invalid_request", "The request must be application/x-www-form-urlencoded.");
        }

        var field = OAuth.Fields(body);
        return (field("grant_type"), field("client_id"), field("client_secret"), field("refresh_token")) switch
        {
            ("", _, _, _) => OAuth.No(400, "invalid_request", "The request is missing a required parameter : grant_type"),
            (not ("refresh_token" or "client_credentials"), _, _, _) => OAuth.No(400, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server."),
            (_, "", _, _) or (_, _, "", _) => OAuth.No(401, "invalid_client", "Client authentication failed"),
            ("refresh_token", _, _, "") => OAuth.No(400, "invalid_request", "The request is missing a required parameter : refresh_token"),
            var (grant, client, _, refresh) => Task.FromResult(Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["access_token"] = tokens.Issue(client, refresh),
                ["token_type"] = "bearer",
                ["expires_in"] = (int)options.TokenLifetime.TotalSeconds,
                [grant == "refresh_token" ? "refresh_token" : "scope"] = grant == "refresh_token" ? refresh : field("scope"),
            })),
        };
    }
}
