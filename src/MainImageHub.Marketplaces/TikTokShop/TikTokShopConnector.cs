using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>A TikTok Shop through the Partner API.</summary>
internal sealed class TikTokShopConnector(TikTokShopClient client, TikTokShopAuth auth, TikTokShopGallery gallery, TikTokShopFigures figures, TimeProvider time) : IMarketplaceConnector
{
    public const string Code = "tiktokshop";
    public const string AppKey = "appKey";
    public const string AppSecret = "appSecret";
    public const string RefreshToken = "refreshToken";
    public const string ShopCode = "shopCode";

    // Each product of a page is read in full for its pictures.
    private const int PageSize = 20;

    // The most that one search takes.
    private const int NamedAtOnce = 10;
    private const int FoundAtMost = 50;

    private const string ReadScope = "seller.product.basic";

    // What more is needed to push, and for figures.
    private static readonly string[] FurtherScopes = ["seller.product.write", "data.shop_analytics.public.read"];

    public static IReadOnlyList<CredentialField> CredentialFields { get; } =
    [
        new(AppKey, IsSecret: false, IsRequired: true, new("App key", "应用 Key（App key）"), new("TikTok Shop Partner Center > App & Service > your app. It needs the scopes for authorised shops, products (basic and write) and shop analytics.", "TikTok Shop Partner Center > App & Service > 您的应用。应用须获得授权店铺、商品（读取与编辑）和店铺数据分析的权限。")) { NamesAccount = true },
        new(AppSecret, IsSecret: true, IsRequired: true, new("App secret", "应用密钥（App secret）"), new("Beside the app key.", "位于 App key 旁。")),
        new(RefreshToken, IsSecret: true, IsRequired: true, new("Refresh token", "刷新令牌（Refresh token）"), new("Given when the seller authorises the app. Where TikTok Shop renews it, the new one is kept by itself.", "卖家授权应用时获得。TikTok Shop 更新令牌后，系统会自动保存新令牌。")),
        new(ShopCode, IsSecret: false, IsRequired: false, new("Shop code", "店铺代码"), new("Only where several shops of one country authorised the app: Seller Center > Settings.", "仅当同一国家有多个店铺授权该应用时需要：卖家中心 > 设置。")),
    ];

    public string Marketplace => Code;

    public MarketplaceCapabilities Capabilities { get; } = new()
    {
        Name = new(TikTokShopErrors.Name, TikTokShopErrors.Name),
        PerSitePicture = PerSitePicture.Yes,
        Delivery = [PictureDelivery.Bytes],
        CanReplace = true,
        CanRemove = true,
        NextMovesUp = true,
        Slots = [PictureSlots.Main],

        // An edit is reviewed first. How long that takes TikTok does not tell: a day at most is usual by what sellers say, some take longer.
        Propagation = new(Usual: TimeSpan.FromHours(4), Longest: TimeSpan.FromDays(3), WashOut: TimeSpan.FromHours(1)),
        Figures = [TikTokShopFigures.Source],
        Rates = TikTokShopOperation.All.ToDictionary(operation => operation.Name, _ => TikTokShopOperation.Rate, StringComparer.Ordinal),
        Sites = TikTokShopSites.All,
        Credentials = CredentialFields,
    };

    public async Task<StoreCheck> VerifyAsync(StoreConnection store, CancellationToken cancellationToken = default)
    {
        if (!TikTokShopStore.TryOpen(store, out var opened, out var problem))
        {
            return new(Ok: false, problem.Message, problem);
        }

        var (shop, unknown) = await client.ShopAsync(opened, cancellationToken);
        if (shop is null)
        {
            return new(Ok: false, unknown!.Problem.Message, unknown.Problem);
        }

        var scopes = auth.ScopesOf(opened);
        if (scopes?.Contains(ReadScope) == false)
        {
            var missing = TikTokShopErrors.Own(ProblemCodes.Forbidden, $"Missing: {ReadScope}.");
            return new(Ok: false, missing.Message, missing);
        }

        var reply = await SearchAsync(opened, page: null, size: 1, skus: null, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return new(Ok: false, failure.Problem.Message, failure.Problem);
        }

        var count = (reply.Value!.TotalCount ?? 0).ToString(CultureInfo.InvariantCulture);
        var lacking = string.Join(", ", FurtherScopes.Where(scope => scopes?.Contains(scope) == false));
        return new(Ok: true, lacking.Length == 0
            ? new($"Signed in to {shop.Name} ({shop.Code}, {shop.Region}); {count} products.", $"已连接 {shop.Name}（{shop.Code}，{shop.Region}），共 {count} 个商品。")
            : new($"Signed in to {shop.Name} ({shop.Code}, {shop.Region}); {count} products. To push pictures and read figures the app also needs: {lacking}.", $"已连接 {shop.Name}（{shop.Code}，{shop.Region}），共 {count} 个商品。如需推送图片和读取数据，应用还需要授权：{lacking}。"));
    }

