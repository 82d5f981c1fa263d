using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.AliExpress;

/// <summary>A seller's shop on AliExpress through the Open Platform.</summary>
internal sealed class AliExpressConnector(AliExpressCatalogue catalogue, AliExpressGallery gallery, TimeProvider time) : IMarketplaceConnector
{
    public const string Code = "aliexpress";
    public const string AppKey = "appKey";
    public const string AppSecret = "appSecret";
    public const string RefreshToken = "refreshToken";

    private static readonly LocalText UnderReview = new(
        "AliExpress is auditing the product and does not tell what shoppers see meanwhile. It is looked at again by itself.",
        "AliExpress 正在审核该商品，审核期间不提供买家看到的内容。系统会自动再次查看。");

    public static IReadOnlyList<CredentialField> CredentialFields { get; } =
    [
        new(AppKey, IsSecret: false, IsRequired: true, new("App key", "应用 Key（App Key）"), new("AliExpress Open Platform > App Console > your app. It needs the permissions for products and images.", "AliExpress 开放平台 > App Console > 您的应用。应用须获得商品和图片相关权限。")) { NamesAccount = true, IsNumber = true },
        new(AppSecret, IsSecret: true, IsRequired: true, new("App secret", "应用密钥（App Secret）"), new("Beside the app key.", "位于 App Key 旁。")),
        new(RefreshToken, IsSecret: true, IsRequired: true, new("Refresh token", "刷新令牌（Refresh token）"), new("Given with the first access token, when the seller authorises the app. What AliExpress gives in its place is kept by itself.", "卖家授权应用后，与首个访问令牌一同获得。之后的新令牌会自动保存。")),
    ];

    public string Marketplace => Code;

    public MarketplaceCapabilities Capabilities { get; } = new()
    {
        Name = new(AliExpressErrors.Name, "速卖通（AliExpress）"),

        // All countries are one site here.
        PerSitePicture = PerSitePicture.Yes,
        Delivery = [PictureDelivery.Bytes],
        CanReplace = true,
        CanRemove = true,
        NextMovesUp = true,
        Slots = [PictureSlots.Main],

        // How long an audit takes is not told.
        Propagation = new(Usual: TimeSpan.FromHours(6), Longest: TimeSpan.FromHours(48), WashOut: TimeSpan.FromHours(24)),

        // None by the API (apis.md 7 and 13): see README.md.
        Figures = [],
        Rates = AliExpressOperation.All.ToDictionary(operation => operation.Name, _ => AliExpressOperation.Rate, StringComparer.Ordinal),
        Sites = AliExpressSites.All,
        Credentials = CredentialFields,
    };

    public async Task<StoreCheck> VerifyAsync(StoreConnection store, CancellationToken cancellationToken = default)
    {
        if (!AliExpressStore.TryOpen(store, out var shop, out var problem))
        {
            return new(Ok: false, problem.Message, problem);
        }

        var page = await catalogue.CountAsync(shop, cancellationToken);
        if (page.Failure is { } failure)
        {
            return new(Ok: false, failure.Problem.Message, failure.Problem);
        }

        var count = (page.Value!.ProductCount ?? 0).ToString(CultureInfo.InvariantCulture);
        return new(Ok: true, new($"Signed in to AliExpress with app {shop.Account.Key}; {count} products on sale.", $"已通过应用 {shop.Account.Key} 连接速卖通，共 {count} 个在售商品。"));
    }

    public async Task<MarketplaceAnswer<ListingPage>> ReadListingsAsync(
        StoreConnection store, string? cursor = null, IReadOnlyList<string>? skus = null, CancellationToken cancellationToken = default)
    {
        if (!AliExpressStore.TryOpen(store, out var shop, out var problem))
        {
            return new(null, problem);
        }

        if (Receipts.Read(cursor, AliExpressCatalogue.Beginning, AliExpressJson.Default.AliExpressListingCursor) is not { Status: >= 0, Page: > 0, Asked: >= 0 } at || at.Status >= AliExpressListings.Statuses.Count)
        {
            return new(null, AliExpressErrors.Own(ProblemCodes.Refused, "The cursor is not one this connector gave."));
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
                    Listing = AliExpressListings.Read(product, listing.Sku),
                    Shown = AliExpressListings.Shown(product),
                    CatalogueProblem = AliExpressListings.IsUnderReview(product) ? AliExpressErrors.Own(ProblemCodes.Unavailable, UnderReview) with { MayPass = true } : null,
                    IsSuppressed = AliExpressListings.IsSuppressed(product),
                    ReadAt = time.GetUtcNow(),
                },
                Problem: null);
    }

    public async Task<PushOutcome> PushMainImageAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default) =>
        PushChecks.Refusal(AliExpressErrors.Name, push) is { } refusal ? PushOutcome.From(AliExpressErrors.Own(ProblemCodes.Refused, refusal), mayHaveTakenEffect: false)
        : TryOpen(store, push.Listing, out var shop, out var problem) ? await gallery.PutFirstAsync(shop, push.Listing.ExternalId, push, cancellationToken)
        : PushOutcome.From(problem, mayHaveTakenEffect: false);

    public async Task<PushOutcome> RemoveMainImageAsync(StoreConnection store, PictureRemoval removal, CancellationToken cancellationToken = default) =>
        PushChecks.Refusal(AliExpressErrors.Name, removal) is { } refusal ? PushOutcome.From(AliExpressErrors.Own(ProblemCodes.Refused, refusal), mayHaveTakenEffect: false)
        : TryOpen(store, removal.Listing, out var shop, out var problem) ? await gallery.RemoveFirstAsync(shop, removal.Listing.ExternalId, removal.Begun, cancellationToken)
        : PushOutcome.From(problem, mayHaveTakenEffect: false);

    public async Task<PushSighting> FindPushAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default) =>
        TryOpen(store, push.Listing, out var shop, out var problem)
            ? await gallery.FindAsync(shop, push.Listing.ExternalId, push, cancellationToken)
            : new(PushTrace.Unknown, StoredLocation: null, problem);

    public Task<FigureProgress> ReadFiguresAsync(StoreConnection store, FigureRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new FigureProgress { Problem = AliExpressErrors.Own(ProblemCodes.Refused, "AliExpress's API gives no figures of a product and a day. Export them from Seller Center and upload them as CSV.") });

    private static bool TryOpen(StoreConnection connection, ListingKey listing, [NotNullWhen(true)] out AliExpressStore? shop, [NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        if (!AliExpressStore.TryOpen(connection, out shop, out problem))
        {
            return false;
        }

        problem = AliExpressListings.IsProductId(listing.ExternalId) ? null : AliExpressErrors.Own(ProblemCodes.NotFound, $"'{listing.ExternalId}' is not the number of a product, such as 1005003033814656.");
        return problem is null;
    }
}
