using System.Globalization;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>Plan a test: weeks go in, and what could be seen in that time comes out.</summary>
[Requires(HubAction.RunExperiments)]
public sealed class NewTestModel(HubDbContext db, CurrentMember member, ListingDays listingDays, MarketplaceClock clock, TestPlans plans, PlaceNames places, IStringLocalizer<OptimizeWords> words) : PageModel
{
    public const int LongestWeeks = 26;
    public const int FirstWeeks = 4;

    public Domain.MainImage Image { get; private set; } = null!;

    public IReadOnlyList<(Guid Id, string Label)> Listings { get; private set; } = [];

    /// <summary>Ways to take turns that leave days to count in at least one of the stores.</summary>
    public IReadOnlyList<string> Segmentations { get; private set; } = [];

    public IReadOnlyList<ImageVersion> Challengers { get; private set; } = [];

    /// <summary>Those that broke a rule when they were judged: offered last and marked, since a test with them is refused where the rule still holds.</summary>
    public IReadOnlySet<Guid> Failing { get; private set; } = new HashSet<Guid>();

    public async Task OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        Image = await db.MainImages.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        var ids = await listingDays.ListingsOfAsync(Image, cancellationToken);
        var rows = await db.Listings.AsNoTracking().Where(l => ids.Contains(l.Id)).OrderBy(l => l.Id)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { l.Id, l.Sku, Store = s }).ToListAsync(cancellationToken);
        Listings = [.. rows.Where(row => member.WorksOn(row.Store)).Select(row => (row.Id, $"{row.Sku} · {row.Store.Name} ({places.Site(row.Store.SiteCode)})"))];
        Segmentations = [.. TestPlans.Segmentations.Where(each => rows.Exists(row => RotationPlan.LeavesDays(each.Is, plans.WashoutDaysOf(row.Store)))).Select(each => each.Word)];
        Challengers = await db.Versions.AsNoTracking()
            .Where(v => v.MainImageId == id && v.Status == VersionStatus.Ready && v.Decision == ReviewDecision.Approved && v.Id != Image.LiveVersionId).OrderByDescending(v => v.Number).ToListAsync(cancellationToken);
        var ofImage = Challengers.Select(v => v.Id).ToArray();
        Failing = (await db.VersionCompliance.Where(c => ofImage.Contains(c.VersionId) && c.Verdict == Verdict.Fail).Select(c => c.VersionId).ToListAsync(cancellationToken)).ToHashSet();
        Challengers = [.. Challengers.OrderBy(v => Failing.Contains(v.Id))];
    }

    /// <summary>What could be seen by the test as it is chosen now, said below the slider.</summary>
    public async Task<IActionResult> OnGetLiftAsync(Guid listingId, string metric, int weeks, string segmentation, CancellationToken cancellationToken)
    {
        var store = await db.Stores.AsNoTracking().SingleOrDefaultAsync(s => db.Listings.Any(l => l.Id == listingId && l.StoreId == s.Id), cancellationToken) ?? throw HttpProblems.NotFound.Because();
        var time = await clock.ReadAsync(store, cancellationToken);
        var baseline = await plans.BaselineAsync(listingId, TestPlans.MetricOf(metric), time, cancellationToken);
        return Content(Says(Math.Clamp(weeks, 2, LongestWeeks), baseline, TestPlans.SegmentationOf(segmentation), plans.WashoutDaysOf(store)));
    }

    [Requires(HubAction.RunExperiments)]
    public async Task<IActionResult> OnPostAsync(
        Guid id, Guid listingId, Guid versionB, string metric, int weeks, string segmentation, bool promoteWinner, [FromServices] PlanTest plan, CancellationToken cancellationToken)
    {
        var experiment = await plan.RunAsync(new TestOrder(id, listingId, null, versionB, metric, weeks, segmentation, promoteWinner), cancellationToken);
        return Redirect($"/w/{member.Workspace.Slug}/experiments/{experiment.Id}");
    }

    private string Says(int weeks, Baseline baseline, Segmentation segmentation, int washoutDays) => !TestPlans.GivesAnswer(weeks, segmentation, washoutDays)
        ? words["LiftTooShort", weeks].Value
        : baseline.EventsPerDay is null
        ? words["LiftUnknown", weeks].Value
        : baseline.SmallestVisibleLift(weeks, segmentation, washoutDays) is { } lift
            ? words["Lift", weeks, lift.ToString("0 %", CultureInfo.InvariantCulture)].Value
            : words["LiftTooShort", weeks].Value;
}
