using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design.Pins;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Design;

/// <summary>What waits for a decision, the oldest due first, one picture at a time.</summary>
[Requires(HubAction.ReviewVersions)]
public sealed class ReviewQueueModel(HubDbContext db, CurrentMember me, DecideVersion decide, ReadVersions read, ReadPins readPins, IStringLocalizer<DesignWords> words) : PageModel
{
    // Enough to say "a lot": the queue is worked, not counted.
    private const int CountUpTo = 50;

    // Reasons are looked for among the last so many rejections; most of them repeat.
    private const int Rejections = 40;
    private const int ReasonsOffered = 5;

    public VersionView? Shown { get; private set; }

    public MainImage? Image { get; private set; }

    public string ProductTitle { get; private set; } = "";

    public string? OwnerName { get; private set; }

    /// <summary>How many wait, this one included; with a plus sign when there are more.</summary>
    public string Waiting { get; private set; } = "0";

    /// <summary>Names of the stores that the scope speaks of.</summary>
    public IReadOnlyDictionary<Guid, string> Stores { get; private set; } = new Dictionary<Guid, string>();

    public PinBoard Pins { get; private set; } = PinBoard.Empty;

    public IReadOnlyList<string> People { get; private set; } = [];

    /// <summary>What this member said last when rejecting, to be said again.</summary>
    public IReadOnlyList<string> Reasons { get; private set; } = [];

    /// <summary>Preview of what shoppers see now; null where nothing of this main image is live.</summary>
    public string? LiveUrl { get; private set; }

    /// <summary>Something waits before the shown one.</summary>
    public bool HasPrevious { get; private set; }

    public ReviewFilter Filter { get; private set; } = new();

    public ReviewChoices Choices { get; private set; } = ReviewChoices.None;

    public string Address => $"/w/{me.Workspace.Slug}/review";

    /// <summary>The same queue at the shown version.</summary>
    public string Here => $"{Address}?from={Shown?.Id}{Filter.ToQuery('&')}";

    /// <param name="filter">Which of those that wait.</param>
    /// <param name="after">The next one after this version.</param>
    /// <param name="before">The one before it.</param>
    /// <param name="from">Begin with this version.</param>
    /// <param name="profile">Which report; the worst when absent.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task OnGetAsync([FromQuery] ReviewFilter filter, Guid? after, Guid? before, Guid? from, string? profile, CancellationToken cancellationToken)
    {
        Filter = filter;
        Choices = await ReviewChoices.ReadAsync(db, cancellationToken);
        var waiting = filter.Of(db, me);
        if (await BeginAsync(waiting, after, before, from, cancellationToken) is not { } begin)
        {
            return;
        }

        var rest = await waiting.After(begin).Take(CountUpTo).CountAsync(cancellationToken);
        Waiting = rest == CountUpTo ? $"{CountUpTo}+" : (rest + 1).ToString(CultureInfo.InvariantCulture);
        HasPrevious = await waiting.Before(begin).AnyAsync(cancellationToken);
        Shown = await read.OneAsync(begin.Id, profile, cancellationToken);
        Image = await db.MainImages.AsNoTracking().SingleAsync(i => i.Id == Shown.MainImageId, cancellationToken);
        OwnerName = await db.Members.Where(m => m.Id == Image.OwnerId).Select(m => m.Name).SingleOrDefaultAsync(cancellationToken);
        Stores = await db.StoreNamesAsync([Image.Scope], cancellationToken);
        ProductTitle = await db.Products.Where(p => p.Id == Image.ProductId).Select(p => p.Title).SingleAsync(cancellationToken);
        Pins = await readPins.OfVersionAsync(Shown.Id, cancellationToken);
        People = await readPins.PeopleAsync(cancellationToken);
        Reasons = await ReasonsAsync(cancellationToken);
        var live = await db.Versions.Where(v => v.Id == Image.LiveVersionId && v.Id != begin.Id).Join(db.Assets.Where(a => a.PurgedAt == null), v => v.AssetId, a => a.Id, (_, a) => (Guid?)a.Id).SingleOrDefaultAsync(cancellationToken);
        LiveUrl = live is { } asset ? AssetPictures.Address(me.Workspace.Slug, asset, "preview-1600") : null;
    }

