using System.Text.Json;
using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>What sort of value a limit takes, for a form.</summary>
public enum LimitFieldKind
{
    Number,
    Bytes,

    /// <summary>One of some words.</summary>
    Choice,

    /// <summary>Some of some words.</summary>
    Choices,

    /// <summary>Proportions.</summary>
    Ratios,
}

/// <summary>One field of a rule's limits, as the pack's schema names it.</summary>
/// <param name="Choices">The words there are; empty for numbers.</param>
public sealed record LimitField(string Name, LimitFieldKind Kind, IReadOnlyList<string> Choices)
{
    /// <summary>The fields of a rule whose numbers a workspace can change; none for a rule in words.</summary>
    public static IReadOnlyList<LimitField> Of(string rule) => !RuleBook.HasNumbers(rule) ? [] : [.. RuleBook.LimitsTypeOf(rule).GetProperties()
        .Select(property => Of(JsonNamingPolicy.CamelCase.ConvertName(property.Name), property.PropertyType)).OfType<LimitField>()];

    private static LimitField? Of(string name, Type type) =>
        type == typeof(Limit<long>) ? new(name, LimitFieldKind.Bytes, [])
        : type == typeof(Limit<int>) || type == typeof(Limit<double>) ? new(name, LimitFieldKind.Number, [])
        : type == typeof(DimensionBasis) ? new(name, LimitFieldKind.Choice, ["longest", "each"])
        : type == typeof(Limit<IReadOnlyList<ImageFormat>>) ? new(name, LimitFieldKind.Choices, [.. Enum.GetValues<ImageFormat>().Select(Wording.Wire)])
        : type == typeof(Limit<IReadOnlyList<ColourSpace>>) ? new(name, LimitFieldKind.Choices, [.. Enum.GetValues<ColourSpace>().Select(Wording.Wire)])
        : type == typeof(Limit<IReadOnlyList<RatioSpan>>) ? new(name, LimitFieldKind.Ratios, [])
        : null;
}
