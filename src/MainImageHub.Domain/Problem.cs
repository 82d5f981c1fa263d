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

    /// <param name="values">Fill the placeholders; a <see cref="LocalText"/> stands in each sentence in its language.</param>
    public LocalText Text(params object?[] values) => new(
        string.Format(System.Globalization.CultureInfo.InvariantCulture, En, Array.ConvertAll(values, v => v is LocalText text ? text.En : v)),
        string.Format(System.Globalization.CultureInfo.InvariantCulture, Zh, Array.ConvertAll(values, v => v is LocalText text ? text.Zh : v)));
}

/// <summary>A refusal a person can understand and act on. Not for bugs.</summary>
public sealed class ProblemException(ProblemType type, LocalText text) : Exception($"{type.Code}: {text.En}")
{
    public ProblemType Type { get; } = type;

    public LocalText Text { get; } = text;

    /// <summary>By the names they have on the wire, the fields it is about, where the sentence calls them as a form does.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}
