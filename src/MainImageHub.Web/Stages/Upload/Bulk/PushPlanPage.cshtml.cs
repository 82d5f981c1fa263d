using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Workspace;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Upload.Bulk;

/// <summary>What a push in bulk would do with what was chosen in the grid or the list of main images, before anything is sent.</summary>
[Requires(HubAction.Deploy)]
public sealed class PushPlanPageModel(PlanPushes plan, OrderPushes order, PushSelection selection, StoreConnections connections, CurrentMember me, PlaceNames names, IStringLocalizer<UploadWords> words) : PageModel
{
    public PushPlan? Plan { get; private set; }

    public PushPlanForm Form { get; private set; } = new();

    /// <summary>More listings were meant than one order takes.</summary>
    public bool More { get; private set; }

    /// <summary>Something was chosen, and it is listed nowhere.</summary>
    public bool NoneListed { get; private set; }

    /// <summary>The times are not those that the plan was last shown with.</summary>
    public bool TimesChanged { get; private set; }

    /// <summary>Why the order was not taken.</summary>
    public string? Refusal { get; private set; }

    public string Address => $"/w/{me.Workspace.Slug}/pushes";

    public IEnumerable<PlannedPush> Going => Plan!.Items.Where(i => i.Goes);

    public IEnumerable<PlannedPush> LeftOut => Plan!.Items.Where(i => !i.Goes);

    /// <summary>For each site that is pushed to, when that is and whether it is soon enough.</summary>
    public IEnumerable<PlannedPush> Times => Going.DistinctBy(i => i.Site).OrderBy(i => i.Site, StringComparer.Ordinal);

    /// <summary>Marketplaces that show one picture for all countries, with their sites that the hub knows to be concerned.</summary>
    public IEnumerable<(string Marketplace, string Sites)> Shared => Going.Select(i => i.Site).Concat(Plan!.Others.Select(o => o.Site)).Distinct(StringComparer.Ordinal)
        .GroupBy(site => SiteCode.Parse(site).Marketplace).Where(g => connections.FindConnector(g.Key)?.Capabilities.PerSitePicture == PerSitePicture.No)
        .Select(g => (names.Marketplace(g.Key), Listed.Of(g.Select(site => SiteCode.Parse(site).Site).Order(StringComparer.Ordinal))));

    public static string Local(DateTimeOffset at, string zone) =>
        TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A delay as people say it.</summary>
    public string Lasts(double seconds) => seconds < 7200 ? words["BulkMinutes", Math.Ceiling(seconds / 60)] : words["BulkHours", Math.Ceiling(seconds / 3600)];

    /// <summary>Without a choice there is only the way to the lists.</summary>
    public void OnGet()
    {
    }

    /// <summary>What was chosen in the grid.</summary>
    [Requires(HubAction.Deploy)]
    public async Task<IActionResult> OnPostCellsAsync([FromQuery] string? slot, List<string>? cells, CancellationToken cancellationToken) =>
        await ShowAsync(await selection.OfCellsAsync(cells, slot, cancellationToken), cancellationToken);

    /// <summary>What was ticked in the list of main images, or all that its filter names.</summary>
    [Requires(HubAction.Deploy)]
    public async Task<IActionResult> OnPostImagesAsync([FromQuery] ImageFilter filter, List<Guid> images, bool all, CancellationToken cancellationToken)
    {
        var chosen = all ? await selection.FindAsync(filter, cancellationToken) : images;
        return chosen.Count == 0 ? Page() : await ShowAsync(await selection.OfImagesAsync(chosen, cancellationToken), cancellationToken);
    }

    /// <summary>What is still ticked, at other times.</summary>
    [Requires(HubAction.Deploy)]
    public async Task<IActionResult> OnPostAgainAsync([FromForm] PushPlanForm form, CancellationToken cancellationToken)
    {
        Form = form;
        return await ShowAsync(form.Listings, cancellationToken);
    }

    /// <summary>Nothing goes out at a time that the plan was not shown with.</summary>
    [Requires(HubAction.Deploy)]
    public async Task<IActionResult> OnPostAsync([FromForm] PushPlanForm form, CancellationToken cancellationToken)
    {
        Form = form;
        if (form.Seen != form.Times)
        {
            TimesChanged = true;
            return await ShowAsync(form.Listings, cancellationToken);
        }

        try
        {
            var made = await order.RunAsync(form.Wanted(), form.RequestId, form.OthersToo, cancellationToken);
            return LocalRedirect($"{Address}/{made.Id}");
        }
        catch (ProblemException refused) when (refused.Type == BulkPushProblems.OthersToo || refused.Type == BulkPushProblems.NothingGoes)
        {
            Refusal = refused.Text.For(CultureInfo.CurrentUICulture.Name);
            return await ShowAsync(form.Listings, cancellationToken);
        }
    }

    private async Task<IActionResult> ShowAsync(IReadOnlyCollection<Guid> listings, CancellationToken cancellationToken)
    {
        NoneListed = listings.Count == 0;
        More = listings.Count > PlanPushes.Most;
        Form = Form with { Listings = [.. listings.Distinct().Take(PlanPushes.Most)] };
        if (NoneListed)
        {
            return Page();
        }

        try
        {
            Plan = await plan.LookAsync(Form.Wanted(), cancellationToken);
        }
        catch (ProblemException refused) when (refused.Type == UploadProblems.NoLocalTime)
        {
            Refusal = refused.Text.For(CultureInfo.CurrentUICulture.Name);
            Form = Form with { PublishAt = null, LiveBy = null };
            Plan = await plan.LookAsync(Form.Wanted(), cancellationToken);
        }

        return Page();
    }
}

/// <summary>The plan as its form sends it back.</summary>
public sealed record PushPlanForm
{
    public List<Guid> Listings { get; init; } = [];

    public string? PublishAt { get; init; }

    public string? LiveBy { get; init; }

    /// <summary>The times that the plan was shown with.</summary>
    public string? Seen { get; init; }

    public bool OthersToo { get; init; }

    /// <summary>Drawn when the plan is first shown, so that a second click is the same order.</summary>
    public Guid RequestId { get; init; } = Guid.CreateVersion7();

    public string Times => $"{PublishAt}|{LiveBy}";

    public PushesWanted Wanted() => new(Listings, SiteClocks.Read(PublishAt), SiteClocks.Read(LiveBy));
}
