using System.Globalization;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Amazon;

/// <summary>Amazon through the Selling Partner API (Listings Items 2021-08-01, Catalog Items 2022-04-01, Reports 2021-06-30) and Amazon Ads v3.</summary>
internal sealed class AmazonConnector(AmazonClient client, AmazonFigures figures, TimeProvider time) : IMarketplaceConnector
{
    public const string ClientId = "clientId";
    public const string ClientSecret = "clientSecret";
    public const string RefreshToken = "refreshToken";
    public const string SellerId = "sellerId";
    public const string AdsClientId = "adsClientId";
    public const string AdsClientSecret = "adsClientSecret";
    public const string AdsRefreshToken = "adsRefreshToken";
    public const string AdsProfileId = "adsProfileId";

    // A page of a search, and how many one search can be paged through in all (searchListingsItems, official model).
    private const int PageSize = 20;
    private const int SearchWindow = 1_000;

    // Accepted by Amazon for any listing whose real type is not known (told by several public clients, not by Amazon).
    private const string AnyProductType = "PRODUCT";

    // Issues are kept for people of either language; English is the one Amazon always has.
    private const string Language = "en_US";

    public static IReadOnlyList<CredentialField> CredentialFields { get; } =
    [
        new(ClientId, IsSecret: false, IsRequired: true, new("Client ID (LWA)", "客户端 ID（LWA）"), new("Seller Central > Apps and Services > Develop Apps > View of your app.", "卖家平台 > 应用和服务 > 开发应用 > 查看应用。")),
        new(ClientSecret, IsSecret: true, IsRequired: true, new("Client secret (LWA)", "客户端密钥（LWA）"), new("Beside the client ID. It expires after 180 days.", "位于客户端 ID 旁，180 天后过期。")),
        new(RefreshToken, IsSecret: true, IsRequired: true, new("Refresh token", "刷新令牌"), new("Given when the seller authorises the app; begins with Atzr|.", "卖家授权应用时获得，以 Atzr| 开头。")),
        new(SellerId, IsSecret: false, IsRequired: true, new("Seller ID", "卖家编号（Merchant Token）"), new("Seller Central > Settings > Account Info > Merchant Token.", "卖家平台 > 设置 > 账户信息 > 卖家记号。")) { NamesAccount = true },
        new(AdsProfileId, IsSecret: false, IsRequired: false, new("Ads profile ID", "广告配置文件 ID"), new("Only for advertising figures; looked up when left empty.", "仅用于广告数据；留空则自动查找。")),
        new(AdsClientId, IsSecret: false, IsRequired: false, new("Ads client ID", "广告客户端 ID"), new("When Amazon Ads uses another app than the one above.", "当广告 API 使用另一个应用时填写。")),
        new(AdsClientSecret, IsSecret: true, IsRequired: false, new("Ads client secret", "广告客户端密钥"), new("Beside the Ads client ID.", "与广告客户端 ID 配套。")),
        new(AdsRefreshToken, IsSecret: true, IsRequired: false, new("Ads refresh token", "广告刷新令牌"), new("Amazon Ads gives its own refresh token.", "广告 API 使用单独的刷新令牌。")),
    ];

    public string Marketplace => "amazon";

    public MarketplaceCapabilities Capabilities { get; } = new()
    {
        Name = new(AmazonErrors.Name, "亚马逊"),

        // Whatever marketplace_id says, pictures are applied to the ASIN everywhere (amzn/selling-partner-api-models issues 4029, 4661, 4920, 5346).
        PerSitePicture = PerSitePicture.No,
        Delivery = [PictureDelivery.PullUrl],
        CanReplace = true,
        CanRemove = true,
        CanPreview = true,
        Slots = AmazonListings.Slots,

        // "Up to 24 hours" by Seller Central's help; sellers report two days. A first day after a swap is a mixture.
        Propagation = new(Usual: TimeSpan.FromMinutes(15), Longest: TimeSpan.FromHours(48), WashOut: TimeSpan.FromDays(1)),
        Figures = AmazonFigures.Sources,
        Rates = AmazonOperation.All.ToDictionary(operation => operation.Name, operation => operation.Rate, StringComparer.Ordinal),
        Sites = AmazonSites.All,
        Credentials = CredentialFields,
    };

