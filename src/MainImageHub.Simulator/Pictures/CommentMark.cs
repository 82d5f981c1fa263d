using System.Buffers.Binary;

namespace MainImageHub.Simulator.Pictures;

/// <summary>Where no codec is at hand: the same picture in other bytes, so that byte equality still proves nothing.</summary>
internal static class CommentMark
{
    private static ReadOnlySpan<byte> Text => "Comment\0served by the marketplace simulator"u8;

    public static byte[] Add(ReadOnlySpan<byte> bytes, string contentType)
    {
        switch (contentType)
        {
            case "image/jpeg":
                Span<byte> marker = [0xFF, 0xFE, 0, 0];
                BinaryPrimitives.WriteUInt16BigEndian(marker[2..], (ushort)(Text.Length + 2));
                return [.. bytes[..2], .. marker, .. Text, .. bytes[2..]];
            case "image/png":
                // After the signature (8) and the IHDR chunk (25).
                return [.. bytes[..33], .. PngWriter.Chunk("tEXt"u8, Text), .. bytes[33..]];
            default:
                return bytes.ToArray();
        }
    }
}
