using System.Globalization;
using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.World;

/// <summary>Which offer of which seller where. SKUs are the seller's, so they are unique only within it.</summary>
internal sealed record ListingKey(string Marketplace, string Seller, string Site, string Sku);

/// <summary>From this moment on the slot showed this picture (null: none).</summary>
internal sealed record PictureSpan(DateTimeOffset From, string? PictureId, string Why);

/// <summary>From this moment on the listing was hidden from search, or shown again.</summary>
internal sealed record VisibilitySpan(DateTimeOffset From, bool Hidden);

/// <summary>A complaint of the marketplace about a submission, kept until the next one for that slot is taken.</summary>
internal sealed record Refusal(string Code, string Message, string AttributeName);

/// <summary>One product as one seller offers it on one site, with the history of what shoppers saw. Guarded by the world's lock.</summary>
internal sealed class Listing
{
    public const string Main = "MAIN";

    public required ListingKey Key { get; init; }

    public required string ExternalId { get; init; }

    public string? ParentExternalId { get; set; }

    public required string Title { get; set; }

    public required string Brand { get; set; }

    public required string ProductType { get; set; }

    public required decimal Price { get; init; }

    public required string Currency { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; set; }

    public bool Deleted { get; set; }

    /// <summary>Whether the marketplace hides it while its main picture is unfit. A shop of one's own hides nothing.</summary>
    public bool IsPoliced { get; init; } = true;

    /// <summary>Hidden from search by order of the control API, whatever the picture.</summary>
    public bool HiddenByOrder { get; set; }

    public JsonObject Attributes { get; init; } = [];

    public Dictionary<string, List<PictureSpan>> Slots { get; init; } = [];

    public List<VisibilitySpan> Visibility { get; init; } = [];

    public Dictionary<string, Refusal> Refusals { get; init; } = [];

    public bool Hidden => Visibility.Count > 0 && Visibility[^1].Hidden;

    /// <summary>Its slots, the main one first.</summary>
    public IReadOnlyList<string> SlotsInOrder => [.. Slots.Keys.OrderBy(slot => slot == Main ? "" : slot, StringComparer.Ordinal)];

    public string? PictureIn(string slot) => Slots.TryGetValue(slot, out var spans) && spans.Count > 0 ? spans[^1].PictureId : null;

    public void Show(string slot, string? pictureId, DateTimeOffset at, string why)
    {
        if (!Slots.TryGetValue(slot, out var spans))
        {
            Slots[slot] = spans = [];
        }

        // A delayed picture's moment can lie before a foreign change made since; history stays in order.
        var from = spans.Count > 0 && spans[^1].From > at ? spans[^1].From : at;
        spans.Add(new PictureSpan(from, pictureId, why));
        Updated = from;
    }

    /// <summary>From then on it shows these pictures, in order.</summary>
    public void Arrange(IReadOnlyList<string?> pictures, DateTimeOffset at, string why)
    {
        foreach (var slot in Slots.Keys.Union(Enumerable.Range(0, pictures.Count).Select(Slot), StringComparer.Ordinal).ToList())
        {
            var index = slot == Main ? 0 : int.Parse(slot.AsSpan(2), CultureInfo.InvariantCulture);
            var picture = index < pictures.Count ? pictures[index] : null;
            if (PictureIn(slot) != picture)
            {
                Show(slot, picture, at, why);
            }
        }
    }

    private static string Slot(int index) => index == 0 ? Main : string.Create(CultureInfo.InvariantCulture, $"PT{index:D2}");
}
