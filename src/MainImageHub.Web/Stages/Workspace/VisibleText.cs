using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>What a reader sees of a web page, as one line: without scripts, styles and markup, so that only a change of words counts.</summary>
public static partial class VisibleText
{
    private static readonly HashSet<string> Unseen = new(StringComparer.OrdinalIgnoreCase) { "script", "style", "noscript", "template", "svg", "head" };

    public static string Of(string page)
    {
        using var document = new HtmlParser().ParseDocument(page);
        var seen = new List<string>();

        // By hand and not by recursion: pages of strangers may be nested as deeply as they like.
        INode? node = document.DocumentElement;
        while (node is not null)
        {
            if (node is IText text)
            {
                seen.Add(text.Data);
            }

            var next = node is IElement element && Unseen.Contains(element.LocalName) ? null : node.FirstChild;
            while (next is null && node is not null)
            {
                next = node.NextSibling;
                node = node.Parent;
            }

            node = next;
        }

        return Space.Replace(string.Join(' ', seen), " ").Trim();
    }

    [GeneratedRegex("\\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space { get; }
}
