using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Amazon;

/// <summary>A call that did not give what was asked for.</summary>
/// <param name="Problem">Why.</param>
/// <param name="MayHaveTakenEffect">The call reached Amazon and its effect is not known.</param>
internal sealed record AmazonFailure(MarketplaceProblem Problem, bool MayHaveTakenEffect);

/// <summary>The one place that says what Amazon's answers mean.</summary>
internal static class AmazonErrors
{
    public const string Name = "Amazon";

    private const int ManyRequests = 429;

    /// <summary>First match wins; a null status or code matches any.</summary>
    private static readonly Row[] Table =
    [
        // Login with Amazon answers in OAuth's words (RFC 6749, 5.2).
        new(null, "invalid_grant", ProblemCodes.Unauthorized),
        new(null, "invalid_client", ProblemCodes.Unauthorized),
        new(null, "unauthorized_client", ProblemCodes.Unauthorized),
        new(null, "access_denied", ProblemCodes.Unauthorized),

        new(401, null, ProblemCodes.Unauthorized),

        // A missing role, another seller's id, a site this account does not sell on: all answer 403 "Unauthorized".
        new(403, null, ProblemCodes.Forbidden),
        new(404, null, ProblemCodes.NotFound),
        new(408, null, ProblemCodes.Timeout, MayPass: true, MayHaveTakenEffect: true),
        new(ManyRequests, null, ProblemCodes.Throttled, MayPass: true),
        new(null, "QuotaExceeded", ProblemCodes.Throttled, MayPass: true),

        // 503 is the front door turning callers away; behind a 500, 502 or 504 the work may have been done.
        new(503, null, ProblemCodes.Unavailable, MayPass: true),
        new(500, null, ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
        new(502, null, ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
        new(504, null, ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
    ];

    private static readonly Row OtherServerError = new(null, null, ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true);
    private static readonly Row OtherRefusal = new(null, null, ProblemCodes.Refused);

    // Redirects are not followed, and pages are not answers: something else than Amazon stands there. That can be mended
    // without a new push, so it may pass.
    private static readonly Row NotAmazon = new(null, null, ProblemCodes.BadAnswer, MayPass: true);

    /// <summary>Null when the reply is an answer to what was asked (2xx).</summary>
    public static AmazonFailure? Read(MarketplaceReply reply, SecretScrubber scrubber)
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
        var row = reply.Status < 400 || (reply.Status is < 500 and not ManyRequests && IsPage(reply))
            ? NotAmazon
            : Array.Find(Table, row => (row.Status ?? reply.Status) == reply.Status && (row.Code is null || row.Code == error?.Code))
                ?? (reply.Status >= 500 ? OtherServerError : OtherRefusal);

        // Still expired after a fresh token was fetched: the grant itself is gone.
        var code = row.Problem == ProblemCodes.Forbidden && SaysExpired(error) ? ProblemCodes.Unauthorized : row.Problem;
        return new(Problem(code, reply, scrubber, error, row.MayPass), row.MayHaveTakenEffect);
    }

    /// <summary>
    /// The same for the sign-in, which refuses in OAuth's words alone: a refusal in any other comes from somebody else, at a wrong address,
    /// and says nothing about the credentials.
    /// </summary>
    public static AmazonFailure? ReadSignIn(MarketplaceReply reply, SecretScrubber scrubber) =>
        reply is { Failure: null, Status: >= 400 and < 500 and not ManyRequests and not 408 } && TryParse(reply, AmazonJson.Default.LwaError) is not { Error: not null }
            ? Unreadable(reply, scrubber)
            : Read(reply, scrubber);

    /// <summary>An answer with a good status whose content is not what the model promises.</summary>
    public static AmazonFailure Unreadable(MarketplaceReply reply, SecretScrubber scrubber) =>
        new(Problem(ProblemCodes.BadAnswer, reply, scrubber, error: null, mayPass: true), MayHaveTakenEffect: true);

    /// <summary>Something known before, or without, asking Amazon.</summary>
    public static MarketplaceProblem Own(string code, string detail, bool mayPass = false) => new()
    {
        Code = code,
        Message = ProblemTexts.For(code, Name),
        ForeignMessage = detail,
        MayPass = mayPass,
    };

    /// <summary>Whether a new access token may mend it.</summary>
    public static bool IsExpiredToken(MarketplaceReply reply) =>
        reply.Status == 401 || (reply.Status == 403 && SaysExpired(FirstError(reply)));

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

    private static bool IsPage(MarketplaceReply reply) => reply.Text.TrimStart() is [not ('{' or '['), ..];

    private static bool SaysExpired(AmazonError? error) =>
        $"{error?.Message} {error?.Details}".Contains("expired", StringComparison.OrdinalIgnoreCase);

    // Null when the body is none of the shapes Amazon's services use for errors.
    private static AmazonError? FirstError(MarketplaceReply reply) =>
        (TryParse(reply, AmazonJson.Default.AmazonErrorList)?.Errors is [var first, ..] ? first : null)
        ?? (TryParse(reply, AmazonJson.Default.LwaError) is { Error: { } error } lwa ? new AmazonError(error, lwa.ErrorDescription, Details: null) : null)
        ?? (TryParse(reply, AmazonJson.Default.AmazonAdsError) is { } ads && (ads.Code ?? ads.Message ?? ads.Detail ?? ads.Details) is not null
            ? new AmazonError(ads.Code, ads.Message ?? ads.Detail, ads.Details)
            : null);

    private static MarketplaceProblem Problem(
        string code, MarketplaceReply reply, SecretScrubber scrubber, AmazonError? error, bool mayPass) => new()
        {
            Code = code,
            Message = ProblemTexts.For(code, Name),
            Status = reply.Status == 0 ? null : reply.Status,
            ForeignCode = scrubber.Clean(error?.Code),
            ForeignMessage = scrubber.Clean(string.Join(' ', new[] { error?.Message, error?.Details }.Where(part => !string.IsNullOrWhiteSpace(part)))),
            Raw = scrubber.Clean(reply.Text),
            RequestId = reply.RequestId,
            RetryAfter = reply.RetryAfter,
            MayPass = mayPass,
        };

    private sealed record Row(int? Status, string? Code, string Problem, bool MayPass = false, bool MayHaveTakenEffect = false);
}
