namespace MainImageHub.Domain.Experiments;

/// <summary>
/// The random numbers of experiments: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). Ours, since a schedule must be
/// recomputable from its stored seed for years, and <see cref="Random"/> may change its algorithm with any runtime.
/// Not for secrets.
/// </summary>
public sealed class SplitMix64(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var mixed = state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>A fair coin.</summary>
    public bool NextBool() => Next() >> 63 == 1;

    /// <summary>Evenly spread over [0, 1), with 53 random bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));
}
