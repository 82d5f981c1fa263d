using System.IO.Compression;
using System.Text.Json;
using GraphQLParser;
using GraphQLParser.AST;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Marketplaces.Shopify;

/// <summary>
/// Holds GraphQL requests and answers against Shopify's own schema of the Admin API, the introspection file as Shopify ships it: known fields and
/// arguments, required ones present, types of variables and inputs, values of enumerations, selections on objects and only there; and every
/// field that was asked for in the answer, of its type, null only where it may be. Documents are read by a parser that is not ours.
/// </summary>
public sealed class ShopifySpecValidator
{
    private const string File = "shopify/admin_2026-10.json.gz";

    private readonly Dictionary<string, JsonElement> types;

    private ShopifySpecValidator(Dictionary<string, JsonElement> types) => this.types = types;

    public static bool IsAvailable => SharedSpecs.Folder is { } folder && System.IO.File.Exists(Path.Combine(folder, File));

    /// <summary>Null where the shared folder is absent; the caller says so.</summary>
    public static ShopifySpecValidator? Load()
    {
        if (!IsAvailable)
        {
            return null;
        }

        using var packed = System.IO.File.OpenRead(Path.Combine(SharedSpecs.Folder!, File));
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        var root = JsonDocument.Parse(unpacked).RootElement;
        var schema = (root.TryGetProperty("data", out var data) ? data : root).GetProperty("__schema");
        return new(schema.GetProperty("types").EnumerateArray().ToDictionary(type => type.GetProperty("name").GetString()!, StringComparer.Ordinal));
    }

    public IReadOnlyList<string> Validate(RecordedRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        var checking = new Checking(this, body.RootElement);
        return checking.Request();
    }

    public IReadOnlyList<string> Validate(RecordedAnswer answer)
    {
        using var body = JsonDocument.Parse(answer.To.Body);
        using var said = JsonDocument.Parse(answer.Body);
        return said.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? new Checking(this, body.RootElement).Answer(data)
            : said.RootElement.TryGetProperty("errors", out _) ? []
            : ["neither data nor errors"];
    }

    private JsonElement? Field(string type, string name) =>
        types.TryGetValue(type, out var described) && described.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Array
            && fields.EnumerateArray().FirstOrDefault(field => field.GetProperty("name").GetString() == name) is { ValueKind: JsonValueKind.Object } found ? found : null;

    private bool IsLeaf(string type) => types[type].GetProperty("kind").GetString() is "SCALAR" or "ENUM";

    private HashSet<string> Possible(string type) => types[type].TryGetProperty("possibleTypes", out var possible) && possible.ValueKind == JsonValueKind.Array
        ? possible.EnumerateArray().Select(each => each.GetProperty("name").GetString()!).ToHashSet(StringComparer.Ordinal)
        : new HashSet<string>(StringComparer.Ordinal) { type };

    private static string NameOf(JsonElement type) => type.GetProperty("kind").GetString() is "NON_NULL" or "LIST" ? NameOf(type.GetProperty("ofType")) : type.GetProperty("name").GetString()!;

    private static string Text(JsonElement type) => type.GetProperty("kind").GetString() switch
    {
        "NON_NULL" => Text(type.GetProperty("ofType")) + "!",
        "LIST" => $"[{Text(type.GetProperty("ofType"))}]",
        _ => type.GetProperty("name").GetString()!,
    };

    private static string Text(GraphQLType type) => type switch
    {
        GraphQLNonNullType required => Text(required.Type) + "!",
        GraphQLListType list => $"[{Text(list.Type)}]",
        GraphQLNamedType named => named.Name.StringValue,
        _ => throw new InvalidOperationException($"What is {type}?"),
    };

    private sealed class Checking
    {
        private readonly ShopifySpecValidator schema;
        private readonly List<string> problems = [];
        private readonly GraphQLOperationDefinition operation;
        private readonly Dictionary<string, GraphQLFragmentDefinition> fragments;
        private readonly Dictionary<string, string> declared = new(StringComparer.Ordinal);
        private readonly HashSet<string> used = new(StringComparer.Ordinal);
        private readonly HashSet<string> spread = new(StringComparer.Ordinal);
        private readonly JsonElement variables;

        public Checking(ShopifySpecValidator schema, JsonElement request)
        {
            this.schema = schema;
            var document = Parser.Parse(request.GetProperty("query").GetString()!);
            fragments = document.Definitions.OfType<GraphQLFragmentDefinition>().ToDictionary(fragment => fragment.FragmentName.Name.StringValue, StringComparer.Ordinal);
            operation = document.Definitions.OfType<GraphQLOperationDefinition>().Single();
            variables = request.TryGetProperty("variables", out var given) ? given : default;
            if (request.TryGetProperty("operationName", out var name) && name.GetString() != operation.Name?.StringValue)
            {
                problems.Add($"operationName {name} is not {operation.Name?.StringValue}");
            }
        }

