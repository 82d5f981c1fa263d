using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>Products and main images under /api/v1.</summary>
internal static class PlanApi
{
    private static readonly string[] StageWords = [.. Enum.GetNames<LifecycleStage>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static void Map(RouteGroupBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("Products");
        products.MapPost("/", AddProductAsync).WithName("addProduct").WithSummary("Add a product").Requires(HubAction.EditProducts);
        products.MapGet("/", ListProductsAsync).WithName("listProducts").WithSummary("Products, newest first; query searches SKU and title").Requires(HubAction.Read);
        products.MapGet("/{id:guid}", GetProductAsync).WithName("getProduct").WithSummary("One product").Requires(HubAction.Read);
        products.MapPatch("/{id:guid}", ReviseProductAsync).WithName("reviseProduct").WithSummary("Change what is known of a product").Requires(HubAction.EditProducts);
        products.MapDelete("/{id:guid}", RemoveProductAsync).WithName("removeProduct").WithSummary("Take back a product that nothing hangs on: no main image, no listing").Requires(HubAction.EditProducts);
        products.MapGet("/{id:guid}/resolved", ResolveAsync).WithName("resolveMainImage").WithSummary("Which main image a place uses, its own or inherited").Requires(HubAction.Read);

        var templates = api.MapGroup("/brief-templates").WithTags("Main images");
        templates.MapGet("/", ListTemplatesAsync).WithName("listBriefTemplates").WithSummary("The workspace's brief templates, by name").Requires(HubAction.Read);
        templates.MapPost("/", KeepTemplateAsync).WithName("keepBriefTemplate").WithSummary("Keep a brief under a name; under one that is there already it takes the other's place").Requires(HubAction.EditBriefs);
        templates.MapDelete("/{id:guid}", DropTemplateAsync).WithName("dropBriefTemplate").WithSummary("Remove a brief template; briefs that began with it stay as they are").Requires(HubAction.EditBriefs);

        var images = api.MapGroup("/main-images").WithTags("Main images");
        images.MapPost("/", PlanAsync).WithName("planMainImage").WithSummary("Plan a main image for a product and scope").Requires(HubAction.EditBriefs);
        images.MapGet("/", ListImagesAsync).WithName("listMainImages").WithSummary("Main images, newest first").Requires(HubAction.Read);
        images.MapGet("/{id:guid}", GetImageAsync).WithName("getMainImage").WithSummary("One main image with its versions").Requires(HubAction.Read);
        images.MapGet("/{id:guid}/references", ReferencesAsync).WithName("listReferences").WithSummary("The competitors' pictures of the brief, measured as one's own is, in the brief's order").Requires(HubAction.Read);
        images.MapPost("/{id:guid}/references/measure", MeasureReferencesAsync).WithName("measureReferences").WithSummary("Fetch and measure the brief's competitors' pictures again").Requires(HubAction.EditBriefs);
        images.MapPatch("/{id:guid}", ReviseImageAsync).WithName("reviseMainImage").WithSummary("Change brief, owner or due date").Requires(HubAction.EditBriefs);
    }

    private static async Task<Created<ProductView>> AddProductAsync(ProductRequest request, EditProducts edit, HubDbContext db, HttpContext http)
    {
        var product = await edit.AddAsync(request, http.RequestAborted);
        http.GiveETag(db.Entry(product).Property<uint>("xmin").CurrentValue);
        return TypedResults.Created($"/api/v1/products/{product.Id}", ProductView.Of(product, await FamilySkuAsync(db, product.FamilyId, http.RequestAborted)));
    }

    private static async Task<Ok<Page<ProductView>>> ListProductsAsync([AsParameters] PageQuery page, string? query, HubDbContext db, CancellationToken cancellationToken)
    {
        var rows = await db.Products.AsNoTracking().Matching(query).Where(p => p.Id < page.Before).OrderByDescending(p => p.Id).Take(page.Take + 1)
            .Select(p => new { Product = p, Family = db.ProductFamilies.Where(f => f.Id == p.FamilyId).Select(f => f.Sku).FirstOrDefault() }).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut([.. rows.Select(r => ProductView.Of(r.Product, r.Family))], p => p.Id));
    }

    private static async Task<Ok<ProductView>> GetProductAsync(Guid id, HubDbContext db, HttpContext http)
    {
        var product = await db.ProductAsync(id, http.RequestAborted);
        http.GiveETag(db.Entry(product).Property<uint>("xmin").CurrentValue);
        return TypedResults.Ok(ProductView.Of(product, await FamilySkuAsync(db, product.FamilyId, http.RequestAborted)));
    }

