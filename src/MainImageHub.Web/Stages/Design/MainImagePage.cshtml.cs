using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Rules.Cultures;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design.Compare;
using MainImageHub.Web.Stages.Design.Pins;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Design;

/// <summary>One main image's whole life on one page: the picture, its versions, report and review, and what the other stages add.</summary>
[Requires(HubAction.Read)]
public sealed class MainImagePageModel(HubDbContext db, CurrentMember me, SubmitVersion submit, DecideVersion decide, TakeBackDecision takeBack, ReadVersions read, ReadPins readPins, FixVersion fix, AskSecondOpinion ask, VisionKeys visionKeys, AuditNames names, IStringLocalizer<DesignWords> words) : PageModel
{
    private const int RailLength = 40;
    private const int HistoryLength = 60;

    private bool worksOnIt;

    public MainImage Image { get; private set; } = null!;

    public Product Product { get; private set; } = null!;

    public string? OwnerName { get; private set; }

    /// <summary>Names of the stores that the scope speaks of.</summary>
    public IReadOnlyDictionary<Guid, string> Stores { get; private set; } = new Dictionary<Guid, string>();

    public bool HasWorkBeyondLive { get; private set; }

    /// <summary>What the marketplaces were last seen to show where this picture belongs, and what they complain about.</summary>
    public IReadOnlyList<LivePlace> Places { get; private set; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RailVersion> Rail { get; private set; } = [];

    /// <summary>The version looked at; null while there is none.</summary>
    public VersionView? Shown { get; private set; }

    /// <summary>What the shown version was made from by a repair; null when it was uploaded or found.</summary>
    public BeforeView? Before { get; private set; }

    /// <summary>Which other main image has the same file; null when it is this one, or none.</summary>
    public string? SameElsewhere { get; private set; }

    /// <summary>The version's picture at every marketplace.</summary>
    public IReadOnlyList<MarketplaceReport> Everywhere { get; private set; } = [];

    /// <summary>What a crop to the wanted fill would leave of the shown picture; null where none is offered.</summary>
    public (int Width, int Height)? CroppedTo { get; private set; }

    /// <summary>What the shown report asks for and can be done without a designer.</summary>
    public IReadOnlyList<string> Fixes => MayUpload && Shown?.Compliance is { } report
        ? [.. report.Findings.Where(f => f.Verdict != Verdict.Pass && f.Fix is { } id && MakeRepair.CanDo(id)).Select(f => f.Fix!).Distinct(StringComparer.Ordinal)]
        : [];

    public IReadOnlyList<HistoryLine> History { get; private set; } = [];

    /// <summary>The shown version is approved and not live: pushing it is what comes next, and this member may. Not while a test runs, which decides by itself what is shown.</summary>
    public bool MayPush { get; private set; }

    /// <summary>The older versions that nobody decided on: approving the one shown takes them out of the review queue.</summary>
    public IReadOnlyList<int> LeavingTheQueue => [.. Rail.Where(v => v.Number < Shown?.Number && v is { Decision: ReviewDecision.None, Status: VersionStatus.Ready, SupersededBy: null }).Select(v => v.Number)];

    /// <summary>The number of the version that is meant to go out, where that is a newer one than the one shown.</summary>
    public int? NewerApproved => Shown is { } shown && Rail.FirstOrDefault(v => v.Id == Image.ApprovedVersionId)?.Number is { } newest && newest > shown.Number ? newest : null;

    /// <summary>The newest deployment that is on its way with the shown, approved version.</summary>
    public Guid? UnderWay { get; private set; }

    public string Address => $"/w/{me.Workspace.Slug}/images/{Image.Id}";

    /// <summary>The page at the shown version.</summary>
    public string Here => $"{Address}?v={Shown?.Number}";

    public bool MayReview => Shown is { Status: VersionStatus.Ready, Review.Decision: ReviewDecision.None } && Image.RetirementRequestedAt is null && worksOnIt && me.May(HubAction.ReviewVersions);

    /// <summary>Notes on the shown picture, and what is open from the versions before it.</summary>
    public PinBoard Pins { get; private set; } = PinBoard.Empty;

    /// <summary>Who can be called by name in a note.</summary>
    public IReadOnlyList<string> People { get; private set; } = [];

    public bool MayComment => Shown?.Asset is not null && Image.RetirementRequestedAt is null && worksOnIt && me.May(HubAction.CommentOnVersions);

    /// <summary>There is a second picture to hold it against.</summary>
    public bool MayCompare => Rail.Count(r => r.AssetId is not null) > 1;

    /// <summary>The shown version is an older one that can be handed in again.</summary>
    public bool MayRestore => MayUpload && Shown is { Asset: not null } shown && RestoreVersion.Can(shown.Number, Image);

    /// <summary>Google Vision may be asked about the shown picture: the workspace has a key, and this member decides on versions.</summary>
    public bool MayAsk { get; private set; }

    /// <summary>The decision about the shown version can be undone, and by this member.</summary>
    public bool MayTakeBack { get; private set; }

    public bool MayUpload => Image.RetirementRequestedAt is null && worksOnIt && me.May(HubAction.UploadVersions);

    /// <param name="id">The main image.</param>
    /// <param name="v">The version's number; when absent, what shoppers see, or the newest one while there is none or a next one is in work.</param>
    /// <param name="profile">Which report.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task OnGetAsync(Guid id, int? v, string? profile, CancellationToken cancellationToken)
    {
        Image = await db.MainImages.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        Product = await db.Products.AsNoTracking().SingleAsync(p => p.Id == Image.ProductId, cancellationToken);
        OwnerName = await db.Members.Where(m => m.Id == Image.OwnerId).Select(m => m.Name).SingleOrDefaultAsync(cancellationToken);
        Stores = await db.StoreNamesAsync([Image.Scope], cancellationToken);
        HasWorkBeyondLive = (await db.WithWorkBeyondLiveAsync([id], cancellationToken)).Contains(id);
        Places = await db.LivePlacesAsync(Image, cancellationToken);
        worksOnIt = await me.WorksOnImageAsync(db, id, cancellationToken);
        var number = v ?? (HasWorkBeyondLive ? null : await db.Versions.Where(x => x.Id == Image.LiveVersionId).Select(x => (int?)x.Number).SingleOrDefaultAsync(cancellationToken));
        Rail = await RailAsync(id, number, cancellationToken);
        // A file that was refused is not what anyone comes for, unless it is the newest of a picture in work.
        var wanted = number ?? (Image.RetirementRequestedAt is null ? Image.LastVersionNumber : Rail.FirstOrDefault(r => r.Status != VersionStatus.Rejected)?.Number ?? Image.LastVersionNumber);
        if (Rail.FirstOrDefault(version => version.Number == wanted) is { } shown)
        {
            Shown = await read.OneAsync(shown.Id, profile, cancellationToken);
            Pins = await readPins.OfVersionAsync(shown.Id, cancellationToken);
            People = MayComment ? await readPins.PeopleAsync(cancellationToken) : [];
            MayTakeBack = worksOnIt && Image.RetirementRequestedAt is null && await takeBack.CanAsync(await db.Versions.AsNoTracking().SingleAsync(x => x.Id == shown.Id, cancellationToken), cancellationToken);
            MayAsk = Shown.Asset is not null && Shown.Renditions.Count > 0 && worksOnIt && me.May(HubAction.ReviewVersions) && await visionKeys.FindAsync(cancellationToken) is not null;
            Everywhere = await read.EverywhereAsync(shown.Id, cancellationToken);
            CroppedTo = Fixes.Contains(FixIds.CropToFill) ? MakeRepair.CroppedTo(await db.Assets.Where(a => a.Id == shown.AssetId).Select(a => a.Facts).SingleAsync(cancellationToken), [Shown.Compliance!]) : null;
            SameElsewhere = Shown.SameAs is { } same && same.MainImageId != id ? (await names.OfImagesAsync([same.MainImageId], cancellationToken)).GetValueOrDefault(same.MainImageId) : null;
        }
        else if (v is not null)
        {
            throw HttpProblems.NotFound.Because();
        }

        History = await HistoryAsync(id, cancellationToken);
        Before = await BeforeAsync(cancellationToken);
        if (Shown is { } looked && looked.Id == Image.ApprovedVersionId && looked.Id != Image.LiveVersionId && Image is { RetirementRequestedAt: null, ExperimentId: null, Slot: MainImage.MainSlot })
        {
            MayPush = worksOnIt && me.May(HubAction.Deploy);
            UnderWay = await db.Deployments.Where(d => d.MainImageId == id && d.VersionId == Image.ApprovedVersionId
                    && (d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Pushing || d.Status == DeploymentStatus.Manual || (d.Status == DeploymentStatus.Accepted && d.Problem == null)))
                .OrderByDescending(d => d.Id).Select(d => (Guid?)d.Id).FirstOrDefaultAsync(cancellationToken);
        }
    }

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostUploadAsync(Guid id, List<IFormFile> file, CancellationToken cancellationToken)
    {
        if (file.Count == 0)
        {
            throw DesignProblems.FileMissing.Because();
        }

        ImageVersion? last = null;
        foreach (var picture in file)
        {
            // The work on the one before may have touched the main image since: each file begins with what the rows say now.
            db.ChangeTracker.Clear();
            await using var content = picture.OpenReadStream();
            var received = await submit.StoreAsync(id, UploadedFileName.Clean(picture.FileName), content, cancellationToken);
            last = await submit.RunAsync(id, received, cancellationToken);
        }

        var next = $"/w/{me.Workspace.Slug}/images/{id}?v={last!.Number}";
        // The script that shows the progress follows by itself when its last file is through.
        return Request.GetTypedHeaders().Accept.Any(a => a.MediaType == "application/json") ? new JsonResult(new { next }) : LocalRedirect(next);
    }

    /// <summary>Asked before a file is sent: where its very bytes are here already, they become the next version without travelling again.</summary>
    /// <returns>204 when they are not here.</returns>
    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostReuseAsync(Guid id, string? sha256, string? fileName, CancellationToken cancellationToken)
    {
        if (await submit.FindAsync(id, sha256, UploadedFileName.Clean(fileName ?? ""), cancellationToken) is not { } known)
        {
            return StatusCode(StatusCodes.Status204NoContent);
        }

        var version = await submit.RunAsync(id, known, cancellationToken);
        return new JsonResult(new { next = $"/w/{me.Workspace.Slug}/images/{id}?v={version.Number}" });
    }

    /// <summary>The repaired picture is the next version; the one at hand stays as it is.</summary>
    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostFixAsync(Guid id, Guid versionId, List<string> fixes, CancellationToken cancellationToken)
    {
        var version = await fix.RunAsync(versionId, fixes, cancellationToken);
        return LocalRedirect($"/w/{me.Workspace.Slug}/images/{id}?v={version.Number}");
    }

    /// <summary>An older version's file is the next version; nothing is sent again.</summary>
    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostRestoreAsync(Guid id, Guid versionId, [FromServices] RestoreVersion restore, CancellationToken cancellationToken)
    {
        var version = await restore.RunAsync(versionId, cancellationToken);
        return LocalRedirect($"/w/{me.Workspace.Slug}/images/{id}?v={version.Number}");
    }

    /// <summary>The answer stands beside the report; nothing else changes.</summary>
    [Requires(HubAction.ReviewVersions)]
    public async Task<IActionResult> OnPostAskAsync(Guid id, Guid versionId, CancellationToken cancellationToken)
    {
        var (version, _) = await ask.RunAsync(versionId, cancellationToken);
        return LocalRedirect($"/w/{me.Workspace.Slug}/images/{id}?v={version.Number}");
    }

    [Requires(HubAction.ReviewVersions)]
    public async Task<IActionResult> OnPostReviewAsync(Guid id, Guid versionId, ReviewVerb decision, string? comment, List<string> cultureConfirmed, CancellationToken cancellationToken)
    {
        var version = await decide.RunAsync(versionId, decision, comment, cultureConfirmed, cancellationToken);
        TempData.TellCulture(version, words);
        return LocalRedirect($"/w/{me.Workspace.Slug}/images/{id}?v={version.Number}");
    }

    [Requires(HubAction.ReviewVersions)]
    public async Task<IActionResult> OnPostTakeBackAsync(Guid id, Guid versionId, CancellationToken cancellationToken)
    {
        var version = await takeBack.RunAsync(versionId, cancellationToken);
        return LocalRedirect($"/w/{me.Workspace.Slug}/images/{id}?v={version.Number}");
    }

    private async Task<List<RailVersion>> RailAsync(Guid id, int? wanted, CancellationToken cancellationToken)
    {
        // An old version that was asked for brings its neighbours, not the whole life.
        var upTo = wanted is { } number ? number + (RailLength / 2) : int.MaxValue;
        var versions = await db.Versions.AsNoTracking().Where(x => x.MainImageId == id && x.Number <= upTo).OrderByDescending(x => x.Number).Take(RailLength)
            .Select(x => new { x.Id, x.Number, x.Status, x.Decision, x.AssetId, x.SubmittedBy }).ToListAsync(cancellationToken);
        var approved = await db.Versions.Where(x => x.MainImageId == id && x.Decision == ReviewDecision.Approved).MaxAsync(x => (int?)x.Number, cancellationToken);
        var ids = versions.Select(x => x.Id).ToList();
        var verdicts = (await db.VersionCompliance.AsNoTracking().Where(c => ids.Contains(c.VersionId)).Select(c => new { c.VersionId, c.Verdict }).ToListAsync(cancellationToken))
            .GroupBy(c => c.VersionId).ToDictionary(g => g.Key, g => g.Max(c => c.Verdict));
        return [.. versions.Select(x => new RailVersion(
            x.Id, x.Number, x.Status, x.Decision, x.AssetId, verdicts.TryGetValue(x.Id, out var verdict) ? verdict : null, x.SubmittedBy is not null,
            x is { Status: VersionStatus.Ready, Decision: ReviewDecision.None, SubmittedBy: not null } && approved > x.Number ? approved : null))];
    }

    private async Task<BeforeView?> BeforeAsync(CancellationToken cancellationToken)
    {
        if (Shown is not { Asset: not null } shown
            || await db.StageChanges.AsNoTracking().Where(c => c.MainImageId == Image.Id && c.VersionId == shown.Id && c.Verb == MainImage.RepairedVerb).Select(c => c.Reason).FirstOrDefaultAsync(cancellationToken) is not { } made
            || Repair.Read(made) is not { } repair)
        {
            return null;
        }

        var source = await db.Versions.Where(x => x.MainImageId == Image.Id && x.Number == repair.From && db.Assets.Any(a => a.Id == x.AssetId && a.PurgedAt == null)).Select(x => x.AssetId).FirstOrDefaultAsync(cancellationToken);
        return source is { } asset ? new BeforeView(AssetPictures.Address(me.Workspace.Slug, asset, "preview-1600"), repair.From) : null;
    }

    private async Task<List<HistoryLine>> HistoryAsync(Guid id, CancellationToken cancellationToken)
    {
        var changes = await db.StageChanges.AsNoTracking().Where(c => c.MainImageId == id).OrderByDescending(c => c.Id).Take(HistoryLength).ToListAsync(cancellationToken);
        var ids = changes.Where(c => c.VersionId is not null).Select(c => c.VersionId!.Value).Distinct().ToList();
        var versions = await db.Versions.AsNoTracking().Where(x => ids.Contains(x.Id)).Select(x => new { x.Id, x.Number, x.Problem, x.Culture }).ToDictionaryAsync(x => x.Id, cancellationToken);
        var seen = changes.Where(c => c.Verb is "wentLive" or "wentDark").Select(c => c.At).ToList();
        var first = seen.Count == 0 ? DateTimeOffset.MaxValue : seen.Min();
        var orders = await db.Deployments.AsNoTracking()
            .Where(d => d.PushedAt != null && (d.LiveAt == null || d.LiveAt >= first) && db.Listings.Any(l => l.Id == d.ListingId && l.ProductId == Image.ProductId))
            .OrderByDescending(d => d.Id).Take(HistoryLength * 4).ToListAsync(cancellationToken);
        return [.. changes.Select(c =>
        {
            var version = c.VersionId is { } versionId ? versions.GetValueOrDefault(versionId) : null;
            return new HistoryLine(c, version?.Number, version?.Problem?.Message, c.Verb is MainImage.RepairedVerb or MainImage.RestoredVerb ? Repair.Read(c.Reason) : null)
            {
                Because = CauseOf(c, orders),
                Culture = c.Verb is "approved" or "rejected" ? version?.Culture : null,
            };
        })];
    }

    /// <summary>
    /// The order of ours that a look found carried out. Mostly it was that order's own look; where another look was faster, the order is
    /// the last one sent with that version.
    /// </summary>
    private static Deployment? CauseOf(StageChange change, List<Deployment> orders) => change.Verb switch
    {
        "wentLive" or "wentDark" when orders.Find(d => d.LiveAt == change.At) is { } seen => seen,
        "wentLive" => orders.Find(d => d.VersionId == change.VersionId && d.PushedAt <= change.At && (d.LiveAt == null || d.LiveAt > change.At)
            && d.Status is not (DeploymentStatus.Failed or DeploymentStatus.Cancelled or DeploymentStatus.Superseded)),
        _ => null,
    };
}

/// <param name="WasSubmitted">Somebody handed it in to be decided; false for a picture that was found live.</param>
/// <param name="SupersededBy">The newest approved version, where that is newer than this one and nobody decided on this one.</param>
public sealed record RailVersion(Guid Id, int Number, VersionStatus Status, ReviewDecision Decision, Guid? AssetId, Verdict? Verdict, bool WasSubmitted, int? SupersededBy);

/// <param name="Change">What happened.</param>
/// <param name="Version">The number of the version it happened to.</param>
/// <param name="Problem">Why that version's file was refused, if it was.</param>
/// <param name="Repair">What it was made from and how, if it was.</param>
public sealed record HistoryLine(StageChange Change, int? Version, LocalText? Problem, Repair? Repair)
{
    /// <summary>The order that a look found carried out: who asked stands there, while the line's own actor is the look.</summary>
    public Deployment? Because { get; init; }

    /// <summary>The culture checklist as it was answered with a decision.</summary>
    public CultureReview? Culture { get; init; }
}
