using System.Text.Json;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>A picture that TikTok hosts, by the name it gave it.</summary>
/// <param name="Uri">Another one for every upload, also of the same bytes.</param>
/// <param name="Seller">Who may use it.</param>
/// <param name="PictureId">What it shows.</param>
/// <param name="Source">Of an upload: what was sent, by its hash. Null for what the shop already had.</param>
internal sealed record TikTokImage(string Uri, string Seller, string PictureId, string? Source);

/// <summary>A product's version that is looked at before shoppers get it.</summary>
internal sealed record TikTokReview
{
    public required long Number { get; init; }

    public required ListingKey Product { get; init; }

    public required IReadOnlyList<string> Images { get; init; }

    public required string Title { get; init; }

    /// <summary>Real time at which it is decided.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>On the simulator's clock, for what is shown late; null: when it is decided.</summary>
    public DateTimeOffset? ShowAt { get; init; }
}

/// <summary>Why the last version was not taken.</summary>
internal sealed record TikTokFailure(string Position, string Reason, string Suggestion);

/// <summary>One edit that was taken in, kept for the count.</summary>
internal sealed record TikTokEdit(long Number, ListingKey Product, string? Source, string State);

/// <summary>Images, galleries and reviews of all shops. Guarded by the world's lock.</summary>
internal sealed class TikTokShops : IMarketplaceState
{
    public const string Name = "tiktokshop";

    private Dictionary<string, TikTokImage> _images = new(StringComparer.Ordinal);
    private Dictionary<string, List<string>> _galleries = new(StringComparer.Ordinal);
    private Dictionary<string, TikTokReview> _reviews = new(StringComparer.Ordinal);
    private Dictionary<string, TikTokFailure> _failures = new(StringComparer.Ordinal);
    private HashSet<string> _drafts = new(StringComparer.Ordinal);
    private List<TikTokEdit> _edits = [];

    public string Marketplace => Name;

    public IReadOnlyList<TikTokEdit> Edits => _edits;

    public IReadOnlyCollection<TikTokReview> Reviews => _reviews.Values;

    public TikTokImage? Image(string uri) => _images.GetValueOrDefault(uri);

    public TikTokImage? Image(string seller, string uri) => Image(uri) is { } image && image.Seller == seller ? image : null;

    public void Add(TikTokImage image) => _images[image.Uri] = image;

    /// <summary>The names of a product's pictures as shoppers get them, in order.</summary>
    public List<string> Gallery(ListingKey product) => _galleries.TryGetValue(Key(product), out var gallery) ? gallery : _galleries[Key(product)] = [];

    public void Hang(ListingKey product, IReadOnlyList<string> images) => _galleries[Key(product)] = [.. images];

    public TikTokReview? Review(ListingKey product) => _reviews.GetValueOrDefault(Key(product));

    public TikTokFailure? Failure(ListingKey product) => _failures.GetValueOrDefault(Key(product));

    public bool HasDraft(ListingKey product) => _drafts.Contains(Key(product));

    public void Draft(ListingKey product) => _drafts.Add(Key(product));

    /// <summary>Takes a version in; one that was under review before is over.</summary>
    public void Begin(TikTokReview review)
    {
        var key = Key(review.Product);
        if (_reviews.Remove(key, out var before))
        {
            Note(before.Number, "superseded");
        }

        _failures.Remove(key);
        _drafts.Remove(key);
        _reviews[key] = review;
        _edits.Add(new TikTokEdit(review.Number, review.Product, Image(review.Images[0])?.Source, "auditing"));
    }

    public long NextNumber() => _edits.Count + 1;

    public void End(TikTokReview review, TikTokFailure? failure, string state)
    {
        _reviews.Remove(Key(review.Product));
        Note(review.Number, state);
        if (failure is not null)
        {
            _failures[Key(review.Product)] = failure;
        }
    }

    public void Clear()
    {
        _images.Clear();
        _galleries.Clear();
        _reviews.Clear();
        _failures.Clear();
        _drafts.Clear();
        _edits.Clear();
    }

    public JsonElement Save(JsonSerializerOptions options) => JsonSerializer.SerializeToElement(new State([.. _images.Values], _galleries, _reviews, _failures, [.. _drafts], _edits), options);

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        _images = saved.Images.ToDictionary(i => i.Uri, StringComparer.Ordinal);
        (_galleries, _reviews, _failures, _drafts, _edits) = (saved.Galleries, saved.Reviews, saved.Failures, [.. saved.Drafts], saved.Edits);
    }

    private void Note(long number, string state) => _edits = [.. _edits.Select(e => e.Number == number ? e with { State = state } : e)];

    private static string Key(ListingKey product) => $"{product.Seller}\n{product.Site}\n{product.Sku}";

    private sealed record State(
        List<TikTokImage> Images, Dictionary<string, List<string>> Galleries, Dictionary<string, TikTokReview> Reviews, Dictionary<string, TikTokFailure> Failures, List<string> Drafts, List<TikTokEdit> Edits);
}
