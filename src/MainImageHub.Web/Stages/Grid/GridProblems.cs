using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Grid;

public static class GridProblems
{
    public static readonly ProblemType NothingChosen = new("grid.nothingChosen", ProblemKind.Invalid,
        "No cell was chosen. Choose one or more with the mouse or the space bar, then try again.",
        "尚未选择单元格。请用鼠标或空格键选择一个或多个后重试。");

    public static readonly ProblemType TooMany = new("grid.tooMany", ProblemKind.Invalid,
        "At most {0} cells at once; a folded family counts as all its variants. Choose fewer.",
        "一次最多 {0} 个单元格（折叠的系列按其全部变体计算），请减少选择。");

    public static readonly ProblemType CellUnknown = new("grid.cellUnknown", ProblemKind.Unprocessable,
        "A cell that was chosen is not in this workspace any more. Reload the page and choose again.",
        "所选单元格已不在本工作区中，请刷新页面后重新选择。");

    public static readonly ProblemType NothingToAssign = new("grid.nothingToAssign", ProblemKind.Invalid,
        "Neither an owner nor a due date was given. Fill in one of them, or both.",
        "未填写负责人或截止日期，请至少填写一项。");

    public static readonly ProblemType BriefEmpty = new("grid.briefEmpty", ProblemKind.Invalid,
        "The brief is empty. Fill in what all the chosen cells have in common; what stays empty is left as it is.",
        "需求说明为空。请填写所选单元格的共同内容；留空的字段保持不变。");

    public static readonly ProblemType OneAtATime = new("grid.oneAtATime", ProblemKind.Invalid,
        "One cell at a time is reset, so that it is seen what becomes of its picture. Choose just one.",
        "为看清图片的去向，每次只能重置一个单元格，请只选择一个。");

    public static readonly ProblemType NothingToReset = new("grid.nothingToReset", ProblemKind.Conflict,
        "{0} at {1} has no picture of its own: there is nothing to reset.",
        "{0} 在“{1}”没有自己的图片，无需重置。");

    public static readonly ProblemType NothingToInherit = new("grid.nothingToInherit", ProblemKind.Conflict,
        "{0} at {1} has nothing to inherit: no picture is planned for a wider place. Plan one there first, or retire this one on its page.",
        "{0} 在“{1}”没有可继承的图片：更大范围尚未规划。请先在更大范围规划，或在其页面下架此图。");
}
