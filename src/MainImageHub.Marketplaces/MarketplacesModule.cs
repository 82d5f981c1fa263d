using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.AliExpress;
using MainImageHub.Marketplaces.Amazon;
using MainImageHub.Marketplaces.Calls;
using MainImageHub.Marketplaces.Ebay;
using MainImageHub.Marketplaces.Lazada;
using MainImageHub.Marketplaces.Manual;
using MainImageHub.Marketplaces.Shopee;
using MainImageHub.Marketplaces.Shopify;
using MainImageHub.Marketplaces.TikTokShop;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MainImageHub.Marketplaces;

/// <summary>Registers every connector, keyed by its marketplace code.</summary>
public static class MarketplacesModule
{
    /// <summary>Resolve a connector with <c>GetKeyedService&lt;IMarketplaceConnector&gt;("amazon")</c>; an unknown code gives null.</summary>
    /// <param name="services">The application's services. <see cref="TimeProvider"/>, logging and <see cref="IRateGate"/> may be there already.</param>
    /// <param name="guard">
    /// What the application wants on clients that call addresses supplied by people or marketplaces (its SSRF guard).
    /// Not applied to trusted endpoints, the installation's own simulator.
    /// </param>
    public static IServiceCollection AddMarketplaces(this IServiceCollection services, Action<IHttpClientBuilder>? guard = null)
    {
        services.AddOptions<MarketplaceOptions>()
            .BindConfiguration("Marketplaces")
            .Validate(
                options => options.CallTimeout > TimeSpan.Zero && options.DownloadTimeout > TimeSpan.Zero && options.MaxAnswerBytes > 0 && options.MaxReportBytes > 0 && options.LongestWait >= TimeSpan.Zero,
                "Marketplaces: CallTimeout, DownloadTimeout, MaxAnswerBytes and MaxReportBytes must be above zero, LongestWait not below.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRateGate, InProcessRateGate>();
        services.TryAddSingleton<MarketplaceCaller>();
        services.TryAddSingleton<AuthorizedCaller>();

        services.AddClients("amazon", guard);
        services.TryAddSingleton<AmazonAuth>();
        services.TryAddSingleton<AmazonClient>();
        services.TryAddSingleton<AmazonFigures>();
        services.AddKeyedSingleton<IMarketplaceConnector, AmazonConnector>("amazon");

        services.AddClients(ShopifyConnector.Code, guard);
        services.TryAddSingleton<ShopifyClient>();
        services.TryAddSingleton<ShopifyGallery>();
        services.AddKeyedSingleton<IMarketplaceConnector, ShopifyConnector>(ShopifyConnector.Code);

        services.AddClients(EbayConnector.Code, guard);
        services.TryAddSingleton<EbayClient>();
        services.TryAddSingleton<EbayListings>();
        services.TryAddSingleton<EbayPictures>();
        services.TryAddSingleton<EbayFigures>();
        services.AddKeyedSingleton<IMarketplaceConnector, EbayConnector>(EbayConnector.Code);

        services.AddClients(TikTokShopConnector.Code, guard);
        services.TryAddSingleton<TikTokShopAuth>();
        services.TryAddSingleton<TikTokShopClient>();
        services.TryAddSingleton<TikTokShopGallery>();
        services.TryAddSingleton<TikTokShopFigures>();
        services.AddKeyedSingleton<IMarketplaceConnector, TikTokShopConnector>(TikTokShopConnector.Code);

        services.AddClients(ShopeeConnector.Code, guard);
        services.TryAddSingleton<ShopeeAuth>();
        services.TryAddSingleton<ShopeeClient>();
        services.TryAddSingleton<ShopeeCatalogue>();
        services.TryAddSingleton<ShopeeGallery>();
        services.AddKeyedSingleton<IMarketplaceConnector, ShopeeConnector>(ShopeeConnector.Code);

        services.AddClients(LazadaConnector.Code, guard);
        services.TryAddSingleton<LazadaAuth>();
        services.TryAddSingleton<LazadaClient>();
        services.TryAddSingleton<LazadaCatalogue>();
        services.TryAddSingleton<LazadaGallery>();
        services.AddKeyedSingleton<IMarketplaceConnector, LazadaConnector>(LazadaConnector.Code);

        services.AddClients(AliExpressConnector.Code, guard);
        services.TryAddSingleton<AliExpressClient>();
        services.TryAddSingleton<AliExpressCatalogue>();
        services.TryAddSingleton<AliExpressGallery>();
        services.AddKeyedSingleton<IMarketplaceConnector, AliExpressConnector>(AliExpressConnector.Code);

        return services.AddManual(guard);
    }

    /// <summary>The named HTTP client of a marketplace: one for the world outside, one for trusted endpoints.</summary>
    public static string ClientName(string marketplace, bool trusted) => trusted ? $"marketplaces.{marketplace}.trusted" : $"marketplaces.{marketplace}";

    /// <summary>Last: every marketplace that has rules here and no connector of its own is done by hand.</summary>
    private static IServiceCollection AddManual(this IServiceCollection services, Action<IHttpClientBuilder>? guard)
    {
        services.AddClients(ShopperPages.Client, guard);
        services.TryAddSingleton<ShopperPages>();
        foreach (var pack in RulePackReader.ReadEmbedded().Where(pack => pack.Marketplace != RulePack.House).GroupBy(pack => pack.Marketplace, StringComparer.Ordinal).Select(packs => packs.Last()))
        {
            if (!services.Any(service => service.IsKeyedService && service.ServiceType == typeof(IMarketplaceConnector) && (service.ServiceKey as string) == pack.Marketplace))
            {
                services.AddKeyedSingleton<IMarketplaceConnector>(pack.Marketplace, (provider, _) => ActivatorUtilities.CreateInstance<ManualConnector>(provider, ManualMarketplaces.Of(pack)));
            }
        }

        return services;
    }

    private static void AddClients(this IServiceCollection services, string marketplace, Action<IHttpClientBuilder>? guard)
    {
        var outside = services.AddClient(ClientName(marketplace, trusted: false));
        guard?.Invoke(outside);
        services.AddClient(ClientName(marketplace, trusted: true));
    }

    private static IHttpClientBuilder AddClient(this IServiceCollection services, string name) => services
        .AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan)
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            // A redirect could lead a signed call, or a report's download, anywhere.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        // The factory's own lines would name addresses that carry signatures; the connectors log what matters.
        .RemoveAllLoggers();
}
