using MainImageHub.Domain.Rules;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>Asks for what is kept to be judged anew. The caller saves, with the change that made it necessary.</summary>
public sealed class Rejudgings(HubDbContext db, WorkspaceScope scope, WorkQueue queue, TimeProvider clock)
{
    /// <summary>Only how it went the last times is of interest.</summary>
    private const int Kept = 20;

    public async Task AddAsync(string marketplace, string? site, string? rule, string? requestedBy, CancellationToken cancellationToken)
    {
        var workspace = scope.WorkspaceId!.Value;
        var rejudging = new Rejudging { WorkspaceId = workspace, Marketplace = marketplace, Site = site, Rule = rule, RequestedBy = requestedBy, CreatedAt = clock.GetUtcNow() };
        db.Rejudgings.RemoveRange(await db.Rejudgings.Where(r => r.EndedAt != null).OrderByDescending(r => r.Id).Skip(Kept - 1).ToListAsync(cancellationToken));
        db.Rejudgings.Add(rejudging);
        await queue.AddAsync(RejudgeWork.Kind, rejudging.Id, Label(marketplace, site, rule), lane: Lane(workspace), cancellationToken: cancellationToken);
    }

    /// <summary>Whatever judges what is kept goes one after the other: two at once would write over one another what each read before the other's change.</summary>
    internal static string Lane(Guid workspace) => $"rules/{workspace}";

    /// <summary>How the work is called on the Jobs page.</summary>
    internal static string Label(string marketplace, string? site, string? rule) => (site is null ? $"{marketplace} {rule}" : $"{marketplace}/{site} {rule}").TrimEnd();
}
