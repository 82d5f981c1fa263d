using MainImageHub.Domain;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Web.Jobs;

public enum WorkState
{
    Waiting,
    Running,
    Done,

    /// <summary>Gave up after its last attempt; a person may retry or discard it.</summary>
    Failed,
    Discarded,
}

/// <summary>
/// One piece of background work, committed with the rows it is about. The row is the truth: it is claimed with a lease,
/// survives any crash, and is what the Jobs page shows. Quartz only decides when and where it is run.
/// </summary>
public sealed class WorkItem : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>Which handler runs it: <c>version.process</c>, <c>deployment.push</c>, ... See the <c>*Work</c> classes of each stage.</summary>
    public required string Kind { get; init; }

    /// <summary>Which share of the machine it uses; see <see cref="WorkGroups"/>.</summary>
    public required string Group { get; init; }

    /// <summary>Items of one lane (a store) never run at the same time.</summary>
    public string? Lane { get; init; }

    /// <summary>The row the work is about.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>What a person would search for: SKU and file name, product and store.</summary>
    public required string Label { get; init; }

    public WorkState State { get; set; }

    public required DateTimeOffset DueAt { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Changes with every claim; only its holder may settle the item.</summary>
    public Guid? LeaseId { get; set; }

    /// <summary>Attempts that were begun on purpose; one that a crash cut short is repeated without counting again.</summary>
    public int Attempts { get; set; }

    /// <summary>How often in a row the process ended under it; see <see cref="WorkRunner.ClaimAsync"/>.</summary>
    public int Crashes { get; set; }

    public int MaxAttempts { get; set; } = 8;

    public string? ProblemCode { get; set; }

    public LocalText? Problem { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>Work is limited per group on each node, so that a thousand pictures do not starve a push.</summary>
public static class WorkGroups
{
    public const string Imaging = "imaging";
    public const string Marketplace = "marketplace";
    public const string Light = "light";

    /// <summary>What nobody waits for: one piece at a time, behind the pictures that come in.</summary>
    public const string Upkeep = "upkeep";

    public static readonly string[] All = [Imaging, Marketplace, Light, Upkeep];
}
