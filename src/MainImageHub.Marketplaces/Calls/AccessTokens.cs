using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>What a sign-in gave.</summary>
/// <param name="Token">Sent with every call.</param>
/// <param name="Life">How long it is good; null where not told.</param>
internal sealed record IssuedToken(string Token, TimeSpan? Life)
{
    // Never printed: a record's own text would show the token.
    public override string ToString() => nameof(IssuedToken);
}

/// <summary>
/// Access tokens of one marketplace: one per store and purpose, kept until shortly before it expires, fetched once however many calls
/// want it at the same time.
/// </summary>
internal sealed class AccessTokens(TimeProvider time, TimeSpan usualLife)
{
    // A call begun just before the end must still be let in at the end of its travel.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Guid Store, string Purpose), Entry> entries = new();

    /// <summary>Tells changed credentials from unchanged ones without keeping them.</summary>
    public static string Fingerprint(params IEnumerable<string> parts) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));

    /// <summary>The access token, or why there is none.</summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="purpose">Where a store has more than one.</param>
    /// <param name="fingerprint">Of the credentials it is fetched with: others need another token.</param>
    /// <param name="refused">A token just refused as expired: not given out again.</param>
    /// <param name="fetch">Signs in.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<(string? Token, CallFailure? Failure)> GetAsync(
        Guid storeId, string purpose, string fingerprint, string? refused, Func<Task<(IssuedToken? Issued, CallFailure? Failure)>> fetch, CancellationToken cancellationToken)
    {
        var entry = entries.GetOrAdd((storeId, purpose), static _ => new Entry());
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            if (entry.Token is { } known && entry.Fingerprint == fingerprint && known != refused && time.GetUtcNow() < entry.GoodUntil)
            {
                return (known, null);
            }

            var (issued, failure) = await fetch();
            if (issued is null)
            {
                // Asking for a token changes nothing at the marketplace, so however it failed, nothing was done.
                return (null, failure! with { MayHaveTakenEffect = false });
            }

            var life = issued.Life is { } told && told > TimeSpan.Zero ? told : usualLife;
            entry.Token = issued.Token;
            entry.Fingerprint = fingerprint;
            entry.GoodUntil = time.GetUtcNow() + (life > 2 * Margin ? life - Margin : life / 2);
            return (issued.Token, null);
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public string? Token { get; set; }

        public string? Fingerprint { get; set; }

        public DateTimeOffset GoodUntil { get; set; }
    }
}
