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

/// <summary>Tells a waiting page how far a version is, from its row, until it is ready or rejected.</summary>
internal static class VersionProgress
{
    private const string Step = "step";
    private const string Settled = "settled";
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(400);

    // The page asks again by itself; a stream that never ends would hold a connection for a tab that nobody looks at.
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(2);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/w/{workspace}/versions/{id:guid}/progress", StreamAsync).Requires(HubAction.Read).ExcludeFromDescription();

    private static async Task<ServerSentEventsResult<string>> StreamAsync(Guid id, HubDbContext db, IStringLocalizer<DesignWords> words, TimeProvider clock, CancellationToken cancellationToken) =>
        await db.Versions.AnyAsync(v => v.Id == id, cancellationToken)
            ? TypedResults.ServerSentEvents(WatchAsync(id, db, words, clock, cancellationToken))
            : throw HttpProblems.NotFound.Because();

    private static async IAsyncEnumerable<SseItem<string>> WatchAsync(Guid id, HubDbContext db, IStringLocalizer<DesignWords> words, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VersionStatus? told = null;
        var began = clock.GetTimestamp();
        while (clock.GetElapsedTime(began) < AtMost)
        {
            var status = await db.Versions.Where(v => v.Id == id).Select(v => v.Status).SingleAsync(cancellationToken);
            if (status is VersionStatus.Ready or VersionStatus.Rejected)
            {
                yield return new SseItem<string>(status.ToString(), Settled);
                yield break;
            }

            if (status != told)
            {
                told = status;
                yield return new SseItem<string>(words["progress." + status], Step);
            }

            await Task.Delay(Glance, clock, cancellationToken);
        }
    }
}
