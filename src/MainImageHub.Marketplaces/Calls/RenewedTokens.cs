using System.Collections.Concurrent;
using System.Globalization;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>What the exchange of a refresh token gave.</summary>
/// <param name="AccessToken">Sent with every call; null where there is none.</param>
/// <param name="Life">How long it is good; null where not told.</param>
/// <param name="RefreshToken">The next one; null where the one that was exchanged stays.</param>
/// <param name="Failure">Why there is no access token.</param>
internal sealed record RefreshAnswer(string? AccessToken, TimeSpan? Life, string? RefreshToken, CallFailure? Failure)
{
    public static RefreshAnswer No(CallFailure failure) => new(null, null, null, failure);

    // Never printed: a record's own text would show the tokens.
    public override string ToString() => nameof(RefreshAnswer);
}

/// <summary>
/// Access tokens of a marketplace that may answer a refresh token with another one. Both are kept with the store before the access token is used, so
/// that a token that is good once is used once and other processes use what the first got. They stand beside the one that a person entered
/// (<see cref="CredentialField.Owns"/>), until that is entered anew.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="usualLife">Of an access token, where the answer tells none.</param>
/// <param name="credential">The credential that is exchanged.</param>
internal sealed class RenewedTokens(TimeProvider time, TimeSpan usualLife, string credential)
{
    // A call begun just before the end must still be let in at the end of its travel.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly AccessTokens tokens = new(time, usualLife);

    // Where nobody keeps what was given, it has to last as long as the process.
    private readonly ConcurrentDictionary<(Guid Store, string Fingerprint), IReadOnlyDictionary<string, string>> unkept = new();

    private string Renewed => $"{credential}.renewed";

    private string Access => $"{credential}.access";

    private string Until => $"{credential}.accessUntil";

    /// <param name="store">Whose.</param>
    /// <param name="fingerprint">Of what people entered: what the marketplace renews since does not change whose store it is.</param>
    /// <param name="refused">A token just refused as expired: not given out again.</param>
    /// <param name="exchange">
    /// Exchanges the refresh token that it is given, with the credentials as they are kept now. Not to be cancelled: what the marketplace gives must not get lost on the way.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<(string? Token, CallFailure? Failure)> GetAsync(
        StoreConnection store, string fingerprint, string? refused, Func<IReadOnlyDictionary<string, string>, string, Task<RefreshAnswer>> exchange, CancellationToken cancellationToken) => tokens.GetAsync(
        store.StoreId,
        "shop",
        fingerprint,
        refused,
        () => store.Keeper is { } keeper ? keeper.ExchangeAsync(kept => ExchangeAsync(kept, refused, exchange), cancellationToken) : ExchangeUnkeptAsync(store, fingerprint, refused, exchange),
        cancellationToken);

    private async Task<(IssuedToken? Issued, CallFailure? Failure)> ExchangeUnkeptAsync(
        StoreConnection store, string fingerprint, string? refused, Func<IReadOnlyDictionary<string, string>, string, Task<RefreshAnswer>> exchange)
    {
        var kept = new Dictionary<string, string>(store.Credentials, StringComparer.Ordinal);
        foreach (var (name, value) in unkept.GetValueOrDefault((store.StoreId, fingerprint)) ?? new Dictionary<string, string>())
        {
            kept[name] = value;
        }

        var outcome = await ExchangeAsync(kept, refused, exchange);
        if (outcome.Changed is { } changed)
        {
            unkept[(store.StoreId, fingerprint)] = new[] { Renewed, Access, Until }.ToDictionary(name => name, name => changed[name], StringComparer.Ordinal);
        }

        return outcome.Result;
    }

    private async Task<CredentialExchange<(IssuedToken? Issued, CallFailure? Failure)>> ExchangeAsync(
        IReadOnlyDictionary<string, string> kept, string? refused, Func<IReadOnlyDictionary<string, string>, string, Task<RefreshAnswer>> exchange)
    {
        var now = time.GetUtcNow();
        var until = long.TryParse(kept.GetValueOrDefault(Until), CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.UnixEpoch;
        if (kept.GetValueOrDefault(Access) is { } known && known != refused && until - Margin > now)
        {
            // Somebody else got it before.
            return new((new(known, until - now), null), Changed: null);
        }

        // The one that the marketplace gave last goes before the one that a person entered.
        var refreshToken = kept.GetValueOrDefault(Renewed, kept.GetValueOrDefault(credential, string.Empty)).Trim();
        var answer = await exchange(kept, refreshToken);
        return answer.AccessToken is not { } access ? new((null, answer.Failure), Changed: null) : new(
            (new(access, answer.Life), null),
            new Dictionary<string, string>(kept, StringComparer.Ordinal)
            {
                [Renewed] = answer.RefreshToken ?? refreshToken,
                [Access] = access,
                [Until] = (now + (answer.Life ?? TimeSpan.Zero)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            });
    }
}
