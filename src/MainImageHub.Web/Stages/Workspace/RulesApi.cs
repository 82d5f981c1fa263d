using System.Text.Json;
using System.Text.Json.Serialization;
using MainImageHub.Domain;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Pictures;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

public static class RulesApi
{
    public static void MapRulesApi(this RouteGroupBuilder api)
    {
        api.MapGet("/rules", List).Requires(HubAction.Read).WithName("ListRules").WithTags("Rules").WithSummary("The marketplaces whose image rules are known.");
        api.MapGet("/rules/{marketplace}", DescribeAsync).Requires(HubAction.Read).WithName("GetRules").WithTags("Rules").WithSummary("One marketplace's image rules, with numbers, exceptions and sources.");
        api.MapGet("/rules/{marketplace}/changes", ChangesAsync).Requires(HubAction.Read).WithName("ListRuleChanges").WithTags("Rules").WithSummary("What the workspace reads otherwise than a marketplace's rules, or than all (all), newest first; what ended stays.");
        api.MapPost("/rules/{marketplace}/changes", ChangeAsync).Requires(HubAction.ManageWorkspace).WithName("ChangeRule").WithTags("Rules").WithSummary("Switch a rule off, soften it, harden it or give it other limits, at one marketplace or at all (all); ends the change that stood there.");
        api.MapDelete("/rules/changes/{id:guid}", EndAsync).Requires(HubAction.ManageWorkspace).WithName("EndRuleChange").WithTags("Rules").WithSummary("Go back to the pack's rule; the change stays readable.");
        api.MapGet("/rules/{marketplace}/sources", SourcesAsync).Requires(HubAction.Read).WithName("ListRuleSources").WithTags("Rules").WithSummary("What a marketplace's rules rest on, when it was last read, and whether it is time to read it again.");
        api.MapPost("/rules/{marketplace}/sources/{source}/readings", ReadAsync).Requires(HubAction.ManageWorkspace).WithName("ReadRuleSource").WithTags("Rules").WithSummary("Say that a source was read again, and whether it says something else now.");
        api.MapPost("/rules/outlooks", AskAsync).Requires(HubAction.EditBriefs).WithName("AskOutlook").WithTags("Rules").WithSummary("Ask which live pictures will break a rule on a day to come.");
        api.MapGet("/rules/outlooks/{id:guid}", FindAsync).Requires(HubAction.Read).WithName("GetOutlook").WithTags("Rules").WithSummary("How far that is, and what was found.");
    }

    private static Ok<RuleList> List(RuleBook book, TimeProvider clock) => TypedResults.Ok(new RuleList(book.Summaries(clock.GetUtcNow()), null));

    private static async Task<Accepted<OutlookView>> AskAsync(OutlookRequest request, RuleOutlooks outlooks, CancellationToken cancellationToken)
    {
        var outlook = await outlooks.AskAsync(request.On, cancellationToken);
        return TypedResults.Accepted($"/api/v1/rules/outlooks/{outlook.Id}", OutlookView.Of(outlook));
    }

    private static async Task<Ok<OutlookView>> FindAsync(Guid id, RuleOutlooks outlooks, CancellationToken cancellationToken) =>
        TypedResults.Ok(OutlookView.Of(await outlooks.FindAsync(id, cancellationToken)));

    private static async Task<Ok<RulePackDetail>> DescribeAsync(string marketplace, RuleBook book, ReadOwnRules ownRules, TimeProvider clock, CancellationToken cancellationToken) =>
        book.TryDescribe(marketplace, clock.GetUtcNow(), out var detail, await ownRules.NowAsync(cancellationToken)) ? TypedResults.Ok(detail) : throw HttpProblems.NotFound.Because();

    private static async Task<Ok<Page<RuleChangeRow>>> ChangesAsync(string marketplace, [AsParameters] PageQuery page, RuleBook book, RuleChanges changes, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (marketplace != RuleChange.Everywhere && !book.TryDescribe(marketplace, clock.GetUtcNow(), out _))
        {
            throw HttpProblems.NotFound.Because();
        }

        var (before, take) = (page.Before, page.Take);
        var rows = await changes.Of(marketplace).Where(c => c.Id < before).Take(take + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut([.. rows.Select(c => c.ToRow())], c => c.Id));
    }

