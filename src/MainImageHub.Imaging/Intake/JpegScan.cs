using System.Buffers.Binary;
using MainImageHub.Domain.Images;

namespace MainImageHub.Imaging.Intake;

/// <summary>Walks a JPEG's markers to its end-of-image marker. What follows that marker (a ZIP, a gain map) is never looked at.</summary>
internal static class JpegScan
{
    private const int StartOfScan = 0xDA;
    private const int EndOfImage = 0xD9;
    private const int QuantisationTables = 0xDB;

    /// <summary>ITU T.81 Annex K table 1 in zigzag order: what libjpeg scales for a given quality.</summary>
    private static ReadOnlySpan<byte> StandardLuminance =>
    [
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
        56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
    ];

    public static ContainerFacts Read(FileStream file)
    {
        file.Seek(2, SeekOrigin.Begin);
        int? width = null, height = null, depth = null, quality = null;
        while (true)
        {
            var marker = NextMarker(file, strict: width is null);
            if (marker is null or EndOfImage)
            {
                return width is null
                    ? throw ImageRefusals.Corrupt()
                    : new ContainerFacts(ImageFormat.Jpeg, width, height, Complete: marker is EndOfImage) { Frames = 1, BitDepth = depth, JpegQuality = quality };
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                continue;
            }

            var length = ReadUInt16(file) - 2;
            if (length < 0)
            {
                // A length that ran past the end of the file is a cut; one too small to be true is damage.
                if (file.Position >= file.Length && width is not null)
                {
                    return new ContainerFacts(ImageFormat.Jpeg, width, height, Complete: false);
                }

                throw ImageRefusals.Corrupt();
            }

            var next = file.Position + length;
            if (marker == QuantisationTables)
            {
                quality ??= EstimateQuality(file, length);
            }
            else if (width is null && marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                // The first one counts, as it does for decoders: another one later would say what nobody decodes.
                depth = file.ReadByte();
                height = ReadUInt16(file);
                width = ReadUInt16(file);
            }

            file.Seek(Math.Min(next, file.Length), SeekOrigin.Begin);
            if (marker == StartOfScan)
            {
                SkipEntropyCodedData(file);
            }
        }
    }

    private static int? NextMarker(FileStream file, bool strict)
    {
        var value = file.ReadByte();
        if (value != 0xFF && value >= 0 && strict)
        {
            throw ImageRefusals.Corrupt();
        }

        while (value is >= 0 and not 0xFF)
        {
            value = file.ReadByte();
        }

        while (value == 0xFF)
        {
            value = file.ReadByte();
        }

        return value < 0 ? null : value;
    }

    /// <summary>Stops before the first marker that is neither a stuffed byte nor a restart.</summary>
    private static void SkipEntropyCodedData(FileStream file)
    {
        Span<byte> buffer = stackalloc byte[16 * 1024];
        var afterFf = false;
        while (file.Read(buffer) is > 0 and var read)
        {
            var i = 0;
            while (i < read)
            {
                if (!afterFf)
                {
                    var ff = buffer[i..read].IndexOf((byte)0xFF);
                    if (ff < 0)
                    {
                        break;
                    }

                    i += ff + 1;
                    afterFf = true;
                    continue;
                }

                if (buffer[i] is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7)))
                {
                    file.Seek(i - read - 1, SeekOrigin.Current);
                    return;
                }

                afterFf = buffer[i] == 0xFF;
                i++;
            }
        }
    }

    private static int? EstimateQuality(FileStream file, int length)
    {
        if (length is < 65 or > 4096)
        {
            return null;
        }

        Span<byte> segment = stackalloc byte[length];
        if (file.ReadAtLeast(segment, length, throwOnEndOfStream: false) < length || (segment[0] & 0x0F) != 0)
        {
            return null;
        }

        var wide = segment[0] >> 4 != 0;
        if (wide && length < 129)
        {
            return null;
        }

        var sum = 0;
        for (var i = 0; i < 64; i++)
        {
            sum += wide ? BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * i))..]) : segment[1 + i];
        }

        // Other encoders use other tables; comparing sums still gives the quality a person would name.
        var best = 1;
        var distance = int.MaxValue;
        for (var quality = 1; quality <= 100; quality++)
        {
            var scale = quality < 50 ? 5000 / quality : 200 - (2 * quality);
            var scaled = 0;
            foreach (var value in StandardLuminance)
            {
                scaled += Math.Clamp(((value * scale) + 50) / 100, 1, 255);
            }

            if (Math.Abs(scaled - sum) < distance)
            {
                distance = Math.Abs(scaled - sum);
                best = quality;
            }
        }

        return best;
    }

    private static int ReadUInt16(FileStream file)
    {
        var high = file.ReadByte();
        var low = file.ReadByte();
        return high < 0 || low < 0 ? -1 : (high << 8) | low;
    }
}
