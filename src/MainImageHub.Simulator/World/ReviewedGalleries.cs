using System.Text.Json;

namespace MainImageHub.Simulator.World;

/// <summary>A change of an item that the marketplace looks at before shoppers get it.</summary>
internal sealed record ItemReview
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

/// <summary>How a marketplace calls the states of a change in its counts.</summary>
internal sealed record ReviewWords(string Begun, string Refused, string Shown, string Shadowed);

/// <summary>Galleries that change only when a review was passed. Guarded by the world's lock.</summary>
/// <param name="marketplace">Whose.</param>
/// <param name="words">Its states.</param>
internal abstract class ReviewedGalleries<TRefusal>(string marketplace, ReviewWords words) : Galleries(marketplace)
    where TRefusal : class
{
    private Dictionary<string, ItemReview> _reviews = new(StringComparer.Ordinal);
    private Dictionary<string, TRefusal> _refusals = new(StringComparer.Ordinal);

    public ReviewWords Words => words;

    public IReadOnlyCollection<ItemReview> Reviews => _reviews.Values;

    public ItemReview? Review(ListingKey item) => _reviews.GetValueOrDefault(KeyOf(item));

    /// <summary>Why the last change was not taken; null where it was.</summary>
    public TRefusal? Refusal(ListingKey item) => _refusals.GetValueOrDefault(KeyOf(item));

    /// <summary>Takes a change in; one that was under review before is over, and so is a refusal.</summary>
    public virtual void Begin(SimulatedWorld world, Listing item, IReadOnlyList<string> images, string title)
    {
        var late = world.Options.LiveDelay + TimeSpan.FromMinutes(world.Misbehave(MischiefKind.DelayLive, item.Key)?.Minutes ?? 0);
        var review = new ItemReview
        {
            Number = NextNumber(),
            Item = item.Key,
            Images = images,
            Title = title,
            DueAt = world.Clock.RealNow + world.Options.ProcessingDelay,
            ShowAt = late > TimeSpan.Zero ? world.Clock.Now + late : null,
        };
        var key = KeyOf(item.Key);
        if (_reviews.Remove(key, out var before))
        {
            Note(before.Number, "superseded");
        }

        _refusals.Remove(key);
        _reviews[key] = review;
        Count(review.Number, review.Item, review.Images, words.Begun);
    }

    public void End(ItemReview review, TRefusal? refusal, string state)
    {
        _reviews.Remove(KeyOf(review.Item));
        Note(review.Number, state);
        if (refusal is not null)
        {
            _refusals[KeyOf(review.Item)] = refusal;
        }
    }

    public override void Clear()
    {
        base.Clear();
        _reviews.Clear();
        _refusals.Clear();
    }

    public override JsonElement Save(JsonSerializerOptions options) =>
        JsonSerializer.SerializeToElement(new State { Galleries = base.Save(options), Reviews = _reviews, Refusals = _refusals }, options);

    public override void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        base.Load(saved.Galleries, options);
        (_reviews, _refusals) = (saved.Reviews, saved.Refusals);
    }

    private sealed record State
    {
        public required JsonElement Galleries { get; init; }

        public required Dictionary<string, ItemReview> Reviews { get; init; }

        public required Dictionary<string, TRefusal> Refusals { get; init; }
    }
}
