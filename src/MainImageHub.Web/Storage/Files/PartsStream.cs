namespace MainImageHub.Web.Storage.Files;

/// <summary>One file out of its pieces, each opened when its turn comes.</summary>
/// <param name="count">How many there are.</param>
/// <param name="open">Opens one.</param>
internal sealed class PartsStream(int count, Func<int, Task<Stream>> open) : ReadOnlyStream
{
    private Stream? current;
    private int next;

    public override long Length => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (current is null)
            {
                if (next == count)
                {
                    return 0;
                }

                current = await open(next++);
            }

            if (await current.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                return read;
            }

            await current.DisposeAsync();
            current = null;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            current?.Dispose();
        }

        base.Dispose(disposing);
    }
}
