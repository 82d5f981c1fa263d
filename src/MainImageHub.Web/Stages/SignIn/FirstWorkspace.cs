using System.Security.Claims;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.SignIn;

/// <summary>Which of a person's workspaces opens by itself: one with something in it, and the demo only when there is nothing else.</summary>
public sealed class FirstWorkspace(SystemDbContext system, IServiceScopeFactory scopes)
{
    private const int AtMost = 20;

    public async Task<string?> FindAsync(ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        var userId = Guid.Parse(person.FindFirstValue(ClaimTypes.NameIdentifier)!);
        var mine = await system.Members.AsNoTracking().Where(m => m.UserId == userId && m.DeactivatedAt == null)
            .Join(system.Workspaces, m => m.WorkspaceId, w => w.Id, (m, w) => w)
            .OrderBy(w => w.IsDemo).ThenBy(w => w.CreatedAt).Take(AtMost).ToListAsync(cancellationToken);
        foreach (var workspace in mine)
        {
            // What is in a workspace is only seen from within it, one scope each.
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace.Id);
            var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
            if (await db.Products.AnyAsync(cancellationToken) || await db.Stores.AnyAsync(cancellationToken))
            {
                return workspace.Slug;
            }
        }

        return mine.FirstOrDefault()?.Slug;
    }
}
