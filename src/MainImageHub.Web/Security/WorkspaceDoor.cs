using System.Security.Claims;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Security;

/// <summary>
/// Decides in which workspace a request works: pages say it in the path (<c>/w/{slug}</c>), a token belongs to one. A workspace
/// that the caller is no member of does not exist for them. Then holds the endpoint to its <see cref="RequiresAttribute"/>.
/// </summary>
public sealed class WorkspaceDoor(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, SystemDbContext system, WorkspaceScope scope, CurrentMember current)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null)
        {
            // An address that is nothing: the answer still has the workspace's menu, for those who may go on from there.
            if (context.User.Identity?.IsAuthenticated == true && SlugOf(context.Request.Path) is { } slug && await OfPersonAsync(context, system, slug) is { } there)
            {
                scope.Enter(there.Workspace.Id);
                current.Enter(there.Workspace, there.Member);
            }

            await next(context);
            return;
        }

        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || context.User.Identity?.IsAuthenticated != true)
        {
            await next(context);
            return;
        }

        if (await MembershipAsync(context, system) is { } entered)
        {
            scope.Enter(entered.Workspace.Id);
            current.Enter(entered.Workspace, entered.Member, context.User.FindFirstValue(TokenAuthentication.TokenNameClaim));
        }
        else if (context.Request.RouteValues.ContainsKey("workspace"))
        {
            throw HttpProblems.NotFound.Because();
        }

        if (endpoint.Metadata.GetMetadata<RequiresAttribute>() is { } required && !current.May(required.Action))
        {
            throw HttpProblems.NotAllowed.Because();
        }

        await next(context);
    }

    private static async Task<Entered?> MembershipAsync(HttpContext context, SystemDbContext system)
    {
        if (context.User.FindFirstValue(TokenAuthentication.MemberClaim) is { } memberId)
        {
            var id = Guid.Parse(memberId);
            return await system.Members.AsNoTracking().Where(m => m.Id == id && m.DeactivatedAt == null)
                .Join(system.Workspaces, m => m.WorkspaceId, w => w.Id, (m, w) => new Entered(w, m)).SingleOrDefaultAsync(context.RequestAborted);
        }

        return context.Request.RouteValues["workspace"] is string slug ? await OfPersonAsync(context, system, slug) : null;
    }

    private static async Task<Entered?> OfPersonAsync(HttpContext context, SystemDbContext system, string slug)
    {
        if (!Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var user))
        {
            return null;
        }

        return await system.Members.AsNoTracking().Where(m => m.UserId == user && m.DeactivatedAt == null)
            .Join(system.Workspaces.Where(w => w.Slug == slug), m => m.WorkspaceId, w => w.Id, (m, w) => new Entered(w, m)).SingleOrDefaultAsync(context.RequestAborted);
    }

    private static string? SlugOf(PathString path) => path.Value?.Split('/') is ["", "w", { Length: > 0 } slug, ..] ? slug : null;

    private sealed record Entered(Workspace Workspace, Member Member);
}
