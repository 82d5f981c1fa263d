using System.ComponentModel.DataAnnotations;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Upload;

/// <param name="VersionId">An approved, ready version.</param>
/// <param name="ListingIds">Where to: listings of the main image's product that its scope covers.</param>
/// <param name="PublishAt">Not before then; at once when absent. A time that passed more than a minute ago is refused.</param>
/// <param name="Override">An owner's reason for pushing a picture that breaks a rule.</param>
public sealed record PushRequest([property: Required] Guid? VersionId, [property: Required] IReadOnlyList<Guid>? ListingIds, DateTimeOffset? PublishAt, PushOverride? Override);

public sealed record PushOverride([property: MaxLength(2000)] string? Reason);

public sealed record PushAnswer(IReadOnlyList<PushAnswerItem> Items)
{
    public static PushAnswer Of(IEnumerable<Deployment> made) => new([.. made.Select(PushAnswerItem.Of)]);
}

public sealed record PushAnswerItem(Guid Id, Guid ListingId, DeploymentStatus Status)
{
    public static PushAnswerItem Of(Deployment deployment) => new(deployment.Id, deployment.ListingId, deployment.Status);
}

internal static class DeploymentsApi
{
    public static void MapDeployments(this RouteGroupBuilder api)
    {
        var deployments = api.MapGroup("/deployments").WithTags("Upload");
        deployments.MapPost("/", PushAsync).Requires(HubAction.Deploy).WithName("pushVersion").WithSummary("Push an approved version to listings; the same version already under way to a listing is not pushed twice");
        deployments.MapGet("/", ListAsync).Requires(HubAction.Read).WithName("listDeployments").WithSummary("Deployments, newest first");
        deployments.MapGet("/{id:guid}", GetAsync).Requires(HubAction.Read).WithName("getDeployment").WithSummary("One deployment: how far it is, and what the marketplace was seen to show");
        deployments.MapPost("/{id:guid}/rollback", RollBackAsync).Requires(HubAction.Deploy).WithName("rollBackDeployment").WithSummary("Put back what was live before, ours or not");
        deployments.MapPost("/{id:guid}/cancel", CancelAsync).Requires(HubAction.Deploy).WithName("cancelDeployment").WithSummary("Take back a deployment that was not sent yet");
        deployments.MapPost("/{id:guid}/put-up", PutUpAsync).Requires(HubAction.Deploy).WithName("putUpDeployment").WithSummary("Say that a picture was put up by hand; it is live only once it is seen on the shoppers' page");
        deployments.MapDelete("/{id:guid}/put-up", NotUpAsync).Requires(HubAction.Deploy).WithName("takeBackPutUp").WithSummary("Take back the word that a picture was put up by hand: the task stands open again");
        deployments.MapGet("/pack", PackAsync).Requires(HubAction.Read).WithName("getDeploymentPack").WithSummary("What is to be put up by hand, as a zip: pictures by the names the marketplace wants, listings.csv, steps.txt")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/zip").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Accepted<PushAnswer>> PushAsync(PushRequest request, PushVersion push, CancellationToken cancellationToken)
    {
        var made = await push.HandleAsync(request.VersionId!.Value, [.. request.ListingIds!.Select(id => new PushOrder(id, request.PublishAt?.ToUniversalTime()))], request.Override?.Reason, request.Override is not null, cancellationToken);
        return TypedResults.Accepted((string?)null, PushAnswer.Of(made));
    }

    private static async Task<Ok<Page<DeploymentView>>> ListAsync([AsParameters] PageQuery page, Guid? mainImageId, Guid? listingId, DeploymentStatus? status, bool? problem, Guid? storeId, string? marketplace, DeploymentReader reader, CancellationToken cancellationToken) =>
        TypedResults.Ok(await reader.ListAsync(new DeploymentFilter(mainImageId, listingId, status, problem == true, storeId, marketplace), page, cancellationToken));

    private static async Task<Ok<DeploymentView>> GetAsync(Guid id, DeploymentReader reader, CancellationToken cancellationToken) =>
        TypedResults.Ok(await reader.GetAsync(id, cancellationToken));

    private static async Task<Accepted<PushAnswerItem>> RollBackAsync(Guid id, ChangeDeployment change, CancellationToken cancellationToken)
    {
        var rollback = await change.RollBackAsync(id, cancellationToken);
        return TypedResults.Accepted($"/api/v1/deployments/{rollback.Id}", PushAnswerItem.Of(rollback));
    }

    private static async Task<Accepted<PushAnswerItem>> CancelAsync(Guid id, ChangeDeployment change, CancellationToken cancellationToken) =>
        TypedResults.Accepted($"/api/v1/deployments/{id}", PushAnswerItem.Of(await change.CancelAsync(id, cancellationToken)));

    private static async Task<Ok<PushAnswerItem>> NotUpAsync(Guid id, ChangeDeployment change, CancellationToken cancellationToken) =>
        TypedResults.Ok(PushAnswerItem.Of(await change.TakeBackWordAsync(id, cancellationToken)));

    private static async Task<Accepted<PushAnswerItem>> PutUpAsync(Guid id, ChangeDeployment change, CancellationToken cancellationToken) =>
        TypedResults.Accepted($"/api/v1/deployments/{id}", PushAnswerItem.Of(await change.PutUpAsync(id, cancellationToken)));

    private static Task<FileStreamHttpResult> PackAsync([AsParameters] HandTaskFilter filter, DeploymentPack pack, CancellationToken cancellationToken) => pack.MakeAsync(filter, cancellationToken);
}
