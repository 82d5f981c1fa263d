namespace MainImageHub.Simulator;

/// <summary>How the simulated marketplaces behave. Bound from the configuration section <c>Simulator</c>; most values can also be changed at run time through the control API.</summary>
public sealed class SimulatorOptions
{
    /// <summary>File the world is saved to and read from (pictures go to the folder of the same name plus <c>.pictures</c>). Null keeps everything in memory.</summary>
    public string? StatePath { get; set; }

    /// <summary>The libvips library, or the folder it lies in. Null looks for the product's npm part beside the sources. Without it pictures are served as they came, with a comment added.</summary>
    public string? LibvipsPath { get; set; }

    /// <summary>What every random thing is derived from: the same seed gives the same shoppers, titles and pictures.</summary>
    public string Seed { get; set; } = "mainimagehub";

    /// <summary>Real time between ACCEPTED and the picture being fetched and judged.</summary>
    public TimeSpan ProcessingDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Time on the simulator's clock between a judged picture and its being shown.</summary>
    public TimeSpan LiveDelay { get; set; } = TimeSpan.Zero;

    /// <summary>Days after a day's end until reports know it.</summary>
    public double ReportingDelayDays { get; set; } = 1;

    /// <summary>Real time a report spends in the queue, and again in progress.</summary>
    public TimeSpan ReportStep { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Life of an access token, in real time.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>1 = the documented rate limits; 10 = ten times as generous.</summary>
    public double RateLimitScale { get; set; } = 1;

    /// <summary>Whether reading or patching an unknown SKU makes a listing for it, so that made-up credentials and SKUs work.</summary>
    public bool CreateUnknownListings { get; set; } = true;

    /// <summary>Listings a seller has who was never seen before and asks for its catalogue. 0: none.</summary>
    public int NewSellerListings { get; set; } = 12;

    /// <summary>Share of those whose picture breaks a rule.</summary>
    public double NewSellerFlawedShare { get; set; } = 0.25;

    /// <summary>How long a listing has been selling when it first appears, in days.</summary>
    public int HistoryDays { get; set; } = 120;

    /// <summary>Limit on fetching one picture.</summary>
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Largest picture that is taken, in bytes. Ten megabytes is the documented limit of uploads by hand; by URL more passes.</summary>
    public long MaxPictureBytes { get; set; } = 30_000_000;

    /// <summary>Address under which the simulator is reached, where it differs from what the request says (behind a proxy).</summary>
    public string? PublicUrl { get; set; }

    /// <summary>The real clock under the simulated one.</summary>
    public TimeProvider RealTime { get; set; } = TimeProvider.System;
}
