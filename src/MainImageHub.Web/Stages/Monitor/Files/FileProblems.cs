using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Monitor.Files;

/// <summary>What can be wrong with a file of figures: the first ones with the whole file, the others with one of its rows.</summary>
public static class FileProblems
{
    public static readonly ProblemType Empty = new("csv.empty", ProblemKind.Unprocessable,
        "The file is empty. Export it again and upload it.",
        "文件为空，请重新导出后上传。");

    public static readonly ProblemType NotText = new("csv.notText", ProblemKind.Unprocessable,
        "This is not a CSV file but something binary (a spreadsheet, a picture, an archive). Save it as CSV first.",
        "这不是 CSV 文件，而是二进制文件（表格、图片或压缩包）。请先另存为 CSV。");

    public static readonly ProblemType WrongColumns = new("csv.columns", ProblemKind.Unprocessable,
        "The columns do not fit. Missing: {0}. Unknown: {1}. Known are {2}.",
        "列名不符。缺少：{0}。无法识别：{1}。可用的列：{2}。");

    public static readonly ProblemType ColumnTwice = new("csv.columnTwice", ProblemKind.Unprocessable,
        "The column {0} stands in the header twice. Remove one of them.",
        "表头中的列 {0} 重复，请删除其中一个。");

    public static readonly ProblemType NoFigures = new("csv.noFigures", ProblemKind.Unprocessable,
        "The file has no column of figures. Add at least one of {0}.",
        "文件没有任何数据列，请至少添加其中一列：{0}。");

    public static readonly ProblemType EndlessLine = new("csv.endlessLine", ProblemKind.Unprocessable,
        "A line is longer than {0} characters, so this is hardly a table. Lines before it were taken.",
        "有一行超过 {0} 个字符，不像表格文件。此前的行已导入。");

    public static readonly ProblemType Broken = new("csv.broken", ProblemKind.Unprocessable,
        "A quotation mark in this line is not closed or stands in the wrong place.",
        "该行的引号未闭合或位置有误。");

    public static readonly ProblemType FileGone = new("csv.fileGone", ProblemKind.NotFound,
        "The uploaded file is no longer stored. Upload it again.",
        "已上传的文件不存在，请重新上传。");

    public static readonly ProblemType FieldCount = new("csv.fieldCount", ProblemKind.Unprocessable,
        "The line has {0} fields, the header {1}.",
        "该行有 {0} 个字段，表头有 {1} 个。");

    public static readonly ProblemType Date = new("csv.date", ProblemKind.Unprocessable,
        "\"{0}\" is not a date. Write 2026-11-21.",
        "“{0}”不是有效日期，请写成 2026-11-21。");

    public static readonly ProblemType DateInFuture = new("csv.dateInFuture", ProblemKind.Unprocessable,
        "{0} has not come yet at this marketplace.",
        "该平台当地尚未到 {0}。");

    public static readonly ProblemType UnknownListing = new("csv.unknownListing", ProblemKind.Unprocessable,
        "{0} {1} is not a listing of any store here. Connect the store and read its listings first.",
        "{0} {1} 不是任何已连接店铺的商品。请先连接店铺并读取商品。");

    public static readonly ProblemType AmbiguousListing = new("csv.ambiguousListing", ProblemKind.Unprocessable,
        "{0} {1} is sold by several of your stores; the file cannot say which one is meant.",
        "{0} {1} 在您的多个店铺有售，文件无法区分属于哪个店铺。");

    public static readonly ProblemType OutsideScope = new("csv.outsideScope", ProblemKind.Forbidden,
        "{0} {1} is outside the stores and brands that your membership is narrowed to. Ask a member who works on it to upload this line.",
        "{0} {1} 不在您的店铺和品牌权限范围内，请由负责该商品的成员上传此行。");

    public static readonly ProblemType Number = new("csv.number", ProblemKind.Unprocessable,
        "{0} is \"{1}\", which is not a number of that kind, or could be read as two different ones. Write counts as whole numbers (1234) and money with two decimals (1234.50).",
        "{0} 的值“{1}”不是有效数字，或有两种读法。计数请写整数（1234），金额请写两位小数（1234.50）。");

    public static readonly ProblemType Negative = new("csv.negative", ProblemKind.Unprocessable,
        "{0} is {1}. It cannot be negative.",
        "{0} 为 {1}，不能是负数。");

    public static readonly ProblemType ClicksAboveImpressions = new("csv.clicksAboveImpressions", ProblemKind.Unprocessable,
        "{0} clicks on {1} impressions cannot be.",
        "展示 {1} 次却有 {0} 次点击，数据不合理。");

    public static readonly ProblemType Currency = new("csv.currency", ProblemKind.Unprocessable,
        "\"{0}\" is not a currency. Write its three letters, such as USD.",
        "“{0}”不是有效币种，请使用三位字母代码，例如 USD。");

    public static readonly ProblemType NothingInRow = new("csv.nothingInRow", ProblemKind.Unprocessable,
        "The line has no figure at all.",
        "该行没有任何数据。");

    public static readonly ProblemType Duplicate = new("csv.duplicate", ProblemKind.Unprocessable,
        "The same listing and day already stand in line {0}. The first one counts.",
        "同一商品同一天的数据已出现在第 {0} 行，以先出现的为准。");

    public static readonly ProblemType OtherCurrency = new("csv.otherCurrency", ProblemKind.Unprocessable,
        "Another file gave money of this day in another currency. Give revenue and adSpend of the day together, in one currency.",
        "另一份文件已用其他币种提供了该日的金额。请用同一币种同时提供该日的 revenue 与 adSpend。");

    public static readonly ProblemType NewerKnown = new("csv.newerKnown", ProblemKind.Unprocessable,
        "A file uploaded later has already given all these figures. The later file counts.",
        "之后上传的文件已提供全部这些数据，以后上传的文件为准。");
}
