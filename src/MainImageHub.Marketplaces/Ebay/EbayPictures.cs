using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Ebay;

/// <summary>
/// Puts a picture first among those of an inventory item, and takes one away. eBay's picture service makes a picture under a name of its own, which
/// says nothing about where it came from. So the push has two steps: the first makes the picture and tells its name, and only with that in hand
/// does the second hang it. What hangs there can then be recognised, and a crash between the two leaves a picture that nobody sees.
/// </summary>
internal sealed class EbayPictures(EbayClient client, EbayListings listings)
{
    private const string Media = "/commerce/media/v1_beta/image";

    // Where the picture, or this server, was out of reach.
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(1);

    public async Task<PushOutcome> PutFirstAsync(EbayStore store, PicturePush push, CancellationToken cancellationToken)
    {
        // Read first in any case: a picture for a listing that is not there would be made for nothing.
        var item = await listings.ReadItemAsync(store, push.Listing.Sku, cancellationToken);
        if (item.Failure is { } unread)
        {
            return PushOutcome.From(unread.Problem, mayHaveTakenEffect: false);
        }

        if (Progress(push.Begun) is not { } made)
        {
            return await CreateAsync(store, push, cancellationToken);
        }

        var images = EbayItems.Images(item.Value!);
        var title = push.Text?.Title is { Length: > 0 } wanted && wanted != EbayItems.Title(item.Value!) ? wanted : null;
        if (images.Count > 0 && made.Url is { } hung && EbayItems.IsSame(hung, images[0]) && title is null)
        {
            return new PushOutcome.Accepted(made.Image ?? hung, "It was there already.", []);
        }

        string? told = null;
        if (made.Image is { } id)
        {
            (told, var otherwise) = await AtServiceAsync(store, push, id, cancellationToken);
            if (otherwise is not null)
            {
                return otherwise;
            }
        }

        if (made.Url is not { } url)
        {
            // Kept before it is hung, or nobody would know it again.
            return Underway(made with { Url = told });
        }

        return await WriteAsync(store, push.Listing.Sku, EbayItems.Write(item.Value!, EbayItems.WithFirst(images, url), title), EbayItems.Language(item.Value!, store.Site), made.Image ?? url, cancellationToken);
    }

    public async Task<PushSighting> FindAsync(EbayStore store, PicturePush push, CancellationToken cancellationToken)
    {
        var item = await listings.ReadItemAsync(store, push.Listing.Sku, cancellationToken);
        if (item.Failure is { Problem: { } problem })
        {
            return problem.Code == ProblemCodes.NotFound ? new(PushTrace.NotSeen, StoredLocation: null) : new(PushTrace.Unknown, StoredLocation: null, problem);
        }

        var first = EbayItems.Images(item.Value!) is [var image, ..] ? image : null;
        return new(
            Progress(push.Begun) is not { } made ? PushTrace.NotSeen
                : made.Url is { } url && EbayItems.IsSame(url, first) ? PushTrace.Stored
                : PushTrace.Begun,
            first);
    }

    /// <summary>
    /// Taking the first picture away twice would take two. So the first call only says which one it is, and the next, with that in hand, takes this
    /// one away and no other. The last one stays: a listing must have a picture.
    /// </summary>
    public async Task<PushOutcome> RemoveFirstAsync(EbayStore store, PictureRemoval removal, CancellationToken cancellationToken)
    {
        var item = await listings.ReadItemAsync(store, removal.Listing.Sku, cancellationToken);
        if (item.Failure is { } unread)
        {
            return PushOutcome.From(unread.Problem, mayHaveTakenEffect: false);
        }

        var images = EbayItems.Images(item.Value!);
        if (Progress(removal.Begun) is not { Url: { } url })
        {
            return images.Count > 1 ? Underway(new(Image: null, images[0])) : images.Count == 0 ? new PushOutcome.Accepted(string.Empty, "There is no picture.", []) : Last();
        }

        var rest = EbayItems.Without(images, url);
        if (rest.Count == images.Count)
        {
            return new PushOutcome.Accepted(url, string.Empty, []);
        }

        return rest.Count == 0
            ? Last()
            : await WriteAsync(store, removal.Listing.Sku, EbayItems.Write(item.Value!, rest, title: null), EbayItems.Language(item.Value!, store.Site), url, cancellationToken);
    }

