using System.Text.Json;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Traffic;

/// <summary>Whom an access token lets in.</summary>
internal sealed record IopGrant(string AppKey, DateTimeOffset Expires) : Grant(Expires);

/// <summary>
/// Refresh tokens for access tokens, at the gateway of Lazada and AliExpress. Any refresh token is good, once: it is answered with another one and is dead from then
/// on, which is harder than the references say; what was given is good for the app it was given for.
/// </summary>
/// <param name="world">Where it all is.</param>
/// <param name="shop">Which marketplace's.</param>
internal abstract class IopTokens(SimulatedWorld world, string shop) : IMarketplaceState
{
    public const int RefreshSeconds = 180 * 24 * 3600;

    private readonly Lock _gate = new();
    private readonly TokenDesk<IopGrant> _desk = new(world);
    private HashSet<string> _dead = new(StringComparer.Ordinal);
    private Dictionary<string, string> _given = new(StringComparer.Ordinal);

    public string Shop => shop;

    protected SimulatedWorld World { get; } = world;

    public string Marketplace => $"{shop}.tokens";

    public IopGrant? FindLive(string token) => _desk.FindLive(token);

    public void ExpireAll() => _desk.ExpireAll();

    public JsonElement Save(JsonSerializerOptions options)
    {
        lock (_gate)
        {
            return JsonSerializer.SerializeToElement(new State(_desk.Live(), [.. _dead], _given), options);
        }
    }

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        _desk.Restore(saved.Grants);
        lock (_gate)
        {
            (_dead, _given) = (new(saved.Dead, StringComparer.Ordinal), new(saved.Given, StringComparer.Ordinal));
        }
    }

    /// <summary>Both new tokens; null where the refresh token is good no longer, or was never this app's.</summary>
    protected (string Access, string Refresh)? Exchange(string appKey, string refreshToken)
    {
        var next = TokenDesk.NewText("50001601f", bytes: 16);
        lock (_gate)
        {
            if (_dead.Contains(refreshToken) || (_given.TryGetValue(refreshToken, out var whose) && whose != appKey))
            {
                return null;
            }

            _dead.Add(refreshToken);
            _given.Remove(refreshToken);
            _given[next] = appKey;
        }

        var token = TokenDesk.NewText("50000600a", bytes: 16);
        _desk.Add(token, new IopGrant(appKey, _desk.Expiry));
        return (token, next);
    }

    private sealed record State(Dictionary<string, IopGrant> Grants, List<string> Dead, Dictionary<string, string> Given);
}
