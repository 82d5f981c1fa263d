using System.Security.Cryptography;

namespace MainImageHub.Web.Storage.Files;

/// <summary>Hashes what passes through and throws at the end if it is not what the name promised.</summary>
internal sealed class VerifiedStream(Stream inner, string sha256) : ReadOnlyStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override long Length => inner.Length;

    public override int Read(byte[] buffer, int offset, int count) => Verified(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Verified(buffer.Span[..read]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Verified(ReadOnlySpan<byte> read)
    {
        hash.AppendData(read);
        if (read.IsEmpty && Convert.ToHexStringLower(hash.GetCurrentHash()) != sha256)
        {
            throw new BlobDamagedException(sha256);
        }

        return read.Length;
    }
}
