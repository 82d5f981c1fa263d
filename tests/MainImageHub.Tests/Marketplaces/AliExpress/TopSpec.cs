using System.Text.Json;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Marketplaces.AliExpress;

/// <summary>
/// Holds requests and answers against the metadata of the old platform (TOP), whose calls the gateway answers still: known call, required and known parameters, types, the
/// fields of answers. The files are a third party's copy (its SOURCES.md says whose) of an older gateway, so they are one witness and no proof; sign-ins and
/// uploads are not among them.
/// </summary>
public sealed class TopSpec
{
    private static readonly string[] Common = ["app_key", "timestamp", "sign_method", "sign", "method", "session"];

    private readonly IReadOnlyDictionary<string, JsonElement> calls;

    private TopSpec(IReadOnlyDictionary<string, JsonElement> calls) => this.calls = calls;

    /// <summary>Null where the shared folder is absent; the caller says so.</summary>
    public static TopSpec? Load() => SharedSpecs.Folder is { } folder && Directory.Exists(Path.Combine(folder, "aliexpress"))
        ? new(Directory.EnumerateFiles(Path.Combine(folder, "aliexpress"), "*.json").Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement)
            .ToDictionary(call => call.GetProperty("name").GetString()!, StringComparer.Ordinal))
        : null;

    /// <summary>Null where the call is not among the files.</summary>
    public IReadOnlyList<string>? Validate(RecordedRequest request)
    {
        if (request.Parameter("method") is not { } method || !calls.TryGetValue(method, out var call))
        {
            return null;
        }

        List<string> problems = [];
        var given = Pairs(request.Query).Concat(Pairs(request.Body)).ToList();
        var fields = Fields(call, "requestParams");
        problems.AddRange(Common.Concat(fields.Where(IsRequired).Select(NameOf)).Where(name => !given.Exists(pair => pair.Name == name)).Select(name => $"{name} is missing"));
        problems.AddRange(given.GroupBy(pair => pair.Name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"{same.Key} stands there twice"));
        foreach (var (name, value) in given.Where(pair => !Common.Contains(pair.Name)))
        {
            if (fields.Find(each => NameOf(each) == name) is not { ValueKind: JsonValueKind.Object } field)
            {
                problems.Add($"{name} is not known");
            }
            else if (SubFields(field) is { Count: > 0 } inner)
            {
                Check(inner, JsonDocument.Parse(value).RootElement, name, isRequest: true, problems);
            }
            else if (TypeOf(field) == "Number" && !long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _))
            {
                problems.Add($"{name}: {value} is no number");
            }
        }

        return problems;
    }

    /// <summary>Of a good answer all fields; null where the call is not among the files, or it was refused, of which they tell nothing.</summary>
    public IReadOnlyList<string>? Validate(RecordedAnswer answer)
    {
        if (answer.To.Parameter("method") is not { } method || !calls.TryGetValue(method, out var call)
            || !JsonDocument.Parse(answer.Body).RootElement.TryGetProperty($"{method.Replace('.', '_')}_response", out var said))
        {
            return null;
        }

        List<string> problems = [];
        Check(Fields(call, "responseParams"), said, "$", isRequest: false, problems);
        return [.. problems.Where(problem => problem != "$.request_id is not known")];
    }

    private static void Check(List<JsonElement> fields, JsonElement value, string at, bool isRequest, List<string> problems)
    {
        if (isRequest)
        {
            problems.AddRange(fields.Where(IsRequired).Select(NameOf).Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{at}.{name} is missing"));
        }

        foreach (var property in value.EnumerateObject())
        {
            var here = $"{at}.{property.Name}";
            if (fields.Find(each => NameOf(each) == property.Name) is not { ValueKind: JsonValueKind.Object } field)
            {
                problems.Add($"{here} is not known");
                continue;
            }

            var isList = TypeOf(field).EndsWith("[]", StringComparison.Ordinal);

            // Lists of answers stand in an object of their own.
            var told = isList && !isRequest && property.Value is { ValueKind: JsonValueKind.Object } wrapped && wrapped.EnumerateObject().Count() == 1 ? wrapped.EnumerateObject().Single().Value : property.Value;
            if (isList != (told.ValueKind == JsonValueKind.Array))
            {
                problems.Add($"{here} is {(isList ? "" : "not ")}a list");
                continue;
            }

            foreach (var each in isList ? told.EnumerateArray().ToList() : [told])
            {
                if (SubFields(field) is { Count: > 0 } inner)
                {
                    Check(inner, each, here, isRequest, problems);
                }
                else if (!IsOf(TypeOf(field).Replace("[]", "", StringComparison.Ordinal), each))
                {
                    problems.Add($"{here}: {each} is no {TypeOf(field)}");
                }
            }
        }
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "Number" => value.ValueKind == JsonValueKind.Number,
        "Boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind == JsonValueKind.String,
    };

    private static List<JsonElement> Fields(JsonElement call, string name) => call.TryGetProperty(name, out var told) && told.ValueKind == JsonValueKind.Array ? [.. told.EnumerateArray()] : [];

    private static List<JsonElement> SubFields(JsonElement field) => Fields(field, "subParams");

    private static bool IsRequired(JsonElement field) => field.TryGetProperty("required", out var told) && told.ValueKind == JsonValueKind.True;

    private static string NameOf(JsonElement field) => field.GetProperty("name").GetString()!;

    private static string TypeOf(JsonElement field) => field.GetProperty("type").GetString()!.Trim();

    private static IEnumerable<(string Name, string Value)> Pairs(string text) => text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
        .Select(pair => (pair[0], Uri.UnescapeDataString((pair.ElementAtOrDefault(1) ?? string.Empty).Replace('+', ' '))));
}

/// <summary>A test that needs the metadata; skipped, with this reason in the test output, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TopSpecFactAttribute : FactAttribute
{
    public TopSpecFactAttribute()
    {
        if (TopSpec.Load() is null)
        {
            Skip = "SKIPPED: the copy of AliExpress's metadata (shared/marketplaces/specs/aliexpress) is not there: nothing was held against it.";
        }
    }
}
