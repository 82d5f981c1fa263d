using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Marketplaces;

/// <summary>What a marketplace can and cannot do, so that screens and jobs never have to know its name.</summary>
public sealed record MarketplaceCapabilities
{
    public required LocalText Name { get; init; }

    /// <summary>Whether one site can have a picture of its own.</summary>
    public required PerSitePicture PerSitePicture { get; init; }

    /// <summary>How the picture gets there, best way first.</summary>
    public required IReadOnlyList<PictureDelivery> Delivery { get; init; }

    public required bool CanReplace { get; init; }

    public required bool CanRemove { get; init; }

    /// <summary>Whether the listing's next picture becomes the main one when the main one is removed; else the place stays empty.</summary>
    public bool NextMovesUp { get; init; }

    /// <summary>Whether a picture that is replaced stays with the listing as a further one, unless it was a push of ours (<see cref="PicturePush.Replaces"/>).</summary>
    public bool KeepsReplaced { get; init; }

    /// <summary>Whether the marketplace itself can publish at a time; where it cannot, the hub pushes at that time.</summary>
    public bool CanSchedule { get; init; }

    /// <summary>Whether a push can be tried without effect (<see cref="PicturePush.PreviewOnly"/>).</summary>
    public bool CanPreview { get; init; }

    /// <summary><c>MAIN</c> first, then <c>PT01</c>...</summary>
    public required IReadOnlyList<string> Slots { get; init; }

    public required Propagation Propagation { get; init; }

    public required IReadOnlyList<FigureSource> Figures { get; init; }

    /// <summary>The published limits by operation; the marketplace's own headers override them while it runs.</summary>
    public required IReadOnlyDictionary<string, RateLimit> Rates { get; init; }

    public required IReadOnlyList<MarketplaceSite> Sites { get; init; }

    public required IReadOnlyList<CredentialField> Credentials { get; init; }

    /// <summary>How a person puts a picture up where no API does: pushes become tasks. Null where the hub does it itself.</summary>
    public HandWork? ByHand { get; init; }

    /// <summary>The marketplace is one for all countries: those listed in <see cref="Sites"/> are not all there are, and any country may be named.</summary>
    public bool AnyCountry { get; init; }

    public MarketplaceSite? FindSite(SiteCode code) => Sites.FirstOrDefault(site => site.Code == code)
        ?? (AnyCountry && code is { Marketplace: var marketplace, Site: [>= 'A' and <= 'Z', >= 'A' and <= 'Z'] } && marketplace == Sites[0].Code.Marketplace ? Sites[0] with { Code = code, ForeignId = code.Site } : null);
}

public enum PerSitePicture
{
    /// <summary>A push changes the named site only.</summary>
    Yes,

    /// <summary>A push changes the product in every site it is sold on.</summary>
    No,

    /// <summary>Only a person can do it, in the marketplace's own pages.</summary>
    Manual,
}

public enum PictureDelivery
{
    /// <summary>The marketplace fetches an address, which must therefore be reachable from outside.</summary>
    PullUrl,

    /// <summary>The bytes are sent.</summary>
    Bytes,
}

/// <summary>How long a changed picture takes to be seen.</summary>
/// <param name="Usual">When most are seen.</param>
/// <param name="Longest">When it stops being normal.</param>
/// <param name="WashOut">How much of the time after a change an experiment should not count.</param>
public sealed record Propagation(TimeSpan Usual, TimeSpan Longest, TimeSpan WashOut);

/// <summary>A token bucket: so many calls a second, after a burst.</summary>
public readonly record struct RateLimit(double PerSecond, int Burst);

/// <summary>Where figures come from.</summary>
/// <param name="Source">Stable name, e.g. <c>amazon.salesAndTraffic</c>.</param>
/// <param name="Grain"><c>day</c>, <c>week</c>, ...</param>
/// <param name="Delay">How late a day is complete.</param>
/// <param name="Figures">Names of the <see cref="DailyFigures"/> it fills, camelCase.</param>
/// <param name="LongestSpanDays">The most days one request may ask for.</param>
/// <param name="KeptDays">How far back the marketplace keeps them.</param>
public sealed record FigureSource(
    string Source, string Grain, TimeSpan Delay, IReadOnlyList<string> Figures, int LongestSpanDays, int KeptDays);

/// <summary>One country of a marketplace.</summary>
/// <param name="Code">e.g. <c>amazon/US</c>.</param>
/// <param name="ForeignId">The marketplace's own name of it, e.g. <c>ATVPDKIKX0DER</c>.</param>
/// <param name="Region">Which of the marketplace's hosts serves it, e.g. <c>na</c>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="TimeZone">IANA name of the zone the site's days are counted in.</param>
/// <param name="Language">BCP 47 tag of the site's main language, e.g. <c>en-US</c>.</param>
/// <param name="Host">The shop's public host, e.g. <c>www.amazon.com</c>; empty where it is not known.</param>
public sealed record MarketplaceSite(
    SiteCode Code, string ForeignId, string Region, string Currency, string TimeZone, string Language, string Host);

/// <summary>One thing to ask a person for when a store is connected.</summary>
/// <param name="Name">Its key in <see cref="StoreConnection.Credentials"/>.</param>
/// <param name="IsSecret">Never shown again and never logged.</param>
/// <param name="IsRequired">Without it the store cannot be used.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Hint">Where it is found.</param>
public sealed record CredentialField(string Name, bool IsSecret, bool IsRequired, LocalText Label, LocalText Hint)
{
    /// <summary>It says whose account it is; the others only open it.</summary>
    public bool NamesAccount { get; init; }

    /// <summary>It is written in digits alone.</summary>
    public bool IsNumber { get; init; }

    /// <summary>
    /// Whether a credential that is kept is this one, or came from the marketplace for it: <c>refreshToken.renewed</c> goes with <c>refreshToken</c>
    /// and is good until that is given anew.
    /// </summary>
    public bool Owns(string name) => name == Name || name.StartsWith($"{Name}.", StringComparison.Ordinal);
}
