using MainImageHub.Domain;
using MainImageHub.Imaging;

namespace MainImageHub.Web.Stages.Design;

/// <summary>What the design stage refuses. Why a picture itself is refused stands in <see cref="ImageRefusals"/>.</summary>
public static class DesignProblems
{
    public static readonly ProblemType NotMultipart = new("upload.notMultipart", ProblemKind.Invalid,
        "Send the picture as multipart/form-data with a field named \"file\".",
        "请以 multipart/form-data 格式上传，文件字段名为 “file”。");

    public static readonly ProblemType FileMissing = new("upload.fileMissing", ProblemKind.Invalid,
        "No picture came along. Choose a file and send it again (over the API: the form field \"file\").",
        "未收到图片。请选择文件后重新上传（API：表单字段 “file”）。");

    public static readonly ProblemType SeveralFiles = new("upload.severalFiles", ProblemKind.Invalid,
        "Send one picture at a time: each becomes a version of its own.",
        "每次只能上传一张图片：每张图片对应一个版本。");

    public static readonly ProblemType JustPurged = new("upload.justPurged", ProblemKind.Conflict,
        "The same file was just being deleted together with a retired picture. Upload it again.",
        "同一文件刚好随已下架的主图一起被删除，请重新上传。");

    public static readonly ProblemType FieldTooLong = new("upload.fieldTooLong", ProblemKind.Invalid,
        "What was sent beside the picture is too long. Only the picture itself may be large.",
        "图片以外的内容过长。只有图片本身可以较大。");

    public static readonly ProblemType ProcessingFailed = new("version.processingFailed", ProblemKind.Unavailable,
        "The picture could not be processed after several attempts, and not because of a known fault in the file. Try it again from the Jobs page, or save the picture anew and upload that.",
        "图片多次处理均未成功，且并非文件本身的已知问题。请在“任务”页面重试，或将图片另存后重新上传。");

    public static readonly ProblemType DecisionInUse = new("version.decisionInUse", ProblemKind.Conflict,
        "Version {0} was pushed, put into a test or chosen as a replacement since it was approved, so its approval cannot be taken back. Roll that back or upload a new version.",
        "版本 {0} 批准后已被推送、用于测试或选作替换图，无法撤回批准。请先回滚，或上传新版本。");

    public static readonly ProblemType DecisionOfAnother = new("version.decisionOfAnother", ProblemKind.Forbidden,
        "{1} decided about version {0}: ask {1}, or an owner, to take the decision back.",
        "版本 {0} 由 {1} 审核：请由其本人或所有者撤回。");

    public static readonly ProblemType NothingToFix = new("version.nothingToFix", ProblemKind.Unprocessable,
        "The reports of version {0} offer no repair that can be done here. What they find needs a designer, or nothing is wrong.",
        "版本 {0} 的报告中没有可自动完成的修复：问题需由设计师处理，或图片并无问题。");

    public static readonly ProblemType FixesBlocked = new("version.blocked", ProblemKind.Conflict,
        "Version {0} is blocked: it drew the complaint “{1}”, and so would whatever is made of it. Use another picture; if the complaint is settled, end the block first.",
        "版本 {0} 已被禁用：曾引发投诉“{1}”，由它修复出的图片同样会引发投诉。请改用其他图片；如投诉已解决，请先解除禁用。");

    public static readonly ProblemType CannotWhiten = new("version.cannotWhiten", ProblemKind.Unprocessable,
        "The background is too dark to be whitened without a seam, or the product could not be told from it with certainty. Have it cut out by a designer.",
        "背景过暗，自动改白会留下痕迹，或无法可靠区分商品与背景。请由设计师抠图处理。");

    public static readonly ProblemType CannotCrop = new("version.cannotCrop", ProblemKind.Unprocessable,
        "There is nothing to crop: the product fills the frame already, or could not be told from its background.",
        "无需裁剪：商品已占满画面，或无法区分商品与背景。");

    public static readonly ProblemType CannotRemoveBorder = new("version.cannotRemoveBorder", ProblemKind.Unprocessable,
        "There are no bars and no frame to crop off. A line drawn round the product has to be taken out by a designer.",
        "没有可裁掉的色条或边框。画在商品四周的线框需由设计师去除。");

    public static readonly ProblemType UnknownFix = new("version.unknownFix", ProblemKind.Invalid,
        "fixes may name: {0}. Leave it out for all that the report offers.",
        "fixes 可填：{0}。不填则执行报告提供的全部修复。");

    public static readonly ProblemType FileGone = new("version.fileGone", ProblemKind.Unprocessable,
        "The file of version {0} is no longer here. Upload the picture again as a new version.",
        "版本 {0} 的文件已不存在，请将图片作为新版本重新上传。");

    public static readonly ProblemType NewestAlready = new("version.newest", ProblemKind.Conflict,
        "Version {0} is the newest one already: there is nothing to restore.", "版本 {0} 已是最新版本，无需恢复。");

    public static readonly ProblemType NoneToDecide = new("review.none", ProblemKind.Invalid,
        "Choose at least one version, and at most {0} at a time.", "请至少选择一个版本，每次最多 {0} 个。");

    public static readonly ProblemType NothingToCompare = new("compare.unknown", ProblemKind.Unprocessable,
        "\"{0}\" is no version of this main image that has a picture. Use a version's number, or \"live\" while something is live.",
        "“{0}”不是此主图中有图片的版本。请填写版本号；有图片在线时也可填写 “live”。");

    public static readonly ProblemType NothingOnShelf = new("shelf.noPicture", ProblemKind.Unprocessable,
        "\"{0}\" is no version of this main image whose picture is here. Use the number of a version that was taken, or leave it out for the newest.",
        "“{0}”不是此主图中仍有图片的版本。请填写已入库版本的版本号，或留空以使用最新版本。");

    public static readonly ProblemType UnknownProfile = new("compliance.unknownProfile", ProblemKind.Unprocessable,
        "There are no image rules for \"{0}\". Use a marketplace and a site such as amazon/US; the Rules page lists them.",
        "没有 “{0}” 的图片规则。请使用平台/站点，例如 amazon/US；完整列表见“规则”页面。");

    /// <summary>A refused picture as the answer to a request that waited for it.</summary>
    public static ProblemException Refused(ImageRefusedException refused) => new(
        new ProblemType(refused.Code, refused.Code == ImageRefusals.TooLargeCode ? ProblemKind.TooLarge : ProblemKind.Unprocessable, refused.Text.En, refused.Text.Zh),
        refused.Text);
}
