using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Metrics;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Shared;

namespace MainImageHub.Web.Stages.Monitor.Files;

/// <summary>One line as it was understood; which listing it is about is found later, many lines at once.</summary>
internal sealed record FigureRow(int Line, string Raw, DateOnly Date, string Marketplace, string Site, string ExternalId)
{
    public long? Impressions { get; init; }

    public long? Clicks { get; init; }

    public long? Sessions { get; init; }

    public long? Orders { get; init; }

    public long? Units { get; init; }

    public decimal? Revenue { get; init; }

    public decimal? AdSpend { get; init; }

    public string? Currency { get; init; }

    public string SiteCode => $"{Marketplace}/{Site}";
}

/// <summary>A line that is not taken, and why.</summary>
internal sealed record RejectedRow(int Line, string Raw, ProblemType Type, LocalText Text)
{
    public ImportProblem AsProblem() => new(Line, Type.Code, Text);
}

/// <summary>Reads the fields of one line. Spreadsheets write dates and numbers their own way: what is clear is taken, what could mean two things is not.</summary>
internal sealed class FigureRowReader(FigureColumns columns)
{
    private static readonly string[] DateFormats = ["yyyy-MM-dd", "yyyy-M-d", "yyyy/MM/dd", "yyyy/M/d", "yyyyMMdd", "yyyy.M.d"];

    private static readonly DateOnly Earliest = new(2000, 1, 1);

    private const decimal TooMuch = 100_000_000_000_000m;

    public FigureRow? Read(int line, string raw, string[] fields, out RejectedRow? rejected)
    {
        rejected = null;
        if (fields.Length != columns.Count)
        {
            return Reject(FileProblems.FieldCount, out rejected, fields.Length, columns.Count);
        }

        var written = Field("date");
        if (!DateOnly.TryParseExact(written, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date < Earliest)
        {
            return Reject(FileProblems.Date, out rejected, written);
        }

        var row = new FigureRow(line, raw, date, Field("marketplace").ToLowerInvariant(), Field("site").ToUpperInvariant(), Field("externalId"));
        if (Count("impressions", out rejected) is var impressions && rejected is not null
            || Count("clicks", out rejected) is var clicks && rejected is not null
            || Count("sessions", out rejected) is var sessions && rejected is not null
            || Count("orders", out rejected) is var orders && rejected is not null
            || Count("units", out rejected) is var units && rejected is not null
            || Money("revenue", out rejected) is var revenue && rejected is not null
            || Money("adSpend", out rejected) is var adSpend && rejected is not null)
        {
            return null;
        }

        if (clicks > impressions)
        {
            return Reject(FileProblems.ClicksAboveImpressions, out rejected, clicks, impressions);
        }

        if ((impressions ?? clicks ?? sessions ?? orders ?? units) is null && (revenue ?? adSpend) is null)
        {
            return Reject(FileProblems.NothingInRow, out rejected);
        }

        var currency = Field("currency");
        if (currency.Length > 0 && !Currencies.Knows(currency))
        {
            return Reject(FileProblems.Currency, out rejected, currency);
        }

        return row with
        {
            Impressions = impressions,
            Clicks = clicks,
            Sessions = sessions,
            Orders = orders,
            Units = units,
            Revenue = revenue,
            AdSpend = adSpend,
            Currency = currency.Length == 0 ? null : currency.ToUpperInvariant(),
        };

        FigureRow? Reject(ProblemType type, out RejectedRow? why, params object?[] values)
        {
            why = new RejectedRow(line, raw, type, type.Text([.. values.Select(value => value is string text && text.Length > 60 ? text[..60] + "…" : value)]));
            return null;
        }

        string Field(string column) => columns[column] is >= 0 and var place ? fields[place].Trim() : "";

        long? Count(string column, out RejectedRow? why) => (long?)Number(column, FigureNumber.Count, out why);

        decimal? Money(string column, out RejectedRow? why) => Number(column, FigureNumber.Money, out why);

        decimal? Number(string column, Func<string, decimal?> read, out RejectedRow? why)
        {
            why = null;
            var text = Field(column);
            if (text.Length == 0)
            {
                return null;
            }

            if (read(text) is not { } value || Math.Abs(value) >= TooMuch)
            {
                Reject(FileProblems.Number, out why, column, text);
                return null;
            }

            if (value < 0)
            {
                Reject(FileProblems.Negative, out why, column, text);
                return null;
            }

            return value;
        }
    }
}
