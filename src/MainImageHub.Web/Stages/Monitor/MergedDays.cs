namespace MainImageHub.Web.Stages.Monitor;

/// <summary>Both sources of a day (<see cref="MetricSources"/>) laid over each other: field by field the later reading that knows the figure speaks. Money of two currencies is not mixed: there the later reading speaks alone.</summary>
internal static class MergedDays
{
    /// <summary>One row per listing and day. <c>{0}</c> the workspace, <c>{1}</c> and <c>{2}</c> the first and last day, <c>{3}</c> the listings, null for all.</summary>
    public const string Sql =
        $"""
        select listing_id, date,
          case when c.read_at > a.read_at then coalesce(c.impressions, a.impressions) else coalesce(a.impressions, c.impressions) end as impressions,
          case when c.read_at > a.read_at then coalesce(c.clicks, a.clicks) else coalesce(a.clicks, c.clicks) end as clicks,
          case when c.read_at > a.read_at then coalesce(c.sessions, a.sessions) else coalesce(a.sessions, c.sessions) end as sessions,
          case when c.read_at > a.read_at then coalesce(c.orders, a.orders) else coalesce(a.orders, c.orders) end as orders,
          case when c.read_at > a.read_at then coalesce(c.units, a.units) else coalesce(a.units, c.units) end as units,
          case when a.currency <> c.currency then case when c.read_at > a.read_at then c.revenue else a.revenue end when c.read_at > a.read_at then coalesce(c.revenue, a.revenue) else coalesce(a.revenue, c.revenue) end as revenue,
          case when a.currency <> c.currency then case when c.read_at > a.read_at then c.ad_spend else a.ad_spend end when c.read_at > a.read_at then coalesce(c.ad_spend, a.ad_spend) else coalesce(a.ad_spend, c.ad_spend) end as ad_spend,
          case when a.currency <> c.currency then case when c.read_at > a.read_at then c.currency else a.currency end when c.read_at > a.read_at then coalesce(c.currency, a.currency) else coalesce(a.currency, c.currency) end as currency
        from ({Of} '{MetricSources.Api}' and {Wanted}) a
        full join ({Of} '{MetricSources.Csv}' and {Wanted}) c using (listing_id, date)
        """;

    // A currency without any money says nothing.
    private const string Of =
        "select listing_id, date, read_at, impressions, clicks, sessions, orders, units, revenue, ad_spend, case when coalesce(revenue, ad_spend) is not null then currency end as currency from metric_day where source =";

    private const string Wanted = "workspace_id = {0} and date between {1} and {2} and ({3}::uuid[] is null or listing_id = any({3}::uuid[]))";
}
