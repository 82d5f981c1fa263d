using MainImageHub.Marketplaces.Calls;
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
        services.AddOptions<MarketplaceOptions>().BindConfiguration("Marketplaces");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRateGate, InProcessRateGate>();
        return services;
    }
}
