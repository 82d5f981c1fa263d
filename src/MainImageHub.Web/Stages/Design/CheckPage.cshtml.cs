using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Drop a picture, see what a marketplace would say. Nothing is kept.</summary>
[Requires(HubAction.Read)]
public sealed class CheckPageModel(CheckPicture check, RuleBook rules, TimeProvider clock) : PageModel
{
    private const string DefaultProfile = "amazon/US";

    public string Profile { get; private set; } = DefaultProfile;

    public string? FileName { get; private set; }

    public ComplianceReport? Report { get; private set; }

    /// <summary>Marketplaces with the sites they can be judged for.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Profiles)> Choices => rules.Summaries(clock.GetUtcNow())
        .Select(pack => (pack.Name, (IReadOnlyList<string>)[.. pack.Sites.Where(site => site != "*").Select(site => $"{pack.Marketplace}/{site}")]));

    public void OnGet(string? profile) => Profile = profile ?? DefaultProfile;

    /// <summary>Answers a form with the page, and the page's own script with the report alone.</summary>
    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostAsync(string? profile, IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            throw DesignProblems.FileMissing.Because();
        }

        Profile = profile ?? DefaultProfile;
        FileName = UploadedFileName.Clean(file.FileName);
        await using var content = file.OpenReadStream();
        using var passing = await check.KeepAsync(FileName, content, cancellationToken);
        Report = await check.RunAsync(passing, Profile, null, cancellationToken);
        return Request.Headers.ContainsKey("HX-Request") ? Partial("/Stages/Design/_Report.cshtml", Report) : Page();
    }
}
