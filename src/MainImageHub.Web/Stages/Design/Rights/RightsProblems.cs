using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Design.Rights;

public static class RightsProblems
{
    public static readonly ProblemType TextTooLong = new("rights.textTooLong", ProblemKind.Invalid,
        "The licence and the note may have {0} characters each, the holder {1}. Shorten them; keep long contracts elsewhere and name them here.",
        "授权说明和备注各不超过 {0} 个字符，权利人不超过 {1} 个字符。请缩短；合同全文请另行保存，在此注明名称。");

    public static readonly ProblemType CostInvalid = new("rights.costInvalid", ProblemKind.Invalid,
        "The cost is a number from 0 to {0} with at most two decimals. Correct it, or leave it empty if it is not known.",
        "成本须为 0 至 {0} 的数字，最多两位小数。请更正；不清楚时请留空。");

    public static readonly ProblemType CurrencyUnknown = new("rights.currencyUnknown", ProblemKind.Invalid,
        "\"{0}\" is no currency. A cost needs one as a code of three letters, such as USD or CNY.",
        "“{0}”不是有效币种。填写成本时须注明三位字母的币种代码，如 USD 或 CNY。");

    public static readonly ProblemType DayOutOfRange = new("rights.dayOutOfRange", ProblemKind.Invalid,
        "\"Valid until\" must be a day between {0} and {1}. Leave it empty where there is no end.",
        "“有效期至”须在 {0} 至 {1} 之间。没有期限时请留空。");

    public static readonly ProblemType OriginUnknown = new("rights.originUnknown", ProblemKind.Invalid,
        "The origin is one of photo, render, supplier, stock, aiMade, aiEdited or unknown. That a picture was found live is not for people to say.",
        "来源须为以下之一：photo、render、supplier、stock、aiMade、aiEdited、unknown。“在线发现”由系统判定，不能手动填写。");
}
