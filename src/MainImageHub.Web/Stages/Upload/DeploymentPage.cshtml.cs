using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Upload;

[Requires(HubAction.Read)]
public sealed class DeploymentPageModel(DeploymentReader reader, ChangeDeployment change, CurrentMember member) : PageModel
{
    public DeploymentView Deployment { get; private set; } = null!;

    public async Task OnGetAsync(Guid id) => Deployment = await reader.GetAsync(id, HttpContext.RequestAborted);

    /// <summary>The part that changes while it goes on.</summary>
    public async Task<IActionResult> OnGetProgressAsync(Guid id) =>
        Partial("/Stages/Upload/DeploymentProgress.cshtml", await reader.GetAsync(id, HttpContext.RequestAborted));

    [Requires(HubAction.Deploy)]
    public async Task<IActionResult> OnPostRollBackAsync(Guid id)
    {
        var rollback = await change.RollBackAsync(id, HttpContext.RequestAborted);
        return LocalRedirect($"/w/{member.Workspace.Slug}/deployments/{rollback.Id}");
    }

    [Requires(HubAction.Deploy)]
    public async Task<IActionResult> OnPostPutUpAsync(Guid id)
    {
        await change.PutUpAsync(id, HttpContext.RequestAborted);
        return LocalRedirect($"/w/{member.Workspace.Slug}/deployments/{id}");
    }

    [Requires(HubAction.Deploy)]
    public async Task<IActionResult> OnPostNotUpAsync(Guid id)
    {
        await change.TakeBackWordAsync(id, HttpContext.RequestAborted);
        return LocalRedirect($"/w/{member.Workspace.Slug}/deployments/{id}");
    }

    [Requires(HubAction.Deploy)]
    public async Task<IActionResult> OnPostCancelAsync(Guid id)
    {
        await change.CancelAsync(id, HttpContext.RequestAborted);
        return LocalRedirect($"/w/{member.Workspace.Slug}/deployments/{id}");
    }
}
