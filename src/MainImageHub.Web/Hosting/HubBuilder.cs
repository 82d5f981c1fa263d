using MainImageHub.Imaging;
using MainImageHub.Marketplaces;
using MainImageHub.Simulator;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Observability;
using MainImageHub.Web.Parts;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.AspNetCore.Http.Features;
using Serilog;
using Serilog.Formatting.Json;

namespace MainImageHub.Web.Hosting;

/// <summary>The parts, in the order in which a request meets them. Each area has its own module.</summary>
internal static class HubBuilder
{
    public static void AddHubLogging(this WebApplicationBuilder builder)
    {
        Log.Logger = new LoggerConfiguration()
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.FromLogContext()
            // The host logs what it then throws; the sentence that ends the process says it once, and better.
            .Filter.ByExcluding(e => e.MessageTemplate.Text == "Hosting failed to start")
            .WriteTo.Console(new JsonFormatter(renderMessage: true), standardErrorFromLevel: Serilog.Events.LogEventLevel.Verbose)
            .CreateLogger();
        builder.Logging.ClearProviders().AddSerilog(Log.Logger);
    }

    public static void AddHub(this WebApplicationBuilder builder, HubOptions options, DatabaseRoles roles, string dataDirectory, bool isEmbedded)
    {
        var services = builder.Services;
        services.AddSingleton(options);
        var simulator = options.RunsWeb && (options.Simulator ?? builder.Environment.IsDevelopment());
        services.AddSingleton(new Installation(dataDirectory, isEmbedded, simulator, WantsDemo(options, isEmbedded)));
        services.AddSingleton(TimeProvider.System);
        services.AddHubStorage(roles);
        services.AddHubFiles(builder.Configuration, dataDirectory);
        services.AddHubSecurity();
        services.AddHubJobs(options.RunsWork);
        services.AddHubObservability(builder.Configuration);
        services.AddHubHttp();
        var parts = PartsDirectory.Locate();
        services.AddImaging(builder.Configuration, parts.Path, ReaderCommand.Start());
        services.AddMarketplaces(client => client.ConfigurePrimaryHttpMessageHandler(() => GuardedFetch.GuardedHandler(followsRedirects: false)));
        if (simulator)
        {
            services.AddMarketplaceSimulator(world =>
            {
                world.LibvipsPath ??= parts.LibvipsPath;
                if (WantsDemo(options, isEmbedded))
                {
                    // Four weeks of reports at the real one per minute would keep the demo empty for hours.
                    world.RateLimitScale = 100;
                }

                world.StatePath ??= Path.Combine(dataDirectory, "simulator", "world.json");
            });
        }

        services.AddStages(builder.Configuration);

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimit.SwallowedBytes;
        });
        services.Configure<FormOptions>(form =>
        {
            form.MultipartBodyLengthLimit = UploadLimits.MaxBytes;
            form.MultipartHeadersLengthLimit = 64 * 1024;
            form.ValueLengthLimit = (int)UploadLimits.MaxJsonBytes;
        });
    }

    public static void UseHub(this WebApplication app, HubOptions options)
    {
        app.UseExceptionHandler();
        app.MapHubHealth();
        if (!options.RunsWeb)
        {
            return;
        }

        app.UseTrustedProxies(options);
        app.UseSecureCookies(options);
        app.UseStatusCodePages(ApiAnswers.WriteAsync);
        app.UseSecurityHeaders();
        app.UseMiddleware<BodyLimit>();
        app.UseStaticFiles();
        app.UseHubApiPage();
        app.UseRouting();
        app.UseAuthentication();
        app.UseHubCulture();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<WorkspaceDoor>();
        app.UseAntiforgery();
        app.UseMiddleware<Idempotency>();
        app.MapHubApi();
        if (app.Services.GetRequiredService<Installation>().Simulator)
        {
            app.MapMarketplaceSimulator();
        }

        app.MapStages();
    }

    private static bool WantsDemo(HubOptions options, bool isEmbedded) =>
        options.Demo ?? (isEmbedded && options.BootstrapEmail is null && options.BootstrapToken is null);
}

/// <summary>Facts about this installation that were decided at start.</summary>
public sealed record Installation(string DataDirectory, bool EmbeddedDatabase, bool Simulator, bool Demo);
