using Microsoft.AspNetCore.WebUtilities;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Login with Amazon: any complete credentials are good, incomplete ones get LWA's own kind of error.</summary>
internal sealed class LwaApi(AmazonTokens tokens, SimulatorOptions options)
{
    public Task<IResult> TokenAsync(HttpContext http, string body)
    {
        if (http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return Error(400, "invalid_request", "The request must be application/x-www-form-urlencoded.");
        }

        var form = QueryHelpers.ParseQuery(body);
        string Field(string name) => form.TryGetValue(name, out var values) ? values.ToString() : "";
        return (Field("grant_type"), Field("client_id"), Field("client_secret"), Field("refresh_token")) switch
        {
            ("", _, _, _) => Error(400, "invalid_request", "The request is missing a required parameter : grant_type"),
            (not ("refresh_token" or "client_credentials"), _, _, _) => Error(400, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server."),
            (_, "", _, _) or (_, _, "", _) => Error(401, "invalid_client", "Client authentication failed"),
            ("refresh_token", _, _, "") => Error(400, "invalid_request", "The request is missing a required parameter : refresh_token"),
            var (grant, client, _, refresh) => Task.FromResult(Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["access_token"] = tokens.Issue(client, refresh),
                ["token_type"] = "bearer",
                ["expires_in"] = (int)options.TokenLifetime.TotalSeconds,
                [grant == "refresh_token" ? "refresh_token" : "scope"] = grant == "refresh_token" ? refresh : Field("scope"),
            })),
        };
    }

    public static IResult Failure(int status) => Results.Json(
        new { error = status switch { 401 or 403 => "invalid_client", 400 => "invalid_request", 429 => "slow_down", _ => "server_error" }, error_description = "The authorization server could not fulfil the request." },
        statusCode: status);

    private static Task<IResult> Error(int status, string error, string description) =>
        Task.FromResult(Results.Json(new { error, error_description = description }, statusCode: status));
}
