using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>
/// What a person takes along to put pictures up: a zip with the pictures by the names their marketplaces want, a folder for each store, which listing
/// each is for, and the steps in the member's language. Made in a file of its own, one picture after the other, and sent from there: what cannot be made is an error
/// and not half a pack.
/// </summary>
public sealed class DeploymentPack(HandTasks tasks, PushRules rules, IBlobStore blobs, CurrentMember member, PlaceNames places, IStringLocalizer<UploadWords> words, TimeProvider clock)
{
    private const int LongestFolder = 80;

    private static readonly string[] Columns = ["deployment", "site", "store", "sku", "externalId", "page", "title", "purpose", "file", "note"];

    // Spreadsheets take a file without it for one in the machine's own code page.
    private static readonly UTF8Encoding WithMark = new(encoderShouldEmitUTF8Identifier: true);

    public async Task<FileStreamHttpResult> MakeAsync(HandTaskFilter filter, CancellationToken cancellationToken)
    {
        var entries = await EntriesAsync(await tasks.OpenAsync(filter, cancellationToken), cancellationToken);
        var pack = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await WriteAsync(pack, entries, cancellationToken);
            pack.Position = 0;
        }
        catch
        {
            await pack.DisposeAsync();
            throw;
        }

        return TypedResults.Stream(pack, "application/zip", $"by-hand-{clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.zip");
    }

    /// <summary>What drew a complaint since it was ordered, or may not be shown any more, is left out, and the list says why.</summary>
    private async Task<List<PackEntry>> EntriesAsync(IReadOnlyList<HandTask> open, CancellationToken cancellationToken)
    {
        var (entries, taken) = (new List<PackEntry>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var task in open)
        {
            var language = CultureInfo.CurrentUICulture.Name;
            var blocked = task.Deployment.AssetId is { } asset ? await rules.BlockedAsync(task.Deployment, asset, cancellationToken) : null;
            var ended = await rules.RightsEndedAsync(task.Deployment, cancellationToken);
            var note = blocked is not null ? UploadProblems.PictureBlocked.Text(blocked.Case).For(language)
                : ended is not null ? UploadProblems.RightsEnded.Text(ended).For(language)
                : task.Picture is null ? UploadProblems.PictureGone.Text().For(language)
                : task.Deployment.Problem?.Message.For(language);
            entries.Add(new PackEntry(task, blocked is null && ended is null && task.Picture is not null ? FreeName(taken, task) : null, note));
        }

        return entries;
    }

    private static string FreeName(HashSet<string> taken, HandTask task)
    {
        var folder = FolderOf(task.Target);
        var (name, extension) = (Path.GetFileNameWithoutExtension(task.FileName), Path.GetExtension(task.FileName));
        var path = $"{folder}/{task.FileName}";
        for (var number = 2; !taken.Add(path); number++)
        {
            path = string.Create(CultureInfo.InvariantCulture, $"{folder}/{name}-{number}{extension}");
        }

        return path;
    }

    /// <summary>Names of stores may hold any character; folders on any machine may not.</summary>
    private static string FolderOf(PushTarget target)
    {
        var site = target.Store.Site == "-" ? target.Store.Marketplace : $"{target.Store.Marketplace}-{target.Store.Site}";
        var name = new string([.. target.Store.Name.Take(LongestFolder).Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or ' ' ? c : '-')]).Trim();
        return $"{site} {name}".TrimEnd();
    }

    private async Task WriteAsync(Stream pack, List<PackEntry> entries, CancellationToken cancellationToken)
    {
        await using var zip = await ZipArchive.CreateAsync(pack, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        await AddAsync(zip, "listings.csv", new MemoryStream(ListingsCsv(entries), writable: false), CompressionLevel.Optimal, cancellationToken);
        await AddAsync(zip, "steps.txt", new MemoryStream(StepsText(entries), writable: false), CompressionLevel.Optimal, cancellationToken);
        foreach (var entry in entries)
        {
            if (entry.File is { } file && await blobs.OpenAsync(member.WorkspaceId, entry.Task.Picture!.Sha256, cancellationToken) is { } picture)
            {
                // Pictures are compressed already.
                await AddAsync(zip, file, picture, CompressionLevel.NoCompression, cancellationToken);
            }
        }
    }

    private static async Task AddAsync(ZipArchive zip, string name, Stream content, CompressionLevel level, CancellationToken cancellationToken)
    {
        await using (content)
        await using (var entry = await zip.CreateEntry(name, level).OpenAsync(cancellationToken))
        {
            await content.CopyToAsync(entry, cancellationToken);
        }
    }

    private byte[] ListingsCsv(List<PackEntry> entries)
    {
        using var bytes = new MemoryStream();
        using (var csv = CsvWriter.Create(bytes, SpreadsheetCsv.Options, leaveOpen: true))
        {
            csv.WriteRecord(Columns);
            foreach (var (task, file, note) in entries)
            {
                var (listing, store) = task.Target;
                csv.WriteRecord(
                    task.Deployment.Id.ToString(), store.SiteCode.ToString(), store.Name, listing.Sku, listing.ExternalId, task.Page?.AbsoluteUri, task.Title,
                    words[DeploymentLooks.PurposeKey(DeploymentView.Of(task.Deployment, task.Target))], file, note);
            }
        }

        return bytes.ToArray();
    }

    private byte[] StepsText(List<PackEntry> entries)
    {
        var text = new StringBuilder();
        foreach (var site in entries.GroupBy(e => e.Task.Target.Store.SiteCode))
        {
            text.Append(text.Length > 0 ? "\r\n" : "").Append(places.Site(site.Key)).Append("\r\n");
            foreach (var (index, step) in site.First().Task.Steps.Index())
            {
                text.Append(CultureInfo.InvariantCulture, $"{index + 1}. {step.For(CultureInfo.CurrentUICulture.Name)}\r\n");
            }
        }

        return [.. WithMark.GetPreamble(), .. WithMark.GetBytes(text.ToString())];
    }

    /// <param name="Task">What is to be done.</param>
    /// <param name="File">Under which path its picture is in the pack; null where it is left out.</param>
    /// <param name="Note">What a person should know of it.</param>
    private sealed record PackEntry(HandTask Task, string? File, string? Note);
}
