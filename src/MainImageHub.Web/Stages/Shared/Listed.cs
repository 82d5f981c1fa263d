using System.Globalization;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>Several names in a row, as the reader's language writes them.</summary>
public static class Listed
{
    public static string Of(IEnumerable<string> names) => string.Join(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? "、" : ", ", names);
}
