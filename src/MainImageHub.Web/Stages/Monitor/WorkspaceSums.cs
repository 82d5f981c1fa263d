using System.Runtime.CompilerServices;
using MainImageHub.Domain.Metrics;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>
/// Adds a whole workspace's figures up where they lie: a hundred thousand listings have millions of days, and none of them is
/// loaded. Which version a day belongs to is not asked here; that is told per main image.
/// </summary>
public sealed class WorkspaceSums(HubDbContext db)
{
    // Ten million days take about half a minute on two cores.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<MetricGroup>> GroupsAsync(MetricGrouping grouping, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var (key, by) = grouping switch
        {
            MetricGrouping.Day => ("to_char(m.date, 'YYYY-MM-DD')", "m.date"),
            MetricGrouping.Marketplace => ("s.marketplace", "s.marketplace"),
            MetricGrouping.Site => ("s.marketplace || '/' || s.site", "s.marketplace, s.site"),
            _ => throw new ArgumentOutOfRangeException(nameof(grouping), grouping, "Versions are told per main image."),
        };

        db.Database.SetCommandTimeout(Patience);

        // As the domain's rates do: a rate is formed over the days on which both its figures are known, money is added up within one currency.
        var sums = await db.Database.SqlQuery<Sums>(FormattableStringFactory.Create(
            $$"""
            with m as ({{MergedDays.Sql}})
            select {{key}} as "Key", count(*)::int as "Days", least(max(m.date), min(s.figures_complete_up_to)) as "CompleteUpTo",
              sum(m.impressions)::bigint as "Impressions", sum(m.clicks)::bigint as "Clicks", sum(m.sessions)::bigint as "Sessions",
              sum(m.orders)::bigint as "Orders", sum(m.units)::bigint as "Units", sum(m.revenue) as "Revenue", sum(m.ad_spend) as "AdSpend",
              min(m.currency) filter (where m.revenue is not null or m.ad_spend is not null) as "Currency",
              min(coalesce(m.currency, '')) filter (where m.revenue is not null or m.ad_spend is not null)
                = max(coalesce(m.currency, '')) filter (where m.revenue is not null or m.ad_spend is not null) as "IsOneCurrency",
              sum(m.clicks) filter (where m.impressions is not null)::bigint as "SeenClicks",
              sum(m.impressions) filter (where m.clicks is not null)::bigint as "ClickableImpressions",
              sum(m.orders) filter (where m.sessions is not null)::bigint as "VisitOrders",
              sum(m.sessions) filter (where m.orders is not null)::bigint as "OrderableSessions",
              sum(m.revenue) filter (where m.ad_spend is not null) as "PaidRevenue",
              sum(m.ad_spend) filter (where m.revenue is not null) as "PaidSpend",
              min(coalesce(m.currency, '')) filter (where m.revenue is not null and m.ad_spend is not null)
                = max(coalesce(m.currency, '')) filter (where m.revenue is not null and m.ad_spend is not null) as "IsPaidInOneCurrency"
            from m join listing l on l.id = m.listing_id join store s on s.id = l.store_id
            group by {{by}}
            """,
            db.WorkspaceId!.Value,
            first,
            last,
            null)).ToListAsync(cancellationToken);
        return [.. sums.OrderBy(sum => sum.Key, StringComparer.Ordinal).Select(Group)];
    }

    /// <summary>The last day up to which every listing's figures are complete; null without figures.</summary>
    public Task<DateOnly?> CompleteUpToAsync(DateOnly first, DateOnly last, CancellationToken cancellationToken) =>
        db.MetricDays.Where(m => m.Date >= first && m.Date <= last)
            .GroupBy(m => m.ListingId).Select(days => new { ListingId = days.Key, Last = days.Max(m => m.Date) })
            .Join(db.Listings, days => days.ListingId, l => l.Id, (days, l) => new { days.Last, l.StoreId })
            .Join(db.Stores, days => days.StoreId, s => s.Id, (days, s) => s.FiguresCompleteUpTo ?? days.Last)
            .MinAsync(day => (DateOnly?)day, cancellationToken);

    private static MetricGroup Group(Sums of)
    {
        var isOneCurrency = of.IsOneCurrency == true;
        return new MetricGroup(
            of.Key,
            of.Key,
            null,
            of.Days,
            of.Impressions,
            of.Clicks,
            of.Sessions,
            of.Orders,
            of.Units,
            isOneCurrency ? of.Revenue : null,
            isOneCurrency ? of.AdSpend : null,
            isOneCurrency ? of.Currency : null,
            Rate.Of(of.SeenClicks, of.ClickableImpressions),
            Rate.Of(of.VisitOrders, of.OrderableSessions),
            of is { IsPaidInOneCurrency: true, PaidSpend: > 0 } ? Math.Round(of.PaidRevenue!.Value / of.PaidSpend.Value, 4) : null,
            of.CompleteUpTo);
    }

    private sealed record Sums(
        string Key, int Days, DateOnly CompleteUpTo, long? Impressions, long? Clicks, long? Sessions, long? Orders, long? Units, decimal? Revenue, decimal? AdSpend,
        string? Currency, bool? IsOneCurrency, long? SeenClicks, long? ClickableImpressions, long? VisitOrders, long? OrderableSessions,
        decimal? PaidRevenue, decimal? PaidSpend, bool? IsPaidInOneCurrency);
}
