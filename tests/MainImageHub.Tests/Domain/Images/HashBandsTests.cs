using MainImageHub.Domain.Images;

namespace MainImageHub.Tests.Domain.Images;

public sealed class HashBandsTests
{
    [Fact]
    public void Every_bit_belongs_to_one_band() =>
        Enumerable.Range(0, HashBands.Count).Aggregate(0L, (all, band) =>
        {
            (all & HashBands.MaskOf(band)).Should().Be(0);
            return all | HashBands.MaskOf(band);
        }).Should().Be(-1);

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(HashBands.Farthest)]
    public void Whatever_is_near_is_asked_for_in_some_band(int distance)
    {
        var random = new Random(distance);
        for (var run = 0; run < 2000; run++)
        {
            // The first bit is never set in a hash, so it never differs.
            var hash = random.NextInt64(long.MinValue, long.MaxValue) & ~1;
            var other = Enumerable.Range(1, 63).OrderBy(_ => random.Next()).Take(distance).Aggregate(hash, (h, bit) => h ^ (1L << bit));
            Enumerable.Range(0, HashBands.Count).Should().Contain(band => HashBands.Probes(hash, band, distance).Contains(other & HashBands.MaskOf(band)));
            HashBands.Distance(hash, other).Should().Be(distance);
        }
    }

    [Fact]
    public void A_distance_that_could_miss_some_is_refused() =>
        FluentActions.Invoking(() => HashBands.Probes(0, 0, HashBands.Farthest + 1)).Should().Throw<ArgumentOutOfRangeException>();
}
