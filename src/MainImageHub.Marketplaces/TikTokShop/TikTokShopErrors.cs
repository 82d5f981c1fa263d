using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>The one place that says what TikTok Shop's answers mean. Its own code goes before the HTTP status, which is 200 for many a refusal.</summary>
internal static class TikTokShopErrors
{
    public const string Name = "TikTok Shop";

    /// <summary>The picture's name is not one that TikTok Shop knows (any more).</summary>
    public static readonly FrozenSet<string> UnknownImage = new[] { "12052300", "12052722" }.ToFrozenSet(StringComparer.Ordinal);

    public const string NoVersionUnderReview = "12052547";
    public const string NoData = "28001007";

    private const string Ok = "0";

    /// <summary>Too many things in one code: its message says which (Partner Center, "Common errors").</summary>
    private const string General = "36009004";

    private static readonly FrozenSet<string> TokenNoGood = new[] { "105000", "105001", "105002" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The codes of the reference's calls that we use, as far as they mean more than "no"; and those that all calls share.</summary>
    private static readonly FrozenDictionary<string, Meaning> Codes = new Dictionary<string, Meaning>(StringComparer.Ordinal)
    {
        ["105005"] = new(ProblemCodes.Forbidden),
        ["36009033"] = new(ProblemCodes.Forbidden),
        ["12052700"] = new(ProblemCodes.Forbidden),
        ["12052704"] = new(ProblemCodes.Forbidden),
        ["106001"] = new(ProblemCodes.Unauthorized),
        ["36004001"] = new(ProblemCodes.Unauthorized),
        ["36004004"] = new(ProblemCodes.Unauthorized),
        ["36004005"] = new(ProblemCodes.Unauthorized),
        ["12019150"] = new(ProblemCodes.NotFound),
        ["12052031"] = new(ProblemCodes.NotFound),
        ["12052032"] = new(ProblemCodes.NotFound),
        ["12052048"] = new(ProblemCodes.NotFound),
        ["12052260"] = new(ProblemCodes.NotFound),
        [NoData] = new(ProblemCodes.NotFound),
        ["36009002"] = new(ProblemCodes.Throttled, MayPass: true),
        ["36009003"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
        ["36009007"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
        ["12001000"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),

        // The seller's own pages are locked while shops are joined, or an auction runs: it ends by itself.
        ["12052332"] = new(ProblemCodes.Refused, MayPass: true),
        ["12052371"] = new(ProblemCodes.Refused, MayPass: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly LocalText WrongClock = new(
        $"{Name} takes no call whose time is off by more than five minutes. Set this server's clock right (NTP); it is tried again by itself.",
        $"{Name} 拒绝时间偏差超过五分钟的请求。请校准服务器时钟（NTP）；系统会自动重试。");

    /// <summary>Null when the reply is an answer to what was asked.</summary>
    public static CallFailure? Read(MarketplaceReply reply, TikTokShopAnswer? answer, SecretScrubber scrubber)
    {
        if (reply.Failure is { } failure)
        {
            return new(CallProblems.Of(Name, failure, reply, scrubber, foreignCode: null, foreignMessage: null, mayPass: true), reply.Sent);
        }

        var code = CodeOf(answer);
        if (reply.Status is >= 200 and < 300 && code is null or Ok)
        {
            return code is null ? Unreadable(reply, scrubber) : null;
        }

        var meaning = code switch
        {
            not null and not Ok when TokenNoGood.Contains(code) => new Meaning(ProblemCodes.Unauthorized),
            not null and not Ok when Codes.TryGetValue(code, out var known) => known,
            General when Says(answer, "credentials") => new(ProblemCodes.Unauthorized),
            General when Says(answer, "timestamp") => new(ProblemCodes.Refused, MayPass: true),
            _ when reply.Status is >= 200 and < 300 => new(ProblemCodes.Refused),
            _ => StatusMeanings.Of(reply.Status, CallProblems.IsPage(reply)),
        };
        var problem = CallProblems.Of(Name, meaning.Code, reply, scrubber, code, answer?.Message, meaning.MayPass) with
        {
            RequestId = answer?.RequestId ?? reply.RequestId,
        };
        return new(
            code == General && Says(answer, "timestamp") ? problem with { Message = WrongClock }
            : meaning.Code == ProblemCodes.NotFound && (code is null || !Codes.ContainsKey(code)) ? problem with { Message = ProblemTexts.NoStore(Name) }
            : problem,
            meaning.MayHaveTakenEffect);
    }

    /// <summary>
    /// A refusal of the sign-in, in TikTok's own form, is about the credentials unless its code says otherwise; in any other it comes from somebody
    /// else, at a wrong address.
    /// </summary>
    public static CallFailure? ReadSignIn(MarketplaceReply reply, TikTokShopAnswer? answer, SecretScrubber scrubber)
    {
        var code = CodeOf(answer);
        return reply switch
        {
            { Failure: not null } or { Status: 408 or 429 or >= 500 } => Read(reply, answer, scrubber),
            { Status: >= 200 and < 300 } when code == Ok => null,
            _ when code is null || answer?.Message is null => Unreadable(reply, scrubber),
            _ when Codes.TryGetValue(code, out var known) && known.Code != ProblemCodes.NotFound => Read(reply, answer, scrubber),
            _ => new(CallProblems.Of(Name, ProblemCodes.Unauthorized, reply, scrubber, code, answer.Message, mayPass: false), MayHaveTakenEffect: false),
        };
    }

    /// <summary>An answer with a good status whose content is not what the reference promises.</summary>
    public static CallFailure Unreadable(MarketplaceReply reply, SecretScrubber scrubber) =>
        new(CallProblems.Of(Name, ProblemCodes.BadAnswer, reply, scrubber, foreignCode: null, foreignMessage: null, mayPass: true), MayHaveTakenEffect: true);

    /// <summary>Something known before, or without, asking TikTok Shop.</summary>
    public static MarketplaceProblem Own(string code, string detail, bool mayPass = false) => CallProblems.Own(Name, code, detail, mayPass);

    /// <summary>The same in the person's words: what stands in the way and what to do.</summary>
    public static MarketplaceProblem Own(string code, LocalText text) => CallProblems.Own(Name, code, text);

    public static bool IsExpiredToken(MarketplaceReply reply) =>
        reply.Failure is null && CallProblems.TryParse(reply, TikTokShopJson.Default.TikTokShopAnswer) is { } answer && CodeOf(answer) is { } code
        && (TokenNoGood.Contains(code) || (code == General && Says(answer, "token")));

    /// <summary>Null where the answer is not of that form.</summary>
    public static T? Data<T>(TikTokShopAnswer? answer, JsonTypeInfo<T> type)
        where T : class => CallProblems.Data(answer?.Data, type);

    /// <summary>A refusal with the picture's slot, as the hub wants it.</summary>
    public static PushOutcome Outcome(CallFailure failure) => CallProblems.OfMainPicture(failure, "main_images");

    private static string? CodeOf(TikTokShopAnswer? answer) => answer?.Code switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => null,
    };

    private static bool Says(TikTokShopAnswer? answer, string word) => answer?.Message?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;
}
