using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

internal static class LibraryApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/assets", FindAsync).Requires(HubAction.Read)
            .WithName("ListAssets").WithTags("Library").WithSummary("Every picture of the workspace, newest first. What is asked for must hold all together; the query is looked for in file names, SKUs and the text read in the pictures.").ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapPost("/assets/{id:guid}/tags", TagAsync).Requires(HubAction.UploadVersions)
            .WithName("TagAsset").WithTags("Library").WithSummary("Put a tag on a picture; the answer is all its tags.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapDelete("/assets/{id:guid}/tags/{tag}", UntagAsync).Requires(HubAction.UploadVersions)
            .WithName("UntagAsset").WithTags("Library").WithSummary("Take a tag off a picture; the answer is those that stay.").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/assets/{id:guid}/use-again", UseAgainAsync).Requires(HubAction.ReviewVersions)
            .WithName("UseAssetAgain").WithTags("Library").WithSummary("Put a picture back that was retired from use as the lesser of two look-alikes.").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/duplicates", DuplicatesAsync).Requires(HubAction.Read)
            .WithName("ListDuplicates").WithTags("Library").WithSummary("Pairs of pictures that look the same and that nobody decided on yet, newest first.");
        api.MapPost("/duplicates/{id:guid}/decision", DecideAsync).Requires(HubAction.ReviewVersions)
            .WithName("DecideDuplicate").WithTags("Library").WithSummary("Say which one stays in use; the other is only retired from use, its files stay. A live picture is never the other.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapGet("/blocked-pictures", ListAsync).Requires(HubAction.Read)
            .WithName("ListBlockedPictures").WithTags("Library").WithSummary("Pictures that drew a complaint, newest first; ended=true adds those whose block has ended.");
        api.MapGet("/blocked-pictures/{id:guid}", GetAsync).Requires(HubAction.Read)
            .WithName("GetBlockedPicture").WithTags("Library").WithSummary("One blocked picture.").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/blocked-pictures", AddAsync).Requires(HubAction.BlockPictures)
            .WithName("BlockPicture").WithTags("Library").WithSummary("Block a picture that drew a complaint: it and what looks like it fails the rule duplicate, and is pushed only with an owner's override.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapDelete("/blocked-pictures/{id:guid}", EndAsync).Requires(HubAction.UnblockPictures)
            .WithName("UnblockPicture").WithTags("Library").WithSummary("End a block, because the complaint is settled. The line stays.").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<Page<AssetLine>>> FindAsync([AsParameters] PageQuery page, [AsParameters] LibraryFilter filter, FindPictures find, CancellationToken cancellationToken) =>
        TypedResults.Ok(await find.FindAsync(filter, page, cancellationToken));

    private static async Task<Ok<AssetTags>> TagAsync(Guid id, TagRequest request, EditTags tags, CancellationToken cancellationToken) =>
        TypedResults.Ok(new AssetTags(await tags.AddAsync(id, request.Tag, cancellationToken)));

    private static async Task<Ok<AssetTags>> UntagAsync(Guid id, string tag, EditTags tags, CancellationToken cancellationToken) =>
        TypedResults.Ok(new AssetTags(await tags.RemoveAsync(id, tag, cancellationToken)));

    private static async Task<NoContent> UseAgainAsync(Guid id, DecideLookAlike decide, CancellationToken cancellationToken)
    {
        await decide.UseAgainAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Page<LookAlikeView>>> DuplicatesAsync([AsParameters] PageQuery page, LookAlikes lookAlikes, CancellationToken cancellationToken) =>
        TypedResults.Ok(await lookAlikes.OpenAsync(page, cancellationToken));

    private static async Task<Ok<DecidedDuplicate>> DecideAsync(Guid id, DecideDuplicateRequest request, DecideLookAlike decide, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DecidedDuplicate(await decide.RunAsync(id, request.Keep, cancellationToken)));

    private static async Task<Ok<Page<BlockedPictureView>>> ListAsync([AsParameters] PageQuery page, bool? ended, HubDbContext db, CancellationToken cancellationToken)
    {
        var (before, take) = (page.Before, page.Take);
        var rows = await db.BlockedPictures.AsNoTracking().Where(b => b.Id < before && (ended == true || b.EndedAt == null)).OrderByDescending(b => b.Id).Take(take + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut([.. rows.Select(BlockedPictureView.Of)], b => b.Id));
    }

    private static async Task<Ok<BlockedPictureView>> GetAsync(Guid id, HubDbContext db, CancellationToken cancellationToken) =>
        TypedResults.Ok(BlockedPictureView.Of(await db.BlockedPictures.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because()));

    private static async Task<Created<BlockedPictureView>> AddAsync(BlockPictureRequest request, BlockPictures block, CancellationToken cancellationToken)
    {
        var blocked = await block.AddAsync(request.AssetId, request.Case, request.Reason, cancellationToken);
        return TypedResults.Created($"/api/v1/blocked-pictures/{blocked.Id}", BlockedPictureView.Of(blocked));
    }

    private static async Task<NoContent> EndAsync(Guid id, BlockPictures block, CancellationToken cancellationToken)
    {
        await block.EndAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }
}

public sealed record DecideDuplicateRequest
{
    public required KeepOf Keep { get; init; }
}

/// <param name="KeptAssetId">The one that stays in use; absent when both do.</param>
public sealed record DecidedDuplicate(Guid? KeptAssetId);

/// <param name="Tag">1 to 40 characters; kept in lower case.</param>
public sealed record TagRequest(string? Tag);

public sealed record AssetTags(IReadOnlyList<string> Tags);

/// <param name="AssetId">The picture, by its asset: of the version that drew the complaint.</param>
/// <param name="Case">The complaint's name or number.</param>
/// <param name="Reason">What it is about.</param>
public sealed record BlockPictureRequest(Guid? AssetId, string? Case, string? Reason);

/// <param name="EndedAt">Absent while the block holds.</param>
public sealed record BlockedPictureView(Guid Id, Guid AssetId, string Sha256, string Case, string Reason, string BlockedBy, DateTimeOffset BlockedAt, string? EndedBy, DateTimeOffset? EndedAt)
{
    public static BlockedPictureView Of(BlockedPicture b) => new(b.Id, b.AssetId, b.Sha256, b.Case, b.Reason, b.BlockedBy, b.BlockedAt, b.EndedBy, b.EndedAt);
}
