using MainImageHub.Simulator.AliExpress;
using MainImageHub.Simulator.Amazon;
using MainImageHub.Simulator.ByHand;
using MainImageHub.Simulator.Control;
using MainImageHub.Simulator.Ebay;
using MainImageHub.Simulator.Faults;
using MainImageHub.Simulator.Lazada;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Shopee;
using MainImageHub.Simulator.Shopify;
using MainImageHub.Simulator.TikTokShop;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.Vision;
using MainImageHub.Simulator.World;
using Microsoft.Extensions.Options;

namespace MainImageHub.Simulator;

/// <summary>Where the simulator was mapped.</summary>
internal sealed class SimulatorRoutes(SimulatorOptions options)
{
    public string Prefix { get; set; } = "";

    /// <summary>The address of one of the simulated marketplaces, as seen by whoever asked.</summary>
    public string Base(HttpContext http, string marketplace) =>
        $"{options.PublicUrl?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}"}{Prefix}/{marketplace}";
}

/// <summary>The simulator's two public doors: register it, map it.</summary>
public static class SimulatorModule
{
    /// <summary>Registers the simulated marketplaces; settings come from the configuration section <c>Simulator</c> and then from <paramref name="configure"/>.</summary>
    public static IServiceCollection AddMarketplaceSimulator(this IServiceCollection services, Action<SimulatorOptions>? configure = null)
    {
        services.AddOptions<SimulatorOptions>().BindConfiguration("Simulator").Configure(configure ?? (_ => { }));
        services.AddSingleton(s => s.GetRequiredService<IOptions<SimulatorOptions>>().Value);
        services.AddSingleton<SimulatorRoutes>();
        services.AddSingleton(s => new SimulationClock(s.GetRequiredService<SimulatorOptions>().RealTime));
        services.AddSingleton<SimulatedWorld>();
        services.AddSingleton<Catalogue>();
        services.AddSingleton<Shoppers>();
        services.AddSingleton<PictureLibrary>();
        services.AddSingleton<PictureFetcher>();
        services.AddSingleton<PictureIntake>();
        services.AddSingleton<FaultBook>();
        services.AddSingleton<RequestLog>();
        services.AddSingleton<TokenBuckets>();
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<IopDoor>();
        services.AddAmazon();
        services.AddShopify();
        services.AddEbay();
        services.AddTikTokShop();
        services.AddShopee();
        services.AddLazada();
        services.AddAliExpress();
        services.AddByHand();
        services.AddSingleton<VisionSight>();
        services.AddSingleton<VisionApi>();

        // The store first: the worker must find the saved world.
        services.AddHostedService<WorldStore>();
        services.AddHostedService<SubmissionWorker>();
        return services;
    }

    /// <summary>Maps every marketplace under <c>{prefix}/{marketplace}</c> and the control API under <c>{prefix}/control</c>. Anonymous: it protects nothing and must never face the outside.</summary>
    public static IEndpointConventionBuilder MapMarketplaceSimulator(this IEndpointRouteBuilder routes, string prefix = "/simulator")
    {
        routes.ServiceProvider.GetRequiredService<SimulatorRoutes>().Prefix = prefix.TrimEnd('/');
        var group = routes.MapGroup(prefix).ExcludeFromDescription().AllowAnonymous().DisableAntiforgery();
        group.MapGroup("/amazon").MapAmazon();
        group.MapGroup("/shopify").MapShopify();
        group.MapGroup("/ebay").MapEbay();
        group.MapGroup("/tiktokshop").MapTikTokShop();
        group.MapGroup("/shopee").MapShopee();
        group.MapGroup("/lazada").MapLazada();
        group.MapGroup("/aliexpress").MapAliExpress();
        foreach (var marketplace in ByHandStorefront.Pages.Keys)
        {
            ByHandStorefront.Map(group.MapGroup($"/{marketplace}"), marketplace);
        }

        VisionApi.Map(group.MapGroup("/google-vision"));
        group.MapGroup("/control").MapControl();
        return group;
    }

