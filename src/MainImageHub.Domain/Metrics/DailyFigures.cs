using MainImageHub.Domain.Listings;

namespace MainImageHub.Domain.Metrics;

/// <summary>
/// One listing's figures for one day of its marketplace's clock. Every figure may be null, which means unknown: a report
/// that lacks a column says nothing about it, and must never be read as 0.
/// </summary>
/// <param name="ExternalId">The listing's id at the marketplace (ASIN, item id, ...).</param>
/// <param name="Revenue">In <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217; null where no money is given.</param>
/// <param name="AdSpend">In <paramref name="Currency"/>.</param>
public sealed record DailyFigures(
    DateOnly Date,
    SiteCode Site,
    string ExternalId,
    long? Impressions = null,
    long? Clicks = null,
    long? Sessions = null,
    long? Orders = null,
    long? Units = null,
    decimal? Revenue = null,
    string? Currency = null,
    decimal? AdSpend = null);

/// <summary>A sum that remembers of how many days it is. Days whose figure is unknown are neither 0 nor guessed.</summary>
/// <param name="Value">Over the days that are known; null when none is.</param>
/// <param name="KnownDays">How many days the value rests on.</param>
public readonly record struct KnownSum(decimal? Value, int KnownDays)
{
    public static KnownSum Of(IEnumerable<decimal?> values)
    {
        decimal? sum = null;
        var known = 0;
        foreach (var value in values)
        {
            if (value is { } figure)
            {
                sum = (sum ?? 0) + figure;
                known++;
            }
        }

        return new KnownSum(sum, known);
    }
}
