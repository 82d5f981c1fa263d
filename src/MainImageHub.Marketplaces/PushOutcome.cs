namespace MainImageHub.Marketplaces;

/// <summary>A wish: this picture in this slot of this listing.</summary>
public sealed record PicturePush
{
    public required ListingKey Listing { get; init; }

    /// <summary><c>MAIN</c>, <c>PT01</c>...</summary>
    public string Slot { get; init; } = PictureSlots.Main;

    /// <summary>Where the marketplace fetches the picture; unique per content, so that it can be recognised later. A push that sends bytes goes by it too.</summary>
    public required Uri MediaLocation { get; init; }

    /// <summary>The same picture as a file, for marketplaces that take no address (<see cref="PictureDelivery.Bytes"/>); null where it is not at hand any more.</summary>
    public PictureFile? File { get; init; }

    /// <summary>Title and search terms to go with it; null leaves them as they are.</summary>
    public ListingText? Text { get; init; }

    /// <summary>Ask the marketplace what it would say, without effect.</summary>
    public bool PreviewOnly { get; init; }

    /// <summary>Addresses that this place was given before: where a marketplace keeps the picture that is replaced beside the new one, those of ours are taken off the listing.</summary>
    public IReadOnlyList<Uri> Replaces { get; init; } = [];

    /// <summary>What <see cref="PushOutcome.Underway"/> told of this same push; null for its first call, or when that was lost.</summary>
    public string? Begun { get; init; }
}

/// <summary>A picture's bytes, which nobody reads before they are sent: never held in memory as a whole.</summary>
/// <param name="Name">With the extension of its format.</param>
/// <param name="ContentType"><c>image/jpeg</c>, <c>image/png</c>.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Of the bytes, lower-case hex.</param>
/// <param name="OpenAsync">Opens them for reading from the beginning, as often as wanted; null when they are gone.</param>
public sealed record PictureFile(string Name, string ContentType, long Length, string Sha256, Func<CancellationToken, Task<Stream?>> OpenAsync);

/// <summary>The picture of one slot is to be taken away.</summary>
/// <param name="Listing">Of which listing.</param>
/// <param name="Slot"><c>MAIN</c>, <c>PT01</c>...</param>
/// <param name="Begun">What <see cref="PushOutcome.Underway"/> told of this same removal; null for its first call.</param>
public sealed record PictureRemoval(ListingKey Listing, string Slot = PictureSlots.Main, string? Begun = null);

/// <param name="Language">BCP 47 tag of the text, e.g. <c>en-US</c>.</param>
/// <param name="Title">Null leaves the title.</param>
/// <param name="Keywords">Null leaves the search terms; empty is not sent either, since no marketplace wants a listing without.</param>
public sealed record ListingText(string Language, string? Title, IReadOnlyList<string>? Keywords);

/// <summary>How a push or a removal ended, as far as one call can tell.</summary>
public abstract record PushOutcome
{
    private PushOutcome()
    {
    }

    /// <summary>Taken in, not yet live. For a preview: it would be taken in.</summary>
    /// <param name="SubmissionId">The marketplace's name for it.</param>
    /// <param name="Summary">The start of the raw answer, as evidence.</param>
    /// <param name="Issues">Warnings that came with it.</param>
    public sealed record Accepted(string SubmissionId, string Summary, IReadOnlyList<ListingIssue> Issues) : PushOutcome;

    /// <summary>
    /// A step of several is done: call again with the same push after that time. Keep <paramref name="Begun"/> and hand it in then. A call that
    /// is repeated, with it or without, does nothing twice.
    /// </summary>
    /// <param name="After">When the next step may be possible.</param>
    /// <param name="Begun">Where it stands; plain text without secrets.</param>
    public sealed record Underway(TimeSpan After, string Begun) : PushOutcome;

    /// <summary>The marketplace will not have it; the same push again would be refused again.</summary>
    public sealed record Refused(MarketplaceProblem Problem, IReadOnlyList<ListingIssue> Issues) : PushOutcome;

    /// <summary>Nothing was done; the same push may work after that time.</summary>
    public sealed record Retry(TimeSpan After, MarketplaceProblem Problem) : PushOutcome;

    /// <summary>Nothing was done; a person must renew or widen the store's credentials.</summary>
    public sealed record Unauthorized(MarketplaceProblem Problem) : PushOutcome;

    /// <summary>Nothing was done; the marketplace does not know the listing.</summary>
    public sealed record NotFound(MarketplaceProblem Problem) : PushOutcome;

    /// <summary>The push was sent and may have taken effect: look with <see cref="IMarketplaceConnector.FindPushAsync"/> after that time, before pushing again.</summary>
    public sealed record Unknown(TimeSpan After, MarketplaceProblem Problem) : PushOutcome;

    /// <summary>The one way from a problem to an outcome, the same for every marketplace.</summary>
    internal static PushOutcome From(MarketplaceProblem problem, bool mayHaveTakenEffect) => problem.Code switch
    {
        _ when mayHaveTakenEffect => new Unknown(problem.RetryAfter ?? TimeSpan.FromSeconds(5), problem),
        ProblemCodes.Unauthorized or ProblemCodes.Forbidden => new Unauthorized(problem),
        ProblemCodes.NotFound => new NotFound(problem),
        _ when problem.MayPass => new Retry(problem.RetryAfter ?? TimeSpan.FromSeconds(30), problem),
        _ => new Refused(problem, []),
    };

    /// <summary>Null when accepted, or on the way there.</summary>
    public MarketplaceProblem? Failure => this switch
    {
        Refused refused => refused.Problem,
        Retry retry => retry.Problem,
        Unauthorized unauthorized => unauthorized.Problem,
        NotFound notFound => notFound.Problem,
        Unknown unknown => unknown.Problem,
        _ => null,
    };
}

/// <summary>What was found when looking for an earlier push.</summary>
/// <param name="Trace">The finding.</param>
/// <param name="StoredLocation">What is stored for the slot, if anything.</param>
/// <param name="Problem">Set when it could not be looked at.</param>
public sealed record PushSighting(PushTrace Trace, string? StoredLocation, MarketplaceProblem? Problem = null);

public enum PushTrace
{
    /// <summary>The marketplace has exactly this address stored: do not push again.</summary>
    Stored,

    /// <summary>A part of the push is there: pushing again goes on where it stopped, and does nothing twice.</summary>
    Begun,

    /// <summary>
    /// Something else, or nothing, is stored. A push takes the marketplace a while to store, so soon after sending this
    /// is no proof that it was lost.
    /// </summary>
    NotSeen,

    /// <summary>It could not be looked at: look again later, and do not push meanwhile.</summary>
    Unknown,
}
