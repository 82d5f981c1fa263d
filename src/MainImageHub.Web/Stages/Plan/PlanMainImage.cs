using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>Begins the life of a main image, and changes its brief, owner and due date.</summary>
public sealed class PlanMainImage(HubDbContext db, CurrentMember me, StoreConnections connections, RuleBook rules, TimeProvider clock)
{
    public async Task<MainImage> PlanAsync(PlanImageRequest request, CancellationToken cancellationToken)
    {
        var product = await db.Products.SingleOrDefaultAsync(p => p.Id == request.ProductId, cancellationToken) ?? throw PlanProblems.ProductUnknown.Because(request.ProductId);
        me.RequireProduct(product);
        var scope = await ScopeOfAsync(request, cancellationToken);
        var slot = string.IsNullOrWhiteSpace(request.Slot) ? MainImage.MainSlot : request.Slot.Trim().ToUpperInvariant();
        if (slot is not (MainImage.MainSlot or ['P', 'T', '0', >= '1' and <= '8']))
        {
            throw PlanProblems.SlotUnknown.Because(request.Slot);
        }

        var brief = Briefing.Read(request.Brief);
        await RequireMemberAsync(request.OwnerId, cancellationToken);
        var now = clock.GetUtcNow();
        var image = MainImage.Plan(me.WorkspaceId, product.Id, scope, slot, brief, request.OwnerId, request.DueOn, me.Actor, now);
        db.MainImages.Add(image);
        db.Audit(me.Actor, "mainImage.planned", "mainImage", image.Id, now, new() { ["sku"] = product.Sku, ["scope"] = scope.Key, ["slot"] = slot });
        await db.SaveChangesAsync(() => RequireFreeAsync(product.Id, scope, slot, cancellationToken), cancellationToken);
        return image;
    }

    public async Task ReviseAsync(MainImage image, BriefRequest? brief, bool assigns, Guid? ownerId, DateOnly? dueOn, CancellationToken cancellationToken)
    {
        await me.RequireImageAsync(db, image.Id, cancellationToken);
        var now = clock.GetUtcNow();
        if (brief is not null)
        {
            image.ReviseBrief(Briefing.Read(brief), me.Actor, now);
        }

        if (assigns && (ownerId != image.OwnerId || dueOn != image.DueOn))
        {
            await RequireMemberAsync(ownerId, cancellationToken);
            image.Assign(ownerId, dueOn, me.Actor, now);
        }

        db.Audit(me.Actor, "mainImage.briefRevised", "mainImage", image.Id, now);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<Scope> ScopeOfAsync(PlanImageRequest request, CancellationToken cancellationToken)
    {
        var marketplace = string.IsNullOrWhiteSpace(request.Marketplace) ? null : request.Marketplace.Trim();
        var site = string.IsNullOrWhiteSpace(request.Site) ? null : request.Site.Trim();
        if (request.StoreId is { } storeId)
        {
            var store = await db.Stores.SingleOrDefaultAsync(s => s.Id == storeId, cancellationToken) ?? throw PlanProblems.StoreUnknown.Because(storeId);
            me.RequireStore(store);
            return (marketplace is null || marketplace == store.Marketplace) && (site is null || site == store.Site)
                ? Scope.ForStore(store.Marketplace, store.Site, store.Id)
                : throw PlanProblems.ScopeOfOtherStore.Because(store.SiteCode, $"{marketplace ?? store.Marketplace}/{site ?? store.Site}");
        }

        if (marketplace is null)
        {
            return site is null ? Scope.Product : throw PlanProblems.SiteWithoutMarketplace.Because();
        }

        var capabilities = connections.FindConnector(marketplace)?.Capabilities;
        if (site is null)
        {
            return capabilities is not null || rules.TryDescribe(marketplace, clock.GetUtcNow(), out _)
                ? Scope.ForMarketplace(marketplace)
                : throw PlanProblems.ScopeUnknown.Because(marketplace);
        }

        return SiteCode.TryParse($"{marketplace}/{site}", out var code) && (capabilities?.FindSite(code) is not null || (capabilities is null && rules.Knows(code)))
            ? Scope.ForSite(marketplace, site)
            : throw PlanProblems.ScopeUnknown.Because($"{marketplace}/{site}");
    }

    private async Task RequireFreeAsync(Guid productId, Scope scope, string slot, CancellationToken cancellationToken)
    {
        var taken = await db.MainImages.Where(i => i.ProductId == productId && i.ScopeKey == scope.Key && i.Slot == slot && i.RetiredAt == null)
            .Select(i => (Guid?)i.Id).FirstOrDefaultAsync(cancellationToken);
        if (taken is not null)
        {
            throw PlanProblems.Taken.Because(taken);
        }
    }

    private async Task RequireMemberAsync(Guid? ownerId, CancellationToken cancellationToken)
    {
        if (ownerId is { } id && !await db.Members.AnyAsync(m => m.Id == id && m.DeactivatedAt == null, cancellationToken))
        {
            throw PlanProblems.OwnerUnknown.Because(id);
        }
    }
}

/// <summary>Reads a brief from outside and holds it to its bounds.</summary>
internal static class Briefing
{
    private const int LongestText = 2000;
    private const int MostLines = 30;
    private static readonly string[] Metrics = ["ctr", "conversion", "revenue"];

    public static Brief Read(BriefRequest? request) => request is null ? Brief.Empty : new Brief
    {
        Theme = Text("theme", request.Theme),
        Style = Text("style", request.Style),
        Audience = Text("audience", request.Audience),
        SellingPoints = Lines("sellingPoints", request.SellingPoints),
        Taboos = Lines("taboos", request.Taboos),
        References = References(request.References),
        Kpi = Kpi(request.Kpi),
        Notes = Text("notes", request.Notes),
    };

    private static string? Text(string name, string? text) => text?.Trim() switch
    {
        null or "" => null,
        { Length: > LongestText } => throw PlanProblems.BriefInvalid.Because($"{name}, 0..{LongestText}"),
        var trimmed => trimmed,
    };

    private static List<string> Lines(string name, IReadOnlyList<string>? lines)
    {
        var kept = (lines ?? []).Select(l => Text(name, l)).OfType<string>().ToList();
        return kept.Count <= MostLines ? kept : throw PlanProblems.BriefInvalid.Because($"{name}, 0..{MostLines}");
    }

    private static List<string> References(IReadOnlyList<string>? lines)
    {
        var kept = Lines("references", lines);
        return kept.TrueForAll(l => Uri.TryCreate(l, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            ? kept
            : throw PlanProblems.BriefInvalid.Because("references, http(s)");
    }

    private static KpiTarget? Kpi(KpiTarget? kpi)
    {
        if (kpi is null || (string.IsNullOrWhiteSpace(kpi.Metric) && kpi.Target is null))
        {
            return null;
        }

        if (!Metrics.Contains(kpi.Metric))
        {
            throw PlanProblems.BriefInvalid.Because($"kpi.metric: {string.Join(", ", Metrics)}");
        }

        var isRate = kpi.Metric != "revenue";
        if (new[] { kpi.Baseline, kpi.Target }.Any(v => v < 0 || (isRate && v > 1)) || kpi.SmallestWorthwhileLift is < 0 or > 10)
        {
            throw PlanProblems.BriefInvalid.Because("kpi: 0..1");
        }

        return kpi;
    }
}
