using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Tells the page of an order of repairs how far it is, from its rows, until nothing waits.</summary>
internal static class FixStream
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(700);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/w/{workspace}/fixes/{id:guid}/progress", StreamAsync).Requires(HubAction.Read).ExcludeFromDescription();

    private static async Task<ServerSentEventsResult<string>> StreamAsync(Guid id, ReadFixes read, IStringLocalizer<DesignWords> words, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Refused before the stream begins, where there is no such order.
        var first = await read.OneAsync(id, cancellationToken);
        return TypedResults.ServerSentEvents(ProgressStream.WatchAsync(
            first, stop => read.OneAsync(id, stop), batch => words["fixes.progress", batch.Counts.Total - batch.Counts.Waiting, batch.Counts.Total, batch.Counts.Made].Value, batch => batch.EndedAt is null, Glance, clock, cancellationToken));
    }
}
