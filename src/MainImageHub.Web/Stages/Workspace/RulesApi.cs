using System.Text.Json.Serialization;
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
    }

    private static Ok<RuleList> List(RuleBook book, TimeProvider clock) => TypedResults.Ok(new RuleList(book.Summaries(clock.GetUtcNow()), null));

    private static Ok<RulePackDetail> Describe(string marketplace, RuleBook book, TimeProvider clock) =>
        book.TryDescribe(marketplace, clock.GetUtcNow(), out var detail) ? TypedResults.Ok(detail) : throw HttpProblems.NotFound.Because();
}

/// <summary>A list like every other, though it always fits on one page.</summary>
public sealed record RuleList(IReadOnlyList<RulePackSummary> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);
