using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Images;

/// <summary>
/// A file under which the process that reads pictures died, and died again in a second try. The same bytes are not opened any more, whoever
/// brings them, until a person has them tried again: then this row goes.
/// </summary>
public sealed class QuarantinedPicture : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>Lower-case hex.</summary>
    public required string Sha256 { get; init; }

    public required string FileName { get; init; }

    /// <summary>What everybody who brings the file is told, as a code and in words.</summary>
    public required string ProblemCode { get; init; }

    public required LocalText Problem { get; init; }

    public required DateTimeOffset At { get; init; }
}
