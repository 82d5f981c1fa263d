using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>The numbers of a rule, as they are told to people.</summary>
public static class LimitLines
{
    private static bool IsChinese => CultureInfo.CurrentUICulture.Name.StartsWith("zh", StringComparison.Ordinal);

    /// <summary>The limits' parts, one line each: name, number with its unit, how well it is known, note.</summary>
    public static IEnumerable<LimitLine> Of(JsonElement limits, IStringLocalizer<WorkspaceWords> words)
    {
        // "parts" says once more, without names, what stands beside each number.
        foreach (var part in limits.EnumerateObject().Where(p => p.Name != "parts"))
        {
            var name = words.Known("Limit.", part.Name);
            if (part.Value.ValueKind != JsonValueKind.Object)
            {
                yield return new LimitLine(name, LimitForm.Told(part.Name, part.Value, words), null, null);
                continue;
            }

            var value = InChinese(part.Value, "value") ?? LimitForm.Told(part.Name, part.Value.GetProperty("value"), words);
            yield return new LimitLine(name, value, Word(part.Value, "confidence"), InChinese(part.Value, "note") ?? Word(part.Value, "note"));
        }
    }

    private static string? InChinese(JsonElement part, string name) => IsChinese ? Word(part, name + "Zh") : null;

    private static string? Word(JsonElement part, string name) =>
        part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

public sealed record LimitLine(string Name, string Value, string? Confidence, string? Note);
