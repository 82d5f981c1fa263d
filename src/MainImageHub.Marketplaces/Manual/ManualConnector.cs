using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Manual;

/// <summary>
/// A marketplace without a connector of its own: a person puts pictures up, and what shoppers see is read from their page. It has no listings to
/// tell and takes no pushes; <see cref="MarketplaceCapabilities.ByHand"/> says what the person needs.
/// </summary>
internal sealed class ManualConnector(MarketplaceCapabilities capabilities, ShopperPages pages, TimeProvider time) : IMarketplaceConnector
{
    private static readonly LocalText NothingToSignInTo = new(
        "There is nothing to sign in to: pictures are put up by hand here, and what is live is read from the shoppers' pages.",
        "无需登录：此平台的图片由人工上传，在线情况从买家页面读取。");

    public string Marketplace { get; } = capabilities.Sites[0].Code.Marketplace;

    public MarketplaceCapabilities Capabilities => capabilities;

    private string Name => capabilities.Name.En;

    public Task<StoreCheck> VerifyAsync(StoreConnection store, CancellationToken cancellationToken = default) =>
        Task.FromResult(new StoreCheck(Ok: true, NothingToSignInTo));

    public Task<MarketplaceAnswer<ListingPage>> ReadListingsAsync(
        StoreConnection store, string? cursor = null, IReadOnlyList<string>? skus = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new MarketplaceAnswer<ListingPage>(null, Own(new(
            $"{Name} is not read by an API here: its listings are added by hand, on the product's page.",
            $"此处不通过接口读取{capabilities.Name.Zh}：请在商品页面手动添加刊登。"))));

    public async Task<MarketplaceAnswer<LiveListing>> ReadListingAsync(StoreConnection store, ListingKey listing, CancellationToken cancellationToken = default)
    {
        if (capabilities.ByHand!.PageOf(listing, store.Endpoint) is not { } address)
        {
            return new(null, Own(new(
                "No address of the shoppers' page is known for this listing, so nobody can look whether its picture is live. Enter it on the listing's page.",
                "尚不知道该商品的买家页面网址，无法核验图片是否上线。请在刊登页面填写。")));
        }

        var (page, problem) = await pages.ReadAsync(store, capabilities.Name, address, cancellationToken);
        return page is null
            ? new(null, problem)
            : new(
                new LiveListing
                {
                    Listing = new RemoteListing { ExternalId = listing.ExternalId, Sku = listing.Sku, Title = page.Title },
                    Shown = [new RemotePicture(PictureSlots.Main, page.Picture, Width: null, Height: null)],
                    IsSuppressed = false,
                    ReadAt = time.GetUtcNow(),
                },
                Problem: null);
    }

    public Task<PushOutcome> PushMainImageAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default) =>
        Task.FromResult(PushOutcome.From(OnlyByHand(), mayHaveTakenEffect: false));

    public Task<PushOutcome> RemoveMainImageAsync(StoreConnection store, PictureRemoval removal, CancellationToken cancellationToken = default) =>
        Task.FromResult(PushOutcome.From(OnlyByHand(), mayHaveTakenEffect: false));

    /// <summary>Nothing is stored there under an address of ours, whoever put it up.</summary>
    public Task<PushSighting> FindPushAsync(StoreConnection store, PicturePush push, CancellationToken cancellationToken = default) =>
        Task.FromResult(new PushSighting(PushTrace.NotSeen, StoredLocation: null));

    public Task<FigureProgress> ReadFiguresAsync(StoreConnection store, FigureRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new FigureProgress { Problem = Own(new($"{Name} gives no figures here. Upload them as CSV.", $"此处无法获取{capabilities.Name.Zh}的数据，请上传 CSV。")) });

    private MarketplaceProblem OnlyByHand() => Own(new(
        $"Pictures of {Name} are put up by hand: the push is a task for a person.",
        $"{capabilities.Name.Zh}的图片由人工上传：该推送是一项人工任务。"));

    private MarketplaceProblem Own(LocalText text) => CallProblems.Own(Name, ProblemCodes.Refused, text);
}
