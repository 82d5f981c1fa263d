using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>Where a file of products is handed in, and the files there were, newest first.</summary>
[Requires(HubAction.EditProducts)]
public sealed class ImportsPageModel(ReadImports read, KeepImport keep, CurrentMember me) : PageModel
{
    public Page<CatalogImportView> Imports { get; private set; } = new([], null);

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken) => Imports = await read.ListAsync(new PageQuery { Cursor = cursor, Limit = "20" }, cancellationToken);

    [Requires(HubAction.EditProducts)]
    public async Task<IActionResult> OnPostAsync(IFormFile? file, CancellationToken cancellationToken)
    {
        var import = await keep.StartAsync(file, cancellationToken);
        return LocalRedirect($"/w/{me.Workspace.Slug}/import/{import.Id}");
    }
}
