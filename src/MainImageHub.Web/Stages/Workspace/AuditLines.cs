using System.Globalization;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Stages.Optimize;
using MainImageHub.Web.Stages.Shared;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Workspace;

/// <param name="Event">As it was noted.</param>
/// <param name="Did">What was done.</param>
/// <param name="About">The kind of thing and its name.</param>
/// <param name="Details">Each with its label, in the order they were noted.</param>
public sealed record AuditLine(AuditEvent Event, string Did, string About, IReadOnlyList<string> Details);

/// <summary>The audit trail in the reader's language: words and names in place of what was noted for machines.</summary>
public sealed class AuditLines(AuditNames names, IStringLocalizer<WorkspaceWords> words, IStringLocalizer<SharedWords> shell, IStringLocalizer<OptimizeWords> tests, IStringLocalizer<DesignWords> design)
{
    public async Task<IReadOnlyList<AuditLine>> OfAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        var known = await names.OfAsync(events.SelectMany(e => Ids(e).Append(e.EntityId)), cancellationToken);
        return [.. events.Select(e => new AuditLine(e, words.Known("Audit.", e.Action), About(e, known), [.. e.Details.Select(d => Told(d.Key, d.Value, known)).OfType<string>()]))];
    }

    private string About(AuditEvent noted, IReadOnlyDictionary<Guid, string> known)
    {
        var kind = words.Known("AuditEntity.", noted.Entity);
        return known.TryGetValue(noted.EntityId, out var name) && !(noted.Entity == "work" && noted.EntityId == noted.WorkspaceId) ? $"{kind} {name}" : kind;
    }

    private static IEnumerable<Guid> Ids(AuditEvent noted) => noted.Details.SelectMany(d => KindOf(d.Key) switch
    {
        AuditDetailKind.Name => IdsIn(d.Value),
        AuditDetailKind.Scope => IdsIn(StoreOf(d.Value)),
        _ => [],
    });

    private static IEnumerable<Guid> IdsIn(string value) =>
        value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => Guid.TryParse(part, out var id) ? id : (Guid?)null).OfType<Guid>();

    private static string StoreOf(string scope) => scope.StartsWith("store:", StringComparison.Ordinal) ? scope["store:".Length..] : "";

    /// <summary>A detail of an older version of the product stands for itself.</summary>
    private static AuditDetailKind KindOf(string key) => AuditDetails.Kinds.GetValueOrDefault(key, AuditDetailKind.Text);

    /// <summary>Null for what says nothing to a person.</summary>
    private string? Told(string key, string value, IReadOnlyDictionary<Guid, string> known)
    {
        var kind = KindOf(key);
        var label = words.Known("AuditDetail.", key);
        if (kind == AuditDetailKind.Bare)
        {
            return label;
        }

        var text = kind switch
        {
            AuditDetailKind.Hidden => "",
            AuditDetailKind.YesNo => words[bool.TryParse(value, out var yes) && yes ? "Yes" : "No"].Value,
            AuditDetailKind.Name => string.Join(", ", IdsIn(value).Select(id => known.GetValueOrDefault(id)).OfType<string>()),
            AuditDetailKind.Scope => value == "*" ? shell["ScopeEverywhere"].Value : IdsIn(StoreOf(value)).Select(id => known.GetValueOrDefault(id, "")).FirstOrDefault(value),
            AuditDetailKind.Ordinal when int.TryParse(value, CultureInfo.InvariantCulture, out var number) => (number + 1).ToString(CultureInfo.InvariantCulture),
            AuditDetailKind.Bytes when long.TryParse(value, CultureInfo.InvariantCulture, out var bytes) => $"{(bytes / 1048576.0).ToString("0.#", CultureInfo.InvariantCulture)} MB",
            AuditDetailKind.Percent when double.TryParse(value, CultureInfo.InvariantCulture, out var share) => $"{(share * 100).ToString("0.##", CultureInfo.InvariantCulture)} %",
            AuditDetailKind.Problem => value.Length == 0 ? "" : KnownProblems.Sentence(value)?.For(CultureInfo.CurrentUICulture.Name) ?? value,
            AuditDetailKind.Word => string.Join(", ", value.Split(", ").Select(word => Word(key, word)).Where(word => word.Length > 0)),
            _ => value,
        };
        return text.Length == 0 ? null : words["AuditDetailLine", label, text].Value;
    }

    /// <summary>One of the product's own words; a person's (as in a search for work) stands for itself.</summary>
    public string Word(string key, string word) => key switch
    {
        "role" => Or(shell["Role" + Upper(word)], word),
        "outcome" => Or(tests["outcome." + word], word),
        "rule" => Or(design["rule." + word], word),
        "fixes" => Or(design["fix." + word], word),
        "filter" when Guid.TryParse(word, out _) => "",
        "filter" when !char.IsAsciiDigit(word[0]) && Enum.TryParse<WorkState>(word, out var state) && Enum.IsDefined(state) => words["Work" + state].Value,
        "filter" => words["Kind." + word] is { ResourceNotFound: false } kind ? kind.Value : KnownProblems.Sentence(word)?.For(CultureInfo.CurrentUICulture.Name) ?? word,
        _ => Or(words[$"AuditValue.{key}.{Lower(word)}"], word),
    };

    private static string Or(LocalizedString text, string otherwise) => text.ResourceNotFound ? otherwise : text.Value;

    private static string Upper(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];

    private static string Lower(string word) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(word);
}
