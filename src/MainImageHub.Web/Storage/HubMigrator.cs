using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MainImageHub.Web.Storage;

/// <summary>The role <c>migrate</c>: roles, tables, walls. Safe to run again, and safe to run on two nodes at once.</summary>
public sealed partial class HubMigrator(ILogger<HubMigrator> logger)
{
    // Any number, as long as every version of the product takes the same lock.
    private const long MigrationLock = 0x4D_49_48_01;

    public async Task<IReadOnlyList<string>> PendingAsync(string configured, CancellationToken cancellationToken)
    {
        await using var context = OwnerContext(configured, setRole: false);
        return [.. await context.Database.GetPendingMigrationsAsync(cancellationToken)];
    }

    public async Task MigrateAsync(string configured, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(configured) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({MigrationLock})", cancellationToken);
        try
        {
            await ExecuteAsync(connection, RolesSql(new NpgsqlConnectionStringBuilder(configured)), cancellationToken);
            await using var context = OwnerContext(configured, setRole: true);
            var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            await context.Database.MigrateAsync(cancellationToken);
            await context.Database.ExecuteSqlRawAsync(Walls.Sql(context.Model), cancellationToken);
            Log.Migrated(logger, pending.Count);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({MigrationLock})", CancellationToken.None);
        }
    }

    private static string RolesSql(NpgsqlConnectionStringBuilder configured)
    {
        var tenant = DatabaseRoles.PasswordFor(DatabaseRoles.Tenant, configured);
        var system = DatabaseRoles.PasswordFor(DatabaseRoles.System, configured);
        return $"""
            do $$ begin
              if not exists (select from pg_roles where rolname = '{DatabaseRoles.Owner}') then create role {DatabaseRoles.Owner} nologin; end if;
              if not exists (select from pg_roles where rolname = '{DatabaseRoles.Tenant}') then create role {DatabaseRoles.Tenant} login password '{tenant}'; end if;
              if not exists (select from pg_roles where rolname = '{DatabaseRoles.System}') then create role {DatabaseRoles.System} login password '{system}'; end if;
            end $$;
            alter role {DatabaseRoles.Tenant} login password '{tenant}' nobypassrls nosuperuser;
            alter role {DatabaseRoles.System} login password '{system}' nobypassrls nosuperuser;
            grant {DatabaseRoles.Owner} to current_user;
            do $$ begin execute format('grant create, connect on database %I to {DatabaseRoles.Owner}', current_database()); end $$;
            do $$ begin execute format('grant connect on database %I to {DatabaseRoles.Tenant}, {DatabaseRoles.System}', current_database()); end $$;
            grant create, usage on schema public to {DatabaseRoles.Owner};
            grant usage on schema public to {DatabaseRoles.Tenant}, {DatabaseRoles.System};
            -- Quartz keeps and provisions its own tables; nobody else reads or writes them.
            do $$ begin
              if not exists (select from pg_namespace where nspname = 'quartz') then execute 'create schema quartz'; end if;
              grant usage, create on schema quartz to {DatabaseRoles.System};
            end $$;
            """;
    }

    /// <summary>Warms what every context of this kind shares. Whatever is wrong with the model is told by its first real use.</summary>
    public static void BuildModel()
    {
        using var context = OwnerContext("Host=none", setRole: false);
        _ = context.Model;
    }

    private static SystemDbContext OwnerContext(string configured, bool setRole)
    {
        var builder = new NpgsqlConnectionStringBuilder(configured) { Pooling = false };
        if (setRole)
        {
            builder.Options = $"-c role={DatabaseRoles.Owner}";
        }

        return new SystemDbContext(new DbContextOptionsBuilder<SystemDbContext>().UseNpgsql(builder.ConnectionString).Options);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Database is up to date: {Count} migrations applied")]
        public static partial void Migrated(ILogger logger, int count);
    }
}
