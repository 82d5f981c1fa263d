using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Metrics;

namespace MainImageHub.Tests.Domain.Metrics;

public sealed class AttributionTests
{
    private static readonly TimeZoneInfo LosAngeles = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
    private static readonly DateTimeOffset Later = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid One = Guid.CreateVersion7();
    private static readonly Guid Two = Guid.CreateVersion7();

    // Hours are UTC; midnight in Los Angeles is 08:00 in winter, 07:00 in summer.
    [Theory]
    [InlineData("2026-01-10T08:00Z", "2026-01-11T08:00Z", DayKind.Clean, 1, 0)]
    [InlineData("2026-01-10T09:00Z", "2026-01-11T08:00Z", DayKind.Clean, 0.958, 0.042)]
    [InlineData("2026-01-10T12:00Z", "2026-01-11T08:00Z", DayKind.Unknown, 0.833, 0.167)]
    [InlineData("2026-01-09T00:00Z", null, DayKind.Clean, 1, 0)]
    [InlineData("2026-01-11T08:00Z", null, DayKind.Unknown, 0, 1)]
    public void A_day_belongs_to_a_version_that_was_seen_for_nine_tenths_of_it(string from, string? to, DayKind kind, double share, double unknown)
    {
        var split = Attribution.Split(new(2026, 1, 10), LosAngeles, [Seen(One, from, to)], Later);

        split.Kind.Should().Be(kind);
        split.Shares.Sum(one => one.Share).Should().BeApproximately(share, 0.001);
        split.UnknownShare.Should().BeApproximately(unknown, 0.001);
        split.Owner?.VersionId.Should().Be(One);
    }

    [Theory]
    [InlineData("2026-03-08", "2026-03-08T08:00Z", "2026-03-09T07:00Z")]
    [InlineData("2026-11-01", "2026-11-01T07:00Z", "2026-11-02T08:00Z")]
    public void Days_of_23_and_25_hours_are_whole_days(string date, string from, string to)
    {
        var split = Attribution.Split(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), LosAngeles, [Seen(One, from, to)], Later);

        split.Kind.Should().Be(DayKind.Clean);
        split.UnknownShare.Should().Be(0);
    }

    [Fact]
    public void A_day_may_begin_at_one_where_the_clock_jumps_over_midnight()
    {
        var santiago = TimeZoneInfo.FindSystemTimeZoneById("America/Santiago");
        var day = new DateOnly(2026, 9, 6);

        (LocalDay.End(day, santiago) - LocalDay.Start(day, santiago)).Should().Be(TimeSpan.FromHours(23));
        LocalDay.Of(LocalDay.Start(day, santiago), santiago).Should().Be(day);
        LocalDay.Of(LocalDay.Start(day, santiago).AddSeconds(-1), santiago).Should().Be(day.AddDays(-1));
    }

    [Fact]
    public void A_day_shared_by_two_versions_belongs_to_neither()
    {
        var split = Attribution.Split(new(2026, 1, 10), LosAngeles,
            [Seen(One, "2026-01-01T00:00Z", "2026-01-10T20:00Z"), Seen(Two, "2026-01-10T20:00Z", null)], Later);

        split.Kind.Should().Be(DayKind.Mixed);
        split.Owner.Should().BeNull();
        split.Shares.Select(share => share.Share).Should().Equal(0.5, 0.5);
    }

    [Fact]
    public void An_earlier_interval_that_was_never_closed_ends_where_the_later_begins()
    {
        var split = Attribution.Split(new(2026, 1, 10), LosAngeles, [Seen(One, "2026-01-01T00:00Z", null), Seen(Two, "2026-01-10T08:00Z", null)], Later);

        split.Owner!.Value.VersionId.Should().Be(Two);
        split.Shares.Should().ContainSingle();
    }

    [Fact]
    public void An_open_interval_lasts_until_now_and_the_rest_of_today_is_unknown() =>
        Attribution.Split(new(2026, 1, 10), LosAngeles, [Seen(One, "2026-01-01T00:00Z", null)], new(2026, 1, 10, 20, 0, 0, TimeSpan.Zero))
            .UnknownShare.Should().BeApproximately(0.5, 1e-9);

    [Fact]
    public void Figures_are_summed_per_version_over_its_own_days_with_completeness()
    {
        LedgerInterval[] ledger = [Seen(One, "2026-01-01T08:00Z", "2026-01-04T20:00Z"), Seen(Two, "2026-01-04T20:00Z", "2026-01-08T08:00Z")];
        DailyFigures[] figures = [.. new[] { 1, 2, 4, 5, 6 }.Select(day => Figures(day, 1000, day == 2 ? null : 10 * day))];

        var versions = Attribution.PerVersion(figures, new(2026, 1, 1), new(2026, 1, 9), LosAngeles, ledger, Later);

        var one = versions.Single(version => version.VersionId == One);
        one.CleanDays.Should().Be(3);
        one.TouchedDays.Should().Be(4);
        one.Completeness.Should().BeApproximately(2 / 3.0, 1e-9);
        one.CompleteThrough.Should().Be(new DateOnly(2026, 1, 2));
        one.Rates.ClickThrough!.Value.Value.Should().Be(0.01, "the day whose clicks are unknown brings no impressions either");
        one.Rates.Conversion.Should().BeNull();

        versions.Single(version => version.VersionId == Two).Rates.ClickThrough!.Value.Value.Should().Be(0.055);
    }

    [Theory]
    [InlineData(0, 100, 0, 0.0370)]
    [InlineData(5, 100, 0.0215, 0.1118)]
    [InlineData(100, 100, 0.963, 1)]
    public void Rates_carry_their_wilson_interval(long hits, long all, double low, double high)
    {
        var rate = Rate.Of(hits, all)!.Value;
        rate.Low.Should().BeApproximately(low, 0.0005);
        rate.High.Should().BeApproximately(high, 0.0005);
    }

    [Theory]
    [InlineData(null, 100L)]
    [InlineData(1L, null)]
    [InlineData(1L, 0L)]
    [InlineData(5L, 4L)]
    public void An_unknown_or_impossible_rate_is_null_never_zero(long? hits, long? all) => Rate.Of(hits, all).Should().BeNull();

    [Fact]
    public void Return_on_ad_spend_needs_one_currency_and_only_days_with_both_figures()
    {
        DailyFigures[] days = [Money(1, 100, 20), Money(2, 50, null), Money(3, 20, 10)];
        DerivedRates.Of(days).ReturnOnAdSpend.Should().Be(4);
        DerivedRates.Of(days).ReturnOnInvestment.Should().Be(3);
        DerivedRates.Of([Money(1, 100, 20), Money(2, 100, 20) with { Currency = "EUR" }]).ReturnOnAdSpend.Should().BeNull();
        KnownSum.Of(days.Select(day => day.AdSpend)).Should().Be(new KnownSum(30, 2));
        KnownSum.Of([null]).Value.Should().BeNull();
    }

    private static LedgerInterval Seen(Guid version, string from, string? to) =>
        new(version, version.ToString("N"), At(from), to is null ? null : At(to));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DailyFigures Figures(int day, long? impressions, long? clicks) =>
        new(new(2026, 1, day), SiteCode.Parse("amazon/US"), "B000000001", impressions, clicks);

    private static DailyFigures Money(int day, decimal? revenue, decimal? spend) =>
        new(new(2026, 1, day), SiteCode.Parse("amazon/US"), "B000000001", Revenue: revenue, Currency: "USD", AdSpend: spend);
}
