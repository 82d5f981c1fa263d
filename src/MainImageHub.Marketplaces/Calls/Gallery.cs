using System.Text.Json.Serialization;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>Where a push or a removal stands: kept by the caller between two calls.</summary>
/// <param name="Picture">The picture's name at the marketplace: of the one that was uploaded, or of the one to be removed.</param>
/// <param name="Uploads">How often it was uploaded.</param>
internal sealed record GalleryProgress(string? Picture, int Uploads = 0);

/// <summary>What an upload gave.</summary>
/// <param name="Picture">The name by which the marketplace knows the picture now; null where it told none.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Raw">The answer.</param>
internal sealed record GalleryUpload(string? Picture, CallFailure? Failure, string Raw);

/// <summary>
/// Puts a picture first among an item's, where the marketplace hosts pictures and takes the whole list of them. An upload has no effect on any item and
/// gives the name by which the push is recognised, so that comes back to the caller, to be kept, before the item is changed. Changing it twice with
/// the same name is changing it once.
/// </summary>
/// <param name="marketplace">Its name for people.</param>
/// <param name="mostPictures">A list that is there already is never cut; only this many are never exceeded.</param>
internal abstract class Gallery<TStore, TItem>(string marketplace, int mostPictures)
    where TItem : class
{
    // A name that the marketplace has forgotten is made anew, but not for ever.
    private const int MostUploads = 3;

    public async Task<PushOutcome> PutFirstAsync(TStore store, string itemId, PicturePush push, CancellationToken cancellationToken)
    {
        var progress = Progress(push.Begun) ?? new(Picture: null);
        if (progress.Picture is null && !await PushedFiles.IsThereAsync(push.File, cancellationToken))
        {
            return Refusal(PushedFiles.Gone(marketplace));
        }

        var (item, failure) = await ReadAsync(store, itemId, cancellationToken);
        if (item is null)
        {
            return PushOutcome.From(failure!.Problem, mayHaveTakenEffect: false);
        }

        if (progress.Picture is not { } picture)
        {
            return await UploadAsync(store, push.File!, item, progress, cancellationToken);
        }

        var title = push.Text?.Title is { Length: > 0 } wanted && wanted != TitleOf(item) ? wanted : null;
        var pictures = PicturesOf(item);
        if (title is null && pictures is [var first, ..] && IsSame(first, picture))
        {
            return new PushOutcome.Accepted(picture, string.Empty, []);
        }

        if (Obstacle(item) is { } obstacle)
        {
            return Refusal(obstacle);
        }

        // The list is replaced as a whole: the first gives way, all others stay as they are.
        IReadOnlyList<string> wish = [picture, .. pictures.Skip(1).Where(other => !IsSame(other, picture)).Take(Math.Max(mostPictures, pictures.Count) - 1)];
        var (refused, raw) = await ChangeAsync(store, item, wish, title, cancellationToken);
        return refused is null ? new PushOutcome.Accepted(picture, raw, [])
            : IsUnknownPicture(refused.Problem) && progress.Uploads < MostUploads ? Underway(new(Picture: null, progress.Uploads))
            : Outcome(refused);
    }

    public async Task<PushSighting> FindAsync(TStore store, string itemId, PicturePush push, CancellationToken cancellationToken)
    {
        var (item, failure) = await ReadAsync(store, itemId, cancellationToken);
        if (item is null)
        {
            return failure!.Problem.Code == ProblemCodes.NotFound ? new(PushTrace.NotSeen, StoredLocation: null) : new(PushTrace.Unknown, StoredLocation: null, failure.Problem);
        }

        // Without the name that the upload gave nothing was done to the item: it is kept before that.
        var stored = PicturesOf(item) is [var first, ..] ? first : null;
        return new(Progress(push.Begun)?.Picture is not { } picture ? PushTrace.NotSeen : stored is not null && IsSame(stored, picture) ? PushTrace.Stored : PushTrace.Begun, stored);
    }

    protected abstract Task<(TItem? Item, CallFailure? Failure)> ReadAsync(TStore store, string itemId, CancellationToken cancellationToken);

    /// <summary>The names of its pictures as they were sent last, in order.</summary>
    protected abstract IReadOnlyList<string> PicturesOf(TItem item);

    protected abstract string? TitleOf(TItem item);

    protected abstract Task<GalleryUpload> UploadAsync(TStore store, PictureFile picture, TItem item, CancellationToken cancellationToken);

    /// <param name="store">Whose.</param>
    /// <param name="item">As it was read.</param>
    /// <param name="pictures">All of them, in order.</param>
    /// <param name="title">Null leaves it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    protected abstract Task<(CallFailure? Failure, string Raw)> ChangeAsync(TStore store, TItem item, IReadOnlyList<string> pictures, string? title, CancellationToken cancellationToken);

    /// <summary>Whether a refusal means that the picture is not one the marketplace knows (any more).</summary>
    protected abstract bool IsUnknownPicture(MarketplaceProblem problem);

    /// <summary>A refusal with the picture's slot, as the hub wants it.</summary>
    protected abstract PushOutcome Outcome(CallFailure failure);

    /// <summary>What keeps an item from being changed; null where nothing does.</summary>
    protected virtual LocalText? Obstacle(TItem item) => null;

    protected virtual bool IsSame(string one, string other) => one == other;

    protected PushOutcome Refusal(LocalText text) => PushOutcome.From(CallProblems.Own(marketplace, ProblemCodes.Refused, text), mayHaveTakenEffect: false);

    protected static PushOutcome.Underway Underway(GalleryProgress progress) => new(TimeSpan.Zero, Receipts.Write(progress, GalleryJson.Default.GalleryProgress));

    protected static GalleryProgress? Progress(string? begun) => Receipts.Read(begun, GalleryJson.Default.GalleryProgress);

    private async Task<PushOutcome> UploadAsync(TStore store, PictureFile picture, TItem item, GalleryProgress progress, CancellationToken cancellationToken)
    {
        var upload = await UploadAsync(store, picture, item, cancellationToken);
        return upload switch
        {
            { Failure: { } failure } => Outcome(failure),
            { Picture: { Length: > 0 } name } => Underway(new(name, progress.Uploads + 1)),
            _ => PushOutcome.From(CallProblems.Own(marketplace, ProblemCodes.BadAnswer, "An upload without a name.", mayPass: true) with { Raw = upload.Raw }, mayHaveTakenEffect: false),
        };
    }
}

