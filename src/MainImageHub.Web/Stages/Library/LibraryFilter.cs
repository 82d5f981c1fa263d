using System.Globalization;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using Microsoft.AspNetCore.Mvc;

namespace MainImageHub.Web.Stages.Library;

/// <summary>Which pictures of the library: the words of the address of its page, of the API and of a saved view.</summary>
public sealed record LibraryFilter
{
    /// <summary>Part of the file's name, of the text read in the picture, or of the SKU of a product that it was proposed for: its own, or what a store calls it.</summary>
    [FromQuery(Name = "query")]
    public string? Query { get; init; }

    [FromQuery(Name = "format")]
    public string? Format { get; init; }

    /// <summary>By the longest side: <c>under500</c>, <c>from500</c>, <c>from1000</c>, <c>from2000</c>.</summary>
    [FromQuery(Name = "size")]
    public string? Size { get; init; }

    /// <summary>One of <see cref="Colours"/>: of the picture's dominant ones.</summary>
    [FromQuery(Name = "colour")]
    public string? Colour { get; init; }

    /// <summary>The worst verdict of a marketplace that it was judged for.</summary>
    [FromQuery(Name = "verdict")]
    public string? Verdict { get; init; }

    /// <summary>Judged for that marketplace; together with a verdict, with that one there.</summary>
    [FromQuery(Name = "marketplace")]
    public string? Marketplace { get; init; }

    [FromQuery(Name = "origin")]
    public string? Origin { get; init; }

    [FromQuery(Name = "tag")]
    public string? Tag { get; init; }

    /// <summary>Came in on this day or later, UTC.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>Came in on this day or before, UTC.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    /// <summary>Only those retired from use, which are otherwise left out.</summary>
    [FromQuery(Name = "archived")]
    public bool? Archived { get; init; }

    /// <summary>The very file, by its SHA-256 in hex: is it here already?</summary>
    [FromQuery(Name = "sha256")]
    public string? Sha256 { get; init; }

    public static readonly string[] Sizes = ["under500", "from500", "from1000", "from2000"];

    public static readonly string[] Colours = ["white", "grey", "black", "beige", "brown", "red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink"];

    private const int LongestQuery = 200;

    /// <summary>What the index knows of a picture by itself; see the SQL function <c>library_keywords</c>.</summary>
    internal string[] Keywords() => [.. new[]
    {
        Word<ImageFormat>("format", Format),
        Word("size", Size, Sizes),
        Word("colour", Colour, Colours),
        Word<AssetOrigin>("origin", Origin),
    }.OfType<string>()];

    /// <summary>What it knows of its verdicts; see <see cref="AssetVerdicts"/>.</summary>
    internal string[] Judged()
    {
        var verdict = string.IsNullOrEmpty(Verdict) ? null : Word<Verdict>("verdict", Verdict)!["verdict:".Length..];
        var marketplace = string.IsNullOrWhiteSpace(Marketplace) ? null : Marketplace.Trim();
        return (marketplace, verdict) switch
        {
            (null, null) => [],
            (null, { } word) => [word],
            ({ } place, null) => [place],
            var (place, word) => [$"{place}/{word}"],
        };
    }

    internal string[] Tags() => string.IsNullOrWhiteSpace(Tag) ? [] : [EditTags.Clean(Tag) ?? throw HttpProblems.Invalid.Because("tag")];

    /// <summary>For <c>ilike</c>; null when nothing is searched for.</summary>
    internal string? Pattern()
    {
        var words = Query?.Trim();
        if (string.IsNullOrEmpty(words))
        {
            return null;
        }

        words = words.Length > LongestQuery ? words[..LongestQuery] : words;
        return $"%{words.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
    }

    /// <summary>Ids carry the instant they were made at, so that days are a stretch of the list itself.</summary>
    internal Guid FirstId() => Day("from", From) is { } day ? IdAt(day) : Guid.Empty;

    internal Guid? EndId() => Day("to", To) is { } day ? IdAt(day.AddDays(1)) : null;

    internal byte[]? Hash() => string.IsNullOrEmpty(Sha256) ? null
        : Sha256.Length == 64 && Sha256.All(char.IsAsciiHexDigit) ? Convert.FromHexString(Sha256)
        : throw HttpProblems.Invalid.Because("sha256");

    private static DateOnly? Day(string name, string? value) => string.IsNullOrEmpty(value) ? null
        : DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year >= 1970 && day < DateOnly.MaxValue ? day
        : throw HttpProblems.Invalid.Because(name);

    /// <summary>The smallest version-7 id of that day.</summary>
    private static Guid IdAt(DateOnly day)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }

    private static string? Word(string name, string? value, string[] known) =>
        string.IsNullOrEmpty(value) ? null : known.Contains(value) ? $"{name}:{value}" : throw HttpProblems.Invalid.Because(name);

    private static string? Word<T>(string name, string? value)
        where T : struct, Enum =>
        string.IsNullOrEmpty(value) ? null
        : Enum.TryParse<T>(value, ignoreCase: true, out var known) && Enum.IsDefined(known) ? $"{name}:{System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(known.ToString())}"
        : throw HttpProblems.Invalid.Because(name);
}
