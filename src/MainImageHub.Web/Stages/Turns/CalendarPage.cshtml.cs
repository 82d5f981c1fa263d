using System.Globalization;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>A month: what is due on which day, and which seasons and campaigns the briefs name.</summary>
[Requires(HubAction.Read)]
public sealed class CalendarPageModel(HubDbContext db, ReadTurns read, ReadTasks tasks, CurrentMember me, TimeProvider clock) : PageModel
{
    /// <summary>A day with more says how many there are, and links to them.</summary>
    public const int ShownPerDay = 4;

    private const int MostCampaigns = 2000;

    public DateOnly First { get; private set; }

    public DateOnly Today { get; private set; }

    /// <summary>From the Monday of the first week to the Sunday of the last.</summary>
    public IReadOnlyList<CalendarDay> Days { get; private set; } = [];

    public IReadOnlyList<CampaignSpan> Campaigns { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Stores { get; private set; } = new Dictionary<Guid, string>();

    public async Task OnGetAsync(string? month, CancellationToken cancellationToken)
    {
        Today = me.Today(clock);
        First = string.IsNullOrEmpty(month) ? new DateOnly(Today.Year, Today.Month, 1)
            : DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked) && asked.Year is > 2000 and < 9000 ? asked
            : throw HttpProblems.Invalid.Because("month, yyyy-MM");
        var last = First.AddMonths(1).AddDays(-1);
        var (from, to) = (First.AddDays(-(((int)First.DayOfWeek + 6) % 7)), WorkFilter.EndOfWeek(last));
        var board = await read.ReadAsync(null, cancellationToken);
        var due = board.Rows.Where(r => r.Turn.DueOn >= from && r.Turn.DueOn <= to).GroupBy(r => r.Turn.DueOn).ToDictionary(g => g.Key, g => g.ToList());
        var lines = (await tasks.ShowAsync([.. due.Values.SelectMany(g => g.Take(ShownPerDay))], board, cancellationToken)).ToLookup(t => t.Turn.DueOn);
        Stores = await db.StoreNamesAsync(lines.SelectMany(g => g).Select(t => t.Scope), cancellationToken);
        Campaigns = await CampaignsAsync(from, to, cancellationToken);
        Days = [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays).Select(day => new CalendarDay(
            day, [.. lines[day]], due.TryGetValue(day, out var all) ? all.Count : 0, [.. Campaigns.Where(c => c.From <= day && day <= c.To)]))];
    }

    /// <summary>Those that touch the days. One that names a single day has only that; one without any is no date.</summary>
    private async Task<IReadOnlyList<CampaignSpan>> CampaignsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var briefs = await db.MainImages.FromSql($"select *, xmin from main_image where retired_at is null and brief -> 'campaign' is not null").AsNoTracking()
            .OrderByDescending(i => i.Id).Take(MostCampaigns).Select(i => i.Brief).ToListAsync(cancellationToken);
        return [.. briefs.Select(b => b.Campaign).OfType<Domain.Briefs.Campaign>()
            .Select(c => (c.Name, From: c.From ?? c.To, To: c.To ?? c.From)).Where(c => c.From <= to && c.To >= from)
            .GroupBy(c => c).Select(g => new CampaignSpan(g.Key.Name, g.Key.From!.Value, g.Key.To!.Value, g.Count())).OrderBy(c => c.From).ThenBy(c => c.Name, StringComparer.Ordinal)];
    }
}

/// <param name="Tasks">The first few that are due.</param>
/// <param name="Due">How many are.</param>
public sealed record CalendarDay(DateOnly Date, IReadOnlyList<TaskLine> Tasks, int Due, IReadOnlyList<CampaignSpan> Campaigns);

/// <param name="Images">How many main images' briefs name it.</param>
public sealed record CampaignSpan(string Name, DateOnly From, DateOnly To, int Images);
