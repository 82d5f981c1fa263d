using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.Shopee;

/// <summary>Shopee's envelope, and its words for what is wrong: codes and sentences are the reference's. It tells no statuses; here the door answers 403 and everything behind it 200.</summary>
internal static class ShopeeAnswers
{
    public static IResult Ok(JsonObject response)
    {
        var answer = Envelope("", "");
        answer["warning"] = "";
        answer["response"] = response;
        return Results.Json(answer);
    }

    /// <summary>For the few calls whose fields stand beside the error's.</summary>
    public static IResult Bare(JsonObject fields)
    {
        var answer = Envelope("", "");
        foreach (var (name, value) in fields)
        {
            answer[name] = value?.DeepClone();
        }

        return Results.Json(answer);
    }

    public static IResult No(string error, string message, int status = 200) => Results.Json(Envelope(error, message), statusCode: status);

    public static IResult Wrong(string detail) => No("error_param", $"Wrong parameters, detail: {detail}.");

    public static IResult ForStatus(int status) => status switch
    {
        401 => No("error_auth", "Invalid access_token.", status),
        403 => No("error_api_permission", "This app type has no permission to this API.", status),
        404 => No("error_param", "Permission denied. This API is currently offline or the request path is incorrect.", status),
        429 => No("error_rate_limit", "Too many requests. You have reached the rate limit. Please try again later.", status),
        503 => No("error_system_busy", "Our system is taking some time to respond, please try later.", status),
        < 500 => No("error_param", "parameter invalid", status),
        _ => No("error_server", "Something wrong. Please try later.", status),
    };

    private static JsonObject Envelope(string error, string message) => new()
    {
        ["error"] = error,
        ["message"] = message,
        ["request_id"] = Guid.CreateVersion7().ToString("N"),
    };
}
