using System.Text.Json;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopee;

/// <summary>A change that was accepted and is not to be seen yet.</summary>
/// <param name="ShowAt">On the simulator's clock.</param>
internal sealed record ShopeeChange(ListingKey Item, IReadOnlyList<string> Images, string Title, long Number, DateTimeOffset ShowAt);

/// <summary>
/// Pictures and galleries of all shops. Every upload has another id, also of the same bytes; its owner is the partner that sent it, or the shop that had it already.
/// Guarded by the world's lock.
/// </summary>
internal sealed class ShopeeShops() : Galleries(Name)
{
    public const string Name = "shopee";

    private List<ShopeeChange> _changes = [];

    public IReadOnlyList<ShopeeChange> Changes => _changes;

    /// <summary>Notes a change.</summary>
    public void Count(ShopeeChange change, string state) => Count(change.Number, change.Item, change.Images, state);

    public void Add(ShopeeChange change) => _changes.Add(change);

    public void Remove(ShopeeChange change) => _changes.Remove(change);

    public override void Clear()
    {
        base.Clear();
        _changes.Clear();
    }

    public override JsonElement Save(JsonSerializerOptions options) => JsonSerializer.SerializeToElement(new State { Galleries = base.Save(options), Changes = _changes }, options);

    public override void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        base.Load(saved.Galleries, options);
        _changes = saved.Changes;
    }

    private sealed record State
    {
        public required JsonElement Galleries { get; init; }

        public required List<ShopeeChange> Changes { get; init; }
    }
}
