using System.Security.Cryptography;
using System.Text;
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

    /// <exception cref="StartupException">The configured role may not do what this takes, or the tables are in use for too long.</exception>
    public async Task MigrateAsync(string configured, DatabaseRoles roles, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(configured) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, $"select pg_advisory_lock({MigrationLock})", cancellationToken);
            try
            {
                await ExecuteAsync(connection, RolesSql(roles), cancellationToken);
                await RequireWalledAsync(connection, roles, cancellationToken);
                await using var context = OwnerContext(configured, setRole: true);
                var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
                await context.Database.MigrateAsync(cancellationToken);
                await RaiseWallsAsync(context, roles, cancellationToken);
                Log.Migrated(logger, pending.Count);
            }
            finally
            {
                await ExecuteAsync(connection, $"select pg_advisory_unlock({MigrationLock})", CancellationToken.None);
            }
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StartupException($"The role of ConnectionStrings__Hub may not prepare the database: {e.MessageText}. It must own the database and be allowed to create roles.", e);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable)
        {
            throw new StartupException("The tables are in use by something that does not end. Start the migration again when it has.", e);
        }
    }

    /// <summary>
    /// Walls take a short lock on every table, so they are raised only when they say something new: a restart of a busy installation
    /// must not hold anybody up. What stands is noted on the table of migrations.
    /// </summary>
    private static async Task RaiseWallsAsync(SystemDbContext context, DatabaseRoles roles, CancellationToken cancellationToken)
    {
        var sql = Walls.Sql(context.Model, roles);
        var mark = "walls " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
        var standing = await context.Database.SqlQuery<string?>($"""select obj_description('"__EFMigrationsHistory"'::regclass, 'pg_class') as "Value" """).SingleAsync(cancellationToken);
        if (standing == mark)
        {
            return;
        }

        var raise = $"""set local lock_timeout = '30s'; {sql} comment on table "__EFMigrationsHistory" is '{mark}';""";
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync(raise, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static string RolesSql(DatabaseRoles roles)
    {
        var (tenant, system) = (roles.Tenant.Quoted, roles.System.Quoted);
        return $"""
            do $$ begin
              if not exists (select from pg_roles where rolname = '{DatabaseRoles.Owner}') then create role {DatabaseRoles.Owner} nologin; end if;
            end $$;
            {Ours(roles.Tenant)}
            {Ours(roles.System)}
            grant {DatabaseRoles.Owner} to current_user;
            do $$ begin execute format('grant create, connect on database %I to {DatabaseRoles.Owner}', current_database()); end $$;
            do $$ begin execute format('grant connect on database %I to {tenant}, {system}', current_database()); end $$;
            grant create, usage on schema public to {DatabaseRoles.Owner};
            grant usage on schema public to {tenant}, {system};
            -- Quartz keeps and provisions its own tables; nobody else reads or writes them.
            do $$ begin
              if not exists (select from pg_namespace where nspname = 'quartz') then execute 'create schema quartz'; end if;
              grant usage, create on schema quartz to {system};
            end $$;
            """;

        static string Ours(DatabaseSignIn signIn)
        {
            if (signIn.IsManaged)
            {
                return "";
            }

            var password = new NpgsqlConnectionStringBuilder(signIn.ConnectionString).Password;
            return $"""
                do $$ begin
                  if not exists (select from pg_roles where rolname = '{signIn.Role}') then create role {signIn.Role} login; end if;
                end $$;
                alter role {signIn.Role} login password '{password}';
                """;
        }
    }

    /// <summary>A role that row-level security does not hold would make every other precaution look like one.</summary>
    private static async Task RequireWalledAsync(NpgsqlConnection connection, DatabaseRoles roles, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select rolname from pg_roles where rolname = any($1) and (rolsuper or rolbypassrls) limit 1", connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [roles.Tenant.Role, roles.System.Role] });
        if (await command.ExecuteScalarAsync(cancellationToken) is string free)
        {
            throw new StartupException($"The role {free} is a superuser or bypasses row-level security, so workspaces would not be walled off from each other. Take that from it (alter role {free} nosuperuser nobypassrls), or name another.");
        }
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
