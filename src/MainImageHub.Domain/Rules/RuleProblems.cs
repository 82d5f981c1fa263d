namespace MainImageHub.Domain.Rules;

/// <summary>Why a workspace cannot change a rule as it asks.</summary>
public static class RuleProblems
{
    public static readonly ProblemType UnknownMarketplace = new("rules.unknownMarketplace", ProblemKind.Invalid,
        "There are no rules for '{0}'. Name a marketplace of the list of rules, or 'all'.", "没有“{0}”的规则。请填写规则列表中的平台，或 all 表示全部。");

    public static readonly ProblemType UnknownSite = new("rules.unknownSite", ProblemKind.Invalid,
        "The rules of {0} do not speak of the site '{1}'. Leave the site out, or name one of theirs.", "{0} 的规则不包含站点“{1}”。请留空，或填写该平台的站点。");

    public static readonly ProblemType UnknownRule = new("rules.unknownRule", ProblemKind.Invalid,
        "{0} has no rule '{1}' that could be changed.", "{0} 没有可修改的规则“{1}”。");

    public static readonly ProblemType ReasonMissing = new("rules.reasonMissing", ProblemKind.Invalid,
        "Say why the rule is changed, in at most {0} characters: everybody who sees a report will ask.", "请说明修改规则的原因（最多 {0} 个字符）：查看报告的人都会想知道。");

    public static readonly ProblemType LastDayPast = new("rules.lastDayPast", ProblemKind.Invalid,
        "The last day has passed already. Name today or a later day, or none.", "结束日期已过。请选择今天或之后的日期，或留空。");

    public static readonly ProblemType LimitsWithEffect = new("rules.limitsWithEffect", ProblemKind.Invalid,
        "Other limits go with the effect 'limits', and that effect with limits. Give both or neither.", "“limits”效果必须同时给出新的限值，其他效果不能带限值。");

    public static readonly ProblemType NoLimits = new("rules.noLimits", ProblemKind.Invalid,
        "The rule '{0}' has no numbers to change. Switch it off, let it only warn, or let it fail; how white is white stands in the settings.",
        "规则“{0}”没有可修改的数值。可以关闭、改为仅警告或改为不通过；白底容差请在设置中修改。");

    public static readonly ProblemType Limits = new("rules.limits", ProblemKind.Invalid,
        "These limits cannot be used at {0}: {1}.", "这些限值不能用于 {0}：{1}。");

    public static readonly ProblemType SourceNoteMissing = new("rules.sourceNoteMissing", ProblemKind.Invalid,
        "Say what is different now, in at most {0} characters.", "请说明有哪些变化（最多 {0} 个字符）。");

    public static readonly ProblemType AlreadyEnded = new("rules.alreadyEnded", ProblemKind.Conflict,
        "This change has ended already.", "该修改已经结束。");
}
