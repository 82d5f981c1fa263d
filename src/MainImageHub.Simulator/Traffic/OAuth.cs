using Microsoft.AspNetCore.WebUtilities;

namespace MainImageHub.Simulator.Traffic;

/// <summary>Sign-ins as OAuth 2 words them (RFC 6749), which several marketplaces do.</summary>
internal static class OAuth
{
    public static bool IsForm(HttpContext http) => http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The fields of a form by name; one that is not there is empty.</summary>
    public static Func<string, string> Fields(string body)
    {
        var form = QueryHelpers.ParseQuery(body);
        return name => form.TryGetValue(name, out var values) ? values.ToString() : "";
    }

    public static Task<IResult> No(int status, string error, string description) => Task.FromResult(Answer(status, error, description));

    /// <summary>A failure of this HTTP status in these words.</summary>
    public static IResult Failure(int status) => Answer(
        status,
        status switch { 401 or 403 => "invalid_client", 400 => "invalid_request", 429 => "slow_down", _ => "server_error" },
        "The authorization server could not fulfil the request.");

    private static IResult Answer(int status, string error, string description) => Results.Json(new { error, error_description = description }, statusCode: status);
}
