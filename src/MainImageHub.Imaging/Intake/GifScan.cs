using System.Buffers.Binary;
using MainImageHub.Domain.Images;

namespace MainImageHub.Imaging.Intake;

/// <summary>Walks a GIF's blocks and counts its frames.</summary>
internal static class GifScan
{
    public static ContainerFacts Read(FileStream file)
    {
        Span<byte> screen = stackalloc byte[13];
        file.Seek(0, SeekOrigin.Begin);
        if (file.ReadAtLeast(screen, 13, throwOnEndOfStream: false) < 13)
        {
            throw ImageRefusals.Truncated();
        }

        var width = BinaryPrimitives.ReadUInt16LittleEndian(screen[6..]);
        var height = BinaryPrimitives.ReadUInt16LittleEndian(screen[8..]);
        SkipColourTable(file, screen[10]);
        var frames = 0;
        var complete = false;
        Span<byte> descriptor = stackalloc byte[9];
        while (true)
        {
            var block = file.ReadByte();
            if (block is < 0 or 0x3B)
            {
                // Some writers leave the trailer out; a whole frame is what matters.
                complete = block == 0x3B || frames > 0;
                break;
            }

            if (block == 0x21)
            {
                file.ReadByte();
            }
            else if (block == 0x2C && file.ReadAtLeast(descriptor, 9, throwOnEndOfStream: false) == 9)
            {
                SkipColourTable(file, descriptor[8]);
                file.ReadByte();
                frames++;
            }
            else
            {
                break;
            }

            if (!SkipSubBlocks(file))
            {
                break;
            }
        }

        return new ContainerFacts(ImageFormat.Gif, width, height, complete) { Frames = Math.Max(1, frames), BitDepth = 8 };
    }

    private static void SkipColourTable(FileStream file, byte flags)
    {
        if ((flags & 0x80) != 0)
        {
            file.Seek(3L << ((flags & 7) + 1), SeekOrigin.Current);
        }
    }

    private static bool SkipSubBlocks(FileStream file)
    {
        while (file.ReadByte() is > 0 and var length)
        {
            file.Seek(length, SeekOrigin.Current);
        }

        return file.Position <= file.Length;
    }
}
