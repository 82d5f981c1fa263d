using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>What planning and running a test refuses; what the aggregate itself refuses stands with it.</summary>
public static class TestProblems
{
    public static readonly ProblemType SameVersion = new("experiment.sameVersion", ProblemKind.Invalid,
        "A test needs two different versions.", "测试需要两个不同的版本。");

    public static readonly ProblemType ForeignVersion = new("experiment.foreignVersion", ProblemKind.Invalid,
        "Both versions must belong to this main image.", "两个版本都必须属于该主图。");

    public static readonly ProblemType ForeignListing = new("experiment.foreignListing", ProblemKind.Invalid,
        "This listing does not show this main image.", "该商品不使用这张主图。");

    public static readonly ProblemType NotLive = new("experiment.notLive", ProblemKind.Conflict,
        "Version A must be what the listing shows now, so that the test has something to compare with and to go back to. Push it first.",
        "版本 A 必须是该商品当前展示的图片，才能比较和还原。请先推送该版本。");

    public static readonly ProblemType BreaksRule = new("experiment.breaksRule", ProblemKind.Conflict,
        "Version {0} breaks a rule of {1}: a test must not risk the listing. Mend it first.",
        "版本 {0} 违反 {1} 的规则：测试不应危及商品，请先修正。");

    public static readonly ProblemType RejectedA = new("experiment.rejectedA", ProblemKind.Conflict,
        "Version {0} was rejected in review and would be put up again and again by the test. Push an approved version first.",
        "版本 {0} 已被审核驳回，而测试会反复展示它。请先推送一个已批准的版本。");

    public static readonly ProblemType BreaksRuleA = new("experiment.breaksRuleA", ProblemKind.Conflict,
        "Version {0}, which is live now, breaks a rule of {1}, and the test would put it up again and again. Push the other version instead, or let an owner push this one with a reason first.",
        "当前在线的版本 {0} 违反 {1} 的规则，而测试会反复展示它。请直接推送另一版本，或先由所有者说明理由推送该版本。");

    public static readonly ProblemType PictureBlocked = new("experiment.pictureBlocked", ProblemKind.Conflict,
        "Version {0} is blocked: it drew the complaint “{1}”, and the test would put it up again and again. Test another version; if the complaint is settled, end the block first.",
        "版本 {0} 已被禁用：曾引发投诉“{1}”，而测试会反复展示它。请测试其他版本；如投诉已解决，请先解除禁用。");

    public static readonly ProblemType ByHand = new("experiment.byHand", ProblemKind.Conflict,
        "A test swaps pictures by itself, and at {0} they are put up by hand. Test at a store that the hub can push to.",
        "测试需要自动更换图片，而 {0} 由人工上传。请在可由系统推送的店铺进行测试。");

    public static readonly ProblemType PushNotAllowed = new("experiment.pushNotAllowed", ProblemKind.Conflict,
        "The store {0} is read only. An owner must allow pushing before a test can swap pictures there.",
        "店铺 {0} 为只读。须由所有者允许推送后才能进行测试。");

    public static readonly ProblemType Plan = new("experiment.plan", ProblemKind.Unprocessable,
        "This test cannot be run: {0}", "无法进行该测试：{0}");

    public static readonly ProblemType Metric = new("experiment.metric", ProblemKind.Invalid,
        "metric must be ctr or conversion.", "metric 只能是 ctr 或 conversion。");

    public static readonly ProblemType Segmentation = new("experiment.segmentation", ProblemKind.Invalid,
        "segmentation must be segments, weekdays or weeks.", "segmentation 只能是 segments、weekdays 或 weeks。");

    public static readonly ProblemType NotStarted = new("experiment.notStarted", ProblemKind.Conflict,
        "This test was not started yet, so there is nothing to report.", "该测试尚未启动，没有结果。");

    public static readonly ProblemType UnknownPair = new("experiment.unknownPair", ProblemKind.Invalid,
        "The plan has pairs 0 to {0}.", "该计划的配对编号为 0 到 {0}。");

    public static readonly ProblemType VoidReason = new("experiment.voidReason", ProblemKind.Invalid,
        "Say why this pair must not count (a coupon, a stock-out, a price change).", "请说明该配对作废的原因（优惠券、断货、调价等）。");
}
