using System.Collections.Concurrent;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>A refresh token for an access token; TikTok may give another refresh token with it.</summary>
internal sealed class TikTokShopAuth(MarketplaceCaller caller, TimeProvider time)
{
    // Such tokens live a week; the answer says until when.
    private readonly RenewedTokens tokens = new(time, usualLife: TimeSpan.FromDays(7), TikTokShopConnector.RefreshToken);

    private readonly ConcurrentDictionary<Guid, IReadOnlyList<string>> scopes = new();

    /// <param name="store">Whose.</param>
    /// <param name="refused">A token just refused as expired: not given out again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<(string? Token, CallFailure? Failure)> TokenAsync(TikTokShopStore store, string? refused, CancellationToken cancellationToken) =>
        tokens.GetAsync(store.Connection, store.Fingerprint, refused, (kept, refreshToken) => ExchangeAsync(store, kept, refreshToken), cancellationToken);

    /// <summary>What the seller allowed the app, as told with the last token that was got here; null where it was not.</summary>
    public IReadOnlyList<string>? ScopesOf(TikTokShopStore store) => scopes.GetValueOrDefault(store.Id);

    private async Task<RefreshAnswer> ExchangeAsync(TikTokShopStore store, IReadOnlyDictionary<string, string> kept, string refreshToken)
    {
        var (appKey, appSecret) = (kept.GetValueOrDefault(TikTokShopConnector.AppKey, string.Empty).Trim(), kept.GetValueOrDefault(TikTokShopConnector.AppSecret, string.Empty).Trim());
        var address = new Uri(
            $"{store.TokenAddress}?app_key={Uri.EscapeDataString(appKey)}&app_secret={Uri.EscapeDataString(appSecret)}&refresh_token={Uri.EscapeDataString(refreshToken)}&grant_type=refresh_token");
        var reply = await caller.SendAsync(
            new MarketplaceCall { Marketplace = TikTokShopErrors.Name, Client = store.Client, Request = () => new(HttpMethod.Get, address) },
            CancellationToken.None);
        var scrubber = store.Scrubber.With(refreshToken).With(appSecret);
        var answer = CallProblems.TryParse(reply, TikTokShopJson.Default.TikTokShopAnswer);
        if (TikTokShopErrors.ReadSignIn(reply, answer, scrubber) is { } failure)
        {
            return RefreshAnswer.No(failure);
        }

        if (TikTokShopErrors.Data(answer, TikTokShopJson.Default.TikTokShopTokenData) is not { AccessToken: { Length: > 0 } token } given)
        {
            return RefreshAnswer.No(TikTokShopErrors.Unreadable(reply, scrubber));
        }

        if (given.GrantedScopes is { } granted)
        {
            scopes[store.Id] = granted;
        }

        return new(token, given.AccessTokenExpireIn is { } until ? DateTimeOffset.FromUnixTimeSeconds(until) - time.GetUtcNow() : null, given.RefreshToken, Failure: null);
    }
}
