using MainImageHub.Domain;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Shelf;

/// <summary>A version as shoppers will meet it: in a search page of each marketplace, on the product's page, and at the size of a thumbnail.</summary>
[Requires(HubAction.Read)]
public sealed class ShelfPageModel(HubDbContext db, CurrentMember me, ReadShelf read) : PageModel
{
    private const int Offered = 100;

    /// <summary>The competitors' pictures that a search page shows at once; the strip below shows them all.</summary>
    private const int OnOnePage = 11;

    public static readonly string[] Devices = ["phone", "desktop"];

    public static readonly string[] Grounds = ["light", "dark"];

    /// <summary>The marketplace's own way, all of the picture, or a picture that fills the tile.</summary>
    public static readonly string[] Fits = ["own", "whole", "fill"];

    /// <summary>Null where there is no picture yet.</summary>
    public ShelfView? Shelf { get; private set; }

    public MainImage Image { get; private set; } = null!;

    public string ProductTitle { get; private set; } = "";

    public string? Brand { get; private set; }

    public IReadOnlyDictionary<Guid, string> Stores { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>Numbers that can be chosen, newest first.</summary>
    public IReadOnlyList<int> Numbers { get; private set; } = [];

    /// <summary>The candidate's place among the results, from 1 on.</summary>
    public int At { get; private set; }

    /// <summary>How many places there are.</summary>
    public int Slots { get; private set; }

    public string Device { get; private set; } = Devices[0];

    public string Ground { get; private set; } = Grounds[0];

    public string Fit { get; private set; } = Fits[0];

    /// <summary>May change the brief, and so say who the competitors are.</summary>
    public bool MayPlan { get; private set; }

    public string Address => $"/w/{me.Workspace.Slug}/images/{Image.Id}";

    /// <param name="id">The main image.</param>
    /// <param name="v">The version's number; the newest when absent.</param>
    /// <param name="at">The candidate's place among the results.</param>
    /// <param name="device">One of <see cref="Devices"/>.</param>
    /// <param name="ground">One of <see cref="Grounds"/>.</param>
    /// <param name="fit">One of <see cref="Fits"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task OnGetAsync(Guid id, int? v, int? at, string? device, string? ground, string? fit, CancellationToken cancellationToken)
    {
        Image = await db.MainImages.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        (Device, Ground, Fit) = (OneOf(Devices, device), OneOf(Grounds, ground), OneOf(Fits, fit));
        var product = await db.Products.Where(p => p.Id == Image.ProductId).Select(p => new { p.Title, p.Brand }).SingleAsync(cancellationToken);
        (ProductTitle, Brand) = (product.Title, product.Brand);
        Stores = await db.StoreNamesAsync([Image.Scope], cancellationToken);
        Numbers = await ReadShelf.Shown(db, id).OrderByDescending(x => x.Number).Take(Offered).Select(x => x.Number).ToListAsync(cancellationToken);
        MayPlan = me.May(HubAction.EditBriefs) && await me.WorksOnImageAsync(db, id, cancellationToken);
        Shelf = Numbers.Count == 0 ? null : await read.RunAsync(id, v, cancellationToken);
        Slots = 1 + Math.Min(OnOnePage, Shelf?.Competitors.Count ?? 0) + (Shelf?.Live.Count > 0 ? 1 : 0);
        // Second is where a shopper's eye already compares.
        At = Math.Clamp(at ?? 2, 1, Slots);
    }

    /// <summary>A place's search results: the competitors in the brief's order, what is live there, and the candidate in its place.</summary>
    public IReadOnlyList<ShelfPicture> ResultsAt(ShelfPlace place)
    {
        var results = Shelf!.Competitors.Take(OnOnePage).ToList();
        if (place.LiveAssetId is { } live)
        {
            // Of one picture in several encodings the strip shows one; here it is the place's own.
            results.Add((Shelf.Live.FirstOrDefault(p => p.Id == live) ?? Shelf.Live[0]) with { Id = live });
        }

        results.Insert(Math.Min(At - 1, results.Count), Shelf.Candidate);
        return results;
    }

    /// <summary>The copy of 320 px.</summary>
    public string Tile(ShelfPicture picture) => picture.Kind == ShelfKind.Competitor
        ? $"/w/{me.Workspace.Slug}/references/{picture.Id}/thumb" : AssetPictures.Address(me.Workspace.Slug, picture.Id, "thumb-320");

    /// <summary>A copy with so many pixels.</summary>
    public string Small(ShelfPicture picture, int side) => picture.Kind == ShelfKind.Competitor
        ? $"/w/{me.Workspace.Slug}/references/{picture.Id}/{SmallCopies.Name(side)}" : AssetPictures.Address(me.Workspace.Slug, picture.Id, SmallCopies.Name(side));

    private static string OneOf(string[] known, string? asked) => known.Contains(asked) ? asked! : known[0];
}
