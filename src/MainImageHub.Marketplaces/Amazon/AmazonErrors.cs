using System.Collections.Frozen;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Amazon;

/// <summary>The one place that says what Amazon's answers mean.</summary>
internal static class AmazonErrors
{
    public const string Name = "Amazon";

    private const int ManyRequests = 429;

    /// <summary>Codes that say more than their status.</summary>
    private static readonly FrozenDictionary<string, Meaning> Codes = new Dictionary<string, Meaning>(StringComparer.Ordinal)
    {
        // Login with Amazon answers in OAuth's words (RFC 6749, 5.2).
        ["invalid_grant"] = new(ProblemCodes.Unauthorized),
        ["invalid_client"] = new(ProblemCodes.Unauthorized),
        ["unauthorized_client"] = new(ProblemCodes.Unauthorized),
        ["access_denied"] = new(ProblemCodes.Unauthorized),
        ["QuotaExceeded"] = new(ProblemCodes.Throttled, MayPass: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null when the reply is an answer to what was asked (2xx).</summary>
    public static CallFailure? Read(MarketplaceReply reply, SecretScrubber scrubber)
    {
        if (reply.Failure is { } failure)
        {
            return new(Problem(failure, reply, scrubber, error: null, mayPass: true), reply.Sent);
        }

        if (reply.Status is >= 200 and < 300)
        {
            return null;
        }

        var error = FirstError(reply);
        var meaning = error?.Code is { } named && reply.Status >= 400 && Codes.TryGetValue(named, out var known) ? known : StatusMeanings.Of(reply.Status, CallProblems.IsPage(reply));

        // A missing role, another seller's id, a site this account does not sell on: all answer 403 "Unauthorized". One that is still
        // expired after a fresh token was fetched: the grant itself is gone.
        var code = meaning.Code == ProblemCodes.Forbidden && SaysExpired(error) ? ProblemCodes.Unauthorized : meaning.Code;
        return new(Problem(code, reply, scrubber, error, meaning.MayPass), meaning.MayHaveTakenEffect);
    }

    /// <summary>
    /// The same for the sign-in, which refuses in OAuth's words alone: a refusal in any other comes from somebody else, at a wrong address,
    /// and says nothing about the credentials.
    /// </summary>
    public static CallFailure? ReadSignIn(MarketplaceReply reply, SecretScrubber scrubber) =>
        reply is { Failure: null, Status: >= 400 and < 500 and not ManyRequests and not 408 } && CallProblems.TryParse(reply, AmazonJson.Default.LwaError) is not { Error: not null }
            ? Unreadable(reply, scrubber)
            : Read(reply, scrubber);

    /// <summary>An answer with a good status whose content is not what the model promises.</summary>
    public static CallFailure Unreadable(MarketplaceReply reply, SecretScrubber scrubber) =>
        new(Problem(ProblemCodes.BadAnswer, reply, scrubber, error: null, mayPass: true), MayHaveTakenEffect: true);

    /// <summary>Something known before, or without, asking Amazon.</summary>
    public static MarketplaceProblem Own(string code, string detail, bool mayPass = false) => CallProblems.Own(Name, code, detail, mayPass);

    /// <summary>Whether a new access token may mend it.</summary>
    public static bool IsExpiredToken(MarketplaceReply reply) =>
        reply.Status == 401 || (reply.Status == 403 && SaysExpired(FirstError(reply)));

    private static bool SaysExpired(AmazonError? error) =>
        $"{error?.Message} {error?.Details}".Contains("expired", StringComparison.OrdinalIgnoreCase);

    // Null when the body is none of the shapes Amazon's services use for errors.
    private static AmazonError? FirstError(MarketplaceReply reply) =>
        (CallProblems.TryParse(reply, AmazonJson.Default.AmazonErrorList)?.Errors is [var first, ..] ? first : null)
        ?? (CallProblems.TryParse(reply, AmazonJson.Default.LwaError) is { Error: { } error } lwa ? new AmazonError(error, lwa.ErrorDescription, Details: null) : null)
        ?? (CallProblems.TryParse(reply, AmazonJson.Default.AmazonAdsError) is { } ads && (ads.Code ?? ads.Message ?? ads.Detail ?? ads.Details) is not null
            ? new AmazonError(ads.Code, ads.Message ?? ads.Detail, ads.Details)
            : null);

    private static MarketplaceProblem Problem(string code, MarketplaceReply reply, SecretScrubber scrubber, AmazonError? error, bool mayPass) => CallProblems.Of(
        Name, code, reply, scrubber, error?.Code, string.Join(' ', new[] { error?.Message, error?.Details }.Where(part => !string.IsNullOrWhiteSpace(part))), mayPass);
}
