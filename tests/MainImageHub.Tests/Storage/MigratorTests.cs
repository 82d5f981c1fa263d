using MainImageHub.Tests.Support;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Embedded;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MainImageHub.Tests.Storage;

/// <summary>Preparing a database as operators have it: no superuser, and sometimes with roles of their own. A server for itself, for roles belong to servers.</summary>
public sealed class MigratorTests : IAsyncLifetime
{
    private readonly EmbeddedPostgresOptions options = TestPostgres.Options();
    private EmbeddedPostgres server = null!;

    public async Task InitializeAsync()
    {
        TestPostgres.Open(options.DataDirectory);
        server = await EmbeddedPostgres.StartAsync(options);
        await TestPostgres.ExecuteAsync(server.ConnectionString, "create role operator login createrole password 'op-secret'");
        await TestPostgres.ExecuteAsync(server.ConnectionString, "create database hub owner operator");
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        await EmbeddedPostgres.RemoveAsync(options);
    }

    [Fact]
    public async Task A_role_that_owns_the_database_and_may_create_roles_is_enough()
    {
        var roles = await MigrateAsync("operator", "op-secret");

        (await AskAsync(roles.System.ConnectionString, "select count(*)::text from workspace")).Should().Be("0");
        (await AskAsync(roles.Tenant.ConnectionString, "select count(*)::text from product")).Should().Be("0");
        var beyond = () => AskAsync(roles.Tenant.ConnectionString, "select count(*)::text from users");
        (await beyond.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_second_run_has_nothing_to_do_and_locks_no_table()
    {
        await MigrateAsync("operator", "op-secret");
        await using var busy = new NpgsqlConnection(As("operator", "op-secret"));
        await busy.OpenAsync();
        await using var reading = await busy.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand($"set local role {DatabaseRoles.Owner}; lock table product in access share mode", busy, reading))
        {
            await command.ExecuteNonQueryAsync();
        }

        await MigrateAsync("operator", "op-secret").WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Roles_that_are_managed_elsewhere_get_their_rights_and_keep_their_passwords()
    {
        await TestPostgres.ExecuteAsync(server.ConnectionString, "create role \"app tenant\" login password 'one'; create role app_system login password 'two'");
        var roles = await MigrateAsync("operator", "op-secret", ("HubTenant", As("app tenant", "one")), ("HubSystem", As("app_system", "two")));

        roles.Tenant.IsManaged.Should().BeTrue();
        (await AskAsync(roles.Tenant.ConnectionString, "select count(*)::text from product")).Should().Be("0");
        (await AskAsync(roles.System.ConnectionString, "select count(*)::text from workspace")).Should().Be("0");
        (await AskAsync(server.ConnectionString, "select count(*)::text from pg_roles where rolname in ('mainimagehub_tenant', 'mainimagehub_system')")).Should().Be("0");
    }

    [Fact]
    public async Task A_role_that_no_wall_would_hold_is_refused()
    {
        await TestPostgres.ExecuteAsync(server.ConnectionString, "create role free login bypassrls password 'one'");
        var migrate = () => MigrateAsync("operator", "op-secret", ("HubTenant", As("free", "one")));
        (await migrate.Should().ThrowAsync<StartupException>()).Which.Message.Should().Contain("free").And.Contain("row-level security");
    }

    [Fact]
    public async Task A_role_that_may_not_create_roles_is_told_what_it_needs()
    {
        await TestPostgres.ExecuteAsync(server.ConnectionString, "create role humble login password 'op-secret'");
        var migrate = () => MigrateAsync("humble", "op-secret");
        (await migrate.Should().ThrowAsync<StartupException>()).Which.Message.Should().Contain("allowed to create roles");
    }

    [Fact]
    public void Without_a_password_none_is_derived()
    {
        var derive = () => DatabaseRoles.Of(new ConfigurationBuilder().Build(), "Host=db;Username=hub;Database=hub");
        derive.Should().Throw<StartupException>().Which.Message.Should().Contain("HubTenant");
    }

    private async Task<DatabaseRoles> MigrateAsync(string user, string password, params (string Name, string ConnectionString)[] managed)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(managed.Select(m => KeyValuePair.Create($"ConnectionStrings:{m.Name}", (string?)m.ConnectionString))).Build();
        var roles = DatabaseRoles.Of(settings, As(user, password));
        await new HubMigrator(NullLogger<HubMigrator>.Instance).MigrateAsync(As(user, password), roles, CancellationToken.None);
        return roles;
    }

    private string As(string user, string password) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "hub", Username = user, Password = password, Pooling = false }.ConnectionString;

    private static async Task<string?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }
}
