namespace MainImageHub.Marketplaces;

/// <summary>Bounds on every call to a marketplace.</summary>
public sealed class MarketplaceOptions
{
    /// <summary>How long one call may take, body included.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the download of a report may take.</summary>
    public TimeSpan DownloadTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>The largest answer of a call, in bytes. A page of 20 Amazon listings with all attributes is about 1 MB.</summary>
    public int MaxAnswerBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>The largest report, unpacked, in bytes: about 200,000 listings of one day.</summary>
    public long MaxReportBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>How long a call waits for its turn under a rate limit before it says "later" instead.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(3);
}