    public async Task<StoreCheck> VerifyAsync(StoreConnection store, CancellationToken cancellationToken = default)
    {
        if (!AmazonStore.TryOpen(store, out var amazon, out var problem))
        {
            return new(Ok: false, problem.Message, problem);
        }

        // The search proves the token, the role, the seller id and the site in one call.
        var reply = await client.GetAsync(amazon, AmazonOperation.SearchListings, SearchPath(amazon, "includedData=summaries&pageSize=1"), AmazonJson.Default.AmazonSearchResults, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return new(Ok: false, failure.Problem.Message, failure.Problem);
        }

        var count = (reply.Value?.NumberOfResults ?? 0).ToString(CultureInfo.InvariantCulture);
        return new(Ok: true, new($"Signed in to {store.Site}; {count} listings.", $"已连接 {store.Site}，共 {count} 个商品。"));
    }

    public async Task<MarketplaceAnswer<ListingPage>> ReadListingsAsync(
        StoreConnection store, string? cursor = null, IReadOnlyList<string>? skus = null, CancellationToken cancellationToken = default)
    {
        if (!AmazonStore.TryOpen(store, out var amazon, out var problem))
        {
            return new(null, problem);
        }

        if (Receipts.Read(cursor, new(Token: null, Seen: 0, After: null, Last: null, Asked: 0), AmazonJson.Default.AmazonListingCursor) is not { Asked: >= 0 } at)
        {
            return new(null, AmazonErrors.Own(ProblemCodes.Refused, "The cursor is not one this connector gave."));
        }

        return skus is null
            ? await ReadAllAsync(amazon, at, cancellationToken)
            : await ReadNamedAsync(amazon, skus, at, cancellationToken);
    }

    public async Task<MarketplaceAnswer<LiveListing>> ReadListingAsync(StoreConnection store, ListingKey listing, CancellationToken cancellationToken = default)
    {
        if (!AmazonStore.TryOpen(store, out var amazon, out var problem))
        {
            return new(null, problem);
        }

        var reply = await GetItemAsync(amazon, listing.Sku, "summaries,attributes,issues,relationships", cancellationToken);
        if (reply.Failure is { } failure)
        {
            return new(null, failure.Problem);
        }

        var read = AmazonListings.Read(reply.Value!, amazon.Site);

        // The catalogue is asked for the ASIN the listing has now: Amazon merges and splits ASINs.
        var asin = read.ExternalId ?? listing.ExternalId;
        var (shown, catalogueProblem) = await ReadCatalogueAsync(amazon, asin, cancellationToken);
        return new(
            new LiveListing
            {
                Listing = read with { ExternalId = asin },
                Shown = shown,
                CatalogueProblem = catalogueProblem,
                IsSuppressed = AmazonListings.IsSuppressed(reply.Value!.Issues, amazon.Site),
                ReadAt = time.GetUtcNow(),
            },
            Problem: null);
    }

