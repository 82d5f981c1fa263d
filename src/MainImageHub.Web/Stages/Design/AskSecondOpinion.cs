using MainImageHub.Domain.Images;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>A person asks Google Vision about a version's picture. It sends the picture out of the house, and somebody pays for it: hence whoever decides on versions, and nobody else.</summary>
public sealed class AskSecondOpinion(HubDbContext db, CurrentMember me, SecondOpinions opinions)
{
    public async Task<(ImageVersion Version, SecondOpinion Opinion)> RunAsync(Guid versionId, CancellationToken cancellationToken)
    {
        var version = await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == versionId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await me.RequireImageAsync(db, version.MainImageId, cancellationToken);
        var asset = await db.Assets.SingleOrDefaultAsync(a => a.Id == version.AssetId, cancellationToken) ?? throw VisionProblems.NothingToShow.Because(version.Number);
        return (version, await opinions.AskAsync(asset, me.Actor, cancellationToken) ?? throw VisionProblems.NothingToShow.Because(version.Number));
    }
}

/// <summary>What another service said of a version's picture, beside the report. It changes no verdict.</summary>
public sealed record SecondOpinionView(OpinionSource Source, DateTimeOffset At, string AskedBy, IReadOnlyList<OpinionText> Texts, OpinionSafety? Safety)
{
    public static SecondOpinionView Of(SecondOpinion opinion) => new(opinion.Source, opinion.At, opinion.AskedByName, opinion.Answer.Texts, opinion.Answer.Safety);
}
