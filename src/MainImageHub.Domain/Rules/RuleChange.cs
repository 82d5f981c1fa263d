using System.Text.Json;
using MainImageHub.Domain.Listings;

namespace MainImageHub.Domain.Rules;

/// <summary>What a workspace does with a rule.</summary>
public enum RuleEffect
{
    /// <summary>Still measured and told, but it spoils no verdict.</summary>
    Off,

    /// <summary>Warns where the pack would fail.</summary>
    WarnOnly,

    /// <summary>Fails where the pack would only warn.</summary>
    Fail,

    /// <summary>Held against other numbers than the pack's.</summary>
    Limits,
}

/// <summary>
/// A workspace reads one rule otherwise than the pack does, and says why. Ended, never deleted: a report of last month can still be explained.
/// </summary>
public sealed class RuleChange : IWorkspaceOwned
{
    /// <summary>Stands for every marketplace whose pack, or ours, has the rule.</summary>
    public const string Everywhere = "all";

    public const int LongestReason = 500;

    private RuleChange()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid WorkspaceId { get; private init; }

    /// <summary>A marketplace's code, or <see cref="Everywhere"/>.</summary>
    public string Marketplace { get; private init; } = "";

    /// <summary>Null for every site of the marketplace.</summary>
    public string? Site { get; private init; }

    public string Rule { get; private init; } = "";

    public RuleEffect Effect { get; private init; }

    /// <summary>The numbers that are other than the pack's, in the pack's own schema; the rest stays the pack's and follows it. JSON.</summary>
    public string? Limits { get; private init; }

    public string Reason { get; private init; } = "";

    public Guid? MadeBy { get; private init; }

    public string MadeByName { get; private init; } = "";

    public DateTimeOffset MadeAt { get; private init; }

    /// <summary>The last day (UTC) on which it holds; null until somebody ends it.</summary>
    public DateOnly? LastDay { get; private init; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Who ended it; null when its last day passed.</summary>
    public string? EndedByName { get; private set; }

    /// <param name="book">Knows which rules there are and what their numbers must satisfy.</param>
    /// <param name="workspaceId">Whose it is.</param>
    /// <param name="draft">What was asked for.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="now">When.</param>
    /// <exception cref="ProblemException">It names nothing that could be changed, or gives no reason.</exception>
    public static RuleChange Make(RuleBook book, Guid workspaceId, RuleChangeDraft draft, Actor actor, DateTimeOffset now)
    {
        var reason = draft.Reason?.Trim() ?? "";
        if (reason.Length is 0 or > LongestReason)
        {
            throw RuleProblems.ReasonMissing.Because(LongestReason);
        }

        if (draft.LastDay is { } last && last < DateOnly.FromDateTime(now.UtcDateTime))
        {
            throw RuleProblems.LastDayPast.Because();
        }

        var site = string.IsNullOrWhiteSpace(draft.Site) ? null : draft.Site.Trim();
        book.RequireChangeable(draft.Marketplace, site, draft.Rule, now);
        if ((draft.Effect == RuleEffect.Limits) != (draft.Limits is not null))
        {
            throw RuleProblems.LimitsWithEffect.Because();
        }

        if (draft.Limits is { } limits)
        {
            book.RequireLimits(draft.Marketplace, draft.Rule, limits, now);
        }

        return new RuleChange
        {
            WorkspaceId = workspaceId,
            Marketplace = draft.Marketplace,
            Site = site == "UK" ? "GB" : site,
            Rule = draft.Rule,
            Effect = draft.Effect,
            Limits = draft.Limits?.GetRawText(),
            Reason = reason,
            MadeBy = actor.MemberId,
            MadeByName = actor.Name,
            MadeAt = now,
            LastDay = draft.LastDay,
        };
    }

    /// <summary>The first instant after the last day; null where there is none.</summary>
    public DateTimeOffset? EndsAt => LastDay is { } day ? new(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) : null;

    /// <param name="by">Null when its last day passed.</param>
    /// <param name="now">From when it holds no more.</param>
    public void End(Actor? by, DateTimeOffset now)
    {
        if (EndedAt is not null)
        {
            throw RuleProblems.AlreadyEnded.Because();
        }

        (EndedAt, EndedByName) = (now, by?.Name);
    }

    public bool HoldsAt(DateTimeOffset at) => at >= MadeAt && (EndedAt is null || at < EndedAt) && (EndsAt is null || at < EndsAt);

    public bool HoldsFor(SiteCode site) => Marketplace == Everywhere || (Marketplace == site.Marketplace && (Site is null || Site == site.Site));

    /// <summary>One site's word before the marketplace's, that before everybody's.</summary>
    internal int Nearness => Site is not null ? 2 : Marketplace != Everywhere ? 1 : 0;

    public RuleChangeRow ToRow() => new(
        Id, Marketplace, Site, Rule, Effect, Limits is null ? null : JsonSerializer.Deserialize<JsonElement>(Limits), Reason, MadeByName, MadeAt, LastDay, EndedAt, EndedByName);
}

/// <summary>What is asked for.</summary>
/// <param name="Marketplace">Its code, or <see cref="RuleChange.Everywhere"/>.</param>
/// <param name="Limits">Only with <see cref="RuleEffect.Limits"/>: numbers in the pack's own schema, <c>{"minPercent": {"value": 80}}</c>; null takes one away.</param>
public sealed record RuleChangeDraft(string Marketplace, string? Site, string Rule, RuleEffect Effect, JsonElement? Limits, string? Reason, DateOnly? LastDay);

/// <summary>A workspace's change as it is read.</summary>
/// <param name="Marketplace">Its code, or <c>all</c>.</param>
/// <param name="Site">Absent for every site.</param>
/// <param name="Limits">Only with the effect <c>limits</c>: the numbers that are other than the pack's.</param>
/// <param name="LastDay">The last day (UTC) on which it holds.</param>
/// <param name="EndedBy">Absent when its last day passed.</param>
public sealed record RuleChangeRow(
    Guid Id, string Marketplace, string? Site, string Rule, RuleEffect Effect, JsonElement? Limits, string Reason, string By, DateTimeOffset At,
    DateOnly? LastDay, DateTimeOffset? EndedAt, string? EndedBy);

/// <summary>In a finding: that and why the workspace reads the rule otherwise.</summary>
/// <param name="From">The verdict by the pack alone.</param>
public sealed record FindingChange(RuleEffect Effect, Verdict From, string Reason, string By, DateTimeOffset At);
