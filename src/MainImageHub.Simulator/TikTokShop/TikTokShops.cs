using System.Text.Json;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>Why the last version was not taken.</summary>
internal sealed record TikTokFailure(string Position, string Reason, string Suggestion);

/// <summary>Images, galleries, reviews and drafts of all shops. Every upload has another name, also of the same bytes. Guarded by the world's lock.</summary>
internal sealed class TikTokShops() : ReviewedGalleries<TikTokFailure>(Name, new("auditing", "failed", "approved", "approved"))
{
    public const string Name = "tiktokshop";

    private HashSet<string> _drafts = new(StringComparer.Ordinal);

    public HostedImage? Image(string seller, string uri) => Image(uri) is { } image && image.Owner == seller ? image : null;

    public bool HasDraft(ListingKey product) => _drafts.Contains(KeyOf(product));

    public void Draft(ListingKey product) => _drafts.Add(KeyOf(product));

    public override void Begin(SimulatedWorld world, Listing item, IReadOnlyList<string> images, string title)
    {
        _drafts.Remove(KeyOf(item.Key));
        base.Begin(world, item, images, title);
    }

    public override void Clear()
    {
        base.Clear();
        _drafts.Clear();
    }

    public override JsonElement Save(JsonSerializerOptions options) => JsonSerializer.SerializeToElement(new State { Reviewed = base.Save(options), Drafts = [.. _drafts] }, options);

    public override void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        base.Load(saved.Reviewed, options);
        _drafts = new(saved.Drafts, StringComparer.Ordinal);
    }

    private sealed record State
    {
        public required JsonElement Reviewed { get; init; }

        public required List<string> Drafts { get; init; }
    }
}
