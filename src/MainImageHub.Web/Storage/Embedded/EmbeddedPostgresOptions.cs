using MainImageHub.Web.Parts;

namespace MainImageHub.Web.Storage.Embedded;

public sealed record EmbeddedPostgresOptions
{
    /// <summary>The product's data folder. The server keeps its own things in <c>postgres/</c>, <c>server/</c> and <c>postgres.*</c> under it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>0: a free port, chosen once and kept for later starts as long as it stays free.</summary>
    public int Port { get; init; }

    /// <summary>False only for tests: a power cut may then destroy the data.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How long a start may take, recovery after a crash included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Null: <see cref="PartsDirectory.Locate"/>.</summary>
    public PartsDirectory? Parts { get; init; }
}
