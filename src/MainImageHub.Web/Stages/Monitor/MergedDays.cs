namespace MainImageHub.Web.Stages.Monitor;

/// <summary>Both sources of a day laid over each other: field by field the later reading that knows the figure speaks.</summary>
internal static class MergedDays
{
    /// <summary>One row per listing and day. <c>{0}</c> the workspace, <c>{1}</c> and <c>{2}</c> the first and last day, <c>{3}</c> the listings, null for all.</summary>
    public const string Sql =
        """
        select listing_id, date,
          (array_agg(impressions order by read_at desc) filter (where impressions is not null))[1] as impressions,
          (array_agg(clicks order by read_at desc) filter (where clicks is not null))[1] as clicks,
          (array_agg(sessions order by read_at desc) filter (where sessions is not null))[1] as sessions,
          (array_agg(orders order by read_at desc) filter (where orders is not null))[1] as orders,
          (array_agg(units order by read_at desc) filter (where units is not null))[1] as units,
          (array_agg(revenue order by read_at desc) filter (where revenue is not null))[1] as revenue,
          (array_agg(ad_spend order by read_at desc) filter (where ad_spend is not null))[1] as ad_spend,
          (array_agg(currency order by read_at desc) filter (where currency is not null))[1] as currency
        from metric_day
        where workspace_id = {0} and date between {1} and {2} and ({3}::uuid[] is null or listing_id = any({3}::uuid[]))
        group by listing_id, date
        """;
}
