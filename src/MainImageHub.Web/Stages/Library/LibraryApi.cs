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

/// <param name="AssetId">The picture, by its asset: of the version that drew the complaint.</param>
/// <param name="Case">The complaint's name or number.</param>
/// <param name="Reason">What it is about.</param>
public sealed record BlockPictureRequest(Guid? AssetId, string? Case, string? Reason);

/// <param name="EndedAt">Absent while the block holds.</param>
public sealed record BlockedPictureView(Guid Id, Guid AssetId, string Sha256, string Case, string Reason, string BlockedBy, DateTimeOffset BlockedAt, string? EndedBy, DateTimeOffset? EndedAt)
{
    public static BlockedPictureView Of(BlockedPicture b) => new(b.Id, b.AssetId, b.Sha256, b.Case, b.Reason, b.BlockedBy, b.BlockedAt, b.EndedBy, b.EndedAt);
}
