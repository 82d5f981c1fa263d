using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Imports;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Imports.Tables;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>
/// <c>import.check</c>: reads every line and notes what it would change. Lines are noted some thousand at a time, each time together with how far
/// the check is: one that was cut short goes on behind the last line that was noted.
/// </summary>
public sealed class CheckRowsWork(HubDbContext db, IBlobStore blobs, ImportPlaces places, StageRows stage, IOptions<ImportOptions> options, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "import.check";

    private const int RowsAtATime = 4000;

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        if (await db.CatalogImports.SingleOrDefaultAsync(i => i.Id == task.SubjectId, cancellationToken) is not { Status: CatalogImportStatus.Checking, Shape: { } shape, Mapping: { } mapping } import)
        {
            return WorkOutcome.Finished;
        }

        try
        {
            await CheckAsync(import, shape, mapping, cancellationToken);
        }
        catch (ProblemException refused)
        {
            await db.Entry(import).ReloadAsync(cancellationToken);
            import.Fail(new(null, refused.Type.Code, refused.Text), clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }

        return WorkOutcome.Finished;
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.CatalogImports.SingleOrDefaultAsync(i => i.Id == task.SubjectId && i.Status == CatalogImportStatus.Checking, cancellationToken) is { } import)
        {
            // Back to the columns: from there it is checked anew.
            (import.Status, import.Problem) = (CatalogImportStatus.Mapping, new(null, why.Code, why.Text));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        if (await db.CatalogImports.SingleOrDefaultAsync(i => i.Id == subjectId && i.Status == CatalogImportStatus.Mapping, cancellationToken) is not { Mapping: not null } import)
        {
            return false;
        }

        import.Check();
        return true;
    }

    private async Task CheckAsync(CatalogImport import, TableShape shape, ImportMapping mapping, CancellationToken cancellationToken)
    {
        var sender = await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Id == import.CreatedBy && m.DeactivatedAt == null, cancellationToken) ?? throw ImportProblems.SenderGone.Because();
        await places.LearnAsync(sender, cancellationToken);
        using var file = await blobs.BringAsync(import.WorkspaceId, import.Sha256, cancellationToken) ?? throw ImportProblems.FileGone.Because();
        if (import.LastLine == 0)
        {
            await db.CatalogImportRows.Where(r => r.ImportId == import.Id).ExecuteDeleteAsync(cancellationToken);
        }

        var reader = new RowReader(shape, mapping, places);
        var noted = import.LastLine;
        var drafts = new List<RowDraft>(RowsAtATime);
        await foreach (var row in TableFile.ReadAsync(file.Path, shape, cancellationToken))
        {
            // Lines that were noted before a crash are read all the same: what follows may rest on them.
            if (reader.Read(row) is not { } draft || row.Line <= noted)
            {
                continue;
            }

            if (import.RowsRead + drafts.Count >= options.Value.MaxRows)
            {
                throw ImportProblems.TooManyRows.Because(options.Value.MaxRows.ToString("N0", CultureInfo.InvariantCulture));
            }

            drafts.Add(draft);
            if (drafts.Count == RowsAtATime)
            {
                await NoteAsync(import, reader, drafts, isLast: false, cancellationToken);
            }
        }

        await NoteAsync(import, reader, drafts, isLast: true, cancellationToken);
    }

    private async Task NoteAsync(CatalogImport import, RowReader reader, List<RowDraft> drafts, bool isLast, CancellationToken cancellationToken)
    {
        var known = await KnownRows.ReadAsync(db, import.Id, drafts, cancellationToken);
        var compare = new CompareRows(places, reader, known, import.WorkspaceId, import.Id);
        var tally = new ImportTally();
        var rows = drafts.ConvertAll(d => compare.Compare(d, tally));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await stage.WriteAsync(import.Id, rows, cancellationToken);
        import.RowsNew += rows.Count(r => r.Outcome == ImportOutcome.New);
        import.RowsChanged += rows.Count(r => r.Outcome == ImportOutcome.Changed);
        import.RowsSame += rows.Count(r => r.Outcome == ImportOutcome.Same);
        import.RowsFaulty += tally.Faulty;
        (import.ProductsNew, import.ProductsChanged) = (import.ProductsNew + tally.ProductsNew, import.ProductsChanged + tally.ProductsChanged);
        (import.ListingsNew, import.ListingsChanged) = (import.ListingsNew + tally.ListingsNew, import.ListingsChanged + tally.ListingsChanged);
        (import.BriefsNew, import.BriefsChanged) = (import.BriefsNew + tally.BriefsNew, import.BriefsChanged + tally.BriefsChanged);
        import.LastLine = rows.Count > 0 ? rows[^1].Line : import.LastLine;
        import.Status = isLast ? CatalogImportStatus.Checked : CatalogImportStatus.Checking;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        drafts.Clear();
    }
}
