using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Tells a store's page how far the import is, until it is over.</summary>
internal static class ImportStream
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(700);

    // The browser connects again by itself; nobody's forgotten tab holds a connection for ever.
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/w/{workspace}/stores/{storeId:guid}/imports/{id:guid}/progress", StreamAsync).Requires(HubAction.Read).ExcludeFromDescription();

    private static async Task<ServerSentEventsResult<string>> StreamAsync(Guid storeId, Guid id, HubDbContext db, IStringLocalizer<StoresWords> words, TimeProvider clock, CancellationToken cancellationToken) =>
        await db.StoreImports.AnyAsync(i => i.Id == id && i.StoreId == storeId, cancellationToken)
            ? TypedResults.ServerSentEvents(WatchAsync(id, db, words, clock, cancellationToken))
            : throw HttpProblems.NotFound.Because();

    private static async IAsyncEnumerable<SseItem<string>> WatchAsync(Guid id, HubDbContext db, IStringLocalizer<StoresWords> words, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        string? told = null;
        while (clock.GetElapsedTime(began) < AtMost)
        {
            var import = await db.StoreImports.AsNoTracking().SingleAsync(i => i.Id == id, cancellationToken);
            var text = words["Progress", import.ListingsRead, import.PicturesRead].Value;
            if (text != told)
            {
                told = text;
                yield return new SseItem<string>(text, "progress");
            }

            if (import.EndedAt is not null)
            {
                yield return new SseItem<string>("over", "done");
                yield break;
            }

            await Task.Delay(Glance, clock, cancellationToken);
        }
    }
}
