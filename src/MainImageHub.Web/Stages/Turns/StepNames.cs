using System.Globalization;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>What the steps are called, on pages, in refusals and in mails alike.</summary>
public static class StepNames
{
    public static LocalText Of(WorkflowStep step) => step switch
    {
        WorkflowStep.Plan => new("Plan", "规划"),
        WorkflowStep.Design => new("Design", "设计"),
        WorkflowStep.Review => new("Review", "审核"),
        _ => new("Upload", "上传"),
    };

    /// <summary>In the reader's language.</summary>
    public static string Here(WorkflowStep step) => Of(step).For(CultureInfo.CurrentUICulture.Name);
}
