using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.Lazada;

/// <summary>Lazada's envelope, and its words for what is wrong: codes and sentences are the reference's and its guides'. All refusals come with a 200.</summary>
internal static class LazadaAnswers
{
    public static IResult Ok(JsonObject data)
    {
        var answer = Envelope("0");
        answer["data"] = data;
        return Results.Json(answer);
    }

    /// <summary>For sign-ins, whose fields stand beside the code.</summary>
    public static IResult Bare(JsonObject fields)
    {
        var answer = Envelope("0");
        foreach (var (name, value) in fields)
        {
            answer[name] = value?.DeepClone();
        }

        return Results.Json(answer);
    }

    /// <param name="code">A number of a call's, or a word of the gateway's.</param>
    /// <param name="message">What it says.</param>
    /// <param name="detail">The reason, where the code is a general one.</param>
    /// <param name="status">Other than 200 for planned faults alone.</param>
    public static IResult No(string code, string message, string? detail = null, int status = 200)
    {
        var answer = Envelope(code);
        answer["type"] = char.IsAsciiDigit(code[0]) ? "ISP" : "ISV";
        answer["message"] = message;
        if (detail is not null)
        {
            answer["detail"] = new JsonArray(new JsonObject { ["field"] = "Product", ["message"] = detail });
        }

        return Results.Json(answer, statusCode: status);
    }

    public static IResult Missing(string name) => No("MissingParameter", $"The input parameter \"{name}\" that is mandatory for processing this request is not supplied.");

    public static IResult Wrong(string what) => No("5", $"E005: Invalid Request Format: {what}");

    public static IResult ForStatus(int status) => status switch
    {
        401 => No("IllegalAccessToken", "The specified access token is invalid or expired", status: status),
        403 => No("InsufficientPermission", "App does not have permission to access this api", status: status),
        404 => No("InvalidApiPath", "The specified API path is invalid", status: status),
        429 => No("ApiCallLimit", "Api access frequency exceeds the limit. this ban will last 1 seconds", status: status),
        503 => No("ServiceUnavailable", "The request has failed due to a temporary failure of the server.", status: status),
        < 500 => No("5", "E005: Invalid Request Format", status: status),
        _ => No("6", "E006: Unexpected internal error", status: status),
    };

    private static JsonObject Envelope(string code) => new() { ["code"] = code, ["request_id"] = Guid.CreateVersion7().ToString("N") };
}
