using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Rules.Cultures;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Versions as the API shows them.</summary>
public sealed class ReadVersions(HubDbContext db, RuleBook rules, CultureBook cultures, ComplianceJudge judge, PictureLibrary library, SecondOpinions opinions)
{
    /// <param name="id">The version.</param>
    /// <param name="profile">Which report; the worst one when null, so that nobody takes one site's pass for every site's. A site that the version was not judged for is judged now.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<VersionView> OneAsync(Guid id, string? profile, CancellationToken cancellationToken)
    {
        var version = await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        var asset = version.AssetId is { } assetId ? await db.Assets.AsNoTracking().SingleAsync(a => a.Id == assetId, cancellationToken) : null;
        var kept = await db.VersionCompliance.AsNoTracking().Where(c => c.VersionId == id).ToListAsync(cancellationToken);
        kept = [.. kept.OrderByDescending(c => c.Verdict).ThenBy(c => c.Profile, StringComparer.Ordinal)];
        return new VersionView
        {
            Id = version.Id,
            MainImageId = version.MainImageId,
            Number = version.Number,
            Status = version.Status,
            FileName = version.FileName,
            SubmittedBy = version.SubmittedByName,
            SubmittedAt = version.SubmittedAt,
            Problem = version.Problem,
            Asset = asset is null ? null : new AssetView(asset.Id, asset.Sha256, asset.Width, asset.Height, asset.Format, asset.Bytes),
            Compliance = asset is null ? null : await ReportAsync(asset, kept, profile, version.MainImageId, cancellationToken),
            SecondOpinion = asset is not null && await opinions.FindAsync(asset.Id, cancellationToken) is { } opinion ? SecondOpinionView.Of(opinion) : null,
            Profiles = [.. kept.Select(c => new ProfileVerdict(c.Profile, c.Verdict, c.RuleSetVersion, c.JudgedAt))],
            Renditions = asset is null ? [] : await RenditionsAsync(asset.Id, cancellationToken),
            Culture = asset is null ? null : Asks(cultures.ChecklistFor(kept.Select(c => SiteCode.Parse(c.Profile)), asset.Facts)),
            Review = new ReviewView(version.Decision, version.DecisionComment, version.DecidedByName, version.DecidedAt, version.Culture),
            SameAs = await SameAsync(version, cancellationToken),
        };
    }

    private static IReadOnlyList<CultureAsk>? Asks(CultureChecklist checklist) => checklist.Items.Count == 0 ? null :
        [.. checklist.Items.Select(item => new CultureAsk(item.Note.Id, item.Note.Topic, item.Note.Says, [.. item.Sites.Select(site => site.ToString())], item.Seen))];

    /// <summary>What every marketplace would say of the version's picture, from its stored facts; nothing before it is measured.</summary>
    public async Task<IReadOnlyList<MarketplaceReport>> EverywhereAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await db.Versions.AsNoTracking().Where(v => v.Id == id)
            .Join(db.Assets, v => v.AssetId, a => a.Id, (v, a) => new { Asset = a, Product = db.MainImages.Where(i => i.Id == v.MainImageId).Join(db.Products, i => i.ProductId, p => p.Id, (_, p) => p).Single() })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? [] : await judge.CheckEverywhereAsync(
            found.Asset.Facts, found.Product.Category, await library.LikesAsync(found.Asset, found.Product.Id, cancellationToken), cancellationToken);
    }

    public async Task<Page<VersionLine>> OfImageAsync(Guid mainImageId, PageQuery page, CancellationToken cancellationToken)
    {
        if (!await db.MainImages.AnyAsync(i => i.Id == mainImageId, cancellationToken))
        {
            throw HttpProblems.NotFound.Because();
        }

        var (before, take) = (page.Before, page.Take);
        var rows = await db.Versions.AsNoTracking().Where(v => v.MainImageId == mainImageId && v.Id < before)
            .OrderByDescending(v => v.Id).Take(take + 1)
            .Select(v => new VersionLine(v.Id, v.Number, v.Status, v.Problem, v.FileName, v.AssetId, v.SubmittedByName, v.SubmittedAt, new ReviewView(v.Decision, v.DecisionComment, v.DecidedByName, v.DecidedAt, v.Culture)))
            .ToListAsync(cancellationToken);
        return page.Cut(rows, v => v.Id);
    }

    /// <summary>The earliest other version in the workspace with the same bytes, if this one only repeats them.</summary>
    public Task<SameAs?> SameAsync(ImageVersion version, CancellationToken cancellationToken) =>
        version.AssetId is not { } assetId ? Task.FromResult<SameAs?>(null)
            : db.Versions.AsNoTracking().Where(v => v.AssetId == assetId && v.Id < version.Id).OrderBy(v => v.Id)
                .Select(v => new SameAs(v.Id, v.Number, v.MainImageId)).FirstOrDefaultAsync(cancellationToken);

    private async Task<ComplianceReport?> ReportAsync(Asset asset, List<VersionCompliance> kept, string? profile, Guid mainImageId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(profile))
        {
            return kept.FirstOrDefault()?.Report;
        }

        if (kept.FirstOrDefault(c => c.Profile == profile) is { } known)
        {
            return known.Report;
        }

        if (!SiteCode.TryParse(profile, out var site) || !rules.Knows(site))
        {
            throw DesignProblems.UnknownProfile.Because(profile);
        }

        var product = await db.MainImages.Where(i => i.Id == mainImageId).Join(db.Products, i => i.ProductId, p => p.Id, (_, p) => new { p.Id, p.Category }).SingleAsync(cancellationToken);
        return await judge.CheckAsync(asset.Facts, site, product.Category, await library.LikesAsync(asset, product.Id, cancellationToken), cancellationToken);
    }

    private async Task<List<RenditionView>> RenditionsAsync(Guid assetId, CancellationToken cancellationToken)
    {
        return await db.Renditions.AsNoTracking().Where(r => r.AssetId == assetId).OrderBy(r => r.Purpose)
            .Select(r => new RenditionView(r.Purpose, r.Width, r.Height, r.Bytes, r.Format, AssetPictures.ApiAddress(assetId, r.Purpose))).ToListAsync(cancellationToken);
    }
}

