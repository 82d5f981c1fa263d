using Amazon.S3.Model;

namespace MainImageHub.Web.Storage.Files.S3;

/// <summary>The body of an answer, which knows its length and ends the connection with itself.</summary>
internal sealed class AnsweredStream(GetObjectResponse answer) : ReadOnlyStream
{
    public override long Length => answer.ContentLength;

    public override int Read(byte[] buffer, int offset, int count) => answer.ResponseStream.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => answer.ResponseStream.ReadAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            answer.Dispose();
        }

        base.Dispose(disposing);
    }
}
