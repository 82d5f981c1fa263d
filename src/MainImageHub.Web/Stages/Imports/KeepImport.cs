using System.Globalization;
using MainImageHub.Domain.Imports;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Stages.Design.Drops;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>Takes files in, keeps what a person says of their columns, orders that their lines are taken, and forgets them.</summary>
public sealed class KeepImport(HubDbContext db, CurrentMember me, IBlobStore blobs, WorkQueue queue, IOptions<ImportOptions> options, TimeProvider clock)
{
    private const int ForgottenAtATime = 20;

    public async Task<CatalogImport> StartAsync(IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            throw ImportProblems.FileMissing.Because();
        }

        BlobInfo stored;
        await using (var content = file.OpenReadStream())
        {
            stored = await blobs.PutAsync(me.WorkspaceId, content, UploadLimits.MaxBytes, cancellationToken);
        }

        var name = UploadedFileName.Clean(file.FileName);
        var import = new CatalogImport
        {
            WorkspaceId = me.WorkspaceId,
            FileName = name.Length > CatalogImport.LongestFileName ? name[..CatalogImport.LongestFileName] : name,
            Sha256 = stored.Sha256,
            Bytes = stored.Bytes,
            CreatedBy = me.Id,
            CreatedByName = me.Actor.Name,
            CreatedAt = clock.GetUtcNow(),
        };
        db.CatalogImports.Add(import);
        db.Audit(me.Actor, "catalogImport.received", "catalogImport", import.Id, import.CreatedAt, new() { ["file"] = import.FileName });
        await queue.AddAsync(LookAtFileWork.Kind, import.Id, import.FileName, cancellationToken: cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        await ForgetLinesAsync(import.CreatedAt, cancellationToken);
        return import;
    }

