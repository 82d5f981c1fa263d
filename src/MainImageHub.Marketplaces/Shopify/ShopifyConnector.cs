using System.Globalization;
using System.Text.Json.Nodes;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopify;

/// <summary>A Shopify shop through its Admin API (GraphQL).</summary>
internal sealed class ShopifyConnector(ShopifyClient client, ShopifyGallery gallery, TimeProvider time) : IMarketplaceConnector
{
    public const string Code = "shopify";
    public const string ShopName = "shop";
    public const string ClientId = "clientId";
    public const string ClientSecret = "clientSecret";

    private const int PageSize = 25;

    // One search asks for so many SKUs; each may be that of several variants.
    private const int NamedAtOnce = 10;
    private const int FoundAtMost = 30;

    private static readonly string[] Reading = ["read_products", "write_products"];

    // What pushing needs; each name with those that include it.
    private static readonly string[][] Pushing = [["write_products"], ["write_files", "write_images"]];

    public static IReadOnlyList<CredentialField> CredentialFields { get; } =
    [
        new(ShopName, IsSecret: false, IsRequired: true, new("Shop", "店铺域名"), new("The shop's own name, such as acme.myshopify.com: Shopify admin > Settings > Domains.", "店铺的 myshopify 域名，例如 acme.myshopify.com：Shopify 后台 > 设置 > 域名。")) { NamesAccount = true },
        new(ClientId, IsSecret: false, IsRequired: true, new("Client ID", "客户端 ID"), new("Dev Dashboard > your app > Settings. The app must belong to the shop's own organisation and be installed in it, with the scopes read_products, write_products and write_files.", "Dev Dashboard > 您的应用 > Settings。应用须与店铺属于同一组织并已安装，授权范围包括 read_products、write_products 和 write_files。")),
        new(ClientSecret, IsSecret: true, IsRequired: true, new("Client secret", "客户端密钥"), new("Beside the client ID.", "位于客户端 ID 旁。")),
    ];

    /// <summary>A shop is a site of its own: its currency, its days and its languages are its own affair.</summary>
    public static MarketplaceSite Site { get; } = new(new SiteCode(Code, "-"), Code, Region: "-", Currency: "XXX", TimeZone: "UTC", Language: "und", Host: "myshopify.com");

    public string Marketplace => Code;

    public MarketplaceCapabilities Capabilities { get; } = new()
    {
        Name = new(ShopifyErrors.Name, ShopifyErrors.Name),
        PerSitePicture = PerSitePicture.Yes,
        Delivery = [PictureDelivery.PullUrl],
        CanReplace = true,
        CanRemove = true,
        NextMovesUp = true,
        KeepsReplaced = true,
        Slots = [PictureSlots.Main],

        // Pictures are ready within seconds; shop pages are cached for minutes. Not told by Shopify.
        Propagation = new(Usual: TimeSpan.FromMinutes(2), Longest: TimeSpan.FromHours(6), WashOut: TimeSpan.FromHours(1)),

        // Nothing there counts what a shop's visitors saw by product: see README.md.
        Figures = [],
        Rates = new Dictionary<string, RateLimit>(StringComparer.Ordinal) { ["graphql"] = ShopifyClient.Rate },
        Sites = [Site],
        Credentials = CredentialFields,
    };

    public async Task<StoreCheck> VerifyAsync(StoreConnection store, CancellationToken cancellationToken = default)
    {
        if (!ShopifyStore.TryOpen(store, out var shop, out var problem))
        {
            return new(Ok: false, problem.Message, problem);
        }

        var reply = await client.SendAsync(shop, ShopifyOperation.Shop, [], ShopifyJson.Default.ShopifyShopData, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return new(Ok: false, failure.Problem.Message, failure.Problem);
        }

        var scopes = (reply.Value!.CurrentAppInstallation?.AccessScopes ?? []).Select(scope => scope.Handle).ToHashSet(StringComparer.Ordinal);
        if (!Reading.Any(scopes.Contains))
        {
            var missing = ShopifyErrors.Own(ProblemCodes.Forbidden, $"Missing: {Reading[0]}.");
            return new(Ok: false, missing.Message, missing);
        }

        var name = reply.Value.Shop?.Name ?? shop.Shop;
        var count = (reply.Value.ProductsCount?.Count ?? 0).ToString(CultureInfo.InvariantCulture);
        var lacking = string.Join(", ", Pushing.Where(any => !any.Any(scopes.Contains)).Select(any => any[0]));
        return new(Ok: true, lacking.Length == 0
            ? new($"Signed in to {name} ({shop.Shop}); {count} products.", $"已连接 {name}（{shop.Shop}），共 {count} 个商品。")
            : new($"Signed in to {name} ({shop.Shop}); {count} products. To push pictures the app also needs: {lacking}.", $"已连接 {name}（{shop.Shop}），共 {count} 个商品。如需推送图片，应用还需要授权：{lacking}。"));
    }

    public async Task<MarketplaceAnswer<ListingPage>> ReadListingsAsync(
        StoreConnection store, string? cursor = null, IReadOnlyList<string>? skus = null, CancellationToken cancellationToken = default)
    {
        if (!ShopifyStore.TryOpen(store, out var shop, out var problem))
        {
            return new(null, problem);
        }

        if (Receipts.Read(cursor, new(After: null, Asked: 0), ShopifyJson.Default.ShopifyListingCursor) is not { Asked: >= 0 } at)
        {
            return new(null, ShopifyErrors.Own(ProblemCodes.Refused, "The cursor is not one this connector gave."));
        }

        return skus is null ? await ReadAllAsync(shop, at, cancellationToken) : await ReadNamedAsync(shop, skus, at, cancellationToken);
    }

