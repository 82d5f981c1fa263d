using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Marketplaces.Shopee;

/// <summary>
/// Holds requests and answers against the reference of Shopee's Open Platform: known call, required and known parameters, the fields of bodies with their
/// types, and codes of refusals. The files are a third party's copy of the official pages (its SOURCES.md says whose), so they are one witness and no
/// proof. They mark every call POST, also those that the reference's own samples read by GET, so the method is not held against them.
/// </summary>
public sealed partial class ShopeeSpec
{
    private readonly IReadOnlyDictionary<string, JsonElement> pages;

    private ShopeeSpec(IReadOnlyDictionary<string, JsonElement> pages) => this.pages = pages;

    public static bool IsAvailable => Load() is not null;

    /// <summary>Null where the shared folder is absent; the caller says so.</summary>
    public static ShopeeSpec? Load() => SharedSpecs.Folder is { } folder && Directory.Exists(Path.Combine(folder, "shopee"))
        ? new(Directory.EnumerateFiles(Path.Combine(folder, "shopee"), "*.json").Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement)
            .GroupBy(page => page.GetProperty("path").GetString()!, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal))
        : null;

    /// <summary>Whether the page of a call is among those at hand.</summary>
    public bool Knows(string path) => pages.ContainsKey(path);

    public IReadOnlyList<string> Validate(RecordedRequest request)
    {
        if (!pages.TryGetValue(request.Path, out var page))
        {
            return [$"{request.Path} is no call of the reference"];
        }

        List<string> problems = [];
        var common = page.GetProperty("common_params").EnumerateArray().ToList();
        var own = page.GetProperty("params").GetProperty("request_params").EnumerateArray().ToList();
        var isRead = request.Method == "GET";
        var query = request.Query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToList();
        foreach (var parameter in common.Concat(isRead ? own : []))
        {
            var (name, type) = (parameter.GetProperty("name").GetString()!, parameter.GetProperty("type").GetString()!);
            var given = query.Where(pair => pair[0] == name).Select(pair => Uri.UnescapeDataString(pair[1])).ToList();
            query.RemoveAll(pair => pair[0] == name);
            if (given.Count == 0 && (common.Contains(parameter) || IsRequired(parameter)))
            {
                problems.Add($"query {name} is missing");
            }

            var values = type.EndsWith("[]", StringComparison.Ordinal) ? [.. given.SelectMany(value => value.Split(','))] : given;
            problems.AddRange(values.Where(value => !Fits(type.TrimEnd('[', ']'), value)).Select(value => $"query {name}: {value} is no {type}"));
            if (given.Count > 1 && !type.EndsWith("[]", StringComparison.Ordinal))
            {
                problems.Add($"query {name} stands there twice");
            }
        }

        problems.AddRange(query.Select(pair => $"query {pair[0]} is not known"));
        if (isRead)
        {
            return problems;
        }

        if (request.Headers.GetValueOrDefault("Content-Type")?.StartsWith("multipart/form-data", StringComparison.Ordinal) == true)
        {
            var parts = PartName.Matches(request.Body).Select(match => match.Groups[1].Value).ToList();
            problems.AddRange(parts.Where(part => !own.Exists(field => field.GetProperty("name").GetString() == part)).Select(part => $"part {part} is not known"));
            problems.AddRange(own.Where(IsRequired).Select(field => field.GetProperty("name").GetString()!).Where(name => !parts.Contains(name)).Select(name => $"part {name} is missing"));
        }
        else
        {
            Check(own, JsonDocument.Parse(request.Body).RootElement, "$", isRequest: true, problems);
        }

        return problems;
    }

    /// <summary>Of a good answer all fields; of a refusal that its code stands in the reference.</summary>
    public IReadOnlyList<string> Validate(RecordedAnswer answer)
    {
        if (!pages.TryGetValue(answer.To.Path, out var page))
        {
            return [$"{answer.To.Path} is no call of the reference"];
        }

        var said = JsonDocument.Parse(answer.Body).RootElement;
        if (said.GetProperty("error").GetString() is { Length: > 0 } code)
        {
            return page.GetProperty("error_list").EnumerateArray().Concat(page.GetProperty("common_error_list").EnumerateArray()).Any(known => known.GetProperty("name").GetString() == code)
                ? []
                : [$"error {code} is none of this call's"];
        }

        // Some pages leave out what all answers have.
        List<string> problems = [];
        Check([.. page.GetProperty("params").GetProperty("response_params").EnumerateArray()], said, "$", isRequest: false, problems);
        return [.. problems.Where(problem => problem is not ("$.error is not known" or "$.message is not known" or "$.warning is not known"))];
    }

    private static void Check(IReadOnlyList<JsonElement> fields, JsonElement value, string at, bool isRequest, List<string> problems)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{at} is no object");
            return;
        }

        foreach (var property in value.EnumerateObject())
        {
            var here = $"{at}.{property.Name}";
            if (fields.Where(each => each.GetProperty("name").GetString() == property.Name).Select(each => (JsonElement?)each).FirstOrDefault() is not { } field)
            {
                problems.Add($"{here} is not known");
                continue;
            }

            var type = field.GetProperty("type").GetString()!;
            if (!type.EndsWith("[]", StringComparison.Ordinal))
            {
                Value(type, field, property.Value, here, isRequest, problems);
            }
            else if (property.Value.ValueKind != JsonValueKind.Array)
            {
                problems.Add($"{here} is no list");
            }
            else
            {
                foreach (var (index, item) in property.Value.EnumerateArray().Index())
                {
                    Value(type[..^2], field, item, $"{here}[{index}]", isRequest, problems);
                }
            }
        }

        if (isRequest)
        {
            problems.AddRange(fields.Where(IsRequired).Select(field => field.GetProperty("name").GetString()!).Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{at}.{name} is missing"));
        }
    }

    private static void Value(string type, JsonElement field, JsonElement value, string at, bool isRequest, List<string> problems)
    {
        var children = field.TryGetProperty("children", out var told) && told.ValueKind == JsonValueKind.Array ? told.EnumerateArray().ToList() : [];
        if (type == "object" && children.Count > 0)
        {
            Check(children, value, at, isRequest, problems);
            return;
        }

        var fits = type switch
        {
            // Without fields of its own it is a word for "something": the ids of pictures are such objects.
            "object" => true,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "float" => value.ValueKind == JsonValueKind.Number,
            _ => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        };
        if (!fits)
        {
            problems.Add($"{at}: {value} is no {type}");
        }
    }

    private static bool IsRequired(JsonElement field) => field.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.String && required.GetString() == "True";

    private static bool Fits(string type, string text) => type switch
    {
        "string" => true,
        "boolean" => text is "true" or "false",
        _ => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
    };

    [GeneratedRegex("(?<!file)name=\"?([a-z_]+)\"?")]
    private static partial Regex PartName { get; }
}

/// <summary>A test that needs the reference; skipped, with this reason in the test output, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShopeeSpecFactAttribute : FactAttribute
{
    public ShopeeSpecFactAttribute()
    {
        if (!ShopeeSpec.IsAvailable)
        {
            Skip = "SKIPPED: the copy of Shopee's reference (shared/marketplaces/specs/shopee) is not there: nothing was held against it.";
        }
    }
}
