using System.Diagnostics;
using System.Globalization;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Embedded;
using Npgsql;

namespace MainImageHub.Tests.Support;

/// <summary>One throw-away server for the whole test process, started by the first test that asks for it.</summary>
public static class TestPostgres
{
    private const string FolderPrefix = "mainimagehub-test-";

    private static readonly Lazy<Task<(EmbeddedPostgres Server, EmbeddedPostgresOptions Options)>> Shared = new(StartAsync);

    private static int databases;

    /// <summary>As the superuser, to the database <c>postgres</c>.</summary>
    public static async Task<string> SuperuserConnectionStringAsync() => (await Shared.Value).Server.ConnectionString;

    /// <summary>A database of its own, dropped when disposed. A template must have no open connection while it is cloned.</summary>
    public static async Task<TestDatabase> CreateDatabaseAsync(string? templateName = null)
    {
        var superuser = await SuperuserConnectionStringAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await ExecuteAsync(superuser, $"create database {name} template {templateName ?? "template1"}");
        return new TestDatabase(name, new NpgsqlConnectionStringBuilder(superuser) { Database = name }.ConnectionString);
    }

    /// <summary>Called once, by <see cref="TestRun"/>, after the last test.</summary>
    public static async Task StopAsync()
    {
        if (Shared is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            var (server, options) = await Shared.Value;
            await server.StopAsync();
            Directory.Delete(options.DataDirectory, recursive: true);
        }
    }

    internal static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A folder under the system's temporary one that the next test run removes if this one cannot.</summary>
    internal static EmbeddedPostgresOptions Options() =>
        new() { DataDirectory = Directory.CreateTempSubdirectory(FolderPrefix).FullName, Durable = false };

    private static async Task<(EmbeddedPostgres Server, EmbeddedPostgresOptions Options)> StartAsync()
    {
        await RemoveWhatKilledRunsLeftAsync();
        var options = Options();
        Open(options.DataDirectory);
        return (await EmbeddedPostgres.StartAsync(options), options);
    }

    /// <summary>Temporary folders are private; the server's account, another one when tests run as root, has to pass through.</summary>
    internal static void Open(string directory) =>
        File.SetUnixFileMode(directory, File.GetUnixFileMode(directory) | UnixFileMode.OtherExecute);

    private static async Task RemoveWhatKilledRunsLeftAsync()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            // No pid yet: foreign, or so young that its run has not taken the lock.
            if (PidOf(folder) is { } pid && !IsAlive(pid))
            {
                try
                {
                    await EmbeddedPostgres.RemoveAsync(new EmbeddedPostgresOptions { DataDirectory = folder, Durable = false });
                }
                catch (Exception notOurs) when (notOurs is IOException or UnauthorizedAccessException or StartupException)
                {
                    // Another user's to clean up, or another run is at it.
                }
            }
        }
    }

    private static int? PidOf(string folder)
    {
        try
        {
            return int.TryParse(File.ReadAllText(Path.Combine(folder, "app.pid")), CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
