using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Web.Stages.Upload;

public static class UploadProblems
{
    public static readonly ProblemType NoListings = new("deployment.noListings", ProblemKind.Invalid,
        "Choose at least one listing and at most {0}.", "请至少选择一个商品，最多 {0} 个。");

    public static readonly ProblemType OutOfScope = new("deployment.outOfScope", ProblemKind.Unprocessable,
        "{0} is not a place of this main image ({1}): it belongs to another product, marketplace, site or store. Choose a listing the main image covers.",
        "{0} 不在该主图的范围（{1}）内：属于其他商品、平台、站点或店铺。请选择主图覆盖的商品。");

    public static readonly ProblemType ReadOnlyStore = new("store.readOnly", ProblemKind.Conflict,
        "{0} is read only: nothing is pushed to it. An owner can allow pushes on the Stores page.",
        "店铺 {0} 为只读，不会推送任何内容。所有者可在“店铺”页面允许推送。");

    public static readonly ProblemType SlotNotVerified = new("deployment.slotNotVerified", ProblemKind.Unprocessable,
        "Only the picture in MAIN is pushed so far: what shoppers see in {0} cannot be verified yet, and nothing unverified is called live.",
        "目前仅支持推送 MAIN 主图：{0} 图位的展示结果暂时无法核验，未经核验的内容不会被标记为已上线。");

    public static readonly ProblemType NoSuchSlot = new("deployment.noSuchSlot", ProblemKind.Unprocessable,
        "{0} has no picture slot {1}.", "{0} 没有图片位 {1}。");

    public static readonly ProblemType BreaksRules = new("deployment.breaksRules", ProblemKind.Unprocessable,
        "Version {0} breaks rules of {1}. Fix the picture, or let an owner push it with a reason, which is recorded.",
        "版本 {0} 违反了规则：{1}。请修正图片，或由所有者填写理由后推送（会留下记录）。");

    public static readonly ProblemType PictureBlocked = new("deployment.pictureBlocked", ProblemKind.Unprocessable,
        "This picture is blocked: it drew the complaint “{0}”. Push another picture, or let an owner end the block or push it with a reason, which is recorded.",
        "该图片已被禁用：曾引发投诉“{0}”。请推送其他图片，或由所有者解除禁用、填写理由后推送（会留下记录）。");

    public static readonly ProblemType RightsEnded = new("deployment.rightsEnded", ProblemKind.Unprocessable,
        "The rights to the picture of version {0} have run out. Push another picture, or renew them and say so under “Rights and origin” on the image's page; an owner can push it with a reason, which is recorded.",
        "版本 {0} 图片的使用权已到期。请推送其他图片，或续期后在主图页面的“版权与来源”中更新；所有者也可填写理由后推送（会留下记录）。");

    public static readonly ProblemType BelongsToRetirement = new("deployment.belongsToRetirement", ProblemKind.Conflict,
        "This is part of a retirement, which is carried through: it cannot be cancelled by itself.",
        "该操作属于下架流程，会执行到底，不能单独取消。");

    public static readonly ProblemType Refused = new("deployment.refused", ProblemKind.Unprocessable,
        "The marketplace refused the picture: {0} Correct what it names, then push a new version.",
        "平台拒绝了该图片：{0} 请按提示修正后推送新版本。");

    public static readonly ProblemType ComplaintStands = new("deployment.complaintStands", ProblemKind.Unprocessable,
        "A complaint of the marketplace from before this push still stands: {0} It may be about the new picture too. Looks go on; if it is, push a corrected version.",
        "推送前就存在的平台投诉仍未撤销：{0} 新图片可能存在同样的问题。系统会继续查看；若确实如此，请推送修正后的版本。");

    public static readonly ProblemType NotShown = new("deployment.notShown", ProblemKind.Unavailable,
        "Accepted {0} hours ago and still not shown: shoppers see {1}. Open the listing at the marketplace: another seller's picture may have won, or a case with its support is needed. {2}",
        "平台已接收 {0} 小时但仍未展示，买家看到的是{1}。请在平台后台查看该商品：可能被其他卖家的图片覆盖，或需联系平台客服。{2}");

    public static readonly ProblemType NotGone = new("deployment.notGone", ProblemKind.Unavailable,
        "The marketplace accepted {0} hours ago to take the picture away, and shoppers still see {1}. Open the listing at the marketplace: another seller's picture may have moved up, or a case with its support is needed. {2}",
        "平台已接收移除请求 {0} 小时，但买家仍看到{1}。请在平台后台查看该商品：可能换成了其他卖家的图片，或需联系平台客服。{2}");

    public static readonly ProblemType PublishAtPast = new("deployment.publishAtPast", ProblemKind.Invalid,
        "The time for {0} is over: {1} in your time zone. Choose a later one, or none to push at once.",
        "{0} 的推送时间已过（按您的时区为 {1}）。请选择更晚的时间；不填则立即推送。");

