using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>What a reader sees of a web page, as one line: without scripts, styles and markup, so that only a change of words counts.</summary>
public static class VisibleText
{
    private static readonly HashSet<string> Unseen = ["script", "style", "noscript", "template", "svg", "head"];

    public static string Of(string page)
    {
        using var document = new HtmlParser().ParseDocument(page);
        var words = new List<string>();
        INode? at = document.DocumentElement;
        while (at is not null)
        {
            if (at is IText text)
            {
                words.AddRange(text.Data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            }

            at = After(at, isSeen: at is not IElement element || !Unseen.Contains(element.LocalName));
        }

        return string.Join(' ', words);
    }

    /// <summary>The next node in the order of reading. Step by step and not by recursion: a stranger's page may be nested as deep as it likes.</summary>
    private static INode? After(INode node, bool isSeen)
    {
        if (isSeen && node.FirstChild is { } child)
        {
            return child;
        }

        var up = node;
        while (up is not null && up.NextSibling is null)
        {
            up = up.Parent;
        }

        return up?.NextSibling;
    }
}
