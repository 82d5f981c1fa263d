namespace MainImageHub.Domain.Rules;

/// <summary>A page that rules rest on, as it was last fetched: for the whole installation, since the page is the same for everybody.</summary>
public sealed class SourcePage
{
    public required string Address { get; init; }

    /// <summary>Of the text a reader sees; null before it was ever fetched.</summary>
    public string? TextHash { get; private set; }

    /// <summary>
    /// Another text, seen once. Pages show dates, names and offers that differ with every look: only a text that two looks in a row
    /// agree on is believed to be a change.
    /// </summary>
    public string? DoubtedHash { get; private set; }

    public DateTimeOffset? LookedAt { get; private set; }

    /// <summary>When the text was last believed to be another one.</summary>
    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>Why the last look saw nothing; null when it did.</summary>
    public LocalText? Problem { get; private set; }

    public void Saw(string hash, DateTimeOffset now)
    {
        (LookedAt, Problem) = (now, null);
        if (TextHash is null || TextHash == hash)
        {
            (TextHash, DoubtedHash) = (hash, null);
        }
        else if (DoubtedHash == hash)
        {
            (TextHash, DoubtedHash, ChangedAt) = (hash, null, now);
        }
        else
        {
            DoubtedHash = hash;
        }
    }

    public void Missed(LocalText why, DateTimeOffset now) => (LookedAt, Problem) = (now, why);
}
