using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Monitor;

public static class MonitorProblems
{
    public static readonly ProblemType FileMissing = new("figures.fileMissing", ProblemKind.Invalid,
        "Send the CSV file as multipart/form-data in the field \"file\".",
        "请以 multipart/form-data 的 file 字段上传 CSV 文件。");

    public static readonly ProblemType UnknownFormat = new("figures.format", ProblemKind.Invalid,
        "The format \"{0}\" is not known. Use generic.",
        "未知格式“{0}”，请使用 generic。");

    public static readonly ProblemType BadRange = new("figures.range", ProblemKind.Invalid,
        "from must not lie after to, and the two at most 731 days apart.",
        "from 不能晚于 to，且两者最多相隔 731 天。");

    public static readonly ProblemType BadGroup = new("figures.groupBy", ProblemKind.Invalid,
        "groupBy must be day, marketplace, site or version.",
        "groupBy 只能是 day、marketplace、site 或 version。");

    public static readonly ProblemType VersionNeedsImage = new("figures.versionNeedsImage", ProblemKind.Invalid,
        "Grouping by version needs a mainImageId.",
        "按版本汇总需要提供 mainImageId。");

    public static readonly ProblemType NothingToRead = new("figures.notOffered", ProblemKind.Unprocessable,
        "{0} offers no figures through its API: upload them as CSV.",
        "{0} 未通过接口提供数据，请上传 CSV。");
}
