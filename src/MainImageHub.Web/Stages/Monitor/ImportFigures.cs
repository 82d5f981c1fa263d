using MainImageHub.Domain.Metrics;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Monitor.Files;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>Takes a file of figures: keeps it, and leaves reading it to the background.</summary>
public sealed class ImportFigures(HubDbContext db, CurrentMember member, IBlobStore blobs, WorkQueue queue, TimeProvider clock)
{
    public const string Generic = "generic";

    private const int LongestFileName = 200;

    public async Task<MetricImport> StartAsync(IFormFile? file, string? format, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            throw MonitorProblems.FileMissing.Because();
        }

        format = string.IsNullOrWhiteSpace(format) ? Generic : format.Trim();
        if (format != Generic)
        {
            throw MonitorProblems.UnknownFormat.Because(format.Length > 40 ? format[..40] : format);
        }

        BlobInfo stored;
        await using (var content = file.OpenReadStream())
        {
            stored = await blobs.PutAsync(member.WorkspaceId, content, UploadLimits.MaxBytes, cancellationToken);
        }

        var name = Path.GetFileName(file.FileName.Replace('\\', '/'));
        var import = new MetricImport
        {
            WorkspaceId = member.WorkspaceId,
            FileName = name.Length > LongestFileName ? name[..LongestFileName] : name,
            Format = format,
            Sha256 = stored.Sha256,
            RequestedBy = member.Id,
            CreatedAt = clock.GetUtcNow(),
        };
        db.MetricImports.Add(import);
        db.Audit(member.Actor, "figures.imported", "metricImport", import.Id, import.CreatedAt, new() { ["file"] = import.FileName });
        await queue.AddAsync(ImportWork.Kind, import.Id, import.FileName, cancellationToken: cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return import;
    }
}