    private async Task<PushOutcome> WriteAsync(EbayStore store, string sku, byte[] item, string language, string receipt, CancellationToken cancellationToken)
    {
        var reply = await client.PutAsync(store, EbayOperation.PutItem, EbayListings.ItemPath(sku), item, language, cancellationToken);
        return reply.Failure is { } failure
            ? EbayErrors.Outcome(failure, reply.Errors)
            : new PushOutcome.Accepted(receipt, reply.Raw, EbayErrors.Issues(reply.Value!.Warnings ?? [], "WARNING"));
    }

    /// <summary>The picture's address at the service. One of an order that was given up and taken up again weeks later may be gone: it is made anew.</summary>
    private async Task<(string? Url, PushOutcome? Otherwise)> AtServiceAsync(EbayStore store, PicturePush push, string id, CancellationToken cancellationToken)
    {
        var picture = await client.GetAsync(store, EbayOperation.GetImage, $"{Media}/{Paths.Part(id)}", EbayJson.Default.EbayImage, cancellationToken);
        return picture switch
        {
            { Failure.Problem.Code: ProblemCodes.NotFound } => (null, await CreateAsync(store, push, cancellationToken)),
            { Failure: { } lost } => (null, PushOutcome.From(lost.Problem, mayHaveTakenEffect: false)),
            { Value.ImageUrl: { Length: > 0 } url } => (url, null),
            _ => (null, Nameless(picture.Raw)),
        };
    }

    private async Task<PushOutcome> CreateAsync(EbayStore store, PicturePush push, CancellationToken cancellationToken)
    {
        var reply = await client.PostAsync(
            store, EbayOperation.CreateImage, $"{Media}/create_image_from_url", new EbayImageRequest(push.MediaLocation.AbsoluteUri), EbayJson.Default.EbayImageRequest, EbayJson.Default.EbayImage, cancellationToken,

            // Then its address is asked for by the name that the answer's Location tells.
            empty: new EbayImage(ImageUrl: null));
        if (reply.Failure is { } failure)
        {
            return EbayErrors.Outcome(failure, reply.Errors) switch
            {
                PushOutcome.Retry { Problem.RetryAfter: null } retry when failure.Problem.Code == ProblemCodes.Refused => retry with { After = Later },
                var other => other,
            };
        }

        var last = reply.Location?.TrimEnd('/').Split('/')[^1];
        var id = string.IsNullOrWhiteSpace(last) ? null : Uri.UnescapeDataString(last);
        var url = string.IsNullOrWhiteSpace(reply.Value!.ImageUrl) ? null : reply.Value.ImageUrl;
        return (id ?? url) is null ? Nameless(reply.Raw) : Underway(new(id, url));
    }

    private static PushOutcome.Retry Nameless(string raw) =>
        new(Later, EbayErrors.Own(ProblemCodes.BadAnswer, "A picture was made and its address is not told.", mayPass: true) with { Raw = raw });

    private static PushOutcome.Refused Last() => new(
        EbayErrors.Own(ProblemCodes.Refused, "It is the listing's only picture, and eBay wants one.") with
        {
            Message = new("It is the listing's only picture, and eBay wants one. Replace it instead, or end the listing.", "这是该刊登唯一的图片，eBay 要求至少保留一张。请改为替换图片，或结束该刊登。"),
        },
        []);

    private static PushOutcome.Underway Underway(EbayProgress progress) => new(TimeSpan.Zero, Receipts.Write(progress, EbayJson.Default.EbayProgress));

    private static EbayProgress? Progress(string? begun) => Receipts.Read(begun, EbayJson.Default.EbayProgress) is { } told && (told.Image ?? told.Url) is not null ? told : null;
}
