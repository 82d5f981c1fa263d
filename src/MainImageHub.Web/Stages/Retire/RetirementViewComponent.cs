using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Retirements;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Retire;

/// <summary>The main image page's section about its end.</summary>
public sealed class RetirementViewComponent(HubDbContext db, DeploymentReader deployments, CurrentMember me) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(Guid mainImageId)
    {
        var stop = HttpContext.RequestAborted;
        var retirement = await db.Retirements.AsNoTracking().SingleOrDefaultAsync(r => r.MainImageId == mainImageId, stop);
        var mayRetire = me.May(HubAction.Retire) && await me.WorksOnImageAsync(db, mainImageId, stop);
        if (retirement is null)
        {
            return View("/Stages/Retire/RetirementSection.cshtml", new RetirementSection(mainImageId, null, mayRetire));
        }

        var shown = await db.WhereLiveAsync(mainImageId, retirement.ReplaceWithVersionId, stop);
        return View("/Stages/Retire/RetirementSection.cshtml", new RetirementSection(mainImageId, RetirementView.Of(retirement), mayRetire)
        {
            Replacement = await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == retirement.ReplaceWithVersionId, stop),
            Withdrawals = retirement.Live == LiveFate.Keep ? [] : await WithdrawalsAsync(retirement, stop),
            ReplacementShown = retirement.ReplaceWithVersionId is { } replacing ? await db.WhereShownAsync(replacing, stop) : [],
            StillShown = [.. shown.OrderBy(t => t.Store.Name, StringComparer.Ordinal).ThenBy(t => t.Listing.Sku, StringComparer.Ordinal)],
        });
    }

    /// <summary>The last order for each listing: one that failed is given again.</summary>
    private async Task<IReadOnlyList<DeploymentView>> WithdrawalsAsync(Retirement retirement, CancellationToken cancellationToken)
    {
        var orders = await deployments.ViewsAsync(db.WithdrawalsOf(retirement), cancellationToken);
        return [.. orders.DistinctBy(d => d.ListingId).OrderBy(d => d.Site, StringComparer.Ordinal).ThenBy(d => d.Sku, StringComparer.Ordinal)];
    }
}

/// <param name="MainImageId">Whose end.</param>
/// <param name="Retirement">Null while it is in use.</param>
/// <param name="MayRetire">By this member; once it is retired, take it up again.</param>
public sealed record RetirementSection(Guid MainImageId, RetirementView? Retirement, bool MayRetire)
{
    /// <summary>The version that takes its place; null when none was to.</summary>
    public ImageVersion? Replacement { get; init; }

    /// <summary>What was sent to the marketplaces for it, and how that ended.</summary>
    public IReadOnlyList<DeploymentView> Withdrawals { get; init; } = [];

    /// <summary>Where the version that takes its place was the last thing seen.</summary>
    public IReadOnlyList<PushTarget> ReplacementShown { get; init; } = [];

    /// <summary>Where another version of it was the last thing seen.</summary>
    public IReadOnlyList<PushTarget> StillShown { get; init; } = [];
}
