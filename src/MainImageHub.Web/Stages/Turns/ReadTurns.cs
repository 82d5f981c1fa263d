using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>
/// Whose turn it is, for every main image that is under way. The facts come from one query; <see cref="Turn.Of"/> alone reads them, so that
/// no list, reminder or page can see it otherwise.
/// </summary>
public sealed class ReadTurns(HubDbContext db)
{
    /// <summary>Of a workspace with more than this under way the ones planned first are looked at.</summary>
    public const int Most = 10_000;

    /// <param name="only">These main images; null for all of them.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<TurnBoard> ReadAsync(IReadOnlyCollection<Guid>? only, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
        var members = await db.Members.AsNoTracking().Where(m => m.DeactivatedAt == null).ToListAsync(cancellationToken);
        var team = members.ToDictionary(m => m.Id, m => new TeamMember(m.Id, m.Role));
        var open = db.MainImages.AsNoTracking().Where(i => i.RetirementRequestedAt == null
            && (i.Stage == LifecycleStage.Plan || i.Stage == LifecycleStage.Design || i.Stage == LifecycleStage.Upload || (i.LiveVersionId != null && i.WorkVersionId != i.LiveVersionId)));
        if (only is not null)
        {
            open = open.Where(i => only.Contains(i.Id));
        }

        var waiting = db.Unanswered().Where(v => v.Status != VersionStatus.Rejected);
        var rows = await open.OrderBy(i => i.Id).Take(Most + 1).Select(i => new
        {
            i.Id,
            Facts = new TurnFacts
            {
                Stage = i.Stage,
                PlannedAt = i.CreatedAt,
                BriefedAt = db.StageChanges.Where(c => c.MainImageId == i.Id && c.Verb == "briefRevised").Max(c => (DateTimeOffset?)c.At),
                WaitingSince = waiting.Where(v => v.MainImageId == i.Id && (i.LiveVersionId == null || v.Id > i.LiveVersionId)).Min(v => (DateTimeOffset?)v.SubmittedAt),
                WaitingBy = waiting.Where(v => v.MainImageId == i.Id && (i.LiveVersionId == null || v.Id > i.LiveVersionId)).OrderByDescending(v => v.Number).Select(v => v.SubmittedBy).FirstOrDefault(),
                ApprovedAt = db.Versions.Where(v => v.Id == i.ApprovedVersionId && (i.LiveVersionId == null || v.Id > i.LiveVersionId) && !db.Ledger.Any(e => e.VersionId == v.Id)).Select(v => v.DecidedAt).FirstOrDefault(),
                ScheduledFor = db.Deployments.Where(d => d.MainImageId == i.Id && d.Status == DeploymentStatus.Scheduled).Max(d => d.PublishAt),
                EndedAt = db.Versions.Where(v => v.MainImageId == i.Id).Max(v => v.DecidedAt ?? (DateTimeOffset?)v.SubmittedAt),
                DarkSince = db.StageChanges.Where(c => c.MainImageId == i.Id && c.Verb == "wentDark").Max(c => (DateTimeOffset?)c.At),
                OwnerId = i.OwnerId,
                ReviewerId = i.ReviewerId,
                DueOn = i.DueOn,
            },
        }).ToListAsync(cancellationToken);

        // Only where nothing was drawn yet does it matter what the brief says.
        var planned = rows.Where(r => r.Facts.Stage == LifecycleStage.Plan).Select(r => r.Id).ToList();
        var briefed = (await db.MainImages.AsNoTracking().Where(i => planned.Contains(i.Id)).Select(i => new { i.Id, i.Brief }).ToListAsync(cancellationToken))
            .Where(i => i.Brief.SaysWhatToDraw()).Select(i => i.Id).ToHashSet();
        var zone = TimeZoneInfo.FindSystemTimeZoneById(workspace.TimeZone);
        var workflow = workspace.Workflow ?? Workflow.Default;
        var turns = new List<TurnRow>();
        foreach (var row in rows.Take(Most))
        {
            var facts = row.Facts with { IsBriefed = briefed.Contains(row.Id) };
            if (Turn.Of(facts, workflow, team, workspace.FourEyes, zone) is { } turn)
            {
                turns.Add(new TurnRow(row.Id, turn, facts));
            }
        }

        return new TurnBoard([.. turns.OrderBy(t => t.Turn.DueOn).ThenBy(t => t.MainImageId)], members, workspace, IsCut: rows.Count > Most);
    }
}

public sealed record TurnRow(Guid MainImageId, Turn Turn, TurnFacts Facts);

/// <param name="Rows">What is due first at the front.</param>
/// <param name="Members">Those that are active.</param>
/// <param name="IsCut">There are more under way than were looked at.</param>
public sealed record TurnBoard(IReadOnlyList<TurnRow> Rows, IReadOnlyList<Member> Members, Domain.Workspaces.Workspace Workspace, bool IsCut)
{
    /// <summary>How much each person and each role has to do, those with the most overdue first.</summary>
    /// <param name="today">By the reader's calendar.</param>
    public IReadOnlyList<Workload> Loads(DateOnly today)
    {
        var names = Members.ToDictionary(m => m.Id, m => m.Name);
        var week = WorkFilter.EndOfWeek(today);
        return [.. Rows.GroupBy(r => (r.Turn.MemberId, Role: r.Turn.MemberId is null ? r.Turn.Role : (Role?)null))
            .Select(g => new Workload(g.Key.MemberId, g.Key.MemberId is { } id ? names[id] : null, g.Key.Role, g.Count(), g.Count(r => r.Turn.DueOn < today), g.Count(r => r.Turn.DueOn >= today && r.Turn.DueOn <= week)))
            .OrderByDescending(l => l.Overdue).ThenByDescending(l => l.Open).ThenBy(l => l.Member, StringComparer.Ordinal)];
    }
}

/// <param name="MemberId">Null for what anybody of the role may take.</param>
/// <param name="Role">Null for a person.</param>
public sealed record Workload(Guid? MemberId, string? Member, Role? Role, int Open, int Overdue, int DueThisWeek);
