using System.Globalization;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Plan;
using Microsoft.AspNetCore.Mvc;

namespace MainImageHub.Web.Stages.Grid;

/// <summary>
/// Which products and places: the words of the address of the grid, of the API and of a saved view. What is asked of a cell must hold of one
/// cell all together; a product is shown when one of its cells at the places asked for does.
/// </summary>
public sealed record GridFilter
{
    /// <summary>Part of the SKU or title.</summary>
    [FromQuery(Name = "query")]
    public string? Query { get; init; }

    /// <summary>The whole brand; case does not matter.</summary>
    [FromQuery(Name = "brand")]
    public string? Brand { get; init; }

    [FromQuery(Name = "marketplace")]
    public string? Marketplace { get; init; }

    /// <summary><c>amazon/US</c>, or <c>US</c> for that country everywhere.</summary>
    [FromQuery(Name = "site")]
    public string? Site { get; init; }

    /// <summary>A store's id.</summary>
    [FromQuery(Name = "store")]
    public string? Store { get; init; }

    /// <summary><c>MAIN</c> unless another is named, <c>PT01</c> to <c>PT08</c>.</summary>
    [FromQuery(Name = "slot")]
    public string? Slot { get; init; }

    [FromQuery(Name = "stage")]
    public string? Stage { get; init; }

    /// <summary>What the rules of the cell's own place say of its picture.</summary>
    [FromQuery(Name = "verdict")]
    public string? Verdict { get; init; }

    /// <summary><c>overridden</c>, <c>inherited</c> or <c>missing</c>: a listing is there and no picture is planned for it.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    /// <summary><c>me</c> or a member's id.</summary>
    [FromQuery(Name = "owner")]
    public string? Owner { get; init; }

    [FromQuery(Name = "overdue")]
    public bool? Overdue { get; init; }

    /// <summary>Columns to leave out: <c>marketplace</c>, <c>site</c>, <c>store</c>.</summary>
    [FromQuery(Name = "hide")]
    public string[]? Hide { get; init; }

    public static readonly string[] States = ["overridden", "inherited", "missing"];

    public static readonly ScopeKind[] Levels = [ScopeKind.Marketplace, ScopeKind.Site, ScopeKind.Store];

    /// <summary>Something is asked that is known of each cell only, not of its product.</summary>
    internal bool AsksOfCells => AsksOfPictures || !string.IsNullOrEmpty(State);

    /// <summary>Something is asked that only a picture can answer, so that cells without one are out.</summary>
    internal bool AsksOfPictures => !string.IsNullOrEmpty(Stage) || !string.IsNullOrEmpty(Verdict) || !string.IsNullOrEmpty(Owner) || Overdue == true;

    internal bool AsksOfPlaces => !string.IsNullOrEmpty(Marketplace) || !string.IsNullOrEmpty(Site) || !string.IsNullOrEmpty(Store);

    internal GridWish Read(CurrentMember me, DateOnly today) => new(
        PlanMainImage.SlotOf(Slot),
        Word<LifecycleStage>("stage", Stage),
        Word<Verdict>("verdict", Verdict),
        string.IsNullOrEmpty(State) ? null : States.Contains(State) ? State : throw HttpProblems.Invalid.Because($"state: {string.Join(", ", States)}"),
        string.IsNullOrEmpty(Owner) ? null : Owner == "me" ? me.Id : Guid.TryParse(Owner, out var owner) ? owner : throw HttpProblems.Invalid.Because("owner"),
        Overdue == true,
        today);

    /// <summary>That place is asked for, or no place is.</summary>
    internal bool Fits(Scope place)
    {
        var parts = Site?.Split('/') ?? [];
        var (marketplace, site) = (parts.Length == 2 ? parts[0] : null, parts.LastOrDefault());
        return (string.IsNullOrEmpty(Marketplace) || place.Marketplace == Marketplace)
            && (string.IsNullOrEmpty(site) || (place.Site == site && (marketplace is null || place.Marketplace == marketplace)))
            && (StoreId is not { } store || place.StoreId == store);
    }

    /// <summary>Of repeated words, or of one with commas between, as a saved view keeps them.</summary>
    internal IReadOnlyList<ScopeKind> Hidden => [.. (Hide ?? []).SelectMany(h => h.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .Select(word => Enum.TryParse<ScopeKind>(word, ignoreCase: true, out var level) && Levels.Contains(level) ? level : throw HttpProblems.Invalid.Because("hide: marketplace, site, store"))];

    private Guid? StoreId => string.IsNullOrEmpty(Store) ? null : Guid.TryParse(Store, out var id) ? id : throw HttpProblems.Invalid.Because("store");

    private static T? Word<T>(string name, string? value)
        where T : struct, Enum =>
        string.IsNullOrEmpty(value) ? null
        : !int.TryParse(value, CultureInfo.InvariantCulture, out _) && Enum.TryParse<T>(value, ignoreCase: true, out var known) ? known
        : throw HttpProblems.Invalid.Because($"{name}: {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName))}");
}

/// <summary>What is asked of cells, read and found to mean something.</summary>
internal sealed record GridWish(string Slot, LifecycleStage? Stage, Verdict? Verdict, string? State, Guid? Owner, bool Overdue, DateOnly Today)
{
    public bool Holds(GridCell cell) =>
        (Stage is null || cell.Stage == Stage)
        && (Verdict is null || cell.Verdict == Verdict)
        && (Owner is null || cell.OwnerId == Owner)
        && (!Overdue || cell.IsOverdue)
        && State switch
        {
            null => true,
            "overridden" => cell.State == GridState.Overridden,
            "inherited" => cell.State == GridState.Inherited && cell.IsListed,
            _ => cell.State == GridState.Missing,
        };
}
