using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.AliExpress;

/// <summary>
/// The gateway's two envelopes: calls of the old platform's making (<c>/sync</c>) are answered under their own name, or by an <c>error_response</c>; system calls (<c>/rest</c>) as
/// Lazada's are. All refusals come with a 200.
/// </summary>
internal static class AliExpressAnswers
{
    // What the old platform says of every refusal of the service behind it.
    private const int RemoteServiceError = 15;

    public static IResult Ok(string method, JsonObject result) => Results.Json(new JsonObject
    {
        [$"{method.Replace('.', '_')}_response"] = new JsonObject { ["result"] = result, ["request_id"] = NewId() },
    });

    /// <summary>For the sign-in, whose fields stand beside the code.</summary>
    public static IResult SignedIn(JsonObject fields)
    {
        fields["code"] = "0";
        fields["request_id"] = NewId();
        return Results.Json(fields);
    }

    /// <summary>The gateway's own refusals.</summary>
    public static IResult No(string code, string message, int status = 200) =>
        Results.Json(new JsonObject { ["error_response"] = new JsonObject { ["type"] = "ISV", ["code"] = code, ["msg"] = message, ["request_id"] = NewId() } }, statusCode: status);

    /// <summary>The service's, which stands in the sub code.</summary>
    public static IResult Refused(string subCode, string subMessage) => Results.Json(new JsonObject
    {
        ["error_response"] = new JsonObject { ["code"] = RemoteServiceError, ["msg"] = "Remote service error", ["sub_code"] = subCode, ["sub_msg"] = subMessage, ["request_id"] = NewId() },
    });

    public static IResult Wrong(string what) => Refused("isv.invalid-parameter", what);

    public static IResult NotSignedIn(string code, string message, int status = 200) =>
        Results.Json(new JsonObject { ["type"] = "ISV", ["code"] = code, ["message"] = message, ["request_id"] = NewId() }, statusCode: status);

    public static IResult ForStatus(int status)
    {
        var refusal = OfStatus(status);
        return No(refusal.Code!, refusal.Message, status);
    }

    public static IResult SignInForStatus(int status)
    {
        var refusal = OfStatus(status);
        return NotSignedIn(refusal.Code!, refusal.Message, status);
    }

    private static IopRefusal OfStatus(int status) => status switch
    {
        401 => new("IllegalAccessToken", "The specified access token is invalid or expired"),
        403 => new("InsufficientPermission", "App does not have permission to access this api"),
        404 => new("InvalidApiPath", "The specified API path is invalid"),
        429 => new("ApiCallLimit", "Api access frequency exceeds the limit. this ban will last 1 seconds"),
        503 => new("ServiceUnavailable", "The request has failed due to a temporary failure of the server."),
        < 500 => new("InvalidParameter", "The request is not of the form it should have"),
        _ => new("InternalError", "The request has failed due to an unexpected error"),
    };

    private static string NewId() => Guid.CreateVersion7().ToString("N");
}