    public static readonly ProblemType NoLocalTime = new("deployment.noLocalTime", ProblemKind.Invalid,
        "“{0}” is no local time there. Write it as 2026-11-27T09:00, without a time zone; an hour that the clocks skip in spring is none.",
        "“{0}” 不是当地的有效时间。请写作 2026-11-27T09:00（不带时区）；夏令时跳过的时刻无效。");

    public static readonly ProblemType InDoubt = new("deployment.inDoubt", ProblemKind.Unavailable,
        "It is not certain whether the marketplace took the push. It is looked at before anything is sent again.",
        "暂不确定平台是否已接收本次推送。再次发送前会先行核实。");

    public static readonly ProblemType StillInDoubt = new("deployment.stillInDoubt", ProblemKind.Unavailable,
        "The marketplace could not be asked for {0} hours whether it took the push. Look at the listing there; push again if the picture is not the new one.",
        "{0} 小时内无法向平台确认是否已接收推送。请到平台查看该商品；若不是新图片，请重新推送。");

    public static readonly ProblemType NeverReady = new("deployment.neverReady", ProblemKind.Unavailable,
        "The marketplace has been working on the picture for {0} hours without saying yes or no. Look at the listing there, then push again.",
        "平台处理该图片已超过 {0} 小时，仍无结果。请到平台查看该商品后重新推送。");

    public static readonly ProblemType GaveUp = new("deployment.gaveUp", ProblemKind.Unavailable,
        "Given up after {0} attempts. Last answer: {1} Push again when the cause is gone.",
        "尝试 {0} 次后放弃。最后一次结果：{1} 排除原因后请重新推送。");

    public static readonly ProblemType PictureGone = new("deployment.pictureGone", ProblemKind.Unprocessable,
        "The file of this picture is no longer here, so it cannot be pushed. Upload the picture again as a new version.",
        "该图片的文件已不存在，无法推送。请将图片作为新版本重新上传。");

    public static readonly ProblemType HandNotVerified = new("deployment.handNotVerified", ProblemKind.Unavailable,
        "Put up by hand, not verified: {0} said on {1} UTC that it is up. {2}",
        "人工上传，尚未核验：{0} 于 {1}（UTC）表示已上传。{2}");

    public static readonly ProblemType HandNotShown = new("deployment.handNotShown", ProblemKind.Conflict,
        "{0} said on {1} UTC that the picture is up, and two days later shoppers still see {2}. Put it up again, or cancel the task.",
        "{0} 于 {1}（UTC）表示图片已上传，但两天后买家看到的仍是{2}。请重新上传，或取消该任务。");

    public static readonly ProblemType NoTasks = new("deployment.noTasks", ProblemKind.NotFound,
        "There is nothing to put up by hand here: the tasks are done, or the filter names none.",
        "此处没有需要人工上传的任务：任务已完成，或筛选条件没有匹配项。");

    public static readonly ProblemType TooManyTasks = new("deployment.tooManyTasks", ProblemKind.Unprocessable,
        "More than {0} tasks are too many for one pack. Narrow it to a store, a marketplace or a main image.",
        "任务超过 {0} 个，无法放入一个资料包。请按店铺、平台或主图筛选。");

    private static readonly LocalText PageUnread = new("Its page could not be compared this time.", "本次未能比对其页面。");

    public static DeploymentProblemText NotVerified(string person, DateTimeOffset at, LocalText? why) => For(HandNotVerified, null, person, Day(at), why ?? PageUnread);

    public static DeploymentProblemText NotPutUp(string person, DateTimeOffset at, LiveEvidence last) => For(HandNotShown, last.Issues, person, Day(at), SeenInstead(last));

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Two days of looks, and still not what was asked for.</summary>
    public static DeploymentProblemText NeverSeen(bool isRemoval, LiveEvidence last) =>
        For(isRemoval ? NotGone : NotShown, last.Issues, UploadOptions.Looks[^1].TotalHours, SeenInstead(last), last.Issues);

    private static LocalText SeenInstead(LiveEvidence last) => last switch
    {
        { ShowsBefore: true } => new("the picture from before the push", "推送前的图片"),
        { Shown: LivePicture.EditedByPlatform } => new("your picture with something changed", "被改动过的您的图片"),
        { Shown: LivePicture.Missing } => new("no picture", "无图片"),
        { Shown: LivePicture.Unreachable } => new("something that could not be looked at", "无法读取的内容"),
        _ => new("another picture", "其他图片"),
    };

    public static DeploymentProblemText For(ProblemType type, string? raw, params object?[] values) => new(type, type.Text(values), raw);
}

/// <summary>A problem on its way into a deployment's row.</summary>
public sealed record DeploymentProblemText(ProblemType Type, LocalText Text, string? Raw)
{
    public DeploymentProblem ToRow() => new(Type.Code, Text, Raw);
}