    private static async Task<Created<RuleChangeRow>> ChangeAsync(string marketplace, RuleChangeRequest request, RuleChanges changes, CancellationToken cancellationToken)
    {
        var effect = request.Effect ?? throw WorkspaceProblems.RuleEffectMissing.Because();
        var change = await changes.MakeAsync(new(marketplace, request.Site, request.Rule ?? "", effect, request.Limits, request.Reason, request.LastDay), cancellationToken);
        return TypedResults.Created($"/api/v1/rules/{marketplace}/changes", change.ToRow());
    }

    private static async Task<Ok<Page<RuleSourceView>>> SourcesAsync(string marketplace, RuleSources sources, CancellationToken cancellationToken)
    {
        var states = (await sources.StatesAsync(cancellationToken)).Where(s => s.Marketplace == marketplace).Select(RuleSourceView.Of).ToList();
        return states.Count > 0 ? TypedResults.Ok(new Page<RuleSourceView>(states, null)) : throw HttpProblems.NotFound.Because();
    }

    private static async Task<Created<SourceReadingView>> ReadAsync(string marketplace, string source, SourceReadingRequest request, RuleSources sources, CancellationToken cancellationToken) =>
        TypedResults.Created($"/api/v1/rules/{marketplace}/sources", SourceReadingView.Of(await sources.ReadAsync(marketplace, source, request.Changed, request.Note, cancellationToken)));

    private static async Task<NoContent> EndAsync(Guid id, RuleChanges changes, CancellationToken cancellationToken)
    {
        await changes.EndAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>A list like every other, though it always fits on one page.</summary>
public sealed record RuleList(IReadOnlyList<RulePackSummary> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);

/// <param name="Site">One site of the marketplace; absent for all of them.</param>
/// <param name="Limits">Only with the effect <c>limits</c>: the numbers that are other than the pack's, in its own schema, such as <c>{"minPercent": {"value": 80}}</c>; null takes one away.</param>
/// <param name="Reason">Told with every finding of the rule.</param>
/// <param name="LastDay">The last day (UTC) on which it holds; absent until it is ended.</param>
public sealed record RuleChangeRequest(string? Site, string? Rule, RuleEffect? Effect, JsonElement? Limits, string? Reason, DateOnly? LastDay);

/// <param name="On">The day whose rules count: today or later.</param>
public sealed record OutlookRequest(DateOnly? On);

/// <param name="Judged">Live pictures held against the rules so far.</param>
/// <param name="WithoutRules">Live pictures of sites without rules; nothing is said about them.</param>
/// <param name="Newly">Up to 500 of those that break no rule now and will then.</param>
public sealed record OutlookView(
    Guid Id, DateOnly On, RuleOutlookStatus Status, int Judged, int FailingNow, int FailingThen, int WithoutRules, IReadOnlyList<OutlookFinding> Newly,
    LocalText? Problem, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
{
    public static OutlookView Of(RuleOutlook o) => new(o.Id, o.On, o.Status, o.Judged, o.FailingNow, o.FailingThen, o.WithoutRules, o.Named, o.Problem, o.CreatedAt, o.EndedAt);
}

/// <param name="Changed">It says something else than the pack does; then the note says what.</param>
public sealed record SourceReadingRequest(bool Changed, string? Note);

public sealed record SourceReadingView(bool Changed, string? Note, string By, DateTimeOffset At)
{
    public static SourceReadingView Of(SourceReading r) => new(r.Changed, r.Note, r.ReadByName, r.ReadAt);
}

/// <param name="LastRead">By whoever made the pack, or by somebody of the workspace since.</param>
/// <param name="Reading">The workspace's own last reading.</param>
/// <param name="PageChangedAt">When the watched page was last seen to say something else.</param>
/// <param name="ReadAgain">It was last read too long ago, or changed since.</param>
public sealed record RuleSourceView(string Id, string Where, DateOnly LastRead, SourceReadingView? Reading, DateTimeOffset? PageChangedAt, bool ReadAgain)
{
    public static RuleSourceView Of(SourceState s) => new(s.Source.Id, s.Source.Where, s.LastRead, s.Reading is { } reading ? SourceReadingView.Of(reading) : null, s.PageChangedAt, s.IsDue);
}
