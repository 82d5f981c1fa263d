using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>Tells an open page that its deployment moved; the page then fetches the part that changed.</summary>
internal static class DeploymentEvents
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    public static void MapDeploymentEvents(this WebApplication app) =>
        app.MapGet("/w/{workspace}/deployments/{id:guid}/events", StreamAsync).Requires(HubAction.Read).ExcludeFromDescription();

    private static async Task<ServerSentEventsResult<string>> StreamAsync(Guid id, CurrentMember member, IServiceScopeFactory scopes, TimeProvider clock, CancellationToken stop) =>
        await ReadAsync(id, member.WorkspaceId, scopes, stop) is { } now
            ? TypedResults.ServerSentEvents(FollowAsync(id, now, member.WorkspaceId, scopes, clock, stop))
            : throw HttpProblems.NotFound.Because();

    private static async IAsyncEnumerable<SseItem<string>> FollowAsync(Guid id, State? last, Guid workspaceId, IServiceScopeFactory scopes, TimeProvider clock, [EnumeratorCancellation] CancellationToken stop)
    {
        using var beat = new PeriodicTimer(Beat, clock);
        // Said at once, so that the page knows the line is open and nothing on the way gives up waiting for a first word.
        yield return new SseItem<string>("watching", "watching");
        while (last is not null && await beat.WaitForNextTickAsync(stop))
        {
            var now = await ReadAsync(id, workspaceId, scopes, stop);
            if (now != last)
            {
                yield return new SseItem<string>("changed", "changed");
            }

            last = now;
            if (last is null or { Ended: true })
            {
                yield return new SseItem<string>("ended", "ended");
                yield break;
            }
        }
    }

    /// <summary>A scope for each look: an open page must hold no connection to the database.</summary>
    private static async Task<State?> ReadAsync(Guid id, Guid workspaceId, IServiceScopeFactory scopes, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspaceId);
        var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
        return await db.Deployments.AsNoTracking().Where(d => d.Id == id)
            .Select(d => new State(d.Status, d.Attempts, d.Looks, d.EndedAt != null)).SingleOrDefaultAsync(stop);
    }

    private sealed record State(DeploymentStatus Status, int Attempts, int Looks, bool Ended);
}
