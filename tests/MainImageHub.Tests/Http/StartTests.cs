using System.Net;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Http;

public sealed class StartTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task A_started_hub_is_live_and_ready()
    {
        using var anyone = app.ClientFor(null);
        (await anyone.GetAsync("/health/live")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await anyone.GetAsync("/health/ready")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_owner_named_in_the_settings_later_on_becomes_owner_of_what_is_there()
    {
        await using var again = new HubApp { SharedDatabase = app.Database, Settings = { ["Hub:BootstrapEmail"] = "later@example.com", ["Hub:BootstrapToken"] = "mih_later-token" } };
        await again.InitializeAsync();
        (await again.Owner.GetAsync("/api/v1/products")).StatusCode.Should().Be(HttpStatusCode.OK);
        using var later = again.ClientFor("mih_later-token");
        (await later.GetAsync("/api/v1/products")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await app.WithDbAsync(db => db.Members.Where(m => m.Role == Role.Owner).Select(m => m.Email).ToListAsync())).Should().BeEquivalentTo(HubApp.OwnerEmail, "later@example.com");
    }

    [Fact]
    public async Task A_worker_of_its_own_refuses_marketplaces_it_could_not_reach()
    {
        await using var alone = new HubApp { SharedDatabase = app.Database, Settings = { ["Hub:Role"] = "worker", ["Hub:Simulator"] = "true" } };
        var start = alone.InitializeAsync;
        (await start.Should().ThrowAsync<StartupException>()).Which.Message.Should().Contain("Hub__Simulator");
    }
}
