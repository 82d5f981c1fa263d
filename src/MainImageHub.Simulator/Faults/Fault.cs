namespace MainImageHub.Simulator.Faults;

internal enum FaultKind
{
    /// <summary>Answers <see cref="Fault.Status"/> in the marketplace's own error format.</summary>
    Status,

    /// <summary>Never answers (or after <see cref="Fault.Seconds"/>, when set).</summary>
    Hang,

    /// <summary>Closes the connection in the middle.</summary>
    Cut,

    /// <summary>An HTML page where JSON was expected, as proxies do.</summary>
    Html,

    /// <summary>Answers rightly, <see cref="Fault.Seconds"/> late.</summary>
    Slow,
}

/// <summary>A plan to fail: which operation, how, how often.</summary>
internal sealed class Fault
{
    public required string Id { get; init; }

    /// <summary><c>amazon/patchListingsItem</c>, <c>amazon/*</c> or <c>*</c>.</summary>
    public required string Operation { get; init; }

    public required FaultKind Kind { get; init; }

    public int Status { get; init; } = 500;

    public double Seconds { get; init; }

    public double Probability { get; init; } = 1;

    public int? Remaining { get; set; }

    /// <summary>Requests whose path and query contain this; null: all.</summary>
    public string? UrlContains { get; init; }

    /// <summary>True lets the operation take effect first and spoils only the answer: the case a client must survive without doing it twice.</summary>
    public bool AfterEffect { get; init; }

    public bool Concerns(string operation, string url) =>
        (Operation == "*" || Operation == operation || (Operation.EndsWith("/*", StringComparison.Ordinal) && operation.StartsWith(Operation[..^1], StringComparison.Ordinal)))
        && (UrlContains is null || url.Contains(UrlContains, StringComparison.Ordinal));
}

/// <summary>The plans in force. The first that concerns a request and whose dice fall is the one that happens.</summary>
internal sealed class FaultBook
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];

    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    public void Add(Fault fault)
    {
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }

    public int Remove(string? id)
    {
        lock (_gate)
        {
            return _faults.RemoveAll(f => id is null || f.Id == id);
        }
    }

    public Fault? Next(string operation, string url)
    {
        lock (_gate)
        {
            foreach (var fault in _faults)
            {
                if (fault.Remaining is not <= 0 && fault.Concerns(operation, url) && Random.Shared.NextDouble() < fault.Probability)
                {
                    fault.Remaining--;
                    return fault;
                }
            }

            return null;
        }
    }
}
