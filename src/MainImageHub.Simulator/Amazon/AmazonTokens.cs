using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Who an access token speaks for: the app, and the seller's consent it was made from.</summary>
internal sealed record AmazonGrant(string ClientId, string RefreshToken, DateTimeOffset Expires);

/// <summary>
/// Access tokens, and which seller accounts each consent has been used with: reports never name the seller, the consent does,
/// and since any credentials are accepted here, the simulator learns it from the listings calls.
/// </summary>
internal sealed class AmazonTokens(SimulatedWorld world) : IMarketplaceState
{
    private readonly ConcurrentDictionary<string, AmazonGrant> _grants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, byte>> _sellers = new(StringComparer.Ordinal);

    public string Marketplace => "amazon.tokens";

    public string Issue(string clientId, string refreshToken)
    {
        var token = "Atza|" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        _grants[token] = new AmazonGrant(clientId, refreshToken, world.Clock.RealNow + world.Options.TokenLifetime);
        Touch();
        return token;
    }

    public AmazonGrant? Find(string token) => _grants.GetValueOrDefault(token);

    public bool IsLive(AmazonGrant grant) => grant.Expires > world.Clock.RealNow;

    public void ExpireAll()
    {
        foreach (var (token, grant) in _grants)
        {
            _grants[token] = grant with { Expires = world.Clock.RealNow };
        }
    }

    public void Remember(AmazonGrant grant, string seller)
    {
        if (_sellers.GetOrAdd(Consent(grant), _ => new ConcurrentDictionary<string, byte>(StringComparer.Ordinal)).TryAdd(seller, 0))
        {
            Touch();
        }
    }

    public IReadOnlyCollection<string> SellersOf(AmazonGrant grant) =>
        _sellers.TryGetValue(Consent(grant), out var sellers) ? [.. sellers.Keys.Order(StringComparer.Ordinal)] : [];

    public JsonElement Save(JsonSerializerOptions options) => JsonSerializer.SerializeToElement(
        new State(
            _grants.Where(g => IsLive(g.Value)).ToDictionary(StringComparer.Ordinal),
            _sellers.ToDictionary(s => s.Key, s => s.Value.Keys.ToList(), StringComparer.Ordinal)),
        options);

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        foreach (var (token, grant) in saved.Grants)
        {
            _grants[token] = grant;
        }

        foreach (var (consent, sellers) in saved.Sellers)
        {
            _sellers[consent] = new ConcurrentDictionary<string, byte>(sellers.Select(s => KeyValuePair.Create(s, (byte)0)), StringComparer.Ordinal);
        }
    }

    private static string Consent(AmazonGrant grant) => $"{grant.ClientId}\n{grant.RefreshToken}";

    private void Touch()
    {
        lock (world.Gate)
        {
            world.Touch();
        }
    }

    private sealed record State(Dictionary<string, AmazonGrant> Grants, Dictionary<string, List<string>> Sellers);
}
