using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>How problems are made of answers, the same for every marketplace.</summary>
internal static class CallProblems
{
    /// <summary>Something known before, or without, asking the marketplace.</summary>
    public static MarketplaceProblem Own(string marketplace, string code, string detail, bool mayPass = false) => new()
    {
        Code = code,
        Message = ProblemTexts.For(code, marketplace),
        ForeignMessage = detail,
        MayPass = mayPass,
    };

    /// <summary>The same in the person's words: what stands in the way and what to do.</summary>
    public static MarketplaceProblem Own(string marketplace, string code, LocalText text) => Own(marketplace, code, $"{text.En} {text.Zh}") with { Message = text, SaysWhatToDo = true };

    public static MarketplaceProblem Of(string marketplace, string code, MarketplaceReply reply, SecretScrubber scrubber, string? foreignCode, string? foreignMessage, bool mayPass) => new()
    {
        Code = code,
        Message = ProblemTexts.For(code, marketplace),
        Status = reply.Status == 0 ? null : reply.Status,
        ForeignCode = scrubber.Clean(foreignCode),
        ForeignMessage = scrubber.Clean(foreignMessage),
        Raw = scrubber.Clean(reply.Text),
        RequestId = reply.RequestId,
        RetryAfter = reply.RetryAfter,
        MayPass = mayPass,
    };

    /// <summary>Null when the body is not of that form.</summary>
    public static T? TryParse<T>(MarketplaceReply reply, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Body.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What stands in an answer's envelope; null where that is not of this form.</summary>
    public static T? Data<T>(JsonElement? told, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return told is { ValueKind: JsonValueKind.Object } data ? data.Deserialize(type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>How a call ended that was to change a listing's main picture: a refusal names the place, as the hub wants it.</summary>
    /// <param name="failure">Why it failed.</param>
    /// <param name="attribute">The field of the listing that holds its pictures.</param>
    public static PushOutcome OfMainPicture(CallFailure failure, string attribute) => PushOutcome.From(failure.Problem, failure.MayHaveTakenEffect) is PushOutcome.Refused refused
        ? refused with { Issues = [new(refused.Problem.ForeignCode ?? "REFUSED", refused.Problem.ForeignMessage ?? refused.Problem.Message.En, "ERROR", [attribute], [], [], ExemptUntil: null) { Slot = PictureSlots.Main }] }
        : PushOutcome.From(failure.Problem, failure.MayHaveTakenEffect);

    /// <summary>A web page, say: whatever does not even begin like JSON, but for an empty body.</summary>
    public static bool IsPage(MarketplaceReply reply) => reply.Text.TrimStart() is [not ('{' or '['), ..];
}
