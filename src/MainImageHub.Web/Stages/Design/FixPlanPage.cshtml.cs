using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Workspace;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Design;

/// <summary>What a repair in bulk would do with the pictures that were chosen in a list, before anything is done.</summary>
[Requires(HubAction.UploadVersions)]
public sealed class FixPlanPageModel(PlanFixes plan, OrderFixes order, FindPictures library, CurrentMember me, RuleBook rules, TimeProvider clock) : PageModel
{
    // Many pictures of a library are old versions or copies found live: few of a page may be what a main image shows now.
    private const int LibraryPages = 25;

    public FixPlan? Plan { get; private set; }

    /// <summary>More matched than one order takes, or than was looked through for it.</summary>
    public bool More { get; private set; }

    /// <summary>Pictures were chosen, and none is what a main image shows now.</summary>
    public bool NoneShown { get; private set; }

    /// <summary>What was chosen, as the form carries it on.</summary>
    public string Chosen { get; private set; } = "";

    /// <summary>Marketplaces that there are rules for, by code and name.</summary>
    public IReadOnlyList<(string Code, string Name)> Marketplaces { get; private set; } = [];

    public string Address => $"/w/{me.Workspace.Slug}/fixes";

    /// <summary>Without a choice there is only the way to the list.</summary>
    public void OnGet() => Fill([]);

    /// <summary>What was ticked in the list of main images, or all that its filter names.</summary>
    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostImagesAsync([FromQuery] ImageFilter filter, List<Guid> images, bool all, CancellationToken cancellationToken) =>
        await LookAsync(all ? await plan.FindAsync(filter, cancellationToken) : images, null, cancellationToken);

    /// <summary>What was ticked in the library, or all that its filter names.</summary>
    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostLibraryAsync([FromQuery] LibraryFilter filter, List<Guid> assets, bool all, CancellationToken cancellationToken)
    {
        var (ids, more) = all ? await AllAsync(filter, cancellationToken) : (await plan.ShowingAsync(assets, cancellationToken), false);
        NoneShown = ids.Count == 0 && (all || assets.Count > 0);
        var page = await LookAsync(ids, null, cancellationToken);
        More |= more;
        return page;
    }

    /// <summary>The same choice for another marketplace.</summary>
    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostAgainAsync(string? chosen, string? marketplace, CancellationToken cancellationToken) =>
        await LookAsync(Read(chosen), order.Known(marketplace), cancellationToken);

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostAsync(string? chosen, string? marketplace, CancellationToken cancellationToken)
    {
        var batch = await order.RunAsync(Read(chosen), marketplace, cancellationToken);
        return LocalRedirect($"{Address}/{batch.Id}");
    }

    private async Task<IActionResult> LookAsync(List<Guid> ids, string? marketplace, CancellationToken cancellationToken)
    {
        More = ids.Count > PlanFixes.Most;
        List<Guid> some = [.. ids.Distinct().Take(PlanFixes.Most)];
        Fill(some);
        Plan = some.Count > 0 ? await plan.LookAsync(some, marketplace, cancellationToken) : null;
        return Page();
    }

    private void Fill(IEnumerable<Guid> ids)
    {
        Chosen = string.Join(' ', ids);
        Marketplaces = [.. rules.OneSiteEach(clock.GetUtcNow()).Select(m => (m.Site.Marketplace, m.Name))];
    }

    /// <summary>Main images that show what the library finds, as many as one order takes, and whether there may be more.</summary>
    private async Task<(List<Guid> Ids, bool More)> AllAsync(LibraryFilter filter, CancellationToken cancellationToken)
    {
        var (found, cursor) = (new List<Guid>(), (string?)null);
        for (var i = 0; i < LibraryPages && found.Count <= PlanFixes.Most && (i == 0 || cursor is not null); i++)
        {
            var page = await library.FindIdsAsync(filter, new() { Limit = "200", Cursor = cursor }, cancellationToken);
            found = [.. found.Union(await plan.ShowingAsync(page.Items, cancellationToken))];
            cursor = page.NextCursor;
        }

        return (found, cursor is not null);
    }

    private static List<Guid> Read(string? chosen) =>
        [.. (chosen ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(PlanFixes.Most + 1).Select(id => Guid.TryParse(id, out var known) ? known : Guid.Empty).Distinct()];
}
