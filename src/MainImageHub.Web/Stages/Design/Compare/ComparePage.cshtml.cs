using MainImageHub.Domain;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Compare;

/// <summary>Two versions beside each other, one over the other, or only what differs.</summary>
[Requires(HubAction.Read)]
public sealed class ComparePageModel(HubDbContext db, CurrentMember me, CompareVersions compare) : PageModel
{
    private const int Offered = 100;

    public static readonly string[] Ways = ["side", "slide", "overlay", "difference"];

    /// <summary>Null where there is no picture yet.</summary>
    public Comparison? Shown { get; private set; }

    public MainImage Image { get; private set; } = null!;

    public string ProductTitle { get; private set; } = "";

    public IReadOnlyDictionary<Guid, string> Stores { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>Numbers that can be chosen, newest first.</summary>
    public IReadOnlyList<int> Numbers { get; private set; } = [];

    public string How { get; private set; } = Ways[0];

    public bool MayUpload { get; private set; }

    public string Address => $"/w/{me.Workspace.Slug}/images/{Image.Id}";

    /// <param name="id">The main image.</param>
    /// <param name="left">A version's number, or <c>live</c>.</param>
    /// <param name="right">The same.</param>
    /// <param name="how">One of <see cref="Ways"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task OnGetAsync(Guid id, string? left, string? right, string? how, CancellationToken cancellationToken)
    {
        Image = await db.MainImages.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        How = Ways.Contains(how) ? how! : Ways[0];
        ProductTitle = await db.Products.Where(p => p.Id == Image.ProductId).Select(p => p.Title).SingleAsync(cancellationToken);
        Stores = await db.StoreNamesAsync([Image.Scope], cancellationToken);
        Numbers = await db.Versions.Where(v => v.MainImageId == id && v.AssetId != null).OrderByDescending(v => v.Number).Take(Offered).Select(v => v.Number).ToListAsync(cancellationToken);
        MayUpload = me.May(HubAction.UploadVersions) && await me.WorksOnImageAsync(db, id, cancellationToken);
        Shown = Numbers.Count == 0 ? null : await compare.RunAsync(id, left, right, cancellationToken);
    }
}