/// <summary>A version with everything known of it.</summary>
public sealed record VersionView
{
    public required Guid Id { get; init; }

    public required Guid MainImageId { get; init; }

    public required int Number { get; init; }

    public required VersionStatus Status { get; init; }

    public required string FileName { get; init; }

    public required string SubmittedBy { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Why the file was refused; absent otherwise.</summary>
    public VersionProblem? Problem { get; init; }

    /// <summary>Absent until the picture was measured.</summary>
    public AssetView? Asset { get; init; }

    /// <summary>The report of one profile, the worst unless one was asked for; absent when the product is listed nowhere that has rules.</summary>
    public ComplianceReport? Compliance { get; init; }

    /// <summary>What Google Vision said of the picture; absent where nobody asked. It changes no verdict.</summary>
    public SecondOpinionView? SecondOpinion { get; init; }

    /// <summary>Every profile that was judged, with its verdict, worst first.</summary>
    public required IReadOnlyList<ProfileVerdict> Profiles { get; init; }

    public required IReadOnlyList<RenditionView> Renditions { get; init; }

    public required ReviewView Review { get; init; }

    /// <summary>What a reviewer looks at for the countries the version is meant for; absent where there is nothing.</summary>
    public IReadOnlyList<CultureAsk>? Culture { get; init; }

    /// <summary>The earlier version with the same bytes: recognised, measured once, stored once.</summary>
    public SameAs? SameAs { get; init; }
}

public sealed record AssetView(Guid Id, string Sha256, int Width, int Height, ImageFormat Format, long Bytes);

public sealed record ProfileVerdict(string Profile, Verdict Verdict, string RuleSetVersion, DateTimeOffset JudgedAt);

public sealed record RenditionView(string Purpose, int Width, int Height, long Bytes, ImageFormat Format, string Url);

/// <param name="Culture">The culture checklist as it was answered; absent where there was nothing to look at.</param>
public sealed record ReviewView(ReviewDecision Decision, string? Comment, string? By, DateTimeOffset? At, CultureReview? Culture);

/// <param name="Id">To be confirmed with a review, in <c>cultureConfirmed</c>.</param>
/// <param name="Sites">Of the version's sites, those it is about.</param>
/// <param name="Seen">True where it was measured and is there, false where it was measured and is not; absent where only a person can tell.</param>
public sealed record CultureAsk(string Id, CultureTopic Topic, LocalText Says, IReadOnlyList<string> Sites, bool? Seen);

public sealed record SameAs(Guid Id, int Number, Guid MainImageId);

public sealed record VersionLine(Guid Id, int Number, VersionStatus Status, VersionProblem? Problem, string FileName, Guid? AssetId, string SubmittedBy, DateTimeOffset SubmittedAt, ReviewView Review);