        private string Root => operation.Operation == OperationType.Mutation ? "Mutation" : "QueryRoot";

        public List<string> Request()
        {
            foreach (var variable in operation.Variables?.Items ?? [])
            {
                var (name, type) = (variable.Variable.Name.StringValue, Text(variable.Type));
                declared[name] = type;
                var value = variables.ValueKind == JsonValueKind.Object && variables.TryGetProperty(name, out var given) ? given : default;
                Value(type, value, $"${name}");
            }

            if (variables.ValueKind == JsonValueKind.Object)
            {
                problems.AddRange(variables.EnumerateObject().Where(given => !declared.ContainsKey(given.Name)).Select(given => $"${given.Name} is given and not declared"));
            }

            Selections(Root, operation.SelectionSet, Root);
            problems.AddRange(declared.Keys.Where(name => !used.Contains(name)).Select(name => $"${name} is not used"));
            problems.AddRange(fragments.Keys.Where(name => !spread.Contains(name)).Select(name => $"fragment {name} is not used"));
            return problems;
        }

        public List<string> Answer(JsonElement data)
        {
            Told(Root, operation.SelectionSet, data, "data");
            return problems;
        }

        private void Selections(string type, GraphQLSelectionSet selections, string at)
        {
            foreach (var selection in selections.Selections)
            {
                if (selection is GraphQLField field)
                {
                    Field(type, field, $"{at}.{field.Name.StringValue}");
                    continue;
                }

                var (condition, inner) = Inner(type, selection);
                if (!schema.types.ContainsKey(condition) || !schema.Possible(type).Overlaps(schema.Possible(condition)))
                {
                    problems.Add($"{at}: nothing there can be a {condition}");
                }
                else
                {
                    Selections(condition, inner, at);
                }
            }
        }

        private (string Condition, GraphQLSelectionSet Selections) Inner(string type, ASTNode selection)
        {
            if (selection is GraphQLInlineFragment inline)
            {
                return (inline.TypeCondition?.Type.Name.StringValue ?? type, inline.SelectionSet);
            }

            var name = ((GraphQLFragmentSpread)selection).FragmentName.Name.StringValue;
            spread.Add(name);
            return (fragments[name].TypeCondition.Type.Name.StringValue, fragments[name].SelectionSet);
        }

        private void Field(string type, GraphQLField field, string at)
        {
            if (schema.Field(type, field.Name.StringValue) is not { } described)
            {
                problems.Add($"{at}: {type} has no such field");
                return;
            }

            Arguments(field, described, at);
            var of = NameOf(described.GetProperty("type"));
            if (schema.IsLeaf(of) != field.SelectionSet is null)
            {
                problems.Add($"{at}: {of} is {(schema.IsLeaf(of) ? "a leaf" : "no leaf")}");
            }
            else if (field.SelectionSet is { } selections)
            {
                Selections(of, selections, at);
            }
        }

        private void Arguments(GraphQLField field, JsonElement described, string at)
        {
            var known = described.GetProperty("args").EnumerateArray().ToDictionary(argument => argument.GetProperty("name").GetString()!, argument => Text(argument.GetProperty("type")), StringComparer.Ordinal);
            var given = (field.Arguments?.Items ?? []).ToDictionary(argument => argument.Name.StringValue, argument => argument.Value, StringComparer.Ordinal);
            foreach (var (name, value) in given)
            {
                if (!known.TryGetValue(name, out var type))
                {
                    problems.Add($"{at}: no argument '{name}'");
                }
                else if (value is GraphQLVariable variable)
                {
                    used.Add(variable.Name.StringValue);
                    var its = declared.GetValueOrDefault(variable.Name.StringValue);
                    if (its is null || its.TrimEnd('!') != type.TrimEnd('!') || (type.EndsWith('!') && !its.EndsWith('!')))
                    {
                        problems.Add($"{at}: '{name}' is {type}, ${variable.Name.StringValue} is {its ?? "not declared"}");
                    }
                }
                else
                {
                    Literal(type, value, $"{at}({name})");
                }
            }

            problems.AddRange(known.Where(argument => argument.Value.EndsWith('!') && !given.ContainsKey(argument.Key)).Select(argument => $"{at}: argument '{argument.Key}' is missing"));
        }

        private void Literal(string type, GraphQLValue value, string at)
        {
            var fits = (type.TrimEnd('!'), value) switch
            {
                ("Int", GraphQLIntValue) or ("Boolean", GraphQLBooleanValue) or ("ID" or "String", GraphQLStringValue) => true,
                (var named, GraphQLEnumValue word) => IsValueOf(named, word.Name.StringValue),
                _ => false,
            };
            if (!fits)
            {
                problems.Add($"{at}: not a {type}");
            }
        }

