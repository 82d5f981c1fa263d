using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MainImageHub.Simulator.World;

/// <summary>Everything the marketplaces know. One lock: the world is small and nothing slow happens inside it.</summary>
internal sealed class SimulatedWorld(SimulatorOptions options, SimulationClock clock)
{
    private readonly Dictionary<ListingKey, Listing> _listings = [];
    private readonly Dictionary<string, Picture> _pictures = new(StringComparer.Ordinal);
    private readonly List<Submission> _submissions = [];
    private readonly List<Mischief> _mischief = [];
    private readonly HashSet<(string Marketplace, string Seller, string Site)> _known = [];
    private long _submissionCount;

    public Lock Gate { get; } = new();

    public SimulationClock Clock => clock;

    public SimulatorOptions Options => options;

    /// <summary>Grows with every change; what the saver watches.</summary>
    public long Revision { get; private set; }

    public IReadOnlyCollection<Listing> Listings => _listings.Values;

    public IReadOnlyCollection<Picture> Pictures => _pictures.Values;

    public IReadOnlyList<Submission> Submissions => _submissions;

    public IReadOnlyList<Mischief> MischiefOrders => _mischief;

    public void Touch() => Revision++;

    public bool TryFind(ListingKey key, [NotNullWhen(true)] out Listing? listing) => _listings.TryGetValue(key, out listing);

    public Listing? FindOnSite(string marketplace, string site, string externalId) =>
        _listings.Values.FirstOrDefault(l => l.Key.Marketplace == marketplace && l.Key.Site == site && l.ExternalId == externalId && !l.Deleted);

    /// <summary>Whether this seller was ever seen on this site; who was not is given a catalogue of its own.</summary>
    public bool Knows(string marketplace, string seller, string site) => _known.Contains((marketplace, seller, site));

    public void Add(Listing listing)
    {
        _listings[listing.Key] = listing;
        _known.Add((listing.Key.Marketplace, listing.Key.Seller, listing.Key.Site));
        Settle(listing, listing.Created);
        Touch();
    }

    public Picture Add(Picture picture)
    {
        if (!_pictures.TryAdd(picture.Id, picture))
        {
            return _pictures[picture.Id];
        }

        Touch();
        return picture;
    }

    public Picture? Picture(string? id) => id is not null && _pictures.TryGetValue(id, out var picture) ? picture : null;

    public Submission Submit(ListingKey key, string slot, string attributeName, string? mediaLocation)
    {
        var now = clock.RealNow;
        var submission = new Submission
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Number = ++_submissionCount,
            Listing = key,
            Slot = slot,
            AttributeName = attributeName,
            MediaLocation = mediaLocation,
            AcceptedAt = now,
            DueAt = now + options.ProcessingDelay,
        };
        _submissions.Add(submission);
        Touch();
        return submission;
    }

    /// <summary>Brings what follows from the listing's picture in line with it: a listing without an acceptable main picture is hidden from search.</summary>
    public void Settle(Listing listing, DateTimeOffset at)
    {
        var hidden = listing.HiddenByOrder || (listing.IsPoliced && BreaksVisibility(listing));
        if (listing.Visibility.Count == 0 || listing.Hidden != hidden)
        {
            var last = listing.Visibility.Count > 0 ? listing.Visibility[^1].From : at;
            listing.Visibility.Add(new VisibilitySpan(last > at ? last : at, hidden));
        }

        Touch();
    }

    /// <summary>What hangs in a listing's gallery is what shoppers see, from that moment on.</summary>
    public void Arrange(Listing listing, IReadOnlyList<string?> pictures, DateTimeOffset at, string why)
    {
        listing.Arrange(pictures, at, why);
        listing.Updated = clock.Now;
        Settle(listing, at);
    }

    public bool BreaksVisibility(Listing listing) =>
        Picture(listing.PictureIn(Listing.Main)) is not { } picture || !IsWhite(picture);

    public static bool IsWhite(Picture picture) => picture.Facts?.WhiteBackground ?? picture.Drawing?.WhiteBackground ?? true;

    public Mischief? Misbehave(MischiefKind kind, ListingKey key)
    {
        foreach (var order in _mischief)
        {
            if (order.Kind == kind && order.Remaining is not <= 0 && order.Concerns(key) && Random.Shared.NextDouble() < order.Probability)
            {
                order.Remaining--;
                Touch();
                return order;
            }
        }

        return null;
    }

    /// <summary>Whether such an order stands, without having it carried out.</summary>
    public bool IsOrdered(MischiefKind kind, ListingKey key) => _mischief.Exists(order => order.Kind == kind && order.Remaining is not <= 0 && order.Concerns(key));

    public void Order(Mischief mischief)
    {
        _mischief.Add(mischief);
        Touch();
    }

    public int Forgive(string? id)
    {
        var removed = _mischief.RemoveAll(m => id is null || m.Id == id);
        Touch();
        return removed;
    }

    public void Clear()
    {
        _listings.Clear();
        _pictures.Clear();
        _submissions.Clear();
        _mischief.Clear();
        _known.Clear();
        Touch();
    }

    /// <summary>Ten characters that stand for the parts, in the alphabet of ASINs.</summary>
    public string ShortId(params ReadOnlySpan<string> parts)
    {
        const string alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [options.Seed, .. parts])));
        return string.Create(CultureInfo.InvariantCulture, $"B0{string.Concat(hash.Take(8).Select(b => alphabet[b % alphabet.Length]))}");
    }

    public WorldSnapshot Snapshot() => new()
    {
        Now = clock.Now,
        Speed = clock.Speed,
        SubmissionCount = _submissionCount,
        Sellers = [.. _known.Select(k => new KnownSeller(k.Marketplace, k.Seller, k.Site))],
        Listings = [.. _listings.Values],
        Pictures = [.. _pictures.Values],
        Submissions = [.. _submissions],
        Mischief = [.. _mischief],
    };

    public void Restore(WorldSnapshot snapshot)
    {
        Clear();
        clock.Resume(snapshot.Now, snapshot.Speed);
        _submissionCount = snapshot.SubmissionCount;
        _known.UnionWith(snapshot.Sellers.Select(s => (s.Marketplace, s.Seller, s.Site)));
        snapshot.Listings.ForEach(l => _listings[l.Key] = l);
        snapshot.Pictures.ForEach(p => _pictures[p.Id] = p);
        _submissions.AddRange(snapshot.Submissions);
        _mischief.AddRange(snapshot.Mischief);
    }
}

internal sealed record KnownSeller(string Marketplace, string Seller, string Site);

/// <summary>The world as it is written to disk.</summary>
internal sealed record WorldSnapshot
{
    public DateTimeOffset Now { get; init; }

    public double Speed { get; init; } = 1;

    public long SubmissionCount { get; init; }

    public List<KnownSeller> Sellers { get; init; } = [];

    public List<Listing> Listings { get; init; } = [];

    public List<Picture> Pictures { get; init; } = [];

    public List<Submission> Submissions { get; init; } = [];

    public List<Mischief> Mischief { get; init; } = [];

    /// <summary>What each marketplace keeps beside the world (tokens, reports), by its own name.</summary>
    public Dictionary<string, System.Text.Json.JsonElement> Marketplaces { get; init; } = [];
}
