using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>What an answer says of itself, wherever in it that stands.</summary>
/// <param name="Code">The platform's word or number, without an answer of its form null; <see cref="IopErrors.Ok"/> is good.</param>
/// <param name="Message">For people.</param>
/// <param name="RequestId">To quote to the platform's support.</param>
internal sealed record IopSaid(string? Code, string? Message, string? RequestId);

/// <summary>
/// What answers of Alibaba's international open platform mean: its own words at the door are the same everywhere, each marketplace has further ones. Its code goes
/// before the HTTP status, which is 200 for all refusals.
/// </summary>
internal sealed partial class IopErrors
{
    public const string Ok = "0";

    private const string TokenNoGood = "IllegalAccessToken";
    private const string WrongSignature = "IncompleteSignature";
    private const string WrongTime = "IllegalTimestamp";
    private const string CallLimit = "ApiCallLimit";

    private static readonly FrozenDictionary<string, Meaning> AtTheDoor = new Dictionary<string, Meaning>(StringComparer.Ordinal)
    {
        [TokenNoGood] = new(ProblemCodes.Unauthorized),
        ["IllegalRefreshToken"] = new(ProblemCodes.Unauthorized),
        [WrongSignature] = new(ProblemCodes.Unauthorized),
        ["InvalidAppKey"] = new(ProblemCodes.Unauthorized),
        ["InsufficientPermission"] = new(ProblemCodes.Forbidden),
        [CallLimit] = new(ProblemCodes.Throttled, MayPass: true),
        ["AppCallLimit"] = new(ProblemCodes.Throttled, MayPass: true),
        [WrongTime] = new(ProblemCodes.Refused, MayPass: true),
        ["ServiceTimeout"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly string name;
    private readonly FrozenDictionary<string, Meaning> codes;
    private readonly FrozenDictionary<string, LocalText> advice;

    /// <param name="name">The marketplace's, for people.</param>
    /// <param name="own">Its further codes, as far as they mean more than "no".</param>
    /// <param name="ownAdvice">What a person can do, where that is more than what all marketplaces have in common.</param>
    public IopErrors(string name, IEnumerable<KeyValuePair<string, Meaning>> own, IEnumerable<KeyValuePair<string, LocalText>> ownAdvice)
    {
        this.name = name;
        codes = AtTheDoor.Concat(own).ToFrozenDictionary(StringComparer.Ordinal);
        advice = new KeyValuePair<string, LocalText>[]
        {
            new(WrongSignature, new(
                $"{name} does not accept the signature: the app secret is not that of this app key, or was reset. Copy both from the Open Platform console (App Management > App Overview) to the store's page.",
                $"{name} 不接受签名：App Secret 与 App Key 不匹配，或已被重置。请从开放平台控制台（App Management > App Overview）重新复制两者，并填写到店铺页面。")),
            new(WrongTime, new(
                $"{name} takes no call whose time is off by more than two hours. Set this server's clock right (NTP); it is tried again by itself.",
                $"{name} 拒绝时间偏差超过两小时的请求。请校准服务器时钟（NTP）；系统会自动重试。")),
        }.Concat(ownAdvice).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>A code as it is told, a number or a text.</summary>
    public static string? TextOf(JsonElement? code) => code switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } word => word,
        _ => null,
    };

    public static bool IsExpiredToken(MarketplaceReply reply, IopSaid said) => reply.Failure is null && said.Code == TokenNoGood;

    /// <summary>Null when the reply is an answer to what was asked.</summary>
    /// <param name="reply">As it came.</param>
    /// <param name="said">What it says of itself.</param>
    /// <param name="scrubber">Knows the store's secrets.</param>
    /// <param name="particular">What a person can do in this very case.</param>
    public CallFailure? Read(MarketplaceReply reply, IopSaid said, SecretScrubber scrubber, LocalText? particular = null)
    {
        if (reply.Failure is { } failure)
        {
            return new(CallProblems.Of(name, failure, reply, scrubber, foreignCode: null, foreignMessage: null, mayPass: true), reply.Sent);
        }

        var isGood = reply.Status is >= 200 and < 300;
        if (isGood && said.Code is null or Ok)
        {
            return said.Code is null ? Unreadable(reply, scrubber) : null;
        }

        var known = said.Code is not null && codes.ContainsKey(said.Code);
        var meaning = known ? codes[said.Code!] : isGood ? new Meaning(ProblemCodes.Refused) : StatusMeanings.Of(reply.Status, CallProblems.IsPage(reply));
        var problem = CallProblems.Of(name, meaning.Code, reply, scrubber, said.Code, said.Message, meaning.MayPass);
        var told = particular ?? (said.Code is null ? null : advice.GetValueOrDefault(said.Code));
        return new(
            problem with
            {
                RequestId = said.RequestId ?? reply.RequestId,
                RetryAfter = problem.RetryAfter ?? (said.Code == CallLimit ? BanOf(said.Message) : null),
                SaysWhatToDo = told is not null,
                Message = told ?? (meaning.Code == ProblemCodes.NotFound && !known ? ProblemTexts.NoStore(name) : problem.Message),
            },
            meaning.MayHaveTakenEffect);
    }

    /// <summary>
    /// A refusal of the sign-in, in the platform's own form, is about the credentials unless its code says otherwise; in any other it comes from somebody
    /// else, at a wrong address.
    /// </summary>
    public CallFailure? ReadSignIn(MarketplaceReply reply, IopSaid said, SecretScrubber scrubber) => reply switch
    {
        { Failure: not null } or { Status: 408 or 429 or >= 500 } => Read(reply, said, scrubber),
        { Status: >= 200 and < 300 } when said.Code == Ok => null,
        _ when said is { Code: null or Ok } or { Message: null } or { RequestId: null } => Unreadable(reply, scrubber),
        _ when codes.TryGetValue(said.Code!, out var known) && known.Code != ProblemCodes.NotFound => Read(reply, said, scrubber),
        _ => new(
            CallProblems.Of(name, ProblemCodes.Unauthorized, reply, scrubber, said.Code, said.Message, mayPass: false) with { RequestId = said.RequestId },
            MayHaveTakenEffect: false),
    };

    /// <summary>An answer with a good status whose content is not what the reference promises.</summary>
    public CallFailure Unreadable(MarketplaceReply reply, SecretScrubber scrubber) =>
        new(CallProblems.Of(name, ProblemCodes.BadAnswer, reply, scrubber, foreignCode: null, foreignMessage: null, mayPass: true), MayHaveTakenEffect: true);

    private static TimeSpan? BanOf(string? message) =>
        Ban.Match(message ?? string.Empty) is { Success: true } match ? TimeSpan.FromSeconds(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)) : null;

    [GeneratedRegex("ban will last ([0-9]{1,5}) second", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ban { get; }
}
