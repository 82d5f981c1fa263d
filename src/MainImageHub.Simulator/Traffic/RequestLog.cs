namespace MainImageHub.Simulator.Traffic;

/// <summary>One request as it arrived, for tests and for people who ask "what did it send?". Tokens and secrets are not kept.</summary>
internal sealed record LoggedRequest(long Number, DateTimeOffset At, string Operation, string Method, string Url, string? Body, int Status, string? Fault);

/// <summary>The last few thousand requests.</summary>
internal sealed class RequestLog
{
    private const int Kept = 5_000;

    private readonly Lock _gate = new();
    private readonly Queue<LoggedRequest> _requests = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _count;

    public void Add(DateTimeOffset at, string operation, string method, string url, string? body, int status, string? fault)
    {
        lock (_gate)
        {
            _requests.Enqueue(new LoggedRequest(++_count, at, operation, method, url, body, status, fault));
            _counts[$"{operation} {status}"] = _counts.GetValueOrDefault($"{operation} {status}") + 1;
            if (_requests.Count > Kept)
            {
                _requests.Dequeue();
            }
        }
    }

    public IReadOnlyList<LoggedRequest> Latest(string? operation, int limit)
    {
        lock (_gate)
        {
            return [.. _requests.Where(r => operation is null || r.Operation == operation).TakeLast(limit)];
        }
    }

    public IReadOnlyDictionary<string, int> Counts()
    {
        lock (_gate)
        {
            return new Dictionary<string, int>(_counts, StringComparer.Ordinal);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
            _counts.Clear();
        }
    }
}
