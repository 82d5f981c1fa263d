using System.Globalization;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>What the rules rest on: when it was last read here, whether it is time to read it again, and that somebody did.</summary>
public sealed class RuleSources(HubDbContext db, SystemDbContext system, CurrentMember me, RuleBook book, IOptions<SourceOptions> options, TimeProvider clock)
{
    /// <summary>Everything that rests on pages, marketplace by marketplace.</summary>
    public async Task<IReadOnlyList<SourceState>> StatesAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var sources = book.Sources(now);
        var readings = (await db.SourceReadings.AsNoTracking().GroupBy(r => r.Source).Select(group => group.OrderByDescending(r => r.Id).First()).ToListAsync(cancellationToken)).ToDictionary(r => r.Source);
        var pages = await system.SourcePages.AsNoTracking().ToDictionaryAsync(p => p.Address, cancellationToken);
        return [.. sources.Select(found => StateOf(found.Marketplace, found.Name, found.Source, readings.GetValueOrDefault(found.Source.Where), pages.GetValueOrDefault(found.Source.Where), now))];
    }

    /// <summary>A person read it again.</summary>
    public async Task<SourceReading> ReadAsync(string marketplace, string sourceId, bool changed, string? note, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (book.Sources(now).FirstOrDefault(found => found.Marketplace == marketplace && found.Source.Id == sourceId) is not { Source: { } source })
        {
            throw HttpProblems.NotFound.Because();
        }

        var reading = SourceReading.Make(me.WorkspaceId, source.Where, changed, note, me.Actor, now);
        db.SourceReadings.Add(reading);
        var details = new Dictionary<string, string> { ["marketplace"] = marketplace, ["source"] = source.Where, ["changed"] = changed ? "true" : "false" };
        if (reading.Note is { } said)
        {
            details["note"] = said;
        }

        db.Audit(me.Actor, "rule.sourceRead", "rule", reading.Id, now, details);
        await db.SaveChangesAsync(cancellationToken);
        return reading;
    }

    /// <summary>What asks an owner, in a line each: pages that changed by marketplace, then what was last read too long ago.</summary>
    public async Task<IReadOnlyList<Need>> NeedsAsync(CancellationToken cancellationToken)
    {
        var states = await StatesAsync(cancellationToken);
        var rules = $"/w/{me.Workspace.Slug}/rules";
        var needs = states.Where(s => s.HasChanged).GroupBy(s => (s.Marketplace, s.Name))
            .Select(group => new Need("NeedSourceChanged", Number(group.Count()), $"{rules}/{group.Key.Marketplace}#sources", "bad", group.Key.Name, Day(group.Max(s => s.PageChangedAt!.Value)))).ToList();
        var old = states.Where(s => s is { IsOld: true, HasChanged: false }).ToList();
        var places = old.Select(s => s.Marketplace).Distinct().Count();
        if (places > 0)
        {
            var oldest = old.Min(s => s.LastRead).ToString("O", CultureInfo.InvariantCulture);
            needs.Add(places == 1
                ? new Need("NeedSourcesOf", Number(old.Count), $"{rules}/{old[0].Marketplace}#sources", "due", old[0].Name, oldest)
                : new Need("NeedSources", Number(old.Count), rules, "due", Number(places), oldest));
        }

        return needs;
    }

    private SourceState StateOf(string marketplace, string name, RuleSource source, SourceReading? reading, SourcePage? page, DateTimeOffset now)
    {
        var read = reading is null ? source.LastRead : DateOnly.FromDateTime(reading.ReadAt.UtcDateTime);
        var last = read > source.LastRead ? read : source.LastRead;
        // A pack that was read anew since answers for the change as well.
        var changed = page?.ChangedAt is { } at && (reading is null || reading.ReadAt < at) && source.LastRead < DateOnly.FromDateTime(at.UtcDateTime);
        return new SourceState(marketplace, name, source, last, reading, page?.ChangedAt, last.AddDays(options.Value.ReadAgainAfterDays) <= DateOnly.FromDateTime(now.UtcDateTime), changed, page?.LookedAt, page?.Problem);
    }

    private string Day(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, me.TimeZone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}

/// <param name="LastRead">By whoever made the pack, or by somebody of the workspace since.</param>
/// <param name="Reading">The workspace's own last reading.</param>
/// <param name="PageChangedAt">When the watched page was last seen to say something else.</param>
/// <param name="IsOld">Last read too long ago.</param>
/// <param name="HasChanged">The page changed and nobody has read it since.</param>
/// <param name="LookedAt">When the page was last watched.</param>
/// <param name="Problem">Why the last look saw nothing.</param>
public sealed record SourceState(
    string Marketplace, string Name, RuleSource Source, DateOnly LastRead, SourceReading? Reading, DateTimeOffset? PageChangedAt, bool IsOld, bool HasChanged, DateTimeOffset? LookedAt, LocalText? Problem)
{
    public bool IsDue => IsOld || HasChanged;
}
