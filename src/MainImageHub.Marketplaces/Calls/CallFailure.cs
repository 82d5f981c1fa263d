namespace MainImageHub.Marketplaces.Calls;

/// <summary>A call that did not give what was asked for.</summary>
/// <param name="Problem">Why.</param>
/// <param name="MayHaveTakenEffect">The call reached the marketplace and its effect is not known.</param>
internal sealed record CallFailure(MarketplaceProblem Problem, bool MayHaveTakenEffect);

/// <summary>What a marketplace gave: the value, or the failure; and the raw answer.</summary>
internal sealed record CallReply<T>(T? Value, CallFailure? Failure, string Raw)
    where T : class;

/// <summary>What an answer means for the caller.</summary>
/// <param name="Code">One of <see cref="ProblemCodes"/>.</param>
/// <param name="MayPass">The same call may work later.</param>
/// <param name="MayHaveTakenEffect">Behind this answer the work may have been done.</param>
internal readonly record struct Meaning(string Code, bool MayPass = false, bool MayHaveTakenEffect = false);

/// <summary>What a status means where the marketplace's own code says nothing more particular: the same everywhere.</summary>
internal static class StatusMeanings
{
    private const int ManyRequests = 429;

    /// <param name="status">Not a 2xx.</param>
    /// <param name="isPage">The body is none of the marketplace's forms, but a page or nothing.</param>
    public static Meaning Of(int status, bool isPage) => status switch
    {
        // Redirects are not followed, and pages are not answers: something else than the marketplace stands there. That can be
        // mended without a new push, so it may pass.
        < 400 => new(ProblemCodes.BadAnswer, MayPass: true),
        < 500 and not ManyRequests when isPage => new(ProblemCodes.BadAnswer, MayPass: true),
        401 => new(ProblemCodes.Unauthorized),
        403 => new(ProblemCodes.Forbidden),
        404 => new(ProblemCodes.NotFound),
        408 => new(ProblemCodes.Timeout, MayPass: true, MayHaveTakenEffect: true),
        ManyRequests => new(ProblemCodes.Throttled, MayPass: true),

        // 503 is the front door turning callers away; behind a 500, 502 or 504 the work may have been done.
        503 => new(ProblemCodes.Unavailable, MayPass: true),
        >= 500 => new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
        _ => new(ProblemCodes.Refused),
    };
}