    [Requires(HubAction.ReviewVersions)]
    public async Task<IActionResult> OnPostReviewAsync([FromQuery] ReviewFilter filter, Guid versionId, ReviewVerb decision, string? comment, List<string> cultureConfirmed, CancellationToken cancellationToken)
    {
        var version = await decide.RunAsync(versionId, decision, comment, cultureConfirmed, cancellationToken);
        if (!TempData.TellCulture(version, words))
        {
            TempData.Alert(words[decision == ReviewVerb.Approve ? "review.approved" : "review.rejected", await db.SkuOfAsync(version.MainImageId, cancellationToken), version.Number]);
        }

        // The queue goes on at once, so what was pressed by mistake is off the screen.
        TempData.OfferUndo($"{Address}?handler=TakeBack&versionId={versionId}{filter.ToQuery('&')}");
        return LocalRedirect($"{Address}?after={versionId}{filter.ToQuery('&')}");
    }

    [Requires(HubAction.ReviewVersions)]
    public async Task<IActionResult> OnPostTakeBackAsync([FromQuery] ReviewFilter filter, Guid versionId, [FromServices] TakeBackDecision takeBack, CancellationToken cancellationToken)
    {
        await takeBack.RunAsync(versionId, cancellationToken);
        return LocalRedirect($"{Address}?from={versionId}{filter.ToQuery('&')}");
    }

    /// <summary>What is shown first; null where nothing waits there.</summary>
    private async Task<WaitingVersion?> BeginAsync(IQueryable<WaitingVersion> waiting, Guid? after, Guid? before, Guid? from, CancellationToken cancellationToken)
    {
        if (before is { } later)
        {
            var place = await ReviewFilter.PlaceAsync(db, later, cancellationToken);
            return await waiting.Before(place).OrderByDescending(w => w.Due).ThenByDescending(w => w.Id).FirstOrDefaultAsync(cancellationToken) ?? await waiting.FirstOrDefaultAsync(cancellationToken);
        }

        if (from is { } first)
        {
            return await waiting.FirstOrDefaultAsync(w => w.Id == first, cancellationToken) ?? await waiting.After(await ReviewFilter.PlaceAsync(db, first, cancellationToken)).FirstOrDefaultAsync(cancellationToken);
        }

        return after is { } skipped ? await waiting.After(await ReviewFilter.PlaceAsync(db, skipped, cancellationToken)).FirstOrDefaultAsync(cancellationToken) : await waiting.FirstOrDefaultAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<string>> ReasonsAsync(CancellationToken cancellationToken)
    {
        var said = await db.Versions.Where(v => v.DecidedBy == me.Id && v.Decision == ReviewDecision.Rejected && v.DecisionComment != null).OrderByDescending(v => v.DecidedAt).Take(Rejections)
            .Select(v => v.DecisionComment!).ToListAsync(cancellationToken);
        return [.. said.Distinct(StringComparer.OrdinalIgnoreCase).Take(ReasonsOffered)];
    }
}

/// <summary>What the queue can be narrowed to.</summary>
/// <param name="Marketplaces">Where the workspace has stores.</param>
/// <param name="Sites">Countries of those.</param>
/// <param name="Members">Who may own or hand in.</param>
public sealed record ReviewChoices(IReadOnlyList<string> Marketplaces, IReadOnlyList<string> Sites, IReadOnlyList<(Guid Id, string Name)> Members)
{
    public static readonly ReviewChoices None = new([], [], []);

    public static async Task<ReviewChoices> ReadAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        var stores = await db.Stores.Select(s => new { s.Marketplace, s.Site }).Distinct().ToListAsync(cancellationToken);
        var members = await db.Members.Where(m => m.DeactivatedAt == null).OrderBy(m => m.Name).Select(m => new { m.Id, m.Name }).ToListAsync(cancellationToken);
        return new ReviewChoices(
            [.. stores.Select(s => s.Marketplace).Distinct().Order(StringComparer.Ordinal)],
            [.. stores.Select(s => s.Site).Where(s => s != "-").Distinct().Order(StringComparer.Ordinal)],
            [.. members.Select(m => (m.Id, m.Name))]);
    }
}
