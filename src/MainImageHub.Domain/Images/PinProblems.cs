namespace MainImageHub.Domain.Images;

/// <summary>What notes on pictures refuse.</summary>
public static class PinProblems
{
    public static readonly ProblemType Outside = new("pin.outside", ProblemKind.Invalid,
        "x and y are shares of the picture's width and height, from 0 (left, top) to 1 (right, bottom). Put the note on the picture.",
        "x、y 为图片宽、高的比例，从 0（左、上）到 1（右、下）。请将批注放在图片范围内。");

    public static readonly ProblemType TextMissing = new("pin.textMissing", ProblemKind.Invalid,
        "Write what there is to say, in 1 to {0} characters.", "请填写批注内容，1 至 {0} 个字符。");

    public static readonly ProblemType TooMany = new("pin.tooMany", ProblemKind.Conflict,
        "There are {0} notes already: resolve what is done, or say the rest in one of them.",
        "批注已达 {0} 条：请先将已处理的标记为已解决，或将其余内容写入现有批注。");

    public static readonly ProblemType ThreadFull = new("pin.threadFull", ProblemKind.Conflict,
        "There are {0} answers to note {1} already: go on in a new note.", "批注 {1} 的回复已达 {0} 条：请另建一条批注继续讨论。");

    public static readonly ProblemType AlreadyResolved = new("pin.alreadyResolved", ProblemKind.Conflict,
        "Note {0} was resolved by {1}. Open it again first if there is more to do.",
        "批注 {0} 已由 {1} 标记为已解决。如仍有问题，请先重新打开。");

    public static readonly ProblemType NotResolved = new("pin.notResolved", ProblemKind.Conflict,
        "Note {0} is open already. Reload to see it as it is.", "批注 {0} 本就处于打开状态。请刷新查看最新状态。");

    public static readonly ProblemType OnThisVersion = new("pin.onThisVersion", ProblemKind.Conflict,
        "Note {0} is on version {1} already.", "批注 {0} 已在版本 {1} 上。");

    public static readonly ProblemType OtherPicture = new("pin.otherPicture", ProblemKind.Invalid,
        "Note {0} belongs to another main image. Take it over to a later version of its own.",
        "批注 {0} 属于另一张主图，只能沿用到该主图的后续版本。");

    public static readonly ProblemType NotLater = new("pin.notLater", ProblemKind.Conflict,
        "Note {0} was put on version {1}: only a later version can take it over.",
        "批注 {0} 位于版本 {1}：只有更新的版本才能沿用。");

    public static readonly ProblemType NotYours = new("pin.notYours", ProblemKind.Forbidden,
        "{0} wrote this: only they can withdraw it.", "该内容由 {0} 撰写，只能由其本人撤回。");

    public static readonly ProblemType AlreadyWithdrawn = new("pin.alreadyWithdrawn", ProblemKind.Conflict,
        "This was withdrawn already. Reload to see it.", "该内容已撤回。请刷新查看。");
}
