using MainImageHub.Domain.Workspaces;

namespace MainImageHub.Domain.Lifecycle;

/// <summary>The steps on the way to a live picture, in order. Which one a main image is at is never set: <see cref="Turn.Of"/> reads it from the facts.</summary>
public enum WorkflowStep
{
    Plan,
    Design,
    Review,
    Upload,
}

/// <summary>Who does a step where nobody was asked by name, and in how many days.</summary>
/// <param name="Role">Anybody of this role, unless somebody is named.</param>
/// <param name="MemberId">One person for all main images; null for whoever of the role takes it.</param>
/// <param name="Days">Calendar days from the day it came to this step; 0 is the same day.</param>
public sealed record StepRule(WorkflowStep Step, Role Role, Guid? MemberId, int Days);

/// <summary>A workspace's own way of sharing the work: a rule for each step.</summary>
public sealed record Workflow(IReadOnlyList<StepRule> Steps)
{
    public const int MostDays = 365;

    /// <summary>What holds until an owner says otherwise.</summary>
    public static readonly Workflow Default = new(
    [
        new(WorkflowStep.Plan, Role.Ops, null, 2),
        new(WorkflowStep.Design, Role.Designer, null, 5),
        new(WorkflowStep.Review, Role.Reviewer, null, 2),
        new(WorkflowStep.Upload, Role.Ops, null, 1),
    ]);

    public StepRule RuleOf(WorkflowStep step) => Steps.Single(s => s.Step == step);

    /// <summary>What a member must be allowed to do to take a step.</summary>
    public static HubAction ActionOf(WorkflowStep step) => step switch
    {
        WorkflowStep.Plan => HubAction.EditBriefs,
        WorkflowStep.Design => HubAction.UploadVersions,
        WorkflowStep.Review => HubAction.ReviewVersions,
        _ => HubAction.Deploy,
    };
}
