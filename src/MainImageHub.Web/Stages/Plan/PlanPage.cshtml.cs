using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Plan;

[Requires(HubAction.EditBriefs)]
public sealed class PlanPage(HubDbContext db, PlanMainImage plan, BriefDesks desks, StoreConnections connections, IStringLocalizer<PlanWords> words, PlaceNames names, CurrentMember me) : PageModel
{
    private const string AnyPlace = "*";
    private const string StorePrefix = "store:";

    public Product Product { get; private set; } = null!;

    public string Place { get; private set; } = AnyPlace;

    public IReadOnlyList<PlaceChoice> Places { get; private set; } = [];

    /// <summary>Further places that could get a main image of their own with the same brief: those where the workspace sells.</summary>
    public IReadOnlyList<PlaceChoice> Further { get; private set; } = [];

    /// <summary>Places that have a main image of their own already, and which.</summary>
    public IReadOnlyDictionary<string, Guid> Planned { get; private set; } = new Dictionary<string, Guid>();

    public BriefDesk Desk { get; private set; } = null!;

    public async Task OnGetAsync(Guid productId, string? place, CancellationToken cancellationToken)
    {
        Product = await db.ProductAsync(productId, cancellationToken);
        var stores = await db.Stores.AsNoTracking().OrderBy(s => s.Name).Take(200).ToListAsync(cancellationToken);
        var own = stores.Select(s => s.SiteCode.ToString()).Distinct().Order(StringComparer.Ordinal).ToList();
        var sites = connections.Connectors.SelectMany(c => c.Capabilities.Sites).Select(s => s.Code.ToString());
        Places =
        [
            .. own.Select(s => new PlaceChoice(s, names.Site(s))),
            new PlaceChoice(AnyPlace, words["ScopeProduct"]),
            .. stores.Where(me.WorksOn).Select(s => new PlaceChoice(KeyOf(s), words["OnlyStore", s.Name])),
            .. connections.Connectors.Select(c => new PlaceChoice(c.Marketplace, words["WholeMarketplace", names.Marketplace(c.Marketplace)])),
            .. sites.Except(own).Select(s => new PlaceChoice(s, names.Site(s))),
        ];
        var planned = await db.MainImages.Where(i => i.ProductId == productId && i.Slot == MainImage.MainSlot && i.RetiredAt == null).Select(i => new { i.ScopeKey, i.Id }).ToListAsync(cancellationToken);
        Planned = planned.ToDictionary(i => i.ScopeKey, i => i.Id);
        // Own places stand first: that is what is proposed.
        Place = (Places.FirstOrDefault(p => p.Key == place) ?? Places.FirstOrDefault(p => !Planned.ContainsKey(p.Key)) ?? Places[0]).Key;
        var sold = stores.SelectMany(s => new[] { s.SiteCode.ToString(), KeyOf(s) }).ToHashSet(StringComparer.Ordinal);
        Further = [.. Places.Where(p => p.Key != Place && sold.Contains(p.Key) && !Planned.ContainsKey(p.Key))];
        var profile = Place.StartsWith(StorePrefix, StringComparison.Ordinal) ? stores.First(s => KeyOf(s) == Place).SiteCode : SiteCode.TryParse(Place, out var site) ? site : default(SiteCode?);
        Desk = await desks.OpenAsync(new BriefForm { OwnerId = me.Id }, profile, Product.Category, cancellationToken);
    }

    [Requires(HubAction.EditBriefs)]
    public async Task<IActionResult> OnPostAsync(Guid productId, string? place, List<string>? also, BriefForm form, CancellationToken cancellationToken)
    {
        var brief = form.ToRequest();
        var planned = await plan.PlanAllAsync([.. (also ?? []).Prepend(place ?? AnyPlace).Distinct(StringComparer.Ordinal).Select(Request)], cancellationToken);
        return Redirect(planned.Count == 1 ? $"/w/{me.Workspace.Slug}/images/{planned[0].Id}" : $"/w/{me.Workspace.Slug}/products/{productId}");

        PlanImageRequest Request(string where)
        {
            Guid? storeId = where.StartsWith(StorePrefix, StringComparison.Ordinal) && Guid.TryParse(where[StorePrefix.Length..], out var store) ? store : null;
            var parts = storeId is not null || where == AnyPlace ? [] : where.Split('/', 2);
            return new(productId, parts.ElementAtOrDefault(0), parts.ElementAtOrDefault(1), storeId, Slot: null, brief, form.OwnerId, form.DueOn);
        }
    }

    private static string KeyOf(Store store) => Scope.ForStore(store.Marketplace, store.Site, store.Id).Key;

    /// <param name="Key">As a scope is keyed.</param>
    /// <param name="Name">For people.</param>
    public sealed record PlaceChoice(string Key, string Name);
}
