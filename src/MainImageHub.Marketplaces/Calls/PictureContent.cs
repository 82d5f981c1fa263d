using System.Net;
using System.Net.Http.Headers;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>A picture as the body of a request, or a part of one: read while it is sent, and anew for each sending.</summary>
public sealed class PictureContent : HttpContent
{
    private readonly PictureFile picture;

    public PictureContent(PictureFile picture)
    {
        this.picture = picture;
        Headers.ContentType = new MediaTypeHeaderValue(picture.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var bytes = await picture.OpenAsync(cancellationToken) ?? throw new IOException("The picture's file is gone.");
        await bytes.CopyToAsync(stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = picture.Length;
        return true;
    }
}
