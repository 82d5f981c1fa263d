using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>TikTok's envelope, and its words for what is wrong (apis.md 4.4; the common errors as third parties quote them).</summary>
internal static class TikTokAnswers
{
    public static IResult Ok(JsonObject data) => Results.Json(Envelope(0, "Success", data));

    /// <summary>A refusal of what was asked comes with a 200.</summary>
    public static IResult No(long code, string message, int status = 200) => Results.Json(Envelope(code, message, data: null), statusCode: status);

    /// <summary>Too many things in one code; the message tells them apart.</summary>
    public static IResult General(string message, int status = 400) => No(36009004, message, status);

    public static IResult Invalid() => No(12052910, "Invalid input parameters. Refer to the API documentation for details.");

    public static IResult ForStatus(int status) => status switch
    {
        401 => No(105001, "access token is invalid", status),
        403 => No(105005, "Access denied. This app has not been granted any access scope required by this endpoint.", status),
        404 => No(36009009, "Invalid path. The path in the request does not exist.", status),
        429 => No(36009002, "Too many requests. The request rate exceeds the limit.", status),
        503 => No(36009007, "Service temporarily unavailable.", status),
        < 500 => General("Invalid request.", status),
        _ => No(36009003, "Internal error. Please try again. If the issue persists after multiple attempts, please contact platform support.", status),
    };

    private static JsonObject Envelope(long code, string message, JsonObject? data) => new()
    {
        ["code"] = code,
        ["message"] = message,
        ["request_id"] = Guid.CreateVersion7().ToString("N"),
        ["data"] = data,
    };
}