    /// <summary>Another sheet of a workbook: its header is read anew.</summary>
    public async Task ChooseSheetAsync(Guid id, string? sheet, CancellationToken cancellationToken)
    {
        var import = await OpenAsync(id, cancellationToken);
        var shape = import.Shape ?? throw ImportProblems.Busy.Because();
        if (sheet is null || !shape.Sheets.Contains(sheet))
        {
            throw ImportProblems.SheetUnknown.Because(sheet);
        }

        (import.Shape, import.Status) = (shape with { Sheet = sheet }, CatalogImportStatus.Received);
        await queue.AddAsync(LookAtFileWork.Kind, import.Id, import.FileName, cancellationToken: cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    /// <summary>Keeps which column is what, for the next file with such a header too, and has every line checked.</summary>
    public async Task MapAsync(Guid id, ImportMapping mapping, CancellationToken cancellationToken)
    {
        var import = await OpenAsync(id, cancellationToken);
        await RequireSoundAsync(import.Shape ?? throw ImportProblems.Busy.Because(), mapping, cancellationToken);
        var now = clock.GetUtcNow();
        var key = import.Shape.HeaderKey;
        var own = mapping with { Columns = [.. mapping.Columns.Take(ColumnNames.OwnCount(import.Shape.Headers))] };
        if (await db.RememberedMappings.SingleOrDefaultAsync(m => m.HeaderKey == key, cancellationToken) is { } remembered)
        {
            (remembered.Mapping, remembered.KeptAt) = (own, now);
        }
        else
        {
            db.RememberedMappings.Add(new RememberedMapping { WorkspaceId = me.WorkspaceId, HeaderKey = key, Mapping = own, KeptAt = now });
        }

        import.Mapping = mapping;
        import.Check();
        await queue.AddAsync(CheckRowsWork.Kind, import.Id, import.FileName, cancellationToken: cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    /// <param name="id">The import.</param>
    /// <param name="onlyGood">Whether lines at fault are to be passed over; else there must be none.</param>
    /// <param name="cancellationToken">Stops the order.</param>
    public async Task CommitAsync(Guid id, bool onlyGood, CancellationToken cancellationToken)
    {
        var import = await MineAsync(id, cancellationToken);
        switch (import)
        {
            case { Status: CatalogImportStatus.Committed or CatalogImportStatus.Failed }:
                throw ImportProblems.Ended.Because();
            case { IsMoving: true }:
                throw ImportProblems.Busy.Because();
            case { Status: not CatalogImportStatus.Checked }:
                throw ImportProblems.NotChecked.Because();
            case { RowsGood: 0 }:
                throw ImportProblems.NothingToTake.Because(Number(import.RowsSame), Number(import.RowsFaulty));
            case { RowsFaulty: > 0 } when !onlyGood:
                throw ImportProblems.Faulty.Because(Number(import.RowsFaulty));
        }

        // Of two orders at once the second finds nothing to order.
        var ordered = await db.CatalogImports.Where(i => i.Id == id && i.Status == CatalogImportStatus.Checked).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.Status, CatalogImportStatus.Committing).SetProperty(i => i.CommittedBy, me.Id).SetProperty(i => i.CommittedByName, me.Actor.Name)
                .SetProperty(i => i.Problem, (ImportFault?)null).SetProperty(i => i.BriefsTaken, 0),
            cancellationToken);
        if (ordered == 0)
        {
            throw ImportProblems.Busy.Because();
        }

        await queue.AddAsync(CommitImportWork.Kind, import.Id, import.FileName, maxAttempts: CommitImportWork.MaxAttempts, cancellationToken: cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    /// <summary>Forgets a file and what was noted of its lines. What was taken from it stays.</summary>
    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        var import = await MineAsync(id, cancellationToken);
        if (import.IsMoving)
        {
            throw ImportProblems.Busy.Because();
        }

        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await db.CatalogImportRows.Where(r => r.ImportId == id).ExecuteDeleteAsync(cancellationToken);
            db.CatalogImports.Remove(import);
            db.Audit(me.Actor, "catalogImport.removed", "catalogImport", id, clock.GetUtcNow(), new() { ["file"] = import.FileName });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await blobs.ForgetAsync(db, me.WorkspaceId, import.Sha256, cancellationToken);
    }

    private async Task<CatalogImport> MineAsync(Guid id, CancellationToken cancellationToken)
    {
        var import = await db.CatalogImports.SingleOrDefaultAsync(i => i.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return import.CreatedBy == me.Id || !me.Member.IsNarrowed ? import : throw ImportProblems.NotYours.Because();
    }

    private async Task<CatalogImport> OpenAsync(Guid id, CancellationToken cancellationToken)
    {
        var import = await MineAsync(id, cancellationToken);
        return import switch
        {
            { Status: CatalogImportStatus.Committed or CatalogImportStatus.Failed } => throw ImportProblems.Ended.Because(),
            { IsMoving: true } => throw ImportProblems.Busy.Because(),
            _ => import,
        };
    }

    private async Task RequireSoundAsync(TableShape shape, ImportMapping mapping, CancellationToken cancellationToken)
    {
        if (mapping.Columns.Count != shape.Headers.Count)
        {
            throw ImportProblems.MappingCount.Because(shape.Headers.Count, mapping.Columns.Count);
        }

        if (mapping.Columns.Select((field, at) => (Field: field, Header: shape.Headers[at])).Where(c => c.Field is { } f && !f.Repeats()).GroupBy(c => c.Field).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw ImportProblems.FieldTwice.Because(twice.First().Header, twice.Last().Header);
        }

        if (!mapping.Has(ImportField.Sku))
        {
            throw ImportProblems.SkuColumnMissing.Because();
        }

        if (mapping.Columns.All(f => f is null or ImportField.Sku))
        {
            throw ImportProblems.NothingMapped.Because();
        }

        if (mapping.Locale is { Length: 0 or > AddListing.LongestLocale })
        {
            throw ImportProblems.LocaleInvalid.Because(AddListing.LongestLocale);
        }

        if (mapping.Columns.Any(f => f?.IsOfListing() == true) && mapping.StoreId is null && !mapping.Has(ImportField.Store) && !mapping.Has(ImportField.Marketplace) && !mapping.Has(ImportField.Site))
        {
            throw ImportProblems.StoreMissing.Because();
        }

        if (mapping.Columns.Any(f => f?.IsOfBrief() == true) && !me.May(HubAction.EditBriefs))
        {
            throw HttpProblems.NotAllowed.Because();
        }

        if (mapping.StoreId is { } storeId)
        {
            me.RequireStore(await db.Stores.AsNoTracking().SingleOrDefaultAsync(s => s.Id == storeId, cancellationToken) ?? throw StoreProblems.ListingStore.Because(storeId));
        }
    }

    /// <summary>Lines are many and of no use later on: those of old files go when a new one comes.</summary>
    private async Task ForgetLinesAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = now - options.Value.LinesKept;
        var old = await db.CatalogImports.Where(i => i.CreatedAt < before && db.CatalogImportRows.Any(r => r.ImportId == i.Id)).OrderBy(i => i.Id).Take(ForgottenAtATime).Select(i => i.Id).ToListAsync(cancellationToken);
        await db.CatalogImportRows.Where(r => old.Contains(r.ImportId)).ExecuteDeleteAsync(cancellationToken);
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
