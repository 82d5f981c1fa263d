using System.Text.Json.Serialization;
using MainImageHub.Domain;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Workspace;

public static class RulesApi
{
    public static void MapRulesApi(this RouteGroupBuilder api)
    {
        api.MapGet("/rules", List).Requires(HubAction.Read).WithName("ListRules").WithTags("Rules").WithSummary("The marketplaces whose image rules are known.");
        api.MapGet("/rules/{marketplace}", Describe).Requires(HubAction.Read).WithName("GetRules").WithTags("Rules").WithSummary("One marketplace's image rules, with numbers, exceptions and sources.");
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

    private static Ok<RulePackDetail> Describe(string marketplace, RuleBook book, TimeProvider clock) =>
        book.TryDescribe(marketplace, clock.GetUtcNow(), out var detail) ? TypedResults.Ok(detail) : throw HttpProblems.NotFound.Because();
}

/// <summary>A list like every other, though it always fits on one page.</summary>
public sealed record RuleList(IReadOnlyList<RulePackSummary> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);

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
