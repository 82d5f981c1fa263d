using System.Text.Json.Nodes;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopify;

/// <summary>
/// Puts a picture first in a product's gallery, and takes one out of it, in steps that can each be repeated: the file is made under a name that
/// cannot be taken twice, adding a file to a gallery that has it changes nothing, and neither does moving the first to the first place.
/// </summary>
internal sealed class ShopifyGallery(ShopifyClient client)
{
    // Pictures are mostly ready within seconds; what is not is asked for less and less often.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private const int MostDoublings = 6;

    // What somebody moves back each time is accepted and not live: a person should hear of it, and looks tell.
    private const int MostMoves = 3;

    // Where the picture, or this server, was out of reach.
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(1);

    public async Task<PushOutcome> PutFirstAsync(ShopifyStore store, string productId, PicturePush push, CancellationToken cancellationToken)
    {
        var gallery = await ReadAsync(store, productId, cancellationToken);
        if (gallery.Failure is { } unread)
        {
            return PushOutcome.From(unread.Problem, mayHaveTakenEffect: false);
        }

        var product = gallery.Value!;
        var progress = Progress(push.Begun) ?? new();
        if (product.Find(push.MediaLocation) is { } placed)
        {
            return placed == product.Media[0].Id
                ? await FinishAsync(store, productId, product, placed, push, cancellationToken)
                : await MoveAsync(store, productId, progress with { File = placed }, cancellationToken);
        }

        var (file, lost) = await FindFileAsync(store, push, cancellationToken);
        if (lost is not null)
        {
            return PushOutcome.From(lost.Problem, mayHaveTakenEffect: false);
        }

        return file switch
        {
            null => await CreateAsync(store, product, push, progress, cancellationToken),
            { FileStatus: "READY" } => await AddAsync(store, productId, file.Id!, cancellationToken),
            { FileStatus: "FAILED" } => await DropAsync(store, file, cancellationToken),
            _ => Wait(progress with { File = file.Id }),
        };
    }

    public async Task<PushSighting> FindAsync(ShopifyStore store, string productId, PicturePush push, CancellationToken cancellationToken)
    {
        var gallery = await ReadAsync(store, productId, cancellationToken);
        if (gallery.Failure is { Problem: { } problem })
        {
            return problem.Code == ProblemCodes.NotFound ? new(PushTrace.NotSeen, StoredLocation: null) : new(PushTrace.Unknown, StoredLocation: null, problem);
        }

        var first = gallery.Value!.Media is [var media, ..] ? media : null;
        if (gallery.Value.Find(push.MediaLocation) is { } placed)
        {
            // The way is not over while a picture of ours that it replaces hangs there too.
            return new(placed == first!.Id && gallery.Value.Of(push.Replaces).Count == 0 ? PushTrace.Stored : PushTrace.Begun, first.Image?.Url);
        }

        var (file, lost) = await FindFileAsync(store, push, cancellationToken);
        return lost is not null
            ? new(PushTrace.Unknown, StoredLocation: null, lost.Problem)
            : new(file is null ? PushTrace.NotSeen : PushTrace.Begun, first?.Image?.Url);
    }

    /// <summary>
    /// Taking the first picture away twice would take two. So the first call only says which one it is, and the next, with that in hand, takes
    /// this one away and no other.
    /// </summary>
    public async Task<PushOutcome> RemoveFirstAsync(ShopifyStore store, string productId, string? begun, CancellationToken cancellationToken)
    {
        var gallery = await ReadAsync(store, productId, cancellationToken);
        if (gallery.Failure is { } unread)
        {
            return PushOutcome.From(unread.Problem, mayHaveTakenEffect: false);
        }

        if (Progress(begun)?.File is not { } file)
        {
            return gallery.Value!.Media is [var first, ..] ? Underway(TimeSpan.Zero, new(first.Id)) : new PushOutcome.Accepted(string.Empty, "The gallery is empty.", []);
        }

        return gallery.Value!.Media.Any(media => media.Id == file)
            ? await ChangeAsync(store, [Remove(file, productId)], new(file), () => new PushOutcome.Accepted(file, string.Empty, []), cancellationToken)
            : new PushOutcome.Accepted(file, string.Empty, []);
    }

