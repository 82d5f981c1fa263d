namespace MainImageHub.Web.Stages.Design.Pins;

/// <summary>Members who are called by <c>@name</c> in a text. Names have spaces, and Chinese has none between words: the longest name that fits is meant.</summary>
public static class NamesInText
{
    /// <summary>The names called, each once.</summary>
    public static IEnumerable<string> Find(string text, IReadOnlyCollection<string> names) =>
        Split(text, names).Where(part => part.IsName).Select(part => part.Text[1..]).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The text in pieces; a called name is one with its sign.</summary>
    public static IEnumerable<(string Text, bool IsName)> Split(string text, IReadOnlyCollection<string> names)
    {
        var from = 0;
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            if (NameAt(text, at + 1, names) is not { } name || (at > 0 && IsWord(text[at - 1])))
            {
                continue;
            }

            if (at > from)
            {
                yield return (text[from..at], false);
            }

            from = at + 1 + name.Length;
            yield return (text[at..from], true);
        }

        if (from < text.Length)
        {
            yield return (text[from..], false);
        }
    }

    private static string? NameAt(string text, int at, IReadOnlyCollection<string> names) =>
        names.Where(name => name.Length > 0 && string.Compare(text, at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0 && EndsThere(text, at + name.Length)).MaxBy(name => name.Length);

    /// <summary>"@Ann" is not in "@Anna"; "@王小明请看" calls 王小明.</summary>
    private static bool EndsThere(string text, int end) => end >= text.Length || !IsWord(text[end]) || !IsWord(text[end - 1]);

    // A letter before the sign makes it an address: ann@example.com.
    private static bool IsWord(char letter) => char.IsAsciiLetterOrDigit(letter);
}
