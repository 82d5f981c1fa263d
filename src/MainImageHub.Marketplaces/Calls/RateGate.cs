using System.Collections.Concurrent;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>
/// Who may call a marketplace now. The implementation here counts inside one process; an application that runs several
/// workers registers its own, which shares the counts, before <see cref="MarketplacesModule.AddMarketplaces"/>.
/// </summary>
public interface IRateGate
{
    /// <summary>Takes a turn, or tells how long until there is one.</summary>
    /// <param name="key">Whose limit: store and operation.</param>
    /// <param name="published">The limit to begin with.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    /// <returns>Zero when the turn was taken; otherwise the wait, and nothing was taken.</returns>
    ValueTask<TimeSpan> TakeAsync(string key, RateLimit published, CancellationToken cancellationToken = default);

    /// <summary>Tells what the marketplace said about its limit.</summary>
    /// <param name="key">As above.</param>
    /// <param name="perSecond">The rate in force, where told.</param>
    /// <param name="pause">How long to stay away, where told or implied by a refusal.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask ObserveAsync(string key, double? perSecond, TimeSpan? pause, CancellationToken cancellationToken = default);
}

/// <summary>Token buckets of this process: each fills at the rate in force up to its burst, and stands still during a pause.</summary>
public sealed class InProcessRateGate(TimeProvider time) : IRateGate
{
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    public ValueTask<TimeSpan> TakeAsync(string key, RateLimit published, CancellationToken cancellationToken = default)
    {
        var bucket = buckets.GetOrAdd(key, static (_, start) => new Bucket(start.published, start.now), (published, now: time.GetTimestamp()));
        return ValueTask.FromResult(bucket.Take(time));
    }

    public ValueTask ObserveAsync(string key, double? perSecond, TimeSpan? pause, CancellationToken cancellationToken = default)
    {
        if (buckets.TryGetValue(key, out var bucket))
        {
            bucket.Observe(time, perSecond, pause);
        }

        return ValueTask.CompletedTask;
    }

    private sealed class Bucket(RateLimit published, long now)
    {
        private readonly Lock gate = new();
        private double perSecond = published.PerSecond;
        private double tokens = published.Burst;
        private long filledAt = now;
        private long? pausedUntil;

        public TimeSpan Take(TimeProvider time)
        {
            lock (gate)
            {
                var timestamp = time.GetTimestamp();
                if (pausedUntil is { } until)
                {
                    if (timestamp < until)
                    {
                        return time.GetElapsedTime(timestamp, until);
                    }

                    pausedUntil = null;
                }

                Fill(time, timestamp);
                if (tokens >= 1)
                {
                    tokens -= 1;
                    return TimeSpan.Zero;
                }

                // Rounded up, or the caller would come back a tick too early and be sent away again.
                return TimeSpan.FromMilliseconds(Math.Ceiling((1 - tokens) / perSecond * 1000));
            }
        }

        public void Observe(TimeProvider time, double? rate, TimeSpan? pause)
        {
            lock (gate)
            {
                var timestamp = time.GetTimestamp();
                Fill(time, timestamp);
                if (rate is > 0 and < 10_000)
                {
                    perSecond = rate.Value;
                }

                if (pause is { } length && length > TimeSpan.Zero)
                {
                    // Refused although we thought we had turns left: someone else uses the same quota. Begin again with a single one.
                    var until = timestamp + (long)(length.TotalSeconds * time.TimestampFrequency);
                    pausedUntil = Math.Max(pausedUntil ?? 0, until);
                    filledAt = pausedUntil.Value;
                    tokens = 1;
                }
            }
        }

        private void Fill(TimeProvider time, long timestamp)
        {
            if (timestamp <= filledAt)
            {
                return;
            }

            tokens = Math.Min(published.Burst, tokens + (time.GetElapsedTime(filledAt, timestamp).TotalSeconds * perSecond));
            filledAt = timestamp;
        }
    }
}
