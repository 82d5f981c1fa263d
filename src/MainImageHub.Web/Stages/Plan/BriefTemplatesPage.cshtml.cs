using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>The workspace's brief templates, and what brief forms do with them.</summary>
[Requires(HubAction.EditBriefs)]
public sealed class BriefTemplatesPage(BriefTemplates templates, BriefDesks desks, CurrentMember me, IStringLocalizer<PlanWords> words) : PageModel
{
    public IReadOnlyList<BriefTemplate> Templates { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) => Templates = await templates.ListAsync(cancellationToken);

    /// <summary>The fields of a brief form again, with what was left empty filled in.</summary>
    [Requires(HubAction.EditBriefs)]
    public async Task<IActionResult> OnPostFillAsync(Guid? template, BriefForm form, CancellationToken cancellationToken)
    {
        var filled = template is { } id
            ? BriefForm.Of(Briefing.Read(form.ToRequest()).FilledFrom((await templates.FindAsync(id, cancellationToken)).Brief), form.OwnerId, form.DueOn)
            : form;
        return Partial("/Stages/Plan/_BriefFields.cshtml", await desks.OpenAsync(filled, site: null, category: null, cancellationToken));
    }

    /// <summary>What stands in a brief form now is kept under a name. The form stays open as it is: only the word of it comes back.</summary>
    [Requires(HubAction.EditBriefs)]
    public async Task<IActionResult> OnPostKeepAsync(string? templateName, BriefForm form, CancellationToken cancellationToken)
    {
        var kept = await templates.KeepAsync(templateName, form.ToRequest(), cancellationToken);
        TempData.Alert(words["TemplateKept", kept.Name]);
        return Partial("/Stages/Shared/_Alert.cshtml");
    }

    [Requires(HubAction.EditBriefs)]
    public async Task<IActionResult> OnPostDropAsync(Guid id, CancellationToken cancellationToken)
    {
        await templates.DropAsync(id, cancellationToken);
        TempData.Alert(words["TemplateRemoved"]);
        return Redirect($"/w/{me.Workspace.Slug}/plan/templates");
    }
}
