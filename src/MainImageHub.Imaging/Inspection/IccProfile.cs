using System.Buffers.Binary;
using System.Text;
using MainImageHub.Domain.Images;

namespace MainImageHub.Imaging.Inspection;

/// <summary>An embedded ICC profile: its description and which of the well-known colour spaces it is.</summary>
internal sealed record IccProfile(string Description, ColourSpace ColourSpace)
{
    private const int HeaderLength = 128;

    /// <summary>Red, green and blue colorants (X, Z of each, D50): names lie and get shortened, primaries do not.</summary>
    private static readonly (ColourSpace Space, double[] Primaries)[] KnownPrimaries =
    [
        (ColourSpace.Srgb, [0.4361, 0.0139, 0.3851, 0.0971, 0.1431, 0.7141]),
        (ColourSpace.DisplayP3, [0.5151, -0.0011, 0.2919, 0.0419, 0.1572, 0.7841]),
        (ColourSpace.AdobeRgb, [0.6097, 0.0195, 0.2053, 0.0609, 0.1492, 0.7446]),
    ];

    /// <returns>Null when there is no profile or it is not one.</returns>
    public static IccProfile? Parse(ReadOnlySpan<byte> data)
    {
        if (data.Length < HeaderLength + 4 || !data[36..40].SequenceEqual("acsp"u8))
        {
            return null;
        }

        var space = data[16..20] switch
        {
            var s when s.SequenceEqual("GRAY"u8) => ColourSpace.Grey,
            var s when s.SequenceEqual("CMYK"u8) => ColourSpace.Cmyk,
            var s when s.SequenceEqual("RGB "u8) => ByPrimaries(data),
            _ => ColourSpace.Other,
        };
        return new IccProfile(Describe(Tag(data, "desc"u8)), space);
    }

    private static ColourSpace ByPrimaries(ReadOnlySpan<byte> data)
    {
        // A profile made of look-up tables is not described by its colorants.
        if (!Tag(data, "A2B0"u8).IsEmpty)
        {
            return ColourSpace.Other;
        }

        Span<double> primaries = stackalloc double[6];
        if (!Colorant(Tag(data, "rXYZ"u8), primaries) || !Colorant(Tag(data, "gXYZ"u8), primaries[2..]) || !Colorant(Tag(data, "bXYZ"u8), primaries[4..]))
        {
            return ColourSpace.Other;
        }

        foreach (var (space, known) in KnownPrimaries)
        {
            var worst = 0.0;
            for (var i = 0; i < known.Length; i++)
            {
                worst = Math.Max(worst, Math.Abs(known[i] - primaries[i]));
            }

            if (worst < 0.012)
            {
                return space;
            }
        }

        return ColourSpace.Other;
    }

    private static bool Colorant(ReadOnlySpan<byte> tag, Span<double> into)
    {
        if (tag.Length < 20)
        {
            return false;
        }

        into[0] = BinaryPrimitives.ReadInt32BigEndian(tag[8..]) / 65536.0;
        into[1] = BinaryPrimitives.ReadInt32BigEndian(tag[16..]) / 65536.0;
        return true;
    }

    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name)
    {
        var count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(data[HeaderLength..]), 100u);
        for (var i = 0; i < count && HeaderLength + 4 + ((i + 1) * 12) <= data.Length; i++)
        {
            var entry = data.Slice(HeaderLength + 4 + (i * 12), 12);
            var (offset, size) = (BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), BinaryPrimitives.ReadUInt32BigEndian(entry[8..]));
            if (entry[..4].SequenceEqual(name) && offset + (ulong)size <= (ulong)data.Length)
            {
                return data.Slice((int)offset, (int)size);
            }
        }

        return [];
    }

    /// <summary>Version 2 profiles hold a counted ASCII text, version 4 a table of UTF-16 texts per language.</summary>
    private static string Describe(ReadOnlySpan<byte> tag)
    {
        if (tag.Length > 12 && tag.StartsWith("desc"u8))
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(tag[8..]), (uint)(tag.Length - 12));
            return Encoding.ASCII.GetString(tag.Slice(12, length)).TrimEnd('\0', ' ');
        }

        if (tag.Length > 28 && tag.StartsWith("mluc"u8))
        {
            var (length, offset) = (BinaryPrimitives.ReadUInt32BigEndian(tag[20..]), BinaryPrimitives.ReadUInt32BigEndian(tag[24..]));
            if (offset + (ulong)length <= (ulong)tag.Length)
            {
                return Encoding.BigEndianUnicode.GetString(tag.Slice((int)offset, (int)length)).TrimEnd('\0', ' ');
            }
        }

        return "";
    }
}