    public async Task<MarketplaceAnswer<ListingPage>> ReadListingsAsync(
        StoreConnection store, string? cursor = null, IReadOnlyList<string>? skus = null, CancellationToken cancellationToken = default)
    {
        if (!TikTokShopStore.TryOpen(store, out var shop, out var problem))
        {
            return new(null, problem);
        }

        if (Receipts.Read(cursor, new(Page: null, Asked: 0), TikTokShopJson.Default.TikTokShopListingCursor) is not { Asked: >= 0 } at)
        {
            return new(null, TikTokShopErrors.Own(ProblemCodes.Refused, "The cursor is not one this connector gave."));
        }

        return skus is null ? await ReadAllAsync(shop, at, cancellationToken) : await ReadNamedAsync(shop, skus, at, cancellationToken);
    }

    public async Task<MarketplaceAnswer<LiveListing>> ReadListingAsync(StoreConnection store, ListingKey listing, CancellationToken cancellationToken = default)
    {
        if (!TryOpen(store, listing, out var shop, out var problem))
        {
            return new(null, problem);
        }

        var (product, failure) = await gallery.ReadVersionsAsync(shop, listing.ExternalId, cancellationToken);
        return product is null
            ? new(null, failure!.Problem)
            : new(
                new LiveListing
                {
                    Listing = TikTokShopListings.Read(product.Live, product.Latest, listing.Sku),
                    Shown = TikTokShopListings.Shown(product.Live),
                    IsSuppressed = TikTokShopListings.IsSuppressed(product.Live),
                    ReadAt = time.GetUtcNow(),
                },
                Problem: null);
    }

