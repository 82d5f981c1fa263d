namespace MainImageHub.Domain.Metrics;

/// <summary>A stretch of time during which a version was seen live on a listing.</summary>
/// <param name="VersionId">Null for a picture that is not ours.</param>
/// <param name="AssetSha">SHA-256 of the picture that was seen.</param>
/// <param name="To">Up to when it is known to have been shown: the last look that saw it. Null for up to now.</param>
public sealed record LedgerInterval(Guid? VersionId, string AssetSha, DateTimeOffset From, DateTimeOffset? To);

public enum DayKind
{
    /// <summary>One picture was live for long enough that the day's figures are its own.</summary>
    Clean,

    /// <summary>Several pictures shared the day, and no figure can be parted between them.</summary>
    Mixed,

    /// <summary>For too much of the day nobody knows what was live.</summary>
    Unknown,
}

/// <summary>Which picture was live for how much of one day.</summary>
/// <param name="Shares">Share of the day per picture, largest first.</param>
/// <param name="UnknownShare">Share of the day that no interval covers.</param>
/// <param name="Owner">The picture to which a clean day belongs; null for the other kinds.</param>
public sealed record DaySplit(DateOnly Date, DayKind Kind, IReadOnlyList<LiveShare> Shares, double UnknownShare, LiveShare? Owner);

public readonly record struct LiveShare(Guid? VersionId, string AssetSha, double Share);

/// <summary>A version's clean days, and how many of its days could not be counted.</summary>
/// <param name="Days">The figures of the days that are the version's own.</param>
/// <param name="CleanDays">Days that were the version's own, with or without figures.</param>
/// <param name="TouchedDays">Days on which it was live at all.</param>
/// <param name="CompleteThrough">The last clean day with figures; null without any.</param>
public sealed record VersionFigures(
    Guid VersionId, IReadOnlyList<DailyFigures> Days, int CleanDays, int TouchedDays, DateOnly? CompleteThrough)
{
    /// <summary>Share of the version's clean days for which figures are there.</summary>
    public double Completeness => CleanDays == 0 ? 0 : (double)Days.Count / CleanDays;

    public DerivedRates Rates => DerivedRates.Of(Days);
}

/// <summary>
/// Joins daily figures with the ledger of what was seen live. Marketplaces report by their own day, so a day is theirs too;
/// a day's figures are never divided between pictures, they belong to one or to none.
/// </summary>
public static class Attribution
{
    /// <summary>Of a day, for one version to own it.</summary>
    public const double DefaultThreshold = 0.9;

    /// <param name="date">In the marketplace's time zone.</param>
    /// <param name="ledger">What was seen; gaps are unknown, and an interval ends at the latest where a later one begins.</param>
    /// <param name="now">Up to when an open interval is known to have lasted.</param>
    /// <param name="threshold">Above 0.5.</param>
    public static DaySplit Split(
        DateOnly date, TimeZoneInfo zone, IEnumerable<LedgerInterval> ledger, DateTimeOffset now, double threshold = DefaultThreshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(threshold, 0.5);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, 1);

        var start = LocalDay.Start(date, zone);
        var end = LocalDay.End(date, zone);
        var length = (end - start).TotalSeconds;

        var seconds = new Dictionary<(Guid?, string), double>();
        var free = end;
        foreach (var interval in ledger.OrderByDescending(interval => interval.From))
        {
            // Walking back from the day's end, each interval gets what no later one has taken.
            var from = interval.From > start ? interval.From : start;
            var to = interval.To ?? now;
            to = to < free ? to : free;
            if (to > from)
            {
                var key = (interval.VersionId, interval.AssetSha);
                seconds[key] = seconds.GetValueOrDefault(key) + (to - from).TotalSeconds;
            }

            free = from < free ? from : free;
        }

        var shares = seconds.Select(entry => new LiveShare(entry.Key.Item1, entry.Key.Item2, entry.Value / length))
            .OrderByDescending(share => share.Share).ThenBy(share => share.AssetSha, StringComparer.Ordinal).ToArray();
        var unknown = Math.Clamp(1 - shares.Sum(share => share.Share), 0, 1);
        unknown = unknown < 1e-9 ? 0 : unknown;

        var isClean = shares.Length > 0 && shares[0].Share >= threshold - 1e-9;
        var kind = isClean ? DayKind.Clean : unknown > 1 - threshold ? DayKind.Unknown : DayKind.Mixed;
        return new DaySplit(date, kind, shares, unknown, isClean ? shares[0] : null);
    }

    /// <summary>One listing's figures per version, over the days of a range.</summary>
    /// <param name="from">First day, included.</param>
    /// <param name="through">Last day, included.</param>
    public static IReadOnlyList<VersionFigures> PerVersion(
        IReadOnlyCollection<DailyFigures> figures,
        DateOnly from,
        DateOnly through,
        TimeZoneInfo zone,
        IReadOnlyCollection<LedgerInterval> ledger,
        DateTimeOffset now,
        double threshold = DefaultThreshold)
    {
        var byDate = figures.ToDictionary(day => day.Date);
        var splits = new List<DaySplit>();
        for (var date = from; date <= through; date = date.AddDays(1))
        {
            splits.Add(Split(date, zone, ledger, now, threshold));
        }

        return [.. splits.SelectMany(split => split.Shares).Select(share => share.VersionId).OfType<Guid>().Distinct().Order().Select(version =>
        {
            var clean = splits.Where(split => split.Owner?.VersionId == version).Select(split => split.Date).ToArray();
            var days = clean.Where(byDate.ContainsKey).Select(date => byDate[date]).ToArray();
            return new VersionFigures(
                version,
                days,
                clean.Length,
                splits.Count(split => split.Shares.Any(share => share.VersionId == version)),
                days.Length == 0 ? null : days[^1].Date);
        })];
    }
}
