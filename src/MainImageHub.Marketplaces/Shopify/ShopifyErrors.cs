using System.Collections.Frozen;
using System.Text.Json;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopify;

/// <summary>The one place that says what Shopify's answers mean.</summary>
internal static class ShopifyErrors
{
    public const string Name = "Shopify";

    public const string FilenameTaken = "FILENAME_ALREADY_EXISTS";

    private const string Throttled = "THROTTLED";

    /// <summary>Codes in <c>errors[].extensions.code</c>; they come with status 200.</summary>
    private static readonly FrozenDictionary<string, Meaning> Codes = new Dictionary<string, Meaning>(StringComparer.Ordinal)
    {
        [Throttled] = new(ProblemCodes.Throttled, MayPass: true),
        ["ACCESS_DENIED"] = new(ProblemCodes.Forbidden),
        ["SHOP_INACTIVE"] = new(ProblemCodes.Forbidden),
        ["INTERNAL_SERVER_ERROR"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
        ["TIMEOUT"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Codes in <c>userErrors</c> that end by themselves: something else is being done to the same file or product.</summary>
    private static readonly FrozenSet<string> Busy = new[] { "FILE_LOCKED", "MEDIA_CANNOT_BE_MODIFIED", "NON_READY_STATE", "NON_READY_MEDIA", "MEDIA_DOES_NOT_EXIST_ON_PRODUCT" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Gone = new[] { "PRODUCT_DOES_NOT_EXIST", "REFERENCE_TARGET_DOES_NOT_EXIST" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Why processing failed though the picture itself was never judged.</summary>
    private static readonly FrozenSet<string> NotJudged =
        new[] { "IMAGE_DOWNLOAD_FAILURE", "GENERIC_FILE_DOWNLOAD_FAILURE", "MEDIA_TIMEOUT_ERROR", "DUPLICATE_FILENAME_ERROR" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Null when the reply is an answer to what was asked.</summary>
    public static CallFailure? Read(MarketplaceReply reply, ShopifyAnswer? answer, SecretScrubber scrubber)
    {
        if (reply.Failure is { } failure)
        {
            return new(CallProblems.Of(Name, failure, reply, scrubber, foreignCode: null, foreignMessage: null, mayPass: true), reply.Sent);
        }

        var (code, message) = FirstError(answer);
        if (reply.Status is >= 200 and < 300)
        {
            return code is null && message is null
                ? null
                : Failure(code is not null && Codes.TryGetValue(code, out var known) ? known : new(ProblemCodes.Refused));
        }

        return Failure(reply.Status switch
        {
            // A frozen shop and a locked one: people can mend it, with Shopify.
            402 or 423 when answer is not null => new(ProblemCodes.Forbidden),
            _ => code is not null && Codes.TryGetValue(code, out var named) ? named : StatusMeanings.Of(reply.Status, CallProblems.IsPage(reply)),
        });

        CallFailure Failure(Meaning meaning)
        {
            var problem = CallProblems.Of(Name, meaning.Code, reply, scrubber, code, message, meaning.MayPass);
            if (meaning.Code == ProblemCodes.NotFound)
            {
                // A product that is not there answers null; a 404 is about the shop or the version.
                problem = problem with { Message = ProblemTexts.NoStore(Name) };
            }

            return new(code == Throttled ? problem with { RetryAfter = Wait(answer?.Extensions?.Cost) ?? problem.RetryAfter } : problem, meaning.MayHaveTakenEffect);
        }
    }

    /// <summary>The sign-in refuses in OAuth's words alone: a refusal in any other comes from somebody else, at a wrong address.</summary>
    public static CallFailure ReadSignIn(MarketplaceReply reply, SecretScrubber scrubber) => reply switch
    {
        { Failure: not null } => Read(reply, answer: null, scrubber)!,
        { Status: >= 400 and < 500 and not 408 and not 429 } => CallProblems.TryParse(reply, ShopifyJson.Default.ShopifySignInError) is { Error: { } error } told
            ? new(CallProblems.Of(Name, ProblemCodes.Unauthorized, reply, scrubber, error, told.ErrorDescription, mayPass: false), MayHaveTakenEffect: false)
            : Unreadable(reply, scrubber),
        { Status: >= 200 and < 300 } => Unreadable(reply, scrubber),
        _ => Read(reply, answer: null, scrubber)!,
    };

    /// <summary>An answer with a good status whose content is not what the schema promises.</summary>
    public static CallFailure Unreadable(MarketplaceReply reply, SecretScrubber scrubber) =>
        new(CallProblems.Of(Name, ProblemCodes.BadAnswer, reply, scrubber, foreignCode: null, foreignMessage: null, mayPass: true), MayHaveTakenEffect: true);

    /// <summary>Something known before, or without, asking Shopify.</summary>
    public static MarketplaceProblem Own(string code, string detail, bool mayPass = false) => CallProblems.Own(Name, code, detail, mayPass);

    public static bool IsBusy(IReadOnlyList<ShopifyUserError> errors) => errors.All(error => error.Code is { } code && Busy.Contains(code));

    public static bool IsUnjudged(IReadOnlyList<ShopifyMediaError> errors) => errors.Count > 0 && errors.All(error => error.Code is { } code && NotJudged.Contains(code));

    /// <summary>The marketplace did nothing of this step and says why.</summary>
    public static PushOutcome Refusal(IReadOnlyList<ShopifyUserError> errors, string raw)
    {
        var first = errors[0];
        var code = first.Code is { } named && Gone.Contains(named) ? ProblemCodes.NotFound : ProblemCodes.Refused;
        var problem = new MarketplaceProblem
        {
            Code = code,
            Message = ProblemTexts.For(code, Name),
            Status = 200,
            ForeignCode = first.Code,
            ForeignMessage = first.Message,
            Raw = raw,
            MayPass = false,
        };
        return code == ProblemCodes.NotFound
            ? new PushOutcome.NotFound(problem)
            : new PushOutcome.Refused(problem, [.. errors.Select(error => new ListingIssue(error.Code ?? "INVALID", error.Message ?? string.Empty, "ERROR", error.Field ?? [], [], [], ExemptUntil: null) { Slot = PictureSlots.Main })]);
    }

    /// <summary>How long until there is as much as the same call wants; null where it is not told.</summary>
    public static TimeSpan? Wait(ShopifyCost? cost) => cost is { RequestedQueryCost: { } wanted, ThrottleStatus: { CurrentlyAvailable: { } available, RestoreRate: > 0 and var rate } }
        ? TimeSpan.FromSeconds(Math.Max(0, (wanted - available) / rate))
        : null;

    private static (string? Code, string? Message) FirstError(ShopifyAnswer? answer) => answer?.Errors switch
    {
        { ValueKind: JsonValueKind.String } text => (null, text.GetString()),
        { ValueKind: JsonValueKind.Object } fields => (null, fields.GetRawText()),
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 => OfList(list[0]),
        _ => (null, null),
    };

    private static (string? Code, string? Message) OfList(JsonElement error) => (
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty("extensions", out var extensions) && extensions.ValueKind == JsonValueKind.Object
            && extensions.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString() : null,
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString() : error.GetRawText());
}
