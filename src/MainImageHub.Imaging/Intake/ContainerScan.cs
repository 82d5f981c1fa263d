using System.Buffers.Binary;
using System.Text;
using MainImageHub.Domain.Images;

namespace MainImageHub.Imaging.Intake;

/// <summary>
/// Tells formats apart by their first bytes and walks their structure: size, frames, and whether the end is there.
/// Decoders are forgiving about a missing end and fill it with grey; a shop picture half grey must never pass.
/// The walks use <see cref="Stream.Seek"/>: setting the position throws the buffer away, and a file of a million tiny blocks would be read a million times.
/// </summary>
internal static class ContainerScan
{
    private const int HeadLength = 64 * 1024;

    public static ContainerFacts Read(string path, ImagingOptions limits)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);
        if (file.Length == 0)
        {
            throw ImageRefusals.Empty();
        }

        if (file.Length > limits.MaxBytes)
        {
            throw ImageRefusals.TooLarge(file.Length, limits);
        }

        var buffer = new byte[(int)Math.Min(HeadLength, file.Length)];
        file.ReadExactly(buffer);
        ReadOnlySpan<byte> head = buffer;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return JpegScan.Read(file);
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return PngScan.Read(file);
        }

        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
        {
            return GifScan.Read(file);
        }

        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8))
        {
            return ReadWebP(head, file.Length);
        }

        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8))
        {
            return new ContainerFacts(ImageFormat.Tiff, null, null, Complete: true);
        }

        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
        {
            return HeifScan.Read(head, file) ?? throw ImageRefusals.NotAnImage();
        }

        throw Refuse(head);
    }

    private static ContainerFacts ReadWebP(ReadOnlySpan<byte> head, long length)
    {
        var complete = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) + 8L <= length;
        if (head.Length < 30)
        {
            throw ImageRefusals.Truncated();
        }

        var chunk = head[12..16];
        if (chunk.SequenceEqual("VP8X"u8))
        {
            return new(ImageFormat.WebP, 1 + (head[24] | (head[25] << 8) | (head[26] << 16)), 1 + (head[27] | (head[28] << 8) | (head[29] << 16)), complete);
        }

        if (chunk.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(head[21..]);
            return new(ImageFormat.WebP, 1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF), complete);
        }

        if (chunk.SequenceEqual("VP8 "u8))
        {
            return new(ImageFormat.WebP, BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3FFF, complete);
        }

        throw ImageRefusals.Corrupt();
    }

    private static ImageRefusedException Refuse(ReadOnlySpan<byte> head)
    {
        if (LooksLikeSvg(head))
        {
            return ImageRefusals.Svg();
        }

        return head switch
        {
            [0x42, 0x4D, _, _, _, _, 0, 0, 0, 0, ..] => ImageRefusals.FormatNotSupported("BMP"),
            [0x38, 0x42, 0x50, 0x53, ..] => ImageRefusals.FormatNotSupported("Photoshop"),
            [0xFF, 0x0A, ..] or [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20, ..] => ImageRefusals.FormatNotSupported("JPEG XL"),
            [0xFF, 0x4F, 0xFF, 0x51, ..] or [0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20, ..] => ImageRefusals.FormatNotSupported("JPEG 2000"),
            [0, 0, 1, 0, ..] => ImageRefusals.FormatNotSupported("ICO"),
            _ => ImageRefusals.NotAnImage(),
        };
    }

    private static bool LooksLikeSvg(ReadOnlySpan<byte> head)
    {
        var text = head[..Math.Min(head.Length, 8192)] switch
        {
            [0xFF, 0xFE, .. var rest] => Encoding.Unicode.GetString(rest),
            [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
            var plain => Encoding.Latin1.GetString(plain),
        };
        text = text.TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n', '\0');
        return text.StartsWith('<') && text.Contains("<svg", StringComparison.OrdinalIgnoreCase);
    }
}
