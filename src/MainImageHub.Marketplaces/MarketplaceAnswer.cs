using System.Diagnostics.CodeAnalysis;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Marketplaces;

/// <summary>What a read gave: the value, or why not.</summary>
public sealed record MarketplaceAnswer<T>(T? Value, MarketplaceProblem? Problem)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Ok => Problem is null && Value is not null;
}

/// <summary>Why a marketplace did not do as asked.</summary>
public sealed record MarketplaceProblem
{
    /// <summary>One of <see cref="ProblemCodes"/>; stable, goes on the wire.</summary>
    public required string Code { get; init; }

    /// <summary>What happened and what a person can do about it.</summary>
    public required LocalText Message { get; init; }

    /// <summary><see cref="Message"/> is about this very case; else it is what all problems of that code have in common, and the marketplace's own words say more.</summary>
    public bool SaysWhatToDo { get; init; }

    /// <summary>HTTP status, where there was an answer.</summary>
    public int? Status { get; init; }

    /// <summary>The marketplace's own error code, as it came.</summary>
    public string? ForeignCode { get; init; }

    /// <summary>The marketplace's own sentence, as it came (bounded, secrets removed).</summary>
    public string? ForeignMessage { get; init; }

    /// <summary>The start of the raw answer (bounded, secrets removed), kept for the person who has to ask the marketplace.</summary>
    public string? Raw { get; init; }

    /// <summary>The marketplace's name for this call, to quote to its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long to wait before asking again, where the marketplace or our own limits say so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when the same call may work later without anyone doing anything.</summary>
    public required bool MayPass { get; init; }
}

/// <summary>The whole vocabulary of <see cref="MarketplaceProblem.Code"/>.</summary>
public static class ProblemCodes
{
    /// <summary>The credentials are wrong, revoked or missing.</summary>
    public const string Unauthorized = "marketplace.unauthorized";

    /// <summary>The credentials are good but may not do this.</summary>
    public const string Forbidden = "marketplace.forbidden";

    /// <summary>The marketplace does not know the listing.</summary>
    public const string NotFound = "marketplace.notFound";

    /// <summary>Too many calls; nothing was done.</summary>
    public const string Throttled = "marketplace.throttled";

    /// <summary>The marketplace has trouble of its own.</summary>
    public const string Unavailable = "marketplace.unavailable";

    /// <summary>No answer in time.</summary>
    public const string Timeout = "marketplace.timeout";

    /// <summary>An answer that is not the marketplace's: a web page, half an answer, an unknown shape.</summary>
    public const string BadAnswer = "marketplace.badAnswer";

    /// <summary>The marketplace understood and said no.</summary>
    public const string Refused = "marketplace.refused";

    /// <summary>The name of the address leads nowhere.</summary>
    public const string HostUnknown = "marketplace.hostUnknown";

    /// <summary>What answers at the address cannot prove who it is.</summary>
    public const string NotSecure = "marketplace.notSecure";

    /// <summary>The marketplace could not be reached, or hung up.</summary>
    public const string Connection = "marketplace.connection";
}
