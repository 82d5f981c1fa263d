namespace MainImageHub.Domain.Imports;

/// <summary>How a file is built: which kind, where its header stands, and what the columns look like.</summary>
public sealed record TableShape
{
    /// <summary>As the file is written: <c>utf-8</c>, <c>gb18030</c>; null for a workbook.</summary>
    public string? Encoding { get; init; }

    /// <summary>What parts the columns; null for a workbook.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Quotation marks are ordinary signs, as in Amazon's reports.</summary>
    public bool QuotesAreText { get; init; }

    /// <summary>Of a workbook, those that are not hidden.</summary>
    public IReadOnlyList<string> Sheets { get; init; } = [];

    public string? Sheet { get; init; }

    /// <summary>Lines before it are not data.</summary>
    public required int HeaderLine { get; init; }

    public required IReadOnlyList<string> Headers { get; init; }

    /// <summary>Of each column, the first values that are not empty.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Samples { get; init; }

    /// <summary>Whose export it is, as far as the header tells: <c>amazon.listings</c>, <c>shopify.products</c>; null for any other file.</summary>
    public string? Layout { get; init; }

    /// <summary>A hash of the header's names in their order.</summary>
    public required string HeaderKey { get; init; }
}

/// <summary>What a column can be.</summary>
public enum ImportField
{
    Sku,
    Title,
    Brand,
    Category,
    FamilySku,

    /// <summary>An attribute of the product, called as the column is.</summary>
    Attribute,
    Marketplace,
    Site,
    Store,
    ExternalId,
    ListingSku,
    ListingTitle,
    Keywords,
    Locale,

    /// <summary>A fact of the listing's market (plug, voltage, label duties), called as the column is.</summary>
    Fact,
    Slot,
    Theme,
    Style,
    Audience,
    SellingPoints,
    MustShow,
    MustAvoid,
    TextRules,
    KpiMetric,
    KpiBaseline,
    KpiTarget,
    Campaign,
    CampaignFrom,
    CampaignTo,
    Notes,
    Owner,
    DueOn,
}

/// <summary>Which column is what.</summary>
/// <param name="Columns">In the order of the header; null for a column that is left out.</param>
/// <param name="StoreId">Whose listings they all are, where no column names the store.</param>
/// <param name="Locale">The language of the listings' titles and keywords, where no column names it; null for the site's own.</param>
public sealed record ImportMapping(IReadOnlyList<ImportField?> Columns, Guid? StoreId, string? Locale)
{
    public bool Has(ImportField field) => Columns.Contains(field);
}

public static class ImportFields
{
    /// <summary>Any number of columns can be one.</summary>
    public static bool Repeats(this ImportField field) => field is ImportField.Attribute or ImportField.Fact;

    /// <summary>Says something of a listing, and so needs its store.</summary>
    public static bool IsOfListing(this ImportField field) => field is ImportField.ExternalId or ImportField.ListingSku or ImportField.ListingTitle or ImportField.Keywords or ImportField.Locale or ImportField.Fact;

    /// <summary>Says something of a main image's brief.</summary>
    public static bool IsOfBrief(this ImportField field) => field >= ImportField.Slot;
}
