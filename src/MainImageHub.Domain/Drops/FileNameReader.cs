using System.Globalization;
using System.Text.RegularExpressions;

namespace MainImageHub.Domain.Drops;

/// <summary>Words that can stand in a file's name besides its SKU: where the workspace could show pictures.</summary>
/// <param name="marketplaces">Their codes.</param>
/// <param name="sites">Their codes, of whatever marketplace.</param>
public sealed class NameWords(IEnumerable<string> marketplaces, IEnumerable<string> sites)
{
    private readonly HashSet<string> marketplaces = new(marketplaces, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> sites = new(sites.Where(s => s != "-"), StringComparer.OrdinalIgnoreCase);

    /// <summary>As it is kept; null for anything else.</summary>
    public string? Marketplace(string word) => marketplaces.TryGetValue(word, out var known) ? known : null;

    /// <summary>As it is kept; null for anything else. Britain goes by two names.</summary>
    public string? Site(string word) => sites.TryGetValue(word, out var known) ? known
        : word.Equals("UK", StringComparison.OrdinalIgnoreCase) && sites.TryGetValue("GB", out var britain) ? britain : null;
}

/// <summary>What a name says besides what it is of.</summary>
/// <param name="Unread">What was not understood; a guess then needs a person's word.</param>
public sealed record NameRest(string? Marketplace = null, string? Site = null, string? Slot = null, int? Version = null, string? Unread = null)
{
    /// <summary>What this leaves open is taken from what stands around it.</summary>
    public NameRest Within(NameRest outer) => new(Marketplace ?? outer.Marketplace, Site ?? outer.Site, Slot ?? outer.Slot, Version ?? outer.Version, Unread);
}

/// <summary>A text that may be a SKU or a marketplace's id, and what the rest of the name says if it is.</summary>
public sealed record NameKey(string Text, NameRest Rest);

/// <summary>
/// Reads file names such as <c>SKU.MAIN.jpg</c>, <c>ASIN.PT01.jpg</c>, <c>SKU_US_v3.png</c> or <c>US/SKU/MAIN.png</c>. Separators occur in SKUs as
/// well, so every beginning of a name is offered as a key, the longest first: whoever knows the products says which one it is.
/// </summary>
public sealed partial class FileNameReader(NameWords words, IReadOnlyList<Regex> own)
{
    private const int MostKeys = 24;

    private static readonly char[] Separators = ['.', '_', '-', ' ', '(', ')', '[', ']', '+', ',', '~', '@', '—'];

    /// <summary>What people add to a name without meaning anything by it.</summary>
    private static readonly HashSet<string> Noise = new(StringComparer.OrdinalIgnoreCase) { "final", "copy", "副本", "定稿", "终稿" };

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".gif", ".tif", ".tiff", ".avif", ".heic", ".heif", ".hif", ".bmp", ".svg", ".psd", ".ai", ".pdf", ".zip",
    };

    /// <summary>Longest key first. Empty when the name says nothing.</summary>
    public IReadOnlyList<NameKey> Read(string name)
    {
        foreach (var pattern in own)
        {
            if (ReadOwn(pattern, name) is { } found)
            {
                return [found];
            }
        }

        return ReadBuiltIn(name);
    }

