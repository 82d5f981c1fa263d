using System.Globalization;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Demo;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Workspace;

[Requires(HubAction.ManageWorkspace)]
public sealed class SettingsPage(HubDbContext db, CurrentMember me, RemoveDemo removeDemo, VisionKeys visionKeys, Rejudgings rejudgings, WorkQueue queue, TimeProvider clock, IStringLocalizer<WorkspaceWords> words) : PageModel
{
    private const double MaxTolerance = 0.2;

    /// <summary>The workspace's account with Google Vision; null without one.</summary>
    public VisionAccess? Vision { get; private set; }

    /// <summary>Only one person here may review: with four eyes on, nothing they upload is ever approved.</summary>
    public bool HasOneReviewer { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Vision = await visionKeys.FindAsync(cancellationToken);
        var roles = await db.Members.Where(m => m.DeactivatedAt == null).GroupBy(m => m.Role).Select(g => new { Role = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        HasOneReviewer = roles.Where(r => Permissions.Allows(r.Role, HubAction.ReviewVersions)).Sum(r => r.Count) < 2;
    }

    [Requires(HubAction.ManageWorkspace)]
    public async Task<IActionResult> OnPostVisionAsync(string? visionKey, bool askWhenInDoubt, CancellationToken cancellationToken)
    {
        await visionKeys.SetAsync(visionKey, askWhenInDoubt, cancellationToken);
        TempData.Alert(words["Saved"]);
        return RedirectToPage();
    }

    [Requires(HubAction.ManageWorkspace)]
    public async Task<IActionResult> OnPostForgetVisionAsync(CancellationToken cancellationToken)
    {
        await visionKeys.ForgetAsync(cancellationToken);
        TempData.Alert(words["VisionForgotten"]);
        return RedirectToPage();
    }

    [Requires(HubAction.ManageWorkspace)]
    public async Task<IActionResult> OnPostAsync(string? name, string? timeZone, string? currency, bool fourEyes, string? offWhitePercent, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100)
        {
            throw WorkspaceProblems.NameMissing.Because();
        }

        if (currency?.Trim() is not { } code || !Currencies.Knows(code))
        {
            throw WorkspaceProblems.CurrencyUnknown.Because();
        }

        if (!double.TryParse(offWhitePercent, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) || percent is not (>= 0 and <= MaxTolerance * 100))
        {
            throw WorkspaceProblems.ToleranceOutOfRange.Because();
        }

        var workspace = await db.Workspaces.SingleAsync(cancellationToken);
        workspace.Name = name.Trim();
        workspace.TimeZone = WorkspaceSettings.CheckZone(timeZone) ?? "UTC";
        workspace.Currency = code.ToUpperInvariant();
        workspace.FourEyes = fourEyes;
        workspace.OffWhiteTolerance = percent / 100;
        var changed = db.Entry(workspace).Properties.Where(p => p.IsModified)
            .ToDictionary(p => JsonName(p.Metadata.Name), p => Convert.ToString(p.CurrentValue, CultureInfo.InvariantCulture) ?? "");
        if (changed.Count > 0)
        {
            if (changed.ContainsKey(JsonName(nameof(workspace.OffWhiteTolerance))))
            {
                await rejudgings.AddAsync(RuleChange.Everywhere, null, RuleIds.WhiteBackground, me.Actor.Name, cancellationToken);
            }

            db.Audit(me.Actor, "workspace.changed", "workspace", workspace.Id, clock.GetUtcNow(), changed);
            await db.SaveChangesAsync(cancellationToken);
            await queue.ScheduleAsync(cancellationToken);
        }

        TempData.Alert(words["Saved"]);
        return RedirectToPage();
    }

    [Requires(HubAction.ManageWorkspace)]
    public async Task<IActionResult> OnPostRemoveDemoAsync(CancellationToken cancellationToken)
    {
        await removeDemo.RunAsync(cancellationToken);
        TempData.Alert(words["DemoRemoved"]);
        return LocalRedirect("/");
    }

    private static string JsonName(string name) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);
}
