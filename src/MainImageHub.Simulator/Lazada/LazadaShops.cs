using System.Text.Json;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary>A picture that Lazada hosts.</summary>
/// <param name="Id">Made of its content: the same bytes are the same picture, whoever sends them.</param>
/// <param name="PictureId">What it shows.</param>
/// <param name="Source">Of an upload: what was sent, by its hash. Null for what a shop already had.</param>
internal sealed record LazadaImage(string Id, string PictureId, string? Source);

/// <summary>A change of an item that its quality control looks at.</summary>
internal sealed record LazadaReview
{
    public required long Number { get; init; }

    public required ListingKey Item { get; init; }

    public required IReadOnlyList<string> Images { get; init; }

    public required string Title { get; init; }

    /// <summary>Real time at which it is decided.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>On the simulator's clock, for what is decided late; null: when it is due.</summary>
    public DateTimeOffset? ShowAt { get; init; }
}

/// <summary>What was rejected and why; it takes the item off sale until another change is approved.</summary>
internal sealed record LazadaRejection(IReadOnlyList<string> Images, string Title, string Violation, string Suggestion);

/// <summary>One change that was taken in, kept for the count.</summary>
internal sealed record LazadaEdit(long Number, ListingKey Item, string? Source, string State);

/// <summary>Pictures, galleries and reviews of all shops. Guarded by the world's lock.</summary>
internal sealed class LazadaShops : IMarketplaceState
{
    public const string Name = "lazada";

    private Dictionary<string, LazadaImage> _images = new(StringComparer.Ordinal);
    private Dictionary<string, List<string>> _galleries = new(StringComparer.Ordinal);
    private Dictionary<string, LazadaReview> _reviews = new(StringComparer.Ordinal);
    private Dictionary<string, LazadaRejection> _rejections = new(StringComparer.Ordinal);
    private List<LazadaEdit> _edits = [];

    public string Marketplace => Name;

    public IReadOnlyList<LazadaEdit> Edits => _edits;

    public IReadOnlyCollection<LazadaReview> Reviews => _reviews.Values;

    public LazadaImage? Image(string id) => _images.GetValueOrDefault(id);

    public void Add(LazadaImage image) => _images.TryAdd(image.Id, image);

    /// <summary>The ids of an item's pictures as shoppers get them, in order.</summary>
    public IReadOnlyList<string> Gallery(ListingKey item) => _galleries.GetValueOrDefault(Key(item)) ?? [];

    public void Hang(ListingKey item, IReadOnlyList<string> images) => _galleries[Key(item)] = [.. images];

    public LazadaReview? Review(ListingKey item) => _reviews.GetValueOrDefault(Key(item));

    public LazadaRejection? Rejection(ListingKey item) => _rejections.GetValueOrDefault(Key(item));

    public long NextNumber() => _edits.Count + 1;

    /// <summary>Takes a change in; one that was under review before is over, and so is a rejection.</summary>
    public void Begin(LazadaReview review)
    {
        var key = Key(review.Item);
        if (_reviews.Remove(key, out var before))
        {
            Note(before.Number, "superseded");
        }

        _rejections.Remove(key);
        _reviews[key] = review;
        _edits.Add(new LazadaEdit(review.Number, review.Item, review.Images.Count > 0 ? Image(review.Images[0])?.Source : null, "reviewed"));
    }

    public void End(LazadaReview review, LazadaRejection? rejection, string state)
    {
        _reviews.Remove(Key(review.Item));
        Note(review.Number, state);
        if (rejection is not null)
        {
            _rejections[Key(review.Item)] = rejection;
        }
    }

    public void Clear()
    {
        _images.Clear();
        _galleries.Clear();
        _reviews.Clear();
        _rejections.Clear();
        _edits.Clear();
    }

    public JsonElement Save(JsonSerializerOptions options) => JsonSerializer.SerializeToElement(new State([.. _images.Values], _galleries, _reviews, _rejections, _edits), options);

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        _images = saved.Images.ToDictionary(i => i.Id, StringComparer.Ordinal);
        (_galleries, _reviews, _rejections, _edits) = (saved.Galleries, saved.Reviews, saved.Rejections, saved.Edits);
    }

    private void Note(long number, string state) => _edits = [.. _edits.Select(e => e.Number == number ? e with { State = state } : e)];

    private static string Key(ListingKey item) => $"{item.Seller}\n{item.Site}\n{item.Sku}";

    private sealed record State(
        List<LazadaImage> Images, Dictionary<string, List<string>> Galleries, Dictionary<string, LazadaReview> Reviews, Dictionary<string, LazadaRejection> Rejections, List<LazadaEdit> Edits);
}
