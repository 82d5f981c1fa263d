using System.Net;
using MainImageHub.Domain;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MainImageHub.Tests.Security;

/// <summary>Two workspaces in one installation, and nothing of one in the other: not by address, not by id, not by SQL.</summary>
public sealed class WallTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task Pages_of_another_workspace_do_not_exist()
    {
        var (other, _, client) = await app.StrangerAsync();
        client.Dispose();
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        foreach (var page in Endpoints("/w/{workspace}"))
        {
            var path = Fill(page, other.Slug);
            var answer = await browser.GetAsync(path);
            answer.StatusCode.Should().BeOneOf([HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed], path);
        }
    }

    [Fact]
    public async Task Ids_of_another_workspace_are_unknown_here()
    {
        var image = await app.PlannedImageAsync();
        var (_, _, stranger) = await app.StrangerAsync();
        using var theirs = stranger;
        foreach (var endpoint in Endpoints("/api/v1").Where(e => e.RoutePattern.Parameters.Any(p => p.Name == "id") && Method(e) == "GET"))
        {
            foreach (var id in new[] { image.Id, image.ProductId })
            {
                (await theirs.GetAsync(Fill(endpoint, "", id))).StatusCode.Should().Be(HttpStatusCode.NotFound, endpoint.RoutePattern.RawText);
            }
        }
    }

    [Fact]
    public async Task Audit_and_lists_of_one_workspace_show_nothing_of_another()
    {
        await app.PlannedImageAsync();
        var (_, _, stranger) = await app.StrangerAsync();
        using var theirs = stranger;
        foreach (var endpoint in Endpoints("/api/v1").Where(e => e.RoutePattern.Parameters.Count == 0 && Method(e) == "GET" && e.RoutePattern.RawText != "/api/v1/rules"))
        {
            var answer = await theirs.GetAsync(endpoint.RoutePattern.RawText);
            if (answer.IsSuccessStatusCode && (await HubApp.JsonAsync(answer)).TryGetProperty("items", out var items))
            {
                items.GetArrayLength().Should().Be(0, endpoint.RoutePattern.RawText);
            }
        }
    }

    [Fact]
    public async Task With_filters_off_and_raw_sql_the_tenant_role_sees_and_changes_nothing_of_another_workspace()
    {
        await app.PlannedImageAsync();
        var (other, _, client) = await app.StrangerAsync();
        client.Dispose();
        await app.WithDbAsync(async db =>
        {
            (await db.Products.IgnoreQueryFilters().CountAsync()).Should().Be(0);
            (await db.Workspaces.IgnoreQueryFilters().Select(w => w.Id).ToListAsync()).Should().Equal(other.Id);
            return 0;
        }, other.Id);

        foreach (var table in OwnedTables())
        {
            await using var connection = await TenantAsync(other.Id);
            (await ScalarAsync(connection, $"select count(*) from {table} where workspace_id <> '{other.Id}'")).Should().Be(0, table);
            if (table != "audit_event")
            {
                (await ExecuteAsync(connection, $"update {table} set workspace_id = workspace_id where workspace_id <> '{other.Id}'")).Should().Be(0, table);
                (await ExecuteAsync(connection, $"delete from {table} where workspace_id <> '{other.Id}'")).Should().Be(0, table);
            }
        }
    }

    [Fact]
    public async Task A_row_cannot_be_written_into_another_workspace()
    {
        var home = await app.WorkspaceIdAsync();
        var (other, _, client) = await app.StrangerAsync();
        client.Dispose();
        foreach (var table in OwnedTables())
        {
            await using var connection = await TenantAsync(other.Id);
            var write = () => ExecuteAsync(connection, ForgeSql(table, home));
            (await write.Should().ThrowAsync<PostgresException>(table)).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege, table);
        }
    }

    [Fact]
    public async Task Without_a_workspace_the_tenant_role_sees_nothing()
    {
        await app.PlannedImageAsync();
        foreach (var table in OwnedTables().Append("workspace"))
        {
            await using var connection = await TenantAsync(null);
            (await ScalarAsync(connection, $"select count(*) from {table}")).Should().Be(0, table);
        }
    }

    [Fact]
    public async Task The_system_role_is_refused_every_table_it_was_not_granted()
    {
        var source = app.Services.GetRequiredKeyedService<NpgsqlDataSource>("system");
        foreach (var table in OwnedTables().Where(t => !Walls.SystemGrants.ContainsKey(t)))
        {
            await using var connection = await source.OpenConnectionAsync();
            var look = () => ScalarAsync(connection, $"select count(*) from {table}");
            (await look.Should().ThrowAsync<PostgresException>(table)).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege, table);
        }
    }

    [Fact]
    public async Task Audit_rows_cannot_be_changed_or_deleted()
    {
        await using var connection = await TenantAsync(await app.WorkspaceIdAsync());
        foreach (var sql in new[] { "update audit_event set action = 'x'", "delete from audit_event" })
        {
            var write = () => ExecuteAsync(connection, sql);
            (await write.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    /// <summary>Only the wall may refuse it: every column with a foreign key or without a default gets something of its type.</summary>
    private string ForgeSql(string table, Guid workspaceId)
    {
        using var scope = app.Services.CreateScope();
        var entity = scope.ServiceProvider.GetRequiredService<HubDbContext>().Model.GetEntityTypes().Single(e => e.GetTableName() == table && typeof(IWorkspaceOwned).IsAssignableFrom(e.ClrType));
        var columns = entity.GetProperties().Where(p => p.GetColumnName() != "xmin" && p.GetComputedColumnSql() is null).DistinctBy(p => p.GetColumnName()).Where(p => !p.IsColumnNullable()).ToList();
        var values = columns.Select(p => p.GetColumnName() == "workspace_id" ? $"'{workspaceId}'" : Sample(p.GetColumnType()));
        return $"insert into {table} ({string.Join(", ", columns.Select(p => $"\"{p.GetColumnName()}\""))}) values ({string.Join(", ", values)})";
    }

    private static string Sample(string type) => type switch
    {
        "uuid" => $"'{Guid.CreateVersion7()}'",
        "jsonb" => "'{}'",
        "boolean" => "false",
        "date" => "'2026-01-01'",
        "bytea" => "'\\x00'",
        _ when type.StartsWith("timestamp", StringComparison.Ordinal) => "now()",
        _ when type.EndsWith("[]", StringComparison.Ordinal) => "'{}'",
        _ when type.StartsWith("char", StringComparison.Ordinal) || type == "text" => "'x'",
        _ => "0",
    };

    private IEnumerable<RouteEndpoint> Endpoints(string under) => app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .Where(e => ("/" + e.RoutePattern.RawText!.TrimStart('/')).StartsWith(under, StringComparison.Ordinal));

    private static string Method(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";

    private static string Fill(RouteEndpoint endpoint, string slug, Guid? id = null)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        foreach (var parameter in endpoint.RoutePattern.Parameters)
        {
            var value = parameter.Name switch { "workspace" => slug, "purpose" => "thumb-320", "marketplace" => "amazon", _ => (id ?? Guid.CreateVersion7()).ToString() };
            path = System.Text.RegularExpressions.Regex.Replace(path, @"\{" + parameter.Name + @"[^}]*\}", value, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        }

        return path;
    }

    private List<string> OwnedTables()
    {
        using var scope = app.Services.CreateScope();
        return [.. scope.ServiceProvider.GetRequiredService<HubDbContext>().Model.GetEntityTypes().Where(e => typeof(IWorkspaceOwned).IsAssignableFrom(e.ClrType)).Select(e => e.GetTableName()!).Distinct()];
    }

    private async Task<NpgsqlConnection> TenantAsync(Guid? workspaceId)
    {
        var connection = await app.Services.GetRequiredKeyedService<NpgsqlDataSource>("tenant").OpenConnectionAsync();
        if (workspaceId is not null)
        {
            await ExecuteAsync(connection, $"select set_config('{Walls.Setting}', '{workspaceId}', false)");
        }

        return connection;
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }
}
