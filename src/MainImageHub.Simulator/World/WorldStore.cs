using System.Text.Json;
using System.Text.Json.Serialization;

namespace MainImageHub.Simulator.World;

/// <summary>State a marketplace keeps beside the world and wants back after a restart.</summary>
internal interface IMarketplaceState
{
    string Marketplace { get; }

    JsonElement Save(JsonSerializerOptions options);

    void Load(JsonElement state, JsonSerializerOptions options);
}

/// <summary>Reads the world at start and writes it soon after a change and at the end, atomically. A demo's memory, not a database: a crash may lose the last second.</summary>
internal sealed partial class WorldStore(SimulatedWorld world, IEnumerable<IMarketplaceState> marketplaces, ILogger<WorldStore> logger) : BackgroundService
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    private long _savedRevision;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (world.Options.StatePath is { } path && File.Exists(path))
        {
            try
            {
                var snapshot = JsonSerializer.Deserialize<WorldSnapshot>(File.ReadAllBytes(path), Json)!;
                lock (world.Gate)
                {
                    world.Restore(snapshot);
                }

                foreach (var marketplace in marketplaces.Where(m => snapshot.Marketplaces.ContainsKey(m.Marketplace)))
                {
                    marketplace.Load(snapshot.Marketplaces[marketplace.Marketplace], Json);
                }
            }
            catch (JsonException e)
            {
                Log.Unreadable(logger, e, path);
                lock (world.Gate)
                {
                    world.Clear();
                }

                File.Move(path, path + ".unreadable", overwrite: true);
            }
        }

        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Save();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => world.Options.StatePath is { } path ? Ticks.EveryAsync(TimeSpan.FromSeconds(1), () => TrySave(path), stoppingToken) : Task.CompletedTask;

    private void TrySave(string path)
    {
        try
        {
            Save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end the process that the simulator lives in; the next change is tried again.
            Log.NotSaved(logger, e, path);
        }
    }

    private void Save()
    {
        if (world.Options.StatePath is not { } path)
        {
            return;
        }

        byte[] bytes;
        lock (world.Gate)
        {
            if (world.Revision == _savedRevision)
            {
                return;
            }

            _savedRevision = world.Revision;
            var snapshot = world.Snapshot() with { Marketplaces = marketplaces.ToDictionary(m => m.Marketplace, m => m.Save(Json), StringComparer.Ordinal) };
            bytes = JsonSerializer.SerializeToUtf8Bytes(snapshot, Json);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = path + ".writing";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, path, overwrite: true);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The simulator's state could not be written to {Path}.")]
        public static partial void NotSaved(ILogger logger, Exception exception, string path);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The simulator's saved state {Path} could not be read; it is kept beside as .unreadable and a new world begins.")]
        public static partial void Unreadable(ILogger logger, Exception exception, string path);
    }
}
