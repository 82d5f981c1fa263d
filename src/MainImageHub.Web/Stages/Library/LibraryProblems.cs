using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Library;

/// <summary>What the library refuses.</summary>
public static class LibraryProblems
{
    public static readonly ProblemType BlockIncomplete = new("blockedPicture.incomplete", ProblemKind.Invalid,
        "Give the complaint's name or number (up to {0} characters) and the reason (up to {1}).",
        "请填写投诉名称或编号（不超过 {0} 个字符）和原因（不超过 {1} 个字符）。");

    public static readonly ProblemType BlockWithoutPicture = new("blockedPicture.pictureMissing", ProblemKind.Invalid,
        "Say which picture: choose a file, or name an asset (over the API: assetId).",
        "请指定图片：选择文件，或指明素材（API：assetId）。");

    public static readonly ProblemType TagInvalid = new("asset.tagInvalid", ProblemKind.Invalid,
        "A tag has 1 to {0} characters.", "标签为 1 到 {0} 个字符。");

    public static readonly ProblemType TooManyTags = new("asset.tooManyTags", ProblemKind.Conflict,
        "A picture has at most {0} tags. Take one off first.", "每张图片最多 {0} 个标签，请先移除一个。");

    public static readonly ProblemType ViewNameMissing = new("savedView.nameMissing", ProblemKind.Invalid,
        "Give the search a name of 1 to {0} characters.", "请为搜索填写 1 到 {0} 个字符的名称。");

    public static readonly ProblemType ViewTooLong = new("savedView.tooLong", ProblemKind.Invalid,
        "This search is too long to be kept. Use fewer words.", "搜索条件过长，无法保存。请减少内容。");

    public static readonly ProblemType TooManyViews = new("savedView.tooMany", ProblemKind.Conflict,
        "You have {0} saved views already. Forget one first.", "您已保存 {0} 个视图，请先删除一个。");

    public static readonly ProblemType PairDecided = new("duplicate.decided", ProblemKind.Conflict,
        "{0} has decided on this pair already. Reload the page.", "{0} 已对这一对图片作出决定，请刷新页面。");

    public static readonly ProblemType LoserIsLive = new("duplicate.loserIsLive", ProblemKind.Conflict,
        "“{0}” is live, on its way there or in a running test: a picture that shoppers see is never retired from use. Keep the live one, or say that they are no duplicates.",
        "“{0}” 正在线上展示、即将上线或正在测试：买家可见的图片不会被停用。请保留在线图片，或标记为不重复。");

    public static readonly ProblemType NotOneLive = new("duplicate.notOneLive", ProblemKind.Conflict,
        "Not just one of the two is live, so there is no “live one” to keep. Choose which one stays, the one with more pixels or the newer one, or say that they are no duplicates.",
        "两张图片并非恰好一张在线，无法“保留在线的”。请选择保留像素更多的一张或较新的一张，或标记为不重复。");

    public static readonly ProblemType PairGone = new("duplicate.notInUse", ProblemKind.Conflict,
        "“{0}” is no longer in use, so there is nothing left to decide on this pair. Reload the page.",
        "“{0}” 已不再使用，这一对图片无需再作决定，请刷新页面。");

    public static readonly ProblemType AlreadyBlocked = new("blockedPicture.already", ProblemKind.Conflict,
        "This picture is blocked already, for the complaint “{0}”. End that block first if another one takes its place.",
        "该图片已因投诉“{0}”被禁用。如需更换，请先解除原禁用。");
}
