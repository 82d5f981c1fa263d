using System.Net;
using System.Text.RegularExpressions;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>What a reader sees of a web page, as one line: without scripts, styles and markup, so that only a change of words counts.</summary>
public static partial class VisibleText
{
    // Pages of strangers: nothing here may take longer than its length.
    private const RegexOptions Linear = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    public static string Of(string page) => Space.Replace(WebUtility.HtmlDecode(Tag.Replace(WithoutUnseen(page), " ")), " ").Trim();

    /// <summary>Cuts from each opening of what is not shown to its end; without an end, to the end of the page.</summary>
    private static string WithoutUnseen(string page)
    {
        var seen = new System.Text.StringBuilder(page.Length);
        var at = 0;
        while (Unseen.Match(page, at) is { Success: true } opening)
        {
            seen.Append(page, at, opening.Index - at).Append(' ');
            var (end, length) = opening.Value.StartsWith("<!--", StringComparison.Ordinal)
                ? (page.IndexOf("-->", opening.Index + 4, StringComparison.Ordinal), 3)
                : (page.IndexOf($"</{opening.Groups[1].Value}", opening.Index, StringComparison.OrdinalIgnoreCase), 0);
            if (end < 0)
            {
                return seen.ToString();
            }

            at = end + length;
        }

        return seen.Append(page, at, page.Length - at).ToString();
    }

    [GeneratedRegex("<(script|style|noscript|template|svg|head)(?:[ \\t\\r\\n>/])|<!--", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Unseen { get; }

    private static Regex Tag { get; } = new("<[^>]*>", Linear);

    private static Regex Space { get; } = new("\\s+", Linear);
}
