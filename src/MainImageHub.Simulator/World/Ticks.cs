namespace MainImageHub.Simulator.World;

internal static class Ticks
{
    /// <summary>False also when the host stops: a loop that ends because it was told to is no failure, whatever else the start came to.</summary>
    public static async Task<bool> NextAsync(this PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
    }
}
