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

    public static readonly ProblemType AlreadyBlocked = new("blockedPicture.already", ProblemKind.Conflict,
        "This picture is blocked already, for the complaint “{0}”. End that block first if another one takes its place.",
        "该图片已因投诉“{0}”被禁用。如需更换，请先解除原禁用。");
}
