using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>Choose what goes where, and see what it will touch, before anything is sent.</summary>
[Requires(HubAction.Deploy)]
public sealed class PushPageModel(HubDbContext db, CurrentMember member, PushVersion push, PushRules rules, SiteClocks clocks, StoreConnections connections) : PageModel
{
    public MainImage Image { get; private set; } = null!;

    public IReadOnlyList<ImageVersion> Versions { get; private set; } = [];

    public IReadOnlyList<PushChoice> Choices { get; private set; } = [];

    public IReadOnlyList<BlastRadius> Blast { get; private set; } = [];

    public ImageVersion? Chosen { get; private set; }

    /// <summary>What is asked before it is sent: by hand nothing changes for shoppers yet.</summary>
    public string Confirm => Choices.All(c => c.ByHand) ? "PushConfirmHand" : Choices.Any(c => c.ByHand) ? "PushConfirmMixed" : "PushConfirm";

    public bool AnyBroken => Choices.Any(c => c.Broken.Count > 0);

    public async Task OnGetAsync(Guid id, Guid? version)
    {
        var stop = HttpContext.RequestAborted;
        Image = await db.MainImages.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, stop) ?? throw HttpProblems.NotFound.Because();
        Versions = await db.Versions.AsNoTracking().Where(v => v.MainImageId == id && v.Status == VersionStatus.Ready && v.Decision == ReviewDecision.Approved).OrderByDescending(v => v.Number).Take(20).ToListAsync(stop);
        Chosen = Versions.FirstOrDefault(v => v.Id == version) ?? (Versions.Count > 0 ? Versions[0] : null);
        var targets = (await db.Listings.AsNoTracking().Where(l => l.ProductId == Image.ProductId).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new PushTarget(l, s)).ToListAsync(stop))
            .Where(t => Image.Scope.Covers(t.Store.Marketplace, t.Store.Site, t.Store.Id)).ToList();
        var broken = Chosen is null ? [] : await rules.BrokenAsync(Image, Chosen, targets.Select(t => t.Store.SiteCode), await rules.LikesAsync(Chosen, stop), stop);
        var listings = targets.ConvertAll(t => t.Listing.Id);
        var tested = await db.Experiments.Where(e => listings.Contains(e.ListingId) && e.Status == ExperimentStatus.Running).ToDictionaryAsync(e => e.ListingId, e => e.Id, stop);
        var chosen = Chosen?.Id;
        var warned = (await db.VersionCompliance.AsNoTracking().Where(c => c.VersionId == chosen).ToListAsync(stop))
            .ToDictionary(c => c.Profile, c => c.Report.Findings.Where(f => f.Verdict == Verdict.Warn).Select(f => f.Rule).ToList(), StringComparer.Ordinal);
        Choices = [.. targets.Select(t => new PushChoice(t, broken.GetValueOrDefault(t.Store.SiteCode.ToString()) ?? [], warned.GetValueOrDefault(t.Store.SiteCode.ToString()) ?? [], Test: tested.TryGetValue(t.Listing.Id, out var test) ? test : null, ByHand: connections.FindConnector(t.Store.Marketplace)?.Capabilities.ByHand is not null))];
        Blast = [.. targets.GroupBy(t => t.Store.Marketplace).Select(g => BlastOf(g.Key, [.. g])).OfType<BlastRadius>()];
    }

    [Requires(HubAction.Deploy)]
    public async Task<IActionResult> OnPostAsync(Guid id, Guid versionId, List<Guid> listingIds, string? publishAt, string? overrideReason)
    {
        var stop = HttpContext.RequestAborted;
        var reason = string.IsNullOrWhiteSpace(overrideReason) ? null : overrideReason;
        var sites = await db.Listings.Where(l => listingIds.Contains(l.Id)).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { l.Id, s.Marketplace, s.Site }).ToListAsync(stop);
        var orders = listingIds.Select(listing => new PushOrder(listing, sites.Find(s => s.Id == listing) is { } site ? InstantOf(publishAt, clocks.ZoneOf(new(site.Marketplace, site.Site))) : null)).ToList();
        var made = await push.HandleAsync(versionId, orders, reason, reason is not null, stop);
        return LocalRedirect(made.Count == 1 ? $"/w/{member.Workspace.Slug}/deployments/{made[0].Id}" : $"/w/{member.Workspace.Slug}/deployments?mainImageId={id}");
    }

    /// <summary>A time that the clocks skip is refused here, where nobody is shown first what comes of it.</summary>
    private static DateTimeOffset? InstantOf(string? local, TimeZoneInfo zone) => SiteClocks.Read(local) is not { } wall ? null
        : SiteClocks.At(wall, zone) is { Turn: not ClockTurn.Skipped } at ? at.At
        : throw UploadProblems.NoLocalTime.Because(local);

    private BlastRadius? BlastOf(string marketplace, IReadOnlyList<PushTarget> targets)
    {
        if (connections.FindConnector(marketplace)?.Capabilities is not { PerSitePicture: PerSitePicture.No } capabilities)
        {
            return null;
        }

        return new BlastRadius(capabilities.Name.For(CultureInfo.CurrentUICulture.Name), Listed.Of(targets.Select(t => t.Store.Site).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
    }
}

/// <summary>One listing to choose, with what the chosen version breaks there.</summary>
/// <param name="Warned">Rules that warn, by the report that is kept.</param>
/// <param name="Test">A running one decides what is shown there; see <see cref="DeploymentOrders.RequireNoTestAsync"/>.</param>
/// <param name="ByHand">The push becomes a task for a person.</param>
public sealed record PushChoice(PushTarget Target, IReadOnlyList<string> Broken, IReadOnlyList<string> Warned, Guid? Test, bool ByHand);

/// <summary>A push changes more than the listing it is for: the marketplace has one picture for all countries.</summary>
/// <param name="Marketplace">As people call it.</param>
/// <param name="Sites">Those of it where the hub knows the product to be sold.</param>
public sealed record BlastRadius(string Marketplace, string Sites);
