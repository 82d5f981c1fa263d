using System.Text.Json;
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

        if (Progress(push.Begun) is not { Url: { } url } made)
        {
            return await CreateAsync(store, push, cancellationToken);
        }

        var images = EbayItems.Images(item.Value!);
        var title = push.Text?.Title is { Length: > 0 } wanted && wanted != EbayItems.Title(item.Value!) ? wanted : null;
        if (images.Count > 0 && EbayItems.IsSame(url, images[0]) && title is null)
        {
            return new PushOutcome.Accepted(made.Image ?? url, "It was there already.", []);
        }

        // An order that was given up and taken up again weeks later: pictures that hang nowhere last 30 days.
        if (made.Image is { } id)
        {
            var picture = await client.GetAsync(store, EbayOperation.GetImage, $"{Media}/{Paths.Part(id)}", EbayJson.Default.EbayImage, cancellationToken);
            if (picture.Failure is { } lost)
            {
                return lost.Problem.Code == ProblemCodes.NotFound ? await CreateAsync(store, push, cancellationToken) : PushOutcome.From(lost.Problem, mayHaveTakenEffect: false);
            }
        }

        var reply = await client.PutAsync(
            store, EbayOperation.PutItem, EbayListings.ItemPath(push.Listing.Sku), EbayItems.Write(item.Value!, EbayItems.WithFirst(images, url), title), EbayItems.Language(item.Value!, store.Site), cancellationToken);
        return reply.Failure is { } failure
            ? EbayErrors.Outcome(failure, reply.Errors)
            : new PushOutcome.Accepted(made.Image ?? url, reply.Raw, EbayErrors.Issues(reply.Value!.Warnings ?? [], "WARNING"));
    }

    public async Task<PushSighting> FindAsync(EbayStore store, PicturePush push, CancellationToken cancellationToken)
    {
        var item = await listings.ReadItemAsync(store, push.Listing.Sku, cancellationToken);
        if (item.Failure is { Problem: { } problem })
        {
            return problem.Code == ProblemCodes.NotFound ? new(PushTrace.NotSeen, StoredLocation: null) : new(PushTrace.Unknown, StoredLocation: null, problem);
        }

        var first = EbayItems.Images(item.Value!) is [var image, ..] ? image : null;
        return Progress(push.Begun) is not { Url: { } url } ? new(PushTrace.NotSeen, first)
            : new(EbayItems.IsSame(url, first) ? PushTrace.Stored : PushTrace.Begun, first);
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

        if (rest.Count == 0)
        {
            return Last();
        }

        var reply = await client.PutAsync(
            store, EbayOperation.PutItem, EbayListings.ItemPath(removal.Listing.Sku), EbayItems.Write(item.Value!, rest, title: null), EbayItems.Language(item.Value!, store.Site), cancellationToken);
        return reply.Failure is { } failure
            ? EbayErrors.Outcome(failure, reply.Errors)
            : new PushOutcome.Accepted(url, reply.Raw, EbayErrors.Issues(reply.Value!.Warnings ?? [], "WARNING"));
    }

    private async Task<PushOutcome> CreateAsync(EbayStore store, PicturePush push, CancellationToken cancellationToken)
    {
        var reply = await client.PostAsync(
            store, EbayOperation.CreateImage, $"{Media}/create_image_from_url", new EbayImageRequest(push.MediaLocation.AbsoluteUri), EbayJson.Default.EbayImageRequest, EbayJson.Default.EbayImage, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return EbayErrors.Outcome(failure, reply.Errors) switch
            {
                PushOutcome.Retry { Problem.RetryAfter: null } retry when failure.Problem.Code == ProblemCodes.Refused => retry with { After = Later },
                var other => other,
            };
        }

        var id = reply.Location?.TrimEnd('/').Split('/')[^1];
        return reply.Value!.ImageUrl is { Length: > 0 } url
            ? Underway(new(string.IsNullOrWhiteSpace(id) ? null : Uri.UnescapeDataString(id), url))
            : new PushOutcome.Retry(Later, EbayErrors.Own(ProblemCodes.BadAnswer, "A picture was made and its address is not told.", mayPass: true) with { Raw = reply.Raw });
    }

    private static PushOutcome.Refused Last() => new(
        EbayErrors.Own(ProblemCodes.Refused, "It is the listing's only picture, and eBay wants one.") with
        {
            Message = new("It is the listing's only picture, and eBay wants one. Replace it instead, or end the listing.", "这是该刊登唯一的图片，eBay 要求至少保留一张。请改为替换图片，或结束该刊登。"),
        },
        []);

    private static PushOutcome.Underway Underway(EbayProgress progress) => new(TimeSpan.Zero, JsonSerializer.Serialize(progress, EbayJson.Default.EbayProgress));

    private static EbayProgress? Progress(string? begun)
    {
        try
        {
            return begun is null ? null : JsonSerializer.Deserialize(begun, EbayJson.Default.EbayProgress);
        }
        catch (JsonException)
        {
            // The receipt of an earlier order, or somebody else's: as if there were none.
            return null;
        }
    }
}
