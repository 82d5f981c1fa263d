using MainImageHub.Domain;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Web.Jobs;

/// <summary>
/// Runs one kind of work, in the scope of the item's workspace. It may be killed at any instruction and run again, so it starts
/// from the state of the rows, not from what the item promised, and commits what it did before it answers.
/// </summary>
public interface IWorkHandler
{
    Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken);

    /// <summary>
    /// The runner gives up: every attempt failed. Ends what the work was about, so that a person sees why, without touching what may have
    /// been the cause.
    /// </summary>
    Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A person wants failed work tried again: makes what it was about open for it. The caller saves, in its transaction.</summary>
    /// <returns>False when there is nothing to try any more: what it was about has ended otherwise.</returns>
    Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken) => Task.FromResult(true);
}

/// <summary>What a handler is told.</summary>
/// <param name="SubjectId">The row the work is about.</param>
/// <param name="Attempt">1 at first.</param>
/// <param name="IsLastAttempt">After this one a retry becomes a failure.</param>
public sealed record WorkTask(Guid Id, Guid WorkspaceId, Guid SubjectId, int Attempt, bool IsLastAttempt);

/// <summary>How a piece of work ended.</summary>
public abstract record WorkOutcome
{
    private WorkOutcome()
    {
    }

    public static readonly WorkOutcome Finished = new Done();

    public sealed record Done : WorkOutcome;

    /// <summary>Not yet: costs no attempt.</summary>
    /// <param name="Until">When it goes on.</param>
    /// <param name="HasProgressed">A step of long work is done and kept: what failed before is forgiven, since only failures in a row count.</param>
    public sealed record Snooze(DateTimeOffset Until, bool HasProgressed = false) : WorkOutcome;

    /// <summary>Did not work this time. Without a delay the runner backs off by itself.</summary>
    public sealed record Retry(string Code, LocalText Text, TimeSpan? After = null) : WorkOutcome;

    /// <summary>Will never work as it stands.</summary>
    public sealed record Failed(string Code, LocalText Text) : WorkOutcome;
}

/// <summary>A kind of work and who runs it; registered with <c>AddWork</c> by the stage that owns it.</summary>
/// <param name="Kind">Its stable name.</param>
/// <param name="Group">One of <see cref="WorkGroups"/>.</param>
/// <param name="Handler">An <see cref="IWorkHandler"/>.</param>
/// <param name="IsDiscardable">False for work that has to be done in the end: dropping it would leave its subject neither here nor there.</param>
/// <param name="IsRoutine">True for what is done again and again by itself: once one is done, nobody asks for it.</param>
/// <param name="IsWaitedFor">True for what a person sits in front of: it goes before the rest of its workspace's work in the group, however long that has waited.</param>
public sealed record WorkKind(string Kind, string Group, Type Handler, bool IsDiscardable = true, bool IsRoutine = false, bool IsWaitedFor = false);

public static class WorkProblems
{
    public static readonly ProblemType Discarded = new("work.discarded", ProblemKind.Conflict,
        "A person discarded the work on the Jobs page. Ask for it again if it is wanted after all.",
        "该任务已在任务页面被人工放弃。如仍需要，请重新发起。");

    public static readonly ProblemType NothingToRetry = new("work.nothingToRetry", ProblemKind.Conflict,
        "There is nothing to try again: what this work was about has ended otherwise meanwhile, or a later order took its place. Ask for it anew from its own page.",
        "无需重试：该任务对应的事项已以其他方式结束，或已被之后的操作取代。如仍需要，请在对应页面重新发起。");

    public static readonly ProblemType NotDiscardable = new("work.notDiscardable", ProblemKind.Conflict,
        "This work has to be done in the end and is not discarded, as what was begun is carried through. It goes on by itself when what holds it up is mended.",
        "该任务必须完成，不能放弃：已经开始的会执行到底。排除障碍后会自动继续。");

    public static readonly ProblemType Unexpected = new("work.unexpected", ProblemKind.Unavailable,
        "Something unexpected went wrong. It is tried again by itself; the log has the details.",
        "发生意外错误。系统会自动重试，详情见日志。");
}
