using MainImageHub.Domain.Rules;

namespace MainImageHub.Marketplaces;

/// <summary>What a person needs who puts a picture up in a marketplace's own pages.</summary>
public sealed record HandWork
{
    private const string Id = "{id}";
    private const int LongestName = 120;
    private const int GtinDigits = 14;
    private const int ShortestGtin = 8;

    /// <summary>What to do, in order.</summary>
    public required IReadOnlyList<LocalText> Steps { get; init; }

    public required FileNaming Naming { get; init; }

    /// <summary>The shoppers' page of a listing, with <c>{id}</c> where its id stands; null where an id alone does not lead there.</summary>
    public string? Page { get; init; }

    /// <summary>
    /// Where shoppers see a listing: as a person gave it, else by its id. Null where neither is known. A store with an endpoint of its own has its pages there.
    /// </summary>
    public Uri? PageOf(ListingKey listing, Uri? endpoint)
    {
        if (listing.Page is not null || Page is null)
        {
            return listing.Page;
        }

        var page = new Uri(Page.Replace(Id, Uri.EscapeDataString(listing.ExternalId), StringComparison.Ordinal));
        return endpoint is null ? page : new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}{page.AbsolutePath}");
    }

    /// <summary>The name the marketplace goes by when it is given the file; <c>SKU.MAIN.jpg</c> where it goes by none.</summary>
    /// <param name="listing">Whose picture.</param>
    /// <param name="gtin">The product's GTIN, EAN or UPC, where it is known.</param>
    /// <param name="extension">With its dot.</param>
    public string FileName(ListingKey listing, string? gtin, string extension)
    {
        var named = Naming == FileNaming.Gtin && Padded(gtin) is { } digits ? digits : $"{Plain(listing.Sku)}.{PictureSlots.Main}";
        return named + extension;
    }

    private static string? Padded(string? gtin)
    {
        var digits = gtin?.Trim();
        return digits is { Length: >= ShortestGtin and <= GtinDigits } && digits.All(char.IsAsciiDigit) ? digits.PadLeft(GtinDigits, '0') : null;
    }

    /// <summary>SKUs may hold any character; files may not.</summary>
    private static string Plain(string sku)
    {
        var plain = new string([.. sku.Take(LongestName).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')]);
        return plain.Length > 0 ? plain : "picture";
    }
}

/// <summary>By what a marketplace tells whose picture a file is.</summary>
public enum FileNaming
{
    /// <summary>By nothing: the name is for people.</summary>
    Sku,

    /// <summary>By the 14 digits of the GTIN; where it is not known, as <see cref="Sku"/>.</summary>
    Gtin,
}
