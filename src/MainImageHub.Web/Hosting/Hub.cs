using System.Net.Sockets;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Embedded;
using MainImageHub.Web.Storage.Files;
using Serilog;

namespace MainImageHub.Web.Hosting;

/// <summary>
/// One running installation: the database (its own unless one is configured), the migrations, the application. Tests open it the same way.
/// </summary>
public sealed partial class Hub : IAsyncDisposable
{
    private readonly EmbeddedPostgres? ownDatabase;
    private readonly string dataFolder;

    private Hub(WebApplication? app, EmbeddedPostgres? ownDatabase, string dataFolder)
    {
        App = app!;
        this.ownDatabase = ownDatabase;
        this.dataFolder = dataFolder;
    }

    /// <summary>The application; not there in the role <c>migrate</c>.</summary>
    public WebApplication App { get; }

    /// <param name="stopping">Somebody wants the start to end: what was started by then is stopped again.</param>
    public static async Task<Hub> OpenAsync(string[] args, Action<WebApplicationBuilder>? configure = null, CancellationToken stopping = default)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // Pages are looked for in this assembly, whoever starts it: tests are an entry assembly without any.
            ApplicationName = typeof(Hub).Assembly.GetName().Name,
            // Started from elsewhere, the settings and pages still come from beside the program.
            ContentRootPath = File.Exists("appsettings.json") ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory,
        });
        configure?.Invoke(builder);
        builder.AddHubLogging();
        var options = ReadOptions(builder.Configuration);
        var dataDirectory = DataDirectory.Resolve(options.DataDir);
        var configured = builder.Configuration.GetConnectionString("Hub");
        EmbeddedPostgres? postgres = null;
        // Compiling the model is the longest single step of a start: it goes on while the database starts.
        _ = Task.Run(HubMigrator.BuildModel, CancellationToken.None);
        using var startLog = LoggerFactory.Create(logging => logging.AddSerilog(Log.Logger));
        try
        {
            if (string.IsNullOrWhiteSpace(configured))
            {
                postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = dataDirectory }, startLog.CreateLogger<EmbeddedPostgres>(), stopping);
                configured = postgres.ConnectionString;
            }
            else
            {
                await DatabaseCheck.RunAsync(configured, stopping);
            }

            var roles = DatabaseRoles.Of(builder.Configuration, configured);
            var migrator = new HubMigrator(startLog.CreateLogger<HubMigrator>());
            if (postgres is not null || options.Migrate || options.Role == "migrate")
            {
                await migrator.MigrateAsync(configured, roles, stopping);
            }
            else if (await migrator.PendingAsync(configured, stopping) is { Count: > 0 } pending)
            {
                throw new StartupException($"The database lacks {pending.Count} migrations of this version ({pending[^1]}): run the role migrate once (Hub__Role=migrate), or set Hub__Migrate=true.");
            }

            if (options.Role == "migrate")
            {
                return new Hub(null, postgres, dataDirectory);
            }

            await FilesModule.CheckAsync(builder.Configuration, stopping);
            builder.AddHub(options, roles, dataDirectory, isEmbedded: postgres is not null);
            var app = builder.Build();
            app.UseHub(options);
            return new Hub(app, postgres, dataDirectory);
        }
        catch (Exception failure)
        {
            if (postgres is not null)
            {
                await postgres.DisposeAsync();
            }

            if (DiskFull.Explain(failure, dataDirectory) is { } full)
            {
                throw full;
            }

            throw;
        }
    }

    /// <summary>Runs until Ctrl-C or a signal to stop.</summary>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        if (App is null)
        {
            return 0;
        }

        await StartAsync(stopping);
        await App.WaitForShutdownAsync(stopping);
        return 0;
    }

    public async Task StartAsync(CancellationToken stopping = default)
    {
        try
        {
            var imaging = App.Services.GetRequiredService<ImagingProcesses>();
            await imaging.WarmAsync(stopping);
            if (imaging.WhyNoText is { } noText)
            {
                NotLookedFor(App.Logger, "added text", noText, "overlayText");
            }

            if (imaging.WhyNoText is null && imaging.WhyNoReading is { } noReading)
            {
                NotRead(App.Logger, noReading);
            }

            if (imaging.WhyNoFaces is { } noFaces)
            {
                NotLookedFor(App.Logger, "faces", noFaces, "person");
            }

            stopping.ThrowIfCancellationRequested();
            await FirstRun.PrepareAsync(App.Services);
            stopping.ThrowIfCancellationRequested();
            await App.StartAsync(stopping);
        }
        catch (Exception e) when (DiskFull.Explain(e, dataFolder) is not null)
        {
            throw DiskFull.Explain(e, dataFolder)!;
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or SocketException)
        {
            throw new StartupException($"{e.Message.TrimEnd('.')}. Choose another address with --urls http://localhost:5081, or stop what listens there.", e);
        }
        catch (ImagingUnavailableException e)
        {
            throw new StartupException($"The imaging library could not be loaded: {e.Message}", e);
        }

        await FirstRun.StartedAsync(App);
    }

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
        {
            await App.DisposeAsync();
        }

        if (ownDatabase is not null)
        {
            await ownDatabase.DisposeAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pictures are not searched for {What}: {Reason}. The rule {Rule} stands in notMeasured")]
    private static partial void NotLookedFor(Microsoft.Extensions.Logging.ILogger logger, string what, string reason, string rule);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Text in pictures is found and not read: {Reason}. Findings do not name its words, and pictures are not found by them")]
    private static partial void NotRead(Microsoft.Extensions.Logging.ILogger logger, string reason);

    private static HubOptions ReadOptions(ConfigurationManager configuration)
    {
        var options = configuration.GetSection(HubOptions.Section).Get<HubOptions>() ?? new HubOptions();
        var failures = new List<System.ComponentModel.DataAnnotations.ValidationResult>();
        if (!System.ComponentModel.DataAnnotations.Validator.TryValidateObject(options, new(options), failures, validateAllProperties: true))
        {
            throw new StartupException(string.Join(" ", failures.Select(f => f.ErrorMessage)));
        }

        if (options is { Simulator: true, RunsWeb: false, RunsWork: true })
        {
            throw new StartupException("The simulated marketplaces live in the process that serves the web, where a separate worker cannot reach them: leave Hub__Simulator away, or run both in one process (Hub__Role=all).");
        }

        // Compose files hand on what is not set as an empty text.
        (options.BootstrapEmail, options.BootstrapPassword, options.BootstrapToken) = (Told(options.BootstrapEmail), Told(options.BootstrapPassword), Told(options.BootstrapToken));

        return options;

        static string? Told(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
    }
}
