using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace MainImageHub.Web.Storage;

public static class StorageModule
{
    /// <param name="services">The container.</param>
    /// <param name="roles">How the two limited roles sign in.</param>
    public static IServiceCollection AddHubStorage(this IServiceCollection services, DatabaseRoles roles)
    {
        services.AddKeyedSingleton("tenant", (_, _) => NpgsqlDataSource.Create(roles.Tenant.ConnectionString));
        services.AddKeyedSingleton("system", (_, _) => NpgsqlDataSource.Create(roles.System.ConnectionString));
        // Quartz asks for its source by the base type.
        services.AddKeyedSingleton<System.Data.Common.DbDataSource>("system", (provider, key) => provider.GetRequiredKeyedService<NpgsqlDataSource>(key));
        services.AddScoped<WorkspaceScope>();
        services.AddDbContext<HubDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredKeyedService<NpgsqlDataSource>("tenant"))
            .AddInterceptors(new WorkspaceConnection(provider.GetRequiredService<WorkspaceScope>()), new DecisionLog(provider.GetRequiredService<ILogger<DecisionLog>>()))
            // Counting up to a hundred takes any hundred; lists are ordered, and tests page through them.
            .ConfigureWarnings(warnings => warnings.Log((CoreEventId.RowLimitingOperationWithoutOrderByWarning, LogLevel.Debug))));
        services.AddDbContext<SystemDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredKeyedService<NpgsqlDataSource>("system")));
        return services;
    }
}
