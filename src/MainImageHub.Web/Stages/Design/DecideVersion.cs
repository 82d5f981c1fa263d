using MainImageHub.Domain.Images;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Approves or rejects a version, once. Of two people at the same moment the second learns who was first.</summary>
public sealed class DecideVersion(HubDbContext db, CurrentMember member, TimeProvider clock)
{
    public async Task<ImageVersion> RunAsync(Guid versionId, ReviewVerb verb, string? comment, CancellationToken cancellationToken)
    {
        var mainImageId = await db.Versions.Where(v => v.Id == versionId).Select(v => (Guid?)v.MainImageId).SingleOrDefaultAsync(cancellationToken)
            ?? throw HttpProblems.NotFound.Because();
        await member.RequireImageAsync(db, mainImageId, cancellationToken);
        await using var transaction = await db.HoldAsync(mainImageId, cancellationToken);
        var image = await db.MainImages.SingleAsync(i => i.Id == mainImageId, cancellationToken);
        var version = await db.Versions.SingleAsync(v => v.Id == versionId, cancellationToken);
        var now = clock.GetUtcNow();
        comment = string.IsNullOrWhiteSpace(comment) ? null : comment.Trim();
        if (verb == ReviewVerb.Approve)
        {
            image.Approve(version, comment, member.Workspace.FourEyes, member.Actor, now);
        }
        else
        {
            image.Reject(version, comment, member.Workspace.FourEyes, member.Actor, now);
        }

        db.Audit(member.Actor, verb == ReviewVerb.Approve ? "version.approved" : "version.rejected", "version", version.Id, now, comment is null ? null : new() { ["comment"] = comment });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return version;
    }
}

public enum ReviewVerb
{
    Approve,
    Reject,
}
