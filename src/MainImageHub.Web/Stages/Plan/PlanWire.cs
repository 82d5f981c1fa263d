using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Products;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>In a PATCH what is absent stays; sku cannot change.</summary>
public sealed record ProductRequest(string? Sku, string? Title, string? Brand, string? Category, string? FamilySku, IReadOnlyDictionary<string, string?>? Attributes);

public sealed record ProductView(
    Guid Id, string Sku, string Title, string? Brand, string? Category, string? FamilySku, IReadOnlyDictionary<string, string> Attributes, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ProductView Of(Product p, string? familySku) => new(p.Id, p.Sku, p.Title, p.Brand, p.Category, familySku, p.Attributes, p.CreatedAt, p.UpdatedAt);
}

/// <summary>A brief as it arrives; lists may be left out.</summary>
public sealed record BriefRequest(
    string? Theme, string? Style, string? Audience, IReadOnlyList<string>? SellingPoints, IReadOnlyList<string>? Taboos, IReadOnlyList<string>? References, KpiTarget? Kpi, string? Notes,
    IReadOnlyList<string>? MustShow = null, string? TextRules = null, Campaign? Campaign = null);

/// <param name="TemplateId">A brief template that fills in what the brief leaves out.</param>
/// <param name="BriefFromId">Another main image whose brief fills in what is left out even then: the one this place inherited from until now.</param>
public sealed record PlanImageRequest(
    Guid? ProductId, string? Marketplace, string? Site, Guid? StoreId, string? Slot, BriefRequest? Brief, Guid? OwnerId, DateOnly? DueOn, Guid? TemplateId = null, Guid? BriefFromId = null);

/// <param name="Name">Under a name that is there already the brief takes the other's place.</param>
public sealed record BriefTemplateRequest(string? Name, BriefRequest? Brief);

public sealed record BriefTemplateView(Guid Id, string Name, Brief Brief, string KeptBy, DateTimeOffset KeptAt)
{
    public static BriefTemplateView Of(BriefTemplate template) => new(template.Id, template.Name, template.Brief, template.KeptByName, template.KeptAt);
}

/// <summary>Kept as JSON so that "absent" (stays) can be told from "null" (cleared).</summary>
public sealed record ReviseImageRequest(BriefRequest? Brief, JsonElement OwnerId, JsonElement DueOn);

public sealed record ProductOfImage(Guid Id, string Sku, string Title);

public sealed record ScopeView(ScopeKind Kind, string? Marketplace, string? Site, Guid? StoreId)
{
    public static ScopeView Of(Scope scope) => new(scope.Kind, scope.Marketplace, scope.Site, scope.StoreId);
}

public sealed record LiveView(Guid VersionId, DateTimeOffset Since);

/// <param name="Stage">Where the version in work stands by itself: <c>design</c> until it is approved, then <c>upload</c>.</param>
public sealed record WorkView(Guid VersionId, LifecycleStage Stage);

public sealed record VersionLine(Guid Id, int Number, VersionStatus Status, ReviewDecision Decision, string FileName, Guid? AssetId, string SubmittedBy, DateTimeOffset SubmittedAt);

public sealed record MainImageView(
    Guid Id, LifecycleStage Stage, LiveView? Live, WorkView? Work, ProductOfImage Product, ScopeView Scope, string Slot, Brief Brief, BriefCompleteness BriefCompleteness, Guid? OwnerId, DateOnly? DueOn,
    Guid? ExperimentId, DateTimeOffset? RetirementRequestedAt, DateTimeOffset? RetiredAt, IReadOnlyList<VersionLine> Versions, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

public sealed record MainImageLine(
    Guid Id, LifecycleStage Stage, LiveView? Live, WorkView? Work, ProductOfImage Product, ScopeView Scope, string Slot, Guid? OwnerId, DateOnly? DueOn, DateTimeOffset UpdatedAt);

/// <param name="InheritedFrom">The wider scope the picture comes from; null when it is the place's own.</param>
public sealed record ResolvedView(Guid? MainImageId, ScopeView? Scope, ScopeView? InheritedFrom);
