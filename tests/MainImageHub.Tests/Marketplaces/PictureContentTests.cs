using System.Security.Cryptography;
using MainImageHub.Marketplaces;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Tests.Marketplaces;

/// <summary>A picture on its way into a request.</summary>
public sealed class PictureContentTests
{
    [Fact]
    public async Task Picture_is_read_while_it_is_sent_in_small_parts_and_anew_for_each_sending()
    {
        const int Length = 8 * 1024 * 1024;
        var bytes = new byte[Length];
        new Random(7).NextBytes(bytes);
        var opened = new List<Trickle>();
        var file = new PictureFile("mug.jpg", "image/jpeg", Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), _ =>
        {
            opened.Add(new Trickle(bytes));
            return Task.FromResult<Stream?>(opened[^1]);
        });

        using var content = new PictureContent(file);
        opened.Should().BeEmpty("nobody reads it before it is sent");
        for (var sending = 1; sending <= 2; sending++)
        {
            using var arrived = new MemoryStream();
            await content.CopyToAsync(arrived);
            Convert.ToHexStringLower(SHA256.HashData(arrived.ToArray())).Should().Be(file.Sha256);
        }

        content.Headers.ContentLength.Should().Be(Length);
        content.Headers.ContentType!.MediaType.Should().Be("image/jpeg");
        opened.Should().HaveCount(2).And.OnlyContain(stream => stream.Closed && stream.LargestRead <= 256 * 1024);
    }

    [Fact]
    public async Task File_that_is_gone_fails_the_sending()
    {
        using var content = new PictureContent(new PictureFile("mug.jpg", "image/jpeg", 1, new string('0', 64), _ => Task.FromResult<Stream?>(null)));

        var send = () => content.CopyToAsync(Stream.Null);

        (await send.Should().ThrowAsync<HttpRequestException>()).WithInnerException<IOException>();
    }

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public int LargestRead { get; private set; }

        public bool Closed { get; private set; }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            // A file's stream is read in parts of this size; the one in memory would take a short cut.
            LargestRead = Math.Max(LargestRead, bufferSize);
            return base.CopyToAsync(destination, bufferSize, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            Closed = true;
            base.Dispose(disposing);
        }
    }
}
