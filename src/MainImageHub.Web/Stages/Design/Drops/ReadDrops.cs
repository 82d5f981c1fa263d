using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>How far a batch is, and what each file is, where it goes and what became of it.</summary>
public sealed class ReadDrops(HubDbContext db)
{
    public async Task<DropView> OneAsync(Guid id, CancellationToken cancellationToken)
    {
        var view = await ProgressAsync(id, cancellationToken);
        return view.Counts.Ready == 0 ? view : view with { Counts = view.Counts with { Ready = await NewPicturesAsync(id, cancellationToken) } };
    }

    /// <summary>The same without asking which of the ready files would become versions, which reads them all: for what is looked at again and again.</summary>
    public async Task<DropView> ProgressAsync(Guid id, CancellationToken cancellationToken)
    {
        var drop = await db.DropBatches.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return (await WithCountsAsync([drop], cancellationToken))[0];
    }

    public async Task<Page<DropView>> ListAsync(PageQuery page, CancellationToken cancellationToken)
    {
        var (before, take) = (page.Before, page.Take);
        var drops = await db.DropBatches.AsNoTracking().Where(d => d.Id < before).OrderByDescending(d => d.Id).Take(take + 1).ToListAsync(cancellationToken);
        return page.Cut(await WithCountsAsync(drops, cancellationToken), d => d.Id);
    }

    /// <param name="dropId">The batch.</param>
    /// <param name="show">Only those; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<Page<DropFileView>> FilesAsync(Guid dropId, DropShow? show, PageQuery page, CancellationToken cancellationToken)
    {
        var (before, take) = (page.Before, page.Take);
        if (!await db.DropBatches.AsNoTracking().AnyAsync(d => d.Id == dropId, cancellationToken))
        {
            throw HttpProblems.NotFound.Because();
        }

        var files = await Only(db.DropFiles.AsNoTracking().Where(f => f.DropId == dropId), show).Where(f => f.Id < before).OrderByDescending(f => f.Id).Take(take + 1).ToListAsync(cancellationToken);
        return page.Cut(await ViewsAsync(files, cancellationToken), f => f.Id);
    }

    /// <summary>These very rows, in their order.</summary>
    public async Task<IReadOnlyList<DropFileView>> ViewsAsync(IReadOnlyList<DropFile> files, CancellationToken cancellationToken)
    {
        var places = files.SelectMany(f => f.Candidates.Concat(f.Place is { } place ? [place] : [])).ToList();
        var products = places.Select(p => p.ProductId).Distinct().ToArray();
        var named = await db.Products.AsNoTracking().Where(p => products.Contains(p.Id)).Select(p => new { p.Id, p.Sku, p.Title }).ToDictionaryAsync(p => p.Id, cancellationToken);
        var images = files.Select(f => f.Place?.MainImageId).OfType<Guid>().Distinct().ToArray();
        var hashes = files.Select(f => f.Sha256).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var versions = await db.Versions.AsNoTracking().Where(v => images.Contains(v.MainImageId) && hashes.Contains(v.SourceSha256) && v.Status != VersionStatus.Rejected)
            .Select(v => new { v.MainImageId, v.SourceSha256, v.Number }).ToListAsync(cancellationToken);
        var made = files.Select(f => f.VersionId).OfType<Guid>().ToArray();
        var numbers = await db.Versions.AsNoTracking().Where(v => made.Contains(v.Id)).Select(v => new { v.Id, v.Number }).ToDictionaryAsync(v => v.Id, v => v.Number, cancellationToken);
        var turns = await TurnsAsync(files, cancellationToken);
        return [.. files.Select(f => new DropFileView(
            f.Id, f.Name, f.Bytes, f.Sha256, f.Status, f.LeftOut, f.AssetId, f.Match, f.Place is { } place ? Of(place) : null, f.ByHand, f.Doubt == DropDoubt.None ? null : f.Doubt, f.Unread, [.. f.Candidates.Select(Of).OfType<DropPlaceView>()],
            f.Status == DropFileStatus.Made ? null : versions.Where(v => v.MainImageId == f.Place?.MainImageId && v.SourceSha256 == f.Sha256).Select(v => (int?)v.Number).Max(),
            f.VersionId, f.VersionId is { } version ? numbers[version] : null, f.Problem)
        {
            NamedVersion = f.Version,
            TwinOf = turns.GetValueOrDefault(f.Id).Twin,
            Turn = turns.GetValueOrDefault(f.Id) is { Twin: null, Of: > 1 } turn ? turn.Turn : null,
            Turns = turns.GetValueOrDefault(f.Id) is { Twin: null, Of: > 1 } all ? all.Of : null,
        })];

        // A product without a history can be removed meanwhile.
        DropPlaceView? Of(DropPlace place) => named.TryGetValue(place.ProductId, out var product)
            ? new(place.ProductId, product.Sku, product.Title, place.Scope.Marketplace, place.Scope.Site, place.Scope.StoreId, place.Slot, place.MainImageId) { Scope = place.Scope }
            : null;
    }

