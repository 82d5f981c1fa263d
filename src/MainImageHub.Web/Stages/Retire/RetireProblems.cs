using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Retire;

public static class RetireProblems
{
    public static readonly ProblemType ReasonMissing = new("retirement.reasonMissing", ProblemKind.Invalid,
        "Say why the picture is retired: the history keeps it.", "请填写下架原因，历史记录会保留。");

    public static readonly ProblemType ReplacementMissing = new("retirement.replacementMissing", ProblemKind.Invalid,
        "Choose the approved version that takes its place (in the API: replaceWithVersionId).", "请选择用来替换的已批准版本（API 字段：replaceWithVersionId）。");

    public static readonly ProblemType ReplacementElsewhere = new("retirement.replacementElsewhere", ProblemKind.Unprocessable,
        "The replacement belongs to another product. Choose an approved version of the same product.",
        "替换版本属于其他商品，请选择同一商品的已批准版本。");

    public static readonly ProblemType ReplacementBreaksRules = new("retirement.replacementBreaksRules", ProblemKind.Unprocessable,
        "Version {0} breaks rules and would be put up without anybody's word for it ({1}). Choose another, or let an owner push it with a reason first and then retire.",
        "版本 {0} 违反规则，不能未经说明就作为替换（{1}）。请选择其他版本，或先由所有者说明理由推送后再下架。");

    public static readonly ProblemType CannotRemove = new("retirement.cannotRemove", ProblemKind.Unprocessable,
        "{0} cannot take a main picture away. Keep it or replace it.", "{0} 不支持移除主图，请选择保留或替换。");

    public static readonly ProblemType NotRetired = new("retirement.none", ProblemKind.Conflict,
        "This main image is not retired: there is nothing to take back.", "该主图未下架，无需恢复。");

    public static readonly ProblemType PlaceTaken = new("retirement.placeTaken", ProblemKind.Conflict,
        "Another main image was planned for this place meanwhile ({0}). Retire that one first, or go on with it.",
        "该位置已另有主图（{0}）。请先下架那一张，或继续使用它。");

    public static readonly ProblemType FilesGone = new("retirement.filesGone", ProblemKind.Conflict,
        "The files of this main image are deleted, or are about to be within the hour. Plan a new main image for the product; the history of this one stays.",
        "该主图的文件已删除或将在一小时内删除。请为商品规划新的主图；此主图的历史记录会保留。");

    public static readonly ProblemType NotSeen = new("retirement.notWithdrawn", ProblemKind.Unavailable,
        "The picture is still not withdrawn at {0}: {1} Mend that. It is tried again every half hour, or at once with Retry on the Jobs page; the retirement then goes on by itself.",
        "{0} 仍未撤下该图片：{1} 请先处理。系统每半小时会自动重试，也可在“任务”页面点击“重试”；之后下架流程会自动继续。");

    public static readonly ProblemType NotSeenYet = new("retirement.notSeenYet", ProblemKind.Unavailable,
        "{0} took the request and still shows the picture: {1} It is looked at for two days and then asked for once more; the retirement then goes on by itself.",
        "{0} 已接受请求，但仍在展示该图片：{1} 系统会持续查看两天，之后再次提交；下架流程随后自动继续。");

    public static readonly ProblemType ByHand = new("retirement.byHand", ProblemKind.Unavailable,
        "At {0} a person has to replace the picture: it waits under Pushes, By hand. The retirement goes on by itself once shoppers see it.",
        "{0} 需要人工替换图片：任务在“推送”的“人工上传”中。买家看到新图片后，下架流程会自动继续。");

    public static readonly ProblemType RetainDays = new("retirement.retainDays", ProblemKind.Invalid,
        "retainDays must be from 0 to 3650.", "retainDays 须在 0 到 3650 之间。");
}
