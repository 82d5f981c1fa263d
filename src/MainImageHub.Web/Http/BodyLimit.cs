using MainImageHub.Web.Stages.Design.Drops;

namespace MainImageHub.Web.Http;

/// <summary>
/// Holds every request to <see cref="UploadLimits.MaxBytes"/>. The server's own limit cuts the line in the middle, and a client that
/// is still sending then never reads why; this one answers, and lets the server swallow what is on its way.
/// </summary>
internal sealed class BodyLimit(RequestDelegate next)
{
    /// <summary>What the server swallows at most, for as long as it is willing to (a few seconds).</summary>
    public const long SwallowedBytes = 1024L * 1024 * 1024;

    private const long MostBytes = UploadLimits.MaxBytes + (1024 * 1024);

    public async Task InvokeAsync(HttpContext context)
    {
        // Files that come in pieces are held to the length that was announced for them.
        if (TusApi.IsFor(context.Request.Path))
        {
            await next(context);
            return;
        }

        if (context.Request.ContentLength > MostBytes)
        {
            throw TooLarge();
        }

        context.Request.Body = new Counted(context.Request.Body);
        await next(context);
    }

    private static Domain.ProblemException TooLarge() => HttpProblems.TooLarge.Because(UploadLimits.MaxBytes / 1024 / 1024);

    private sealed class Counted(Stream body) : Stream
    {
        private long read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Count(await body.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => Count(body.Read(buffer, offset, count));

        public override void Flush() => body.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Count(int bytes)
        {
            read += bytes;
            return read <= MostBytes ? bytes : throw TooLarge();
        }
    }
}
