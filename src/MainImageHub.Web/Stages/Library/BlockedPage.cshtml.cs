using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>Pictures that drew a complaint: which, why, who blocked them, and the end of it.</summary>
[Requires(HubAction.Read)]
public sealed class BlockedPageModel(HubDbContext db, CurrentMember me, BlockPictures block) : PageModel
{
    public IReadOnlyList<BlockedLine> Lines { get; private set; } = [];

    public bool WithEnded { get; private set; }

    public string? Next { get; private set; }

    /// <summary>The picture somebody came here to block, from its own page.</summary>
    public Asset? Chosen { get; private set; }

    public bool MayBlock => me.May(HubAction.BlockPictures) && !me.Member.IsNarrowed;

    public bool MayEnd => me.May(HubAction.UnblockPictures);

    public string Address => $"/w/{me.Workspace.Slug}/blocked-pictures";

    public async Task OnGetAsync(Guid? assetId, bool ended, string? cursor, CancellationToken cancellationToken)
    {
        WithEnded = ended;
        var page = new PageQuery { Cursor = cursor };
        var before = page.Before;
        var rows = await db.BlockedPictures.AsNoTracking().Where(b => b.Id < before && (ended || b.EndedAt == null)).OrderByDescending(b => b.Id).Take(page.Take + 1)
            .Join(db.Assets, b => b.AssetId, a => a.Id, (b, a) => new { Blocked = b, a.FileName, IsPurged = a.PurgedAt != null }).OrderByDescending(l => l.Blocked.Id).ToListAsync(cancellationToken);
        var cut = page.Cut([.. rows.Select(r => new BlockedLine(r.Blocked, r.FileName, r.IsPurged))], l => l.Blocked.Id);
        Lines = cut.Items;
        Next = cut.NextCursor is null ? null : $"{Address}?ended={(ended ? "true" : "false")}&cursor={cut.NextCursor}";
        Chosen = assetId is null ? null : await db.Assets.AsNoTracking().SingleOrDefaultAsync(a => a.Id == assetId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
    }

    /// <summary>By the asset where somebody came from a picture's page, else by the file.</summary>
    [Requires(HubAction.BlockPictures)]
    public async Task<IActionResult> OnPostAddAsync(Guid? assetId, IFormFile? file, string? complaint, string? reason, CancellationToken cancellationToken)
    {
        if (assetId is null && file is { Length: > 0 })
        {
            await using var content = file.OpenReadStream();
            await block.AddFileAsync(UploadedFileName.Clean(file.FileName), content, complaint, reason, cancellationToken);
        }
        else
        {
            await block.AddAsync(assetId, complaint, reason, cancellationToken);
        }

        return LocalRedirect(Address);
    }

    [Requires(HubAction.UnblockPictures)]
    public async Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken cancellationToken)
    {
        await block.EndAsync(id, cancellationToken);
        return LocalRedirect(Address);
    }
}

/// <param name="FileName">Of the picture.</param>
/// <param name="IsPurged">Its files were deleted; it is known by its hash alone.</param>
public sealed record BlockedLine(BlockedPicture Blocked, string FileName, bool IsPurged);
