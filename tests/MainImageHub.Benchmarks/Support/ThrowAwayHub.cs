using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Embedded;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MainImageHub.Benchmarks.Support;

/// <summary>A throw-away Postgres with the product's own schema, roles and walls, and the product's own way to it.</summary>
internal sealed class ThrowAwayHub : IAsyncDisposable
{
    private readonly EmbeddedPostgres server;
    private readonly string folder;

    private ThrowAwayHub(EmbeddedPostgres server, string folder, ServiceProvider services)
    {
        (this.server, this.folder, Services) = (server, folder, services);
    }

    /// <summary>What a request or a piece of work has, as far as it touches the database.</summary>
    public ServiceProvider Services { get; }

    /// <summary>Of the account that may do everything.</summary>
    public string Superuser => server.ConnectionString;

    public static async Task<ThrowAwayHub> StartAsync(Action<IServiceCollection>? more = null)
    {
        var options = new EmbeddedPostgresOptions { DataDirectory = Directory.CreateTempSubdirectory("mainimagehub-benchmark-").FullName, Durable = false };
        if (!OperatingSystem.IsWindows())
        {
            // Under root, Postgres runs as another account, which must be able to pass through.
            File.SetUnixFileMode(options.DataDirectory, File.GetUnixFileMode(options.DataDirectory) | UnixFileMode.OtherExecute);
        }

        var started = await EmbeddedPostgres.StartAsync(options);
        try
        {
            var roles = DatabaseRoles.Of(new ConfigurationBuilder().Build(), started.ConnectionString);
            await new HubMigrator(NullLogger<HubMigrator>.Instance).MigrateAsync(started.ConnectionString, roles, CancellationToken.None);
            var services = new ServiceCollection().AddLogging().AddHubStorage(roles);
            more?.Invoke(services);
            return new ThrowAwayHub(started, options.DataDirectory, services.BuildServiceProvider());
        }
        catch
        {
            await started.StopAsync();
            Directory.Delete(options.DataDirectory, recursive: true);
            throw;
        }
    }

    /// <summary>A request's or a piece of work's scope.</summary>
    public AsyncServiceScope Enter(Guid workspace)
    {
        var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace);
        return scope;
    }

    /// <summary>For filling: without a limit of time.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Superuser) { CommandTimeout = 0, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await server.StopAsync();
        Directory.Delete(folder, recursive: true);
    }
}
