using System.Net;
using MainImageHub.Tests.Support;

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
}