    private async Task<CallReply<Gallery>> ReadAsync(ShopifyStore store, string productId, CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(store, ShopifyOperation.Gallery, new JsonObject { ["id"] = productId }, ShopifyJson.Default.ShopifyProductData, cancellationToken);
        return reply switch
        {
            { Failure: not null } => new(null, reply.Failure, reply.Raw),
            { Value.Product: null } => new(null, new(ShopifyErrors.Own(ProblemCodes.NotFound, $"{productId} is no product of {store.Shop}.") with { Raw = reply.Raw }, MayHaveTakenEffect: false), reply.Raw),
            _ => new(new Gallery(reply.Value!.Product.Title, [.. (reply.Value.Product.Media?.Nodes ?? []).Where(media => media.Id is not null)]), Failure: null, reply.Raw),
        };
    }

    /// <summary>By the id that was told when it was made; when that was lost, or is no more, by its name.</summary>
    private async Task<(ShopifyFile? File, CallFailure? Failure)> FindFileAsync(ShopifyStore store, PicturePush push, CancellationToken cancellationToken)
    {
        if (Progress(push.Begun)?.File is { } id)
        {
            var known = await client.SendAsync(store, ShopifyOperation.FileById, new JsonObject { ["id"] = id }, ShopifyJson.Default.ShopifyNodeData, cancellationToken);
            if (known.Failure is not null || known.Value!.Node?.Id is not null)
            {
                return (known.Value?.Node, known.Failure);
            }
        }

        var found = await client.SendAsync(store, ShopifyOperation.FilesByName, new JsonObject { ["query"] = $"filename:'{ShopifyFileNames.Of(push.MediaLocation)}'" }, ShopifyJson.Default.ShopifyFilesData, cancellationToken);
        return (found.Value?.Files?.Nodes?.FirstOrDefault(file => file.Id is not null), found.Failure);
    }

    private async Task<PushOutcome> CreateAsync(ShopifyStore store, Gallery product, PicturePush push, ShopifyProgress progress, CancellationToken cancellationToken)
    {
        var file = new JsonObject
        {
            ["originalSource"] = push.MediaLocation.AbsoluteUri,
            ["contentType"] = "IMAGE",
            ["filename"] = ShopifyFileNames.Of(push.MediaLocation),

            // What makes a repeated call harmless: the second of the same name is refused.
            ["duplicateResolutionMode"] = "RAISE_ERROR",
        };
        if (product.Title is { Length: > 0 } title)
        {
            file["alt"] = title;
        }

        var reply = await client.SendAsync(store, ShopifyOperation.CreateFile, new JsonObject { ["files"] = new JsonArray(file) }, ShopifyJson.Default.ShopifyCreateData, cancellationToken);
        return Outcome(reply, data => data.FileCreate?.UserErrors, data => Underway(Soon, new(data.FileCreate?.Files is [{ Id: { } id }, ..] ? id : null)), progress with { File = null });
    }

    private Task<PushOutcome> AddAsync(ShopifyStore store, string productId, string file, CancellationToken cancellationToken) =>
        ChangeAsync(store, [new JsonObject { ["id"] = file, ["referencesToAdd"] = new JsonArray(productId) }], new(file), () => Underway(TimeSpan.Zero, new(file)), cancellationToken);

    private async Task<PushOutcome> MoveAsync(ShopifyStore store, string productId, ShopifyProgress progress, CancellationToken cancellationToken)
    {
        if (progress.Job is { } job)
        {
            var asked = await client.SendAsync(store, ShopifyOperation.JobById, new JsonObject { ["id"] = job }, ShopifyJson.Default.ShopifyJobData, cancellationToken);
            if (asked.Failure is { } unread)
            {
                return PushOutcome.From(unread.Problem, mayHaveTakenEffect: false);
            }

            if (asked.Value!.Job is { Done: false })
            {
                return Wait(progress);
            }
        }

        if (progress.Moves >= MostMoves)
        {
            return new PushOutcome.Accepted(progress.File!, $"Moved to the front {progress.Moves} times, and not there.", []);
        }

        var moves = new JsonArray(new JsonObject { ["id"] = progress.File, ["newPosition"] = "0" });
        var reply = await client.SendAsync(store, ShopifyOperation.MoveFirst, new JsonObject { ["id"] = productId, ["moves"] = moves }, ShopifyJson.Default.ShopifyMoveData, cancellationToken);
        return Outcome(reply, data => data.ProductReorderMedia?.MediaUserErrors, data => Underway(Soon, new(progress.File, data.ProductReorderMedia?.Job?.Id, progress.Moves + 1)), progress);
    }

