using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>Every picture of the workspace: found by name, SKU, text in the picture, size, colour, verdict, tag and more.</summary>
[Requires(HubAction.Read)]
public sealed class LibraryPageModel(FindPictures find, EditTags tags, SavedViews views, DecideLookAlike decide, HubDbContext db, CurrentMember me, RuleBook rules, TimeProvider clock) : PageModel
{
    private const int Shown = 48;

    public LibraryFilter Filter { get; private set; } = new();

    public IReadOnlyList<AssetLine> Pictures { get; private set; } = [];

    /// <summary>Of the pictures shown, those that drew a complaint themselves.</summary>
    public IReadOnlySet<Guid> Blocked { get; private set; } = new HashSet<Guid>();

    /// <summary>Of those that no version is made of: a listing that shows the picture.</summary>
    public IReadOnlyDictionary<Guid, Guid> ShownOn { get; private set; } = new Dictionary<Guid, Guid>();

    public IReadOnlyList<SavedView> Views { get; private set; } = [];

    /// <summary>Marketplaces that there are rules for, by code and name.</summary>
    public IReadOnlyList<(string Code, string Name)> Marketplaces { get; private set; } = [];

    /// <summary>Address of the next page; null on the last.</summary>
    public string? Next { get; private set; }

    public SavedViewsPart Saved => new(Address, Here, Views, IsFiltered);

    public bool IsFiltered => Filter != new LibraryFilter();

    public bool MayTag => me.May(HubAction.UploadVersions);

    public bool MayUseAgain => me.May(HubAction.ReviewVersions) && !me.Member.IsNarrowed;

    /// <summary>Where more is told of a picture: its first use, else the listing that shows it, else the complaint; the picture itself where there is nothing.</summary>
    public string PlaceOf(AssetLine picture)
    {
        var home = $"/w/{me.Workspace.Slug}";
        return picture.Uses is [var use, ..] ? $"{home}/images/{use.MainImageId}?v={use.Number}"
            : ShownOn.TryGetValue(picture.Id, out var listing) ? $"{home}/listings/{listing}"
            : Blocked.Contains(picture.Id) || picture.IsPurged ? $"{home}/blocked-pictures"
            : AssetPictures.Address(me.Workspace.Slug, picture.Id, StandardRecipes.Preview1600.Name);
    }

    public string Address => $"/w/{me.Workspace.Slug}/library";

    /// <summary>This very list: where a form of it comes back to.</summary>
    public string Here => Request.QueryString.Value ?? "";

    /// <summary>What was asked for, for whoever takes all of it.</summary>
    public string Picked => QueryString.Create(Request.Query.Where(q => q.Key is not ("cursor" or "handler")).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString())).Append(KeyValuePair.Create("handler", (string?)"Library"))).ToString();

    public async Task OnGetAsync([FromQuery] LibraryFilter filter, string? cursor, CancellationToken cancellationToken)
    {
        Filter = filter;
        var page = await find.FindAsync(filter, new PageQuery { Cursor = cursor, Limit = Shown.ToString(System.Globalization.CultureInfo.InvariantCulture) }, cancellationToken);
        Pictures = page.Items;
        Next = page.NextCursor is null ? null : Request.Path + QueryString.Create(
            Request.Query.Where(q => q.Key != "cursor").Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString())).Append(KeyValuePair.Create("cursor", (string?)page.NextCursor)));
        var shown = Pictures.Select(p => p.Id).ToList();
        Blocked = (await db.BlockedPictures.Where(b => b.EndedAt == null && shown.Contains(b.AssetId)).Select(b => b.AssetId).ToListAsync(cancellationToken)).ToHashSet();
        var unused = Pictures.Where(p => p.Uses.Count == 0).Select(p => p.Id).ToList();
        ShownOn = await db.Listings.Where(l => l.LiveAssetId != null && unused.Contains(l.LiveAssetId.Value))
            .GroupBy(l => l.LiveAssetId!.Value).Select(g => new { AssetId = g.Key, ListingId = g.OrderByDescending(l => l.Id).First().Id }).ToDictionaryAsync(l => l.AssetId, l => l.ListingId, cancellationToken);
        Views = await views.ListAsync(SavedView.Library, cancellationToken);
        Marketplaces = [.. rules.OneSiteEach(clock.GetUtcNow()).Select(m => (m.Site.Marketplace, m.Name))];
    }

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostTagAsync(Guid assetId, string? tag, string? back, CancellationToken cancellationToken)
    {
        await tags.AddAsync(assetId, tag, cancellationToken);
        return Back(back);
    }

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostUntagAsync(Guid assetId, string? tag, string? back, CancellationToken cancellationToken)
    {
        await tags.RemoveAsync(assetId, tag, cancellationToken);
        return Back(back);
    }

    [Requires(HubAction.ReviewVersions)]
    public async Task<IActionResult> OnPostUseAgainAsync(Guid assetId, string? back, CancellationToken cancellationToken)
    {
        await decide.UseAgainAsync(assetId, cancellationToken);
        return Back(back);
    }

    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostKeepViewAsync(string? name, string? back, CancellationToken cancellationToken)
    {
        var view = await views.KeepAsync(SavedView.Library, name, back, cancellationToken);
        return Back(view.Query);
    }

    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostDropViewAsync(Guid id, string? back, CancellationToken cancellationToken)
    {
        await views.DropAsync(id, cancellationToken);
        return Back(back);
    }

    /// <summary>Only ever to this page, whatever the form says.</summary>
    private LocalRedirectResult Back(string? query) => LocalRedirect(query is ['?', ..] ? Address + query : Address);
}
