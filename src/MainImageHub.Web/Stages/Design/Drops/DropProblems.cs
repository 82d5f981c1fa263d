using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>What uploads in pieces and batches of files refuse, and why single files are left out of a commit.</summary>
public static class DropProblems
{
    public static readonly ProblemType TusVersion = new("files.version", ProblemKind.Invalid,
        "This server speaks tus 1.0.0: send the header Tus-Resumable: 1.0.0.",
        "本服务器使用 tus 1.0.0 协议：请发送请求头 Tus-Resumable: 1.0.0。");

    public static readonly ProblemType Header = new("files.header", ProblemKind.Invalid,
        "The header {0} is missing or cannot be read: {1}.",
        "请求头 {0} 缺失或无法识别：{1}。");

    public static readonly ProblemType MediaType = new("files.mediaType", ProblemKind.Invalid,
        "Send the bytes as Content-Type: application/offset+octet-stream.",
        "请以 Content-Type: application/offset+octet-stream 发送内容。");

    public static readonly ProblemType Offset = new("files.offset", ProblemKind.Conflict,
        "{0} bytes are here, so Upload-Offset must be {0}. Ask for it with HEAD and go on from there.",
        "服务器已收到 {0} 字节，Upload-Offset 必须为 {0}。请用 HEAD 查询后从该处继续。");

    public static readonly ProblemType Checksum = new("files.checksum", ProblemKind.Conflict,
        "The bytes do not match their Upload-Checksum and were thrown away. Send them again.",
        "内容与 Upload-Checksum 不符，已丢弃。请重新发送。");

    public static readonly ProblemType TooMuch = new("files.tooMuch", ProblemKind.TooLarge,
        "More bytes came than Upload-Length said ({0}). Create a new upload with the right length.",
        "收到的内容超过 Upload-Length（{0}）。请以正确的长度新建上传。");

    public static readonly ProblemType Gone = new("files.gone", ProblemKind.NotFound,
        "This upload was not finished in time and is forgotten. Begin a new one.",
        "该上传未按时完成，已被清除。请重新上传。");

    public static readonly ProblemType Interrupted = new("files.interrupted", ProblemKind.Unavailable,
        "The connection broke. What came is kept: ask with HEAD how much that is, and go on from there.",
        "连接中断，已收到的部分已保存。请用 HEAD 查询进度后继续。");

    public static readonly ProblemType TooLarge = new("files.tooLarge", ProblemKind.TooLarge,
        "A file may have at most {0} MB, an archive (.zip) at most {1} MB. Send a smaller one.",
        "单个文件最大 {0} MB，压缩包（.zip）最大 {1} MB，请减小后再上传。");

    public static readonly ProblemType InFlight = new("files.inFlight", ProblemKind.TooMany,
        "This workspace's unfinished uploads come to more than {0} MB. Finish or end some of them first; those that nobody goes on with end by themselves.",
        "本工作区未完成的上传已超过 {0} MB。请先完成或取消部分上传；无人继续的上传会自动清除。");

    public static readonly ProblemType Busy = new("files.busy", ProblemKind.TooMany,
        "{0} files have arrived and wait to be looked at. Wait {1} s and go on: nothing is lost.",
        "已有 {0} 个文件等待读取。请等待 {1} 秒后继续，不会丢失任何文件。");

    public static readonly ProblemType Manifest = new("drop.manifest", ProblemKind.Invalid,
        "Name at least one file and at most {0} at a time, each with its name (at most {1} characters), its size in bytes and, where it can be computed, its SHA-256 in lower-case hex.",
        "请列出至少一个、每次最多 {0} 个文件，每个文件须有名称（最多 {1} 个字符）、字节数，以及（如可计算）小写十六进制的 SHA-256。");

    public static readonly ProblemType TooManyFiles = new("drop.tooManyFiles", ProblemKind.Unprocessable,
        "A batch holds at most {0} files. Begin another one for the rest.",
        "每批最多 {0} 个文件，其余文件请另建一批。");

    public static readonly ProblemType NameTooLong = new("drop.nameTooLong", ProblemKind.Invalid,
        "A batch's name has at most {0} characters. Shorten it.",
        "批次名称最多 {0} 个字符，请缩短。");

    public static readonly ProblemType NotYours = new("drop.notYours", ProblemKind.Forbidden,
        "Only whoever dropped these files, or a member who works on every store and brand, may change this batch.",
        "只有上传该批文件的成员，或负责全部店铺与品牌的成员，才能更改该批次。");

    public static readonly ProblemType HashDiffers = new("drop.hashDiffers", ProblemKind.Unprocessable,
        "What arrived is not the file that was announced: it changed meanwhile, or was damaged on its way. Drop it again.",
        "收到的内容与登记的文件不一致：文件可能已被修改或在传输中损坏。请重新拖入。");

    public static readonly ProblemType BytesLost = new("drop.bytesLost", ProblemKind.Unprocessable,
        "The bytes of this file are no longer here. Drop it again.",
        "该文件的内容已不存在，请重新拖入。");

