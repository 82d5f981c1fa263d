using System.Buffers.Binary;
using System.Reflection;

namespace MainImageHub.Tests.Imaging.Fuzz;

/// <summary>
/// Damaged pictures of every format that is read, the same ones for the same seed. Made from small files in <c>Seeds</c>, which npm sharp and
/// libheif drew for this.
/// </summary>
public sealed class PictureFuzzer(int seed)
{
    public const int MostBytes = 64 * 1024;

    private const int HeaderBytes = 512;

    /// <summary>What is most often not thought of where a length, a count or an offset is read.</summary>
    private static readonly uint[] OddNumbers = [0, 1, 2, 3, 7, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF0, 0xFFFF_FFFF];

    private static readonly List<(string Name, byte[] Bytes)> Seeds = Load();

    /// <summary>The undamaged files, by name.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Whole => Seeds;

    /// <summary>One of endlessly many.</summary>
    public byte[] Make(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var bytes = new List<byte>(Pick(random));
        for (var times = random.Next(1, 5); times > 0 && bytes.Count > 0; times--)
        {
            Damage(bytes, random);
        }

        if (bytes.Count > MostBytes)
        {
            bytes.RemoveRange(MostBytes, bytes.Count - MostBytes);
        }

        // Otherwise a PNG's checksums would turn nearly all of them away before anything looks inside.
        var made = bytes.ToArray();
        if (random.Next(4) > 0)
        {
            MendChecksums(made);
        }

        return made;
    }

    private static byte[] Pick(Random random) => Seeds[random.Next(Seeds.Count)].Bytes;

    private static void Damage(List<byte> bytes, Random random)
    {
        switch (random.Next(16))
        {
            case < 4:
                for (var flips = random.Next(1, 33); flips > 0; flips--)
                {
                    bytes[Place(bytes, random)] ^= (byte)(1 << random.Next(8));
                }

                break;
            case < 7:
                var (from, value) = (Place(bytes, random), (byte)random.Next(256));
                for (var i = from; i < Math.Min(bytes.Count, from + random.Next(1, 65)); i++)
                {
                    bytes[i] = random.Next(3) == 0 ? value : (byte)random.Next(256);
                }

                break;
            case < 11:
                WriteNumber(bytes, random);
                break;
            case < 13:
                SwapParts(bytes, random);
                break;
            case 13:
                var start = random.Next(bytes.Count);
                var again = bytes.GetRange(start, Math.Min(bytes.Count - start, random.Next(1, 2048)));
                bytes.InsertRange(random.Next(bytes.Count + 1), Enumerable.Repeat(again, random.Next(1, 8)).SelectMany(b => b));
                break;
            case 14:
                var other = Pick(random);
                var cut = random.Next(other.Length);
                Truncate(bytes, random);
                bytes.AddRange(other.AsSpan(cut, random.Next(other.Length - cut + 1)));
                break;
            default:
                // Seldom: what is cut off is turned away before anything looks inside.
                Truncate(bytes, random);
                break;
        }
    }

    private static void Truncate(List<byte> bytes, Random random)
    {
        var kept = random.Next(bytes.Count);
        bytes.RemoveRange(kept, bytes.Count - kept);
    }

    /// <summary>Half of the time near the beginning, where what steers the decoder stands.</summary>
    private static int Place(List<byte> bytes, Random random) => random.Next(random.Next(2) == 0 ? Math.Min(HeaderBytes, bytes.Count) : bytes.Count);

    private static void WriteNumber(List<byte> bytes, Random random)
    {
        Span<byte> number = stackalloc byte[4];
        var value = random.Next(4) == 0 ? (uint)random.Next() : OddNumbers[random.Next(OddNumbers.Length)];
        var length = random.Next(2) == 0 ? 4 : 2;
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(number, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(number, length == 4 ? value : value << 16);
        }

        var at = Place(bytes, random);
        for (var i = 0; i < length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = number[i];
        }
    }

    private static void SwapParts(List<byte> bytes, Random random)
    {
        var length = Math.Min(bytes.Count / 2, random.Next(1, 512));
        var (a, b) = (random.Next(bytes.Count - length + 1), random.Next(bytes.Count - length + 1));
        for (var i = 0; i < length; i++)
        {
            (bytes[a + i], bytes[b + i]) = (bytes[b + i], bytes[a + i]);
        }
    }

    private static void MendChecksums(Span<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]))
        {
            return;
        }

        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - 12)
            {
                return;
            }

            var end = at + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(file[end..], Crc32(file[(at + 4)..end]));
            at = end + 4;
        }
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }

    private static List<(string Name, byte[] Bytes)> Load()
    {
        const string Prefix = "fuzz/";
        var assembly = Assembly.GetExecutingAssembly();
        List<(string, byte[])> files = [];
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            files.Add((name[Prefix.Length..], bytes));
        }

        return files;
    }
}
