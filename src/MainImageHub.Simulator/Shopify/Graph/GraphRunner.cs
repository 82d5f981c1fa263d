using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.Shopify.Graph;

/// <summary>What is wrong with a request, in the form of GraphQL errors; or what it may cost.</summary>
internal sealed record GraphCheck(JsonArray Errors, int RequestedCost);

/// <summary>Checks an operation against the schema, and runs it. Costs are counted as Shopify tells: an object 1, a scalar 0, a mutation 10, a page by its size.</summary>
internal sealed class GraphRunner(GraphSchema schema)
{
    private const int MutationCost = 10;

    public GraphCheck Check(GraphDocument document, GraphOperation operation, JsonObject variables)
    {
        var check = new Checking(schema, document, operation);
        check.Variables(variables);
        var cost = check.Selections(Root(operation), operation.Selections, [operation.IsMutation ? $"mutation {operation.Name}" : $"query {operation.Name}"]);
        check.Unused();
        return new GraphCheck(check.Errors, cost + (operation.IsMutation ? MutationCost : 0));
    }

    public (JsonObject Data, int Cost) Run(GraphDocument document, GraphOperation operation, JsonObject variables, object root)
    {
        var cost = operation.IsMutation ? MutationCost : 0;
        var data = Project(Root(operation), root, operation.Selections);
        return (data, cost);

        JsonObject Project(string type, object on, IReadOnlyList<GraphSelection> selections)
        {
            var fields = new JsonObject();
            Fill(fields, type, on, selections);
            return fields;
        }

        void Fill(JsonObject fields, string type, object on, IReadOnlyList<GraphSelection> selections)
        {
            foreach (var selection in selections)
            {
                switch (selection)
                {
                    case GraphFieldSelection { Name: "__typename" } field:
                        fields[field.As] = type;
                        break;
                    case GraphFieldSelection field:
                        var described = schema.Find(type, field.Name)!;
                        var arguments = new JsonObject(field.Arguments.Select(a => KeyValuePair.Create(a.Key, Given(a.Value, operation, variables))).Where(a => a.Value is not null));
                        fields[field.As] = Value(described, described.Resolve(on, arguments), field.Selections);
                        break;
                    default:
                        var (condition, inner) = Conditional(document, selection);
                        if (condition is null || schema.Fits(type, condition))
                        {
                            Fill(fields, type, on, inner);
                        }

                        break;
                }
            }
        }

        JsonNode? Value(GraphField field, object? value, IReadOnlyList<GraphSelection> selections)
        {
            if (value is null)
            {
                return null;
            }

            if (value is IEnumerable list and not string and not JsonNode)
            {
                return new JsonArray([.. list.Cast<object>().Select(item => Value(field, item, selections))]);
            }

            if (GraphSchema.IsScalar(field.Type))
            {
                return value switch
                {
                    int number => JsonValue.Create(number),
                    bool truth => JsonValue.Create(truth),
                    DateTimeOffset instant => JsonValue.Create(instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
                    _ => JsonValue.Create(value.ToString()),
                };
            }

            cost++;

            // Of an interface the object's own type; one that stands for a part of itself is what its field says.
            return Project(schema.TypeOf(value) is { } own && schema.Fits(own, field.BaseType) ? own : field.BaseType, value, selections);
        }
    }

    private static string Root(GraphOperation operation) => operation.IsMutation ? "Mutation" : "QueryRoot";

    private static (string? Condition, IReadOnlyList<GraphSelection> Selections) Conditional(GraphDocument document, GraphSelection selection) => selection switch
    {
        GraphInline inline => (inline.OnType, inline.Selections),
        GraphSpread spread when document.Fragments.TryGetValue(spread.Fragment, out var fragment) => (fragment.OnType, fragment.Selections),
        _ => (null, []),
    };

    private static string? VariableIn(JsonNode? value) =>
        value is JsonObject { Count: 1 } mark && mark.TryGetPropertyValue(GraphParser.VariableMark, out var name) ? (string?)name : null;

    private static JsonNode? Given(JsonNode? value, GraphOperation operation, JsonObject variables) => value switch
    {
        _ when VariableIn(value) is { } name => (variables.TryGetPropertyValue(name, out var given) ? given : operation.Variables.First(v => v.Name == name).Default)?.DeepClone(),
        JsonObject fields => new JsonObject(fields.Select(f => KeyValuePair.Create(f.Key, Given(f.Value, operation, variables)))),
        JsonArray items => new JsonArray([.. items.Select(item => Given(item, operation, variables))]),
        _ => value?.DeepClone(),
    };

    private sealed class Checking(GraphSchema schema, GraphDocument document, GraphOperation operation)
    {
        private readonly HashSet<string> _used = new(StringComparer.Ordinal);
        private JsonObject _given = [];

        public JsonArray Errors { get; } = [];

        public void Variables(JsonObject given)
        {
            _given = given;
            foreach (var variable in operation.Variables)
            {
                var value = given.TryGetPropertyValue(variable.Name, out var told) ? told : variable.Default;
                foreach (var (path, explanation) in Problems(variable.Type, value, []))
                {
                    Errors.Add(new JsonObject
                    {
                        ["message"] = $"Variable ${variable.Name} of type {variable.Type} was provided invalid value{(path.Count > 0 ? $" for {string.Join('.', path)} ({explanation})" : "")}",
                        ["extensions"] = new JsonObject
                        {
                            ["value"] = value?.DeepClone(),
                            ["problems"] = new JsonArray(new JsonObject { ["path"] = new JsonArray([.. path.Select(p => JsonValue.Create(p))]), ["explanation"] = explanation }),
                        },
                    });
                }
            }
        }

        public void Unused()
        {
            foreach (var variable in operation.Variables.Where(v => !_used.Contains(v.Name)))
            {
                Error($"Variable ${variable.Name} is declared by {operation.Name} but not used", "variableNotUsed", []);
            }
        }

        /// <summary>The most these can cost.</summary>
        public int Selections(string type, IReadOnlyList<GraphSelection> selections, IReadOnlyList<string> path)
        {
            var cost = 0;
            foreach (var selection in selections)
            {
                if (selection is GraphFieldSelection field)
                {
                    cost += Field(type, field, [.. path, field.Name]);
                    continue;
                }

                if (selection is GraphSpread spread && !document.Fragments.ContainsKey(spread.Fragment))
                {
                    Error($"Fragment {spread.Fragment} was used, but not defined", "useAndDefineFragment", path);
                    continue;
                }

                var (condition, inner) = Conditional(document, selection);
                if (condition is not null && !schema.Knows(condition))
                {
                    Error($"No such type {condition}, so it can't be a fragment condition", "undefinedType", path);
                }
                else if (condition is not null && !schema.Fits(type, condition))
                {
                    Error($"Fragment on {condition} can't be spread inside {type}", "cannotSpreadFragment", path);
                }
                else
                {
                    cost += Selections(condition ?? type, inner, path);
                }
            }

            return cost;
        }

        private int Field(string type, GraphFieldSelection field, IReadOnlyList<string> path)
        {
            if (field.Name == "__typename")
            {
                return 0;
            }

            if (schema.Find(type, field.Name) is not { } described)
            {
                Error($"Field '{field.Name}' doesn't exist on type '{type}'", "undefinedField", path, ("typeName", type), ("fieldName", field.Name));
                return 0;
            }

            Arguments(field, described, path);
            if (GraphSchema.IsScalar(described.Type))
            {
                if (field.Selections.Count > 0)
                {
                    Error($"Selections can't be made on scalars (field '{field.Name}' returns {described.BaseType} but has selections)", "selectionMismatch", path);
                }

                return 0;
            }

            if (field.Selections.Count == 0)
            {
                Error($"Field must have selections (field '{field.Name}' returns {described.BaseType} but has no selections.)", "selectionMismatch", path);
                return 0;
            }

            var within = Selections(described.BaseType, field.Selections, path);
            return described.BaseType.EndsWith("Connection", StringComparison.Ordinal) ? 2 + (PageSize(field) * within) : 1 + within;
        }

        private int PageSize(GraphFieldSelection field)
        {
            var given = Given(field.Arguments.GetValueOrDefault("first"), operation, _given);
            return given is JsonValue value && value.TryGetValue<int>(out var size) ? size : 1;
        }

        private void Arguments(GraphFieldSelection field, GraphField described, IReadOnlyList<string> path)
        {
            foreach (var (name, value) in field.Arguments)
            {
                if (!described.Arguments.TryGetValue(name, out var type))
                {
                    Error($"Field '{field.Name}' doesn't accept argument '{name}'", "argumentNotAccepted", path);
                    continue;
                }

                Use(value);
                if (VariableIn(value) is { } variable)
                {
                    var declared = operation.Variables.FirstOrDefault(v => v.Name == variable)?.Type;
                    if (declared is null)
                    {
                        Error($"Variable ${variable} is used by {operation.Name} but not declared", "variableNotDefined", path);
                    }
                    else if (declared.TrimEnd('!') != type.TrimEnd('!') || (type.EndsWith('!') && !declared.EndsWith('!')))
                    {
                        Error($"Type mismatch on variable ${variable} and argument {name} ({declared} / {type})", "variableMismatch", path);
                    }
                }
                else
                {
                    foreach (var (_, explanation) in Problems(type, Given(value, operation, _given), []))
                    {
                        Error($"Argument '{name}' on Field '{field.Name}' has an invalid value ({explanation}). Expected type '{type}'.", "argumentLiteralsIncompatible", path);
                    }
                }
            }

            foreach (var (name, _) in described.Arguments.Where(a => a.Value.EndsWith('!') && !field.Arguments.ContainsKey(a.Key)))
            {
                Error($"Field '{field.Name}' is missing required arguments: {name}", "missingRequiredArguments", path);
            }
        }

        private void Use(JsonNode? value)
        {
            if (VariableIn(value) is { } name)
            {
                _used.Add(name);
                return;
            }

            foreach (var part in value switch { JsonObject fields => fields.Select(f => f.Value), JsonArray items => items, _ => [] })
            {
                Use(part);
            }
        }

        private IEnumerable<(IReadOnlyList<string> Path, string Explanation)> Problems(string type, JsonNode? value, IReadOnlyList<string> path)
        {
            if (value is null)
            {
                return type.EndsWith('!') ? [(path, "Expected value to not be null")] : [];
            }

            var bare = type.TrimEnd('!');
            if (bare.StartsWith('['))
            {
                return value is JsonArray list ? list.SelectMany((item, i) => Problems(bare[1..^1], item, [.. path, $"{i}"])) : Problems(bare[1..^1], value, path);
            }

            if (schema.Enum(bare) is { } values)
            {
                return (string?)(value as JsonValue) is { } word && values.Contains(word) ? [] : [(path, $"Expected \"{value}\" to be one of: {string.Join(", ", values)}")];
            }

            if (schema.Input(bare) is { } fields)
            {
                return value is not JsonObject given
                    ? [(path, $"Expected {value.ToJsonString()} to be a key-value object.")]
                    : [
                        .. given.Where(g => !fields.ContainsKey(g.Key)).Select(g => ((IReadOnlyList<string>)[.. path, g.Key], $"Field is not defined on {bare}")),
                        .. fields.SelectMany(f => given.TryGetPropertyValue(f.Key, out var told) || f.Value.EndsWith('!') ? Problems(f.Value, told, [.. path, f.Key]) : []),
                    ];
            }

            return (bare, value.GetValueKind()) switch
            {
                ("Int", JsonValueKind.Number) or ("Boolean", JsonValueKind.True or JsonValueKind.False) => [],
                ("UnsignedInt64", JsonValueKind.String or JsonValueKind.Number) => [],
                ("ID", JsonValueKind.String) => ((string)value!).StartsWith("gid://shopify/", StringComparison.Ordinal) ? [] : [(path, $"Invalid global id '{value}'")],
                (not ("Int" or "Boolean" or "UnsignedInt64"), JsonValueKind.String) => [],
                _ => [(path, $"Could not coerce value {value.ToJsonString()} to {bare}")],
            };
        }

        private void Error(string message, string code, IReadOnlyList<string> path, params ReadOnlySpan<(string Name, string Value)> more)
        {
            var extensions = new JsonObject { ["code"] = code };
            foreach (var (name, value) in more)
            {
                extensions[name] = value;
            }

            Errors.Add(new JsonObject
            {
                ["message"] = message,
                ["path"] = new JsonArray([.. path.Select(p => JsonValue.Create(p))]),
                ["extensions"] = extensions,
            });
        }
    }
}