    /// <summary>How many versions would be made now: the same picture twice for one place is one, and what a main image has already is none.</summary>
    private async Task<int> NewPicturesAsync(Guid dropId, CancellationToken cancellationToken)
    {
        var ready = (await db.DropFiles.AsNoTracking().Where(f => f.DropId == dropId && f.Status == DropFileStatus.Ready && !f.LeftOut && f.PlaceKey != null)
            .Select(f => new { f.PlaceKey, f.Sha256, f.Place }).ToListAsync(cancellationToken)).DistinctBy(f => (f.PlaceKey, f.Sha256)).ToList();
        var images = ready.Select(f => f.Place!.MainImageId).OfType<Guid>().Distinct().ToArray();
        var hashes = ready.ConvertAll(f => f.Sha256!).ToArray();
        var there = (await db.Versions.AsNoTracking().Where(v => images.Contains(v.MainImageId) && hashes.Contains(v.SourceSha256) && v.Status != VersionStatus.Rejected)
            .Select(v => new { Image = (Guid?)v.MainImageId, v.SourceSha256 }).ToListAsync(cancellationToken)).Select(v => (v.Image, v.SourceSha256)).ToHashSet();
        return ready.Count(f => !there.Contains((f.Place!.MainImageId, f.Sha256!)));
    }

    /// <summary>Of files for the same place: whose turn comes when, and which are the same picture as an earlier one.</summary>
    private async Task<Dictionary<Guid, (int Turn, int Of, string? Twin)>> TurnsAsync(IReadOnlyList<DropFile> files, CancellationToken cancellationToken)
    {
        var drops = files.Select(f => f.DropId).Distinct().ToArray();
        var keys = files.Select(f => f.PlaceKey).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var all = await db.DropFiles.AsNoTracking()
            .Where(f => drops.Contains(f.DropId) && keys.Contains(f.PlaceKey!) && !f.LeftOut && (f.Status == DropFileStatus.Waiting || f.Status == DropFileStatus.Arrived || f.Status == DropFileStatus.Ready))
            .Select(f => new { f.Id, f.DropId, f.PlaceKey, f.Version, f.Name, f.Sha256 }).ToListAsync(cancellationToken);
        var turns = new Dictionary<Guid, (int, int, string?)>();
        foreach (var rivals in all.GroupBy(f => (f.DropId, f.PlaceKey)).Where(g => g.Skip(1).Any()))
        {
            var firsts = new Dictionary<string, string>(StringComparer.Ordinal);
            var twins = new Dictionary<Guid, string>();
            var order = rivals.ToList();
            order.Sort((one, other) => DropFile.CompareTurns((one.Version, one.Name, one.Id), (other.Version, other.Name, other.Id)));
            foreach (var file in order)
            {
                if (file.Sha256 is { } hash && !firsts.TryAdd(hash, file.Name))
                {
                    twins[file.Id] = firsts[hash];
                }
            }

            var turn = 0;
            foreach (var file in order)
            {
                turns[file.Id] = twins.TryGetValue(file.Id, out var twin) ? (0, order.Count - twins.Count, twin) : (++turn, order.Count - twins.Count, null);
            }
        }

        return turns;
    }

    private static IQueryable<DropFile> Only(IQueryable<DropFile> files, DropShow? show) => show switch
    {
        DropShow.Version => files.Where(f => f.Match == DropMatch.Version && !f.LeftOut && f.Status != DropFileStatus.Made && f.Status != DropFileStatus.Unpacked),
        DropShow.Image => files.Where(f => f.Match == DropMatch.Image && !f.LeftOut && f.Status != DropFileStatus.Made && f.Status != DropFileStatus.Unpacked),
        DropShow.Open => files.Where(f => (f.Match == DropMatch.Ambiguous || f.Match == DropMatch.None) && !f.LeftOut && f.Status != DropFileStatus.Unpacked && f.Status != DropFileStatus.Unreadable),
        DropShow.Missing => files.Where(f => f.Status == DropFileStatus.Waiting && !f.LeftOut),
        DropShow.Trouble => files.Where(f => f.Status == DropFileStatus.Unreadable || f.Status == DropFileStatus.Failed),
        DropShow.Made => files.Where(f => f.Status == DropFileStatus.Made || f.Status == DropFileStatus.Skipped),
        DropShow.LeftOut => files.Where(f => f.LeftOut),
        _ => files,
    };

