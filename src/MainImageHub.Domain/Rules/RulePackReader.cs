using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>A pack cannot be used; the message names the file and the field.</summary>
public sealed class RulePackException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Reads packs from JSON, strictly: an unknown field, a missing number, a source nobody described or a limit that
/// contradicts another stops the reading. A mistyped limit that was silently ignored would let bad pictures through.
/// </summary>
public static class RulePackReader
{
    private static readonly Dictionary<string, RuleSource> NoSources = [];

    private const string ResourceFolder = "MainImageHub.Domain.Rules.Packs.";

    /// <summary>The packs that ship with the product.</summary>
    public static IReadOnlyList<RulePack> ReadEmbedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourceFolder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                using var reader = new StreamReader(stream);
                return Read(name[ResourceFolder.Length..], reader.ReadToEnd());
            })];
    }

    /// <summary>Packs laid into a folder by whoever runs the installation: rules that were announced and hold from a later day.</summary>
    /// <exception cref="RulePackException">The folder is missing, or a pack is malformed.</exception>
    public static IReadOnlyList<RulePack> ReadFolder(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(path => Read(path, File.ReadAllText(path)))];
        }
        catch (IOException error)
        {
            throw new RulePackException($"The rule packs in {folder} cannot be read: {error.Message}", error);
        }
    }

    /// <param name="file">The file's name, for error messages.</param>
    /// <param name="json">The pack.</param>
    /// <exception cref="RulePackException">The pack is malformed or contradicts itself.</exception>
    public static RulePack Read(string file, string json)
    {
        try
        {
            var draft = JsonSerializer.Deserialize<PackJson>(json, Strict(NoSources))
                ?? throw new RulePackException($"{file}: the file is empty.");
            var sources = ReadSources(file, draft.Sources);
            var options = Strict(sources);
            var pack = new RulePack
            {
                Marketplace = draft.Marketplace,
                Name = draft.Name,
                Version = draft.Version,
                EffectiveFrom = draft.EffectiveFrom,
                EffectiveUntil = draft.EffectiveUntil,
                Sites = draft.Sites,
                Sources = [.. sources.Values],
                Rules = ReadRules(file, "rules", draft.Rules, options),
                Exceptions = [.. draft.Exceptions.Select((exception, index) => ReadException(file, $"exceptions[{index}]", exception, options))],
                Consequences = draft.Consequences,
                NotChecked = draft.NotChecked,
                NotEnforced = draft.NotEnforced,
            };
            CheckPack(file, pack);
            return pack;
        }
        catch (JsonException exception)
        {
            throw new RulePackException($"{file}: {exception.Path}: {exception.Message}", exception);
        }
    }

    /// <summary>A rule's limits as JSON, for the API.</summary>
    internal static JsonElement Write(RuleLimits limits) => JsonSerializer.SerializeToElement(limits, limits.GetType(), Strict(NoSources));

    /// <summary>A pack's limits with a workspace's numbers in place of some of them, read as strictly as a pack is.</summary>
    /// <param name="place">Of the pack, for the refusal.</param>
    /// <param name="rule">The rule's id.</param>
    /// <param name="pack">What the pack asks.</param>
    /// <param name="own">By the pack's own schema, <c>value</c> and <c>weight</c> alone; null takes a number away.</param>
    /// <param name="reason">Stands as the source of the numbers.</param>
    /// <exception cref="ProblemException">The numbers are malformed, or contradict the others.</exception>
    internal static RuleLimits ReadOwn(string place, string rule, RuleLimits pack, JsonElement own, string reason)
    {
        var source = new RuleSource("workspace", Confidence.Workspace, reason, "workspace", default);
        var sources = pack.Parts.SelectMany(part => part.Sources).DistinctBy(known => known.Id).Where(known => known.Id != source.Id).Append(source).ToDictionary(known => known.Id);
        var merged = JsonSerializer.SerializeToNode(pack, pack.GetType(), Strict(NoSources))!.AsObject();
        merged.Remove("parts");
        foreach (var part in merged.Select(field => field.Value).OfType<JsonObject>())
        {
            part.Remove("ceiling");
        }

        if (own.ValueKind != JsonValueKind.Object || !own.EnumerateObject().Any())
        {
            throw Unusable(place, new("name at least one number", "至少填写一个数值"));
        }

        foreach (var field in own.EnumerateObject())
        {
            merged[field.Name] = field.Value.ValueKind == JsonValueKind.Object ? OwnPart(place, field, merged[field.Name] as JsonObject, source) : JsonNode.Parse(field.Value.GetRawText());
        }

        RuleLimits limits;
        try
        {
            foreach (var absent in merged.Where(field => field.Value is null).Select(field => field.Key).ToList())
            {
                merged.Remove(absent);
            }

            limits = (RuleLimits)merged.Deserialize(RuleBook.LimitsTypeOf(rule), Strict(sources))!;
        }
        catch (JsonException exception)
        {
            var where = exception.Path?.TrimStart('$', '.');
            throw Unusable(place, string.IsNullOrEmpty(where) ? new("a field is unknown or missing", "有未知或缺失的字段") : new($"{where} is unknown or not of the right kind", $"{where} 未知或类型不正确"));
        }

        return limits.Mistakes().FirstOrDefault() is { } mistake ? throw Unusable(place, mistake) : limits;
    }

    private static JsonObject OwnPart(string place, JsonProperty field, JsonObject? pack, RuleSource source)
    {
        if (field.Value.EnumerateObject().Select(part => part.Name).FirstOrDefault(name => name is not ("value" or "weight")) is { } other)
        {
            throw Unusable(place, new($"{field.Name}.{other} is not yours to give, only value and weight are", $"{field.Name}.{other} 不能填写，只能填写 value 和 weight"));
        }

        // A number that is only moved stays as binding as it was.
        var part = new JsonObject { ["weight"] = pack?["weight"]?.DeepClone() ?? "must", ["confidence"] = ConfidenceNames.Of(Confidence.Workspace), ["sources"] = new JsonArray(source.Id) };
        foreach (var given in field.Value.EnumerateObject())
        {
            part[given.Name] = JsonNode.Parse(given.Value.GetRawText());
        }

        return part;
    }

    private static ProblemException Unusable(string place, LocalText why) => RuleProblems.Limits.Because(place, why);

    private static Dictionary<string, RuleSource> ReadSources(string file, Dictionary<string, SourceJson> drafts)
    {
        var sources = new Dictionary<string, RuleSource>(StringComparer.Ordinal);
        foreach (var (id, draft) in drafts)
        {
            if (string.IsNullOrWhiteSpace(draft.Where))
            {
                throw new RulePackException($"{file}: sources.{id}.where must not be empty.");
            }

            if (draft.Kind == Confidence.Workspace)
            {
                throw new RulePackException($"{file}: sources.{id}.kind: only a workspace's own change is of that kind.");
            }

            if (draft.Kind == Confidence.OwnReasoning && string.IsNullOrWhiteSpace(draft.WhereZh))
            {
                throw new RulePackException($"{file}: sources.{id}.whereZh must say our reasoning in Chinese too.");
            }

            // The publisher is the host of the address unless the pack says who is speaking.
            var voice = draft.Voice ?? (Uri.TryCreate(draft.Where, UriKind.Absolute, out var address) ? address.Host : id);
            sources.Add(id, new RuleSource(id, draft.Kind, draft.Where, voice, draft.LastRead, draft.WhereZh));
        }

        return sources;
    }

    private static Dictionary<string, RuleLimits> ReadRules(
        string file, string field, Dictionary<string, JsonElement> drafts, JsonSerializerOptions options)
    {
        var rules = new Dictionary<string, RuleLimits>(StringComparer.Ordinal);
        foreach (var (id, draft) in drafts)
        {
            if (!RuleIds.All.Contains(id))
            {
                throw new RulePackException($"{file}: {field}.{id} is not a known rule.");
            }

            RuleLimits limits;
            try
            {
                limits = (RuleLimits)(draft.Deserialize(RuleBook.LimitsTypeOf(id), options)
                    ?? throw new RulePackException($"{file}: {field}.{id} must not be null; leave an unknown rule out."));
            }
            catch (JsonException exception)
            {
                throw new RulePackException($"{file}: {field}.{id}{exception.Path?.TrimStart('$')}: {exception.Message}", exception);
            }

            if (limits.Mistakes().FirstOrDefault() is { } mistake)
            {
                throw new RulePackException($"{file}: {field}.{id}: {mistake.En}.");
            }

            foreach (var part in limits.Parts)
            {
                CheckEvidence($"{file}: {field}.{id}", part.Confidence, part.Sources);
                if (string.IsNullOrWhiteSpace(part.Note) != string.IsNullOrWhiteSpace(part.NoteZh))
                {
                    throw new RulePackException($"{file}: {field}.{id}: a note must stand in both languages, note and noteZh.");
                }
            }

            rules.Add(id, limits);
        }

        return rules;
    }

    private static RuleException ReadException(string file, string field, JsonElement element, JsonSerializerOptions options)
    {
        ExceptionJson draft;
        try
        {
            draft = element.Deserialize<ExceptionJson>(options)!;
        }
        catch (JsonException exception)
        {
            throw new RulePackException($"{file}: {field}{exception.Path?.TrimStart('$')}: {exception.Message}", exception);
        }

        if (draft.Lifts.Concat(draft.Softens).FirstOrDefault(id => !RuleIds.All.Contains(id)) is { } unknown)
        {
            throw new RulePackException($"{file}: {field} names '{unknown}', which is not a known rule.");
        }

        CheckEvidence($"{file}: {field}", draft.Confidence, draft.Sources);
        return new RuleException
        {
            Sites = draft.Sites,
            Categories = draft.Categories,
            AlsoCalled = draft.AlsoCalled,
            EffectiveFrom = draft.EffectiveFrom,
            EffectiveUntil = draft.EffectiveUntil,
            Says = draft.Says,
            Confidence = draft.Confidence,
            Sources = draft.Sources,
            Lifts = draft.Lifts,
            Softens = draft.Softens,
            Rules = ReadRules(file, $"{field}.rules", draft.Rules, options),
        };
    }

    private static void CheckEvidence(string field, Confidence claimed, IReadOnlyList<RuleSource> sources)
    {
        if (sources.Count == 0)
        {
            throw new RulePackException($"{field}: sources must name at least one source.");
        }

        // Claiming less than the best source is honest caution; claiming more is not.
        if (sources.Min(source => source.Kind) > claimed)
        {
            throw new RulePackException($"{field}: confidence claims {ConfidenceNames.Of(claimed)}, which none of its sources is.");
        }
    }

    private static void CheckPack(string file, RulePack pack)
    {
        if (pack.EffectiveUntil <= pack.EffectiveFrom)
        {
            throw new RulePackException($"{file}: effectiveUntil must be after effectiveFrom.");
        }

        if (pack.Sites.Count == 0)
        {
            throw new RulePackException($"{file}: sites must name at least one site, or * for any.");
        }

        var used = pack.Rules.Values.Concat(pack.Exceptions.SelectMany(exception => exception.Rules.Values))
            .SelectMany(rule => rule.Parts).SelectMany(part => part.Sources)
            .Concat(pack.Exceptions.SelectMany(exception => exception.Sources))
            .Select(source => source.Id).ToHashSet(StringComparer.Ordinal);
        if (pack.Sources.FirstOrDefault(source => !used.Contains(source.Id)) is { } idle)
        {
            throw new RulePackException($"{file}: sources.{idle.Id} is used by no rule.");
        }
    }

    private static JsonSerializerOptions Strict(IReadOnlyDictionary<string, RuleSource> sources) => new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters =
        {
            new SourceReference(sources),
            new JsonStringEnumConverter<ImageFormat>(new LowerCase(), allowIntegerValues: false),
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };

    /// <summary>In a pack a source is an id into the pack's own list; towards the API it is written out.</summary>
    private sealed class SourceReference(IReadOnlyDictionary<string, RuleSource> sources) : JsonConverter<RuleSource>
    {
        public override RuleSource Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && sources.TryGetValue(reader.GetString()!, out var source)
                ? source
                : throw new JsonException("Every source must be the id of one under \"sources\".");

        public override void Write(Utf8JsonWriter writer, RuleSource value, JsonSerializerOptions options) => writer.WriteStringValue(value.Id);
    }

    private sealed class LowerCase : JsonNamingPolicy
    {
        // ImageFormat.WebP is "webp" to everyone outside, not "webP".
        public override string ConvertName(string name) => name.ToLowerInvariant();
    }

    private sealed record PackJson
    {
        public required string Marketplace { get; init; }

        public required string Name { get; init; }

        public required string Version { get; init; }

        public required DateOnly EffectiveFrom { get; init; }

        public DateOnly? EffectiveUntil { get; init; }

        public required IReadOnlyList<string> Sites { get; init; }

        public required Dictionary<string, SourceJson> Sources { get; init; }

        public required Dictionary<string, JsonElement> Rules { get; init; }

        public IReadOnlyList<JsonElement> Exceptions { get; init; } = [];

        public IReadOnlyList<LocalText> Consequences { get; init; } = [];

        public IReadOnlyList<LocalText> NotChecked { get; init; } = [];

        public IReadOnlyList<LocalText> NotEnforced { get; init; } = [];
    }

    private sealed record SourceJson
    {
        public required Confidence Kind { get; init; }

        public required string Where { get; init; }

        public string? WhereZh { get; init; }

        public string? Voice { get; init; }

        public required DateOnly LastRead { get; init; }
    }

    private sealed record ExceptionJson
    {
        public IReadOnlyList<string> Sites { get; init; } = [];

        public IReadOnlyList<string> Categories { get; init; } = [];

        public IReadOnlyList<string> AlsoCalled { get; init; } = [];

        public DateOnly? EffectiveFrom { get; init; }

        public DateOnly? EffectiveUntil { get; init; }

        public required LocalText Says { get; init; }

        public required Confidence Confidence { get; init; }

        public required IReadOnlyList<RuleSource> Sources { get; init; }

        public IReadOnlyList<string> Lifts { get; init; } = [];

        public IReadOnlyList<string> Softens { get; init; } = [];

        public Dictionary<string, JsonElement> Rules { get; init; } = [];
    }
}
