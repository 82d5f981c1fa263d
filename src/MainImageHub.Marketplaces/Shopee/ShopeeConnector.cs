using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopee;

/// <summary>A shop on Shopee through the Open Platform v2.</summary>
internal sealed class ShopeeConnector(ShopeeClient client, ShopeeCatalogue catalogue, ShopeeGallery gallery, TimeProvider time) : IMarketplaceConnector
{
    public const string Code = "shopee";
    public const string PartnerId = "partnerId";
    public const string PartnerKey = "partnerKey";
    public const string ShopId = "shopId";
    public const string RefreshToken = "refreshToken";

    public static IReadOnlyList<CredentialField> CredentialFields { get; } =
    [
        new(PartnerId, IsSecret: false, IsRequired: true, new("Partner ID", "Partner ID"), new("Shopee Open Platform Console > App list > your app > Live Partner ID.", "Shopee 开放平台控制台 > App list > 您的应用 > Live Partner ID。")) { IsNumber = true },
        new(PartnerKey, IsSecret: true, IsRequired: true, new("Partner key", "Partner Key"), new("Beside the partner ID: Live API Partner Key.", "位于 Partner ID 旁：Live API Partner Key。")),
        new(ShopId, IsSecret: false, IsRequired: true, new("Shop ID", "店铺 ID（Shop ID）"), new("Stands as shop_id in the address that Shopee leads back to after the seller has authorised the app.", "卖家授权应用后，Shopee 跳转回来的网址中的 shop_id。")) { NamesAccount = true, IsNumber = true },
        new(RefreshToken, IsSecret: true, IsRequired: true, new("Refresh token", "刷新令牌（Refresh token）"), new("Given with the first access token. It is good once, so use it nowhere else; Shopee's next ones are kept by themselves.", "与首个访问令牌一同获得。刷新令牌只能使用一次，请勿在别处使用；之后的新令牌会自动保存。")),
    ];

    public string Marketplace => Code;

    public MarketplaceCapabilities Capabilities { get; } = new()
    {
        Name = new(ShopeeErrors.Name, "虾皮（Shopee）"),

        // A shop sells in one country, and its items are its own.
        PerSitePicture = PerSitePicture.Yes,
        Delivery = [PictureDelivery.Bytes],
        CanReplace = true,
        CanRemove = true,
        NextMovesUp = true,
        Slots = [PictureSlots.Main],

        // The item changes at once (apis.md 0, "mostly"); how long shoppers' pages are kept Shopee does not tell.
        Propagation = new(Usual: TimeSpan.FromMinutes(10), Longest: TimeSpan.FromHours(24), WashOut: TimeSpan.FromHours(2)),

        // Nothing there counts what shoppers saw of an item on a day: see README.md.
        Figures = [],
        Rates = ShopeeOperation.All.ToDictionary(operation => operation.Name, _ => ShopeeOperation.Rate, StringComparer.Ordinal),
        Sites = ShopeeSites.All,
        Credentials = CredentialFields,
    };

    public async Task<StoreCheck> VerifyAsync(StoreConnection store, CancellationToken cancellationToken = default)
    {
        if (!ShopeeStore.TryOpen(store, out var shopee, out var problem))
        {
            return new(Ok: false, problem.Message, problem);
        }

        var shop = await client.GetAsync(shopee, ShopeeOperation.Shop, [], ShopeeJson.Default.ShopeeShop, cancellationToken);
        if (shop.Failure is { } failure)
        {
            return new(Ok: false, failure.Problem.Message, failure.Problem);
        }

        if (shop.Value!.Region is { Length: > 0 } region && region != shopee.Site.ForeignId)
        {
            var elsewhere = ShopeeErrors.Own(ProblemCodes.Unauthorized, new LocalText(
                $"This shop sells in {region}, not in {shopee.Site.ForeignId}. Connect it with the site {region}.",
                $"该店铺的站点是 {region}，不是 {shopee.Site.ForeignId}。请以 {region} 站点连接。"));
            return new(Ok: false, elsewhere.Message, elsewhere);
        }

        var page = await catalogue.PageAsync(shopee, offset: 0, size: 1, cancellationToken);
        if (page.Failure is { } unread)
        {
            return new(Ok: false, unread.Problem.Message, unread.Problem);
        }

        var (name, count) = (shop.Value.ShopName ?? shopee.ShopId, (page.Value!.TotalCount ?? 0).ToString(CultureInfo.InvariantCulture));
        return new(Ok: true, shop.Value.Status is null or "NORMAL"
            ? new($"Signed in to {name} ({store.Site}); {count} items.", $"已连接 {name}（{store.Site}），共 {count} 个商品。")
            : new($"Signed in to {name} ({store.Site}); {count} items. Shopee has this shop as {shop.Value.Status}: pushes may be refused.", $"已连接 {name}（{store.Site}），共 {count} 个商品。该店铺在 Shopee 的状态为 {shop.Value.Status}，推送可能被拒绝。"));
    }

