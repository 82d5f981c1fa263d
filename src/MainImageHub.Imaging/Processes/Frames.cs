using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MainImageHub.Imaging.Processes;

/// <summary>Messages on a pipe: four bytes of length, then JSON. A message without a body asks to stop what is being worked on.</summary>
internal static class Frames
{
    /// <summary>No honest message comes near; a reader that was taken over must not fill the memory of whoever listens to it.</summary>
    private const int Longest = 64 * 1024 * 1024;

    public static Task WriteAsync<T>(Stream stream, T message, JsonTypeInfo<T> type)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, type);
        var frame = new byte[sizeof(int) + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        body.CopyTo(frame, sizeof(int));
        return WriteAsync(stream, frame);
    }

    public static Task WriteStopAsync(Stream stream) => WriteAsync(stream, new byte[sizeof(int)]);

    /// <returns>Empty for the wish to stop; null where the other side is gone.</returns>
    /// <exception cref="IOException">What came is no message.</exception>
    public static async Task<byte[]?> ReadAsync(Stream stream)
    {
        var length = new byte[sizeof(int)];
        if (await stream.ReadAtLeastAsync(length, length.Length, throwOnEndOfStream: false) < length.Length)
        {
            return null;
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(length) is not (>= 0 and <= Longest and var count))
        {
            throw new IOException("What came over the pipe is no message.");
        }

        var body = new byte[count];
        return await stream.ReadAtLeastAsync(body, count, throwOnEndOfStream: false) < count ? null : body;
    }

    private static async Task WriteAsync(Stream stream, byte[] frame)
    {
        await stream.WriteAsync(frame);
        await stream.FlushAsync();
    }
}
