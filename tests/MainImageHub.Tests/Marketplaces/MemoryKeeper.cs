using MainImageHub.Marketplaces;

namespace MainImageHub.Tests.Marketplaces;

/// <summary>Keeps credentials in memory, for one test.</summary>
internal sealed class MemoryKeeper(IReadOnlyDictionary<string, string> first) : ICredentialKeeper
{
    public IReadOnlyDictionary<string, string> Kept { get; private set; } = first;

    public async Task<T> ExchangeAsync<T>(Func<IReadOnlyDictionary<string, string>, Task<CredentialExchange<T>>> exchange, CancellationToken cancellationToken)
    {
        var outcome = await exchange(Kept);
        Kept = outcome.Changed ?? Kept;
        return outcome.Result;
    }
}
