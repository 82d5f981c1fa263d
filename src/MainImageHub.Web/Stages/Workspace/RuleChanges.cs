using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>Changes a rule for the workspace, takes that back, and has what is kept judged anew after either.</summary>
public sealed class RuleChanges(HubDbContext db, CurrentMember me, RuleBook book, Rejudgings rejudgings, WorkQueue queue, TimeProvider clock)
{
    /// <summary>A second word on the same rule in the same place ends the first.</summary>
    public async Task<RuleChange> MakeAsync(RuleChangeDraft draft, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var change = RuleChange.Make(book, me.WorkspaceId, draft, me.Actor, now);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var before = await db.RuleChanges.SingleOrDefaultAsync(c => c.EndedAt == null && c.Marketplace == change.Marketplace && c.Site == change.Site && c.Rule == change.Rule, cancellationToken);
        if (before is not null)
        {
            before.End(me.Actor, now);
            await db.SaveChangesAsync(cancellationToken);
        }

        db.RuleChanges.Add(change);
        db.Audit(me.Actor, "rule.changed", "rule", change.Id, now, Details(change));
        await rejudgings.AddAsync(change.Marketplace, change.Site, change.Rule, me.Actor.Name, cancellationToken);
        if (change.EndsAt is { } ends)
        {
            await queue.AddAsync(RuleChangeEndsWork.Kind, change.Id, Rejudgings.Label(change.Marketplace, change.Site, change.Rule), ends, cancellationToken: cancellationToken);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw WorkspaceProblems.RuleChangedMeanwhile.Because(change.Rule);
        }

        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return change;
    }

    public async Task<RuleChange> EndAsync(Guid id, CancellationToken cancellationToken)
    {
        var change = await db.RuleChanges.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await EndAsync(change, me.Actor, cancellationToken);
        return change;
    }

    /// <summary>Its last day has passed.</summary>
    public Task ExpireAsync(RuleChange change, CancellationToken cancellationToken) => EndAsync(change, null, cancellationToken);

    /// <summary>Of one marketplace, with those that hold for all; every change when none is named.</summary>
    public IQueryable<RuleChange> Of(string? marketplace) => db.RuleChanges.AsNoTracking()
        .Where(c => marketplace == null || c.Marketplace == marketplace || c.Marketplace == RuleChange.Everywhere).OrderByDescending(c => c.Id);

    private async Task EndAsync(RuleChange change, Actor? by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        change.End(by, now);
        db.Audit(by ?? Actor.Background("rules"), "rule.restored", "rule", change.Id, now, Details(change));
        await rejudgings.AddAsync(change.Marketplace, change.Site, change.Rule, by?.Name, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    private static Dictionary<string, string> Details(RuleChange change)
    {
        var details = new Dictionary<string, string>
        {
            ["marketplace"] = change.Marketplace,
            ["rule"] = change.Rule,
            ["effect"] = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(change.Effect.ToString()),
            ["reason"] = change.Reason,
        };
        if (change.Site is { } site)
        {
            details["site"] = site;
        }

        if (change.Limits is { } limits)
        {
            details["limits"] = limits;
        }

        if (change.LastDay is { } day)
        {
            details["lastDay"] = day.ToString("O", CultureInfo.InvariantCulture);
        }

        return details;
    }
}
