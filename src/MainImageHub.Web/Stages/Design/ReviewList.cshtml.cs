using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Domain.Rules;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>The review queue as a list: several versions are decided at once, with one reason, and each says what became of it.</summary>
[Requires(HubAction.ReviewVersions)]
public sealed class ReviewListModel(HubDbContext db, CurrentMember me, DecideMany decide, AuditNames names) : PageModel
{
    private const int OnOnePage = 50;

    public IReadOnlyList<WaitingRow> Rows { get; private set; } = [];

    /// <summary>What was just decided, in the order of the list.</summary>
    public IReadOnlyList<DecidedRow> Results { get; private set; } = [];

    public ReviewFilter Filter { get; private set; } = new();

    public ReviewChoices Choices { get; private set; } = ReviewChoices.None;

    /// <summary>The last of this page, where there is another one.</summary>
    public Guid? Next { get; private set; }

    public string Address => $"/w/{me.Workspace.Slug}/review";

    public Task OnGetAsync([FromQuery] ReviewFilter filter, Guid? after, CancellationToken cancellationToken) => ShowAsync(filter, after, cancellationToken);

    [Requires(HubAction.ReviewVersions)]
    public async Task<IActionResult> OnPostAsync([FromQuery] ReviewFilter filter, List<Guid> versionIds, ReviewVerb decision, string? comment, CancellationToken cancellationToken)
    {
        var decided = await decide.RunAsync(versionIds, decision, comment, cancellationToken);
        var called = await names.OfAsync(decided.Select(d => d.VersionId), cancellationToken);
        Results = [.. decided.Select(d => new DecidedRow(d, called.GetValueOrDefault(d.VersionId, "–")))];
        await ShowAsync(filter, null, cancellationToken);
        return Page();
    }

    private async Task ShowAsync(ReviewFilter filter, Guid? after, CancellationToken cancellationToken)
    {
        Filter = filter;
        Choices = await ReviewChoices.ReadAsync(db, cancellationToken);
        var waiting = filter.Of(db, me);
        var page = await (after is { } last ? waiting.After(await ReviewFilter.PlaceAsync(db, last, cancellationToken)) : waiting).Take(OnOnePage + 1).ToListAsync(cancellationToken);
        Next = page.Count > OnOnePage ? page[OnOnePage - 1].Id : null;
        var ids = page.Take(OnOnePage).Select(w => w.Id).ToList();
        var versions = await db.Versions.AsNoTracking().Where(v => ids.Contains(v.Id)).Join(db.MainImages, v => v.MainImageId, i => i.Id, (v, i) => new { Version = v, i.DueOn }).ToDictionaryAsync(v => v.Version.Id, cancellationToken);
        var images = await names.OfImagesAsync([.. versions.Values.Select(v => v.Version.MainImageId).Distinct()], cancellationToken);
        var verdicts = (await db.VersionCompliance.Where(c => ids.Contains(c.VersionId)).Select(c => new { c.VersionId, c.Verdict }).ToListAsync(cancellationToken)).ToLookup(c => c.VersionId, c => c.Verdict);
        Rows = [.. ids.Where(versions.ContainsKey).Select(id => (Id: id, Found: versions[id])).Select(v => new WaitingRow(
            v.Id, v.Found.Version.MainImageId, v.Found.Version.Number, images.GetValueOrDefault(v.Found.Version.MainImageId, ""), v.Found.Version.AssetId, v.Found.DueOn, v.Found.Version.SubmittedByName, v.Found.Version.SubmittedAt,
            verdicts[v.Id].Any() ? verdicts[v.Id].Max() : null))];
    }
}

/// <param name="Name">Of the main image.</param>
/// <param name="Verdict">The worst of its reports; null where there is none.</param>
public sealed record WaitingRow(Guid Id, Guid MainImageId, int Number, string Name, Guid? AssetId, DateOnly? DueOn, string SubmittedBy, DateTimeOffset SubmittedAt, Verdict? Verdict);

public sealed record DecidedRow(ReviewedVersion Result, string Name);
