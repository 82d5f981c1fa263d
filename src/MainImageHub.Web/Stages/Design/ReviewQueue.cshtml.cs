using MainImageHub.Domain;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Design;

/// <summary>What waits for a decision, oldest first, one picture at a time.</summary>
[Requires(HubAction.ReviewVersions)]
public sealed class ReviewQueueModel(HubDbContext db, CurrentMember me, DecideVersion decide, ReadVersions read, IStringLocalizer<DesignWords> words) : PageModel
{
    // Enough to say "a lot": the queue is worked, not counted.
    private const int CountUpTo = 50;

    public VersionView? Shown { get; private set; }

    public MainImage? Image { get; private set; }

    public string ProductTitle { get; private set; } = "";

    /// <summary>How many wait, this one included; with a plus sign when there are more.</summary>
    public string Waiting { get; private set; } = "0";

    /// <summary>Names of the stores that the scope speaks of.</summary>
    public IReadOnlyDictionary<Guid, string> Stores { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>Where in the queue this is: everything up to here was skipped or decided.</summary>
    public Guid After { get; private set; }

    public string Address => $"/w/{me.Workspace.Slug}/review";

    /// <param name="after">Skip up to this version.</param>
    /// <param name="from">Begin with this version.</param>
    /// <param name="profile">Which report; the worst when absent.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task OnGetAsync(Guid? after, Guid? from, string? profile, CancellationToken cancellationToken)
    {
        var skipped = After = after ?? Guid.Empty;
        var first = from ?? Guid.Empty;
        var ids = await db.AwaitingReviewBy(me).Where(v => v.Id > skipped && v.Id >= first).OrderBy(v => v.Id).Take(CountUpTo + 1).Select(v => v.Id).ToListAsync(cancellationToken);
        Waiting = ids.Count > CountUpTo ? $"{CountUpTo}+" : ids.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (ids.Count > 0)
        {
            Shown = await read.OneAsync(ids[0], profile, cancellationToken);
            Image = await db.MainImages.AsNoTracking().SingleAsync(i => i.Id == Shown.MainImageId, cancellationToken);
            Stores = await db.StoreNamesAsync([Image.Scope], cancellationToken);
            ProductTitle = await db.Products.Where(p => p.Id == Image.ProductId).Select(p => p.Title).SingleAsync(cancellationToken);
        }
    }

    [Requires(HubAction.ReviewVersions)]
    public async Task<IActionResult> OnPostReviewAsync(Guid versionId, ReviewVerb decision, string? comment, List<string> cultureConfirmed, CancellationToken cancellationToken)
    {
        var version = await decide.RunAsync(versionId, decision, comment, cultureConfirmed, cancellationToken);
        if (!TempData.TellCulture(version, words))
        {
            TempData.Alert(words[decision == ReviewVerb.Approve ? "review.approved" : "review.rejected", await db.SkuOfAsync(version.MainImageId, cancellationToken), version.Number]);
        }

        // The queue goes on at once, so what was pressed by mistake is off the screen.
        TempData.OfferUndo($"{Address}?handler=TakeBack&versionId={versionId}");
        return LocalRedirect($"{Address}?after={versionId}");
    }

    [Requires(HubAction.ReviewVersions)]
    public async Task<IActionResult> OnPostTakeBackAsync(Guid versionId, [FromServices] TakeBackDecision takeBack, CancellationToken cancellationToken)
    {
        await takeBack.RunAsync(versionId, cancellationToken);
        return LocalRedirect($"{Address}?from={versionId}");
    }
}
