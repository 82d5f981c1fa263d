using System.Security.Cryptography;
using System.Text.Json;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Traffic;

/// <summary>What an access token lets in; each marketplace says what that is.</summary>
/// <param name="Expires">Real time.</param>
internal abstract record Grant(DateTimeOffset Expires);

internal static class TokenDesk
{
    /// <summary>A token's text: nothing to be guessed.</summary>
    public static string NewText(string prefix, int bytes) => prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}

/// <summary>The access tokens of one marketplace: given out, looked up until they expire and beyond, ended by order.</summary>
internal sealed class TokenDesk<TGrant>(SimulatedWorld world)
    where TGrant : Grant
{
    private readonly Lock _gate = new();
    private Dictionary<string, TGrant> _grants = new(StringComparer.Ordinal);

    /// <summary>When a token that is given out now expires.</summary>
    public DateTimeOffset Expiry => world.Clock.RealNow + world.Options.TokenLifetime;

    public void Add(string token, TGrant grant)
    {
        lock (_gate)
        {
            _grants[token] = grant;
        }

        lock (world.Gate)
        {
            world.Touch();
        }
    }

    /// <summary>An expired one too, for marketplaces that say so.</summary>
    public TGrant? Find(string token)
    {
        lock (_gate)
        {
            return _grants.GetValueOrDefault(token);
        }
    }

    public TGrant? FindLive(string token) => Find(token) is { } grant && IsLive(grant) ? grant : null;

    public bool IsLive(TGrant grant) => grant.Expires > world.Clock.RealNow;

    /// <summary>As if they had never been given out.</summary>
    public void Forget(Func<TGrant, bool> which)
    {
        lock (_gate)
        {
            _grants = _grants.Where(g => !which(g.Value)).ToDictionary(StringComparer.Ordinal);
        }
    }

    public void ExpireAll()
    {
        lock (_gate)
        {
            _grants = _grants.ToDictionary(g => g.Key, g => (TGrant)((Grant)g.Value with { Expires = world.Clock.RealNow }), StringComparer.Ordinal);
        }
    }

    /// <summary>Those that still are of use, as they are kept over a restart.</summary>
    public Dictionary<string, TGrant> Live()
    {
        lock (_gate)
        {
            return _grants.Where(g => IsLive(g.Value)).ToDictionary(StringComparer.Ordinal);
        }
    }

    public void Restore(IReadOnlyDictionary<string, TGrant> grants)
    {
        lock (_gate)
        {
            _grants = new(grants, StringComparer.Ordinal);
        }
    }

    public JsonElement Save(JsonSerializerOptions options) => JsonSerializer.SerializeToElement(Live(), options);

    public void Load(JsonElement state, JsonSerializerOptions options) => Restore(state.Deserialize<Dictionary<string, TGrant>>(options)!);
}
