using MainImageHub.Marketplaces;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Tests.Marketplaces;

public sealed class RateGateTests
{
    private static readonly RateLimit TwoPerSecondAfterThree = new(PerSecond: 2, Burst: 3);

    private readonly SettableTime time = new();
    private readonly InProcessRateGate gate;

    public RateGateTests() => gate = new InProcessRateGate(time);

    [Fact]
    public async Task Burst_is_let_through_and_then_the_rate_holds()
    {
        (await TakeUntilSentAwayAsync()).Should().Be(3);

        time.Advance(TimeSpan.FromSeconds(1));

        (await TakeUntilSentAwayAsync()).Should().Be(2);
    }

    [Fact]
    public async Task Waiting_as_long_as_told_is_always_long_enough()
    {
        await TakeUntilSentAwayAsync();
        for (var turn = 0; turn < 20; turn++)
        {
            time.Advance(await TakeAsync());
            (await TakeAsync()).Should().Be(TimeSpan.Zero);
        }
    }

    [Fact]
    public async Task Bucket_never_holds_more_than_its_burst()
    {
        await TakeAsync();
        time.Advance(TimeSpan.FromHours(1));

        (await TakeUntilSentAwayAsync()).Should().Be(3);
    }

    [Fact]
    public async Task Rate_the_marketplace_tells_replaces_the_published_one()
    {
        await TakeUntilSentAwayAsync();
        await gate.ObserveAsync("store/push", perSecond: 0.5, pause: null);

        (await TakeAsync()).Should().Be(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Pause_sends_everyone_away_until_it_is_over()
    {
        await TakeAsync();
        await gate.ObserveAsync("store/push", perSecond: null, pause: TimeSpan.FromSeconds(30));

        (await TakeAsync()).Should().Be(TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromSeconds(30));
        (await TakeUntilSentAwayAsync()).Should().Be(1, "after a refusal the burst is not trusted");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task Nonsense_in_the_header_changes_nothing(double told)
    {
        await TakeUntilSentAwayAsync();
        await gate.ObserveAsync("store/push", told, pause: TimeSpan.FromSeconds(-5));

        (await TakeAsync()).Should().Be(TimeSpan.FromMilliseconds(500));
    }

    private async Task<TimeSpan> TakeAsync() => await gate.TakeAsync("store/push", TwoPerSecondAfterThree);

    private async Task<int> TakeUntilSentAwayAsync()
    {
        var taken = 0;
        while (await TakeAsync() == TimeSpan.Zero)
        {
            taken++;
        }

        return taken;
    }

    private sealed class SettableTime : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan by) => ticks += by.Ticks;
    }
}
