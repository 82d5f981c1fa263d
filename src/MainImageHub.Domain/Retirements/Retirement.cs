using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Retirements;

/// <summary>What becomes of the picture where it is still shown.</summary>
public enum LiveFate
{
    Keep,
    Remove,
    Replace,
}

/// <summary>The end of a main image's life: what was asked, how far it came, and what storage it gave back. Kept for ever.</summary>
public sealed class Retirement : IWorkspaceOwned
{
    public const int DefaultRetainDays = 30;

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid MainImageId { get; init; }

    public required string Reason { get; init; }

    public required LiveFate Live { get; init; }

    public Guid? ReplaceWithVersionId { get; init; }

    /// <summary>Delete the files after the days of grace, instead of keeping them in the archive.</summary>
    public required bool Purge { get; init; }

    public required int RetainDays { get; init; }

    public Guid? RequestedBy { get; init; }

    public required string RequestedByName { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Why it does not get on; a person has to act.</summary>
    public LocalText? Problem { get; private set; }

    /// <summary>The marketplaces were seen to show what was asked for, and the files are in the archive.</summary>
    public DateTimeOffset? ArchivedAt { get; private set; }

    /// <summary>From then on the files may be deleted; null when they are kept.</summary>
    public DateTimeOffset? PurgeDueAt { get; private set; }

    public DateTimeOffset? PurgedAt { get; private set; }

    /// <summary>Bytes given back by the purge.</summary>
    public long BytesReleased { get; private set; }

    /// <summary>Pictures that stayed because something else uses them or shoppers still see them.</summary>
    public int PicturesKept { get; private set; }

    public void Hold(LocalText problem) => Problem = problem;

    public void Archive(DateTimeOffset at)
    {
        ArchivedAt ??= at;
        PurgeDueAt = Purge ? ArchivedAt + TimeSpan.FromDays(RetainDays) : null;
        Problem = null;
    }

    public void MarkPurged(long bytesReleased, int picturesKept, DateTimeOffset at)
    {
        BytesReleased += bytesReleased;
        PicturesKept = picturesKept;
        PurgedAt = at;
    }
}
