using System.Globalization;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Ebay;

/// <summary>eBay through its Inventory API, Media API and the traffic report of its Analytics API.</summary>
internal sealed class EbayConnector(EbayClient client, EbayListings listings, EbayPictures pictures, EbayFigures figures, TimeProvider time) : IMarketplaceConnector
{
    public const string Code = "ebay";
    public const string Seller = "seller";
    public const string ClientId = "clientId";
    public const string ClientSecret = "clientSecret";
    public const string RefreshToken = "refreshToken";

    public static IReadOnlyList<CredentialField> CredentialFields { get; } =
    [
        new(Seller, IsSecret: false, IsRequired: true, new("Seller's user name", "卖家用户名"), new("Your eBay user name. eBay goes by the refresh token; this tells your stores apart here.", "您的 eBay 用户名。eBay 以刷新令牌识别账号；此项仅用于在这里区分各店铺。")) { NamesAccount = true },
        new(ClientId, IsSecret: false, IsRequired: true, new("App ID (client ID)", "App ID（客户端 ID）"), new("developer.ebay.com > Application Keys > Production.", "developer.ebay.com > Application Keys > Production。")),
        new(ClientSecret, IsSecret: true, IsRequired: true, new("Cert ID (client secret)", "Cert ID（客户端密钥）"), new("Beside the App ID.", "位于 App ID 旁。")),
        new(RefreshToken, IsSecret: true, IsRequired: true, new("Refresh token", "刷新令牌"), new("Given when the seller consents to the app, with the scopes sell.inventory and, for figures, sell.analytics.readonly; begins with v^1.1#.", "卖家授权应用时获得，需包含 sell.inventory 权限；如需数据还要 sell.analytics.readonly。以 v^1.1# 开头。")),
    ];

    public string Marketplace => Code;

    public MarketplaceCapabilities Capabilities { get; } = new()
    {
        Name = new(EbayErrors.Name, EbayErrors.Name),

        // The pictures are the inventory item's, and every offer of it follows (createOrReplaceInventoryItem, official file).
        PerSitePicture = PerSitePicture.No,
        Delivery = [PictureDelivery.PullUrl],
        CanReplace = true,
        CanRemove = true,
        NextMovesUp = true,
        Slots = [PictureSlots.Main],

        // The item changes at once, and its listings with it; how soon search shows it eBay does not tell.
        Propagation = new(Usual: TimeSpan.FromMinutes(2), Longest: TimeSpan.FromHours(24), WashOut: TimeSpan.FromHours(6)),
        Figures = EbayFigures.Sources,
        Rates = EbayOperation.All.ToDictionary(operation => operation.Name, operation => operation.Rate, StringComparer.Ordinal),
        Sites = EbaySites.All,
        Credentials = CredentialFields,
    };

    public async Task<StoreCheck> VerifyAsync(StoreConnection store, CancellationToken cancellationToken = default)
    {
        if (!EbayStore.TryOpen(store, out var ebay, out var problem))
        {
            return new(Ok: false, problem.Message, problem);
        }

        var reply = await client.GetAsync(ebay, EbayOperation.GetItems, EbayListings.PagePath(page: 0, size: 1), EbayJson.Default.EbayItemPage, cancellationToken);
        if (reply.Failure is { } failure)
        {
            var why = failure.Problem.Code == ProblemCodes.NotFound ? failure.Problem with { Message = Calls.ProblemTexts.NoStore(EbayErrors.Name) } : failure.Problem;
            return new(Ok: false, why.Message, why);
        }

        var count = (reply.Value!.Total ?? 0).ToString(CultureInfo.InvariantCulture);
        var signedIn = new LocalText($"Signed in to {store.Site}; {count} inventory items.", $"已连接 {store.Site}，共 {count} 个库存商品（inventory item）。");

        // Pictures go up without it, so it is told and no more.
        return new(Ok: true, !EbaySites.HasTraffic(ebay.Site) || await client.LacksAsync(ebay, EbayScopes.Analytics, cancellationToken) is not { Problem.Code: ProblemCodes.Forbidden }
            ? signedIn
            : new($"{signedIn.En} For figures the seller must also consent to sell.analytics.readonly.", $"{signedIn.Zh}如需读取数据，卖家还须授权 sell.analytics.readonly。"));
    }

