namespace MainImageHub.Domain.Images;

/// <summary>
/// A perceptual hash in four bands of sixteen bits, each with an index of its own. Of two hashes that differ in up to
/// <see cref="Farthest"/> bits, one band differs in one bit at most: whoever asks for that band's value and its sixteen neighbours misses
/// none, and whatever else is found is few and counted in full.
/// </summary>
/// <remarks>
/// The bits of a band are spread over all frequencies across and down: those next to each other go together (pictures that are
/// symmetrical, pictures on white), and bands made of them would hold half the library under a few values.
/// </remarks>
public static class HashBands
{
    public const int Count = 4;

    /// <summary>Bits in which two hashes may differ to be found without fail.</summary>
    public const int Farthest = (2 * Count) - 1;

    /// <summary>The first coefficient is the mean brightness, which the hash leaves out.</summary>
    private const ulong NeverSet = 1;

    private static readonly ulong[] Masks = [0x4411441144114411, 0x8822882288228822, 0x1144114411441144, 0x2288228822882288];

    /// <summary>The bits of a band, where they stand in the hash.</summary>
    public static long MaskOf(int band) => unchecked((long)Masks[band]);

    /// <summary>The values of a band that a hash within the distance may have, when no other band is nearer.</summary>
    public static long[] Probes(long hash, int band, int distance)
    {
        if (distance is < 0 or > Farthest)
        {
            throw new ArgumentOutOfRangeException(nameof(distance), distance, $"From 0 to {Farthest}.");
        }

        var own = unchecked((ulong)hash) & Masks[band];
        var probes = new List<long> { unchecked((long)own) };
        if (distance >= Count)
        {
            for (var bits = Masks[band] & ~NeverSet; bits != 0; bits &= bits - 1)
            {
                probes.Add(unchecked((long)(own ^ (bits & (~bits + 1)))));
            }
        }

        return [.. probes];
    }

    public static int Distance(long a, long b) => System.Numerics.BitOperations.PopCount(unchecked((ulong)(a ^ b)));
}
