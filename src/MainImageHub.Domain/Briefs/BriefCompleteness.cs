namespace MainImageHub.Domain.Briefs;

/// <summary>
/// How much of what a designer has to know is written down. Every part counts the same, and none is required: a season's campaign and notes are
/// not counted, since most pictures need neither.
/// </summary>
/// <param name="Filled">How many parts say something.</param>
/// <param name="Parts">How many there are.</param>
/// <param name="Missing">Those that say nothing, named as the API names them, in the order of the form.</param>
public sealed record BriefCompleteness(int Filled, int Parts, IReadOnlyList<string> Missing)
{
    /// <param name="brief">As it is written.</param>
    /// <param name="hasOwner">Whether somebody answers for the picture.</param>
    /// <param name="hasDueDate">Whether it is said by when.</param>
    public static BriefCompleteness Look(Brief brief, bool hasOwner, bool hasDueDate)
    {
        (string Name, bool Says)[] parts =
        [
            ("theme", brief.Theme is not null),
            ("style", brief.Style is not null),
            ("audience", brief.Audience is not null),
            ("sellingPoints", brief.SellingPoints.Count > 0),
            ("mustShow", brief.MustShow.Count > 0),
            ("taboos", brief.Taboos.Count > 0),
            ("textRules", brief.TextRules is not null),
            ("references", brief.References.Count > 0),
            ("kpi", brief.Kpi?.Target is not null),
            ("ownerId", hasOwner),
            ("dueOn", hasDueDate),
        ];
        return new(parts.Count(part => part.Says), parts.Length, [.. parts.Where(part => !part.Says).Select(part => part.Name)]);
    }
}
