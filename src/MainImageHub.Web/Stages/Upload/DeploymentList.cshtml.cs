using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Upload;

[Requires(HubAction.Read)]
public sealed class DeploymentListModel(DeploymentReader reader) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid? MainImageId { get; set; }

    [BindProperty(SupportsGet = true, Name = "problem")]
    public string? Problem { get; set; }

    [BindProperty(SupportsGet = true, Name = "cursor")]
    public string? Cursor { get; set; }

    /// <summary>Any value but false: Home links with the kind of problem.</summary>
    public bool ProblemsOnly => !string.IsNullOrEmpty(Problem) && Problem != "false";

    public Page<DeploymentView> List { get; private set; } = new([], null);

    public async Task OnGetAsync() =>
        List = await reader.ListAsync(new DeploymentFilter(MainImageId, Problem: ProblemsOnly), new PageQuery { Cursor = Cursor }, HttpContext.RequestAborted);
}
