using System.Text.Json;
using System.Text.RegularExpressions;

namespace MainImageHub.Tests.Support;

/// <summary>The official files beside the checkout, where there are any: <c>../shared/marketplaces/specs</c>, or below <c>MAINIMAGEHUB_SHARED</c>.</summary>
public static class SharedSpecs
{
    public static string? Folder { get; } = Find();

    public static SpecDocument Load(string path) =>
        new(JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder ?? throw new InvalidOperationException("The specs are not here; use [SpecFact]."), path))).RootElement);

    private static string? Find()
    {
        List<string> candidates = [];
        if (Environment.GetEnvironmentVariable("MAINIMAGEHUB_SHARED") is { Length: > 0 } configured)
        {
            candidates.Add(configured);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            candidates.Add(Path.Combine(folder.FullName, "shared"));
        }

        return candidates.Select(c => Path.Combine(c, "marketplaces", "specs")).FirstOrDefault(Directory.Exists);
    }
}

/// <summary>Skips, and says why, where the official files are absent.</summary>
public sealed class SpecFactAttribute : FactAttribute
{
    public SpecFactAttribute()
    {
        if (SharedSpecs.Folder is null)
        {
            Skip = "SKIPPED: the official specs (shared/marketplaces/specs) are not beside this checkout; set MAINIMAGEHUB_SHARED to check against them.";
        }
    }
}

/// <summary>
/// A Swagger 2.0 or JSON Schema draft 7 document, as far as the marketplaces use them: $ref, type, required, enum, items, properties,
/// additionalProperties, allOf, minimum, maximum, minItems, maxItems, pattern and the formats date and date-time.
/// </summary>
public sealed class SpecDocument(JsonElement root)
{
    /// <summary>Every way in which <paramref name="value"/> is not a <c>#/definitions/{definition}</c>; the document's own root when null. Properties the definition does not name are reported too: they are usually misspelt.</summary>
    public IReadOnlyList<string> Violations(JsonElement value, string? definition = null)
    {
        List<string> violations = [];
        Check(definition is null ? root : root.GetProperty("definitions").GetProperty(definition), value, "$", violations);
        return violations;
    }

    private void Check(JsonElement schema, JsonElement value, string at, List<string> violations)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(Resolve(reference.GetString()!), value, at, violations);
            return;
        }

        if (schema.TryGetProperty("allOf", out var all))
        {
            foreach (var part in all.EnumerateArray())
            {
                Check(part, value, at, violations);
            }
        }

        if (schema.TryGetProperty("type", out var type) && !IsOf(type.GetString()!, value))
        {
            violations.Add($"{at}: {value.ValueKind} where {type.GetString()} is asked for");
            return;
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(a => JsonElement.DeepEquals(a, value)))
        {
            violations.Add($"{at}: {value} is not one of {allowed}");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(schema, value, at, violations);
                break;
            case JsonValueKind.Array:
                CheckArray(schema, value, at, violations);
                break;
            case JsonValueKind.Number:
                CheckNumber(schema, value.GetDouble(), at, violations);
                break;
            case JsonValueKind.String:
                CheckString(schema, value.GetString()!, at, violations);
                break;
        }
    }

    private void CheckObject(JsonElement schema, JsonElement value, string at, List<string> violations)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            violations.AddRange(required.EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{at}: '{r}' is missing"));
        }

        var named = schema.TryGetProperty("properties", out var properties);
        var open = schema.TryGetProperty("additionalProperties", out var additional) ? additional.ValueKind != JsonValueKind.False : !named;
        foreach (var property in value.EnumerateObject())
        {
            if (named && properties.TryGetProperty(property.Name, out var its))
            {
                Check(its, property.Value, $"{at}.{property.Name}", violations);
            }
            else if (!open)
            {
                violations.Add($"{at}: '{property.Name}' is not a property there");
            }
            else if (additional.ValueKind == JsonValueKind.Object)
            {
                Check(additional, property.Value, $"{at}.{property.Name}", violations);
            }
        }
    }

    private void CheckArray(JsonElement schema, JsonElement value, string at, List<string> violations)
    {
        if ((schema.TryGetProperty("minItems", out var least) && value.GetArrayLength() < least.GetInt32())
            || (schema.TryGetProperty("maxItems", out var most) && value.GetArrayLength() > most.GetInt32()))
        {
            violations.Add($"{at}: {value.GetArrayLength()} items");
        }

        if (schema.TryGetProperty("items", out var items))
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                Check(items, item, $"{at}[{index}]", violations);
            }
        }
    }

    private static void CheckNumber(JsonElement schema, double value, string at, List<string> violations)
    {
        if ((schema.TryGetProperty("minimum", out var least) && value < least.GetDouble()) || (schema.TryGetProperty("maximum", out var most) && value > most.GetDouble()))
        {
            violations.Add($"{at}: {value} is out of range");
        }
    }

    private static void CheckString(JsonElement schema, string value, string at, List<string> violations)
    {
        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value, pattern.GetString()!, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
        {
            violations.Add($"{at}: '{value}' does not match {pattern}");
        }

        var wellFormed = (schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
        {
            "date" => DateOnly.TryParseExact(value, "yyyy-MM-dd", out _),
            "date-time" => value.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _),
            _ => true,
        };
        if (!wellFormed)
        {
            violations.Add($"{at}: '{value}' is not a {format}");
        }
    }

    private JsonElement Resolve(string reference)
    {
        var found = root;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found = found.GetProperty(step);
        }

        return found;
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => true,
    };
}
