namespace MainImageHub.Web.Http;

/// <summary>The ETag of a row: its version in the database, which changes with every write.</summary>
public static class RowTag
{
    public static void GiveETag(this HttpContext context, uint rowVersion) =>
        context.Response.Headers.ETag = Write(rowVersion);

    /// <summary>Without an If-Match the change is taken as it is; with one it must name the row as it is now.</summary>
    public static void RequireMatch(this HttpContext context, uint rowVersion)
    {
        var tags = context.Request.Headers.IfMatch;
        if (tags.Count > 0 && !tags.SelectMany(t => t!.Split(',', StringSplitOptions.TrimEntries)).Any(t => t == "*" || t == Write(rowVersion)))
        {
            throw HttpProblems.StaleETag.Because();
        }
    }

    private static string Write(uint rowVersion) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{rowVersion}\"");
}
