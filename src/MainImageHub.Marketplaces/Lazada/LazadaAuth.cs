using System.Collections.Concurrent;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Lazada;

/// <summary>A refresh token for an access token of thirty days (seven for an app that is being tested); the answer names a refresh token too, which goes before the one it was got with.</summary>
internal sealed class LazadaAuth(MarketplaceCaller caller, TimeProvider time)
{
    private const string Path = "/auth/token/refresh";

    // Told with each answer as well: the shorter of the two.
    private readonly RenewedTokens tokens = new(time, usualLife: TimeSpan.FromDays(7), LazadaConnector.RefreshToken);

    private readonly ConcurrentDictionary<Guid, IReadOnlyList<string>> countries = new();

    /// <param name="store">Whose.</param>
    /// <param name="refused">A token just refused as expired: not given out again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<(string? Token, CallFailure? Failure)> TokenAsync(LazadaStore store, string? refused, CancellationToken cancellationToken) =>
        tokens.GetAsync(store.Connection, store.Fingerprint, refused, (_, refreshToken) => ExchangeAsync(store, refreshToken), cancellationToken);

    /// <summary>Where the seller sells, as told with the last token that was got here; null where it was not.</summary>
    public IReadOnlyList<string>? CountriesOf(LazadaStore store) => countries.GetValueOrDefault(store.Id);

    private async Task<RefreshAnswer> ExchangeAsync(LazadaStore store, string refreshToken)
    {
        var reply = await caller.SendAsync(
            new MarketplaceCall
            {
                Marketplace = LazadaErrors.Name,
                Client = store.Client,
                Request = () => LazadaClient.Request(store, store.AuthHost, HttpMethod.Post, Path, time.GetUtcNow(), token: null, [new("refresh_token", refreshToken)], picture: null),
            },
            CancellationToken.None);
        var scrubber = store.Scrubber.With(refreshToken);
        var answer = CallProblems.TryParse(reply, LazadaJson.Default.LazadaTokenAnswer);
        if (LazadaErrors.ReadSignIn(reply, answer, scrubber) is { } failure)
        {
            return RefreshAnswer.No(failure);
        }

        if (answer?.AccessToken is not { Length: > 0 } access)
        {
            return RefreshAnswer.No(LazadaErrors.Unreadable(reply, scrubber));
        }

        if (answer.CountryUserInfoList is { Count: > 0 } told)
        {
            countries[store.Id] = [.. told.Select(each => each.Country).OfType<string>()];
        }

        return new(
            access,
            answer.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            string.IsNullOrEmpty(answer.RefreshToken) ? null : answer.RefreshToken,
            Failure: null);
    }
}
