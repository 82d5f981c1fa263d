using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>Tells the page of a batch how far it is, from its rows, until nothing happens by itself any more.</summary>
internal static class DropStream
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(700);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/w/{workspace}/drop/{id:guid}/progress", StreamAsync).Requires(HubAction.UploadVersions).ExcludeFromDescription();

    private static async Task<ServerSentEventsResult<string>> StreamAsync(Guid id, ReadDrops read, IStringLocalizer<DesignWords> words, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Refused before the stream begins, where there is no such batch.
        var first = await read.ProgressAsync(id, cancellationToken);
        return TypedResults.ServerSentEvents(ProgressStream.WatchAsync(first, stop => read.ProgressAsync(id, stop), drop => Text(words, drop.Counts), drop => drop.Counts.IsMoving, Glance, clock, cancellationToken));
    }

    public static string Text(IStringLocalizer<DesignWords> words, DropCounts counts) =>
        counts.Ordered > 0 ? words["drop.committing", counts.Made, counts.Made + counts.Ordered] : words["drop.reading", counts.Reading];
}
