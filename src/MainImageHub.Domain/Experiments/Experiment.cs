namespace MainImageHub.Domain.Experiments;

public enum ExperimentStatus
{
    Draft,
    Running,
    Stopped,
    Completed,
}

/// <summary>
/// A rotation test of two versions on one listing: the live picture is swapped on a schedule written from the seed before the start.
/// It is a rotation, not a split of shoppers, and is analysed per pair of segments.
/// </summary>
public sealed class Experiment : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid MainImageId { get; init; }

    public required Guid ListingId { get; init; }

    /// <summary>Arm A: what is live today.</summary>
    public required Guid VersionA { get; init; }

    public required Guid VersionB { get; init; }

    /// <summary><c>ctr</c> or <c>conversion</c>.</summary>
    public required string Metric { get; init; }

    public required long Seed { get; init; }

    public required int Weeks { get; init; }

    /// <summary><c>segments</c>, <c>weekdays</c> or <c>weeks</c>.</summary>
    public required string Segmentation { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>Days after a switch that are not counted, as planned before the start.</summary>
    public required int WashoutDays { get; init; }

    /// <summary>True: the better version stays when the test says so; otherwise A is put back.</summary>
    public required bool PromoteWinner { get; init; }

    public ExperimentStatus Status { get; private set; }

    public DateOnly? StartsOn { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What the person said who stopped it, in their words.</summary>
    public string? EndReason { get; private set; }

    /// <summary>The word the analysis ended with, or <c>stopped</c>; the figures behind it are computed anew from the ledger.</summary>
    public string? Outcome { get; private set; }

    /// <summary>The version left live at the end.</summary>
    public Guid? FinalVersionId { get; private set; }

    public Guid? CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Pairs a person took out, with the reason, by pair index.</summary>
    public Dictionary<int, string> VoidedPairs { get; set; } = [];

    public void Start(DateOnly startsOn, DateTimeOffset at)
    {
        if (Status != ExperimentStatus.Draft)
        {
            throw ExperimentProblems.NotDraft.Because();
        }

        Status = ExperimentStatus.Running;
        StartsOn = startsOn;
        StartedAt = at;
    }

    /// <summary>A planned test is given up before it was started: no picture was swapped for it.</summary>
    public void Discard(string? reason, string outcome, DateTimeOffset at)
    {
        if (Status != ExperimentStatus.Draft)
        {
            throw ExperimentProblems.NotDraft.Because();
        }

        Status = ExperimentStatus.Stopped;
        EndReason = reason;
        Outcome = outcome;
        EndedAt = at;
    }

    public void End(ExperimentStatus status, string? reason, string outcome, Guid finalVersionId, DateTimeOffset at)
    {
        if (Status != ExperimentStatus.Running)
        {
            throw ExperimentProblems.NotRunning.Because();
        }

        Status = status;
        EndReason = reason;
        Outcome = outcome;
        FinalVersionId = finalVersionId;
        EndedAt = at;
    }
}

public static class ExperimentProblems
{
    public static readonly ProblemType NotDraft = new("experiment.notDraft", ProblemKind.Conflict,
        "This test was already started.", "该测试已经启动。");

    public static readonly ProblemType NotRunning = new("experiment.notRunning", ProblemKind.Conflict,
        "This test is not running.", "该测试未在运行。");
}
