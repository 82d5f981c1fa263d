using MainImageHub.Domain.Workspaces;

namespace MainImageHub.Domain.Lifecycle;

/// <summary>What is known of a main image where it is asked whose turn it is. All of it stands in rows that are kept for other reasons.</summary>
public sealed record TurnFacts
{
    public required LifecycleStage Stage { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>The brief says what to draw.</summary>
    public bool IsBriefed { get; init; }

    /// <summary>When it was last said; a brief that changes is a new task.</summary>
    public DateTimeOffset? BriefedAt { get; init; }

    /// <summary>Since when a version newer than what is live waits for a decision; null when none does.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>Who handed in the newest of those that wait.</summary>
    public Guid? WaitingBy { get; init; }

    /// <summary>When the approved version was approved, while nobody has seen it live.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>The moment for which its push is ordered already.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>When the last version came to nothing: rejected, or a file that could not be used.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When shoppers were last seen to get another picture.</summary>
    public DateTimeOffset? DarkSince { get; init; }

    public Guid? OwnerId { get; init; }

    public Guid? ReviewerId { get; init; }

    public DateOnly? DueOn { get; init; }
}

/// <summary>A member who is active, as far as sharing the work goes.</summary>
public sealed record TeamMember(Guid Id, Role Role);

/// <summary>The step a main image is at, since when, by when it is due, and whose turn it is.</summary>
/// <param name="DueOn">The last day, by the workspace's calendar.</param>
/// <param name="MemberId">The one person whose turn it is; null where anybody of <paramref name="Role"/> may take it.</param>
/// <param name="Role">The role it falls to; of the person where there is one.</param>
public sealed record Turn(WorkflowStep Step, DateTimeOffset Since, DateOnly DueOn, Guid? MemberId, Role Role)
{
    /// <summary>Null for a main image that nothing is asked of: it is live with nothing newer in work, or on its way out.</summary>
    /// <param name="facts">Of the main image.</param>
    /// <param name="workflow">The workspace's.</param>
    /// <param name="team">Its active members.</param>
    /// <param name="fourEyes">Nobody reviews what they handed in.</param>
    /// <param name="zone">The workspace's, which tells on which day a step began.</param>
    public static Turn? Of(TurnFacts facts, Workflow workflow, IReadOnlyDictionary<Guid, TeamMember> team, bool fourEyes, TimeZoneInfo zone)
    {
        if (StepOf(facts) is not var (step, since))
        {
            return null;
        }

        var rule = workflow.RuleOf(step);
        var limit = Day(since, zone).AddDays(rule.Days);

        // A push that is ordered for a later day is not late before that day.
        var due = step == WorkflowStep.Upload && facts.ScheduledFor is { } planned && Day(planned, zone) is var day && day > limit ? day : limit;
        due = facts.DueOn is { } asked && asked < due ? asked : due;

        var named = step == WorkflowStep.Review ? facts.ReviewerId : facts.OwnerId;
        var person = Able(named) ?? Able(rule.MemberId);
        var role = person?.Role ?? (team.Values.Any(m => m.Role == rule.Role && Able(m.Id) is not null) ? rule.Role : Role.Owner);
        return new Turn(step, since, due, person?.Id, role);

        TeamMember? Able(Guid? id) => id is { } known && team.TryGetValue(known, out var member) && MayTake(member, step, facts.WaitingBy, fourEyes) ? member : null;
    }

    /// <summary>The role allows the step, and under four eyes a review is somebody else's.</summary>
    public static bool MayTake(TeamMember member, WorkflowStep step, Guid? waitingBy, bool fourEyes) =>
        Permissions.Allows(member.Role, Workflow.ActionOf(step)) && !(step == WorkflowStep.Review && fourEyes && member.Id == waitingBy);

    /// <summary>It is this person's, or anybody's of their role.</summary>
    public bool IsFor(TeamMember member) => MemberId is { } one ? one == member.Id : Role == member.Role;

    /// <summary>A version that waits goes before an older one that is approved: it will take its place.</summary>
    private static (WorkflowStep Step, DateTimeOffset Since)? StepOf(TurnFacts facts) => facts switch
    {
        { Stage: LifecycleStage.Retire } => null,
        { WaitingSince: { } since } => (WorkflowStep.Review, since),
        { ApprovedAt: { } approved } => (WorkflowStep.Upload, approved),
        { Stage: LifecycleStage.Monitor or LifecycleStage.Optimize } => null,
        { Stage: LifecycleStage.Upload } => (WorkflowStep.Upload, facts.DarkSince ?? facts.PlannedAt),
        { Stage: LifecycleStage.Design } => (WorkflowStep.Design, facts.EndedAt ?? facts.PlannedAt),
        { IsBriefed: true } => (WorkflowStep.Design, facts.BriefedAt ?? facts.PlannedAt),
        _ => (WorkflowStep.Plan, facts.PlannedAt),
    };

    private static DateOnly Day(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
