using System.Globalization;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Drop pictures, see what the marketplaces would say. Nothing is kept.</summary>
[Requires(HubAction.Read)]
public sealed class CheckPageModel(CheckPicture check, RuleBook rules, TimeProvider clock) : PageModel
{
    /// <summary>The choice of all marketplaces at once.</summary>
    public const string Everywhere = "";

    public string Profile { get; private set; } = Everywhere;

    public string? FileName { get; private set; }

    public ComplianceReport? Report { get; private set; }

    public PictureMatrix? Matrix { get; private set; }

    /// <summary>Marketplaces with the sites they can be judged for.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Profiles)> Choices => rules.Summaries(clock.GetUtcNow())
        .Select(pack => (pack.Name, (IReadOnlyList<string>)[.. pack.Sites.Where(site => site != "*").Select(site => $"{pack.Marketplace}/{site}")]));

    /// <summary>Categories that some marketplace treats differently.</summary>
    public IReadOnlyList<string> Categories => rules.Categories(CultureInfo.CurrentUICulture.Name);

    /// <summary>The matrix's columns.</summary>
    public IReadOnlyList<string> Marketplaces => [.. rules.OneSiteEach(clock.GetUtcNow()).Select(place => place.Name)];

    public void OnGet(string? profile) => Profile = profile ?? Everywhere;

    /// <summary>Answers a form with the page, and the page's own script with the report, or the matrix's row, alone.</summary>
    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostAsync(string? profile, string? category, IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            throw DesignProblems.FileMissing.Because();
        }

        Profile = profile ?? Everywhere;
        FileName = UploadedFileName.Clean(file.FileName);
        await using var content = file.OpenReadStream();
        using var passing = await check.KeepAsync(FileName, content, cancellationToken);
        var part = Request.Headers.ContainsKey("HX-Request");
        if (Profile == Everywhere)
        {
            Matrix = await check.RunEverywhereAsync(passing, category, cancellationToken);
            return part ? Partial("/Stages/Design/_MatrixRow.cshtml", Matrix) : Page();
        }

        Report = await check.RunAsync(passing, Profile, category, cancellationToken);
        return part ? Partial("/Stages/Design/_Report.cshtml", Report) : Page();
    }
}
