using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;

namespace MainImageHub.Domain.Rules.Cultures;

/// <summary>What is taken amiss where. These are told by people to people and mostly rest on weak sources: they never block anything.</summary>
public enum CultureTopic
{
    Religion,
    Politics,
    Gesture,
    Body,
    Animal,
    Food,
    Colour,
    Number,
    Shape,
    Claim,
}

/// <summary>What of a note a measurement can answer beforehand.</summary>
public enum CultureMeasure
{
    /// <summary>Faces that look towards the camera; none found says nothing.</summary>
    Persons,
    Purple,
    Yellow,
    Green,
    Red,
}

/// <summary>One thing to look at in a picture for a country.</summary>
public sealed record CultureNote
{
    /// <summary>Stable: reviews keep it.</summary>
    public required string Id { get; init; }

    /// <summary>The countries, as marketplaces' sites are coded.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    /// <summary>Only at this marketplace; null for all.</summary>
    public string? Marketplace { get; init; }

    public required CultureTopic Topic { get; init; }

    public required LocalText Says { get; init; }

    /// <summary>Address of the page that says so.</summary>
    public required string Source { get; init; }

    public required Confidence Confidence { get; init; }

    /// <summary>As it stands in reports: <c>third-party</c>, ...</summary>
    [JsonIgnore]
    public string ConfidenceName => ConfidenceNames.Of(Confidence);

    public CultureMeasure? Measure { get; init; }

    /// <summary>A leaf or a name is as bad when it is small: that its colour is not among the dominant ones, which cover a hundredth of the picture at least, proves nothing.</summary>
    public bool EvenSmall { get; init; }
}

/// <param name="Note">What to look at.</param>
/// <param name="Seen">True where it was measured and is there, false where it was measured and is not; null where only a person can tell.</param>
public sealed record CultureAnswer(CultureNote Note, bool? Seen);

/// <param name="Sites">Those of the sites asked for that it is about.</param>
/// <param name="Seen">As in <see cref="CultureAnswer"/>.</param>
public sealed record CultureItem(CultureNote Note, bool? Seen, IReadOnlyList<SiteCode> Sites)
{
    /// <summary>Measured, and not there: nobody has to look.</summary>
    public bool IsAnswered => Seen == false;
}

/// <summary>What a reviewer looks at.</summary>
/// <param name="Version">Of the notes.</param>
public sealed record CultureChecklist(string Version, IReadOnlyList<CultureItem> Items)
{
    /// <exception cref="ProblemException">Something is confirmed that was not asked.</exception>
    public CultureReview? Confirm(IReadOnlyCollection<string> confirmed)
    {
        if (confirmed.FirstOrDefault(id => !Items.Any(item => item.Note.Id == id)) is { } unknown)
        {
            throw LifecycleProblems.CultureUnknown.Because(unknown);
        }

        var asked = Items.Where(item => !item.IsAnswered || confirmed.Contains(item.Note.Id)).Select(item => item.Note.Id).ToList();
        return asked.Count == 0 ? null : new CultureReview(Version, [.. asked.Where(confirmed.Contains)], [.. asked.Where(id => !confirmed.Contains(id))]);
    }
}

/// <summary>The culture checklist as it was answered with a decision; by whom and when stands with that.</summary>
/// <param name="Version">Of the notes.</param>
/// <param name="Confirmed">Ids of the notes that the reviewer looked at.</param>
/// <param name="Open">Ids of those nobody confirmed.</param>
public sealed record CultureReview(string Version, IReadOnlyList<string> Confirmed, IReadOnlyList<string> Open);

/// <summary>All notes, by country. Immutable.</summary>
public sealed class CultureBook
{
    /// <summary>Colours this pale or dark have no hue a person would name.</summary>
    private const double LeastSaturation = 0.25;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private CultureBook(string version, DateOnly lastRead, IReadOnlyList<CultureNote> notes) => (Version, LastRead, Notes) = (version, lastRead, notes);

    /// <summary>Raised with every change.</summary>
    public string Version { get; }

    /// <summary>The day a person last read the sources.</summary>
    public DateOnly LastRead { get; }

    public IReadOnlyList<CultureNote> Notes { get; }

    public static CultureBook FromEmbedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream("MainImageHub.Domain.Rules.Cultures.notes.json")!;
        var file = JsonSerializer.Deserialize<NotesJson>(stream, Strict) ?? throw new RulePackException("Cultures/notes.json: the file is empty.");
        return new CultureBook(file.Version, file.LastRead, file.Notes);
    }

    /// <summary>What to look at for a site; nothing for sites that stand for the whole world.</summary>
    public IReadOnlyList<CultureNote> For(SiteCode site)
    {
        var country = site.Site == "UK" ? "GB" : site.Site;
        return [.. Notes.Where(note => note.Sites.Contains(country) && (note.Marketplace is null || note.Marketplace == site.Marketplace))];
    }

    /// <summary>The same with what was measured on a picture: what is there first, what only a person can tell next.</summary>
    public IReadOnlyList<CultureAnswer> Answer(SiteCode site, ImageFacts facts) =>
        [.. For(site).Select(note => new CultureAnswer(note, SeenIn(facts, note))).OrderBy(answer => answer.Seen switch { true => 0, null => 1, false => 2 })];

    /// <summary>What to look at before a picture goes to several sites, each thing once; what was measured and is not there needs nobody to look.</summary>
    public CultureChecklist ChecklistFor(IEnumerable<SiteCode> sites, ImageFacts facts)
    {
        var items = sites.SelectMany(site => Answer(site, facts).Select(answer => (Site: site, Answer: answer))).GroupBy(found => found.Answer.Note.Id, StringComparer.Ordinal)
            .Select(group => new CultureItem(group.First().Answer.Note, group.First().Answer.Seen, [.. group.Select(found => found.Site).Distinct()]))
            .OrderBy(item => item.Seen switch { true => 0, null => 1, false => 2 });
        return new CultureChecklist(Version, [.. items]);
    }

    private static bool? SeenIn(ImageFacts facts, CultureNote note) => note.Measure switch
    {
        null => null,
        CultureMeasure.Persons => facts.Faces is { Count: > 0 } ? true : null,
        { } colour => facts.DominantColours.Any(c => HueOf(c) == colour) ? true : note.EvenSmall ? null : false,
    };

    private static CultureMeasure? HueOf(string colour)
    {
        (double r, double g, double b) = HexColour.Read(colour);
        var (high, low) = (Math.Max(r, Math.Max(g, b)), Math.Min(r, Math.Min(g, b)));
        if (high == 0 || (high - low) / high < LeastSaturation)
        {
            return null;
        }

        var hue = 60 * (high == r ? (g - b) / (high - low) : high == g ? 2 + ((b - r) / (high - low)) : 4 + ((r - g) / (high - low)));
        return ((hue + 360) % 360) switch
        {
            < 15 or >= 345 => CultureMeasure.Red,
            >= 45 and < 70 => CultureMeasure.Yellow,
            >= 80 and < 165 => CultureMeasure.Green,
            >= 260 and < 320 => CultureMeasure.Purple,
            _ => null,
        };
    }

    private sealed record NotesJson(string Version, DateOnly LastRead, IReadOnlyList<CultureNote> Notes);
}
