using MainImageHub.Marketplaces;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Http;

public sealed class OutgoingTests(HubApp app) : IClassFixture<HubApp>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Signed_calls_are_not_led_elsewhere(bool trusted) =>
        SocketsOf(MarketplacesModule.ClientName("amazon", trusted)).AllowAutoRedirect.Should().BeFalse();

    [Fact]
    public void Pictures_may_have_moved_a_few_times()
    {
        var handler = SocketsOf(GuardedFetch.Guarded);
        (handler.AllowAutoRedirect, handler.MaxAutomaticRedirections, handler.UseCookies).Should().Be((true, 3, false));
    }

    /// <summary>What really sends, under the hub's own wiring.</summary>
    private SocketsHttpHandler SocketsOf(string client)
    {
        var handler = app.Services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(client);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        return handler.Should().BeOfType<SocketsHttpHandler>().Subject;
    }
}
