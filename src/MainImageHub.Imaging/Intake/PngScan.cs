using System.Buffers.Binary;
using MainImageHub.Domain.Images;

namespace MainImageHub.Imaging.Intake;

/// <summary>Walks a PNG's chunks: size and depth from IHDR, frames from APNG's acTL (libvips shows an APNG as a still), the end from IEND.</summary>
internal static class PngScan
{
    public static ContainerFacts Read(FileStream file)
    {
        file.Seek(8, SeekOrigin.Begin);
        Span<byte> chunk = stackalloc byte[8];
        Span<byte> body = stackalloc byte[13];
        int? width = null, height = null, depth = null;
        var frames = 1;
        var complete = false;
        while (file.ReadAtLeast(chunk, 8, throwOnEndOfStream: false) == 8)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            var end = file.Position + length + 4;
            var type = chunk[4..];
            if (width is null)
            {
                if (!type.SequenceEqual("IHDR"u8) || length != 13)
                {
                    throw ImageRefusals.Corrupt();
                }

                if (file.ReadAtLeast(body, 13, throwOnEndOfStream: false) < 13)
                {
                    throw ImageRefusals.Truncated();
                }

                var (w, h) = (BinaryPrimitives.ReadUInt32BigEndian(body), BinaryPrimitives.ReadUInt32BigEndian(body[4..]));
                if (w is 0 or > int.MaxValue || h is 0 or > int.MaxValue)
                {
                    throw ImageRefusals.Corrupt();
                }

                (width, height, depth) = ((int)w, (int)h, body[8]);
            }
            else if (type.SequenceEqual("acTL"u8) && length >= 4 && file.ReadAtLeast(body[..4], 4, throwOnEndOfStream: false) == 4)
            {
                frames = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(body), 1u, int.MaxValue);
            }
            else if (type.SequenceEqual("IEND"u8))
            {
                complete = end <= file.Length;
                break;
            }

            if (end > file.Length)
            {
                break;
            }

            file.Seek(end, SeekOrigin.Begin);
        }

        return width is null
            ? throw ImageRefusals.Truncated()
            : new ContainerFacts(ImageFormat.Png, width, height, complete) { Frames = frames, BitDepth = depth };
    }
}