    public async Task<MarketplaceAnswer<LiveListing>> ReadListingAsync(StoreConnection store, ListingKey listing, CancellationToken cancellationToken = default)
    {
        if (!TryOpen(store, listing, out var shop, out var productId, out var problem))
        {
            return new(null, problem);
        }

        var reply = await client.SendAsync(shop, ShopifyOperation.OneListing, new JsonObject { ["id"] = productId }, ShopifyJson.Default.ShopifyProductData, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return new(null, failure.Problem);
        }

        if (reply.Value!.Product is not { } product)
        {
            return new(null, ShopifyErrors.Own(ProblemCodes.NotFound, $"{productId} is no product of {shop.Shop}."));
        }

        return new(
            new LiveListing
            {
                Listing = ShopifyListings.Read(product, listing.Sku) with { Issues = ShopifyListings.Issues(product) },
                Shown = ShopifyListings.Shown(product),

                // A shop hides nothing on account of a picture.
                IsSuppressed = false,
                ReadAt = time.GetUtcNow(),
            },
            Problem: null);
    }

    public async Task<PushOutcome> PushMainImageAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default)
    {
        var refusal = PushChecks.Refusal(ShopifyErrors.Name, push, "; tags sort products into collections and are left alone");
        return refusal is not null ? PushOutcome.From(ShopifyErrors.Own(ProblemCodes.Refused, refusal), mayHaveTakenEffect: false)
            : TryOpen(store, push.Listing, out var shop, out var productId, out var problem) ? await gallery.PutFirstAsync(shop, productId, push, cancellationToken)
            : PushOutcome.From(problem, mayHaveTakenEffect: false);
    }

    public async Task<PushOutcome> RemoveMainImageAsync(StoreConnection store, PictureRemoval removal, CancellationToken cancellationToken = default) =>
        PushChecks.Refusal(ShopifyErrors.Name, removal) is { } refusal ? PushOutcome.From(ShopifyErrors.Own(ProblemCodes.Refused, refusal), mayHaveTakenEffect: false)
        : TryOpen(store, removal.Listing, out var shop, out var productId, out var problem) ? await gallery.RemoveFirstAsync(shop, productId, removal.Begun, cancellationToken)
        : PushOutcome.From(problem, mayHaveTakenEffect: false);

    public async Task<PushSighting> FindPushAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default) =>
        TryOpen(store, push.Listing, out var shop, out var productId, out var problem)
            ? await gallery.FindAsync(shop, productId, push, cancellationToken)
            : new(PushTrace.Unknown, StoredLocation: null, problem);

    public Task<FigureProgress> ReadFiguresAsync(StoreConnection store, FigureRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new FigureProgress { Problem = ShopifyErrors.Own(ProblemCodes.Refused, "Shopify gives no figures by product that say what shoppers saw.") });

    private async Task<MarketplaceAnswer<ListingPage>> ReadAllAsync(ShopifyStore shop, ShopifyListingCursor at, CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(
            shop, ShopifyOperation.Listings, new JsonObject { ["first"] = PageSize, ["after"] = at.After }, ShopifyJson.Default.ShopifyListingsData, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return new(null, failure.Problem);
        }

        var products = reply.Value!.Products;
        var next = products?.PageInfo is { HasNextPage: true, EndCursor: { } end } ? at with { After = end } : null;
        return new(
            new ListingPage(
                [.. (products?.Nodes ?? []).Where(product => !ShopifyListings.IsArchived(product)).Select(product => ShopifyListings.Read(product))],
                next is null ? null : Receipts.Write(next, ShopifyJson.Default.ShopifyListingCursor),
                reply.Value.ProductsCount?.Count,
                Missing: []),
            Problem: null);
    }

    private async Task<MarketplaceAnswer<ListingPage>> ReadNamedAsync(ShopifyStore shop, IReadOnlyList<string> skus, ShopifyListingCursor at, CancellationToken cancellationToken)
    {
        var asked = skus.Skip(at.Asked).Take(NamedAtOnce).ToList();
        IReadOnlyList<ShopifyVariant> found = [];
        if (asked.Count > 0)
        {
            var variables = new JsonObject { ["first"] = FoundAtMost, ["query"] = string.Join(" OR ", asked.Select(ShopifyListings.Search)) };
            var reply = await client.SendAsync(shop, ShopifyOperation.NamedListings, variables, ShopifyJson.Default.ShopifyNamedData, cancellationToken);
            if (reply.Failure is { } failure)
            {
                return new(null, failure.Problem);
            }

            found = reply.Value!.ProductVariants?.Nodes ?? [];
        }

        // The search is not exact (it may ignore case, say), so what it found is looked at once more.
        var items = asked.Select(sku => (sku, product: found.FirstOrDefault(variant => ShopifyListings.Answers(variant, sku))?.Product)).ToList();
        var done = at.Asked + asked.Count;
        return new(
            new ListingPage(
                [.. items.Where(item => item.product is not null).Select(item => ShopifyListings.Read(item.product!, item.sku))],
                done < skus.Count ? Receipts.Write(at with { Asked = done }, ShopifyJson.Default.ShopifyListingCursor) : null,
                skus.Count,
                [.. items.Where(item => item.product is null).Select(item => item.sku)]),
            Problem: null);
    }

    private static bool TryOpen(
        StoreConnection connection,
        ListingKey listing,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ShopifyStore? shop,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? productId,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        productId = ShopifyListings.ProductId(listing.ExternalId);
        if (!ShopifyStore.TryOpen(connection, out shop, out problem))
        {
            return false;
        }

        problem = productId is null ? ShopifyErrors.Own(ProblemCodes.NotFound, $"'{listing.ExternalId}' is not the id of a product, such as gid://shopify/Product/632910392.") : null;
        return problem is null;
    }
}
