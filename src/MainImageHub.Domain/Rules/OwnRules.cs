using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Listings;

namespace MainImageHub.Domain.Rules;

/// <summary>What one workspace reads otherwise than the packs: how strictly white, and the rules it changed. For one piece of judging; read anew for the next.</summary>
public sealed class OwnRules
{
    private static readonly Dictionary<string, RuleChange> Unchanged = [];

    // The same numbers are worked into the same pack for every picture of a slice.
    private readonly ConcurrentDictionary<(Guid Change, RuleLimits Pack), RuleLimits?> worked = new(SamePack.Instance);

    public static OwnRules None { get; } = new();

    public WhiteTolerance White { get; init; } = WhiteTolerance.Default;

    public IReadOnlyList<RuleChange> Changes { get; init; } = [];

    /// <summary>By rule, the nearest word that holds for a site at an instant.</summary>
    internal IReadOnlyDictionary<string, RuleChange> For(SiteCode site, DateTimeOffset at) => Changes.Count == 0
        ? Unchanged
        : Changes.Where(change => change.HoldsAt(at) && change.HoldsFor(site)).GroupBy(change => change.Rule, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.MaxBy(change => change.Nearness)!);

    /// <summary>
    /// The pack's limits with the workspace's numbers in them; null where a later pack contradicts those: then the marketplace's own limits
    /// stand, since it is the marketplace that hides listings.
    /// </summary>
    internal RuleLimits? LimitsOf(RuleChange change, RuleLimits pack) => worked.GetOrAdd((change.Id, pack), _ =>
    {
        try
        {
            return RulePackReader.ReadOwn(change.Marketplace, change.Rule, pack, JsonSerializer.Deserialize<JsonElement>(change.Limits!), change.Reason);
        }
        catch (ProblemException)
        {
            return null;
        }
    });

    /// <summary>Tells reports under changed rules from others; empty where nothing was changed.</summary>
    internal static string Mark(IEnumerable<RuleChange> applied)
    {
        var ids = string.Join(' ', applied.Select(change => change.Id).Order());
        return ids.Length == 0 ? "" : $"+own-{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(ids)))[..8]}";
    }

    private sealed class SamePack : IEqualityComparer<(Guid Change, RuleLimits Pack)>
    {
        public static readonly SamePack Instance = new();

        public bool Equals((Guid Change, RuleLimits Pack) x, (Guid Change, RuleLimits Pack) y) => x.Change == y.Change && ReferenceEquals(x.Pack, y.Pack);

        public int GetHashCode((Guid Change, RuleLimits Pack) key) => HashCode.Combine(key.Change, System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Pack));
    }
}
