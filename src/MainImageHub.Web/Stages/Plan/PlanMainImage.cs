using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>Begins the life of a main image, and changes its brief, owner and due date.</summary>
public sealed class PlanMainImage(HubDbContext db, CurrentMember me, ReferencePictures references, WorkQueue queue, StoreConnections connections, RuleBook rules, TimeProvider clock)
{
    public async Task<MainImage> PlanAsync(PlanImageRequest request, CancellationToken cancellationToken) => (await PlanAllAsync([request], cancellationToken))[0];

    private async Task<MainImage> AddAsync(PlanImageRequest request, CancellationToken cancellationToken)
    {
        var product = await db.Products.SingleOrDefaultAsync(p => p.Id == request.ProductId, cancellationToken) ?? throw PlanProblems.ProductUnknown.Because();
        me.RequireProduct(product);
        var scope = await ScopeOfAsync(request.Marketplace, request.Site, request.StoreId, cancellationToken);
        var slot = SlotOf(request.Slot);
        var brief = Briefing.Read(request.Brief);
        if (request.TemplateId is { } templateId)
        {
            var template = await db.BriefTemplates.AsNoTracking().SingleOrDefaultAsync(t => t.Id == templateId, cancellationToken) ?? throw PlanProblems.TemplateUnknown.Because();
            brief = brief.FilledFrom(template.Brief);
        }

        var audit = new Dictionary<string, string>(StringComparer.Ordinal) { ["sku"] = product.Sku, ["scope"] = scope.Key, ["slot"] = slot };
        if (request.BriefFromId is { } sourceId)
        {
            var source = await db.MainImages.AsNoTracking().SingleOrDefaultAsync(i => i.Id == sourceId, cancellationToken) ?? throw PlanProblems.BriefSourceUnknown.Because();
            brief = brief.FilledFrom(source.Brief);
            audit["briefFrom"] = source.Scope.Key;
        }

        await RequireMemberAsync(request.OwnerId, cancellationToken);
        var now = clock.GetUtcNow();
        var image = MainImage.Plan(me.WorkspaceId, product.Id, scope, slot, brief, request.OwnerId, request.DueOn, me.Actor, now);
        db.MainImages.Add(image);
        await references.OrderAsync(brief, cancellationToken);
        db.Audit(me.Actor, "mainImage.planned", "mainImage", image.Id, now, audit);
        await db.SaveChangesAsync(() => RequireFreeAsync(product.Id, scope, slot, cancellationToken), cancellationToken);
        return image;
    }

    /// <summary>The same brief for several places at once: all of them, or none where one is refused.</summary>
    public Task<IReadOnlyList<MainImage>> PlanAllAsync(IReadOnlyList<PlanImageRequest> requests, CancellationToken cancellationToken) => OrderAsync(requests, [], cancellationToken);

    public Task ReviseAsync(MainImage image, BriefRequest? brief, bool assigns, Guid? ownerId, DateOnly? dueOn, CancellationToken cancellationToken) =>
        OrderAsync([], [new BriefRevision(image, brief is null ? null : Briefing.Read(brief), assigns, ownerId, dueOn)], cancellationToken);

    /// <summary>Plans some and changes others: all of it, or nothing where one is refused.</summary>
    /// <returns>Those planned, in the order they were asked for.</returns>
    public async Task<IReadOnlyList<MainImage>> OrderAsync(IReadOnlyList<PlanImageRequest> plans, IReadOnlyList<BriefRevision> revisions, CancellationToken cancellationToken)
    {
        var planned = new List<MainImage>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var request in plans)
        {
            planned.Add(await AddAsync(request, cancellationToken));
        }

