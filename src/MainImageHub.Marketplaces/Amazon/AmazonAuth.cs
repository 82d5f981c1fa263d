using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Amazon;

/// <summary>What a refresh token is exchanged with, and where.</summary>
internal sealed record AmazonGrant(string ClientId, string ClientSecret, string RefreshToken, Uri TokenAddress, bool IsAdvertising = false)
{
    // Never printed: a record's own text would show the secrets.
    public override string ToString() => nameof(AmazonGrant);
}

/// <summary>Login with Amazon: a refresh token for an access token.</summary>
internal sealed class AmazonAuth(MarketplaceCaller caller, TimeProvider time)
{
    // Amazon's tokens live an hour.
    private readonly AccessTokens tokens = new(time, usualLife: TimeSpan.FromHours(1));

    /// <summary>The access token, or why there is none.</summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="grant">Its credentials.</param>
    /// <param name="client">The named client to ask with.</param>
    /// <param name="refused">A token just refused as expired: not given out again.</param>
    /// <param name="scrubber">Cleans what is kept of a refusal.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<(string? Token, CallFailure? Failure)> TokenAsync(
        Guid storeId, AmazonGrant grant, string client, string? refused, SecretScrubber scrubber, CancellationToken cancellationToken) =>
        tokens.GetAsync(
            storeId,
            grant.IsAdvertising ? "ads" : "selling",
            AccessTokens.Fingerprint(grant.ClientId, grant.ClientSecret, grant.RefreshToken, grant.TokenAddress.AbsoluteUri),
            refused,
            () => FetchAsync(grant, client, scrubber, cancellationToken),
            cancellationToken);

    private async Task<(IssuedToken? Issued, CallFailure? Failure)> FetchAsync(AmazonGrant grant, string client, SecretScrubber scrubber, CancellationToken cancellationToken)
    {
        var reply = await caller.SendAsync(
            new MarketplaceCall { Marketplace = AmazonErrors.Name, Client = client, Request = () => Exchange(grant) },
            cancellationToken);
        if (AmazonErrors.ReadSignIn(reply, scrubber) is { } failure)
        {
            return (null, failure);
        }

        return CallProblems.TryParse(reply, AmazonJson.Default.LwaToken) is { AccessToken.Length: > 0 } token
            ? (new(token.AccessToken, token.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : null), null)
            : (null, AmazonErrors.Unreadable(reply, scrubber));
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
}
