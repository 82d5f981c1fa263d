using System.Collections.Concurrent;

namespace MainImageHub.Simulator.World;

/// <summary>Pieces of work that take their time, a few at once, none of them twice at the same time.</summary>
internal sealed class WorkCrew<TKey>
    where TKey : notnull
{
    private const int AtOnce = 4;

    private readonly ConcurrentDictionary<TKey, byte> _running = new();

    /// <summary>Those that can be begun now.</summary>
    public IReadOnlyList<T> Choose<T>(IEnumerable<T> due, Func<T, TKey> key) => [.. due.Where(each => !_running.ContainsKey(key(each))).Take(Math.Max(0, AtOnce - _running.Count))];

    /// <param name="key">Which piece of work it is.</param>
    /// <param name="work">Ended by the host's stop, it is taken up again at the next start.</param>
    /// <param name="putOff">The disk is full, say: to be taken up again after a while.</param>
    /// <param name="stopping">The host stops.</param>
    public void Begin(TKey key, Func<CancellationToken, Task> work, Action<IOException> putOff, CancellationToken stopping)
    {
        // Before it runs: it may be over before this thread comes to anything else.
        if (_running.TryAdd(key, 0))
        {
            _ = RunAsync(key, work, putOff, stopping);
        }
    }

    private async Task RunAsync(TKey key, Func<CancellationToken, Task> work, Action<IOException> putOff, CancellationToken stopping)
    {
        try
        {
            await Task.Yield();
            await work(stopping);
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
        }
        catch (IOException e)
        {
            putOff(e);
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }
}