/// <summary>The same where pictures can be taken away as well; the last one stays.</summary>
/// <param name="marketplace">Its name for people.</param>
/// <param name="mostPictures">A list that is there already is never cut; only this many are never exceeded.</param>
/// <param name="lastPicture">Why the last one stays, and what to do.</param>
internal abstract class RemovableGallery<TStore, TItem>(string marketplace, int mostPictures, LocalText lastPicture) : Gallery<TStore, TItem>(marketplace, mostPictures)
    where TItem : class
{
    /// <summary>
    /// Taking the first picture away twice would take two. So the first call only says which one it is, and the next, with that in hand, takes
    /// this one away and no other.
    /// </summary>
    public async Task<PushOutcome> RemoveFirstAsync(TStore store, string itemId, string? begun, CancellationToken cancellationToken)
    {
        var (item, failure) = await ReadAsync(store, itemId, cancellationToken);
        if (item is null)
        {
            return PushOutcome.From(failure!.Problem, mayHaveTakenEffect: false);
        }

        var pictures = PicturesOf(item);
        var picture = Progress(begun)?.Picture;
        if (pictures.Count == 0 || (picture is not null && !pictures.Any(other => IsSame(other, picture))))
        {
            return new PushOutcome.Accepted(picture ?? string.Empty, "It is not among the item's pictures.", []);
        }

        if (pictures.Count == 1)
        {
            return Refusal(lastPicture);
        }

        if (picture is null)
        {
            return Underway(new(pictures[0]));
        }

        if (Obstacle(item) is { } obstacle)
        {
            return Refusal(obstacle);
        }

        var (refused, raw) = await ChangeAsync(store, item, [.. pictures.Where(other => !IsSame(other, picture))], title: null, cancellationToken);
        return refused is null ? new PushOutcome.Accepted(picture, raw, []) : Outcome(refused);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GalleryProgress))]
internal sealed partial class GalleryJson : JsonSerializerContext;
