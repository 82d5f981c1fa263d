using MainImageHub.Domain.Metrics;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>
/// Writes many days at once. Postgres refuses COPY into a table with row-level security, so the rows are copied into a temporary
/// one and moved from there, by the tenant role. Writing the same rows again changes nothing: a reading never makes doubles, a
/// figure it does not know leaves the known one alone, and an older reading that comes late does not overwrite a newer one.
/// </summary>
public sealed class MetricWriter(HubDbContext db)
{
    private const string Copy =
        "copy metric_in (listing_id, date, impressions, clicks, sessions, orders, units, revenue, ad_spend, currency) from stdin (format binary)";

    private static readonly string Move = $"""
        with moved as (
        insert into metric_day (workspace_id, listing_id, date, source, impressions, clicks, sessions, orders, units, revenue, ad_spend, currency, read_at)
        select $1, listing_id, date, $2, impressions, clicks, sessions, orders, units, revenue, ad_spend, currency, $3 from metric_in
        on conflict (listing_id, date, source) do update set
          {string.Join(",\n  ", Figures.Select(figure =>
              $"{figure} = case when excluded.read_at >= metric_day.read_at then coalesce(excluded.{figure}, metric_day.{figure}) else coalesce(metric_day.{figure}, excluded.{figure}) end"))},
          read_at = greatest(metric_day.read_at, excluded.read_at)
          where (excluded.read_at >= metric_day.read_at or {string.Join(" or ", Figures.Select(figure => $"(metric_day.{figure} is null and excluded.{figure} is not null)"))}) and not {MixesCurrencies}
        returning listing_id, date)
        select i.listing_id, i.date, exists (select from metric_day k where k.listing_id = i.listing_id and k.date = i.date and k.source = $2 and k.currency <> i.currency)
        from metric_in i where not exists (select from moved m where m.listing_id = i.listing_id and m.date = i.date)
        """;

    // One row has one currency: money is only ever replaced whole, never completed with another currency's.
    private const string MixesCurrencies = """
        coalesce(metric_day.currency <> excluded.currency and case when excluded.read_at >= metric_day.read_at
          then (metric_day.revenue is not null and excluded.revenue is null) or (metric_day.ad_spend is not null and excluded.ad_spend is null)
          else (metric_day.revenue is null and excluded.revenue is not null) or (metric_day.ad_spend is null and excluded.ad_spend is not null) end, false)
        """;

    private static IEnumerable<string> Figures => ["impressions", "clicks", "sessions", "orders", "units", "revenue", "ad_spend", "currency"];

    /// <summary>Call inside a transaction of the context; each listing and day at most once.</summary>
    /// <returns>Those of which nothing was stored: a newer reading knew it all, or money of the day is known in another currency.</returns>
    public async Task<IReadOnlyList<(Guid Listing, DateOnly Date, bool InAnotherCurrency)>> WriteAsync(IEnumerable<MetricDay> days, string source, DateTimeOffset readAt, CancellationToken cancellationToken)
    {
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction() as NpgsqlTransaction
            ?? throw new InvalidOperationException("Figures are written together with the state of their reading.");
        var connection = transaction.Connection!;
        await using (var create = new NpgsqlCommand(
            """
            create temporary table if not exists metric_in (listing_id uuid, date date, impressions bigint, clicks bigint, sessions bigint,
              orders bigint, units bigint, revenue numeric, ad_spend numeric, currency text) on commit delete rows;
            truncate metric_in
            """,
            connection,
            transaction))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var copy = await connection.BeginBinaryImportAsync(Copy, cancellationToken))
        {
            foreach (var day in days)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(day.ListingId, NpgsqlDbType.Uuid, cancellationToken);
                await copy.WriteAsync(day.Date, NpgsqlDbType.Date, cancellationToken);
                await copy.WriteAsync(day.Impressions, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(day.Clicks, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(day.Sessions, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(day.Orders, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(day.Units, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(day.Revenue, NpgsqlDbType.Numeric, cancellationToken);
                await copy.WriteAsync(day.AdSpend, NpgsqlDbType.Numeric, cancellationToken);
                await copy.WriteAsync(day is { Revenue: null, AdSpend: null } ? null : day.Currency, NpgsqlDbType.Text, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await using var move = new NpgsqlCommand(Move, connection, transaction);
        move.Parameters.AddWithValue(db.WorkspaceId!.Value);
        move.Parameters.AddWithValue(source);
        move.Parameters.AddWithValue(readAt);
        var dropped = new List<(Guid, DateOnly, bool)>();
        await using var left = await move.ExecuteReaderAsync(cancellationToken);
        while (await left.ReadAsync(cancellationToken))
        {
            dropped.Add((left.GetGuid(0), left.GetFieldValue<DateOnly>(1), left.GetBoolean(2)));
        }

        return dropped;
    }
}

/// <summary>Values of <see cref="MetricDay.Source"/>.</summary>
public static class MetricSources
{
    public const string Api = "api";
    public const string Csv = "csv";
}
