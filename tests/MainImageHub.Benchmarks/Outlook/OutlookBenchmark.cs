using System.Diagnostics;
using System.Globalization;
using MainImageHub.Benchmarks.Support;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Benchmarks.Outlook;

/// <summary>
/// Which of so many live pictures will fail on a day to come: asked as the product asks, of rows in a throw-away Postgres behind the product's
/// walls, run after run of the work until it says that it is done.
/// </summary>
internal static class OutlookBenchmark
{
    private const int DefaultLive = 1_000_000;

    public static async Task<int> RunAsync(string[] args)
    {
        var live = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultLive;
        var now = TimeProvider.System.GetUtcNow();
        // Next month Amazon wants more of the frame filled than these pictures do.
        var packs = RulePackReader.ReadEmbedded();
        var amazon = packs.Where(p => p.Marketplace == "amazon").MaxBy(p => p.EffectiveFrom)!;
        var later = amazon with { Version = "later", EffectiveFrom = DateOnly.FromDateTime(now.UtcDateTime).AddDays(30), EffectiveUntil = null, Rules = Stricter(amazon) };
        await using var hub = await ThrowAwayHub.StartAsync(services => services
            .AddSingleton(TimeProvider.System).AddSingleton(new RuleBook([.. packs, later])).AddScoped<ReadOwnRules>().AddScoped<OutlookWork>());
        var clock = Stopwatch.StartNew();
        var workspace = await OutlookRows.FillAsync(hub, live);
        Say($"about {live:N0} live pictures; filled in {clock.Elapsed.TotalSeconds:F0} s");

        var outlook = new RuleOutlook { WorkspaceId = workspace, On = later.EffectiveFrom, CreatedAt = now };
        await using (var asking = hub.Enter(workspace))
        {
            var db = asking.ServiceProvider.GetRequiredService<HubDbContext>();
            db.RuleOutlooks.Add(outlook);
            await db.SaveChangesAsync();
        }

        var task = new WorkTask(Guid.Empty, workspace, outlook.Id, Attempt: 1, IsLastAttempt: false);
        clock.Restart();
        var (runs, said) = (0, TimeSpan.FromSeconds(10));
        WorkOutcome outcome;
        do
        {
            await using var scope = hub.Enter(workspace);
            outcome = await scope.ServiceProvider.GetRequiredService<OutlookWork>().RunAsync(task, CancellationToken.None);
            runs++;
            if (clock.Elapsed > said)
            {
                said = clock.Elapsed + TimeSpan.FromSeconds(10);
                var sofar = await scope.ServiceProvider.GetRequiredService<HubDbContext>().RuleOutlooks.AsNoTracking().SingleAsync(o => o.Id == outlook.Id);
                Say($"  {sofar.Judged + sofar.WithoutRules,9:N0} judged after {clock.Elapsed.TotalSeconds:F0} s");
            }
        }
        while (outcome is WorkOutcome.Snooze);

        await using var reading = hub.Enter(workspace);
        var done = await reading.ServiceProvider.GetRequiredService<HubDbContext>().RuleOutlooks.AsNoTracking().SingleAsync(o => o.Id == outlook.Id);
        Say($"{done.Judged + done.WithoutRules:N0} live pictures in {clock.Elapsed.TotalSeconds:F1} s and {runs} runs, {(done.Judged + done.WithoutRules) / clock.Elapsed.TotalSeconds:N0}/s; at most {Process.GetCurrentProcess().PeakWorkingSet64 / 1024 / 1024} MB");
        Say($"{done.FailingNow:N0} fail now, {done.FailingThen:N0} then, {done.Named.Count} of the new ones are named");
        return outcome is WorkOutcome.Done ? 0 : 1;
    }

    private static Dictionary<string, RuleLimits> Stricter(RulePack pack)
    {
        var fill = (ProductFillLimits)pack.Rules[RuleIds.ProductFill];
        return new(pack.Rules) { [RuleIds.ProductFill] = fill with { MinPercent = fill.MinPercent with { Value = 92 } } };
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