        foreach (var revision in revisions)
        {
            await ReviseAsync(revision, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return planned;
    }

    private async Task ReviseAsync(BriefRevision revision, CancellationToken cancellationToken)
    {
        var image = revision.Image;
        await me.RequireImageAsync(db, image.Id, cancellationToken);
        var now = clock.GetUtcNow();
        if (revision.Brief is { } brief)
        {
            image.ReviseBrief(brief, me.Actor, now);
            await references.OrderAsync(brief, cancellationToken);
        }

        if (revision.Assigns && (revision.OwnerId != image.OwnerId || revision.DueOn != image.DueOn))
        {
            await RequireMemberAsync(revision.OwnerId, cancellationToken);
            image.Assign(revision.OwnerId, revision.DueOn, me.Actor, now);
        }

        db.Audit(me.Actor, "mainImage.briefRevised", "mainImage", image.Id, now);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>A slot as it was asked for; the main one when nothing was said.</summary>
    public static string SlotOf(string? asked)
    {
        var slot = string.IsNullOrWhiteSpace(asked) ? MainImage.MainSlot : asked.Trim().ToUpperInvariant();
        return IsSlot(slot) ? slot : throw PlanProblems.SlotUnknown.Because(asked);
    }

    public static bool IsSlot(string slot) => slot is MainImage.MainSlot or ['P', 'T', '0', >= '1' and <= '8'];

    /// <summary>A place that there are rules or a connection for, within the member's stores.</summary>
    public async Task<Scope> ScopeOfAsync(string? askedMarketplace, string? askedSite, Guid? askedStore, CancellationToken cancellationToken)
    {
        var marketplace = string.IsNullOrWhiteSpace(askedMarketplace) ? null : askedMarketplace.Trim();
        var site = string.IsNullOrWhiteSpace(askedSite) ? null : askedSite.Trim();
        if (askedStore is { } storeId)
        {
            var store = await db.Stores.SingleOrDefaultAsync(s => s.Id == storeId, cancellationToken) ?? throw PlanProblems.StoreUnknown.Because();
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
            throw PlanProblems.OwnerUnknown.Because();
        }
    }
}

/// <summary>What is to become of a main image's brief, owner and due date.</summary>
/// <param name="Image">Loaded to be changed.</param>
/// <param name="Brief">In the place of its own; null leaves that as it is.</param>
/// <param name="Assigns">Owner and due date are set, be it to none.</param>
public sealed record BriefRevision(MainImage Image, Brief? Brief, bool Assigns, Guid? OwnerId, DateOnly? DueOn);

/// <summary>Reads a brief from outside and holds it to its bounds.</summary>
internal static class Briefing
{
    public const int LongestText = 2000;
    public const int MostLines = 30;
    public static readonly string[] Metrics = ["ctr", "conversion", "revenue"];

    public static Brief Read(BriefRequest? request) => request is null ? Brief.Empty : new Brief
    {
        Theme = Text(new("Theme", "主题"), request.Theme),
        Style = Text(new("Style", "风格"), request.Style),
        Audience = Text(new("Audience", "目标人群"), request.Audience),
        SellingPoints = Lines(new("Selling points", "卖点"), request.SellingPoints),
        MustShow = Lines(new("Must show", "必须出现"), request.MustShow),
        Taboos = Lines(new("Must avoid", "禁忌"), request.Taboos),
        TextRules = Text(new("Text and language", "文字与语言"), request.TextRules),
        References = References(request.References),
        Kpi = Kpi(request.Kpi),
        Campaign = Campaign(request.Campaign),
        Notes = Text(new("Notes", "备注"), request.Notes),
    };

    private static string? Text(LocalText name, string? text) => text?.Trim() switch
    {
        null or "" => null,
        { Length: > LongestText } => throw PlanProblems.Brief($"{name.En}: at most {LongestText} characters can be kept. Shorten it.", $"“{name.Zh}”最多 {LongestText} 个字符，请缩短。"),
        var trimmed => trimmed,
    };

    private static List<string> Lines(LocalText name, IReadOnlyList<string>? lines)
    {
        var kept = (lines ?? []).Select(l => Text(name, l)).OfType<string>().ToList();
        return kept.Count <= MostLines ? kept : throw PlanProblems.Brief($"{name.En}: at most {MostLines} lines can be kept. Leave some out.", $"“{name.Zh}”最多 {MostLines} 行，请删减。");
    }

    private static List<string> References(IReadOnlyList<string>? lines)
    {
        var kept = Lines(new("References", "参考图片"), lines);
        // Only https is fetched; but for the simulator, which is on this very machine.
        return kept.Find(l => !(Uri.TryCreate(l, UriKind.Absolute, out var address) && (address.Scheme == "https" || address is { Scheme: "http", IsLoopback: true }))) is not { } other
            ? kept
            : throw PlanProblems.Brief(
                $"References: “{other}” is not an address that can be fetched. Give one per line, each beginning with https://.",
                $"“参考图片”中的“{other}”不是可获取的网址。请每行填写一个以 https:// 开头的网址。");
    }

    private static Campaign? Campaign(Campaign? campaign) => campaign switch
    {
        null or { Name: null or "", From: null, To: null } => null,
        _ when string.IsNullOrWhiteSpace(campaign.Name) => throw PlanProblems.Brief("Campaign: its days are given, but no name. Name it, or leave the days out.", "“活动”填写了日期但没有名称。请填写名称或清空日期。"),
        { From: { } from, To: { } to } when to < from => throw PlanProblems.Brief("Campaign: its last day lies before its first. Correct one of them.", "“活动”的结束日期早于开始日期，请更正。"),
        _ => campaign with { Name = Text(new("Campaign", "活动"), campaign.Name)! },
    };

    private static KpiTarget? Kpi(KpiTarget? kpi)
    {
        if (kpi is null || (string.IsNullOrWhiteSpace(kpi.Metric) && kpi.Target is null))
        {
            return null;
        }

        if (!Metrics.Contains(kpi.Metric))
        {
            throw PlanProblems.Brief($"The target is measured by one of these: {string.Join(", ", Metrics)}.", $"目标指标可选：{string.Join("、", Metrics)}。");
        }

        var isRate = kpi.Metric != "revenue";
        if (new[] { kpi.Baseline, kpi.Target }.Any(v => v < 0 || (isRate && v > 1)) || kpi.SmallestWorthwhileLift is < 0 or > 10)
        {
            throw PlanProblems.Brief(
                "A rate lies between 0 and 100 % (over the API: 0 to 1), revenue is not negative, and the smallest lift worth a change is at most 1,000 %. Correct the target.",
                "点击率和转化率应在 0% 到 100% 之间（API 中为 0 到 1），销售额不能为负，最小提升不超过 1000%。请更正目标。");
        }

        if (kpi is { Baseline: { } today, Target: { } aim } && aim <= today)
        {
            throw PlanProblems.Brief("The target lies at or below today's value: name a higher one, or leave the target empty.", "目标值不高于当前值，请填写更高的目标或留空。");
        }

        return kpi;
    }
}
