using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>What members, settings and accounts refuse.</summary>
public static class WorkspaceProblems
{
    public static readonly ProblemType NameMissing = new("workspace.nameMissing", ProblemKind.Invalid,
        "Give a name of 1 to 100 characters.", "请填写 1 到 100 个字符的名称。");

    public static readonly ProblemType PasswordWrong = new("account.passwordWrong", ProblemKind.Invalid,
        "The current password is not right. Type it again.", "当前密码不正确，请重新输入。");

    public static readonly ProblemType PasswordTooShort = new("account.passwordTooShort", ProblemKind.Invalid,
        "A password has at least 10 characters. A few words in a row are easy to keep.", "密码至少 10 个字符。可用几个词连成一句，便于记忆。");

    public static readonly ProblemType CodeWrong = new("account.codeWrong", ProblemKind.Invalid,
        "That code is not the current one. Look at the app again and type the six digits it shows now.", "验证码不正确。请输入验证器应用当前显示的六位数字。");

    public static readonly ProblemType ZoneUnknown = new("workspace.zoneUnknown", ProblemKind.Invalid,
        "'{0}' is not a time zone. Use a name such as Asia/Shanghai.", "“{0}”不是有效时区。请使用 Asia/Shanghai 这样的名称。");

    public static readonly ProblemType CurrencyUnknown = new("workspace.currencyUnknown", ProblemKind.Invalid,
        "A currency is one of the three-letter codes that countries pay in, such as USD or CNY.", "货币须为各国使用的三字母代码，例如 USD 或 CNY。");

    public static readonly ProblemType ToleranceOutOfRange = new("workspace.toleranceOutOfRange", ProblemKind.Invalid,
        "The off-white tolerance is between 0 and 20 percent.", "非纯白容差应在 0% 到 20% 之间。");

    public static readonly ProblemType EmailMissing = new("member.emailMissing", ProblemKind.Invalid,
        "Give the person's e-mail address.", "请填写对方的邮箱地址。");

    public static readonly ProblemType AlreadyMember = new("member.already", ProblemKind.Conflict,
        "{0} is already a member. Change the role in the list instead.", "{0} 已是成员。请在列表中修改其角色。");

    public static readonly ProblemType OwnPassword = new("member.ownPassword", ProblemKind.Conflict,
        "This is your own account: change your password under your name, top right.", "这是您自己的账号：请在右上角您的名字下修改密码。");

    public static readonly ProblemType PasswordElsewhere = new("member.passwordElsewhere", ProblemKind.Conflict,
        "{0} also belongs to another workspace, so the password is not yours to set. Whoever runs this installation can help.",
        "{0} 还属于其他工作区，您无权为其设置密码。请联系系统管理员。");

    public static readonly ProblemType DemoBusy = new("workspace.demoBusy", ProblemKind.Conflict,
        "The demo is still at work, so it is not removed yet. Try again in a moment.", "演示工作区仍有任务在运行，暂未移除。请稍后重试。");

    public static readonly ProblemType LastOwner = new("member.lastOwner", ProblemKind.Conflict,
        "This is the last owner. Make somebody else an owner first.", "这是最后一位所有者。请先将其他成员设为所有者。");

    public static readonly ProblemType NotDemo = new("workspace.notDemo", ProblemKind.Conflict,
        "Only the demo workspace can be removed like this.", "只有演示工作区可以这样移除。");

    public static readonly ProblemType RuleChangedMeanwhile = new("rules.changedMeanwhile", ProblemKind.Conflict,
        "Somebody else changed the rule '{0}' at the same moment. Look at theirs, and change it again if need be.", "其他人刚刚修改了规则“{0}”。请先查看，如有需要再次修改。");

    public static readonly ProblemType LimitUnreadable = new("rules.limitUnreadable", ProblemKind.Invalid,
        "'{0}' is not a value this limit takes. Numbers are written as 1600 or 0.5, proportions as 1:1 or 3:4 to 4:3.", "“{0}”不是该限值可用的值。数字写作 1600 或 0.5，比例写作 1:1 或 3:4 to 4:3。");

    public static readonly ProblemType RuleEffectMissing = new("rules.effectMissing", ProblemKind.Invalid,
        "Say what the change does: off, warnOnly, fail or limits.", "请说明修改的效果：off、warnOnly、fail 或 limits。");

    public static readonly ProblemType OutlookDay = new("rules.outlookDay", ProblemKind.Invalid,
        "Name a day from today ({0}) on, at most {1} years ahead.", "请选择今天（{0}）起 {1} 年以内的日期。");
}
