using System.Net.Http.Json;
using System.Text;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Security;

/// <summary>A hub that writes down everything it has to say.</summary>
public sealed class TalkativeHub : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-log-").FullName;

    public TalkativeHub() => App = new()
    {
        Settings =
        {
            ["Serilog:MinimumLevel:Default"] = "Verbose",
            ["Serilog:Using:0"] = "Serilog.Sinks.File",
            ["Serilog:WriteTo:0:Name"] = "File",
            ["Serilog:WriteTo:0:Args:path"] = Path.Combine(folder, "hub.log"),
            ["Serilog:WriteTo:0:Args:shared"] = "true",
        },
    };

    public HubApp App { get; }

    public Task<string> LogAsync() => File.ReadAllTextAsync(Path.Combine(folder, "hub.log"));

    public Task InitializeAsync() => App.InitializeAsync();

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

public sealed class SecretTests(TalkativeHub hub) : IClassFixture<TalkativeHub>
{
    private const string Secret = "very-secret-client";

    [Fact]
    public async Task A_stores_secrets_stand_in_no_answer_and_in_no_log()
    {
        var app = hub.App;
        var said = new StringBuilder();
        var seller = StoreSetup.NewSeller();
        await app.ControlAsync("listings/seed", new { seller, site = "US", count = 2 });
        async Task KeepAsync(Task<HttpResponseMessage> answer) => said.AppendLine(await (await answer).Content.ReadAsStringAsync());

        await KeepAsync(app.Owner.PostAsJsonAsync("/api/v1/stores", StoreSetup.Request(app, seller, "Twice")));
        await KeepAsync(app.Owner.PostAsJsonAsync("/api/v1/stores", StoreSetup.Request(app, seller, "Twice")));
        await KeepAsync(app.Owner.PostAsJsonAsync("/api/v1/stores", new { name = "Wrong", marketplace = "amazon", site = "US", credentials = new { clientId = 1, clientSecret = Secret } }));
        using var broken = new StringContent($$$"""{"name":"x","credentials":{"clientSecret":"{{{Secret}}}",""", Encoding.UTF8, "application/json");
        await KeepAsync(app.Owner.PostAsync("/api/v1/stores", broken));
        var store = (await HubApp.JsonAsync(await app.Owner.GetAsync("/api/v1/stores"))).GetProperty("items")[0].GetProperty("id").GetGuid();
        await KeepAsync(app.Owner.PostAsync($"/api/v1/stores/{store}/verify", null));
        said.Append(await app.ImportAsync(store));
        await app.ControlAsync("faults", new { operation = "amazon/token", kind = "status", status = 401, count = 1 });
        await app.ControlAsync("tokens/expire", new { });
        await KeepAsync(app.Owner.PostAsync($"/api/v1/stores/{store}/verify", null));
        await KeepAsync(app.Owner.PatchAsJsonAsync($"/api/v1/stores/{store}", new { credentials = new { clientSecret = Secret + "-next" } }));
        foreach (var list in new[] { "/api/v1/stores", $"/api/v1/stores/{store}", "/api/v1/audit?limit=200", "/api/v1/listings" })
        {
            await KeepAsync(app.Owner.GetAsync(list));
        }

        var log = await hub.LogAsync();
        log.Should().Contain("/api/v1/stores", "the log has to be at work for its silence to mean something");
        foreach (var secret in new[] { Secret, "Atzr|", $"secret-{seller}", HubApp.OwnerToken, HubApp.OwnerPassword })
        {
            said.ToString().Should().NotContain(secret);
            log.Should().NotContain(secret);
        }
    }
}
