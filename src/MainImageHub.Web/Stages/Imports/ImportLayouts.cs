using MainImageHub.Domain.Imports;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>An export that is known by its header, with what is special about it.</summary>
/// <param name="Name">Stable; kept with the import.</param>
/// <param name="Marks">Columns that no other export has together.</param>
/// <param name="Columns">What its columns are; the others are left out.</param>
internal sealed record ImportLayout(string Name, IReadOnlyList<string> Marks, IReadOnlyDictionary<string, ImportField> Columns)
{
    /// <summary>Quotation marks are ordinary signs.</summary>
    public bool QuotesAreText { get; init; }

    /// <summary>A column whose value joins lines: what the first of them says of the product holds for the others, and lines without a SKU (further pictures) are no products.</summary>
    public string? JoinedBy { get; init; }

    /// <summary>A column with the value that says: this product has no variants, so there is no family.</summary>
    public (string Column, string Value)? OnItsOwn { get; init; }

    public ImportField?[] Fields(IReadOnlyList<string> headers)
    {
        var fields = new ImportField?[headers.Count];
        for (var at = 0; at < fields.Length; at++)
        {
            if (Columns.TryGetValue(ColumnNames.Normal(headers[at]), out var field) && !fields.Contains(field))
            {
                fields[at] = field;
            }
        }

        return fields;
    }
}

/// <summary>The exports that are known. Headers as the marketplaces' own files have them.</summary>
internal static class ImportLayouts
{
    private static readonly ImportLayout[] All =
    [
        // "All Listings Report" (GET_MERCHANT_LISTINGS_ALL_DATA): tab-separated, without quoting, one store's listings.
        Of("amazon.listings", ["seller-sku", "item-name", "asin1"], ("seller-sku", ImportField.Sku), ("item-name", ImportField.Title), ("asin1", ImportField.ExternalId)) with { QuotesAreText = true },
        // Product export: one line for each variant, then one for each further picture; title and vendor on the first line of a handle only.
        Of("shopify.products", ["Handle", "Title", "Variant SKU"], ("Handle", ImportField.FamilySku), ("Title", ImportField.Title), ("Vendor", ImportField.Brand), ("Type", ImportField.Category), ("Variant SKU", ImportField.Sku))
            with { JoinedBy = "Handle", OnItsOwn = ("Option1 Value", "Default Title") },
        // The same export as Shopify calls its columns now.
        Of("shopify.products", ["URL handle", "Title", "SKU", "Option1 value"], ("URL handle", ImportField.FamilySku), ("Title", ImportField.Title), ("Vendor", ImportField.Brand), ("Type", ImportField.Category), ("SKU", ImportField.Sku))
            with { JoinedBy = "URL handle", OnItsOwn = ("Option1 value", "Default Title") },
        // Seller Hub's report of active listings, and the older File Exchange.
        Of("ebay.listings", ["Item number", "Custom label (SKU)", "Title"], ("Item number", ImportField.ExternalId), ("Custom label (SKU)", ImportField.Sku), ("Title", ImportField.Title), ("eBay category 1 name", ImportField.Category)),
        Of("ebay.listings", ["ItemID", "CustomLabel", "Title"], ("ItemID", ImportField.ExternalId), ("CustomLabel", ImportField.Sku), ("Title", ImportField.Title)),
    ];

    public static ImportLayout? Of(IReadOnlyList<string> headers)
    {
        var names = headers.Select(ColumnNames.Normal).ToHashSet(StringComparer.Ordinal);
        return Array.Find(All, layout => layout.Marks.All(mark => names.Contains(ColumnNames.Normal(mark))));
    }

    public static bool QuotesAreText(string? layout) => Array.Exists(All, l => l.Name == layout && l.QuotesAreText);

    private static ImportLayout Of(string name, string[] marks, params (string Column, ImportField Field)[] columns) =>
        new(name, marks, columns.ToDictionary(c => ColumnNames.Normal(c.Column), c => c.Field, StringComparer.Ordinal));
}
