using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Tells the page of an order of repairs how far it is, from its rows, until nothing waits.</summary>
internal static class FixStream
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(700);

    // The browser connects again by itself; nobody's forgotten tab holds a connection for ever.
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/w/{workspace}/fixes/{id:guid}/progress", StreamAsync).Requires(HubAction.Read).ExcludeFromDescription();

    private static async Task<ServerSentEventsResult<string>> StreamAsync(Guid id, HubDbContext db, ReadFixes read, IStringLocalizer<DesignWords> words, TimeProvider clock, CancellationToken cancellationToken) =>
        await db.FixBatches.AnyAsync(b => b.Id == id, cancellationToken)
            ? TypedResults.ServerSentEvents(WatchAsync(id, read, words, clock, cancellationToken))
            : throw HttpProblems.NotFound.Because();

    private static async IAsyncEnumerable<SseItem<string>> WatchAsync(Guid id, ReadFixes read, IStringLocalizer<DesignWords> words, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        string? told = null;
        while (clock.GetElapsedTime(began) < AtMost)
        {
            var batch = await read.OneAsync(id, cancellationToken);
            var text = words["fixes.progress", batch.Counts.Total - batch.Counts.Waiting, batch.Counts.Total, batch.Counts.Made].Value;
            if (text != told)
            {
                told = text;
                yield return new SseItem<string>(text, "progress");
            }

            if (batch.EndedAt is not null)
            {
                yield return new SseItem<string>("over", "done");
                yield break;
            }

            await Task.Delay(Glance, clock, cancellationToken);
        }
    }
}
