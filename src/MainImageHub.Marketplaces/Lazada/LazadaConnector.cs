using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Lazada;

/// <summary>A shop on Lazada through the Open Platform.</summary>
internal sealed class LazadaConnector(LazadaClient client, LazadaAuth auth, LazadaCatalogue catalogue, LazadaGallery gallery, TimeProvider time) : IMarketplaceConnector
{
    public const string Code = "lazada";
    public const string AppKey = "appKey";
    public const string AppSecret = "appSecret";
    public const string RefreshToken = "refreshToken";

    private static readonly LocalText UnderReview = new(
        "Lazada is reviewing the item and does not tell what shoppers see meanwhile. It is looked at again by itself; a review takes a day as a rule, two at most.",
        "Lazada 正在审核该商品，审核期间不提供买家看到的内容。系统会自动再次查看；审核一般需要一天，最长两天。");

    public static IReadOnlyList<CredentialField> CredentialFields { get; } =
    [
        new(AppKey, IsSecret: false, IsRequired: true, new("App key", "应用 Key（App Key）"), new("Lazada Open Platform > App Console > your app > App Overview. It needs the product permissions.", "Lazada 开放平台 > App Console > 您的应用 > App Overview。应用须获得商品相关权限。")) { NamesAccount = true, IsNumber = true },
        new(AppSecret, IsSecret: true, IsRequired: true, new("App secret", "应用密钥（App Secret）"), new("Beside the app key.", "位于 App Key 旁。")),
        new(RefreshToken, IsSecret: true, IsRequired: true, new("Refresh token", "刷新令牌（Refresh token）"), new("Given with the first access token, when the seller authorises the app. What Lazada gives in its place is kept by itself.", "卖家授权应用后，与首个访问令牌一同获得。之后的新令牌会自动保存。")),
    ];

    public string Marketplace => Code;

    public MarketplaceCapabilities Capabilities { get; } = new()
    {
        Name = new(LazadaErrors.Name, "来赞达（Lazada）"),

        // An item belongs to one country.
        PerSitePicture = PerSitePicture.Yes,
        Delivery = [PictureDelivery.Bytes],
        CanReplace = true,

        // "Images field cannot delete the image, only replace the old one" (apis.md 6).
        CanRemove = false,
        Slots = [PictureSlots.Main],

        // A changed item is reviewed: within 24 hours by the reference, 2 to 48 by what sellers say (image-rules.md, Lazada).
        Propagation = new(Usual: TimeSpan.FromHours(6), Longest: TimeSpan.FromHours(48), WashOut: TimeSpan.FromHours(2)),

        // Nothing there counts what shoppers saw of an item on a day: see README.md.
        Figures = [],
        Rates = LazadaOperation.All.ToDictionary(operation => operation.Name, _ => LazadaOperation.Rate, StringComparer.Ordinal),
        Sites = LazadaSites.All,
        Credentials = CredentialFields,
    };

    public async Task<StoreCheck> VerifyAsync(StoreConnection store, CancellationToken cancellationToken = default)
    {
        if (!LazadaStore.TryOpen(store, out var shop, out var problem))
        {
            return new(Ok: false, problem.Message, problem);
        }

        var seller = await client.GetAsync(shop, LazadaOperation.Seller, [], LazadaJson.Default.LazadaSeller, cancellationToken);
        if (seller.Failure is { } failure)
        {
            return new(Ok: false, failure.Problem.Message, failure.Problem);
        }

        if (auth.CountriesOf(shop) is { } countries && !countries.Contains(shop.Site.ForeignId, StringComparer.OrdinalIgnoreCase))
        {
            var (list, here) = (string.Join(", ", countries).ToUpperInvariant(), shop.Site.Code.Site);
            var elsewhere = LazadaErrors.Own(ProblemCodes.Unauthorized, new LocalText(
                $"This seller authorised the app for {list}, not for {here}. Connect the store with one of those sites, or have the seller authorise the app for {here} too.",
                $"该卖家为应用授权的站点是 {list}，不包括 {here}。请以已授权的站点连接，或让卖家同时授权 {here} 站点。"));
            return new(Ok: false, elsewhere.Message, elsewhere);
        }

        var page = await catalogue.CountAsync(shop, cancellationToken);
        if (page.Failure is { } unread)
        {
            return new(Ok: false, unread.Problem.Message, unread.Problem);
        }

        var (name, count) = (seller.Value!.Name ?? seller.Value.ShortCode ?? shop.Account.Key, (page.Value!.TotalProducts ?? 0).ToString(CultureInfo.InvariantCulture));
        return new(Ok: true, seller.Value.Status is null or "ACTIVE"
            ? new($"Signed in to {name} ({store.Site}); {count} items.", $"已连接 {name}（{store.Site}），共 {count} 个商品。")
            : new($"Signed in to {name} ({store.Site}); {count} items. Lazada has this seller as {seller.Value.Status}: pushes may be refused.", $"已连接 {name}（{store.Site}），共 {count} 个商品。该卖家在 Lazada 的状态为 {seller.Value.Status}，推送可能被拒绝。"));
    }

