using System.Buffers.Binary;
using MainImageHub.Domain.Images;

namespace MainImageHub.Imaging.Intake;

/// <summary>Tells AVIF from HEIC and reads the declared size (<c>ispe</c>) of an ISO base media file.</summary>
internal static class HeifScan
{
    public static ContainerFacts? Read(ReadOnlySpan<byte> head, FileStream file)
    {
        var brands = head[8..Math.Clamp((int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head), 512), 12, head.Length)];
        ImageFormat? format = null;
        for (var i = 0; i + 4 <= brands.Length; i += 4)
        {
            format ??= brands.Slice(i, 4) switch
            {
                var b when b.SequenceEqual("avif"u8) || b.SequenceEqual("avis"u8) => ImageFormat.Avif,
                var b when b.StartsWith("hei"u8) || b.StartsWith("hev"u8) => ImageFormat.Heic,
                _ => null,
            };
        }

        // mif1 alone names no codec; the item's sample description does.
        format ??= head.IndexOf("av01"u8) >= 0 ? ImageFormat.Avif : head.IndexOf("hvc1"u8) >= 0 ? ImageFormat.Heic : null;
        if (format is null)
        {
            return null;
        }

        var (width, height) = LargestSize(head);
        return new ContainerFacts(format.Value, width, height, BoxesAreComplete(file));
    }

    private static (int? Width, int? Height) LargestSize(ReadOnlySpan<byte> head)
    {
        (long Width, long Height) largest = default;
        for (var rest = head; rest.IndexOf("ispe"u8) is >= 0 and var at && rest.Length >= at + 16; rest = rest[(at + 4)..])
        {
            (long Width, long Height) size = (BinaryPrimitives.ReadUInt32BigEndian(rest[(at + 8)..]), BinaryPrimitives.ReadUInt32BigEndian(rest[(at + 12)..]));
            if (size.Width * size.Height > largest.Width * largest.Height)
            {
                largest = size;
            }
        }

        return largest == default ? (null, null) : ((int)Math.Min(largest.Width, int.MaxValue), (int)Math.Min(largest.Height, int.MaxValue));
    }

    private static bool BoxesAreComplete(FileStream file)
    {
        Span<byte> header = stackalloc byte[16];
        long position = 0;
        while (position < file.Length)
        {
            file.Seek(position, SeekOrigin.Begin);
            if (file.ReadAtLeast(header[..8], 8, throwOnEndOfStream: false) < 8)
            {
                return false;
            }

            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (size == 0)
            {
                return true;
            }

            if (size == 1)
            {
                if (file.ReadAtLeast(header[8..], 8, throwOnEndOfStream: false) < 8)
                {
                    return false;
                }

                size = BinaryPrimitives.ReadInt64BigEndian(header[8..]);
            }

            if (size < 8)
            {
                throw ImageRefusals.Corrupt();
            }

            position = size > file.Length - position ? long.MaxValue : position + size;
        }

        return position == file.Length;
    }
}
