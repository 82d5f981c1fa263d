using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Support;

/// <summary>
/// The real product on a real port and a real Postgres, with a database of its own. Work does not run by itself here:
/// a test says when (<see cref="RunWorkAsync"/>), so that it can look at every state in between.
/// </summary>
public sealed class HubApp : IAsyncLifetime, IAsyncDisposable
{
    public const string OwnerEmail = "owner@example.com";
    public const string OwnerPassword = "correct horse battery";
    public const string OwnerToken = "mih_test-owner-token";

    private static readonly Lazy<Task<string>> Template = new(MigrateTemplateAsync);

    private readonly string dataDirectory = Directory.CreateTempSubdirectory("mainimagehub-app-").FullName;
    private Hub? hub;
    private TestDatabase? database;

    /// <summary>Further settings, <c>Hub:Something=value</c>, to be set before the app is started.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Parts to be put in the place of the product's own, before it adds them.</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }

    /// <summary>Another app's database, for a second node or a second start; null for one of its own.</summary>
    public string? SharedDatabase { get; init; }

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => hub!.App.Services;

    public string Database => SharedDatabase ?? database!.ConnectionString;

    /// <summary>Signed in as the first owner by token.</summary>
    public HttpClient Owner { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        database = SharedDatabase is null ? await TestPostgres.CreateDatabaseAsync(await Template.Value) : null;
        var settings = new Dictionary<string, string>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["contentRoot"] = Path.Combine(Checkout.Root, "src", "MainImageHub.Web"),
            ["environment"] = "Development",
            ["ConnectionStrings:Hub"] = Database,
            ["Hub:DataDir"] = dataDirectory,
            ["Hub:Demo"] = "false",
            ["Hub:Role"] = "web",
            ["Hub:BootstrapEmail"] = OwnerEmail,
            ["Hub:BootstrapPassword"] = OwnerPassword,
            ["Hub:BootstrapToken"] = OwnerToken,
            ["Serilog:MinimumLevel:Default"] = "Warning",
            ["Imaging:Processes"] = "1",
        };
        foreach (var (name, value) in Settings)
        {
            settings[name] = value;
        }

        hub = await Hub.OpenAsync([.. settings.Select(s => $"--{s.Key}={s.Value}")], Configure);
        await hub.StartAsync();
        Address = new Uri(hub.App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Owner = ClientFor(OwnerToken);
    }

    public async Task DisposeAsync()
    {
        Owner?.Dispose();
        if (hub is not null)
        {
            await hub.DisposeAsync();
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }

        Directory.Delete(dataDirectory, recursive: true);
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    public HttpClient ClientFor(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    /// <summary>Runs whatever is due until nothing is, in every group.</summary>
    public async Task RunWorkAsync()
    {
        var runner = Services.GetRequiredService<WorkRunner>();
        int ran;
        do
        {
            ran = 0;
            foreach (var group in WorkGroups.All)
            {
                ran += await runner.RunDueAsync(group, atMost: 100, CancellationToken.None);
            }
        }
        while (ran > 0);
    }

    /// <summary>Runs what is due step by step and stops as soon as the condition holds, however much has become due by then.</summary>
    public async Task RunWorkStepsAsync(Func<Task<bool>> holds)
    {
        var runner = Services.GetRequiredService<WorkRunner>();
        var ran = 1;
        while (!await holds())
        {
            ran.Should().BePositive("something has to be due until then");
            ran = 0;
            foreach (var group in WorkGroups.All.TakeWhile(_ => ran == 0))
            {
                ran = await runner.RunDueAsync(group, atMost: 1, CancellationToken.None);
            }
        }
    }

    /// <summary>What the runner does with an item when its last attempt failed, without the attempts.</summary>
    public async Task GiveUpAsync(Guid itemId)
    {
        await WithDbAsync(async db =>
        {
            var item = await db.WorkItems.SingleAsync(w => w.Id == itemId);
            await using var scope = Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(item.WorkspaceId);
            var handler = (IWorkHandler)scope.ServiceProvider.GetRequiredService(Services.GetServices<WorkKind>().Single(k => k.Kind == item.Kind).Handler);
            var why = new WorkOutcome.Failed(WorkProblems.Unexpected.Code, WorkProblems.Unexpected.Text());
            await handler.GiveUpAsync(new WorkTask(item.Id, item.WorkspaceId, item.SubjectId, item.MaxAttempts, IsLastAttempt: true), why, CancellationToken.None);
            (item.State, item.ProblemCode, item.Problem, item.EndedAt) = (WorkState.Failed, why.Code, why.Text, TimeProvider.System.GetUtcNow());
            return await db.SaveChangesAsync();
        });
    }

    /// <summary>Runs due work again and again until the condition holds; fails after the deadline with what was last seen.</summary>
    public Task<T> RunWorkUntilAsync<T>(Func<Task<T>> look, Func<T, bool> holds, TimeSpan? within = null) => UntilAsync(
        async () =>
        {
            await RunWorkAsync();
            return await look();
        },
        holds,
        within);

    /// <summary>The same while the hub itself does nothing: for what happens at a marketplace.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> holds, TimeSpan? within = null)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (holds(seen))
            {
                return seen;
            }

            if (TimeProvider.System.GetElapsedTime(deadline) > (within ?? TimeSpan.FromSeconds(60)))
            {
                throw new TimeoutException($"Still not so. Last seen: {JsonSerializer.Serialize(seen, HubJson.Options)}");
            }

            await Task.Delay(100);
        }
    }

    /// <summary>A database context of the first owner's workspace, through the tenant role.</summary>
    public async Task<T> WithDbAsync<T>(Func<HubDbContext, Task<T>> use, Guid? workspaceId = null)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspaceId ?? await WorkspaceIdAsync());
        return await use(scope.ServiceProvider.GetRequiredService<HubDbContext>());
    }

    public async Task<Guid> WorkspaceIdAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var system = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
        return system.Workspaces.Single(w => w.Slug == "home").Id;
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>();

    private static async Task<string> MigrateTemplateAsync()
    {
        var template = await TestPostgres.CreateDatabaseAsync();
        await new HubMigrator(Microsoft.Extensions.Logging.Abstractions.NullLogger<HubMigrator>.Instance).MigrateAsync(template.ConnectionString, DatabaseRoles.Of(new ConfigurationBuilder().Build(), template.ConnectionString), CancellationToken.None);
        return template.Name;
    }
}