    public async Task<MarketplaceAnswer<ListingPage>> ReadListingsAsync(
        StoreConnection store, string? cursor = null, IReadOnlyList<string>? skus = null, CancellationToken cancellationToken = default)
    {
        if (!LazadaStore.TryOpen(store, out var shop, out var problem))
        {
            return new(null, problem);
        }

        if (Receipts.Read(cursor, new(Offset: 0, Asked: 0), LazadaJson.Default.LazadaListingCursor) is not { Offset: >= 0, Asked: >= 0 } at)
        {
            return new(null, LazadaErrors.Own(ProblemCodes.Refused, "The cursor is not one this connector gave."));
        }

        return skus is null ? await catalogue.ReadAllAsync(shop, at, cancellationToken) : await catalogue.ReadNamedAsync(shop, skus, at, cancellationToken);
    }

    public async Task<MarketplaceAnswer<LiveListing>> ReadListingAsync(StoreConnection store, ListingKey listing, CancellationToken cancellationToken = default)
    {
        if (!TryOpen(store, listing, out var shop, out var problem))
        {
            return new(null, problem);
        }

        var (product, failure) = await catalogue.ReadOneAsync(shop, listing.ExternalId, cancellationToken);
        return product is null
            ? new(null, failure!.Problem)
            : new(
                new LiveListing
                {
                    Listing = LazadaListings.Read(product, listing.Sku),
                    Shown = LazadaListings.Shown(product),
                    CatalogueProblem = LazadaListings.IsUnderReview(product) ? LazadaErrors.Own(ProblemCodes.Unavailable, UnderReview) with { MayPass = true } : null,
                    IsSuppressed = LazadaListings.IsSuppressed(product),
                    ReadAt = time.GetUtcNow(),
                },
                Problem: null);
    }

    public async Task<PushOutcome> PushMainImageAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default) =>
        PushChecks.Refusal(LazadaErrors.Name, push) is { } refusal ? PushOutcome.From(LazadaErrors.Own(ProblemCodes.Refused, refusal), mayHaveTakenEffect: false)
        : TryOpen(store, push.Listing, out var shop, out var problem) ? await gallery.PutFirstAsync(shop, push.Listing.ExternalId, push, cancellationToken)
        : PushOutcome.From(problem, mayHaveTakenEffect: false);

    public Task<PushOutcome> RemoveMainImageAsync(StoreConnection store, PictureRemoval removal, CancellationToken cancellationToken = default) => Task.FromResult(PushOutcome.From(
        LazadaErrors.Own(ProblemCodes.Refused, PushChecks.Refusal(LazadaErrors.Name, removal) ?? "Lazada lets pictures be replaced and not removed. Push another picture, or deactivate the item."),
        mayHaveTakenEffect: false));

    public async Task<PushSighting> FindPushAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default) =>
        TryOpen(store, push.Listing, out var shop, out var problem)
            ? await gallery.FindAsync(shop, push.Listing.ExternalId, push, cancellationToken)
            : new(PushTrace.Unknown, StoredLocation: null, problem);

    public Task<FigureProgress> ReadFiguresAsync(StoreConnection store, FigureRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new FigureProgress { Problem = LazadaErrors.Own(ProblemCodes.Refused, "Lazada gives no figures of an item and a day that say what shoppers saw.") });

    private static bool TryOpen(StoreConnection connection, ListingKey listing, [NotNullWhen(true)] out LazadaStore? shop, [NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        if (!LazadaStore.TryOpen(connection, out shop, out problem))
        {
            return false;
        }

        problem = LazadaListings.IsItemId(listing.ExternalId) ? null : LazadaErrors.Own(ProblemCodes.NotFound, $"'{listing.ExternalId}' is not the number of an item, such as 2745308410.");
        return problem is null;
    }
}
