using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design.Rights;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>Which main images: the words of the address of the list, and of every count on Home, so that both always agree.</summary>
public sealed record ImageFilter
{
    [FromQuery(Name = "stage")]
    public string? Stage { get; init; }

    /// <summary><c>me</c> or a member's id.</summary>
    [FromQuery(Name = "owner")]
    public string? Owner { get; init; }

    [FromQuery(Name = "overdue")]
    public bool Overdue { get; init; }

    /// <summary>Due today or before.</summary>
    [FromQuery(Name = "due")]
    public bool Due { get; init; }

    /// <summary><c>review</c>, <c>failed</c>, <c>unseen</c>, <c>drifted</c>, <c>suppressed</c>, <c>rules</c>, <c>tests</c>, <c>rights</c></summary>
    [FromQuery(Name = "problem")]
    public string? Problem { get; init; }

    /// <summary><c>fail</c>, <c>needsHuman</c>, <c>warn</c> or <c>pass</c>: what the card says of its picture.</summary>
    [FromQuery(Name = "verdict")]
    public string? Judged { get; init; }

    /// <summary>Part of the SKU or title.</summary>
    [FromQuery(Name = "query")]
    public string? Query { get; init; }

    public static readonly string[] Problems = ["review", "failed", "unseen", "drifted", "suppressed", "rules", "tests", "rights"];

    private const int MaxQueryLength = 200;

    public IQueryable<MainImage> Of(HubDbContext db, CurrentMember me, TimeProvider clock)
    {
        var images = db.MainImages.AsNoTracking();
        if (!string.IsNullOrEmpty(Stage))
        {
            var stage = Enum.TryParse<LifecycleStage>(Stage, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : throw HttpProblems.Invalid.Because("stage");
            images = images.Where(i => i.Stage == stage);
        }

        if (!string.IsNullOrEmpty(Owner))
        {
            var owner = Owner == "me" ? me.Id : Guid.TryParse(Owner, out var id) ? id : throw HttpProblems.Invalid.Because("owner");
            images = images.Where(i => i.OwnerId == owner);
        }

        if (Overdue || Due)
        {
            var today = me.Today(clock);
            var last = Due ? today : today.AddDays(-1);
            images = images.Where(i => i.DueOn <= last && (i.Stage == LifecycleStage.Plan || i.Stage == LifecycleStage.Design || i.Stage == LifecycleStage.Upload));
        }

        if (!string.IsNullOrEmpty(Judged))
        {
            var verdict = Enum.TryParse<Verdict>(Judged, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : throw HttpProblems.Invalid.Because("verdict");
            var worse = Enum.GetValues<Verdict>().Where(other => other > verdict).ToArray();

            // As ImageCards reads it: the worst for the scope's own site, else of all sites.
            var judged = db.VersionCompliance;
            images = images.Where(i =>
                judged.Any(c => c.VersionId == (i.LiveVersionId ?? i.WorkVersionId) && c.Verdict == verdict && (i.Scope.Site == null || c.Profile == i.Scope.Marketplace + "/" + i.Scope.Site))
                && !judged.Any(c => c.VersionId == (i.LiveVersionId ?? i.WorkVersionId) && worse.Contains(c.Verdict) && (i.Scope.Site == null || c.Profile == i.Scope.Marketplace + "/" + i.Scope.Site)));
        }

        if (!string.IsNullOrWhiteSpace(Query))
        {
            var words = Query.Trim();
            words = words.Length > MaxQueryLength ? words[..MaxQueryLength] : words;
            var pattern = $"%{words.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
            images = images.Where(i => db.Products.Any(p => p.Id == i.ProductId && (EF.Functions.ILike(p.Sku, pattern, @"\") || EF.Functions.ILike(p.Title, pattern, @"\"))));
        }

        return WithProblem(images, db, me, clock);
    }

    private IQueryable<MainImage> WithProblem(IQueryable<MainImage> images, HubDbContext db, CurrentMember me, TimeProvider clock)
    {
        switch (Problem)
        {
            case null or "":
                return images;
            case "review":
                var awaiting = db.AwaitingReviewBy(me);
                return images.Where(i => awaiting.Any(v => v.MainImageId == i.Id));
            case "failed":
                return images.Where(i => i.RetiredAt == null && db.Deployments.Any(d => d.MainImageId == i.Id && d.Status == DeploymentStatus.Failed && !db.Deployments.Any(n => n.ListingId == d.ListingId && n.CreatedAt > d.CreatedAt)));
            case "unseen":
                return images.Where(i => i.RetiredAt == null && db.Deployments.Any(d => d.MainImageId == i.Id && d.Status == DeploymentStatus.Accepted && d.Problem != null && d.PutUpByName == null));
            case "drifted":
                return images.Where(i => i.RetiredAt == null && db.Deployments.Any(d => d.MainImageId == i.Id && d.Status == DeploymentStatus.Drifted && !db.Deployments.Any(n => n.ListingId == d.ListingId && n.CreatedAt > d.CreatedAt)));
            case "suppressed":
                var hidden = db.HiddenListings();
                return images.Where(i => i.RetiredAt == null && hidden.Any(l => l.ProductId == i.ProductId));
            case "rules":
                // What shoppers see, whoever put it there: the image that a listing at fault is meant to show is the narrowest that
                // covers its store. A wider scope names less, so of two that cover the same store the narrower names more.
                return images.Where(i => i.RetiredAt == null && i.Slot == MainImage.MainSlot && db.Listings.Any(l =>
                    l.ProductId == i.ProductId && l.LiveAssetId != null && l.LiveVerdict == Verdict.Fail && db.Stores.Any(s =>
                        s.Id == l.StoreId
                        && (i.Scope.Marketplace == null || i.Scope.Marketplace == s.Marketplace)
                        && (i.Scope.Site == null || i.Scope.Site == s.Site)
                        && (i.Scope.StoreId == null || i.Scope.StoreId == s.Id)
                        && !db.MainImages.Any(n =>
                            n.ProductId == i.ProductId && n.Slot == i.Slot && n.RetiredAt == null
                            && (n.Scope.Marketplace == null || n.Scope.Marketplace == s.Marketplace)
                            && (n.Scope.Site == null || n.Scope.Site == s.Site)
                            && (n.Scope.StoreId == null || n.Scope.StoreId == s.Id)
                            && ((n.Scope.StoreId != null && i.Scope.StoreId == null) || (n.Scope.Site != null && i.Scope.Site == null) || (n.Scope.Marketplace != null && i.Scope.Marketplace == null))))));
            case "tests":
                // A test that ended with a better picture which nobody has put live yet.
                var since = clock.GetUtcNow().AddDays(-30);
                return images.Where(i => db.Experiments.Any(e => e.MainImageId == i.Id && e.Status == ExperimentStatus.Completed && e.Outcome == "ship" && e.EndedAt > since && e.FinalVersionId == e.VersionA && i.LiveVersionId == e.VersionA));
            case "rights":
                // What is shown or is to be shown, and may not be for much longer, or not any more.
                var last = clock.UtcToday().AddDays(PictureRightsDesk.WarnDays);
                return images.Where(i => i.RetiredAt == null && db.Versions.Any(v => (v.Id == i.LiveVersionId || v.Id == i.ApprovedVersionId) && db.Assets.Any(a => a.Id == v.AssetId && a.RightsUntil <= last)));
            default:
                throw HttpProblems.Invalid.Because("problem");
        }
    }
}
