using MainImageHub.Domain;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Demo;

/// <summary>
/// Makes the demo workspace at the first start. What takes time (pictures, reading the simulated stores) is left to
/// <see cref="FillDemo"/>, so that the first page opens at once and fills while one looks.
/// </summary>
internal sealed class SeedDemo(IServiceScopeFactory scopes, SystemDbContext system, SimulatorOrigin origin, RuleBook book, TimeProvider clock) : IDemo
{
    public const string Slug = "demo";

    private const string Simulators = "/simulator/";

    public async Task SeedAsync(HubUser owner)
    {
        var now = clock.GetUtcNow();
        var workspace = new Domain.Workspaces.Workspace { Slug = Slug, Name = "Demo", IsDemo = true, CreatedAt = now, TimeZone = "Asia/Shanghai", JudgedBy = book.Editions(now) };
        system.Add(workspace);
        system.Add(new Member { WorkspaceId = workspace.Id, UserId = owner.Id, Email = owner.Email!, Name = owner.Name, Role = Role.Owner, CreatedAt = now });
        await system.SaveChangesAsync();
    }

    public async Task StartedAsync()
    {
        if (origin.Own is not { } own || await system.Workspaces.AsNoTracking().SingleOrDefaultAsync(w => w.Slug == Slug && w.IsDemo) is not { } workspace)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace.Id);
        if (!await system.Members.AnyAsync(m => m.WorkspaceId == workspace.Id))
        {
            await FinishRemovalAsync(scope.ServiceProvider.GetRequiredService<RemoveDemo>(), workspace.Id);
            return;
        }

        var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();

        // The simulator answers wherever the hub listens today. A store that a person connected to somewhere else stays there.
        foreach (var store in (await db.Stores.ToListAsync()).Where(s => s.Endpoint?.AbsolutePath.StartsWith(Simulators, StringComparison.Ordinal) == true))
        {
            store.Endpoint = Endpoint(own, store.Marketplace);
        }

        var queue = scope.ServiceProvider.GetRequiredService<WorkQueue>();
        if (!await db.WorkItems.AnyAsync(w => w.Kind == FillDemo.Kind))
        {
            await queue.AddAsync(FillDemo.Kind, workspace.Id, "Demo", maxAttempts: 3);
        }

        await db.SaveChangesAsync();
        await queue.ScheduleAsync();
    }

    /// <summary>A demo without members is one whose removal was cut short: filling it again would give it to nobody.</summary>
    private static async Task FinishRemovalAsync(RemoveDemo remove, Guid workspaceId)
    {
        try
        {
            await remove.TakeAwayAsync(workspaceId, CancellationToken.None);
        }
        catch (ProblemException)
        {
            // Another node still works on it: its rows go at the next start.
        }
    }

    public static Uri Endpoint(Uri own, string marketplace) => new(own, Simulators + marketplace);
}
