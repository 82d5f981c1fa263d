using System.Collections.Concurrent;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>
/// A refresh token for an access token. TikTok may give another refresh token with it; both are kept with the store before the access token is
/// used, so that other processes use it too instead of asking for one of their own.
/// </summary>
internal sealed class TikTokShopAuth(MarketplaceCaller caller, TimeProvider time)
{
    // Such tokens live a week; the answer says until when.
    private readonly AccessTokens tokens = new(time, usualLife: TimeSpan.FromDays(7));

    // A call begun just before the end must still be let in at the end of its travel.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<Guid, IReadOnlyList<string>> scopes = new();

    /// <param name="store">Whose.</param>
    /// <param name="refused">A token just refused as expired: not given out again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<(string? Token, CallFailure? Failure)> TokenAsync(TikTokShopStore store, string? refused, CancellationToken cancellationToken) => tokens.GetAsync(
        store.Id,
        "shop",
        store.Fingerprint,
        refused,
        async () => store.Keeper is { } keeper
            ? await keeper.ExchangeAsync(kept => ExchangeAsync(store, kept, refused), cancellationToken)
            : (await ExchangeAsync(store, store.Grant)).Result,
        cancellationToken);

    /// <summary>What the seller allowed the app, as told with the last token that was got here; null where it was not.</summary>
    public IReadOnlyList<string>? ScopesOf(TikTokShopStore store) => scopes.GetValueOrDefault(store.Id);

    private async Task<CredentialExchange<(IssuedToken? Issued, CallFailure? Failure)>> ExchangeAsync(TikTokShopStore store, IReadOnlyDictionary<string, string> kept, string? refused)
    {
        var grant = TikTokShopGrant.Of(kept);
        var now = time.GetUtcNow();
        if (grant.AccessToken is { } known && known != refused && grant.AccessUntil - Margin > now)
        {
            // Somebody else got it before.
            return new((new(known, grant.AccessUntil - now), null), Changed: null);
        }

        var (result, given) = await ExchangeAsync(store, grant);
        return new(result, given is { AccessToken: { } access } ? TikTokShopGrant.Changed(kept, given.RefreshToken ?? grant.RefreshToken, access, now + (result.Issued!.Life ?? TimeSpan.Zero)) : null);
    }

    /// <summary>Not to be cancelled: what TikTok gave must not get lost on the way. The call has a time limit of its own.</summary>
    private async Task<((IssuedToken? Issued, CallFailure? Failure) Result, TikTokShopTokenData? Given)> ExchangeAsync(TikTokShopStore store, TikTokShopGrant grant)
    {
        var reply = await caller.SendAsync(
            new MarketplaceCall { Marketplace = TikTokShopErrors.Name, Client = store.Client, Request = () => new(HttpMethod.Get, Address(store, grant)) },
            CancellationToken.None);
        var scrubber = store.Scrubber.With(grant.RefreshToken).With(grant.AppSecret);
        var answer = CallProblems.TryParse(reply, TikTokShopJson.Default.TikTokShopAnswer);
        if (TikTokShopErrors.ReadSignIn(reply, answer, scrubber) is { } failure)
        {
            return ((null, failure), null);
        }

        if (TikTokShopErrors.Data(answer, TikTokShopJson.Default.TikTokShopTokenData) is not { AccessToken: { Length: > 0 } token } given)
        {
            return ((null, TikTokShopErrors.Unreadable(reply, scrubber)), null);
        }

        if (given.GrantedScopes is { } granted)
        {
            scopes[store.Id] = granted;
        }

        return ((new(token, given.AccessTokenExpireIn is { } until ? DateTimeOffset.FromUnixTimeSeconds(until) - time.GetUtcNow() : null), null), given);
    }

    private static Uri Address(TikTokShopStore store, TikTokShopGrant grant) => new(
        $"{store.TokenAddress}?app_key={Uri.EscapeDataString(grant.AppKey)}&app_secret={Uri.EscapeDataString(grant.AppSecret)}&refresh_token={Uri.EscapeDataString(grant.RefreshToken)}&grant_type=refresh_token");
}
