using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>Why there is no second opinion. None of them touches the report: what we measured stands as it is.</summary>
public static class VisionProblems
{
    public static readonly ProblemType NoKey = new("vision.noKey", ProblemKind.Conflict,
        "This workspace has no key for Google Vision. An owner enters one on the Settings page.",
        "此工作区尚未设置 Google Vision 密钥。请由所有者在“设置”页面填写。");

    public static readonly ProblemType KeyInvalid = new("vision.keyInvalid", ProblemKind.Invalid,
        "A key for Google Vision is 20 to 200 letters, digits, hyphens and underscores. Copy it whole from the Google Cloud console (APIs and services, Credentials).",
        "Google Vision 密钥由 20 到 200 个字母、数字、连字符或下划线组成。请从 Google Cloud 控制台（API 和服务 → 凭据）完整复制。");

    public static readonly ProblemType NothingToShow = new("vision.noPicture", ProblemKind.Conflict,
        "Version {0} has no picture that could be shown to Google Vision: it is still being processed, was refused, or its files were deleted.",
        "版本 {0} 没有可供 Google Vision 查看的图片：仍在处理、已被拒绝，或文件已删除。");

    public static readonly ProblemType KeyRefused = new("vision.keyRefused", ProblemKind.Unprocessable,
        "Google Vision did not accept this workspace's key, or the key's project may not use the service. Look at the key, its restrictions and the project's billing in the Google Cloud console; an owner enters a new key on the Settings page.{0}",
        "Google Vision 不接受此工作区的密钥，或密钥所属项目无权使用该服务。请在 Google Cloud 控制台检查密钥、其限制及项目的结算状态；新密钥由所有者在“设置”页面填写。{0}");

    public static readonly ProblemType PictureRefused = new("vision.pictureRefused", ProblemKind.Unprocessable,
        "Google Vision did not take this picture. Our own report is not touched by that.{0}",
        "Google Vision 未接受这张图片，不影响本系统的报告。{0}");

    public static readonly ProblemType Throttled = new("vision.throttled", ProblemKind.TooMany,
        "Google Vision asks for fewer questions: the project's quota is used up for now. Ask again in a minute, or raise the quota in the Google Cloud console.",
        "Google Vision 要求降低调用频率：项目的配额暂时用尽。请一分钟后再试，或在 Google Cloud 控制台提高配额。");

    public static readonly ProblemType Unavailable = new("vision.unavailable", ProblemKind.Unavailable,
        "Google Vision has trouble of its own at the moment. Ask again later; our own report stands as it is.",
        "Google Vision 目前自身出现故障，请稍后再试。本系统的报告不受影响。");

    public static readonly ProblemType TimedOut = new("vision.timeout", ProblemKind.Unavailable,
        "Google Vision did not answer in time. Ask again later; our own report stands as it is.",
        "Google Vision 未在规定时间内响应，请稍后再试。本系统的报告不受影响。");

    public static readonly ProblemType Unreachable = new("vision.unreachable", ProblemKind.Unavailable,
        "Google Vision could not be reached from this server. Whoever runs the installation looks at its way to the internet and at Hub__Vision__Endpoint.",
        "本服务器无法访问 Google Vision。请由系统管理员检查服务器的网络以及 Hub__Vision__Endpoint 设置。");

    public static readonly ProblemType BadAnswer = new("vision.badAnswer", ProblemKind.Unavailable,
        "What answered is not what Google Vision is known to answer: a web page, half an answer or an unknown form. Ask again later; if it lasts, whoever runs the installation looks at Hub__Vision__Endpoint and at proxies in between.",
        "收到的响应不是 Google Vision 应有的格式（网页、不完整或未知格式）。请稍后再试；若持续出现，请由系统管理员检查 Hub__Vision__Endpoint 设置及中间的代理。");

    /// <summary>What may be over by itself, so that background work tries again.</summary>
    public static bool MayPass(ProblemType problem) => problem.Kind is ProblemKind.TooMany or ProblemKind.Unavailable;
}
