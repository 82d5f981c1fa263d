namespace MainImageHub.Web.Stages.Plan;

/// <summary>Names the resources of the planning pages.</summary>
public sealed class PlanWords;
