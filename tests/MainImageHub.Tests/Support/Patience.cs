using MainImageHub.Marketplaces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MainImageHub.Tests.Support;

/// <summary>
/// How long a call waits for a marketplace. A test in which one hangs shortens it while that matters; everywhere else a busy machine may take
/// its time.
/// </summary>
internal static class Patience
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    /// <summary>Until it is disposed, calls that are begun give up after two seconds.</summary>
    public static IDisposable GiveUpSoon(this IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<MarketplaceOptions>>().Value;
        var before = options.CallTimeout;
        options.CallTimeout = Short;
        return new Again(options, before);
    }

    private sealed class Again(MarketplaceOptions options, TimeSpan before) : IDisposable
    {
        public void Dispose() => options.CallTimeout = before;
    }
}
