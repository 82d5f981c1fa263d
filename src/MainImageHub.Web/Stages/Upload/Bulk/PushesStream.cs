using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Upload.Bulk;

/// <summary>Tells the page of an order of pushes how far it is, from its rows, until nothing waits.</summary>
internal static class PushesStream
{
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    public static void Map(WebApplication app) =>
        app.MapGet("/w/{workspace}/pushes/{id:guid}/progress", StreamAsync).Requires(HubAction.Read).ExcludeFromDescription();

    private static async Task<ServerSentEventsResult<string>> StreamAsync(Guid id, CurrentMember member, IServiceScopeFactory scopes, IStringLocalizer<UploadWords> words, TimeProvider clock, CancellationToken stop)
    {
        // Refused before the first byte, while it can still be said.
        var (workspace, first) = (member.WorkspaceId, await ReadAsync(id, member.WorkspaceId, scopes, stop));
        return TypedResults.ServerSentEvents(ProgressStream.WatchAsync(first, token => ReadAsync(id, workspace, scopes, token), batch => Says(batch.Counts, words), batch => !batch.IsDone, Glance, clock, stop));
    }

    public static string Says(PushCounts counts, IStringLocalizer<UploadWords> words) => words["BulkProgress", counts.Live, counts.Waiting, counts.Failed, counts.Total - counts.LeftOut];

    /// <summary>A scope for each look: an open page must hold no connection to the database.</summary>
    private static async Task<PushBatchView> ReadAsync(Guid id, Guid workspaceId, IServiceScopeFactory scopes, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspaceId);
        return await scope.ServiceProvider.GetRequiredService<ReadPushes>().OneAsync(id, stop);
    }
}