    public async Task<MarketplaceAnswer<ListingPage>> ReadListingsAsync(
        StoreConnection store, string? cursor = null, IReadOnlyList<string>? skus = null, CancellationToken cancellationToken = default)
    {
        if (!EbayStore.TryOpen(store, out var ebay, out var problem))
        {
            return new(null, problem);
        }

        if (Receipts.Read(cursor, new(Page: 0, Asked: 0), EbayJson.Default.EbayListingCursor) is not { Page: >= 0, Asked: >= 0 } at)
        {
            return new(null, EbayErrors.Own(ProblemCodes.Refused, "The cursor is not one this connector gave."));
        }

        return skus is null ? await listings.ReadPageAsync(ebay, at, cancellationToken) : await listings.ReadNamedAsync(ebay, skus, at, cancellationToken);
    }

    public async Task<MarketplaceAnswer<LiveListing>> ReadListingAsync(StoreConnection store, ListingKey listing, CancellationToken cancellationToken = default)
    {
        if (!EbayStore.TryOpen(store, out var ebay, out var problem))
        {
            return new(null, problem);
        }

        var item = await listings.ReadItemAsync(ebay, listing.Sku, cancellationToken);
        if (item.Failure is { } failure)
        {
            return new(null, failure.Problem);
        }

        // Without its offer nobody knows whether shoppers see it.
        var (offer, unread) = await listings.ReadOfferAsync(ebay, listing.Sku, cancellationToken);
        if (unread is not null)
        {
            return new(null, unread);
        }

        var read = EbayListings.Read(item.Value!, offer) with { Sku = listing.Sku };
        return new(
            new LiveListing
            {
                Listing = read with { ExternalId = read.ExternalId ?? listing.ExternalId },
                Shown = EbayListings.Shown(item.Value!, offer),
                IsSuppressed = read.IsSuppressed,
                ReadAt = time.GetUtcNow(),
            },
            Problem: null);
    }

    public async Task<PushOutcome> PushMainImageAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default)
    {
        var refusal = PushChecks.Refusal(EbayErrors.Name, push, "; its item specifics say what a product is and are left alone");
        return refusal is not null ? PushOutcome.From(EbayErrors.Own(ProblemCodes.Refused, refusal), mayHaveTakenEffect: false)
            : EbayStore.TryOpen(store, out var ebay, out var problem) ? await pictures.PutFirstAsync(ebay, push, cancellationToken)
            : PushOutcome.From(problem, mayHaveTakenEffect: false);
    }

    public async Task<PushOutcome> RemoveMainImageAsync(StoreConnection store, PictureRemoval removal, CancellationToken cancellationToken = default) =>
        PushChecks.Refusal(EbayErrors.Name, removal) is { } refusal ? PushOutcome.From(EbayErrors.Own(ProblemCodes.Refused, refusal), mayHaveTakenEffect: false)
        : EbayStore.TryOpen(store, out var ebay, out var problem) ? await pictures.RemoveFirstAsync(ebay, removal, cancellationToken)
        : PushOutcome.From(problem, mayHaveTakenEffect: false);

    public async Task<PushSighting> FindPushAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default) =>
        EbayStore.TryOpen(store, out var ebay, out var problem) ? await pictures.FindAsync(ebay, push, cancellationToken) : new(PushTrace.Unknown, StoredLocation: null, problem);

    public async Task<FigureProgress> ReadFiguresAsync(StoreConnection store, FigureRequest request, CancellationToken cancellationToken = default) =>
        EbayStore.TryOpen(store, out var ebay, out var problem) ? await figures.StepAsync(ebay, request, cancellationToken) : new FigureProgress { Problem = problem };
}
