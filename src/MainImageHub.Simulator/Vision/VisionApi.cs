using System.Text.Json;
using System.Text.Json.Serialization;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.Vision;

/// <summary>
/// The simulated Google Vision: <c>images:annotate</c> for text and safe search. Strict about the form of the question, as Google is; what it
/// sees is what the control API told it to see, and nothing at first: it has no eyes.
/// </summary>
internal sealed class VisionApi(VisionSight sight)
{
    private const string KeyHeader = "X-Goog-Api-Key";

    /// <summary>Google's own keys begin so.</summary>
    private const string KeyStart = "AIza";

    private const int MostPictures = 16;

    // Of the whole question, as documented for JSON.
    private const int LargestQuestion = 10_000_000;

    private static readonly HashSet<string> Features = new(StringComparer.Ordinal)
    {
        "TYPE_UNSPECIFIED", "FACE_DETECTION", "LANDMARK_DETECTION", "LOGO_DETECTION", "LABEL_DETECTION", "TEXT_DETECTION", "DOCUMENT_TEXT_DETECTION", "SAFE_SEARCH_DETECTION",
        "IMAGE_PROPERTIES", "CROP_HINTS", "WEB_DETECTION", "PRODUCT_SEARCH", "OBJECT_LOCALIZATION",
    };

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        PropertyNameCaseInsensitive = false,
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/images:annotate", (HttpContext http, OperationRunner runner, VisionApi api) =>
            runner.RunAsync(http, "google-vision/annotate", Failure, body => Task.FromResult(api.Annotate(http.Request, body)), LargestQuestion));

    public static IResult Failure(int status) => status switch
    {
        400 => Error(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
        401 => Error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
        403 => Error(403, "PERMISSION_DENIED", "Cloud Vision API has not been used in project 123456789 before or it is disabled."),
        413 => Error(400, "INVALID_ARGUMENT", "Request payload size exceeds the limit: 10485760 bytes."),
        429 => Error(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Requests' and limit 'Requests per minute' of service 'vision.googleapis.com'."),
        503 => Error(503, "UNAVAILABLE", "The service is currently unavailable."),
        _ => Error(status, "INTERNAL", "Internal error encountered."),
    };

    private IResult Annotate(HttpRequest request, string body)
    {
        var key = request.Headers[KeyHeader].ToString() is { Length: > 0 } header ? header : request.Query["key"].ToString();
        if (key.Length == 0)
        {
            return Failure(403);
        }

        if (!key.StartsWith(KeyStart, StringComparison.Ordinal))
        {
            return Error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "API_KEY_INVALID");
        }

        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return Error(400, "INVALID_ARGUMENT", "Invalid value at content type.");
        }

        Question? question;
        try
        {
            question = JsonSerializer.Deserialize<Question>(body, Strict);
        }
        catch (JsonException e)
        {
            return Error(400, "INVALID_ARGUMENT", $"Invalid JSON payload received. {e.Message}");
        }

        if (question?.Requests is not { Count: > 0 and <= MostPictures } pictures)
        {
            return Error(400, "INVALID_ARGUMENT", "Request must specify 1 to 16 images.");
        }

        if (pictures.SelectMany(picture => picture.Features ?? []).FirstOrDefault(feature => feature.Type is null || !Features.Contains(feature.Type)) is { } unknown)
        {
            return Error(400, "INVALID_ARGUMENT", $"Invalid value at 'requests[0].features[0].type' (type.googleapis.com/google.cloud.vision.v1.Feature.Type), \"{unknown.Type}\"");
        }

        return Results.Json(new { responses = pictures.Select(Look).ToArray() });
    }

    private Dictionary<string, object> Look(PictureQuestion asked)
    {
        var bytes = new byte[asked.Image?.Content?.Length ?? 0];
        if (asked.Image?.Content is not { Length: > 0 } content || !Convert.TryFromBase64String(content, bytes, out var length) || PictureHeader.Read(bytes.AsSpan(0, length)) is not { } header)
        {
            return new() { ["error"] = new { code = 3, message = "Bad image data." } };
        }

        // Google leaves out what it was not asked for, and text where there is none.
        var answer = new Dictionary<string, object>();
        if (asked.Features?.Any(feature => feature.Type is "TEXT_DETECTION" or "DOCUMENT_TEXT_DETECTION") == true && sight.Lines.Count > 0)
        {
            answer["textAnnotations"] = sight.Lines.Select(line => new { description = line }).ToArray();
            answer["fullTextAnnotation"] = sight.Text(header.Width, header.Height);
        }

        if (asked.Features?.Any(feature => feature.Type == "SAFE_SEARCH_DETECTION") == true)
        {
            answer["safeSearchAnnotation"] = new { adult = sight.Adult, spoof = "VERY_UNLIKELY", medical = "UNLIKELY", violence = "VERY_UNLIKELY", racy = "POSSIBLE" };
        }

        return answer;
    }

    private static IResult Error(int code, string status, string message, string? reason = null) => Results.Json(
        new { error = new { code, message, status, details = reason is null ? [] : new object[] { new { reason, domain = "googleapis.com" } } } }, statusCode: code);

    private sealed record Question(IReadOnlyList<PictureQuestion>? Requests, string? Parent);

    private sealed record PictureQuestion(PictureBytes? Image, IReadOnlyList<Feature>? Features, JsonElement? ImageContext);

    private sealed record PictureBytes(string? Content);

    private sealed record Feature(string? Type, int? MaxResults, string? Model);
}
