using System.Globalization;

namespace MainImageHub.Simulator.World;

/// <summary>
/// Random numbers that are a pure function of what they are about, so that a day asked for twice is the same day twice
/// and nothing has to be stored. (FNV-1a into splitmix64; <see cref="Random"/> promises no stable sequence between versions.)
/// </summary>
internal struct Dice
{
    private ulong _state;

    public static Dice For(params ReadOnlySpan<object> about)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in about)
        {
            foreach (var c in Convert.ToString(part, CultureInfo.InvariantCulture)!)
            {
                hash = (hash ^ c) * 1099511628211UL;
            }

            hash = (hash ^ 0x1F) * 1099511628211UL;
        }

        return new Dice { _state = hash };
    }

    public ulong Bits()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    public double Uniform() => (Bits() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + ((high - low) * Uniform());

    public int Below(int count) => (int)(Bits() % (ulong)count);

    public T Pick<T>(ReadOnlySpan<T> from) => from[Below(from.Length)];

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>How many of <paramref name="trials"/> succeed: exact for rare successes, the normal curve for many.</summary>
    public int Binomial(int trials, double probability)
    {
        if (trials <= 0 || probability <= 0)
        {
            return 0;
        }

        var variance = trials * probability * (1 - probability);
        if (variance > 25)
        {
            return (int)Math.Clamp(Math.Round((trials * probability) + (Math.Sqrt(variance) * Normal())), 0, trials);
        }

        var successes = 0;
        if (probability > 0.2)
        {
            for (var i = 0; i < trials; i++)
            {
                successes += Uniform() < probability ? 1 : 0;
            }

            return successes;
        }

        // Waiting times between successes: as many draws as there are successes.
        var at = 0.0;
        var log = Math.Log(1 - probability);
        while ((at += Math.Floor(Math.Log(1 - Uniform()) / log) + 1) <= trials)
        {
            successes++;
        }

        return successes;
    }
}