    public Task<PushOutcome> PushMainImageAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default) =>
        PatchAsync(store, push.Listing, push.Slot, push.PreviewOnly, (attribute, site) => Replace(attribute, push, site), cancellationToken);

    public Task<PushOutcome> RemoveMainImageAsync(StoreConnection store, PictureRemoval removal, CancellationToken cancellationToken = default) =>
        PatchAsync(
            store,
            removal.Listing,
            removal.Slot,
            previewOnly: false,
            // The selector says which site's value goes; without it Amazon refuses a delete.
            (attribute, site) => [new("delete", $"/attributes/{attribute}", [new AmazonAttributeValue { MarketplaceId = site.ForeignId }])],
            cancellationToken);

    public async Task<PushSighting> FindPushAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default)
    {
        if (!AmazonStore.TryOpen(store, out var amazon, out var problem))
        {
            return new(PushTrace.Unknown, StoredLocation: null, problem);
        }

        var reply = await GetItemAsync(amazon, push.Listing.Sku, "attributes", cancellationToken);
        if (reply.Failure is { } failure)
        {
            return failure.Problem.Code == ProblemCodes.NotFound
                ? new(PushTrace.NotSeen, StoredLocation: null)
                : new(PushTrace.Unknown, StoredLocation: null, failure.Problem);
        }

        var stored = AmazonListings.Location(reply.Value!.Attributes ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal), push.Slot, amazon.Site);
        return new(stored == push.MediaLocation.AbsoluteUri ? PushTrace.Stored : PushTrace.NotSeen, stored);
    }

    public async Task<FigureProgress> ReadFiguresAsync(StoreConnection store, FigureRequest request, CancellationToken cancellationToken = default) =>
        AmazonStore.TryOpen(store, out var amazon, out var problem)
            ? await figures.StepAsync(amazon, request, cancellationToken)
            : new FigureProgress { Problem = problem };

    private async Task<PushOutcome> PatchAsync(
        StoreConnection store, ListingKey listing, string slot, bool previewOnly, Func<string, MarketplaceSite, IReadOnlyList<AmazonPatch>> patches, CancellationToken cancellationToken)
    {
        if (!AmazonStore.TryOpen(store, out var amazon, out var problem))
        {
            return PushOutcome.From(problem, mayHaveTakenEffect: false);
        }

        if (AmazonListings.AttributeOf(slot) is not { } attribute)
        {
            return PushOutcome.From(AmazonErrors.Own(ProblemCodes.Refused, $"Amazon has no slot {slot}."), mayHaveTakenEffect: false);
        }

        var path = new StringBuilder(ItemPath(amazon, listing.Sku, "issues"));
        if (previewOnly)
        {
            path.Append("&mode=VALIDATION_PREVIEW");
        }

        var body = new AmazonPatchRequest(listing.ProductType ?? AnyProductType, patches(attribute, amazon.Site));
        var reply = await client.SendAsync(
            amazon, AmazonOperation.PatchListing, HttpMethod.Patch, path.ToString(), body, AmazonJson.Default.AmazonPatchRequest, AmazonJson.Default.AmazonSubmission, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return PushOutcome.From(failure.Problem, failure.MayHaveTakenEffect && !previewOnly);
        }

        var answer = reply.Value!;
        var issues = AmazonListings.Issues(answer.Issues, amazon.Site);
        return answer.Status switch
        {
            "ACCEPTED" or "VALID" => new PushOutcome.Accepted(answer.SubmissionId ?? string.Empty, reply.Raw, issues),
            "INVALID" => new PushOutcome.Refused(Refusal(issues, reply.Raw), issues),
            _ => PushOutcome.From(
                AmazonErrors.Own(ProblemCodes.BadAnswer, $"Unknown status '{answer.Status}'.", mayPass: true) with { Raw = reply.Raw },
                mayHaveTakenEffect: !previewOnly),
        };
    }

    private static List<AmazonPatch> Replace(string attribute, PicturePush push, MarketplaceSite site)
    {
        List<AmazonPatch> patches =
        [
            new("replace", $"/attributes/{attribute}", [new AmazonAttributeValue { MediaLocation = push.MediaLocation.AbsoluteUri, MarketplaceId = site.ForeignId }]),
        ];
        if (push.Text is { Title: { Length: > 0 } title } titled)
        {
            patches.Add(TextPatch("item_name", title, titled.Language, site));
        }

        // One value of all terms: Amazon counts its 250 bytes over the whole field.
        if (push.Text is { Keywords: { Count: > 0 } keywords } worded)
        {
            patches.Add(TextPatch("generic_keyword", string.Join(' ', keywords), worded.Language, site));
        }

        return patches;
    }

    private static AmazonPatch TextPatch(string attribute, string text, string language, MarketplaceSite site) =>
        new("replace", $"/attributes/{attribute}", [new AmazonAttributeValue { Value = text, LanguageTag = language.Replace('-', '_'), MarketplaceId = site.ForeignId }]);

    private static MarketplaceProblem Refusal(IReadOnlyList<ListingIssue> issues, string raw)
    {
        var worst = issues.FirstOrDefault(issue => issue.Severity == "ERROR") ?? (issues.Count > 0 ? issues[0] : null);
        return new()
        {
            Code = ProblemCodes.Refused,
            Message = ProblemTexts.For(ProblemCodes.Refused, AmazonErrors.Name),
            Status = 200,
            ForeignCode = worst?.Code,
            ForeignMessage = worst?.Message,
            Raw = raw,
            MayPass = false,
        };
    }

    private Task<CallReply<AmazonItem>> GetItemAsync(AmazonStore store, string sku, string data, CancellationToken cancellationToken) =>
        client.GetAsync(store, AmazonOperation.GetListing, ItemPath(store, sku, data), AmazonJson.Default.AmazonItem, cancellationToken);

    private async Task<(IReadOnlyList<RemotePicture> Shown, MarketplaceProblem? Problem)> ReadCatalogueAsync(AmazonStore store, string asin, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(asin))
        {
            return ([], null);
        }

        var reply = await client.GetAsync(
            store,
            AmazonOperation.GetCatalogItem,
            $"/catalog/2022-04-01/items/{Paths.Part(asin)}?marketplaceIds={store.Site.ForeignId}&includedData=images",
            AmazonJson.Default.AmazonCatalogItem,
            cancellationToken);
        return reply.Failure is { } failure
            ? ([], failure.Problem)
            : ([
                .. (reply.Value!.Images ?? [])
                    .Where(group => group.MarketplaceId is null || group.MarketplaceId == store.Site.ForeignId)
                    .SelectMany(group => group.Images ?? [])
                    .GroupBy(image => image.Variant)
                    // The catalogue gives every picture in several sizes; the largest is the one to judge.
                    .Select(sizes => AmazonListings.Picture(sizes.MaxBy(image => (long)(image.Width ?? 0) * (image.Height ?? 0))!))
                    .OfType<RemotePicture>(),
            ], null);
    }

    private async Task<MarketplaceAnswer<ListingPage>> ReadAllAsync(AmazonStore store, AmazonListingCursor at, CancellationToken cancellationToken)
    {
        var query = new StringBuilder($"includedData=summaries,attributes,issues,relationships&sortBy=createdDate&sortOrder=ASC&pageSize={PageSize.ToString(CultureInfo.InvariantCulture)}");
        if (at.After is { } after)
        {
            query.Append("&createdAfter=").Append(Uri.EscapeDataString(after.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)));
        }

        if (at.Token is { } token)
        {
            query.Append("&pageToken=").Append(Uri.EscapeDataString(token));
        }

        var reply = await client.GetAsync(store, AmazonOperation.SearchListings, SearchPath(store, query.ToString()), AmazonJson.Default.AmazonSearchResults, cancellationToken);
        if (reply.Failure is { } failure)
        {
            return new(null, failure.Problem);
        }

        var items = (reply.Value!.Items ?? []).Where(item => item.Sku is { Length: > 0 }).ToList();
        var next = Next(at, reply.Value.Pagination?.NextToken, items, store.Site);
        return new(
            new ListingPage([.. items.Select(item => AmazonListings.Read(item, store.Site))], next is null ? null : Receipts.Write(next, AmazonJson.Default.AmazonListingCursor), reply.Value.NumberOfResults, Missing: []),
            Problem: null);
    }

    // A search ends after 1,000 listings however many there are, so a new one begins at the last date seen. That date's
    // listings come twice. Were there 1,000 of one instant, the next second would be tried rather than the same for ever.
    private static AmazonListingCursor? Next(AmazonListingCursor at, string? token, List<AmazonItem> items, MarketplaceSite site)
    {
        var seen = at.Seen + items.Count;
        var last = items.SelectMany(item => item.Summaries ?? []).Where(summary => summary.MarketplaceId == site.ForeignId).Max(summary => summary.CreatedDate) ?? at.Last;
        if (token is { Length: > 0 } && items.Count > 0 && seen < SearchWindow)
        {
            return at with { Token = token, Seen = seen, Last = last };
        }

        return seen >= SearchWindow && last is { } instant
            ? new(Token: null, Seen: 0, After: instant > at.After || at.After is null ? instant : instant.AddSeconds(1), Last: instant, Asked: 0)
            : null;
    }

    private async Task<MarketplaceAnswer<ListingPage>> ReadNamedAsync(AmazonStore store, IReadOnlyList<string> skus, AmazonListingCursor at, CancellationToken cancellationToken)
    {
        // The search takes SKUs as a comma-separated list, so one that holds a comma has to be asked for alone.
        var rest = skus.Skip(at.Asked).ToList();
        var asked = rest.TakeWhile(sku => !sku.Contains(',', StringComparison.Ordinal)).Take(PageSize).ToList();
        var alone = asked.Count == 0 && rest.Count > 0;
        if (alone)
        {
            asked = [rest[0]];
        }

        var (items, failure) = (asked.Count, alone) switch
        {
            (0, _) => ([], null),
            (_, true) => await ReadAloneAsync(store, asked[0], cancellationToken),
            _ => await SearchNamedAsync(store, asked, cancellationToken),
        };
        if (failure is not null)
        {
            return new(null, failure);
        }

        var found = items.Select(item => item.Sku).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var done = at.Asked + asked.Count;
        return new(
            new ListingPage(
                [.. items.Select(item => AmazonListings.Read(item, store.Site))],
                done < skus.Count ? Receipts.Write(at with { Asked = done }, AmazonJson.Default.AmazonListingCursor) : null,
                skus.Count,
                [.. asked.Where(sku => !found.Contains(sku))]),
            Problem: null);
    }

    private async Task<(IReadOnlyList<AmazonItem> Items, MarketplaceProblem? Failure)> SearchNamedAsync(AmazonStore store, IReadOnlyList<string> skus, CancellationToken cancellationToken)
    {
        var query = $"includedData=summaries,attributes,issues,relationships&identifiersType=SKU&identifiers={string.Join(',', skus.Select(Uri.EscapeDataString))}&pageSize={PageSize.ToString(CultureInfo.InvariantCulture)}";
        var reply = await client.GetAsync(store, AmazonOperation.SearchListings, SearchPath(store, query), AmazonJson.Default.AmazonSearchResults, cancellationToken);
        return reply.Failure is { } failure ? ([], failure.Problem) : ([.. (reply.Value!.Items ?? []).Where(item => item.Sku is { Length: > 0 })], null);
    }

    private async Task<(IReadOnlyList<AmazonItem> Items, MarketplaceProblem? Failure)> ReadAloneAsync(AmazonStore store, string sku, CancellationToken cancellationToken)
    {
        var reply = await GetItemAsync(store, sku, "summaries,attributes,issues,relationships", cancellationToken);
        return reply.Failure?.Problem switch
        {
            null => ([reply.Value!], null),
            { Code: ProblemCodes.NotFound } => ([], null),
            var problem => ([], problem),
        };
    }

    private static string ItemPath(AmazonStore store, string sku, string data) =>
        $"/listings/2021-08-01/items/{Paths.Part(store.SellerId)}/{Paths.Part(sku)}?marketplaceIds={store.Site.ForeignId}&issueLocale={Language}&includedData={data}";

    private static string SearchPath(AmazonStore store, string query) =>
        $"/listings/2021-08-01/items/{Paths.Part(store.SellerId)}?marketplaceIds={store.Site.ForeignId}&issueLocale={Language}&{query}";
}
