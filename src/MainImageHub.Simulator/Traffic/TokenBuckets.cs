using System.Collections.Concurrent;

namespace MainImageHub.Simulator.Traffic;

/// <summary>Rate limits as marketplaces keep them: so many a second, and a burst saved up. In real time, whatever the world's clock does.</summary>
internal sealed class TokenBuckets(SimulatorOptions options)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    public bool TryTake(string key, double perSecond, int burst) => TryTake(key, perSecond, burst, 1, out _);

    /// <summary>Takes so many at once, or none.</summary>
    public bool TryTake(string key, double perSecond, int burst, double amount, out double left)
    {
        var bucket = _buckets.GetOrAdd(key, _ => new Bucket { Tokens = burst, At = options.RealTime.GetTimestamp() });
        lock (bucket)
        {
            var rate = perSecond * options.RateLimitScale;
            var room = burst * Math.Max(1, options.RateLimitScale);
            bucket.Tokens = Math.Min(room, bucket.Tokens + (options.RealTime.GetElapsedTime(bucket.At).TotalSeconds * rate));
            bucket.At = options.RealTime.GetTimestamp();
            var enough = bucket.Tokens >= amount;
            bucket.Tokens -= enough ? amount : 0;
            left = bucket.Tokens;
            return enough;
        }
    }

    /// <summary>Gives back what was taken beforehand and not needed.</summary>
    public double GiveBack(string key, double amount)
    {
        if (!_buckets.TryGetValue(key, out var bucket))
        {
            return 0;
        }

        lock (bucket)
        {
            bucket.Tokens += amount;
            return bucket.Tokens;
        }
    }

    public void Refill() => _buckets.Clear();

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public long At { get; set; }
    }
}
