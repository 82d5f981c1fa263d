using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.Shopify.Graph;

/// <summary>One field of a type.</summary>
/// <param name="Type">As in a schema: <c>String!</c>, <c>[MediaError!]!</c>, <c>ProductConnection!</c>.</param>
/// <param name="Arguments">Name to type, as in a schema.</param>
/// <param name="Resolve">From the object it is on and the arguments, variables filled in.</param>
internal sealed record GraphField(string Type, IReadOnlyDictionary<string, string> Arguments, Func<object, JsonObject, object?> Resolve)
{
    public string BaseType => GraphSchema.BaseOf(Type);
}

/// <summary>A page of a connection.</summary>
internal sealed record GraphPage(IReadOnlyList<object> Nodes, bool HasNext = false, string? EndCursor = null);

/// <summary>What can be asked of a shop: types with their fields, inputs with theirs. Whatever is not here is an error.</summary>
internal sealed class GraphSchema
{
    private static readonly HashSet<string> Scalars = new(StringComparer.Ordinal)
    {
        "ID", "String", "Int", "Boolean", "URL", "DateTime", "UnsignedInt64",
        "ProductStatus", "MediaStatus", "FileStatus", "MediaContentType", "MediaErrorCode", "FileErrorCode", "FilesErrorCode", "MediaUserErrorCode", "ProductSortKeys", "ProductMediaSortKeys",
    };

    private readonly Dictionary<string, Dictionary<string, GraphField>> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _enums = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _interfaces = new(StringComparer.Ordinal);

    /// <summary>Which type an object is, where a field's type is only an interface of it.</summary>
    public required Func<object, string?> TypeOf { get; init; }

    public static string BaseOf(string type) => type.Trim('[', ']', '!');

    public static bool IsScalar(string type) => Scalars.Contains(BaseOf(type));

    public bool Knows(string type) => _types.ContainsKey(type);

    public GraphField? Find(string type, string field) => _types.TryGetValue(type, out var fields) ? fields.GetValueOrDefault(field) : null;

    public IReadOnlyDictionary<string, string>? Input(string type) => _inputs.GetValueOrDefault(BaseOf(type));

    public IReadOnlySet<string>? Enum(string type) => _enums.GetValueOrDefault(BaseOf(type));

    /// <summary>Whether what is declared as one type may be the other: some object is both.</summary>
    public bool Fits(string declared, string condition) => _interfaces.Any(type => IsA(type, declared) && IsA(type, condition));

    private static bool IsA(KeyValuePair<string, string[]> type, string name) => type.Key == name || type.Value.Contains(name);

    public GraphSchema Type(string name, string[]? implements = null)
    {
        _types.TryAdd(name, new(StringComparer.Ordinal));
        _interfaces[name] = implements ?? [];
        return this;
    }

    public GraphSchema Field<T>(string type, string name, string of, Func<T, JsonObject, object?> resolve, params ReadOnlySpan<(string Name, string Type)> arguments)
    {
        Type(type, _interfaces.GetValueOrDefault(type));
        Dictionary<string, string> named = new(StringComparer.Ordinal);
        foreach (var (argument, argumentType) in arguments)
        {
            named[argument] = argumentType;
        }

        _types[type][name] = new GraphField(of, named, (on, given) => resolve((T)on, given));
        return this;
    }

    public GraphSchema Field<T>(string type, string name, string of, Func<T, object?> resolve) => Field<T>(type, name, of, (on, _) => resolve(on));

    public GraphSchema Connection(string type, string of) => this
        .Field<GraphPage>(type, "nodes", $"[{of}!]!", page => page.Nodes)
        .Field<GraphPage>(type, "pageInfo", "PageInfo!", page => page);

    public GraphSchema InputType(string name, params ReadOnlySpan<(string Name, string Type)> fields)
    {
        _inputs[name] = new(StringComparer.Ordinal);
        foreach (var (field, type) in fields)
        {
            _inputs[name][field] = type;
        }

        return this;
    }

    public GraphSchema EnumType(string name, params string[] values)
    {
        _enums[name] = new(values, StringComparer.Ordinal);
        return this;
    }
}
