namespace MainImageHub.Domain;

/// <summary>What the life of a main image refuses.</summary>
public static class LifecycleProblems
{
    public static readonly ProblemType VersionNotReady = new("version.notReady", ProblemKind.Conflict,
        "Version {0} is not ready: wait until it has been checked, or upload it again if it was refused.",
        "版本 {0} 尚未就绪：请等待检查完成；若已被拒收，请重新上传。");

    public static readonly ProblemType AlreadyReviewed = new("version.alreadyReviewed", ProblemKind.Conflict,
        "Version {0} was already decided by {1}. Reload to see the decision; as long as nothing rests on it, it can be taken back there.",
        "版本 {0} 已由 {1} 审核。请刷新查看结论；在尚未据此推送或测试之前，可在该处撤回。");

    public static readonly ProblemType NotDecided = new("version.notDecided", ProblemKind.Conflict,
        "Nothing was decided about version {0}, so there is nothing to take back. Reload to see it as it is.",
        "版本 {0} 尚无审核结论，无可撤回。请刷新查看最新状态。");

    public static readonly ProblemType FourEyes = new("version.fourEyes", ProblemKind.Forbidden,
        "This workspace asks for four eyes: somebody else than the uploader must review version {0}.",
        "本工作区启用了双人复核：版本 {0} 须由上传者以外的人审核。");

    public static readonly ProblemType CultureUnknown = new("version.cultureUnknown", ProblemKind.Invalid,
        "'{0}' is not on the culture checklist of this version. Name ids of its checklist.", "“{0}”不在此版本的文化检查清单中，请填写清单中的编号。");

    public static readonly ProblemType CommentMissing = new("version.commentMissing", ProblemKind.Invalid,
        "Say in a comment why the version is rejected, so that the designer can mend it.",
        "请填写拒绝原因，以便设计师修改。");

    public static readonly ProblemType Retiring = new("mainImage.retiring", ProblemKind.Conflict,
        "This main image is being retired or was retired: plan a new one for the same place instead.",
        "该主图正在下架或已归档：请为同一位置新建主图。");

    public static readonly ProblemType AlreadyRetiring = new("mainImage.alreadyRetiring", ProblemKind.Conflict,
        "Retirement was already requested on {0}.",
        "已于 {0} 申请下架。");

    public static readonly ProblemType NotApproved = new("version.notApproved", ProblemKind.Conflict,
        "Version {0} is not approved: only an approved version can be pushed.",
        "版本 {0} 未通过审核：只有已批准的版本才能推送。");

    public static readonly ProblemType RejectedVersion = new("version.rejected", ProblemKind.Conflict,
        "Version {0} was rejected and cannot be pushed: upload a new version.",
        "版本 {0} 已被驳回，不能推送：请上传新版本。");

    public static readonly ProblemType ExperimentRunning = new("mainImage.experimentRunning", ProblemKind.Conflict,
        "A test is running on this picture: stop it first, or wait until it ends.",
        "该主图正在进行测试：请先停止测试，或等待其结束。");

    public static readonly ProblemType NothingLive = new("mainImage.nothingLive", ProblemKind.Conflict,
        "Nothing of this main image has been seen live yet, so there is nothing to compare with: push a version first.",
        "该主图尚无已上线的版本，无法比较：请先推送一个版本。");

    public static readonly ProblemType DeploymentEnded = new("deployment.ended", ProblemKind.Conflict,
        "This deployment has already ended as {0}.",
        "该部署已结束，状态为 {0}。");

    public static readonly ProblemType DeploymentStarted = new("deployment.started", ProblemKind.Conflict,
        "This deployment has already been sent to the marketplace and cannot be cancelled: roll it back once it is live.",
        "该部署已发送至平台，无法取消：请在上线后回滚。");

    public static readonly ProblemType NotByHand = new("deployment.notByHand", ProblemKind.Conflict,
        "This deployment does not wait for a person to put its picture up: it is not a task by hand, or it was done already.",
        "该部署并未等待人工上传：它不是人工任务，或已经完成。");

    public static readonly ProblemType NothingToRollBack = new("deployment.nothingToRollBack", ProblemKind.Conflict,
        "There is no known picture from before this deployment to go back to.",
        "没有此次部署之前的图片可供回滚。");
}
