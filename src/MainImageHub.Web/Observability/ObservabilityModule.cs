using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MainImageHub.Web.Observability;

/// <summary>Traces, metrics and health. Logs are Serilog's (HubBuilder).</summary>
public static class ObservabilityModule
{
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Quartz", HubMetrics.Name];

    /// <summary>Whoever asks does not wait for ever: a reader that cannot say by then that it works does not.</summary>
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(15);

    public static IServiceCollection AddHubObservability(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<HubMetrics>();
        services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", tags: ["ready"])
            .AddCheck<ImagingHealth>("imaging", failureStatus: null, tags: ["ready"], timeout: LongestProbe);

        // The hosting package of OpenTelemetry cannot be had, so the providers are built by hand; they cost nothing without an endpoint.
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            var resource = ResourceBuilder.CreateDefault().AddService("mainimagehub");
            services.AddSingleton(Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter().Build());
            services.AddSingleton(Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter([.. Sources, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"]).AddOtlpExporter().Build());
            services.AddHostedService<TelemetryStart>();
        }

        return services;
    }

    public static void MapHubHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
    }

    /// <summary>Resolving the providers is what starts them; the container disposes them, which flushes.</summary>
    private sealed class TelemetryStart(TracerProvider tracer, MeterProvider meter) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            tracer.ForceFlush(2000);
            meter.ForceFlush(2000);
            return Task.CompletedTask;
        }
    }

    /// <summary>Draws, encodes, decodes and measures a small picture.</summary>
    private sealed class ImagingHealth(ImagingProcesses imaging) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var probe = await imaging.ProbeAsync(cancellationToken);
            var facts = new Dictionary<string, object> { ["libvips"] = probe.LibvipsVersion, ["heic"] = probe.Heic, ["text"] = imaging.WhyNoText is null };
            return probe.Working ? HealthCheckResult.Healthy(data: facts) : HealthCheckResult.Unhealthy(probe.Detail, data: facts);
        }
    }

    private sealed class DatabaseHealth(IServiceScopeFactory scopes) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                await scope.ServiceProvider.GetRequiredService<SystemDbContext>().Database.ExecuteSqlAsync($"select 1", cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Npgsql.NpgsqlException e)
            {
                return HealthCheckResult.Unhealthy("The database cannot be reached.", e);
            }
        }
    }
}
