using System.Collections.Frozen;
using System.Globalization;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Ebay;

/// <summary>The one place that says what eBay's answers mean. The ids are those the official files name for each operation.</summary>
internal static class EbayErrors
{
    public const string Name = "eBay";

    /// <summary>There is no offer of this SKU.</summary>
    public const long NoOffer = 25713;

    /// <summary>Nothing usable behind the address: the picture itself may never have been looked at.</summary>
    private const long PictureUnreachable = 190204;

    private const string InvalidScope = "invalid_scope";

    /// <summary>Ids that say more than their status.</summary>
    private static readonly FrozenDictionary<long, Meaning> Ids = new Dictionary<long, Meaning>
    {
        [25025] = new(ProblemCodes.Unavailable, MayPass: true),
        [25701] = new(ProblemCodes.NotFound),
        [25702] = new(ProblemCodes.NotFound),
        [25710] = new(ProblemCodes.NotFound),
        [NoOffer] = new(ProblemCodes.NotFound),
        [190013] = new(ProblemCodes.Forbidden),
        [190200] = new(ProblemCodes.NotFound),
        [PictureUnreachable] = new(ProblemCodes.Refused, MayPass: true),
    }.ToFrozenDictionary();

    /// <summary>Ids that are about the pictures of a listing.</summary>
    private static readonly FrozenSet<long> OfPictures = new long[] { 25014, 25015, 25052, 25086, 25501, 190201, 190202, 190203, PictureUnreachable }.ToFrozenSet();

    /// <summary>Ids by which the traffic report says that it does not know the day yet.</summary>
    private static readonly FrozenSet<long> TooEarly = new long[] { 50018, 50037, 50600 }.ToFrozenSet();

    /// <summary>Null when the reply is an answer to what was asked (2xx).</summary>
    public static CallFailure? Read(MarketplaceReply reply, IReadOnlyList<EbayError> errors, SecretScrubber scrubber)
    {
        if (reply.Failure is { } failure)
        {
            return new(Problem(failure, reply, scrubber, error: null, mayPass: true), reply.Sent);
        }

        if (reply.Status is >= 200 and < 300)
        {
            return null;
        }

        var error = errors.Count > 0 ? errors[0] : null;
        var meaning = error?.ErrorId is { } id && reply.Status >= 400 && Ids.TryGetValue(id, out var known) ? known : StatusMeanings.Of(reply.Status, CallProblems.IsPage(reply));
        return new(Problem(meaning.Code, reply, scrubber, error, meaning.MayPass), meaning.MayHaveTakenEffect);
    }

    /// <summary>The sign-in refuses in OAuth's words alone: a refusal in any other comes from somebody else, at a wrong address.</summary>
    public static CallFailure ReadSignIn(MarketplaceReply reply, string scope, SecretScrubber scrubber) => reply switch
    {
        { Failure: null, Status: >= 400 and < 500 and not 408 and not 429 } => CallProblems.TryParse(reply, EbayJson.Default.EbaySignInError) is { Error: { } error } told
            ? Denied(reply, error, error == InvalidScope ? $"Missing: {scope}. {told.ErrorDescription}" : told.ErrorDescription, scrubber)
            : Unreadable(reply, scrubber),
        { Failure: null, Status: >= 200 and < 300 } => Unreadable(reply, scrubber),
        _ => Read(reply, [], scrubber)!,
    };

    /// <summary>An answer with a good status whose content is not what the model promises.</summary>
    public static CallFailure Unreadable(MarketplaceReply reply, SecretScrubber scrubber) =>
        new(Problem(ProblemCodes.BadAnswer, reply, scrubber, error: null, mayPass: true), MayHaveTakenEffect: true);

    /// <summary>Something known before, or without, asking eBay.</summary>
    public static MarketplaceProblem Own(string code, string detail, bool mayPass = false) => CallProblems.Own(Name, code, detail, mayPass);

    public static bool IsTooEarly(IReadOnlyList<EbayError> errors) => errors.Any(error => error.ErrorId is { } id && TooEarly.Contains(id));

    public static bool Says(IReadOnlyList<EbayError> errors, long id) => errors.Any(error => error.ErrorId == id);

    /// <summary>What became of a step of a push; a refusal carries every reason that was given.</summary>
    public static PushOutcome Outcome(CallFailure failure, IReadOnlyList<EbayError> errors) => PushOutcome.From(failure.Problem, failure.MayHaveTakenEffect) switch
    {
        PushOutcome.Refused refused => refused with { Issues = Issues(errors, "ERROR") },
        var other => other,
    };

    public static IReadOnlyList<ListingIssue> Issues(IReadOnlyList<EbayError> errors, string severity) =>
    [
        .. errors.Select(error => new ListingIssue(
            Id(error) ?? "0",
            Text(error) ?? string.Empty,
            severity,
            [.. (error.InputRefIds ?? []).Concat((error.Parameters ?? []).Select(parameter => parameter.Name).OfType<string>())],
            error.Category is { } category ? [category] : [],
            [],
            ExemptUntil: null)
        {
            Slot = error.ErrorId is { } id && OfPictures.Contains(id) ? PictureSlots.Main : null,
            IsPictureUnreachable = error.ErrorId == PictureUnreachable,
        }),
    ];

    private static CallFailure Denied(MarketplaceReply reply, string error, string? description, SecretScrubber scrubber) => new(
        CallProblems.Of(Name, error == InvalidScope ? ProblemCodes.Forbidden : ProblemCodes.Unauthorized, reply, scrubber, error, description, mayPass: false),
        MayHaveTakenEffect: false);

    private static MarketplaceProblem Problem(string code, MarketplaceReply reply, SecretScrubber scrubber, EbayError? error, bool mayPass) =>
        CallProblems.Of(Name, code, reply, scrubber, error is null ? null : Id(error), error is null ? null : Text(error), mayPass);

    private static string? Id(EbayError error) => error.ErrorId?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(EbayError error) => string.IsNullOrWhiteSpace(error.LongMessage) ? error.Message : error.LongMessage;
}
