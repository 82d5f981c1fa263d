using System.Net;
using System.Net.Sockets;
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_whose_sender_hangs_up_in_the_middle_was_not_reached(bool resets)
    {
        using var sender = new TcpListener(IPAddress.Loopback, 0);
        sender.Start();
        var sends = Task.Run(async () =>
        {
            using var asker = await sender.AcceptTcpClientAsync();
            var stream = asker.GetStream();
            _ = await stream.ReadAsync(new byte[4096]);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 100000\r\n\r\nhalf a picture"u8.ToArray());
            asker.Client.LingerState = new LingerOption(resets, 0);
        });

        await using var fetched = await app.Services.GetRequiredService<GuardedFetch>()
            .GetAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)sender.LocalEndpoint).Port}/mug.jpg"), maxBytes: 1_000_000, trusted: true, CancellationToken.None);
        await sends;
        fetched.Stream.Should().BeNull();
        fetched.Problem.Should().BeEquivalentTo(new { Code = "fetch.unreachable", MayPass = true });
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