    /// <summary>It is first: what it takes the place of goes, if it was ours, and the title comes along if one was given.</summary>
    private async Task<PushOutcome> FinishAsync(ShopifyStore store, string productId, Gallery product, string file, PicturePush push, CancellationToken cancellationToken)
    {
        var replaced = product.Of(push.Replaces);
        if (replaced.Count > 0)
        {
            return await ChangeAsync(store, [.. replaced.Select(media => Remove(media, productId))], new(file), () => Underway(TimeSpan.Zero, new(file)), cancellationToken);
        }

        if (push.Text?.Title is { Length: > 0 } title && title != product.Title)
        {
            var reply = await client.SendAsync(
                store, ShopifyOperation.Retitle, new JsonObject { ["product"] = new JsonObject { ["id"] = productId, ["title"] = title } }, ShopifyJson.Default.ShopifyRetitleData, cancellationToken);
            return Outcome(reply, data => data.ProductUpdate?.UserErrors, _ => new PushOutcome.Accepted(file, reply.Raw, []), new(file));
        }

        return new PushOutcome.Accepted(file, string.Empty, []);
    }

    /// <summary>A file that could not be made is of no use, and its name is wanted for the next try. It never was in the gallery.</summary>
    private async Task<PushOutcome> DropAsync(ShopifyStore store, ShopifyFile file, CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(store, ShopifyOperation.DeleteFiles, new JsonObject { ["ids"] = new JsonArray(file.Id) }, ShopifyJson.Default.ShopifyDeleteData, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return PushOutcome.From(failure.Problem, mayHaveTakenEffect: false);
        }

        var errors = file.FileErrors ?? [];
        var passes = ShopifyErrors.IsUnjudged(errors);
        var issues = errors.Select(error => ShopifyListings.Issue(error, PictureSlots.Main)).ToList();
        var problem = ShopifyErrors.Own(ProblemCodes.Refused, issues.Count > 0 ? issues[0].Message : "The picture could not be processed.", passes) with
        {
            ForeignCode = issues.Count > 0 ? issues[0].Code : null,
            Raw = string.Join("; ", issues.Select(issue => $"{issue.Code}: {issue.Message}")),
        };
        return passes ? new PushOutcome.Retry(Later, problem) : new PushOutcome.Refused(problem, issues);
    }

    private async Task<PushOutcome> ChangeAsync(ShopifyStore store, IReadOnlyList<JsonObject> files, ShopifyProgress progress, Func<PushOutcome> done, CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(store, ShopifyOperation.UpdateFiles, new JsonObject { ["files"] = new JsonArray([.. files]) }, ShopifyJson.Default.ShopifyUpdateData, cancellationToken);
        return Outcome(reply, data => data.FileUpdate?.UserErrors, _ => done(), progress);
    }

    private static PushOutcome Outcome<T>(CallReply<T> reply, Func<T, IReadOnlyList<ShopifyUserError>?> errors, Func<T, PushOutcome> done, ShopifyProgress progress)
        where T : class => reply.Failure is { } failure
            ? PushOutcome.From(failure.Problem, failure.MayHaveTakenEffect)
            : errors(reply.Value!) switch
            {
                null or [] => done(reply.Value!),

                // Made before, by a call whose answer was lost: it will be found by its name.
                [{ Code: ShopifyErrors.FilenameTaken }, ..] => Wait(progress),
                var busy when ShopifyErrors.IsBusy(busy) => Wait(progress),
                var refused => ShopifyErrors.Refusal(refused, reply.Raw),
            };

    private static JsonObject Remove(string file, string productId) => new() { ["id"] = file, ["referencesToRemove"] = new JsonArray(productId) };

    private static PushOutcome.Underway Underway(TimeSpan after, ShopifyProgress progress) =>
        new(after, Receipts.Write(progress, ShopifyJson.Default.ShopifyProgress));

    private static PushOutcome.Underway Wait(ShopifyProgress progress) =>
        Underway(Soon * Math.Pow(2, Math.Min(progress.Looks, MostDoublings)), progress with { Looks = progress.Looks + 1 });

    private static ShopifyProgress? Progress(string? begun) => Receipts.Read(begun, ShopifyJson.Default.ShopifyProgress);

    private sealed record Gallery(string? Title, IReadOnlyList<ShopifyMedia> Media)
    {
        public string? Find(Uri source) => Media.FirstOrDefault(media => ShopifyFileNames.IsOf(source, media.Image?.Url))?.Id;

        public IReadOnlyList<string> Of(IReadOnlyList<Uri> sources) => [.. Media.Where(media => sources.Any(source => ShopifyFileNames.IsOf(source, media.Image?.Url))).Select(media => media.Id!)];
    }
}