    public async Task<MarketplaceAnswer<ListingPage>> ReadListingsAsync(
        StoreConnection store, string? cursor = null, IReadOnlyList<string>? skus = null, CancellationToken cancellationToken = default)
    {
        if (!ShopeeStore.TryOpen(store, out var shopee, out var problem))
        {
            return new(null, problem);
        }

        if (Receipts.Read(cursor, new(Offset: 0, Asked: 0), ShopeeJson.Default.ShopeeListingCursor) is not { Offset: >= 0, Asked: >= 0 } at)
        {
            return new(null, ShopeeErrors.Own(ProblemCodes.Refused, "The cursor is not one this connector gave."));
        }

        return skus is null ? await catalogue.ReadAllAsync(shopee, at, cancellationToken) : await catalogue.ReadNamedAsync(shopee, skus, at, cancellationToken);
    }

    public async Task<MarketplaceAnswer<LiveListing>> ReadListingAsync(StoreConnection store, ListingKey listing, CancellationToken cancellationToken = default)
    {
        if (!TryOpen(store, listing, out var shopee, out var problem))
        {
            return new(null, problem);
        }

        var (item, failure) = await catalogue.ReadOneAsync(shopee, listing.ExternalId, cancellationToken);
        return item is null
            ? new(null, failure!.Problem)
            : new(
                new LiveListing
                {
                    Listing = ShopeeListings.Read(item, listing.Sku),
                    Shown = ShopeeListings.Shown(item.Item),
                    IsSuppressed = ShopeeListings.IsSuppressed(item.Item),
                    ReadAt = time.GetUtcNow(),
                },
                Problem: null);
    }

    public async Task<PushOutcome> PushMainImageAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default) =>
        PushChecks.Refusal(ShopeeErrors.Name, push) is { } refusal ? PushOutcome.From(ShopeeErrors.Own(ProblemCodes.Refused, refusal), mayHaveTakenEffect: false)
        : TryOpen(store, push.Listing, out var shopee, out var problem) ? await gallery.PutFirstAsync(shopee, push.Listing.ExternalId, push, cancellationToken)
        : PushOutcome.From(problem, mayHaveTakenEffect: false);

    public async Task<PushOutcome> RemoveMainImageAsync(StoreConnection store, PictureRemoval removal, CancellationToken cancellationToken = default) =>
        PushChecks.Refusal(ShopeeErrors.Name, removal) is { } refusal ? PushOutcome.From(ShopeeErrors.Own(ProblemCodes.Refused, refusal), mayHaveTakenEffect: false)
        : TryOpen(store, removal.Listing, out var shopee, out var problem) ? await gallery.RemoveFirstAsync(shopee, removal.Listing.ExternalId, removal.Begun, cancellationToken)
        : PushOutcome.From(problem, mayHaveTakenEffect: false);

    public async Task<PushSighting> FindPushAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default) =>
        TryOpen(store, push.Listing, out var shopee, out var problem)
            ? await gallery.FindAsync(shopee, push.Listing.ExternalId, push, cancellationToken)
            : new(PushTrace.Unknown, StoredLocation: null, problem);

    public Task<FigureProgress> ReadFiguresAsync(StoreConnection store, FigureRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new FigureProgress { Problem = ShopeeErrors.Own(ProblemCodes.Refused, "Shopee gives no figures of an item and a day that say what shoppers saw.") });

    private static bool TryOpen(StoreConnection connection, ListingKey listing, [NotNullWhen(true)] out ShopeeStore? shopee, [NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        if (!ShopeeStore.TryOpen(connection, out shopee, out problem))
        {
            return false;
        }

        problem = ShopeeListings.IsItemId(listing.ExternalId) ? null : ShopeeErrors.Own(ProblemCodes.NotFound, $"'{listing.ExternalId}' is not the number of an item, such as 2500139861.");
        return problem is null;
    }
}
