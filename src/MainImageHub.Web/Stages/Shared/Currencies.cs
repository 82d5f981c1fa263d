using System.Collections.Frozen;
using System.Globalization;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>The currencies that some country pays in, by their ISO 4217 codes.</summary>
public static class Currencies
{
    private static readonly FrozenSet<string> Codes = CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(culture => new RegionInfo(culture.Name).ISOCurrencySymbol).Where(code => code.Length == 3).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> All => Codes.Order(StringComparer.Ordinal);

    public static bool Knows(string code) => Codes.Contains(code);
}