    public static readonly ProblemType NotTaken = new("drop.notTaken", ProblemKind.Unavailable,
        "The file could not be looked at after several attempts, and not because of a known fault in it. Try it again from the Jobs page.",
        "文件多次读取均未成功，且并非文件本身的已知问题。请在“任务”页面重试。");

    public static readonly ProblemType Settled = new("drop.settled", ProblemKind.Conflict,
        "This file is a version already, or is just becoming one: it cannot be changed here any more.",
        "该文件已成为版本或正在提交，无法再在此更改。");

    public static readonly ProblemType NothingToCommit = new("drop.nothingToCommit", ProblemKind.Unprocessable,
        "None of these files can become a version now: they are still on their way, have no place yet, are left out, or are there already. The list says which.",
        "目前没有可提交的文件：尚在上传、未匹配、已排除，或图片已存在。详见列表。");

    public static readonly ProblemType NothingFailed = new("drop.nothingFailed", ProblemKind.Conflict,
        "There is nothing to try again: nothing of this batch failed.",
        "没有可重试的文件：该批次没有失败项。");

    public static readonly ProblemType MayNotPlan = new("drop.mayNotPlan", ProblemKind.Forbidden,
        "There is no main image for this place yet, and your role does not plan any. Ask somebody of operations to commit this file, or to plan it.",
        "该位置尚无主图，而您的角色无权规划主图。请运营人员提交此文件，或先规划该主图。");

    public static readonly ProblemType SameVersion = new("drop.sameVersion", ProblemKind.Conflict,
        "This very picture is version {0} of that main image already.",
        "该图片已是此主图的版本 {0}。");

    public static readonly ProblemType SameFile = new("drop.sameFile", ProblemKind.Conflict,
        "The same picture goes there as {0}: one version is made of both.",
        "“{0}”是同一张图片，且用于同一位置：两者只生成一个版本。");

    public static readonly ProblemType SkuUnknown = new("drop.skuUnknown", ProblemKind.Unprocessable,
        "There is no product with SKU {0} in this workspace. Check it on the Products page, or add it there.",
        "本工作区没有 SKU 为 {0} 的商品。请在“商品”页面核对或新增。");

    public static readonly ProblemType PatternInvalid = new("namePattern.invalid", ProblemKind.Invalid,
        "The pattern cannot be used: {0} It is a regular expression of at most {1} characters without look-around or back-references, with a group named sku, asin or externalId; further groups may be marketplace, site, slot and version.",
        "命名规则无效：{0} 请填写最多 {1} 个字符的正则表达式（不支持环视与反向引用），须有名为 sku、asin 或 externalId 的分组，另可有 marketplace、site、slot、version。");

    public static readonly ProblemType PatternNameMissing = new("namePattern.nameMissing", ProblemKind.Invalid,
        "Give the pattern a name of 1 to {0} characters.",
        "请填写 1 到 {0} 个字符的规则名称。");

    public static readonly ProblemType TooManyPatterns = new("namePattern.tooMany", ProblemKind.Conflict,
        "A workspace keeps at most {0} patterns. Remove one that nobody uses.",
        "每个工作区最多 {0} 条命名规则，请先删除不用的规则。");

    public static readonly ProblemType ArchiveDamaged = new("archive.damaged", ProblemKind.Unprocessable,
        "The archive cannot be read: it is damaged or no plain .zip. Pack it again, or drop the files themselves.",
        "压缩包无法读取：文件已损坏或不是普通 .zip。请重新打包，或直接拖入文件。");

    public static readonly ProblemType ArchiveTooMany = new("archive.tooMany", ProblemKind.Unprocessable,
        "The archive holds {0} files; at most {1} are unpacked. Pack several smaller ones.",
        "压缩包内有 {0} 个文件，最多解压 {1} 个，请分成多个压缩包。");

    public static readonly ProblemType ArchiveTooLarge = new("archive.tooLarge", ProblemKind.Unprocessable,
        "Unpacked, the archive would come to more than {0} MB. Pack several smaller ones.",
        "解压后总大小超过 {0} MB，请分成多个压缩包。");

    public static readonly ProblemType ArchiveLocked = new("archive.locked", ProblemKind.Unprocessable,
        "This file is protected by a password inside its archive. Pack it without one.",
        "该文件在压缩包内设有密码，请去除密码后重新打包。");

    public static readonly ProblemType ArchiveInside = new("archive.inside", ProblemKind.Unprocessable,
        "An archive inside an archive is not unpacked. Drop it by itself.",
        "不解压嵌套的压缩包，请单独拖入。");

    public static readonly ProblemType ArchivePath = new("archive.path", ProblemKind.Unprocessable,
        "The file's name leads out of its archive, as no honest program writes it. Pack it again.",
        "文件名指向压缩包之外的位置，属异常写法。请重新打包。");
}
