using System.ComponentModel.DataAnnotations;
using MainImageHub.Domain.Retirements;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Retire;

/// <param name="Reason">Kept in the history.</param>
/// <param name="Live">What becomes of the picture where it is shown; keep when absent.</param>
/// <param name="ReplaceWithVersionId">With <c>replace</c>: an approved version of the same product.</param>
/// <param name="RetainDays">Days of grace before a purge; 30 when absent.</param>
/// <param name="Purge">Delete the files afterwards (owners only).</param>
public sealed record RetireRequest([property: MaxLength(2000)] string? Reason, LiveFate? Live, Guid? ReplaceWithVersionId, int? RetainDays, bool? Purge);

public sealed record RetirementView(
    Guid Id, Guid MainImageId, string Reason, LiveFate Live, Guid? ReplaceWithVersionId, DateTimeOffset RequestedAt, string RequestedBy, DateTimeOffset? ArchivedAt,
    LocalText? Problem, bool Purge, int RetainDays, DateTimeOffset? PurgeDueAt, DateTimeOffset? PurgedAt, long BytesReleased, int PicturesKept)
{
    public static RetirementView Of(Retirement r) => new(
        r.Id, r.MainImageId, r.Reason, r.Live, r.ReplaceWithVersionId, r.RequestedAt, r.RequestedByName, r.ArchivedAt, r.Problem, r.Purge, r.RetainDays, r.PurgeDueAt, r.PurgedAt, r.BytesReleased, r.PicturesKept);
}

internal static class RetireApi
{
    public static void MapRetirement(this RouteGroupBuilder api)
    {
        api.MapPost("/main-images/{id:guid}/retire", RetireAsync).Requires(HubAction.Retire).WithTags("Retire").WithName("retireMainImage").WithSummary("Retire a main image: keep, remove or replace what is shown, verified; archive or purge its files");
        api.MapDelete("/main-images/{id:guid}/retirement", TakeUpAgainAsync).Requires(HubAction.Retire).WithTags("Retire").WithName("takeUpAgain").WithSummary("Take a retired main image up again while its files are there; at the marketplaces nothing changes by it");
        api.MapGet("/main-images/{id:guid}/retirement", GetAsync).Requires(HubAction.Read).WithTags("Retire").WithName("getRetirement").WithSummary("How far a retirement is, and what storage it gave back");
    }

    private static async Task<Accepted<RetirementView>> RetireAsync(Guid id, RetireRequest request, RetireMainImage retire, CancellationToken cancellationToken)
    {
        var order = new RetireOrder(request.Reason, request.Live ?? LiveFate.Keep, request.ReplaceWithVersionId, request.RetainDays ?? Retirement.DefaultRetainDays, request.Purge == true);
        return TypedResults.Accepted($"/api/v1/main-images/{id}/retirement", RetirementView.Of(await retire.HandleAsync(id, order, cancellationToken)));
    }

    private static async Task<NoContent> TakeUpAgainAsync(Guid id, TakeUpAgain takeUp, CancellationToken cancellationToken)
    {
        await takeUp.HandleAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<RetirementView>> GetAsync(Guid id, HubDbContext db, CancellationToken cancellationToken) =>
        TypedResults.Ok(RetirementView.Of(await db.Retirements.AsNoTracking().SingleOrDefaultAsync(r => r.MainImageId == id, cancellationToken) ?? throw HttpProblems.NotFound.Because()));
}
