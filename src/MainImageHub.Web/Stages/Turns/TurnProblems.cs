using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>What sharing the work refuses.</summary>
public static class TurnProblems
{
    public static readonly ProblemType StepsIncomplete = new("workflow.stepsIncomplete", ProblemKind.Invalid,
        "Give each of the steps plan, design, review and upload exactly once.",
        "规划、设计、审核、上传四个步骤须各出现一次。");

    public static readonly ProblemType DaysOutOfRange = new("workflow.daysOutOfRange", ProblemKind.Invalid,
        "A step takes from 0 to {0} days; 0 is the same day.",
        "每个步骤的时限应为 0 到 {0} 天，0 表示当天。");

    public static readonly ProblemType RoleCannot = new("workflow.roleCannot", ProblemKind.Invalid,
        "The role chosen may not do the step “{0}”, so nobody could. Choose another role.",
        "所选角色无权执行“{0}”步骤，任务将无人可做。请选择其他角色。");

    public static readonly ProblemType MemberCannot = new("workflow.memberCannot", ProblemKind.Unprocessable,
        "{0} may not do the step “{1}” in their role. Choose somebody else, or change the role on the Members page.",
        "{0} 的角色无权执行“{1}”步骤。请另选他人，或在“成员”页面更改其角色。");

    public static readonly ProblemType MemberUnknown = new("workflow.memberUnknown", ProblemKind.Unprocessable,
        "The person chosen is not an active member of this workspace. Choose somebody else.",
        "所选人员不是本工作区的有效成员，请另选他人。");

    public static readonly ProblemType NothingChosen = new("work.nothingChosen", ProblemKind.Invalid,
        "Tick 1 to {0} main images, or choose one person whose work is handed over. Not both.",
        "请勾选 1 到 {0} 个主图，或选择一位成员移交其全部任务，两者只能选其一。");

    public static readonly ProblemType NobodyChosen = new("work.nobodyChosen", ProblemKind.Invalid,
        "Say to whom the work goes.",
        "请选择接手的成员。");

    public static readonly ProblemType NothingToHandOver = new("work.nothingToHandOver", ProblemKind.Conflict,
        "{0} has nothing open that could be handed over.",
        "{0} 没有可移交的未完成任务。");

    public static readonly ProblemType NothingToDo = new("work.nothingToDo", ProblemKind.Conflict,
        "Nobody has anything to do for this main image now: it is live, or on its way out. Plan or upload something new first.",
        "该主图目前没有待办步骤：已上线或正在下架。如需处理，请先上传新版本。");

    public static readonly ProblemType ImageUnknown = new("work.imageUnknown", ProblemKind.Unprocessable,
        "The main image chosen is not in this workspace. Choose it from the Work page.",
        "所选主图不在本工作区中，请从“工作”页面选择。");

    public static readonly ProblemType ReceiverNarrowed = new("work.receiverNarrowed", ProblemKind.Unprocessable,
        "{0} works only on certain stores or brands, and this main image is of none of them. Give it to somebody else.",
        "{0} 仅负责部分店铺或品牌，不包括该主图。请移交给其他成员。");

    public static readonly ProblemType OwnWork = new("work.ownWork", ProblemKind.Unprocessable,
        "{0} handed this version in, and nobody reviews their own work here. Give the review to somebody else.",
        "该版本由 {0} 提交，本工作区不允许审核自己的作品。请将审核移交给他人。");

    public static readonly ProblemType AlreadyTheirs = new("work.alreadyTheirs", ProblemKind.Conflict,
        "It is {0}’s turn already. Leave it out.",
        "该任务已由 {0} 负责，无需移交。");
}
