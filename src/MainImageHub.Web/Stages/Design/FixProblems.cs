using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Design;

/// <summary>What repairs in bulk refuse, and why single pictures are left out of them.</summary>
public static class FixProblems
{
    public static readonly ProblemType Selection = new("fixes.selection", ProblemKind.Invalid,
        "Choose at least one main image and at most {0} at a time.",
        "请至少选择一张主图，每次最多 {0} 张。");

    public static readonly ProblemType NothingToDo = new("fixes.nothingToDo", ProblemKind.Unprocessable,
        "None of the chosen pictures can be repaired by machine now; the plan says of each why.",
        "所选图片目前均无法自动修复，原因请见各图片的说明。");

    public static readonly ProblemType JustOrdered = new("fixes.justOrdered", ProblemKind.Conflict,
        "Somebody ordered repairs of some of these pictures at the same moment. Look at the plan again.",
        "其中部分图片刚刚已被他人安排修复，请重新查看修复计划。");

    public static readonly ProblemType NothingWaits = new("fixes.nothingWaits", ProblemKind.Conflict,
        "Nothing of this order waits any more: all of it is done or begun.",
        "该批次已没有等待中的图片：均已完成或正在处理。");

    public static readonly ProblemType NothingFailed = new("fixes.nothingFailed", ProblemKind.Conflict,
        "There is nothing to try again: nothing failed, or those pictures are being repaired by another order.",
        "没有可重试的图片：没有失败项，或已在其他批次中修复。");

    public static readonly ProblemType NotYours = new("fixes.notYours", ProblemKind.Forbidden,
        "Only whoever ordered these repairs, or a member who works on every store and brand, may stop or repeat them.",
        "只有该批次的发起人，或负责全部店铺与品牌的成员，才能停止或重试。");

    public static readonly ProblemType Retiring = new("fixes.retiring", ProblemKind.Conflict,
        "This main image is being retired, or is already.",
        "该主图正在下架或已下架。");

    public static readonly ProblemType Blocked = new("fixes.blocked", ProblemKind.Conflict,
        "This picture is blocked because of a complaint: a repaired copy would be the same picture.",
        "该图片因投诉已被禁用，修复后仍是同一张图片。");

    public static readonly ProblemType NoPicture = new("fixes.noPicture", ProblemKind.Unprocessable,
        "There is no usable picture: none has come through, or a reviewer rejected it.",
        "没有可用图片：尚无通过检查的图片，或已被审核驳回。");

    public static readonly ProblemType UnderWay = new("fixes.underWay", ProblemKind.Conflict,
        "It waits in an earlier order, or is being repaired by one.",
        "已在之前的批次中等待修复。");

    public static readonly ProblemType NewerVersion = new("fixes.newerVersion", ProblemKind.Conflict,
        "Version {0} is newer and not rejected: decide on that one first.",
        "已有更新的版本 {0}（未被驳回），请先处理该版本。");

    public static readonly ProblemType BeingChecked = new("fixes.beingChecked", ProblemKind.Conflict,
        "Its picture is still being checked.",
        "图片仍在检查中。");

    public static readonly ProblemType NotJudged = new("fixes.notJudged", ProblemKind.Unprocessable,
        "The picture was not judged there: the product is not listed at such a marketplace.",
        "该图片没有相应的合规报告：商品未在该平台上架。");

    public static readonly ProblemType NeedsDesigner = new("fixes.needsDesigner", ProblemKind.Unprocessable,
        "What the reports find needs a designer or a person's eye.",
        "报告中的问题需由设计师处理或人工判断。");
}
