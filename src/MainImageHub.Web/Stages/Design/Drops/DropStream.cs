using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>Tells the page of a batch how far it is, from its rows, until nothing happens by itself any more.</summary>
internal static class DropStream
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(700);

    // The browser connects again by itself; nobody's forgotten tab holds a connection for ever.
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/w/{workspace}/drop/{id:guid}/progress", StreamAsync).Requires(HubAction.UploadVersions).ExcludeFromDescription();

    private static async Task<ServerSentEventsResult<string>> StreamAsync(Guid id, ReadDrops read, IStringLocalizer<DesignWords> words, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Refused before the stream begins, where there is no such batch.
        var first = await read.OneAsync(id, cancellationToken);
        return TypedResults.ServerSentEvents(WatchAsync(first, read, words, clock, cancellationToken));
    }

    private static async IAsyncEnumerable<SseItem<string>> WatchAsync(DropView drop, ReadDrops read, IStringLocalizer<DesignWords> words, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        string? told = null;
        while (clock.GetElapsedTime(began) < AtMost)
        {
            var text = Text(words, drop.Counts);
            if (text != told)
            {
                told = text;
                yield return new SseItem<string>(text, "progress");
            }

            if (!drop.Counts.IsMoving)
            {
                yield return new SseItem<string>("over", "done");
                yield break;
            }

            await Task.Delay(Glance, clock, cancellationToken);
            drop = await read.OneAsync(drop.Id, cancellationToken);
        }
    }

    public static string Text(IStringLocalizer<DesignWords> words, DropCounts counts) =>
        counts.Ordered > 0 ? words["drop.committing", counts.Made, counts.Made + counts.Ordered] : words["drop.reading", counts.Reading];
}
