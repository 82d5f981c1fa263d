using System.Text.Json;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopee;

/// <summary>A picture in the media space, by the id it was given.</summary>
/// <param name="Id">Another one for every upload, also of the same bytes.</param>
/// <param name="Owner">Who may use it: the partner that uploaded it, or the shop that had it already.</param>
/// <param name="PictureId">What it shows.</param>
/// <param name="Source">Of an upload: what was sent, by its hash. Null for what the shop already had.</param>
internal sealed record ShopeeImage(string Id, string Owner, string PictureId, string? Source);

/// <summary>A change that was accepted and is not to be seen yet.</summary>
/// <param name="ShowAt">On the simulator's clock.</param>
internal sealed record ShopeeChange(ListingKey Item, IReadOnlyList<string> Images, string Title, long Number, DateTimeOffset ShowAt);

/// <summary>One change that was taken in, kept for the count.</summary>
internal sealed record ShopeeEdit(long Number, ListingKey Item, string? Source, string State);

/// <summary>Pictures and galleries of all shops. Guarded by the world's lock.</summary>
internal sealed class ShopeeShops : IMarketplaceState
{
    public const string Name = "shopee";

    private Dictionary<string, ShopeeImage> _images = new(StringComparer.Ordinal);
    private Dictionary<string, List<string>> _galleries = new(StringComparer.Ordinal);
    private List<ShopeeChange> _changes = [];
    private List<ShopeeEdit> _edits = [];

    public string Marketplace => Name;

    public IReadOnlyList<ShopeeEdit> Edits => _edits;

    public IReadOnlyList<ShopeeChange> Changes => _changes;

    public ShopeeImage? Image(string id) => _images.GetValueOrDefault(id);

    public void Add(ShopeeImage image) => _images[image.Id] = image;

    /// <summary>The ids of an item's pictures, in order.</summary>
    public IReadOnlyList<string> Gallery(ListingKey item) => _galleries.GetValueOrDefault(Key(item)) ?? [];

    public void Hang(ListingKey item, IReadOnlyList<string> images) => _galleries[Key(item)] = [.. images];

    public long NextNumber() => _edits.Count + 1;

    public void Add(ShopeeEdit edit) => _edits.Add(edit);

    public void Add(ShopeeChange change) => _changes.Add(change);

    public void Remove(ShopeeChange change) => _changes.Remove(change);

    public void Note(long number, string state) => _edits = [.. _edits.Select(e => e.Number == number ? e with { State = state } : e)];

    public void Clear()
    {
        _images.Clear();
        _galleries.Clear();
        _changes.Clear();
        _edits.Clear();
    }

    public JsonElement Save(JsonSerializerOptions options) => JsonSerializer.SerializeToElement(new State([.. _images.Values], _galleries, _changes, _edits), options);

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        _images = saved.Images.ToDictionary(i => i.Id, StringComparer.Ordinal);
        (_galleries, _changes, _edits) = (saved.Galleries, saved.Changes, saved.Edits);
    }

    private static string Key(ListingKey item) => $"{item.Seller}\n{item.Site}\n{item.Sku}";

    private sealed record State(List<ShopeeImage> Images, Dictionary<string, List<string>> Galleries, List<ShopeeChange> Changes, List<ShopeeEdit> Edits);
}