        private void Value(string type, JsonElement value, string at)
        {
            if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            {
                if (type.EndsWith('!'))
                {
                    problems.Add($"{at} is missing");
                }

                return;
            }

            var bare = type.TrimEnd('!');
            if (bare.StartsWith('['))
            {
                if (value.ValueKind != JsonValueKind.Array)
                {
                    problems.Add($"{at} is no list");
                    return;
                }

                foreach (var (index, item) in value.EnumerateArray().Index())
                {
                    Value(bare[1..^1], item, $"{at}[{index}]");
                }

                return;
            }

            if (schema.types[bare].GetProperty("kind").GetString() == "INPUT_OBJECT")
            {
                var fields = schema.types[bare].GetProperty("inputFields").EnumerateArray().ToDictionary(field => field.GetProperty("name").GetString()!, field => Text(field.GetProperty("type")), StringComparer.Ordinal);
                problems.AddRange(value.EnumerateObject().Where(given => !fields.ContainsKey(given.Name)).Select(given => $"{at}.{given.Name} is not a field of {bare}"));
                foreach (var (name, of) in fields)
                {
                    Value(of, value.TryGetProperty(name, out var given) ? given : default, $"{at}.{name}");
                }

                return;
            }

            if (!IsOf(bare, value))
            {
                problems.Add($"{at}: {value} is not a {bare}");
            }
        }

        /// <summary>Every field that was asked for is there, and nothing else.</summary>
        private void Told(string type, GraphQLSelectionSet selections, JsonElement on, string at)
        {
            var asked = new Dictionary<string, (string Type, GraphQLField Field, bool Sure)>(StringComparer.Ordinal);
            Collect(type, selections, sure: true, asked);
            problems.AddRange(on.EnumerateObject().Where(told => !asked.ContainsKey(told.Name)).Select(told => $"{at}.{told.Name} was not asked for"));
            foreach (var (name, (of, field, sure)) in asked)
            {
                if (on.TryGetProperty(name, out var told))
                {
                    Told(Text(schema.Field(of, field.Name.StringValue)!.Value.GetProperty("type")), field.SelectionSet, told, $"{at}.{name}", name);
                }
                else if (sure)
                {
                    problems.Add($"{at}.{name} is missing");
                }
            }
        }

        private void Collect(string type, GraphQLSelectionSet selections, bool sure, Dictionary<string, (string Type, GraphQLField Field, bool Sure)> asked)
        {
            foreach (var selection in selections.Selections)
            {
                if (selection is GraphQLField field)
                {
                    asked[field.Alias?.Name.StringValue ?? field.Name.StringValue] = (type, field, sure);
                    continue;
                }

                // Of which kind an object behind an interface is, the answer does not say.
                var (condition, inner) = Inner(type, selection);
                Collect(condition, inner, sure && schema.Possible(type).IsSubsetOf(schema.Possible(condition)), asked);
            }
        }

        private void Told(string type, GraphQLSelectionSet? selections, JsonElement told, string at, string name)
        {
            if (told.ValueKind == JsonValueKind.Null)
            {
                if (type.EndsWith('!'))
                {
                    problems.Add($"{at} may not be null");
                }

                return;
            }

            var bare = type.TrimEnd('!');
            if (bare.StartsWith('['))
            {
                if (told.ValueKind != JsonValueKind.Array)
                {
                    problems.Add($"{at} is no list");
                    return;
                }

                foreach (var (index, item) in told.EnumerateArray().Index())
                {
                    Told(bare[1..^1], selections, item, $"{at}[{index}]", name);
                }
            }
            else if (selections is not null)
            {
                Told(bare, selections, told, at);
            }
            else if (!IsOf(bare, told))
            {
                problems.Add($"{at}: {told} is not a {bare}");
            }
        }

        private bool IsOf(string type, JsonElement value) => type switch
        {
            "Int" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
            "Boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "ID" => value.ValueKind == JsonValueKind.String && value.GetString()!.StartsWith("gid://shopify/", StringComparison.Ordinal),
            "UnsignedInt64" => value.ValueKind == JsonValueKind.String && ulong.TryParse(value.GetString(), out _),
            "URL" => value.ValueKind == JsonValueKind.String && Uri.TryCreate(value.GetString(), UriKind.Absolute, out _),
            "DateTime" => value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out _),
            _ when value.ValueKind != JsonValueKind.String => false,
            _ => schema.types[type].GetProperty("kind").GetString() != "ENUM" || IsValueOf(type, value.GetString()!),
        };

        private bool IsValueOf(string type, string word) =>
            schema.types.TryGetValue(type, out var described) && described.TryGetProperty("enumValues", out var values) && values.ValueKind == JsonValueKind.Array
            && values.EnumerateArray().Any(value => value.GetProperty("name").GetString() == word);
    }
}

/// <summary>A test that needs the official schema; skipped, with this reason in the test output, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShopifySchemaFactAttribute : FactAttribute
{
    public ShopifySchemaFactAttribute()
    {
        if (!ShopifySpecValidator.IsAvailable)
        {
            Skip = "SKIPPED: Shopify's schema (shared/marketplaces/specs/shopify) is not there: nothing was held against it.";
        }
    }
}
