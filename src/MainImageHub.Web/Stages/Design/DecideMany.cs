using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>One decision with one reason about several versions. Each is decided as it would be alone, so one that cannot be holds none of the others up.</summary>
public sealed class DecideMany(HubDbContext db, DecideVersion decide)
{
    public const int Most = 100;

    /// <param name="versionIds">What is decided, each once.</param>
    /// <param name="verb">How.</param>
    /// <param name="comment">Why; a rejection needs it.</param>
    /// <param name="cancellationToken">Ends the request; what was decided until then stays.</param>
    public async Task<IReadOnlyList<ReviewedVersion>> RunAsync(IReadOnlyList<Guid> versionIds, ReviewVerb verb, string? comment, CancellationToken cancellationToken)
    {
        List<Guid> ids = [.. versionIds.Distinct()];
        if (ids.Count is 0 or > Most)
        {
            throw DesignProblems.NoneToDecide.Because(Most);
        }

        if (verb == ReviewVerb.Reject && string.IsNullOrWhiteSpace(comment))
        {
            // The same for all of them, so it is said once.
            throw LifecycleProblems.CommentMissing.Because();
        }

        var results = new List<ReviewedVersion>();
        foreach (var id in ids)
        {
            try
            {
                var version = await decide.RunAsync(id, verb, comment, null, cancellationToken);
                results.Add(new ReviewedVersion(id, version.Decision, null) { CultureOpen = version.Culture?.Open.Count ?? 0 });
            }
            catch (ProblemException refused)
            {
                results.Add(new ReviewedVersion(id, null, new VersionProblem(refused.Type.Code, refused.Text)));
            }
            catch (DbUpdateConcurrencyException)
            {
                results.Add(new ReviewedVersion(id, null, new VersionProblem(HttpProblems.Changed.Code, HttpProblems.Changed.Text())));
            }
            finally
            {
                // What this one leaves in memory, refused or not, is none of the next one's.
                db.ChangeTracker.Clear();
            }
        }

        return results;
    }
}

/// <param name="VersionId">Which.</param>
/// <param name="Decision">What was decided; absent where it was not.</param>
/// <param name="Problem">Why not.</param>
public sealed record ReviewedVersion(Guid VersionId, ReviewDecision? Decision, VersionProblem? Problem)
{
    /// <summary>Points of the culture checklist that nobody confirmed; a person who looks at one version at a time can.</summary>
    public int CultureOpen { get; init; }
}
