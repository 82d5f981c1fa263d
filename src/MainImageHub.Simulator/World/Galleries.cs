using System.Text.Json;

namespace MainImageHub.Simulator.World;

/// <summary>A picture that a marketplace hosts.</summary>
/// <param name="Id">By which the marketplace knows it.</param>
/// <param name="Owner">Who may use it.</param>
/// <param name="PictureId">What it shows.</param>
/// <param name="Source">Of an upload: what was sent, by its hash. Null for what a shop already had.</param>
internal sealed record HostedImage(string Id, string Owner, string PictureId, string? Source);

/// <summary>One change that was taken in, kept for the count.</summary>
internal sealed record GalleryEdit(long Number, ListingKey Item, string? Source, string State);

/// <summary>Pictures that a marketplace hosts, and the galleries of its items made of them. Guarded by the world's lock.</summary>
internal abstract class Galleries(string marketplace) : IMarketplaceState
{
    private Dictionary<string, HostedImage> _images = new(StringComparer.Ordinal);
    private Dictionary<string, List<string>> _galleries = new(StringComparer.Ordinal);
    private List<GalleryEdit> _edits = [];

    public string Marketplace => marketplace;

    public HostedImage? Image(string id) => _images.GetValueOrDefault(id);

    public void Add(HostedImage image) => _images.TryAdd(image.Id, image);

    /// <summary>The ids of an item's pictures as shoppers get them, in order.</summary>
    public IReadOnlyList<string> Gallery(ListingKey item) => _galleries.GetValueOrDefault(KeyOf(item)) ?? [];

    public void Hang(ListingKey item, IReadOnlyList<string> images) => _galleries[KeyOf(item)] = [.. images];

    public long NextNumber() => _edits.Count + 1;

    public void Note(long number, string state) => _edits = [.. _edits.Select(e => e.Number == number ? e with { State = state } : e)];

    /// <summary>No address is known of bytes: they are told by their hash.</summary>
    public IEnumerable<CountedPush> Pushes() => _edits.GroupBy(e => (e.Item, e.Source)).Select(g => new CountedPush(
        Marketplace, g.Key.Item.Seller, g.Key.Item.Site, g.Key.Item.Sku, Listing.Main, g.Key.Source, g.Count(), [.. g.Select(e => e.State)]));

    public virtual void Clear()
    {
        _images.Clear();
        _galleries.Clear();
        _edits.Clear();
    }

    public virtual JsonElement Save(JsonSerializerOptions options) =>
        JsonSerializer.SerializeToElement(new State { Images = [.. _images.Values], Galleries = _galleries, Edits = _edits }, options);

    public virtual void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        _images = saved.Images.ToDictionary(i => i.Id, StringComparer.Ordinal);
        (_galleries, _edits) = (saved.Galleries, saved.Edits);
    }

    protected static string KeyOf(ListingKey item) => $"{item.Seller}\n{item.Site}\n{item.Sku}";

    protected void Count(long number, ListingKey item, IReadOnlyList<string> images, string state) =>
        _edits.Add(new GalleryEdit(number, item, images.Count > 0 ? Image(images[0])?.Source : null, state));

    private sealed record State
    {
        public required List<HostedImage> Images { get; init; }

        public required Dictionary<string, List<string>> Galleries { get; init; }

        public required List<GalleryEdit> Edits { get; init; }
    }
}
