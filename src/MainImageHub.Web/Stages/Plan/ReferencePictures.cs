using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>The competitors' pictures of briefs: has them measured, and lays the measurements beside one's own picture.</summary>
public sealed class ReferencePictures(HubDbContext db, RuleBook rules, ReadOwnRules ownRules, CurrentMember me, WorkQueue queue, TimeProvider clock)
{
    /// <summary>Has what the brief names for the first time measured. Within the caller's transaction; the caller saves and then schedules the work.</summary>
    public async Task OrderAsync(Brief brief, CancellationToken cancellationToken)
    {
        if (brief.References.Count == 0)
        {
            return;
        }

        // Two briefs may name the same picture at the same moment: the second waits, and finds it.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('references'), hashtext({me.WorkspaceId.ToString()}))", cancellationToken);
        var addresses = brief.References.Distinct(StringComparer.Ordinal).ToList();
        var known = await db.ReferencePictures.Where(r => addresses.Contains(r.Address)).Select(r => r.Address).ToListAsync(cancellationToken);
        foreach (var address in addresses.Except(known, StringComparer.Ordinal).Where(address => !db.ReferencePictures.Local.Any(r => r.Address == address)).ToList())
        {
            var picture = new ReferencePicture { WorkspaceId = me.WorkspaceId, Address = address, CreatedAt = clock.GetUtcNow() };
            db.ReferencePictures.Add(picture);
            await queue.AddAsync(ReferenceWork.Kind, picture.Id, ReferenceWork.Label(address), maxAttempts: ReferenceWork.Attempts, cancellationToken: cancellationToken);
        }
    }

    /// <summary>Competitors change their pictures, too: all that the brief names is fetched and measured anew.</summary>
    public async Task MeasureAgainAsync(MainImage image, CancellationToken cancellationToken)
    {
        await me.RequireImageAsync(db, image.Id, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await OrderAsync(image.Brief, cancellationToken);
        foreach (var picture in await Of(image.Brief).AsTracking().Where(r => r.Status != ReferenceStatus.Queued).ToListAsync(cancellationToken))
        {
            picture.MeasureAgain();
            await queue.AddAsync(ReferenceWork.Kind, picture.Id, ReferenceWork.Label(picture.Address), maxAttempts: ReferenceWork.Attempts, cancellationToken: cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    /// <summary>The brief's pictures in its order, judged by the rules of the image's own site where it has one, and one's own picture to hold them against.</summary>
    public async Task<ReferenceTable> ReadAsync(MainImage image, CancellationToken cancellationToken)
    {
        var pictures = await Of(image.Brief).ToListAsync(cancellationToken);
        var site = image.Scope is { Marketplace: { } marketplace, Site: { } country } ? new SiteCode(marketplace, country) : (SiteCode?)null;
        var category = await db.Products.Where(p => p.Id == image.ProductId).Select(p => p.Category).SingleAsync(cancellationToken);
        var (own, now) = (await ownRules.NowAsync(cancellationToken), clock.GetUtcNow());
        var rows = image.Brief.References.Distinct(StringComparer.Ordinal).Select(address => pictures.Find(r => r.Address == address)).OfType<ReferencePicture>()
            .Select(r => new ReferenceRow(r.Id, r.Address, r.Status, r.Problem, r.SeenAt, r.Facts is { } facts ? Look(facts) : null)).ToList();
        var ownId = image.WorkVersionId ?? image.LiveVersionId;
        var ours = await db.Versions.Where(v => v.Id == ownId).Join(db.Assets, v => v.AssetId, a => a.Id, (v, a) => new { v.Number, a.Id, a.Facts }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return new ReferenceTable(rows, ours is null ? null : new OwnRow(ours.Id, ours.Number, Look(ours.Facts)));

        // Of their library we know nothing: whether a picture is a duplicate there is no question here.
        ReferenceLook Look(ImageFacts facts) => new(
            facts.Width, facts.Height, facts.Background?.PureShare, facts.Background?.NearShare, facts.Product?.FillPercent,
            facts.Text is { } text ? OverlayTextRule.Measure(text) : null, facts.Faces?.Count,
            facts.DominantColours, site is { } code && rules.Knows(code) ? rules.Judge(facts, code, now, category, own).Verdict : null);
    }

    private IQueryable<ReferencePicture> Of(Brief brief)
    {
        var addresses = brief.References.ToArray();
        return db.ReferencePictures.AsNoTracking().Where(r => addresses.Contains(r.Address));
    }
}

/// <param name="Own">The version in work or else live; null while there is none.</param>
public sealed record ReferenceTable(IReadOnlyList<ReferenceRow> Rows, OwnRow? Own)
{
    public bool IsWaiting => Rows.Any(r => r.Status == ReferenceStatus.Queued);

    /// <summary>Those that were measured, for the line of what most do.</summary>
    public IReadOnlyList<ReferenceLook> Measured => [.. Rows.Select(r => r.Look).OfType<ReferenceLook>()];

    /// <summary>Null where nothing was measured.</summary>
    public double? MedianFill => Measured.Select(l => l.FillPercent).OfType<double>().Order().ToList() is { Count: > 0 } fills ? fills[fills.Count / 2] : null;

    public int PureWhite => Measured.Count(l => l.IsPureWhite);

    public int WithAddedText => Measured.Count(l => l.Text?.Added > 0);

    public int WithFaces => Measured.Count(l => l.Faces > 0);
}

/// <param name="SeenAt">When it was measured; null while it never was.</param>
/// <param name="Look">As it was last measured, even where a later look failed.</param>
public sealed record ReferenceRow(Guid Id, string Address, ReferenceStatus Status, VersionProblem? Problem, DateTimeOffset? SeenAt, ReferenceLook? Look);

public sealed record OwnRow(Guid AssetId, int Number, ReferenceLook Look);

/// <summary>What tells one main image from another at a glance. Shares are 0..1 of the background; null was not measured.</summary>
/// <param name="Text">Places with text, as the rule about added text counts them.</param>
/// <param name="Verdict">By the rules of the image's site; null where it has none.</param>
public sealed record ReferenceLook(
    int Width, int Height, double? PureShare, double? NearShare, double? FillPercent, OverlayTextMeasure? Text, int? Faces, IReadOnlyList<string> Colours, Verdict? Verdict)
{
    /// <summary>As a shopper sees it: nothing of the background is visibly off-white.</summary>
    public bool IsPureWhite => NearShare >= 0.99;
}
