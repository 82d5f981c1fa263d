using MainImageHub.Domain;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary><c>picture.secondOpinion</c>: asks Google Vision where the workspace wants that and our own look is in doubt. Given up, the report simply stands alone.</summary>
public sealed class SecondOpinionWork(HubDbContext db, SecondOpinions opinions) : IWorkHandler
{
    public const string Kind = "picture.secondOpinion";

    private static readonly Actor Asker = Actor.Background("picture check");

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var asset = await db.Assets.SingleOrDefaultAsync(a => a.Id == task.SubjectId, cancellationToken);
        if (asset is null || !await db.VisionAccesses.AnyAsync(a => a.AskWhenInDoubt, cancellationToken) || await opinions.FindAsync(asset.Id, cancellationToken) is not null)
        {
            return WorkOutcome.Finished;
        }

        try
        {
            await opinions.AskAsync(asset, Asker, cancellationToken);
            return WorkOutcome.Finished;
        }
        catch (ProblemException problem) when (VisionProblems.MayPass(problem.Type))
        {
            return new WorkOutcome.Retry(problem.Type.Code, problem.Text);
        }
        catch (ProblemException problem)
        {
            return new WorkOutcome.Failed(problem.Type.Code, problem.Text);
        }
    }
}
