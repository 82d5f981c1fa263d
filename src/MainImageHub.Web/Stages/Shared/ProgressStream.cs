using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>
/// Tells a page how far something is that happens by itself: the event <c>progress</c> whenever the words change, and <c>done</c> once nothing
/// moves any more. For what is told from rows; a single version or deployment has a stream of its own, which hears of changes.
/// </summary>
internal static class ProgressStream
{
    // The browser connects again by itself; nobody's forgotten tab holds a connection for ever.
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(5);

    /// <param name="first">As it is now: read before, so that what is not there is refused before the first byte.</param>
    /// <param name="look">Reads it anew. Runs as often as <paramref name="glance"/> says for every open page: it has to be cheap.</param>
    /// <param name="says">For the page.</param>
    /// <param name="isMoving">False once it is over.</param>
    /// <param name="glance">How long from one look to the next.</param>
    /// <param name="clock">Of the waiting.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<SseItem<string>> WatchAsync<T>(
        T first, Func<CancellationToken, Task<T>> look, Func<T, string> says, Func<T, bool> isMoving, TimeSpan glance, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var (now, told) = (first, (string?)null);
        while (clock.GetElapsedTime(began) < AtMost)
        {
            var text = says(now);
            if (text != told)
            {
                told = text;
                yield return new SseItem<string>(text, "progress");
            }

            if (!isMoving(now))
            {
                yield return new SseItem<string>("over", "done");
                yield break;
            }

            await Task.Delay(glance, clock, cancellationToken);
            now = await look(cancellationToken);
        }
    }
}
