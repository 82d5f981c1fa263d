using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Marketplaces.TikTokShop;

/// <summary>
/// Holds requests and answers against the reference of TikTok Shop: known call, required and known parameters and headers, and the fields of bodies
/// with their types. The files are a third party's copy of the official pages (its SOURCES.md says whose), so they are one witness and no proof.
/// </summary>
public sealed partial class TikTokShopSpec
{
    private readonly IReadOnlyList<JsonElement> pages;

    private TikTokShopSpec(IReadOnlyList<JsonElement> pages) => this.pages = pages;

    public static bool IsAvailable => Load() is not null;

    /// <summary>Null where the shared folder is absent; the caller says so.</summary>
    public static TikTokShopSpec? Load() => SharedSpecs.Folder is { } folder && Directory.Exists(Path.Combine(folder, "tiktok-shop"))
        ? new([.. Directory.EnumerateFiles(Path.Combine(folder, "tiktok-shop"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement)])
        : null;

    public IReadOnlyList<string> Validate(RecordedRequest request)
    {
        if (Find(request) is not { } page)
        {
            return [$"{request.Method} {request.Path} is no call of the reference"];
        }

        List<string> problems = [];
        var query = request.Query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')[0]).ToList();
        foreach (var parameter in page.GetProperty("request_query_param").EnumerateArray())
        {
            var name = parameter.GetProperty("name").GetString()!;
            if (query.Remove(name))
            {
                if (!Fits(parameter.GetProperty("type").GetString()!, request.Parameter(name)!))
                {
                    problems.Add($"query {name}: {request.Parameter(name)} is no {parameter.GetProperty("type")}");
                }
            }
            else if (parameter.GetProperty("required").GetString() == "Y")
            {
                problems.Add($"query {name} is missing");
            }
        }

        problems.AddRange(query.Select(name => $"query {name} is not known, or stands there twice"));
        problems.AddRange(page.GetProperty("request_header_param").EnumerateArray().Select(header => header.GetProperty("name").GetString()!).Where(name => !request.Headers.ContainsKey(name)).Select(name => $"header {name} is missing"));
        var fields = Field.Tree(page.GetProperty("request_body_param"));
        if (request.Headers.GetValueOrDefault("Content-Type")?.StartsWith("multipart/form-data", StringComparison.Ordinal) == true)
        {
            var parts = PartName.Matches(request.Body).Select(match => match.Groups[1].Value).ToList();
            problems.AddRange(parts.Where(part => !fields.ContainsKey(part)).Select(part => $"part {part} is not known"));
            problems.AddRange(fields.Values.Where(field => field.IsRequired && !parts.Contains(field.Name)).Select(field => $"part {field.Name} is missing"));
        }
        else if (request.Body.Length > 0)
        {
            Check(fields, JsonDocument.Parse(request.Body).RootElement, "$", isRequest: true, problems);
        }
        else if (fields.Values.Any(field => field.IsRequired))
        {
            problems.Add("no body");
        }

        return problems;
    }

    /// <summary>Of a good answer all fields; of a refusal that its code stands in the reference.</summary>
    public IReadOnlyList<string> Validate(RecordedAnswer answer)
    {
        if (Find(answer.To) is not { } page)
        {
            return [$"{answer.To.Method} {answer.To.Path} is no call of the reference"];
        }

        List<string> problems = [];
        var said = JsonDocument.Parse(answer.Body).RootElement;
        var code = said.GetProperty("code").ToString();
        if (code != "0")
        {
            return page.GetProperty("error_code_list").EnumerateArray().Any(known => known.GetProperty("code").GetString() == code) ? [] : [$"code {code} is none of this call's"];
        }

        Check(Field.Tree(page.GetProperty("response_param")), said, "$", isRequest: false, problems);
        return problems;
    }

    private JsonElement? Find(RecordedRequest request)
    {
        var segments = request.Path.Split('/');
        return pages.Where(page => page.GetProperty("method").GetString() == request.Method && page.GetProperty("path").GetString()!.Split('/') is var template
            && template.Length == segments.Length && template.Zip(segments).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second))
            .Select(page => (JsonElement?)page).FirstOrDefault();
    }

    private static void Check(Dictionary<string, Field> fields, JsonElement value, string at, bool isRequest, List<string> problems)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{at} is no object");
            return;
        }

        foreach (var property in value.EnumerateObject())
        {
            if (!fields.TryGetValue(property.Name, out var field))
            {
                problems.Add($"{at}.{property.Name} is not known");
                continue;
            }

            var here = $"{at}.{property.Name}";
            if (field.Type.StartsWith("[]", StringComparison.Ordinal))
            {
                if (property.Value.ValueKind != JsonValueKind.Array)
                {
                    problems.Add($"{here} is no list");
                    continue;
                }

                foreach (var (index, item) in property.Value.EnumerateArray().Index())
                {
                    Value(field.Type[2..], field, item, $"{here}[{index}]", isRequest, problems);
                }
            }
            else
            {
                Value(field.Type, field, property.Value, here, isRequest, problems);
            }
        }

        if (isRequest)
        {
            problems.AddRange(fields.Values.Where(field => field.IsRequired && !value.TryGetProperty(field.Name, out _)).Select(field => $"{at}.{field.Name} is missing"));
        }
    }

    private static void Value(string type, Field field, JsonElement value, string at, bool isRequest, List<string> problems)
    {
        var fits = type switch
        {
            "object" => true,
            "string" => value.ValueKind == JsonValueKind.String,
            "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "int" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            _ => false,
        };
        if (!fits)
        {
            problems.Add($"{at}: {value} is no {type}");
        }
        else if (type == "object")
        {
            Check(field.Fields, value, at, isRequest, problems);
        }
    }

    private static bool Fits(string type, string text) => type switch
    {
        "int" => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        "bool" => text is "true" or "false",
        _ => true,
    };

    [GeneratedRegex("(?<!file)name=\"?([a-z_]+)\"?")]
    private static partial Regex PartName { get; }

    /// <summary>The pages list fields one after the other and mark how deep each lies.</summary>
    private sealed record Field(string Name, string Type, bool IsRequired)
    {
        public Dictionary<string, Field> Fields { get; } = new(StringComparer.Ordinal);

        public static Dictionary<string, Field> Tree(JsonElement list)
        {
            var root = new Field("$", "object", IsRequired: true);
            var path = new Stack<Field>([root]);
            foreach (var each in list.EnumerateArray())
            {
                var name = each.GetProperty("name").GetString()!;
                var depth = name.Length - name.TrimStart('^').Length;
                while (path.Count > depth + 1)
                {
                    path.Pop();
                }

                var field = new Field(name[depth..], each.GetProperty("type").GetString()!, each.GetProperty("required").GetString() == "Y");
                path.Peek().Fields[field.Name] = field;
                path.Push(field);
            }

            return root.Fields;
        }
    }
}

/// <summary>A test that needs the reference; skipped, with this reason in the test output, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TikTokShopSpecFactAttribute : FactAttribute
{
    public TikTokShopSpecFactAttribute()
    {
        if (!TikTokShopSpec.IsAvailable)
        {
            Skip = "SKIPPED: the copy of TikTok Shop's reference (shared/marketplaces/specs/tiktok-shop) is not there: nothing was held against it.";
        }
    }
}
