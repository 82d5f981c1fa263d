using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MainImageHub.Web.Storage.Embedded;

/// <summary>
/// Our own Postgres, for when no database is configured: one server per data folder, on the loopback address, stopped
/// with the product. It runs in a session of its own, so that Ctrl-C reaches the product first and the product closes
/// the server when it has finished with it.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private const string Superuser = "postgres";

    private readonly DataDirectoryLock held;
    private readonly Cluster cluster;
    private readonly ILogger logger;
    private bool stopped;

    private EmbeddedPostgres(DataDirectoryLock held, Cluster cluster, ILogger logger, int port, string password)
    {
        this.held = held;
        this.cluster = cluster;
        this.logger = logger;
        Port = port;
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = IPAddress.Loopback.ToString(),
            Port = port,
            Username = Superuser,
            Password = password,
            Database = "postgres",
        }.ConnectionString;
    }

    /// <summary>As the superuser, to the database <c>postgres</c>.</summary>
    public string ConnectionString { get; }

    public int Port { get; }

    /// <exception cref="StartupException">With one line that says what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger? logger = null, CancellationToken ct = default)
    {
        var directory = Path.GetFullPath(options.DataDirectory);
        RequireUnix();
        DataDirectoryLock? taken = null;
        try
        {
            DataDirectory.CreateFolder(directory);
            taken = DataDirectoryLock.Take(directory);
            return await StartAsync(taken, directory, options, logger ?? NullLogger.Instance, ct);
        }
        catch (Exception failure)
        {
            taken?.Dispose();
            if (failure is IOException or UnauthorizedAccessException)
            {
                throw DataDirectory.Explain(directory, failure);
            }

            throw;
        }
    }

    /// <summary>Stops what a killed process left running in a folder and removes the folder; false when a living process uses it.</summary>
    public static async Task<bool> RemoveAsync(EmbeddedPostgresOptions options, CancellationToken ct = default)
    {
        RequireUnix();
        if (!Directory.Exists(options.DataDirectory))
        {
            return true;
        }

        using var taken = DataDirectoryLock.TryTake(options.DataDirectory);
        if (taken is null)
        {
            return false;
        }

        var orphaned = await Cluster.OpenAsync(options.DataDirectory, options, ct);
        await orphaned.StopOrphanAsync(ct);
        ServerFiles.RemoveTree(options.DataDirectory);
        return true;
    }

    /// <summary>Fast shutdown: open transactions are rolled back, everything committed is on disk.</summary>
    public async Task StopAsync(CancellationToken ct = default)
    {
        if (stopped)
        {
            return;
        }

        stopped = true;
        try
        {
            NpgsqlConnection.ClearAllPools();
            await cluster.StopAsync(ct);
            Log.Stopped(logger, Port);
        }
        finally
        {
            held.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static void RequireUnix()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new StartupException("The embedded Postgres runs on Linux and macOS: on Windows set ConnectionStrings__Hub to a Postgres 18 server.");
        }
    }

    private static async Task<EmbeddedPostgres> StartAsync(DataDirectoryLock taken, string directory, EmbeddedPostgresOptions options, ILogger logger, CancellationToken ct)
    {
        var database = await Cluster.OpenAsync(directory, options, ct);
        if (await database.StopOrphanAsync(ct) is { } orphan)
        {
            Log.OrphanStopped(logger, orphan);
        }

        var password = await PasswordAsync(directory, database.Exists, ct);
        if (!database.Exists)
        {
            Log.Creating(logger, database.Data);
            await database.CreateAsync(Superuser, password, ct);
        }

        database.RequireSameMajorVersion();
        var port = await StartOnFreePortAsync(database, directory, options.Port, ct);
        Log.Started(logger, port, database.Data);
        return new EmbeddedPostgres(taken, database, logger, port, password);
    }

    private static async Task<int> StartOnFreePortAsync(Cluster database, string directory, int asked, CancellationToken ct)
    {
        var memory = Path.Combine(directory, "postgres.port");
        var remembered = File.Exists(memory) && int.TryParse(await File.ReadAllTextAsync(memory, ct), CultureInfo.InvariantCulture, out var last) ? last : 0;
        const int Attempts = 3;
        for (var attempt = 1; ; attempt++)
        {
            var port = asked != 0 ? asked : attempt == 1 && IsFree(remembered) ? remembered : FreePort();
            try
            {
                await File.WriteAllTextAsync(memory, port.ToString(CultureInfo.InvariantCulture), ct);
                await database.StartAsync(port, ct);
                return port;
            }
            catch (PortTakenException taken)
            {
                // Between our look and the server's bind somebody else may have taken a free one.
                if (asked != 0 || attempt == Attempts)
                {
                    throw new StartupException($"Port {port} is taken, so the embedded Postgres cannot listen on it: free it, or choose another.", taken);
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        if (port == 0)
        {
            return false;
        }

        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task<string> PasswordAsync(string directory, bool clusterExists, CancellationToken ct)
    {
        var file = Path.Combine(directory, "postgres.password");
        if (clusterExists)
        {
            return File.Exists(file)
                ? await File.ReadAllTextAsync(file, ct)
                : throw new StartupException($"'{file}' is missing, so the database beside it cannot be opened: restore that file from a backup.");
        }

        var password = RandomNumberGenerator.GetHexString(48, lowercase: true);
        File.Delete(file);
        await OwnerOnly.WriteAsync(file, password, ct);
        return password;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Creating a database in {Data}")]
        public static partial void Creating(ILogger logger, string data);

        [LoggerMessage(Level = LogLevel.Information, Message = "Postgres listens on 127.0.0.1:{Port}, data in {Data}")]
        public static partial void Started(ILogger logger, int port, string data);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Stopped the Postgres (process {Pid}) that a killed run had left behind")]
        public static partial void OrphanStopped(ILogger logger, int pid);

        [LoggerMessage(Level = LogLevel.Information, Message = "Postgres on port {Port} stopped")]
        public static partial void Stopped(ILogger logger, int port);
    }
}
