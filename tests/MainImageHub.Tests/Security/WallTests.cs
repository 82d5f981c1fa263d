using System.Net;
using System.Net.Http.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Imports;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Monitor;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Stages.Upload;
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
    public async Task Whatever_has_an_id_can_be_read_at_home_and_is_unknown_in_another_workspace()
    {
        var ids = await IdsAsync(await FilledAsync());
        var (other, member, stranger) = await app.StrangerAsync();
        using var theirs = stranger;
        using var theirBrowser = await app.BrowserOfAsync(member);
        using var browser = await new Browser(app.Address).SignInAsync();
        foreach (var endpoint in Endpoints("/api/v1").Where(e => Method(e) == "GET" && HasId(e)))
        {
            var path = Fill(endpoint, "", before => ids[before]);
            (await app.Owner.GetAsync(path)).StatusCode.Should().NotBe(HttpStatusCode.NotFound, "it is there: {0}", path);
            (await theirs.GetAsync(path)).StatusCode.Should().Be(HttpStatusCode.NotFound, path);
        }

        foreach (var page in Endpoints("/w/{workspace}").Where(e => Method(e) == "GET" && HasId(e)))
        {
            (await browser.GetAsync(Fill(page, "home", before => ids[before]))).StatusCode.Should().NotBe(HttpStatusCode.NotFound, "it is there: {0}", page.RoutePattern.RawText);
            (await theirBrowser.GetAsync(Fill(page, other.Slug, before => ids[before]))).StatusCode.Should().Be(HttpStatusCode.NotFound, page.RoutePattern.RawText);
        }
    }

    /// <summary>What no narrowing of a member touches, and that names something all the same.</summary>
    private static readonly string[] TriedBesides = ["DELETE /api/v1/rules/changes/{id:guid}", "DELETE /api/v1/blocked-pictures/{id:guid}", "POST /api/v1/assets/{id:guid}/tags", "DELETE /api/v1/assets/{id:guid}/tags/{tag}", "DELETE /api/v1/brief-templates/{id:guid}",
        "POST /api/v1/main-images/fixes/{id:guid}/cancel", "POST /api/v1/main-images/fixes/{id:guid}/retry", "DELETE /api/v1/name-patterns/{id:guid}",
        // PushBatchTests does, in Nobody_pushes_beyond_their_workspace_their_role_or_their_stores.
        "POST /api/v1/push-batches/{id:guid}/cancel", "POST /api/v1/push-batches/{id:guid}/retry", "POST /api/v1/push-batches/{id:guid}/rollback",
        // PinTests does.
        "POST /api/v1/pins/{id:guid}/seen",
        // DropTests does, in A_batch_of_another_workspace_does_not_exist.
        "POST /api/v1/drops/{id:guid}/files", "PATCH /api/v1/drops/{id:guid}/files/{fileId:guid}", "POST /api/v1/drops/{id:guid}/match", "POST /api/v1/drops/{id:guid}/commit", "POST /api/v1/drops/{id:guid}/retry",
        // ImportTests does, in A_file_of_another_workspace_does_not_exist_and_its_products_are_not_met.
        "PUT /api/v1/catalog-imports/{id:guid}/mapping", "POST /api/v1/catalog-imports/{id:guid}/commit", "DELETE /api/v1/catalog-imports/{id:guid}"];

    [Fact]
    public async Task Nothing_can_be_changed_by_ids_of_another_workspace()
    {
        // What changes something and names nothing that is there already.
        string[] namesNothing = ["POST /api/v1/products", "ProductList.OnPostAsync", "POST /api/v1/stores", "ConnectPage.OnPostAsync", "JobsPage.OnPostRetryAsync", "JobsPage.OnPostDiscardAsync", "JobsPage.OnPostReopenAllAsync", "POST /api/v1/blocked-pictures", "BlockedPageModel.OnPostAddAsync"];
        var place = await FilledAsync();
        var (other, member, client) = await app.StrangerAsync();
        using var stranger = new Person(member, client, await app.BrowserOfAsync(member));
        await stranger.Browser.GetAsync($"/w/{other.Slug}");
        ScopedChanges.All.Where(c => c.Reach == Reach.Nothing).Select(c => c.Name).Except(TriedBesides).Should().NotContain(name => name.Contains(":guid}", StringComparison.Ordinal), "what names something is tried here");
        var rule = (await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/rules/amazon/changes", new { rule = "border", effect = "off", reason = "walls" }))).GetProperty("id").GetGuid();
        var (asset, blocked) = await BlockedAsync(place);
        (await client.DeleteAsync($"/api/v1/rules/changes/{rule}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.DeleteAsync($"/api/v1/blocked-pictures/{blocked}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.PostAsJsonAsync($"/api/v1/assets/{asset}/tags", new { tag = "theirs" })).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.DeleteAsync($"/api/v1/assets/{asset}/tags/theirs")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        var template = (await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/brief-templates", new { name = "Walls", brief = new { theme = "Spring" } }))).GetProperty("id").GetGuid();
        (await client.DeleteAsync($"/api/v1/brief-templates/{template}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        var pattern = (await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/name-patterns", new { name = "Walls", pattern = "(?<sku>x)" }))).GetProperty("id").GetGuid();
        (await client.DeleteAsync($"/api/v1/name-patterns/{pattern}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        var fixes = await FixesAsync();
        (await client.PostAsync($"/api/v1/main-images/fixes/{fixes}/cancel", null)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.PostAsync($"/api/v1/main-images/fixes/{fixes}/retry", null)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.PostAsJsonAsync("/api/v1/blocked-pictures", new { assetId = asset, @case = "x", reason = "y" })).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await app.Owner.DeleteAsync($"/api/v1/rules/changes/{rule}")).IsSuccessStatusCode.Should().BeTrue();
        (await app.Owner.DeleteAsync($"/api/v1/blocked-pictures/{blocked}")).IsSuccessStatusCode.Should().BeTrue();
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var change in ScopedChanges.All.Where(c => c.Reach != Reach.Nothing && !namesNothing.Contains(c.Name)))
        {
            answers[change.Name] = await change.AskAsync(stranger, place with { Workspace = other.Slug });
        }

        // What stands in a body is called by what it is.
        answers.Should().HaveCountGreaterThan(30);
        answers.Where(answer => answer.Value != "notFound" && !answer.Value.EndsWith("Unknown", StringComparison.Ordinal)).Should().BeEmpty();

        (await app.WithDbAsync(db => db.MainImages.SingleAsync(i => i.Id == place.Image))).RetirementRequestedAt.Should().BeNull();
        (await app.WithDbAsync(db => db.Versions.SingleAsync(v => v.Id == place.Undecided))).Decision.Should().Be(ReviewDecision.None);
        (await app.WithDbAsync(db => db.Deployments.Where(d => d.ListingId == place.Listing).ToListAsync())).Should().ContainSingle().Which.Status.Should().Be(DeploymentStatus.Scheduled);
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

    private async Task<Place> FilledAsync()
    {
        using var pictures = new Pictures();
        var shop = await Shop.OpenAsync(app);
        return await ScopeTests.PlaceAsync(app, pictures, shop, await shop.AddStoreAsync());
    }

    /// <summary>The picture of the approved version, and the complaint that is made of it.</summary>
    private async Task<(Guid Asset, Guid Blocked)> BlockedAsync(Place place)
    {
        var asset = await app.WithDbAsync(db => db.Versions.Where(v => v.Id == place.Approved).Select(v => v.AssetId!.Value).SingleAsync());
        var answer = await app.Owner.PostAsJsonAsync("/api/v1/blocked-pictures", new { assetId = asset, @case = "WALL-1", reason = "a complaint" });
        return (asset, (await HubApp.JsonAsync(answer)).GetProperty("id").GetGuid());
    }

    /// <summary>An order of repairs of which nothing waits.</summary>
    private Task<Guid> FixesAsync() => app.WithDbAsync(async db =>
    {
        var batch = new FixBatch { WorkspaceId = db.WorkspaceId!.Value, RequestedBy = null, RequestedByName = "walls", CreatedAt = TimeProvider.System.GetUtcNow() };
        db.FixBatches.Add(batch);
        await db.SaveChangesAsync();
        return batch.Id;
    });

    /// <summary>A competitor's picture, of which a small copy is kept.</summary>
    private Task<Guid> ReferenceAsync(Guid asset) => app.WithDbAsync(async db =>
    {
        var (picture, now) = (await db.Assets.SingleAsync(a => a.Id == asset), TimeProvider.System.GetUtcNow());
        var reference = new ReferencePicture { WorkspaceId = db.WorkspaceId!.Value, Address = "https://example.com/theirs.jpg", CreatedAt = now };
        reference.Measured(picture.Facts, picture.Sha256, now);
        db.ReferencePictures.Add(reference);
        await db.SaveChangesAsync();
        return reference.Id;
    });

    private Task<Guid> PushesAsync(Guid listing) => app.WithDbAsync(async db =>
    {
        var batch = new PushBatch { WorkspaceId = db.WorkspaceId!.Value, RequestId = Guid.CreateVersion7(), RequestedBy = null, RequestedByName = "walls", CreatedAt = TimeProvider.System.GetUtcNow() };
        db.PushBatches.Add(batch);
        db.PushBatchItems.Add(new PushBatchItem { Id = Guid.CreateVersion7(), WorkspaceId = batch.WorkspaceId, BatchId = batch.Id, ListingId = listing });
        await db.SaveChangesAsync();
        return batch.Id;
    });

    /// <summary>One of everything that has an id, by the part of an address that stands before it.</summary>
    private async Task<Dictionary<string, Guid>> IdsAsync(Place place)
    {
        var (asset, blocked) = await BlockedAsync(place);
        var outlook = await app.Owner.PostAsJsonAsync("/api/v1/rules/outlooks", new { on = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(30) });
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            ["products"] = place.Product,
            ["stores"] = place.Store,
            ["listings"] = place.Listing,
            ["main-images"] = place.Image,
            ["images"] = place.Image,
            ["versions"] = place.Approved,
            ["assets"] = asset,
            ["blocked-pictures"] = blocked,
            ["references"] = await ReferenceAsync(asset),
            ["deployments"] = place.Scheduled,
            ["experiments"] = place.Test,
            ["imports"] = await app.StartImportAsync(place.Store),
            ["metrics/imports"] = await app.UploadAsync("x"u8.ToArray()),
            ["main-images/fixes"] = await FixesAsync(),
            ["rules/outlooks"] = (await HubApp.JsonAsync(outlook)).GetProperty("id").GetGuid(),
        };
        ids["fixes"] = ids["main-images/fixes"];
        ids["push-batches"] = ids["pushes"] = await PushesAsync(place.Listing);
        ids["drops"] = ids["drop"] = (await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/drops", new { name = "Walls" }))).GetProperty("id").GetGuid();
        using var products = new MultipartFormDataContent { { new ByteArrayContent("SKU,Title"u8.ToArray()), "file", "walls.csv" } };
        var import = ids["catalog-imports"] = ids["import"] = (await HubApp.JsonAsync(await app.Owner.PostAsync("/api/v1/catalog-imports", products))).GetProperty("id").GetGuid();
        await app.WithDbAsync(db => db.CatalogImports.Where(i => i.Id == import).ExecuteUpdateAsync(set => set.SetProperty(i => i.Status, CatalogImportStatus.Failed)));
        (await app.Owner.PostAsJsonAsync($"/api/v1/main-images/{place.Image}/retire", new { reason = "old" })).StatusCode.Should().Be(HttpStatusCode.Accepted);

        // Who watches it being read waits until it is over.
        await app.WithDbAsync(db => db.StoreImports.Where(i => i.Id == ids["imports"]).ExecuteUpdateAsync(set => set.SetProperty(i => i.EndedAt, i => i.CreatedAt)));
        return ids;
    }

    private static bool HasId(RouteEndpoint endpoint) => endpoint.RoutePattern.Parameters.Any(IsId);

    private static bool IsId(Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter) => parameter.Name.EndsWith("id", StringComparison.OrdinalIgnoreCase);

    /// <summary>What stands between the parameter and the one before it, and so says what it is the id of.</summary>
    private static string Before(RouteEndpoint endpoint, string parameter)
    {
        var address = endpoint.RoutePattern.RawText!;
        var here = address.IndexOf('{' + parameter, StringComparison.Ordinal);
        return address[(address.LastIndexOf('}', here) + 1)..here].Replace("api/v1/", "", StringComparison.Ordinal).Trim('/');
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

    private static string Fill(RouteEndpoint endpoint, string slug, Func<string, Guid>? idOf = null)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        foreach (var parameter in endpoint.RoutePattern.Parameters)
        {
            var value = parameter.Name switch { "workspace" => slug, "purpose" => "thumb-320", "side" => "80", "marketplace" => "amazon", _ => (idOf?.Invoke(Before(endpoint, parameter.Name)) ?? Guid.CreateVersion7()).ToString() };
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
