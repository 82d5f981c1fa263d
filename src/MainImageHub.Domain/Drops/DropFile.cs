using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;

namespace MainImageHub.Domain.Drops;

public enum DropFileStatus
{
    /// <summary>Announced; its bytes are not here yet.</summary>
    Waiting,

    /// <summary>All bytes are here; it waits to be looked at.</summary>
    Arrived,

    /// <summary>A picture we can use.</summary>
    Ready,

    /// <summary>No picture we take; <see cref="DropFile.Problem"/> says why.</summary>
    Unreadable,

    /// <summary>An archive whose files are rows of their own.</summary>
    Unpacked,

    /// <summary>To become a version.</summary>
    Ordered,

    /// <summary>It is a version.</summary>
    Made,

    /// <summary>Nothing to do: the main image has this very picture already.</summary>
    Skipped,

    /// <summary>It was tried and did not work.</summary>
    Failed,
}

public enum DropMatch
{
    /// <summary>Nothing is known by that name.</summary>
    None,

    /// <summary>The next version of a main image that is there.</summary>
    Version,

    /// <summary>The first version of a main image that is still to be planned.</summary>
    Image,

    /// <summary>Several are possible, or something in the name was not understood: a person chooses.</summary>
    Ambiguous,
}

/// <summary>Why a name alone does not decide.</summary>
public enum DropDoubt
{
    None,
    NoProduct,
    SeveralProducts,
    SeveralPlaces,
    SiteUnknown,
    RestUnread,
}

/// <summary>One file of a <see cref="DropBatch"/>.</summary>
public sealed class DropFile : IWorkspaceOwned
{
    /// <summary>The longest name, folders included, that is kept.</summary>
    public const int LongestName = 500;

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid DropId { get; init; }

    /// <summary>The archive it was unpacked from.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>As it was dropped, with its folders, <c>/</c> between them.</summary>
    public required string Name { get; init; }

    public required long Bytes { get; set; }

    /// <summary>Lower-case hex: what the sender announced, then what was received. Null while nobody could compute it.</summary>
    public string? Sha256 { get; set; }

    public DropFileStatus Status { get; private set; }

    /// <summary>Why it cannot be used, has to be sent again, or did not become a version.</summary>
    public VersionProblem? Problem { get; private set; }

    public Guid? AssetId { get; private set; }

    /// <summary>A person does not want it, or a newer file of the same name took its place.</summary>
    public bool LeftOut { get; set; }

    public DropMatch Match { get; private set; }

    public DropDoubt Doubt { get; private set; }

    /// <summary>The part of the name that was not understood.</summary>
    public string? Unread { get; private set; }

    /// <summary>Which version its name says it is; of several files for one place the lower comes first.</summary>
    public int? Version { get; private set; }

    /// <summary>Where it goes.</summary>
    public DropPlace? Place { get; private set; }

    /// <summary>The place as one word: files for the same place become versions one after the other.</summary>
    public string? PlaceKey { get; private set; }

    /// <summary>Where it could go.</summary>
    public IReadOnlyList<DropPlace> Candidates { get; private set; } = [];

    /// <summary>A person said where it goes: names decide no more.</summary>
    public bool ByHand { get; private set; }

    /// <summary>On whose behalf it becomes a version.</summary>
    public Guid? OrderedBy { get; private set; }

    public string? OrderedByName { get; private set; }

    public Guid? VersionId { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Which of several files for one place becomes a version first: the lower version its name says, then the earlier name.</summary>
    public static int CompareTurns((int? Version, string Name, Guid Id) one, (int? Version, string Name, Guid Id) other) =>
        (one.Version ?? 0).CompareTo(other.Version ?? 0) is not 0 and var byVersion ? byVersion
        // Without the extension, so that "A.jpg" comes before "A (2).jpg".
        : string.CompareOrdinal(Path.GetFileNameWithoutExtension(one.Name), Path.GetFileNameWithoutExtension(other.Name)) is not 0 and var byStem ? byStem
        : string.CompareOrdinal(one.Name, other.Name) is not 0 and var byName ? byName
        : one.Id.CompareTo(other.Id);

    public Actor Orderer => new(OrderedBy, OrderedByName ?? "");

    /// <summary>The last part of its name.</summary>
    public string FileName => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>It may still be matched anew, left out or committed.</summary>
    public bool IsOpen => Status is DropFileStatus.Waiting or DropFileStatus.Arrived or DropFileStatus.Ready or DropFileStatus.Unreadable or DropFileStatus.Skipped or DropFileStatus.Failed;

    /// <summary>All bytes are here.</summary>
    public void Arrive() => (Status, Problem) = (DropFileStatus.Arrived, null);

    /// <summary>What was here is of no use: the bytes have to be sent again.</summary>
    public void AwaitBytes(VersionProblem? problem) => (Status, Problem) = (DropFileStatus.Waiting, problem);

    public void Look(Guid assetId) => (Status, AssetId, Problem) = (DropFileStatus.Ready, assetId, null);

    public void Refuse(VersionProblem problem) => (Status, Problem) = (DropFileStatus.Unreadable, problem);

    public void Unpack() => (Status, Problem) = (DropFileStatus.Unpacked, null);

    public void MatchTo(DropPlace? place, IReadOnlyList<DropPlace> candidates, DropDoubt doubt, string? unread, int? version)
    {
        (Place, PlaceKey, Candidates, Doubt, Unread, Version) = (place, place?.Key, candidates, doubt, unread, version);
        Match = place is not null ? (place.MainImageId is null ? DropMatch.Image : DropMatch.Version) : candidates.Count > 0 ? DropMatch.Ambiguous : DropMatch.None;
    }

    /// <summary>A person's word; null takes it back, and the name decides again.</summary>
    public void Choose(DropPlace? place)
    {
        ByHand = place is not null;
        MatchTo(place, [], DropDoubt.None, null, Version);
    }

    public void Order(Actor actor) => (Status, Problem, OrderedBy, OrderedByName) = (DropFileStatus.Ordered, null, actor.MemberId, actor.Name);

    public void Made(Guid mainImageId, Guid versionId, DateTimeOffset now)
    {
        Place = Place! with { MainImageId = mainImageId };
        (Status, VersionId, Problem, EndedAt) = (DropFileStatus.Made, versionId, null, now);
    }

    public void End(DropFileStatus status, VersionProblem? problem, DateTimeOffset now) => (Status, Problem, EndedAt) = (status, problem, now);
}

/// <summary>Where a file goes: one main image, there already or still to be planned.</summary>
/// <param name="MainImageId">Null while it is to be planned.</param>
public sealed record DropPlace(Guid ProductId, Scope Scope, string Slot, Guid? MainImageId)
{
    internal string Key => $"{ProductId:n}/{Scope.Key}/{Slot}";
}