    private static async Task<Ok<ProductView>> ReviseProductAsync(Guid id, ProductRequest request, EditProducts edit, HubDbContext db, HttpContext http)
    {
        var product = await db.ProductAsync(id, http.RequestAborted);
        http.RequireMatch(db.Entry(product).Property<uint>("xmin").CurrentValue);
        await edit.ReviseAsync(product, request, http.RequestAborted);
        http.GiveETag(db.Entry(product).Property<uint>("xmin").CurrentValue);
        return TypedResults.Ok(ProductView.Of(product, await FamilySkuAsync(db, product.FamilyId, http.RequestAborted)));
    }

    private static async Task<NoContent> RemoveProductAsync(Guid id, EditProducts edit, HubDbContext db, CancellationToken cancellationToken)
    {
        await edit.RemoveAsync(await db.ProductAsync(id, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ResolvedView>> ResolveAsync(Guid id, string? marketplace, string? site, Guid? storeId, HubDbContext db, CancellationToken cancellationToken)
    {
        await db.ProductAsync(id, cancellationToken);
        var images = await db.MainImages.AsNoTracking().Where(i => i.ProductId == id && i.Slot == MainImage.MainSlot && i.RetiredAt == null).ToListAsync(cancellationToken);
        var store = storeId is { } s ? await db.Stores.AsNoTracking().SingleOrDefaultAsync(x => x.Id == s, cancellationToken) ?? throw HttpProblems.NotFound.Because() : null;
        var asked = store is not null ? ScopeKind.Store : site is not null ? ScopeKind.Site : marketplace is not null ? ScopeKind.Marketplace : ScopeKind.Product;
        var resolved = Scope.Resolve(images, store?.Marketplace ?? marketplace ?? "", store?.Site ?? site ?? "", store?.Id ?? Guid.Empty);
        var scope = resolved is null ? null : ScopeView.Of(resolved.Scope);
        return TypedResults.Ok(new ResolvedView(resolved?.Id, scope, scope is { } found && found.Kind != asked ? found : null));
    }

    /// <summary>So few are kept that all of them are one page.</summary>
    private static async Task<Ok<Page<BriefTemplateView>>> ListTemplatesAsync(BriefTemplates templates, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<BriefTemplateView>([.. (await templates.ListAsync(cancellationToken)).Select(BriefTemplateView.Of)], null));

    private static async Task<Ok<BriefTemplateView>> KeepTemplateAsync(BriefTemplateRequest request, BriefTemplates templates, CancellationToken cancellationToken) =>
        TypedResults.Ok(BriefTemplateView.Of(await templates.KeepAsync(request.Name, request.Brief, cancellationToken)));

    private static async Task<NoContent> DropTemplateAsync(Guid id, BriefTemplates templates, CancellationToken cancellationToken)
    {
        await templates.DropAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Created<MainImageView>> PlanAsync(PlanImageRequest request, PlanMainImage plan, HubDbContext db, HttpContext http)
    {
        var image = await plan.PlanAsync(request, http.RequestAborted);
        return TypedResults.Created($"/api/v1/main-images/{image.Id}", await ViewAsync(db, image, http));
    }

    private static async Task<Ok<Page<MainImageLine>>> ListImagesAsync(
        [AsParameters] PageQuery page, string? stage, string? marketplace, string? site, string? owner, bool? overdue, string? query,
        HubDbContext db, CurrentMember me, TimeProvider clock, CancellationToken cancellationToken)
    {
        var images = db.MainImages.AsNoTracking();
        if (!string.IsNullOrEmpty(stage))
        {
            var wanted = Array.IndexOf(StageWords, stage) is >= 0 and var index ? (LifecycleStage)index : throw PlanProblems.FilterInvalid.Because("stage", string.Join(", ", StageWords));
            images = images.Where(i => i.Stage == wanted);
        }

        images = string.IsNullOrEmpty(marketplace) ? images : images.Where(i => i.Scope.Marketplace == marketplace);
        images = string.IsNullOrEmpty(site) ? images : images.Where(i => i.Scope.Site == site);
        if (!string.IsNullOrEmpty(owner))
        {
            var ownerId = owner == "me" ? me.Id : Guid.TryParse(owner, out var id) ? id : throw PlanProblems.FilterInvalid.Because("owner", "me, id");
            images = images.Where(i => i.OwnerId == ownerId);
        }

        if (overdue is { } late)
        {
            // What is live or retired has met its date, or has outlived it.
            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), me.TimeZone).DateTime);
            images = images.Where(i => (i.DueOn < today && i.LiveVersionId == null && i.RetirementRequestedAt == null) == late);
        }

        var rows = images.Join(db.Products, i => i.ProductId, p => p.Id, (i, p) => new { Image = i, Product = p });
        if (!string.IsNullOrWhiteSpace(query))
        {
            var pattern = PlanQueries.Pattern(query);
            rows = rows.Where(r => EF.Functions.ILike(r.Product.Sku, pattern, "\\") || EF.Functions.ILike(r.Product.Title, pattern, "\\"));
        }

        var found = await rows.Where(r => r.Image.Id < page.Before).OrderByDescending(r => r.Image.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut([.. found.Select(r => r.Image.Line(r.Product))], i => i.Id));
    }

    private static async Task<Ok<MainImageView>> GetImageAsync(Guid id, HubDbContext db, HttpContext http) =>
        TypedResults.Ok(await ViewAsync(db, await db.MainImageAsync(id, http.RequestAborted), http));

    private static async Task<Ok<ReferenceTable>> ReferencesAsync(Guid id, ReferencePictures references, HubDbContext db, CancellationToken cancellationToken) =>
        TypedResults.Ok(await references.ReadAsync(await db.MainImageAsync(id, cancellationToken), cancellationToken));

    private static async Task<Accepted> MeasureReferencesAsync(Guid id, ReferencePictures references, HubDbContext db, CancellationToken cancellationToken)
    {
        await references.MeasureAgainAsync(await db.MainImageAsync(id, cancellationToken), cancellationToken);
        return TypedResults.Accepted($"/api/v1/main-images/{id}/references");
    }

    private static async Task<Ok<MainImageView>> ReviseImageAsync(Guid id, [FromBody] ReviseImageRequest request, PlanMainImage plan, HubDbContext db, HttpContext http)
    {
        var image = await db.MainImageAsync(id, http.RequestAborted);
        http.RequireMatch(db.Entry(image).Property<uint>("xmin").CurrentValue);
        var owner = request.OwnerId.ValueKind switch
        {
            JsonValueKind.Undefined => image.OwnerId,
            JsonValueKind.Null => null,
            JsonValueKind.String when request.OwnerId.TryGetGuid(out var given) => given,
            _ => throw HttpProblems.Invalid.Because("ownerId"),
        };
        var due = request.DueOn.ValueKind switch
        {
            JsonValueKind.Undefined => image.DueOn,
            JsonValueKind.Null => null,
            JsonValueKind.String when DateOnly.TryParseExact(request.DueOn.GetString(), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var given) => (DateOnly?)given,
            _ => throw HttpProblems.Invalid.Because("dueOn, yyyy-MM-dd"),
        };
        await plan.ReviseAsync(image, request.Brief, assigns: true, owner, due, http.RequestAborted);
        return TypedResults.Ok(await ViewAsync(db, image, http));
    }

    private static async Task<MainImageView> ViewAsync(HubDbContext db, MainImage image, HttpContext http)
    {
        http.GiveETag(db.Entry(image).Property<uint>("xmin").CurrentValue);
        var product = await db.Products.AsNoTracking().Where(p => p.Id == image.ProductId).Select(p => new ProductOfImage(p.Id, p.Sku, p.Title)).SingleAsync(http.RequestAborted);
        var versions = await db.Versions.AsNoTracking().Where(v => v.MainImageId == image.Id).OrderByDescending(v => v.Number)
            .Select(v => new VersionLine(v.Id, v.Number, v.Status, v.Decision, v.FileName, v.AssetId, v.SubmittedByName, v.SubmittedAt)).ToListAsync(http.RequestAborted);
        return new MainImageView(
            image.Id, image.Stage, image.Live(), image.Work(), product, ScopeView.Of(image.Scope), image.Slot, image.Brief, BriefCompleteness.Look(image.Brief, image.OwnerId is not null, image.DueOn is not null), image.OwnerId, image.DueOn,
            image.ExperimentId, image.RetirementRequestedAt, image.RetiredAt, versions, image.CreatedAt, image.UpdatedAt);
    }

    private static Task<string?> FamilySkuAsync(HubDbContext db, Guid? familyId, CancellationToken cancellationToken) =>
        db.ProductFamilies.Where(f => f.Id == familyId).Select(f => f.Sku).FirstOrDefaultAsync(cancellationToken);
}
