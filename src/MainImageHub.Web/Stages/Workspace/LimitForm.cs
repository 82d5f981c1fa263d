using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MainImageHub.Domain;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Design;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>A rule's limits as fields of a form: shown with the pack's numbers, and read back as those that were changed.</summary>
public static partial class LimitForm
{
    private const double Megabyte = 1048576;

    /// <summary>What stands in a field: numbers as people write them, several words with a comma between; empty where the pack says nothing.</summary>
    public static string Shown(LimitField field, JsonElement pack)
    {
        if (!pack.TryGetProperty(field.Name, out var part))
        {
            return "";
        }

        var value = part.ValueKind == JsonValueKind.Object ? part.GetProperty("value") : part;
        return field.Kind switch
        {
            LimitFieldKind.Bytes => (value.GetDouble() / Megabyte).ToString("0.###", CultureInfo.InvariantCulture),
            LimitFieldKind.Number => value.GetDouble().ToString("0.###", CultureInfo.InvariantCulture),
            LimitFieldKind.Choices => string.Join(", ", value.EnumerateArray().Select(word => word.GetString()!).OrderBy(word => field.Choices.TakeWhile(choice => choice != word).Count())),
            LimitFieldKind.Ratios => string.Join(", ", value.EnumerateArray().Select(span => span.GetProperty("name").GetString())),
            _ => value.GetString()!,
        };
    }

    /// <param name="rule">The rule's id.</param>
    /// <param name="pack">What the pack asks.</param>
    /// <param name="given">What was typed, by field.</param>
    /// <exception cref="ProblemException">A value is not what its field takes.</exception>
    public static JsonElement Read(string rule, JsonElement pack, Func<string, string> given)
    {
        var changed = new JsonObject();
        foreach (var field in LimitField.Of(rule))
        {
            var text = given(field.Name).Trim();
            if (text == Shown(field, pack))
            {
                continue;
            }

            changed[field.Name] = text.Length == 0 ? null
                : field.Kind == LimitFieldKind.Choice ? text
                : new JsonObject { ["value"] = Value(field, text) };
        }

        return JsonSerializer.SerializeToElement(changed);
    }

    /// <summary>Changed limits in a line.</summary>
    public static string Tell(JsonElement limits, IStringLocalizer<WorkspaceWords> words) => string.Join("; ", limits.EnumerateObject().Select(part =>
        $"{words.Known("Limit.", part.Name)} {(part.Value.ValueKind == JsonValueKind.Null ? words["LimitNone"].Value : Told(part.Name, part.Value.ValueKind == JsonValueKind.Object ? part.Value.GetProperty("value") : part.Value, words))}"));

    /// <summary>A limit's value with its unit.</summary>
    public static string Told(string limit, JsonElement value, IStringLocalizer<WorkspaceWords> words) => value.ValueKind switch
    {
        JsonValueKind.Number when limit.EndsWith("Bytes", StringComparison.OrdinalIgnoreCase) => ReportWords.Bytes(value.GetInt64()),
        JsonValueKind.Number => value.GetDouble().ToString("#,0.##", CultureInfo.InvariantCulture) + (Unit(limit) is { Length: > 0 } unit ? $" {unit}" : ""),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(item => Told(limit, item, words))),
        // A span of ratios has a name for people.
        JsonValueKind.Object => words.Known("LimitValue.", value.GetProperty("name").GetString()!),
        _ => words.Known("LimitValue.", value.ToString()),
    };

    public static string Unit(string limit) =>
        limit.EndsWith("Bytes", StringComparison.OrdinalIgnoreCase) ? "MB"
        : limit.EndsWith("Px", StringComparison.Ordinal) ? "px"
        : limit.EndsWith("Percent", StringComparison.Ordinal) ? "%"
        : limit.EndsWith("Megapixels", StringComparison.Ordinal) ? "MP"
        : "";

    private static JsonNode Value(LimitField field, string text) => field.Kind switch
    {
        LimitFieldKind.Choices => new JsonArray([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(word => (JsonNode)word)]),
        LimitFieldKind.Ratios => new JsonArray([.. text.Split([',', '，'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Span)]),
        LimitFieldKind.Bytes => (long)Math.Round(Number(text) * Megabyte),
        _ => Number(text) is var number && number == Math.Truncate(number) && Math.Abs(number) < int.MaxValue ? (int)number : number,
    };

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && Math.Abs(number) < 1e9 ? number : throw WorkspaceProblems.LimitUnreadable.Because(text);

    private static JsonNode Span(string text)
    {
        if (Ratio.Match(text) is not { Success: true } match)
        {
            throw WorkspaceProblems.LimitUnreadable.Because(text);
        }

        var from = Quotient(match, 1);
        var to = match.Groups[3].Success ? Quotient(match, 3) : from;
        return new JsonObject { ["name"] = text, ["min"] = Math.Round(Math.Min(from, to), 4), ["max"] = Math.Round(Math.Max(from, to), 4) };

        static double Quotient(Match match, int group) =>
            double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) / double.Parse(match.Groups[group + 1].Value, CultureInfo.InvariantCulture);
    }

    // 3:4, or 3:4 to 4:3.
    [GeneratedRegex(@"^([1-9][0-9]{0,3}):([1-9][0-9]{0,3})(?: *(?:to|-|至) *([1-9][0-9]{0,3}):([1-9][0-9]{0,3}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Ratio { get; }
}
