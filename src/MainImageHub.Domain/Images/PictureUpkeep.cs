using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Images;

public enum UpkeepKind
{
    /// <summary>Pictures in use are measured again, because newer code measures more.</summary>
    Measure,

    /// <summary>Look-alikes are noted among pictures that came in before they were noted as they come.</summary>
    LookAlikes,
}

/// <summary>
/// Pictures that came in under older code are brought up to what newer ones have, slowly and behind everything else. A few at a time: each
/// few survive a crash, and people see how far it is.
/// </summary>
public sealed class PictureUpkeep : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required UpkeepKind Kind { get; init; }

    /// <summary>When measuring: what shoppers see comes first, then what is being worked on.</summary>
    public bool LiveDone { get; private set; }

    /// <summary>The last row looked at: of a listing while what is live is measured, then of a version; of a picture for look-alikes.</summary>
    public Guid? Cursor { get; private set; }

    public int Done { get; private set; }

    /// <summary>Pictures that could not be read any more; what was measured on them stands.</summary>
    public int Unreadable { get; private set; }

    public LocalText? Problem { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public bool HasEnded => EndedAt is not null;

    /// <param name="last">The last row of this few; null where there was none.</param>
    /// <param name="done">Pictures brought up.</param>
    /// <param name="unreadable">And those that could not be.</param>
    /// <param name="isLast">There are no more of these.</param>
    /// <param name="now">When.</param>
    public void Add(Guid? last, int done, int unreadable, bool isLast, DateTimeOffset now)
    {
        (Cursor, Done, Unreadable) = (last ?? Cursor, Done + done, Unreadable + unreadable);
        if (isLast && Kind == UpkeepKind.Measure && !LiveDone)
        {
            (LiveDone, Cursor) = (true, null);
        }
        else if (isLast)
        {
            EndedAt = now;
        }
    }

    public void Fail(LocalText why, DateTimeOffset now) => (Problem, EndedAt) = (why, now);

    /// <summary>Tried again from where it stood.</summary>
    public void Reopen() => (Problem, EndedAt) = (null, null);
}
