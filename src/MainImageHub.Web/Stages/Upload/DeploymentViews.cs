using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>A deployment as the API tells it.</summary>
public sealed record DeploymentView
{
    public required Guid Id { get; init; }

    public required Guid MainImageId { get; init; }

    public required Guid ListingId { get; init; }

    public required Guid StoreId { get; init; }

    public required string Site { get; init; }

    public required string Sku { get; init; }

    public required DeploymentPurpose Purpose { get; init; }

    public Guid? VersionId { get; init; }

    public Guid? AssetId { get; init; }

    public required DeploymentStatus Status { get; init; }

    public required int Attempts { get; init; }

    public DateTimeOffset? PublishAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string RequestedBy { get; init; }

    public string? OverrideReason { get; init; }

    public DateTimeOffset? PushedAt { get; init; }

    public string? MediaUrl { get; init; }

    public string? SubmissionId { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? LiveAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required int Looks { get; init; }

    public DateTimeOffset? NextLookAt { get; init; }

    public Guid? BeforeAssetId { get; init; }

    public Guid? RollsBackId { get; init; }

    /// <summary>Where a person puts pictures up: who last said that this one is. Their word alone is never live.</summary>
    public string? PutUpBy { get; init; }

    public LiveEvidence? Evidence { get; init; }

    public DeploymentProblemView? Problem { get; init; }

    /// <summary>What a person needs who puts the picture up; only where that is done by hand, and only of one deployment by itself.</summary>
    public HandTaskView? Task { get; init; }

    public static DeploymentView Of(Deployment d, PushTarget target) => new()
    {
        Id = d.Id,
        MainImageId = d.MainImageId,
        ListingId = d.ListingId,
        StoreId = target.Store.Id,
        Site = target.Store.SiteCode.ToString(),
        Sku = target.Listing.Sku,
        Purpose = d.Purpose,
        VersionId = d.VersionId,
        AssetId = d.AssetId,
        Status = d.Status,
        Attempts = d.Attempts,
        PublishAt = d.PublishAt,
        CreatedAt = d.CreatedAt,
        RequestedBy = d.RequestedByName,
        OverrideReason = d.OverrideReason,
        PushedAt = d.PushedAt,
        MediaUrl = d.MediaUrl,
        SubmissionId = d.SubmissionId,
        AcceptedAt = d.AcceptedAt,
        LiveAt = d.LiveAt,
        EndedAt = d.EndedAt,
        Looks = d.Looks,
        NextLookAt = d.Status == DeploymentStatus.Accepted ? LookWork.DueAt(d) : null,
        BeforeAssetId = d.BeforeAssetId,
        RollsBackId = d.RollsBackId,
        PutUpBy = d.PutUpByName,
        Evidence = d.Evidence,
        Problem = d.Problem is { } problem ? new(problem.Code, problem.Message, problem.Raw) : null,
    };
}

/// <param name="Code">Does not change.</param>
/// <param name="Message">What happened and what to do, in both languages.</param>
/// <param name="Raw">The marketplace's own words.</param>
public sealed record DeploymentProblemView(string Code, LocalText Message, string? Raw);

/// <summary>What to list; newest first.</summary>
/// <param name="Problem">Only those a person has to look at: failed, drifted, or accepted and never shown.</param>
/// <param name="StoreId">Only of one store.</param>
/// <param name="Marketplace">Only of one marketplace.</param>
/// <param name="NotVerified">Only what a person says is up and nobody could see.</param>
public sealed record DeploymentFilter(Guid? MainImageId = null, Guid? ListingId = null, DeploymentStatus? Status = null, bool Problem = false, Guid? StoreId = null, string? Marketplace = null, bool NotVerified = false);

/// <summary>Reads deployments for the API and the pages.</summary>
public sealed class DeploymentReader(HubDbContext db, HandTasks tasks)
{
    public async Task<DeploymentView> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var view = (await ViewsAsync(db.Deployments.Where(d => d.Id == id), cancellationToken)).SingleOrDefault() ?? throw HttpProblems.NotFound.Because();
        return view with { Task = await tasks.FindAsync(id, cancellationToken) is { } task ? HandTaskView.Of(task) : null };
    }

    public async Task<Page<DeploymentView>> ListAsync(DeploymentFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        var before = page.Before;
        var rows = db.Deployments.Where(d => d.Id < before);
        rows = filter.MainImageId is { } image ? rows.Where(d => d.MainImageId == image) : rows;
        rows = filter.ListingId is { } listing ? rows.Where(d => d.ListingId == listing) : rows;
        rows = filter.Status is { } status ? rows.Where(d => d.Status == status) : rows;
        rows = filter.Problem
            ? rows.Where(d => d.Status == DeploymentStatus.Failed || d.Status == DeploymentStatus.Drifted || (d.Status == DeploymentStatus.Accepted && d.Problem != null && d.PutUpByName == null))
            : rows;
        rows = filter.NotVerified ? rows.Where(d => d.Status == DeploymentStatus.Accepted && d.PutUpByName != null) : rows;
        rows = filter.StoreId is { } store ? rows.Where(d => db.Listings.Any(l => l.Id == d.ListingId && l.StoreId == store)) : rows;
        rows = filter.Marketplace is { } marketplace ? rows.Where(d => db.Listings.Any(l => l.Id == d.ListingId && db.Stores.Any(s => s.Id == l.StoreId && s.Marketplace == marketplace))) : rows;
        return page.Cut(await ViewsAsync(rows.OrderByDescending(d => d.Id).Take(page.Take + 1), cancellationToken), d => d.Id);
    }

    /// <summary>The chosen ones, newest first.</summary>
    public async Task<List<DeploymentView>> ViewsAsync(IQueryable<Deployment> rows, CancellationToken cancellationToken)
    {
        var found = await rows.AsNoTracking()
            .Join(db.Listings, d => d.ListingId, l => l.Id, (d, l) => new { Deployment = d, Listing = l })
            .Join(db.Stores, x => x.Listing.StoreId, s => s.Id, (x, s) => new { x.Deployment, x.Listing, Store = s })
            .OrderByDescending(x => x.Deployment.Id).ToListAsync(cancellationToken);
        return [.. found.Select(x => DeploymentView.Of(x.Deployment, new PushTarget(x.Listing, x.Store)))];
    }
}
