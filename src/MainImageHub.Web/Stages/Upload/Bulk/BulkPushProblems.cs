using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Upload.Bulk;

/// <summary>What pushes in bulk refuse, and why single listings are left out of them.</summary>
public static class BulkPushProblems
{
    public static readonly ProblemType Selection = new("pushes.selection", ProblemKind.Invalid,
        "Choose at least one listing and at most {0} at a time.",
        "请至少选择一个商品刊登，每次最多 {0} 个。");

    public static readonly ProblemType NothingGoes = new("pushes.nothingGoes", ProblemKind.Unprocessable,
        "None of the chosen listings can be pushed to now; the plan says of each why.",
        "所选刊登目前均无法推送，原因请见各刊登的说明。");

    public static readonly ProblemType OthersToo = new("pushes.othersToo", ProblemKind.Conflict,
        "More would change than was asked for, since the marketplace shows one picture for all countries: {0}. Say yes to that as well, or choose other listings.",
        "由于平台在所有国家展示同一张图片，实际改变会超出所选范围：{0}。请确认接受，或重新选择刊登。");

    public static readonly ProblemType NoMainImage = new("pushes.noMainImage", ProblemKind.Unprocessable,
        "No main image is planned for this place. Plan one, then push it.",
        "该位置尚未规划主图，请先规划。");

    public static readonly ProblemType NothingApproved = new("pushes.nothingApproved", ProblemKind.Conflict,
        "No version of this main image is approved. Review one first.",
        "该主图没有已批准的版本，请先审核。");

    public static readonly ProblemType AlreadyLive = new("pushes.alreadyLive", ProblemKind.Conflict,
        "Version {0} is what shoppers see there already.",
        "买家看到的已是版本 {0}。");

    public static readonly ProblemType UnderWay = new("pushes.underWay", ProblemKind.Conflict,
        "Version {0} is on its way there already.",
        "版本 {0} 已在推送途中。");

    public static readonly ProblemType ChangedMeanwhile = new("pushes.changedMeanwhile", ProblemKind.Conflict,
        "Another version was approved at this moment. Look at the plan again.",
        "刚刚有其他版本获批，请重新查看推送计划。");

    public static readonly ProblemType Overtaken = new("pushes.overtaken", ProblemKind.Conflict,
        "A later push for this listing was ordered since, so the older picture is not sent again.",
        "之后已有针对该刊登的新推送，旧图片不再重发。");

    public static readonly ProblemType NothingWaits = new("pushes.nothingWaits", ProblemKind.Conflict,
        "There is nothing to cancel: all of it was sent, or what waits is of stores and brands that are not yours.",
        "没有可取消的推送：均已发送，或等待中的不属于您负责的店铺与品牌。");

    public static readonly ProblemType NothingFailed = new("pushes.nothingFailed", ProblemKind.Conflict,
        "There is nothing to try again: nothing failed, or what failed is of stores and brands that are not yours.",
        "没有可重试的推送：没有失败项，或失败的不属于您负责的店铺与品牌。");

    public static readonly ProblemType NothingToRollBack = new("pushes.nothingToRollBack", ProblemKind.Conflict,
        "There is nothing to roll back: nothing of it is live or waits, or it is of stores and brands that are not yours.",
        "没有可回滚的推送：没有已上线或等待中的，或不属于您负责的店铺与品牌。");

    public static readonly ProblemType BeingSent = new("pushes.beingSent", ProblemKind.Conflict,
        "It was being sent at that moment, so it was neither cancelled nor rolled back. Roll the batch back again once the marketplace has taken it.",
        "当时正在发送，未能取消或回滚。平台接收后，请再次回滚该批次。");
}
