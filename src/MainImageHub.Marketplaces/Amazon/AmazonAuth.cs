using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Amazon;

/// <summary>What a refresh token is exchanged with, and where.</summary>
internal sealed record AmazonGrant(string ClientId, string ClientSecret, string RefreshToken, Uri TokenAddress, bool IsAdvertising = false)
{
    // Never printed: a record's own text would show the secrets.
    public override string ToString() => nameof(AmazonGrant);

    /// <summary>Tells changed credentials from unchanged ones without keeping them.</summary>
    public string Fingerprint => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', ClientId, ClientSecret, RefreshToken, TokenAddress))));
}

/// <summary>
/// Login with Amazon: one access token per store and credentials, kept until shortly before it expires, fetched once however
/// many calls want it at the same time.
/// </summary>
internal sealed class AmazonAuth(MarketplaceCaller caller, TimeProvider time)
{
    // Amazon's tokens live an hour; a call begun just before the end must still be let in at the end of its travel.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan UsualLife = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(Guid Store, bool Advertising), Entry> entries = new();

    /// <summary>The access token, or why there is none.</summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="grant">Its credentials.</param>
    /// <param name="client">The named client to ask with.</param>
    /// <param name="refused">A token just refused as expired: not given out again.</param>
    /// <param name="scrubber">Cleans what is kept of a refusal.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<(string? Token, AmazonFailure? Failure)> TokenAsync(
        Guid storeId, AmazonGrant grant, string client, string? refused, SecretScrubber scrubber, CancellationToken cancellationToken)
    {
        var entry = entries.GetOrAdd((storeId, grant.IsAdvertising), static _ => new Entry());
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            var fingerprint = grant.Fingerprint;
            if (entry.Token is { } known && entry.Fingerprint == fingerprint && known != refused && time.GetUtcNow() < entry.GoodUntil)
            {
                return (known, null);
            }

            var reply = await caller.SendAsync(
                new MarketplaceCall { Marketplace = AmazonErrors.Name, Client = client, Request = () => Exchange(grant) },
                cancellationToken);

            // Asking for a token changes nothing at Amazon, so however it failed, nothing was done.
            if (AmazonErrors.ReadSignIn(reply, scrubber) is { } failure)
            {
                return (null, failure with { MayHaveTakenEffect = false });
            }

            if (AmazonErrors.TryParse(reply, AmazonJson.Default.LwaToken) is not { AccessToken.Length: > 0 } token)
            {
                return (null, AmazonErrors.Unreadable(reply, scrubber) with { MayHaveTakenEffect = false });
            }

            var life = token.ExpiresIn is > 0 ? TimeSpan.FromSeconds(token.ExpiresIn.Value) : UsualLife;
            entry.Token = token.AccessToken;
            entry.Fingerprint = fingerprint;
            entry.GoodUntil = time.GetUtcNow() + (life > 2 * Margin ? life - Margin : life / 2);
            return (token.AccessToken, null);
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private static HttpRequestMessage Exchange(AmazonGrant grant) => new(HttpMethod.Post, grant.TokenAddress)
    {
        Content = new FormUrlEncodedContent(
        [
            new("grant_type", "refresh_token"),
            new("refresh_token", grant.RefreshToken),
            new("client_id", grant.ClientId),
            new("client_secret", grant.ClientSecret),
        ]),
    };

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public string? Token { get; set; }

        public string? Fingerprint { get; set; }

        public DateTimeOffset GoodUntil { get; set; }
    }
}