    private async Task<List<DropView>> WithCountsAsync(List<DropBatch> drops, CancellationToken cancellationToken)
    {
        var ids = drops.ConvertAll(d => d.Id);
        var groups = (await db.DropFiles.Where(f => ids.Contains(f.DropId)).GroupBy(f => new { f.DropId, f.Status, f.Match, f.LeftOut })
            .Select(g => new { g.Key.DropId, g.Key.Status, g.Key.Match, g.Key.LeftOut, Count = g.Count() }).ToListAsync(cancellationToken)).ToLookup(g => g.DropId);
        return drops.ConvertAll(d =>
        {
            int Count(Func<DropFileStatus, bool> status, params DropMatch[] matches) => groups[d.Id].Where(g => !g.LeftOut && status(g.Status) && (matches.Length == 0 || matches.Contains(g.Match))).Sum(g => g.Count);
            return new DropView(d.Id, d.Name, d.IsTray, d.CreatedByName, d.CreatedAt, new DropCounts(
                groups[d.Id].Where(g => g.Status != DropFileStatus.Unpacked).Sum(g => g.Count),
                Count(s => s == DropFileStatus.Waiting),
                Count(s => s == DropFileStatus.Arrived),
                Count(IsUnsettled, DropMatch.Version),
                Count(IsUnsettled, DropMatch.Image),
                Count(IsUnsettled, DropMatch.Ambiguous),
                Count(IsUnsettled, DropMatch.None),
                Count(s => s == DropFileStatus.Ready, DropMatch.Version, DropMatch.Image),
                Count(s => s == DropFileStatus.Unreadable),
                Count(s => s == DropFileStatus.Ordered),
                Count(s => s == DropFileStatus.Made),
                Count(s => s == DropFileStatus.Skipped),
                Count(s => s == DropFileStatus.Failed),
                groups[d.Id].Where(g => g.LeftOut).Sum(g => g.Count)))
            { CreatedById = d.CreatedBy };
        });

        static bool IsUnsettled(DropFileStatus status) => status is DropFileStatus.Waiting or DropFileStatus.Arrived or DropFileStatus.Ready;
    }
}

/// <summary>Which files of a batch are listed.</summary>
public enum DropShow
{
    Version,
    Image,
    Open,
    Missing,
    Trouble,
    Made,
    LeftOut,
}

/// <summary>A batch of dropped files.</summary>
/// <param name="IsTray">Where the member's uploads go that name no batch.</param>
public sealed record DropView(Guid Id, string? Name, bool IsTray, string CreatedBy, DateTimeOffset CreatedAt, DropCounts Counts)
{
    internal Guid CreatedById { get; init; }
}

/// <param name="Missing">Announced; bytes still to come.</param>
/// <param name="Reading">Arrived; being looked at.</param>
/// <param name="Version">Next versions of main images that are there.</param>
/// <param name="Image">First versions of main images to be planned.</param>
/// <param name="Ready">Of these two, how many could be committed now. Of a single batch: how many versions that would make, the same picture for the same place counted once.</param>
/// <param name="Ordered">Becoming versions.</param>
public sealed record DropCounts(int Total, int Missing, int Reading, int Version, int Image, int Ambiguous, int Unmatched, int Ready, int Unreadable, int Ordered, int Made, int Skipped, int Failed, int LeftOut)
{
    /// <summary>Something happens by itself: worth listening to.</summary>
    internal bool IsMoving => Reading + Ordered > 0;
}

/// <param name="SameAs">This very picture is that version of the main image already.</param>
/// <param name="Unread">The part of the name that was not understood, or that no product goes by.</param>
/// <param name="VersionNumber">Of the version that was made.</param>
public sealed record DropFileView(
    Guid Id, string Name, long Size, string? Sha256, DropFileStatus Status, bool LeftOut, Guid? AssetId, DropMatch Match, DropPlaceView? Place, bool ByHand, DropDoubt? Doubt, string? Unread, IReadOnlyList<DropPlaceView> Candidates,
    int? SameAs, Guid? VersionId, int? VersionNumber, VersionProblem? Problem)
{
    /// <summary>The version its name says; it decides the order among several, not the number.</summary>
    public int? NamedVersion { get; init; }

    /// <summary>An earlier file of the batch is the same picture for the same place: no version is made of this one.</summary>
    public string? TwinOf { get; init; }

    /// <summary>Of several pictures for one place, when this one becomes a version, counted from one.</summary>
    public int? Turn { get; init; }

    /// <summary>How many pictures go to that place.</summary>
    public int? Turns { get; init; }

    /// <summary>Still to come or to be unpacked: what its own name says is no matter.</summary>
    internal bool IsArchive => Status is DropFileStatus.Waiting or DropFileStatus.Arrived && Name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
}

/// <param name="MainImageId">Absent while it is to be planned.</param>
public sealed record DropPlaceView(Guid ProductId, string Sku, string Title, string? Marketplace, string? Site, Guid? StoreId, string Slot, Guid? MainImageId)
{
    internal Scope Scope { get; init; } = Scope.Product;
}
