using System.Globalization;
using System.Text.Json;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopee;

/// <summary>
/// A refresh token, good once, for an access token of four hours and the next refresh token. Were the answer lost on the way, the old token is dead and
/// nobody knows the next: then the seller has to authorise the app again, which the refusal of the next exchange says.
/// </summary>
internal sealed class ShopeeAuth(MarketplaceCaller caller, TimeProvider time)
{
    private const string Path = "/api/v2/auth/access_token/get";

    // Told with each answer as well.
    private readonly RenewedTokens tokens = new(time, usualLife: TimeSpan.FromHours(4), ShopeeConnector.RefreshToken);

    /// <param name="store">Whose.</param>
    /// <param name="refused">A token just refused as expired: not given out again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<(string? Token, CallFailure? Failure)> TokenAsync(ShopeeStore store, string? refused, CancellationToken cancellationToken) =>
        tokens.GetAsync(store.Connection, store.Fingerprint, refused, (_, refreshToken) => ExchangeAsync(store, refreshToken), cancellationToken);

    private async Task<RefreshAnswer> ExchangeAsync(ShopeeStore store, string refreshToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ShopeeRefresh(refreshToken, long.Parse(store.PartnerId, CultureInfo.InvariantCulture), long.Parse(store.ShopId, CultureInfo.InvariantCulture)), ShopeeJson.Default.ShopeeRefresh);
        var reply = await caller.SendAsync(
            new MarketplaceCall { Marketplace = ShopeeErrors.Name, Client = store.Client, Request = () => ShopeeClient.Request(store, HttpMethod.Post, Path, time.GetUtcNow(), token: null, [], () => ShopeeClient.Json(body)) },
            CancellationToken.None);
        var scrubber = store.Scrubber.With(refreshToken);
        var answer = CallProblems.TryParse(reply, ShopeeJson.Default.ShopeeTokenAnswer);
        return ShopeeErrors.ReadSignIn(reply, answer, scrubber, time.GetUtcNow()) is { } failure ? RefreshAnswer.No(failure)
            : answer?.AccessToken is not { Length: > 0 } access ? RefreshAnswer.No(ShopeeErrors.Unreadable(reply, scrubber))
            : new(access, answer.ExpireIn is { } seconds ? TimeSpan.FromSeconds(seconds) : null, answer.RefreshToken, Failure: null);
    }
}
