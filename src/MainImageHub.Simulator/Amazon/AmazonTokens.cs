using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Who an access token speaks for: the app, and the seller's consent it was made from.</summary>
internal sealed record AmazonGrant(string ClientId, string RefreshToken, DateTimeOffset Expires) : Grant(Expires);

/// <summary>
/// Access tokens, and which seller accounts each consent has been used with: reports never name the seller, the consent does,
/// and since any credentials are accepted here, the simulator learns it from the listings calls.
/// </summary>
internal sealed class AmazonTokens(SimulatedWorld world) : IMarketplaceState
{
    private readonly TokenDesk<AmazonGrant> _desk = new(world);
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, byte>> _sellers = new(StringComparer.Ordinal);

    public string Marketplace => "amazon.tokens";

    public string Issue(string clientId, string refreshToken)
    {
        var token = "Atza|" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        _desk.Add(token, new AmazonGrant(clientId, refreshToken, _desk.Expiry));
        return token;
    }

    public AmazonGrant? Find(string token) => _desk.Find(token);

    public bool IsLive(AmazonGrant grant) => _desk.IsLive(grant);

    public void ExpireAll() => _desk.ExpireAll();

    public void Remember(AmazonGrant grant, string seller)
    {
        if (_sellers.GetOrAdd(Consent(grant), _ => new ConcurrentDictionary<string, byte>(StringComparer.Ordinal)).TryAdd(seller, 0))
        {
            lock (world.Gate)
            {
                world.Touch();
            }
        }
    }

    public IReadOnlyCollection<string> SellersOf(AmazonGrant grant) =>
        _sellers.TryGetValue(Consent(grant), out var sellers) ? [.. sellers.Keys.Order(StringComparer.Ordinal)] : [];

    public JsonElement Save(JsonSerializerOptions options) =>
        JsonSerializer.SerializeToElement(new State(_desk.Live(), _sellers.ToDictionary(s => s.Key, s => s.Value.Keys.ToList(), StringComparer.Ordinal)), options);

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        _desk.Restore(saved.Grants);
        foreach (var (consent, sellers) in saved.Sellers)
        {
            _sellers[consent] = new ConcurrentDictionary<string, byte>(sellers.Select(s => KeyValuePair.Create(s, (byte)0)), StringComparer.Ordinal);
        }
    }

    private static string Consent(AmazonGrant grant) => $"{grant.ClientId}\n{grant.RefreshToken}";

    private sealed record State(Dictionary<string, AmazonGrant> Grants, Dictionary<string, List<string>> Sellers);
}
