using System.Security.Claims;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.SignIn;

/// <summary>
/// Which of a person's workspaces opens by itself: whose Home they opened last, else one of their own, with something in it if there is one.
/// The demo is theirs to look around in, not where their work begins.
/// </summary>
public sealed class FirstWorkspace(SystemDbContext system, IServiceScopeFactory scopes)
{
    private const int AtMost = 20;

    /// <param name="person">Who signed in.</param>
    /// <param name="last">The workspace whose Home they opened last, as their browser remembers it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<string?> FindAsync(ClaimsPrincipal person, string? last, CancellationToken cancellationToken)
    {
        var userId = Guid.Parse(person.FindFirstValue(ClaimTypes.NameIdentifier)!);
        var mine = await system.Members.AsNoTracking().Where(m => m.UserId == userId && m.DeactivatedAt == null)
            .Join(system.Workspaces, m => m.WorkspaceId, w => w.Id, (m, w) => w)
            .OrderByDescending(w => w.Slug == last).ThenBy(w => w.IsDemo).ThenBy(w => w.CreatedAt).Take(AtMost).ToListAsync(cancellationToken);
        if (mine.Find(w => w.Slug == last) is { } known)
        {
            return known.Slug;
        }

        foreach (var workspace in mine.Where(w => !w.IsDemo))
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
