using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Ebay;

/// <summary>A picture at the picture service. Where it hangs is the items' affair.</summary>
/// <param name="Id">The service's own name for it, in its address too.</param>
/// <param name="PictureId">Which picture it is.</param>
/// <param name="Source">Null for pictures the seller already had.</param>
/// <param name="ExpiresAt">When it goes, on the simulator's clock, if it hangs nowhere then.</param>
internal sealed record EbayImage(string Id, string PictureId, string? Source, DateTimeOffset ExpiresAt);

/// <summary>What a seller has under one SKU: all that was ever put there, but for the pictures.</summary>
internal sealed class EbayItem
{
    public required string Seller { get; init; }

    public required string Sku { get; init; }

    public required string Locale { get; set; }

    /// <summary>Its fields as they were put, without <c>product.imageUrls</c>.</summary>
    public required JsonObject Fields { get; set; }

    /// <summary>Ids of its pictures at the picture service, in order.</summary>
    public required List<string> Images { get; set; }

    /// <summary>How often it was changed on that day; eBay allows 250 a day.</summary>
    public DateOnly RevisedOn { get; set; }

    public int Revisions { get; set; }
}

/// <summary>A change that was accepted and is not to be seen yet.</summary>
/// <param name="ShowAt">On the simulator's clock.</param>
internal sealed record EbayChange(string Seller, string Sku, string Locale, JsonObject Fields, List<string> Images, DateTimeOffset ShowAt);

/// <summary>One picture that was put first in an item, kept for the count.</summary>
internal sealed record EbayPush(string Seller, string Sku, string Source, string State);

/// <summary>Pictures and inventory items of all sellers. Guarded by the world's lock.</summary>
internal sealed class EbayAccounts : IMarketplaceState
{
    public const string Name = "ebay";

    private Dictionary<string, EbayImage> _images = new(StringComparer.Ordinal);
    private Dictionary<(string Seller, string Sku), EbayItem> _items = [];
    private List<EbayChange> _changes = [];
    private List<EbayPush> _pushes = [];

    public string Marketplace => Name;

    public IReadOnlyList<EbayPush> Pushes => _pushes;

    public IReadOnlyList<EbayChange> Changes => _changes;

    public EbayImage? Image(string id) => _images.GetValueOrDefault(id);

    public bool Hangs(string image) => _items.Values.Any(item => item.Images.Contains(image));

    public void Add(EbayImage image) => _images[image.Id] = image;

    public EbayItem? Item(string seller, string sku) => _items.GetValueOrDefault((seller, sku));

    public void Add(EbayItem item) => _items[(item.Seller, item.Sku)] = item;

    public void Add(EbayChange change) => _changes.Add(change);

    public void Remove(EbayChange change) => _changes.Remove(change);

    public void Add(EbayPush push) => _pushes.Add(push);

    public void Clear()
    {
        _images.Clear();
        _items.Clear();
        _changes.Clear();
        _pushes.Clear();
    }

    public JsonElement Save(JsonSerializerOptions options) => JsonSerializer.SerializeToElement(new State([.. _images.Values], [.. _items.Values], _changes, _pushes), options);

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        _images = saved.Images.ToDictionary(image => image.Id, StringComparer.Ordinal);
        _items = saved.Items.ToDictionary(item => (item.Seller, item.Sku));
        (_changes, _pushes) = (saved.Changes, saved.Pushes);
    }

    private sealed record State(List<EbayImage> Images, List<EbayItem> Items, List<EbayChange> Changes, List<EbayPush> Pushes);
}
