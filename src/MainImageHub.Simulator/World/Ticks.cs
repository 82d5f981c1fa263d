namespace MainImageHub.Simulator.World;

/// <summary>The pace of everything that happens by itself.</summary>
internal static class Ticks
{
    public static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(50);

    /// <summary>Does it again and again until the host stops. Being told to stop is no failure, whatever else the start came to.</summary>
    public static async Task EveryAsync(TimeSpan period, Action tick, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(period);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                tick();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