    public async Task<PushOutcome> PushMainImageAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default)
    {
        var refusal = PushChecks.Refusal(TikTokShopErrors.Name, push);
        return refusal is not null ? PushOutcome.From(TikTokShopErrors.Own(ProblemCodes.Refused, refusal), mayHaveTakenEffect: false)
            : TryOpen(store, push.Listing, out var shop, out var problem) ? await gallery.PutFirstAsync(shop, push.Listing.ExternalId, push, cancellationToken)
            : PushOutcome.From(problem, mayHaveTakenEffect: false);
    }

    public async Task<PushOutcome> RemoveMainImageAsync(StoreConnection store, PictureRemoval removal, CancellationToken cancellationToken = default) =>
        PushChecks.Refusal(TikTokShopErrors.Name, removal) is { } refusal ? PushOutcome.From(TikTokShopErrors.Own(ProblemCodes.Refused, refusal), mayHaveTakenEffect: false)
        : TryOpen(store, removal.Listing, out var shop, out var problem) ? await gallery.RemoveFirstAsync(shop, removal.Listing.ExternalId, removal.Begun, cancellationToken)
        : PushOutcome.From(problem, mayHaveTakenEffect: false);

    public async Task<PushSighting> FindPushAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default) =>
        TryOpen(store, push.Listing, out var shop, out var problem)
            ? await gallery.FindAsync(shop, push.Listing.ExternalId, push, cancellationToken)
            : new(PushTrace.Unknown, StoredLocation: null, problem);

    public async Task<FigureProgress> ReadFiguresAsync(StoreConnection store, FigureRequest request, CancellationToken cancellationToken = default) =>
        TikTokShopStore.TryOpen(store, out var shop, out var problem) ? await figures.StepAsync(shop, request, cancellationToken) : new() { Problem = problem };

    private async Task<MarketplaceAnswer<ListingPage>> ReadAllAsync(TikTokShopStore shop, TikTokShopListingCursor at, CancellationToken cancellationToken)
    {
        var reply = await SearchAsync(shop, at.Page, PageSize, skus: null, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return new(null, failure.Problem);
        }

        List<RemoteListing> items = [];
        foreach (var product in (reply.Value!.Products ?? []).Where(product => !TikTokShopListings.IsGone(product)))
        {
            var (listing, unread) = await ReadFullAsync(shop, product, askedSku: null, cancellationToken);
            if (unread is not null)
            {
                return new(null, unread);
            }

            items.Add(listing!);
        }

        var next = reply.Value is { NextPageToken: { Length: > 0 } token, Products.Count: > 0 } ? at with { Page = token } : null;
        return new(new ListingPage(items, Text(next), reply.Value.TotalCount, Missing: []), Problem: null);
    }

    private async Task<MarketplaceAnswer<ListingPage>> ReadNamedAsync(TikTokShopStore shop, IReadOnlyList<string> skus, TikTokShopListingCursor at, CancellationToken cancellationToken)
    {
        var asked = skus.Skip(at.Asked).Take(NamedAtOnce).ToList();
        IReadOnlyList<TikTokShopProduct> found = [];
        if (asked.Count > 0)
        {
            var reply = await SearchAsync(shop, page: null, FoundAtMost, asked, cancellationToken);
            if (reply.Failure is { } failure)
            {
                return new(null, failure.Problem);
            }

            found = [.. (reply.Value!.Products ?? []).Where(product => !TikTokShopListings.IsGone(product))];
        }

        List<RemoteListing> items = [];
        List<string> missing = [];
        foreach (var sku in asked)
        {
            // A product without a seller SKU goes by its number here, which no search finds.
            var (listing, unread) = found.FirstOrDefault(product => TikTokShopListings.Answers(product, sku)) is { } named ? await ReadFullAsync(shop, named, sku, cancellationToken)
                : TikTokShopListings.IsProductId(sku) ? await ReadNumberedAsync(shop, sku, cancellationToken)
                : (null, null);
            if (unread is not null)
            {
                return new(null, unread);
            }

            if (listing is null)
            {
                missing.Add(sku);
            }
            else
            {
                items.Add(listing);
            }
        }

        var done = at.Asked + asked.Count;
        return new(new ListingPage(items, done < skus.Count ? Text(at with { Asked = done }) : null, skus.Count, missing), Problem: null);
    }

    /// <summary>With its pictures, which a search does not give.</summary>
    private async Task<(RemoteListing? Listing, MarketplaceProblem? Problem)> ReadFullAsync(TikTokShopStore shop, TikTokShopProduct product, string? askedSku, CancellationToken cancellationToken)
    {
        if (!TikTokShopListings.IsReadable(product))
        {
            return (TikTokShopListings.Read(product, product, askedSku), null);
        }

        var reply = await ReadOneAsync(shop, product.Id!, cancellationToken);
        return reply.Failure is not { Problem: { } problem } ? (TikTokShopListings.Read(reply.Value!, reply.Value!, askedSku ?? TikTokShopListings.SkuOf(product)), null)
            : problem.Code == ProblemCodes.NotFound ? (TikTokShopListings.Read(product, product, askedSku), null)
            : (null, problem);
    }

    private async Task<(RemoteListing? Listing, MarketplaceProblem? Problem)> ReadNumberedAsync(TikTokShopStore shop, string number, CancellationToken cancellationToken)
    {
        var reply = await ReadOneAsync(shop, number, cancellationToken);
        return reply.Failure is { Problem: { } problem } ? (null, problem.Code == ProblemCodes.NotFound ? null : problem)
            : (TikTokShopListings.SkuOf(reply.Value!) == number ? TikTokShopListings.Read(reply.Value!, reply.Value!) : null, null);
    }

    private Task<CallReply<TikTokShopProduct>> ReadOneAsync(TikTokShopStore shop, string productId, CancellationToken cancellationToken) =>
        client.SendAsync(shop, TikTokShopOperation.Product, productId, new Dictionary<string, string>(), TikTokShopJson.Default.TikTokShopProduct, cancellationToken);

    private Task<CallReply<TikTokShopSearchData>> SearchAsync(TikTokShopStore shop, string? page, int size, IReadOnlyList<string>? skus, CancellationToken cancellationToken)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal) { ["page_size"] = size.ToString(CultureInfo.InvariantCulture) };
        if (page is not null)
        {
            query["page_token"] = page;
        }

        return client.SendAsync(shop, TikTokShopOperation.Search, productId: null, query, new TikTokShopSearch("ALL", skus), TikTokShopJson.Default.TikTokShopSearch, TikTokShopJson.Default.TikTokShopSearchData, cancellationToken);
    }

    private static bool TryOpen(StoreConnection connection, ListingKey listing, [NotNullWhen(true)] out TikTokShopStore? shop, [NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        if (!TikTokShopStore.TryOpen(connection, out shop, out problem))
        {
            return false;
        }

        problem = TikTokShopListings.IsProductId(listing.ExternalId) ? null : TikTokShopErrors.Own(ProblemCodes.NotFound, $"'{listing.ExternalId}' is not the number of a product, such as 1729592969712207008.");
        return problem is null;
    }

    private static string? Text(TikTokShopListingCursor? at) => at is null ? null : Receipts.Write(at, TikTokShopJson.Default.TikTokShopListingCursor);
}
