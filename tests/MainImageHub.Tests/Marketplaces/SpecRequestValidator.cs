using System.Globalization;
using System.Text.Json;

namespace MainImageHub.Tests.Marketplaces;

/// <summary>
/// Holds a request against official models, Swagger 2.0 or OpenAPI 3: known operation, required and known parameters, their types and
/// enumerations, and the body's schema; and an answer against the schema of its status. Stricter than Swagger in one way: a property
/// the model does not name is an error.
/// </summary>
public sealed class SpecRequestValidator
{
    private readonly IReadOnlyList<JsonDocument> models;

    private SpecRequestValidator(IReadOnlyList<JsonDocument> models) => this.models = models;

    /// <summary>Null where the shared folder is absent; the caller says so.</summary>
    public static SpecRequestValidator? ForAmazon() => Load("amazon-sp-api/models", text => JsonDocument.Parse(text));

    /// <summary>The same for eBay, whose files are OpenAPI 3.</summary>
    public static SpecRequestValidator? ForEbay() => Load("ebay", EbaySpec.Read);

    public static bool IsAvailable => Folder("amazon-sp-api/models") is not null;

    public static bool HasEbay => Folder("ebay") is not null;

    /// <summary>What is wrong with the request; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate(RecordedRequest request) => Find(request) is var (model, operation)
        ? [.. Check(model, operation, request)]
        : [$"{request.Method} {request.Path} is no operation of the models"];

    /// <summary>What is wrong with the answer; empty when nothing is. A status the model does not name is an error, and errors all look alike.</summary>
    public IReadOnlyList<string> Validate(RecordedAnswer answer)
    {
        if (Find(answer.To) is not var (model, operation))
        {
            return [$"{answer.To.Method} {answer.To.Path} is no operation of the models"];
        }

        var responses = operation.GetProperty("responses");
        var status = responses.TryGetProperty(answer.Status.ToString(CultureInfo.InvariantCulture), out var named) ? named
            : answer.Status >= 400 && responses.TryGetProperty("400", out var refused) ? refused
            : default;
        if (status.ValueKind == JsonValueKind.Undefined || !status.TryGetProperty("schema", out var schema))
        {
            return [$"status {answer.Status} with a body"];
        }

        using var said = JsonDocument.Parse(answer.Body);
        return new Support.SpecDocument(model).Violations(said.RootElement, schema.GetProperty("$ref").GetString()!.Split('/')[^1]);
    }

    private (JsonElement Model, JsonElement Operation)? Find(RecordedRequest request)
    {
        var segments = request.Path.Split('/');
        foreach (var model in models)
        {
            foreach (var path in model.RootElement.GetProperty("paths").EnumerateObject())
            {
                var template = path.Name.Split('/');
                if (template.Length == segments.Length
                    && template.Zip(segments).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second)
                    && path.Value.TryGetProperty(request.Method.ToLowerInvariant(), out var operation))
                {
                    return (model.RootElement, operation);
                }
            }
        }

