namespace MainImageHub.Domain.Rules;

/// <summary>
/// One marketplace's image rules as data, true for a stretch of time. Built from the pages it names;
/// a changed rule is a new pack with a later <see cref="EffectiveFrom"/>, so that an old report can still be explained.
/// </summary>
public sealed record RulePack
{
    /// <summary>The marketplace's code, or <see cref="House"/>.</summary>
    public required string Marketplace { get; init; }

    /// <summary>The pack whose rules hold on every marketplace unless a marketplace's own pack has the same rule.</summary>
    public const string House = "house";

    public required string Name { get; init; }

    /// <summary>Raised with every change, e.g. <c>2026.11.21</c>.</summary>
    public required string Version { get; init; }

    public required DateOnly EffectiveFrom { get; init; }

    /// <summary>The first day on which the pack no longer holds; null while it does.</summary>
    public DateOnly? EffectiveUntil { get; init; }

    /// <summary>The sites the pack holds for; <c>-</c> where the marketplace has none, <c>*</c> for any.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    public required IReadOnlyList<RuleSource> Sources { get; init; }

    /// <summary>Limits by rule id.</summary>
    public required IReadOnlyDictionary<string, RuleLimits> Rules { get; init; }

    public IReadOnlyList<RuleException> Exceptions { get; init; } = [];

    /// <summary>What the marketplace does to a listing whose picture breaks a rule.</summary>
    public IReadOnlyList<LocalText> Consequences { get; init; } = [];

    /// <summary>What the marketplace asks and no measurement of ours tells: a picture without a broken rule may still break one of these.</summary>
    public IReadOnlyList<LocalText> NotChecked { get; init; } = [];

    /// <summary>What was looked for and not found, or is left unenforced on purpose.</summary>
    public IReadOnlyList<LocalText> NotEnforced { get; init; } = [];

    /// <summary>Stands among a pack's sites where it holds for all of them.</summary>
    public const string AnySite = "*";

    public bool HoldsFor(string site) => Sites.Contains(AnySite) || Sites.Contains(site);

    public bool HoldsOn(DateOnly day) => day >= EffectiveFrom && (EffectiveUntil is not { } until || day < until);
}

/// <summary>Where a marketplace treats some sites or categories differently. It holds where all that it names match.</summary>
public sealed record RuleException
{
    /// <summary>Empty for every site.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>Category names as the marketplace writes them; empty for every category.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>
    /// Other names of the same, in English and Chinese. "Table Lamps", "LAMP" and "台灯" are lamps by "Lamps" and "灯": a category is what its
    /// last word says.
    /// </summary>
    public IReadOnlyList<string> AlsoCalled { get; init; } = [];

    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>The first day on which it no longer holds.</summary>
    public DateOnly? EffectiveUntil { get; init; }

    /// <summary>What the marketplace says, for people; the only content of an exception that no measurement can judge.</summary>
    public required LocalText Says { get; init; }

    public required Confidence Confidence { get; init; }

    public required IReadOnlyList<RuleSource> Sources { get; init; }

    /// <summary>Rules that are not judged at all here.</summary>
    public IReadOnlyList<string> Lifts { get; init; } = [];

    /// <summary>Rules that warn at most here: the exception is not known well enough to lift them.</summary>
    public IReadOnlyList<string> Softens { get; init; } = [];

    /// <summary>Rules whose limits are replaced here.</summary>
    public IReadOnlyDictionary<string, RuleLimits> Rules { get; init; } = new Dictionary<string, RuleLimits>();

    public bool HoldsOn(DateOnly day) => (EffectiveFrom is not { } from || day >= from) && (EffectiveUntil is not { } until || day < until);

    public bool HoldsFor(RuleContext context)
    {
        return (Sites.Count == 0 || Sites.Contains(context.Site.Site))
            && HoldsOn(DateOnly.FromDateTime(context.At.UtcDateTime))
            && (Categories.Count == 0 || Segments(context.Category).Any(segment => Categories.Concat(AlsoCalled).Any(name => IsA(segment, name))));
    }

    private static IEnumerable<string> Segments(string? category)
    {
        string[] segments = category?.Split(['/', '>', ',', '，', '、', '›'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        return segments.Concat(segments.SelectMany(segment => segment.Split(['&', '和', '与'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
    }

    private static bool IsA(string segment, string name)
    {
        // Marketplaces write product types as DINING_CHAIR.
        var (words, last) = (One(segment.Replace('_', ' ')), One(name));
        return words.EndsWith(last, StringComparison.OrdinalIgnoreCase)
            && (words.Length == last.Length || words[^(last.Length + 1)] == ' ' || !char.IsAscii(last[0]));
    }

    private static string One(string words) => words.EndsWith('s') || words.EndsWith('S') ? words[..^1] : words;
}
