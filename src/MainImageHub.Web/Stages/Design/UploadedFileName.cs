using System.Globalization;
using System.Text;

namespace MainImageHub.Web.Stages.Design;

/// <summary>A file's name as its uploader gave it, made harmless: shown to people, never used as a path.</summary>
public static class UploadedFileName
{
    private const int MaxLength = 200;
    private const int MaxExtension = 10;

    public static string Clean(string? raw)
    {
        // Some browsers and scripts send whole paths, of either system.
        var name = (raw ?? "").Split('/', '\\')[^1];
        var clean = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            // Format characters can turn the reading direction, so that "gpj.exe" reads as "exe.jpg".
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                clean.Append(rune);
            }
        }

        name = clean.ToString().Trim().Trim('.');
        if (name.Length == 0)
        {
            return "picture";
        }

        return name.Length <= MaxLength ? name : Shorten(name);
    }

    private static string Shorten(string name)
    {
        var extension = Path.GetExtension(name);
        if (extension.Length > MaxExtension)
        {
            extension = "";
        }

        var kept = MaxLength - extension.Length;
        return name[..(char.IsHighSurrogate(name[kept - 1]) ? kept - 1 : kept)] + extension;
    }
}
