using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Lifecycle;

namespace MainImageHub.Domain.Imports;

public enum ImportOutcome
{
    /// <summary>A product, listing or brief that is not there yet.</summary>
    New,
    Changed,
    Same,

    /// <summary>Nothing of this line is taken.</summary>
    Faulty,
}

/// <summary>One line of a file as it was understood, and what it would change.</summary>
public sealed class CatalogImportRow : IWorkspaceOwned
{
    public required Guid WorkspaceId { get; init; }

    public required Guid ImportId { get; init; }

    /// <summary>In the file, counted from 1; the header is one of them.</summary>
    public required int Line { get; init; }

    public required string Sku { get; init; }

    public required ImportOutcome Outcome { get; init; }

    /// <summary>What changes of the product; null where nothing does.</summary>
    public ProductPatch? Product { get; init; }

    public ListingPatch? Listing { get; init; }

    public ImagePatch? Image { get; init; }

    public IReadOnlyList<ImportChange> Changes { get; init; } = [];

    public IReadOnlyList<ImportFault> Faults { get; init; } = [];

    /// <summary>The line as it came, kept where it is at fault, to be mended.</summary>
    public IReadOnlyList<string>? Cells { get; init; }
}

/// <summary>Old and new value of one field.</summary>
/// <param name="Field">Which.</param>
/// <param name="Name">Of the attribute or fact; null for the other fields.</param>
/// <param name="From">Null where there was none.</param>
/// <param name="To">As it will be kept.</param>
public sealed record ImportChange(ImportField Field, string? Name, string? From, string To);

/// <summary>What a line says of a product. Null stays as it is.</summary>
public sealed record ProductPatch(string? Title, string? Brand, string? Category, string? FamilySku, IReadOnlyDictionary<string, string>? Attributes)
{
    public bool IsEmpty => this is { Title: null, Brand: null, Category: null, FamilySku: null, Attributes: null or { Count: 0 } };
}

/// <summary>What a line says of a listing. Null stays as it is.</summary>
public sealed record ListingPatch(Guid StoreId, string ExternalId, string Sku, string? Locale, string? Title, IReadOnlyList<string>? Keywords, IReadOnlyDictionary<string, string>? Facts);

/// <summary>What a line says of a main image: where it applies, what its brief says beyond what is there, who has it and until when.</summary>
public sealed record ImagePatch(Scope Scope, string Slot, Brief Brief, Guid? OwnerId, DateOnly? DueOn);
