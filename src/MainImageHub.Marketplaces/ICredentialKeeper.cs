namespace MainImageHub.Marketplaces;

/// <summary>
/// Keeps the credentials of one store. Some marketplaces answer the exchange of a refresh token with another one, and the old one may be good
/// no longer: whoever exchanges does it here, so that no two do it at the same time and what was given is never lost.
/// </summary>
public interface ICredentialKeeper
{
    /// <summary>
    /// Runs an exchange while nobody else, in this process or another, runs one for the same store.
    /// </summary>
    /// <param name="exchange">
    /// Is given the credentials as they are kept now, which may be newer than those the store was opened with; what it changes is kept, durably, before
    /// this returns. Not to be cancelled once it was sent: what the marketplace gave must not get lost.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting for one's turn.</param>
    Task<T> ExchangeAsync<T>(Func<IReadOnlyDictionary<string, string>, Task<CredentialExchange<T>>> exchange, CancellationToken cancellationToken);
}

/// <param name="Result">What the exchange was made for.</param>
/// <param name="Changed">All credentials as they are from now on; null leaves them as they are.</param>
public sealed record CredentialExchange<T>(T Result, IReadOnlyDictionary<string, string>? Changed)
{
    // Never printed: a record's own text would show the credentials.
    public override string ToString() => nameof(CredentialExchange<T>);
}