    private static void AddAmazon(this IServiceCollection services)
    {
        services.AddSingleton<AmazonTokens>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<AmazonTokens>());
        services.AddSingleton<IPictureVerdict, AmazonVerdict>();
        services.AddSingleton<ReportDesk>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<ReportDesk>());
        services.AddSingleton<AmazonCatalogue>();
        services.AddSingleton<ISimulatedMarketplace, AmazonMarketplace>();
        services.AddSingleton<AmazonItems>();
        services.AddSingleton<AmazonLinks>();
        services.AddSingleton<AmazonGateway>();
        services.AddSingleton<LwaApi>();
        services.AddSingleton<ListingsApi>();
        services.AddSingleton<SubmissionsApi>();
        services.AddSingleton<CatalogApi>();
        services.AddSingleton<ProductTypesApi>();
        services.AddSingleton<SalesAndTrafficReport>();
        services.AddSingleton<SearchCatalogReport>();
        services.AddSingleton<ReportsApi>();
        services.AddSingleton<AdsApi>();
        services.AddSingleton<Storefront>();
    }

    private static void AddShopify(this IServiceCollection services)
    {
        services.AddSingleton<ShopifyShops>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<ShopifyShops>());
        services.AddSingleton<ISimulatedMarketplace, ShopifyMarketplace>();
        services.AddSingleton<ShopifyTokens>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<ShopifyTokens>());
        services.AddSingleton<ShopifyLinks>();
        services.AddSingleton<ShopifyAdmin>();
        services.AddSingleton<ShopifySchema>();
        services.AddSingleton<ShopifyGateway>();
        services.AddSingleton<ShopifyStorefront>();
        services.AddHostedService<ShopifyFileWorker>();
    }

    private static void AddEbay(this IServiceCollection services)
    {
        services.AddSingleton<EbayAccounts>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<EbayAccounts>());
        services.AddSingleton<ISimulatedMarketplace, EbayMarketplace>();
        services.AddSingleton<EbayTokens>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<EbayTokens>());
        services.AddSingleton<EbayLinks>();
        services.AddSingleton<EbaySellers>();
        services.AddSingleton<EbayGateway>();
        services.AddSingleton<InventoryApi>();
        services.AddSingleton<InventoryChanges>();
        services.AddSingleton<MediaApi>();
        services.AddSingleton<TrafficReport>();
        services.AddSingleton<EbayStorefront>();
        services.AddHostedService<EbayWorker>();
    }

    private static void AddTikTokShop(this IServiceCollection services)
    {
        services.AddSingleton<TikTokShops>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<TikTokShops>());
        services.AddSingleton<TikTokTokens>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<TikTokTokens>());
        services.AddSingleton<TikTokCatalogue>();
        services.AddSingleton<ISimulatedMarketplace, TikTokMarketplace>();
        services.AddSingleton<TikTokLinks>();
        services.AddSingleton<TikTokGateway>();
        services.AddSingleton<TikTokShopsApi>();
        services.AddSingleton<TikTokProductsApi>();
        services.AddSingleton<TikTokImagesApi>();
        services.AddSingleton<TikTokEditsApi>();
        services.AddSingleton<TikTokAnalyticsApi>();
        services.AddSingleton<TikTokStorefront>();
        services.AddHostedService<TikTokReviewWorker>();
    }

    private static void AddByHand(this IServiceCollection services)
    {
        services.AddSingleton<ByHandStorefront>();
        foreach (var marketplace in ByHandStorefront.Pages.Keys)
        {
            services.AddSingleton<ISimulatedMarketplace>(s => ActivatorUtilities.CreateInstance<ByHandShop>(s, marketplace));
        }
    }

    private static void AddShopee(this IServiceCollection services)
    {
        services.AddSingleton<ShopeeShops>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<ShopeeShops>());
        services.AddSingleton<ShopeeTokens>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<ShopeeTokens>());
        services.AddSingleton<ShopeeSellers>();
        services.AddSingleton<ISimulatedMarketplace, ShopeeMarketplace>();
        services.AddSingleton<ShopeeLinks>();
        services.AddSingleton<ShopeeGateway>();
        services.AddSingleton<ShopeeItemsApi>();
        services.AddSingleton<ShopeeMediaApi>();
        services.AddSingleton<ShopeeUpdatesApi>();
        services.AddSingleton<ShopeeStorefront>();
        services.AddHostedService<ShopeeWorker>();
    }

    private static void AddLazada(this IServiceCollection services)
    {
        services.AddSingleton<LazadaShops>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<LazadaShops>());
        services.AddSingleton<LazadaSellers>();
        services.AddSingleton<LazadaTokens>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<LazadaTokens>());
        services.AddSingleton<ISimulatedMarketplace, LazadaMarketplace>();
        services.AddSingleton<LazadaLinks>();
        services.AddSingleton<LazadaGateway>();
        services.AddSingleton<LazadaItemsApi>();
        services.AddSingleton<LazadaImagesApi>();
        services.AddSingleton<LazadaUpdatesApi>();
        services.AddSingleton<LazadaStorefront>();
        services.AddHostedService<LazadaReviewWorker>();
    }

    private static void AddAliExpress(this IServiceCollection services)
    {
        services.AddSingleton<AliExpressShops>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<AliExpressShops>());
        services.AddSingleton<AliExpressSellers>();
        services.AddSingleton<AliExpressTokens>();
        services.AddSingleton<IMarketplaceState>(s => s.GetRequiredService<AliExpressTokens>());
        services.AddSingleton<ISimulatedMarketplace, AliExpressMarketplace>();
        services.AddSingleton<AliExpressLinks>();
        services.AddSingleton<AliExpressProductsApi>();
        services.AddSingleton<AliExpressImagesApi>();
        services.AddSingleton<AliExpressEditsApi>();
        services.AddSingleton<AliExpressGateway>();
        services.AddSingleton<AliExpressStorefront>();
        services.AddHostedService<AliExpressReviewWorker>();
    }
}