        return null;
    }

    private static SpecRequestValidator? Load(string folder, Func<string, JsonDocument> read) =>
        Folder(folder) is { } path ? new([.. Directory.EnumerateFiles(path, "*.json").Select(file => read(File.ReadAllText(file)))]) : null;

    private static string? Folder(string name)
    {
        var shared = Environment.GetEnvironmentVariable("MAINIMAGEHUB_SHARED");
        var candidates = shared is { Length: > 0 }
            ? [shared]
            : Parents(new DirectoryInfo(AppContext.BaseDirectory)).Select(parent => Path.Combine(parent.FullName, "shared"));
        return candidates.Select(root => Path.Combine(root, "marketplaces", "specs", name)).FirstOrDefault(Directory.Exists);
    }

    private static IEnumerable<DirectoryInfo> Parents(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            yield return folder;
        }
    }

    private static IEnumerable<string> Check(JsonElement model, JsonElement operation, RecordedRequest request)
    {
        var parameters = operation.GetProperty("parameters").EnumerateArray().ToList();
        var query = parameters.Where(parameter => In(parameter) == "query").ToList();
        foreach (var name in request.Query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')[0]))
        {
            if (!query.Exists(parameter => Name(parameter) == name))
            {
                yield return $"query parameter {name} is unknown";
            }
        }

        foreach (var parameter in query)
        {
            var value = request.Parameter(Name(parameter));
            if (value is null)
            {
                if (IsRequired(parameter))
                {
                    yield return $"query parameter {Name(parameter)} is missing";
                }

                continue;
            }

            foreach (var problem in CheckText(parameter, value, Name(parameter)))
            {
                yield return problem;
            }
        }

        foreach (var header in parameters.Where(parameter => In(parameter) == "header" && IsRequired(parameter) && !request.Headers.ContainsKey(Name(parameter))))
        {
            yield return $"header {Name(header)} is missing";
        }

        var body = parameters.Find(parameter => In(parameter) == "body");
        if (body.ValueKind == JsonValueKind.Undefined)
        {
            if (request.Body.Length > 0)
            {
                yield return "a body where none belongs";
            }

            yield break;
        }

        using var sent = JsonDocument.Parse(request.Body);
        foreach (var problem in CheckValue(model, body.GetProperty("schema"), sent.RootElement, "body"))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> CheckText(JsonElement parameter, string value, string at)
    {
        var type = parameter.GetProperty("type").GetString();
        if (type == "array")
        {
            var parts = value.Split(',');
            if (parameter.TryGetProperty("maxItems", out var most) && parts.Length > most.GetInt32())
            {
                yield return $"{at} has more than {most} items";
            }

            foreach (var problem in parts.SelectMany(part => CheckText(parameter.GetProperty("items"), part, at)))
            {
                yield return problem;
            }

            yield break;
        }

        if (type == "integer" && (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || (parameter.TryGetProperty("maximum", out var maximum) && number > maximum.GetInt32())))
        {
            yield return $"{at}: {value} is no integer in its bounds";
        }

        if (!IsInEnum(parameter, value))
        {
            yield return $"{at}: {value} is not one of its values";
        }

        if (!IsOfFormat(parameter, value))
        {
            yield return $"{at}: {value} is not a {parameter.GetProperty("format")}";
        }
    }

    private static IEnumerable<string> CheckValue(JsonElement model, JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = model.GetProperty("definitions").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        return (schema.TryGetProperty("type", out var type) ? type.GetString() : "object") switch
        {
            "array" => CheckArray(model, schema, value, at),
            "object" => CheckObject(model, schema, value, at),
            "string" when value.ValueKind != JsonValueKind.String => [$"{at} is not a string"],
            "string" when !IsInEnum(schema, value.GetString()!) => [$"{at}: {value} is not one of its values"],
            "string" when !IsOfFormat(schema, value.GetString()!) => [$"{at}: {value} is of another format"],
            "integer" or "number" when value.ValueKind != JsonValueKind.Number => [$"{at} is not a number"],
            "boolean" when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) => [$"{at} is not a boolean"],
            _ => [],
        };
    }

    private static IEnumerable<string> CheckArray(JsonElement model, JsonElement schema, JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return [$"{at} is not a list"];
        }

        var length = value.GetArrayLength();
        return
        [
            .. schema.TryGetProperty("minItems", out var least) && length < least.GetInt32() ? [$"{at} has too few items"] : Array.Empty<string>(),
            .. schema.TryGetProperty("maxItems", out var most) && length > most.GetInt32() ? [$"{at} has too many items"] : Array.Empty<string>(),
            .. value.EnumerateArray().SelectMany((item, index) => CheckValue(model, schema.GetProperty("items"), item, $"{at}[{index}]")),
        ];
    }

    private static IEnumerable<string> CheckObject(JsonElement model, JsonElement schema, JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            yield return $"{at} is not an object";
            yield break;
        }

        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)))
            {
                yield return $"{at}.{name} is missing";
            }
        }

        var properties = schema.TryGetProperty("properties", out var named) ? named : default;
        var others = schema.TryGetProperty("additionalProperties", out var additional) ? additional : default;
        foreach (var property in value.EnumerateObject())
        {
            var known = properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(property.Name, out var own) ? own
                : others.ValueKind == JsonValueKind.Object ? others
                : default;
            if (known.ValueKind == JsonValueKind.Undefined)
            {
                if (others.ValueKind != JsonValueKind.True)
                {
                    yield return $"{at}.{property.Name} is unknown";
                }

                continue;
            }

            foreach (var problem in CheckValue(model, known, property.Value, $"{at}.{property.Name}"))
            {
                yield return problem;
            }
        }
    }

    private static bool IsInEnum(JsonElement schema, string value) =>
        !schema.TryGetProperty("enum", out var values) || values.EnumerateArray().Any(allowed => allowed.GetString() == value);

    private static bool IsOfFormat(JsonElement schema, string value) =>
        !schema.TryGetProperty("format", out var format)
        || format.GetString() != "date-time"
        || (value.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _));

    private static string In(JsonElement parameter) => parameter.GetProperty("in").GetString()!;

    private static string Name(JsonElement parameter) => parameter.GetProperty("name").GetString()!;

    private static bool IsRequired(JsonElement parameter) => parameter.TryGetProperty("required", out var required) && required.GetBoolean();
}

/// <summary>A test that needs the official models; skipped, with this reason in the test output, where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AmazonModelsFactAttribute : FactAttribute
{
    public AmazonModelsFactAttribute()
    {
        if (!SpecRequestValidator.IsAvailable)
        {
            Skip = "The official models (shared/marketplaces/specs/amazon-sp-api) are not there: nothing was held against them.";
        }
    }
}

/// <summary>The same for eBay's files.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EbayModelsFactAttribute : FactAttribute
{
    public EbayModelsFactAttribute()
    {
        if (!SpecRequestValidator.HasEbay)
        {
            Skip = "The official models (shared/marketplaces/specs/ebay) are not there: nothing was held against them.";
        }
    }
}
