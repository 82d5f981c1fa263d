namespace MainImageHub.Domain.Metrics;

/// <summary>A share of successes with its Wilson interval, which stays inside 0..1 and honest near 0.</summary>
/// <param name="Value">0..1.</param>
/// <param name="Low">Lower end with 95 %.</param>
/// <param name="High">Upper end with 95 %.</param>
public readonly record struct Rate(double Value, double Low, double High)
{
    // Two-sided 95 %.
    private const double Z = 1.959963984540054;

    /// <returns>Null when either figure is unknown, nothing was tried, or the figures contradict each other.</returns>
    public static Rate? Of(long? successes, long? trials)
    {
        if (successes is not { } hits || trials is not { } all || all <= 0 || hits < 0 || hits > all)
        {
            return null;
        }

        var share = (double)hits / all;
        var spread = Z * Z / all;
        var centre = (share + spread / 2) / (1 + spread);
        var reach = Z * Math.Sqrt(share * (1 - share) / all + spread / (4 * all)) / (1 + spread);
        return new Rate(share, hits == 0 ? 0 : Math.Max(0, centre - reach), hits == all ? 1 : Math.Min(1, centre + reach));
    }
}

/// <summary>What can be told from a set of days. A rate is formed only over days on which both its figures are known.</summary>
/// <param name="ClickThrough">Clicks per impression.</param>
/// <param name="Conversion">Orders per session; null also where a report counts more orders than sessions.</param>
/// <param name="ReturnOnAdSpend">Revenue per ad spend; null without ad spend or with mixed currencies.</param>
/// <param name="ReturnOnInvestment">Revenue less ad spend, per ad spend. The cost of goods is not known here.</param>
public sealed record DerivedRates(Rate? ClickThrough, Rate? Conversion, decimal? ReturnOnAdSpend, decimal? ReturnOnInvestment)
{
    public static DerivedRates Of(IReadOnlyCollection<DailyFigures> days)
    {
        var (clicks, impressions) = Both(days, day => day.Clicks, day => day.Impressions);
        var (orders, sessions) = Both(days, day => day.Orders, day => day.Sessions);

        var paid = days.Where(day => day is { Revenue: not null, AdSpend: not null }).ToArray();
        var spend = paid.Sum(day => day.AdSpend!.Value);
        decimal? perSpend = spend > 0 && paid.Select(day => day.Currency).Distinct(StringComparer.Ordinal).Count() == 1
            ? paid.Sum(day => day.Revenue!.Value) / spend
            : null;

        return new DerivedRates(Rate.Of(clicks, impressions), Rate.Of(orders, sessions), perSpend, perSpend - 1);
    }

    private static (long? Successes, long? Trials) Both(
        IEnumerable<DailyFigures> days, Func<DailyFigures, long?> successes, Func<DailyFigures, long?> trials)
    {
        long? hits = null, all = null;
        foreach (var day in days)
        {
            if (successes(day) is { } hit && trials(day) is { } tried)
            {
                (hits, all) = ((hits ?? 0) + hit, (all ?? 0) + tried);
            }
        }

        return (hits, all);
    }
}
