namespace MainImageHub.Domain.Rules;

/// <summary>Somebody of the workspace read again what a rule rests on, and says whether it is still so. Never changed: the newest one counts.</summary>
public sealed class SourceReading : IWorkspaceOwned
{
    public const int LongestNote = 1000;

    private SourceReading()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid WorkspaceId { get; private init; }

    /// <summary>The source's address, as packs name it: what several packs rest on is read once.</summary>
    public string Source { get; private init; } = "";

    /// <summary>It says something else than the pack does.</summary>
    public bool Changed { get; private init; }

    /// <summary>What is different; null where nothing is.</summary>
    public string? Note { get; private init; }

    public Guid? ReadBy { get; private init; }

    public string ReadByName { get; private init; } = "";

    public DateTimeOffset ReadAt { get; private init; }

    /// <exception cref="ProblemException">It changed, and nobody says how.</exception>
    public static SourceReading Make(Guid workspaceId, string source, bool changed, string? note, Actor actor, DateTimeOffset now)
    {
        note = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
        if (note?.Length > LongestNote || (changed && note is null))
        {
            throw RuleProblems.SourceNoteMissing.Because(LongestNote);
        }

        return new SourceReading { WorkspaceId = workspaceId, Source = source, Changed = changed, Note = note, ReadBy = actor.MemberId, ReadByName = actor.Name, ReadAt = now };
    }
}
