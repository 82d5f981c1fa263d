using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules.Cultures;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Approves or rejects a version, once. Of two people at the same moment the second learns who was first.</summary>
public sealed class DecideVersion(HubDbContext db, CurrentMember member, CultureBook cultures, TimeProvider clock)
{
    /// <param name="versionId">What is decided.</param>
    /// <param name="verb">How.</param>
    /// <param name="comment">Why; a rejection needs it.</param>
    /// <param name="cultureConfirmed">Ids of the culture notes that the reviewer looked at. What is not among them is kept as not confirmed and holds nothing up.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<ImageVersion> RunAsync(Guid versionId, ReviewVerb verb, string? comment, IReadOnlyCollection<string>? cultureConfirmed, CancellationToken cancellationToken)
    {
        var mainImageId = await db.Versions.Where(v => v.Id == versionId).Select(v => (Guid?)v.MainImageId).SingleOrDefaultAsync(cancellationToken)
            ?? throw HttpProblems.NotFound.Because();
        await member.RequireImageAsync(db, mainImageId, cancellationToken);
        await using var transaction = await db.HoldAsync(mainImageId, cancellationToken);
        var image = await db.MainImages.SingleAsync(i => i.Id == mainImageId, cancellationToken);
        var version = await db.Versions.SingleAsync(v => v.Id == versionId, cancellationToken);
        var now = clock.GetUtcNow();
        comment = string.IsNullOrWhiteSpace(comment) ? null : comment.Trim();
        var checklist = await cultures.ChecklistAsync(db, version, cancellationToken);
        var culture = checklist.Confirm(cultureConfirmed ?? []);
        if (verb == ReviewVerb.Approve)
        {
            image.Approve(version, comment, member.Workspace.FourEyes, member.Actor, now, culture);
        }
        else
        {
            image.Reject(version, comment, member.Workspace.FourEyes, member.Actor, now, culture);
        }

        db.Audit(member.Actor, verb == ReviewVerb.Approve ? "version.approved" : "version.rejected", "version", version.Id, now, Details(comment, culture));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return version;
    }

    private static Dictionary<string, string> Details(string? comment, CultureReview? culture)
    {
        var details = new Dictionary<string, string>();
        if (comment is not null)
        {
            details["comment"] = comment;
        }

        if (culture is not null)
        {
            details["culture"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{culture.Confirmed.Count}/{culture.Confirmed.Count + culture.Open.Count}");
        }

        return details;
    }
}

public enum ReviewVerb
{
    Approve,
    Reject,
}