    private NameKey? ReadOwn(Regex pattern, string name)
    {
        Match match;
        try
        {
            match = pattern.Match(name);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }

        var key = match.Success ? Group("sku") ?? Group("asin") ?? Group("externalId") : null;
        if (key is null)
        {
            return null;
        }

        // A group that holds something unknown is not passed over: a person looks.
        var (site, slot, marketplace) = (Group("site"), Group("slot"), Group("marketplace"));
        var (knownSite, knownSlot, knownMarketplace) = (site is null ? null : words.Site(site), slot is null ? null : SlotOf(slot), marketplace is null ? null : words.Marketplace(marketplace));
        var unread = string.Join(' ', new[] { knownSite is null ? site : null, knownSlot is null ? slot : null, knownMarketplace is null ? marketplace : null }.OfType<string>());
        var version = int.TryParse(Group("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        return new NameKey(key, new NameRest(knownMarketplace, knownSite, knownSlot, version, unread.Length > 0 ? unread : null));

        string? Group(string group) => match.Groups[group] is { Success: true, Value: { Length: > 0 } value } ? value.Trim() : null;
    }

    private List<NameKey> ReadBuiltIn(string name)
    {
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
        {
            return [];
        }

        parts[^1] = CopyMark.Replace(WithoutExtension(parts[^1]), "");
        var outer = new NameRest();
        var holders = new List<string>();
        foreach (var part in Enumerable.Reverse(parts))
        {
            // "US", "MAIN" or "v2" alone say where and what; anything else may hold the SKU.
            if (ReadRest(part) is { Unread: null } said)
            {
                outer = outer.Within(said);
            }
            else
            {
                holders.Add(part);
            }
        }

        var keys = new List<NameKey>();
        for (var i = 0; i < Math.Min(2, holders.Count); i++)
        {
            // Of a folder with the SKU, the file's own name is left over and was not understood.
            var left = i == 0 ? null : holders[0];
            keys.AddRange(KeysOf(holders[i]).Select(key => key with { Rest = key.Rest.Within(outer) with { Unread = Joined(key.Rest.Unread, left) } }));
        }

        return keys;
    }

    private IEnumerable<NameKey> KeysOf(string text)
    {
        yield return new NameKey(text.Trim(), new NameRest());
        var at = text.Length;
        for (var i = 1; i < MostKeys && (at = text.LastIndexOfAny(Separators, at - 1)) > 0; i++)
        {
            if (text[..at].Trim(Separators) is { Length: > 0 } key)
            {
                yield return new NameKey(key, ReadRest(text[at..]));
            }
        }
    }

    private NameRest ReadRest(string text)
    {
        var rest = new NameRest();
        var unread = new List<string>();
        foreach (var word in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Noise.Contains(word))
            {
                continue;
            }

            if (rest.Slot is null && SlotOf(word) is { } slot)
            {
                rest = rest with { Slot = slot };
            }
            else if (rest.Version is null && VersionMark.Match(word) is { Success: true } version)
            {
                rest = rest with { Version = int.Parse(version.Groups[1].ValueSpan, CultureInfo.InvariantCulture) };
            }
            else if (rest.Marketplace is null && words.Marketplace(word) is { } marketplace)
            {
                rest = rest with { Marketplace = marketplace };
            }
            else if (rest.Site is null && words.Site(word) is { } site)
            {
                rest = rest with { Site = site };
            }
            else
            {
                unread.Add(word);
            }
        }

        return unread.Count > 0 ? rest with { Unread = string.Join(' ', unread) } : rest;
    }

    private static string? SlotOf(string word) => word is "主图" || word.Equals("MAIN", StringComparison.OrdinalIgnoreCase) ? MainImage.MainSlot
        : FurtherSlot.Match(word) is { Success: true } further ? $"PT0{further.Groups[1].Value}" : null;

    /// <summary>Only what is an extension goes: <c>ASIN.PT01</c> has none.</summary>
    private static string WithoutExtension(string name) => Extensions.Contains(Path.GetExtension(name)) ? Path.GetFileNameWithoutExtension(name) : name;

    private static string? Joined(string? a, string? b) => a is null ? b : b is null ? a : $"{b} {a}";

    [GeneratedRegex(@"^PT0?([1-8])$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FurtherSlot { get; }

    [GeneratedRegex(@"^v(?:er)?(\d{1,4})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex VersionMark { get; }

    // What browsers and file managers put behind the name of a second download.
    [GeneratedRegex(@"\s*\(\d{1,3}\)$", RegexOptions.CultureInvariant)]
    private static partial Regex CopyMark { get; }
}
