using System.Collections.Concurrent;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Lazada;

/// <summary>Access tokens of thirty days (seven for an app that is being tested); told with each answer as well: the shorter of the two is the usual one.</summary>
internal sealed class LazadaAuth(MarketplaceCaller caller, TimeProvider time)
{
    private readonly IopAuth auth = new(caller, time, LazadaErrors.Name, LazadaErrors.Iop, usualLife: TimeSpan.FromDays(7), LazadaConnector.RefreshToken);

    private readonly ConcurrentDictionary<Guid, IReadOnlyList<string>> countries = new();

    /// <param name="store">Whose.</param>
    /// <param name="refused">A token just refused as expired: not given out again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<(string? Token, CallFailure? Failure)> TokenAsync(LazadaStore store, string? refused, CancellationToken cancellationToken) =>
        auth.TokenAsync(store.Account, store.Fingerprint, refused, answer => Note(store, answer), cancellationToken);

    /// <summary>Where the seller sells, as told with the last token that was got here; null where it was not.</summary>
    public IReadOnlyList<string>? CountriesOf(LazadaStore store) => countries.GetValueOrDefault(store.Id);

    private void Note(LazadaStore store, IopTokenAnswer answer)
    {
        if (answer.CountryUserInfoList is { Count: > 0 } told)
        {
            countries[store.Id] = [.. told.Select(each => each.Country).OfType<string>()];
        }
    }
}
