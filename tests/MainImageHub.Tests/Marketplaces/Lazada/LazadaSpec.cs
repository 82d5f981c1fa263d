using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Marketplaces.Lazada;

/// <summary>
/// Holds requests and answers against the reference of Lazada's Open Platform: known call and method, required and known parameters, the names in a payload, the fields
/// of answers and the codes of refusals. The files are a third party's copy of the official pages (its SOURCES.md says whose), so they are one witness and no proof.
/// They call lists of pictures texts, so types are held against them only where they are numbers.
/// </summary>
public sealed partial class LazadaSpec
{
    private static readonly string[] Common = ["app_key", "timestamp", "sign_method", "sign"];
    private static readonly string[] Envelope = ["code", "type", "message", "request_id", "detail"];

    // Of the guide "Update a product", which the payload's sample does not show.
    private static readonly string[] FurtherNames = ["Status"];

    private readonly IReadOnlyDictionary<string, JsonElement> pages;

    private LazadaSpec(IReadOnlyDictionary<string, JsonElement> pages) => this.pages = pages;

    public static bool IsAvailable => Load() is not null;

    /// <summary>Null where the shared folder is absent; the caller says so.</summary>
    public static LazadaSpec? Load() => SharedSpecs.Folder is { } folder && Directory.Exists(Path.Combine(folder, "lazada"))
        ? new(Directory.EnumerateFiles(Path.Combine(folder, "lazada"), "*.json").Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement)
            .ToDictionary(page => $"/rest{page.GetProperty("path").GetString()}", StringComparer.Ordinal))
        : null;

    public IReadOnlyList<string> Validate(RecordedRequest request)
    {
        if (!pages.TryGetValue(request.Path, out var page))
        {
            return [$"{request.Path} is no call of the reference"];
        }

        List<string> problems = [];
        if (!page.GetProperty("method").GetString()!.Split('/').Contains(request.Method))
        {
            problems.Add($"{request.Method} is not the method");
        }

        var type = request.Headers.GetValueOrDefault("Content-Type") ?? string.Empty;
        var isUpload = type.StartsWith("multipart/form-data", StringComparison.Ordinal);
        var given = Pairs(request.Query).Concat(type.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) ? Pairs(request.Body) : [])
            .Concat(isUpload ? PartName.Matches(request.Body).Select(match => (Name: match.Groups[1].Value, Value: "bytes")) : []).ToList();
        string[] common = page.GetProperty("auth_required").GetBoolean() ? [.. Common, "access_token"] : Common;
        var own = page.GetProperty("parameters").EnumerateArray().ToList();
        problems.AddRange(common.Concat(own.Where(field => field.GetProperty("required").GetBoolean()).Select(NameOf)).Where(name => !given.Exists(pair => pair.Name == name)).Select(name => $"{name} is missing"));
        problems.AddRange(given.GroupBy(pair => pair.Name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"{same.Key} stands there twice"));
        foreach (var (name, value) in given.Where(pair => !common.Contains(pair.Name)))
        {
            var field = own.Find(each => NameOf(each) == name);
            problems.AddRange(field.ValueKind == JsonValueKind.Undefined ? [$"{name} is not known"]
                : isUpload != (field.GetProperty("type").GetString() == "byte[]") ? [$"{name} is not sent that way"]
                : field.GetProperty("type").GetString() == "Number" && !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? [$"{name}: {value} is no number"]
                : name == "payload" ? Payload(page, value)
                : []);
        }

        return problems;
    }

    /// <summary>Of a good answer all fields; of a refusal with a number that it is one of the call's.</summary>
    public IReadOnlyList<string> Validate(RecordedAnswer answer)
    {
        if (!pages.TryGetValue(answer.To.Path, out var page))
        {
            return [$"{answer.To.Path} is no call of the reference"];
        }

        var said = JsonDocument.Parse(answer.Body).RootElement;
        var code = said.GetProperty("code").GetString()!;
        if (code != "0")
        {
            return !char.IsAsciiDigit(code[0]) || page.GetProperty("errors").EnumerateArray().Any(error => error.GetProperty("code").GetString() == code) ? [] : [$"code {code} is none of this call's"];
        }

        List<string> problems = [];
        Check([.. page.GetProperty("output").EnumerateArray()], said, "$", problems);
        return [.. problems.Where(problem => !Envelope.Any(name => problem == $"$.{name} is not known"))];
    }

    private static IEnumerable<string> Payload(JsonElement page, string value)
    {
        var names = ElementName.Matches(page.GetProperty("payload_example").GetString()!).Select(match => match.Groups[1].Value).Concat(FurtherNames).ToHashSet(StringComparer.Ordinal);
        return Names(JsonDocument.Parse(value).RootElement).Where(name => !names.Contains(name)).Select(name => $"payload: {name} is not known");
    }

    private static IEnumerable<string> Names(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => Names(property.Value).Prepend(property.Name)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Names),
        _ => [],
    };

    private static void Check(IReadOnlyList<JsonElement> fields, JsonElement value, string at, List<string> problems)
    {
        foreach (var property in value.EnumerateObject())
        {
            var here = $"{at}.{property.Name}";
            if (fields.Where(each => NameOf(each) == property.Name).Select(each => (JsonElement?)each).FirstOrDefault() is not { } field)
            {
                problems.Add($"{here} is not known");
                continue;
            }

            var children = field.TryGetProperty("children", out var told) && told.ValueKind == JsonValueKind.Array ? told.EnumerateArray().ToList() : [];
            var each = property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray().ToList() : [property.Value];
            if (children.Count > 0)
            {
                each.Where(one => one.ValueKind == JsonValueKind.Object).ToList().ForEach(one => Check(children, one, here, problems));
            }
            else if (field.GetProperty("type").GetString() == "Number" && property.Value.ValueKind != JsonValueKind.Number && !long.TryParse(property.Value.ToString(), CultureInfo.InvariantCulture, out _))
            {
                problems.Add($"{here}: {property.Value} is no number");
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string text) => text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
        .Select(pair => (pair[0], Uri.UnescapeDataString((pair.ElementAtOrDefault(1) ?? string.Empty).Replace('+', ' '))));

    private static string NameOf(JsonElement field) => field.GetProperty("name").GetString()!;

    [GeneratedRegex("(?<!file)name=\"?([a-z_]+)\"?")]
    private static partial Regex PartName { get; }

    [GeneratedRegex("<([A-Za-z_]+)>")]
    private static partial Regex ElementName { get; }
}

/// <summary>A test that needs the reference; skipped, with this reason in the test output, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LazadaSpecFactAttribute : FactAttribute
{
    public LazadaSpecFactAttribute()
    {
        if (!LazadaSpec.IsAvailable)
        {
            Skip = "SKIPPED: the copy of Lazada's reference (shared/marketplaces/specs/lazada) is not there: nothing was held against it.";
        }
    }
}
