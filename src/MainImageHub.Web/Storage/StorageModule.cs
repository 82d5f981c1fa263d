using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MainImageHub.Web.Storage;

public static class StorageModule
{
    /// <param name="services">The container.</param>
    /// <param name="configuration">May override the two derived connection strings.</param>
    /// <param name="configured">The configured connection string, or the embedded server's.</param>
    public static IServiceCollection AddHubStorage(this IServiceCollection services, IConfiguration configuration, string configured)
    {
        var tenant = configuration.GetConnectionString("HubTenant") ?? DatabaseRoles.SignInAs(DatabaseRoles.Tenant, configured);
        var system = configuration.GetConnectionString("HubSystem") ?? DatabaseRoles.SignInAs(DatabaseRoles.System, configured);
        services.AddKeyedSingleton("tenant", (_, _) => NpgsqlDataSource.Create(tenant));
        services.AddKeyedSingleton("system", (_, _) => NpgsqlDataSource.Create(system));
        // Quartz asks for its source by the base type.
        services.AddKeyedSingleton<System.Data.Common.DbDataSource>("system", (provider, key) => provider.GetRequiredKeyedService<NpgsqlDataSource>(key));
        services.AddSingleton<HubMigrator>();
        services.AddScoped<WorkspaceScope>();
        services.AddDbContext<HubDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredKeyedService<NpgsqlDataSource>("tenant"))
            .AddInterceptors(new WorkspaceConnection(provider.GetRequiredService<WorkspaceScope>())));
        services.AddDbContext<SystemDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredKeyedService<NpgsqlDataSource>("system")));
        return services;
    }
}
