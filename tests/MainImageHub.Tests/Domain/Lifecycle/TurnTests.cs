using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;

namespace MainImageHub.Tests.Domain.Lifecycle;

/// <summary>Which step a main image is at, since when, by when, and whose turn it is: from facts alone.</summary>
public sealed class TurnTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly TeamMember Boss = new(Guid.CreateVersion7(), Role.Owner);
    private static readonly TeamMember Ops = new(Guid.CreateVersion7(), Role.Ops);
    private static readonly TeamMember Designer = new(Guid.CreateVersion7(), Role.Designer);
    private static readonly TeamMember Reviewer = new(Guid.CreateVersion7(), Role.Reviewer);
    private static readonly Dictionary<Guid, TeamMember> Team = new[] { Boss, Ops, Designer, Reviewer }.ToDictionary(m => m.Id);
    private static readonly TurnFacts Planned = new() { Stage = LifecycleStage.Plan, PlannedAt = Start };

    [Fact]
    public void A_picture_goes_from_plan_to_design_to_review_to_upload_and_then_asks_nothing()
    {
        Of(Planned).Should().Be(new Turn(WorkflowStep.Plan, Start, new(2026, 3, 4), null, Role.Ops));
        var briefed = Planned with { IsBriefed = true, BriefedAt = Start.AddDays(1) };
        Of(briefed).Should().Be(new Turn(WorkflowStep.Design, Start.AddDays(1), new(2026, 3, 8), null, Role.Designer));
        var waiting = briefed with { Stage = LifecycleStage.Design, WaitingSince = Start.AddDays(3), WaitingBy = Designer.Id };
        Of(waiting).Should().Be(new Turn(WorkflowStep.Review, Start.AddDays(3), new(2026, 3, 7), null, Role.Reviewer));
        var rejected = waiting with { WaitingSince = null, EndedAt = Start.AddDays(4) };
        Of(rejected).Should().Be(new Turn(WorkflowStep.Design, Start.AddDays(4), new(2026, 3, 11), null, Role.Designer));
        var approved = briefed with { Stage = LifecycleStage.Upload, ApprovedAt = Start.AddDays(5) };
        Of(approved).Should().Be(new Turn(WorkflowStep.Upload, Start.AddDays(5), new(2026, 3, 8), null, Role.Ops));
        Of(briefed with { Stage = LifecycleStage.Monitor }).Should().BeNull();
        Of(briefed with { Stage = LifecycleStage.Optimize }).Should().BeNull();
        Of(waiting with { Stage = LifecycleStage.Retire }).Should().BeNull("what is on its way out asks nobody");
    }

    [Fact]
    public void A_next_version_on_a_live_picture_has_its_turn_and_a_picture_that_went_dark_is_to_be_put_up_again()
    {
        var live = Planned with { Stage = LifecycleStage.Monitor };
        Of(live with { WaitingSince = Start })!.Step.Should().Be(WorkflowStep.Review);
        Of(live with { ApprovedAt = Start })!.Step.Should().Be(WorkflowStep.Upload);
        Of(live with { WaitingSince = Start.AddDays(1), ApprovedAt = Start })!.Step.Should().Be(WorkflowStep.Review, "the newer one will take its place");
        Of(Planned with { Stage = LifecycleStage.Upload, DarkSince = Start.AddDays(9) }).Should().Be(new Turn(WorkflowStep.Upload, Start.AddDays(9), new(2026, 3, 12), null, Role.Ops));
    }

    [Fact]
    public void An_earlier_due_date_goes_first_a_later_one_moves_nothing_and_an_ordered_push_is_waited_for()
    {
        Of(Planned with { DueOn = new(2026, 3, 3) })!.DueOn.Should().Be(new DateOnly(2026, 3, 3));
        Of(Planned with { DueOn = new(2026, 4, 1) })!.DueOn.Should().Be(new DateOnly(2026, 3, 4));
        var approved = Planned with { Stage = LifecycleStage.Upload, ApprovedAt = Start, ScheduledFor = Start.AddDays(20) };
        Of(approved)!.DueOn.Should().Be(new DateOnly(2026, 3, 22));
        Of(approved with { DueOn = new(2026, 3, 10) })!.DueOn.Should().Be(new DateOnly(2026, 3, 10));
        Of(approved with { ScheduledFor = Start })!.DueOn.Should().Be(new DateOnly(2026, 3, 3), "a push of today shortens nothing");
    }

    [Fact]
    public void The_day_is_the_workspaces()
    {
        var late = Planned with { PlannedAt = new(2026, 3, 2, 20, 0, 0, TimeSpan.Zero) };
        Turn.Of(late, Workflow.Default, Team, false, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"))!.DueOn.Should().Be(new DateOnly(2026, 3, 5), "there it was the next day already");
        Of(late)!.DueOn.Should().Be(new DateOnly(2026, 3, 4));
    }

    [Fact]
    public void Whoever_owns_it_does_what_their_role_allows_and_the_workflow_says_who_does_the_rest()
    {
        var owned = Planned with { OwnerId = Designer.Id };
        Of(owned)!.MemberId.Should().BeNull("designers write no briefs");
        Of(owned with { IsBriefed = true })!.MemberId.Should().Be(Designer.Id);
        Of(owned with { Stage = LifecycleStage.Upload, ApprovedAt = Start })!.MemberId.Should().BeNull();
        var review = owned with { Stage = LifecycleStage.Design, WaitingSince = Start, WaitingBy = Designer.Id };
        Of(review with { OwnerId = Ops.Id }).Should().Be(new Turn(WorkflowStep.Review, Start, new(2026, 3, 4), null, Role.Reviewer), "a review is not its owner's");
        Of(review with { ReviewerId = Ops.Id })!.MemberId.Should().Be(Ops.Id);
        var named = With(WorkflowStep.Review, Role.Reviewer, Boss.Id);
        Turn.Of(review, named, Team, false, TimeZoneInfo.Utc)!.MemberId.Should().Be(Boss.Id);
        Turn.Of(review with { ReviewerId = Reviewer.Id }, named, Team, false, TimeZoneInfo.Utc)!.MemberId.Should().Be(Reviewer.Id, "whoever was asked by name goes first");
    }

    [Fact]
    public void Four_eyes_keep_a_review_from_whoever_handed_the_version_in()
    {
        var own = Planned with { Stage = LifecycleStage.Design, WaitingSince = Start, WaitingBy = Reviewer.Id, ReviewerId = Reviewer.Id };
        Of(own)!.MemberId.Should().Be(Reviewer.Id);
        var turn = Of(own, fourEyes: true)!;
        (turn.MemberId, turn.Role).Should().Be((null, Role.Owner), "there is no other reviewer");
    }

    [Fact]
    public void What_nobody_can_do_falls_to_the_owners_and_somebody_who_left_is_not_waited_for()
    {
        var gone = Guid.CreateVersion7();
        Of(Planned with { IsBriefed = true, OwnerId = gone })!.Role.Should().Be(Role.Designer);
        var alone = new Dictionary<Guid, TeamMember> { [Boss.Id] = Boss };
        var turn = Turn.Of(Planned, Workflow.Default, alone, true, TimeZoneInfo.Utc)!;
        (turn.MemberId, turn.Role).Should().Be((null, Role.Owner));
        turn.IsFor(Boss).Should().BeTrue();
        turn.IsFor(Ops).Should().BeFalse();
        Turn.Of(Planned, With(WorkflowStep.Plan, Role.Ops, gone), Team, false, TimeZoneInfo.Utc)!.Role.Should().Be(Role.Ops);
    }

    private static Turn? Of(TurnFacts facts, bool fourEyes = false) => Turn.Of(facts, Workflow.Default, Team, fourEyes, TimeZoneInfo.Utc);

    private static Workflow With(WorkflowStep step, Role role, Guid member) => new([.. Workflow.Default.Steps.Select(s => s.Step == step ? s with { Role = role, MemberId = member } : s)]);
}
