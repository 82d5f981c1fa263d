using System.Globalization;
using MainImageHub.Domain.Imports;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>Tells the page of an import how far it is, from its row, until nothing happens by itself any more.</summary>
internal static class ImportProgressStream
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(700);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/w/{workspace}/import/{id:guid}/progress", StreamAsync).Requires(HubAction.EditProducts).ExcludeFromDescription();

    private static async Task<ServerSentEventsResult<string>> StreamAsync(Guid id, ReadImports read, IStringLocalizer<ImportsWords> words, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Refused before the stream begins, where there is no such import.
        var first = await read.FindAsync(id, cancellationToken);
        return TypedResults.ServerSentEvents(ProgressStream.WatchAsync(first, stop => read.FindAsync(id, stop), import => Text(words, import), import => import.IsMoving, Glance, clock, cancellationToken));
    }

    public static string Text(IStringLocalizer<ImportsWords> words, CatalogImport import) => import.Status switch
    {
        CatalogImportStatus.Received => words["Progress.Received"],
        CatalogImportStatus.Committing when import.BriefsTaken > 0 => words["Progress.Briefs", Number(import.BriefsTaken), Number(import.BriefsNew + import.BriefsChanged)],
        CatalogImportStatus.Committing => words["Progress.Committing", Number(import.RowsGood)],
        _ => words["Progress.Checking", Number(import.RowsRead), Number(import.RowsFaulty)],
    };

    public static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
