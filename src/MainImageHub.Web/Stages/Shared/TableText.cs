using System.Text;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>
/// Finds out how a text file was written: spreadsheets export UTF-8 with and without a mark, UTF-16 ("Unicode text"), and on
/// Chinese Windows GBK. There is no label, so it is told from the bytes: what is valid UTF-8 to the last byte is UTF-8.
/// </summary>
internal static class TableText
{
    private const int Chunk = 64 * 1024;

    // GB 18030 reads all of GBK and GB 2312.
    private static readonly Encoding Chinese = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    /// <returns>Null when the bytes are no text.</returns>
    public static Encoding? Sniff(Stream stream)
    {
        var buffer = new byte[Chunk];
        var read = stream.ReadAtLeast(buffer, Chunk, throwOnEndOfStream: false);
        ReadOnlySpan<byte> head = buffer.AsSpan(0, read);
        if (head.StartsWith(Encoding.UTF8.Preamble))
        {
            return Encoding.UTF8;
        }

        if (head.StartsWith(Encoding.Unicode.Preamble))
        {
            return Encoding.Unicode;
        }

        if (head.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return Encoding.BigEndianUnicode;
        }

        if (head.Contains((byte)0))
        {
            return WithoutMark(head);
        }

        if (HasControls(head))
        {
            return null;
        }

        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
        var text = new char[Chunk + 1];
        try
        {
            for (var length = read; length > 0; length = stream.Read(buffer))
            {
                strict.GetChars(buffer, 0, length, text, 0, flush: false);
            }

            strict.GetChars([], text, flush: true);
            return Encoding.UTF8;
        }
        catch (DecoderFallbackException)
        {
            return Chinese;
        }
    }

    /// <summary>The delimiter of the header: whichever of the three stands in it most often.</summary>
    public static char DelimiterOf(string header) =>
        new[] { ',', ';', '\t' }.MaxBy(delimiter => header.AsSpan().Count(delimiter));

    // A header in ASCII shows the order of UTF-16: every other byte is 0.
    private static Encoding? WithoutMark(ReadOnlySpan<byte> head)
    {
        if (head.Length < 4)
        {
            return null;
        }

        return (head[0], head[1], head[2], head[3]) switch
        {
            (not 0, 0, not 0, 0) => Encoding.Unicode,
            (0, not 0, 0, not 0) => Encoding.BigEndianUnicode,
            _ => null,
        };
    }

    private static bool HasControls(ReadOnlySpan<byte> head)
    {
        foreach (var b in head)
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\f' or 0x1A))
            {
                return true;
            }
        }

        return false;
    }
}
