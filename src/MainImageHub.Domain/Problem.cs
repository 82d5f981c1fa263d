using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain;

/// <summary>How a problem is answered: each kind is one HTTP status (see Http/ProblemMapping.cs of the web project).</summary>
public enum ProblemKind
{
    Invalid,
    NotFound,
    Forbidden,
    Conflict,
    Unprocessable,
    TooLarge,
    TooMany,
    Unavailable,
}

/// <summary>
/// One thing that can go wrong, with a code that never changes and a sentence in both languages that says what to do.
/// Each area keeps its own table of these; <c>throw Problems.X.Because(...)</c> fills the {0} placeholders.
/// </summary>
public sealed record ProblemType(string Code, ProblemKind Kind, string En, string Zh)
{
    public ProblemException Because(params object?[] values) => new(this, Text(values));

    public LocalText Text(params object?[] values) => new(
        string.Format(System.Globalization.CultureInfo.InvariantCulture, En, values),
        string.Format(System.Globalization.CultureInfo.InvariantCulture, Zh, values));
}

/// <summary>A refusal a person can understand and act on. Not for bugs.</summary>
public sealed class ProblemException(ProblemType type, LocalText text) : Exception($"{type.Code}: {text.En}")
{
    public ProblemType Type { get; } = type;

    public LocalText Text { get; } = text;
}
