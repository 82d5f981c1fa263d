namespace MainImageHub.Domain.Images;

/// <summary>
/// A remark about a place in a picture, with its thread. It is put on one version and bound to it; while it is open, later versions show
/// it as a ghost until somebody settles it there or takes it over (a further <see cref="PinPlace"/>).
/// </summary>
public sealed class Pin : IWorkspaceOwned
{
    private Pin()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid WorkspaceId { get; private init; }

    public Guid MainImageId { get; private init; }

    /// <summary>As it stands on the picture; counted through the main image's whole life, so that "3" means one remark.</summary>
    public int Number { get; private init; }

    public string CreatedByName { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    public Guid? ResolvedBy { get; private set; }

    public string? ResolvedByName { get; private set; }

    public DateTimeOffset? ResolvedAt { get; private set; }

    public static Pin Put(ImageVersion version, int number, Actor actor, DateTimeOffset at)
    {
        RequireSeen(version);
        return new Pin { WorkspaceId = version.WorkspaceId, MainImageId = version.MainImageId, Number = number, CreatedByName = actor.Name, CreatedAt = at };
    }

    /// <summary>Where it is on a version; once per version.</summary>
    public PinPlace PlaceOn(ImageVersion version, double x, double y, Actor actor, DateTimeOffset at)
    {
        RequireSeen(version);
        if (!(x is >= 0 and <= 1) || !(y is >= 0 and <= 1))
        {
            throw PinProblems.Outside.Because();
        }

        return new PinPlace { WorkspaceId = WorkspaceId, PinId = Id, VersionId = version.Id, VersionNumber = version.Number, X = x, Y = y, PlacedByName = actor.Name, PlacedAt = at };
    }

    /// <summary>Adds to the thread. A settled one takes more words too: "thank you" opens nothing again.</summary>
    public PinComment Say(ImageVersion version, string? text, Actor actor, DateTimeOffset at)
    {
        var words = text?.Trim() ?? "";
        if (words.Length is 0 or > PinComment.Longest)
        {
            throw PinProblems.TextMissing.Because(PinComment.Longest);
        }

        return new PinComment { WorkspaceId = WorkspaceId, PinId = Id, VersionId = version.Id, VersionNumber = version.Number, Text = words, AuthorId = actor.MemberId, AuthorName = actor.Name, At = at };
    }

    public void Resolve(Actor actor, DateTimeOffset at)
    {
        if (ResolvedAt is not null)
        {
            throw PinProblems.AlreadyResolved.Because(Number, ResolvedByName);
        }

        (ResolvedBy, ResolvedByName, ResolvedAt) = (actor.MemberId, actor.Name, at);
    }

    public void Reopen()
    {
        if (ResolvedAt is null)
        {
            throw PinProblems.NotResolved.Because(Number);
        }

        (ResolvedBy, ResolvedByName, ResolvedAt) = (null, null, null);
    }

    public void RequireOpen()
    {
        if (ResolvedAt is not null)
        {
            throw PinProblems.AlreadyResolved.Because(Number, ResolvedByName);
        }
    }

    private static void RequireSeen(ImageVersion version)
    {
        if (version.Status != VersionStatus.Ready)
        {
            throw LifecycleProblems.VersionNotReady.Because(version.Number);
        }
    }
}

/// <summary>A pin on one version, in shares of that picture's width and height. It is never moved.</summary>
public sealed class PinPlace : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid PinId { get; init; }

    public required Guid VersionId { get; init; }

    /// <summary>The version's, which never changes: what is a ghost, and from where, is told by it.</summary>
    public required int VersionNumber { get; init; }

    public required double X { get; init; }

    public required double Y { get; init; }

    public required string PlacedByName { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }
}

/// <summary>One person's words in a pin's thread. They are never changed; their author can withdraw them, which leaves the place.</summary>
public sealed class PinComment : IWorkspaceOwned
{
    public const int Longest = 2000;

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid PinId { get; init; }

    /// <summary>The version that was looked at.</summary>
    public required Guid VersionId { get; init; }

    public required int VersionNumber { get; init; }

    /// <summary>Empty once it was withdrawn.</summary>
    public required string Text { get; set; }

    public required Guid? AuthorId { get; init; }

    public required string AuthorName { get; init; }

    public required DateTimeOffset At { get; init; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    public void Withdraw(Actor actor, DateTimeOffset at)
    {
        if (AuthorId is null || AuthorId != actor.MemberId)
        {
            throw PinProblems.NotYours.Because(AuthorName);
        }

        if (WithdrawnAt is not null)
        {
            throw PinProblems.AlreadyWithdrawn.Because();
        }

        (Text, WithdrawnAt) = ("", at);
    }
}

/// <summary>Somebody was called by name in a comment; it stands on their Home until they have seen it.</summary>
public sealed class PinMention : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid PinId { get; init; }

    public required Guid CommentId { get; init; }

    public required Guid MemberId { get; init; }

    public DateTimeOffset? SeenAt { get; set; }
}
