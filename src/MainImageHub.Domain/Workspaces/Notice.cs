using MainImageHub.Domain.Lifecycle;

namespace MainImageHub.Domain.Workspaces;

public enum NoticeKind
{
    /// <summary>The day after is the last one.</summary>
    DueTomorrow,

    Overdue,

    /// <summary>Somebody gave the member work to do.</summary>
    HandedOver,
}

/// <summary>How a member wants to hear of notices by e-mail; in the product they always stand.</summary>
public enum MailWish
{
    /// <summary>Once a day, in the morning of the member's time zone, if there is anything.</summary>
    Daily,
    Never,
    AtOnce,
}

/// <summary>Something a member was told. The same thing is told once: <see cref="Key"/> is unique for the member.</summary>
public sealed class Notice : IWorkspaceOwned
{
    public const int LongestKey = 120;

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid MemberId { get; init; }

    public required NoticeKind Kind { get; init; }

    /// <summary>What it is about; null where it is about several.</summary>
    public Guid? MainImageId { get; init; }

    public WorkflowStep? Step { get; init; }

    public DateOnly? DueOn { get; init; }

    /// <summary>How many main images it is about.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Who brought it about; null for the calendar.</summary>
    public string? ByName { get; init; }

    public required string Key { get; init; }

    public required DateTimeOffset ToldAt { get; init; }

    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>When a mail server took the mail that tells it.</summary>
    public DateTimeOffset? MailedAt { get; set; }

    /// <summary>A step's reminder. Another due date or another step is another thing to be told.</summary>
    public static Notice Remind(Guid workspaceId, Guid memberId, NoticeKind kind, Guid mainImageId, Turn turn, DateTimeOffset at) => new()
    {
        WorkspaceId = workspaceId,
        MemberId = memberId,
        Kind = kind,
        MainImageId = mainImageId,
        Step = turn.Step,
        DueOn = turn.DueOn,
        Key = KeyOf(kind, mainImageId, turn),
        ToldAt = at,
    };

    public static string KeyOf(NoticeKind kind, Guid mainImageId, Turn turn) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{kind}:{mainImageId:n}:{turn.Step}:{turn.DueOn:yyyyMMdd}");
}
