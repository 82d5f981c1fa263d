using System.Text.Json;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Plan;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>Batches of files: announced, sent through <c>/files</c> (tus 1.0.0), matched by their names, committed as versions.</summary>
internal static class DropsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var drops = api.MapGroup("/drops").WithTags("Drops");
        drops.MapPost("/", BeginAsync).Requires(HubAction.UploadVersions)
            .WithName("BeginDrop").WithSummary("Begin a batch of files. Send them through /files (tus 1.0.0) with the metadata dropId and name, or fileId.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
        drops.MapGet("/", ListAsync).Requires(HubAction.UploadVersions).WithName("ListDrops").WithSummary("Batches, newest first.");
        drops.MapGet("/{id:guid}", GetAsync).Requires(HubAction.UploadVersions).WithName("GetDrop").WithSummary("One batch: how many files are missing, matched, committed.").ProducesProblem(StatusCodes.Status404NotFound);
        drops.MapGet("/{id:guid}/files", FilesAsync).Requires(HubAction.UploadVersions).WithName("ListDropFiles").WithSummary("The files of a batch, with where each goes and what became of it; ?show=version|image|open|missing|trouble|made|leftOut.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        drops.MapPost("/{id:guid}/files", AnnounceAsync).Requires(HubAction.UploadVersions)
            .WithName("AnnounceDropFiles").WithSummary("Note files before they are sent, up to 1,000 at a time. A status other than \"waiting\" says that its bytes need not travel. Repeating it changes nothing.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        drops.MapPatch("/{id:guid}/files/{fileId:guid}", ChangeAsync).Requires(HubAction.UploadVersions)
            .WithName("ChangeDropFile").WithSummary("Say where a file goes, or leave it out.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        drops.MapPost("/{id:guid}/match", MatchAsync).Requires(HubAction.UploadVersions)
            .WithName("MatchDrop").WithSummary("Read the names again, after products or patterns changed. What a person chose stays.").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        drops.MapPost("/{id:guid}/commit", CommitAsync).Requires(HubAction.UploadVersions)
            .WithName("CommitDrop").WithSummary("Make versions of all files that are here and have a place, or of those named. The rest stays in the batch.")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        drops.MapPost("/{id:guid}/retry", RetryAsync).Requires(HubAction.UploadVersions)
            .WithName("RetryDrop").WithSummary("Commit again what failed.").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

        var patterns = api.MapGroup("/name-patterns").WithTags("Drops");
        patterns.MapGet("/", PatternsAsync).Requires(HubAction.UploadVersions).WithName("ListNamePatterns").WithSummary("The workspace's own ways of naming files.");
        patterns.MapPost("/", KeepAsync).Requires(HubAction.UploadVersions)
            .WithName("KeepNamePattern").WithSummary("Keep a regular expression with groups named sku, asin or externalId, and marketplace, site, slot, version where names hold them.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        patterns.MapPost("/try", TryAsync).Requires(HubAction.UploadVersions).WithMetadata(new KeepsNothing())
            .WithName("TryNamePattern").WithSummary("What a pattern would make of up to 500 names. Keeps nothing.").ProducesProblem(StatusCodes.Status400BadRequest);
        patterns.MapDelete("/{id:guid}", ForgetAsync).Requires(HubAction.UploadVersions).WithName("DropNamePattern").WithSummary("Remove a pattern.").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Created<DropView>> BeginAsync(BeginDropRequest? request, KeepDrop keep, ReadDrops read, CancellationToken cancellationToken)
    {
        var drop = await keep.BeginAsync(request?.Name, cancellationToken);
        return TypedResults.Created($"/api/v1/drops/{drop.Id}", await read.OneAsync(drop.Id, cancellationToken));
    }

    private static async Task<Ok<Page<DropView>>> ListAsync([AsParameters] PageQuery page, ReadDrops read, CancellationToken cancellationToken) => TypedResults.Ok(await read.ListAsync(page, cancellationToken));

    private static async Task<Ok<DropView>> GetAsync(Guid id, ReadDrops read, CancellationToken cancellationToken) => TypedResults.Ok(await read.OneAsync(id, cancellationToken));

    private static async Task<Ok<Page<DropFileView>>> FilesAsync(Guid id, string? show, [AsParameters] PageQuery page, ReadDrops read, CancellationToken cancellationToken) =>
        TypedResults.Ok(await read.FilesAsync(id, Shown(show), page, cancellationToken));

    private static DropShow? Shown(string? show) => string.IsNullOrEmpty(show) ? null
        : Enum.GetValues<DropShow>().Cast<DropShow?>().FirstOrDefault(known => string.Equals(known.ToString(), show, StringComparison.OrdinalIgnoreCase))
            ?? throw PlanProblems.FilterInvalid.Because("show", string.Join(", ", Enum.GetNames<DropShow>().Select(JsonNamingPolicy.CamelCase.ConvertName)));

    private static async Task<Ok<AnnouncedFiles>> AnnounceAsync(Guid id, AnnounceRequest request, KeepDrop keep, ReadDrops read, CancellationToken cancellationToken) =>
        TypedResults.Ok(new AnnouncedFiles(await read.ViewsAsync(await keep.AnnounceAsync(id, request.Files ?? [], cancellationToken), cancellationToken)));

    private static async Task<Ok<DropView>> ChangeAsync(Guid id, Guid fileId, ChangeDropFileRequest request, ChangeDropFile change, ReadDrops read, CancellationToken cancellationToken)
    {
        if (request.LeftOut is { } leftOut)
        {
            await change.LeaveOutAsync(id, [fileId], leftOut, cancellationToken);
        }

        if (request.Place is { } place)
        {
            await change.PlaceAsync(id, fileId, place, cancellationToken);
        }

        return TypedResults.Ok(await read.OneAsync(id, cancellationToken));
    }

    private static async Task<Ok<DropView>> MatchAsync(Guid id, KeepDrop keep, ReadDrops read, CancellationToken cancellationToken)
    {
        await keep.RematchAsync(id, cancellationToken);
        return TypedResults.Ok(await read.OneAsync(id, cancellationToken));
    }

    private static async Task<Accepted<DropView>> CommitAsync(Guid id, CommitDropRequest? request, OrderDrop order, ReadDrops read, CancellationToken cancellationToken)
    {
        await order.CommitAsync(id, request?.FileIds, cancellationToken);
        return TypedResults.Accepted($"/api/v1/drops/{id}", await read.OneAsync(id, cancellationToken));
    }

    private static async Task<Accepted<DropView>> RetryAsync(Guid id, OrderDrop order, ReadDrops read, CancellationToken cancellationToken)
    {
        await order.RetryAsync(id, cancellationToken);
        return TypedResults.Accepted($"/api/v1/drops/{id}", await read.OneAsync(id, cancellationToken));
    }

    private static async Task<Ok<Page<NamePatternView>>> PatternsAsync(NamePatterns patterns, CancellationToken cancellationToken) => TypedResults.Ok(new Page<NamePatternView>(await patterns.ListAsync(cancellationToken), null));

    private static async Task<Created<NamePatternView>> KeepAsync(NamePatternRequest request, NamePatterns patterns, CancellationToken cancellationToken) =>
        TypedResults.Created("/api/v1/name-patterns", await patterns.KeepAsync(request.Name, request.Pattern, cancellationToken));

    private static async Task<Ok<IReadOnlyList<TriedName>>> TryAsync(TryPatternRequest request, NamePatterns patterns, CancellationToken cancellationToken) =>
        TypedResults.Ok(await patterns.TryAsync(request.Pattern, request.Names ?? [], cancellationToken));

    private static async Task<NoContent> ForgetAsync(Guid id, NamePatterns patterns, CancellationToken cancellationToken)
    {
        await patterns.DropAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }
}

public sealed record BeginDropRequest(string? Name);

/// <param name="Files">Up to 1,000.</param>
public sealed record AnnounceRequest(IReadOnlyList<AnnouncedFile>? Files);

/// <param name="Files">In the order in which they were announced.</param>
public sealed record AnnouncedFiles(IReadOnlyList<DropFileView> Files);

/// <summary>What is left out stays.</summary>
public sealed record ChangeDropFileRequest(PlaceRequest? Place, bool? LeftOut);

/// <param name="FileIds">All that have a place when left out.</param>
public sealed record CommitDropRequest(IReadOnlyList<Guid>? FileIds);

/// <param name="Name">Under a name that is there already the pattern takes the other's place.</param>
public sealed record NamePatternRequest(string? Name, string? Pattern);

public sealed record TryPatternRequest(string? Pattern, IReadOnlyList<string>? Names);
