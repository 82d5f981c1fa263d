using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MainImageHub.Tests.Simulator;

public sealed class WorldStoreTests
{
    [Fact]
    public async Task World_survives_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("simulator-");
        try
        {
            var path = Path.Combine(folder.FullName, "world.json");
            string link;
            byte[] bytes;
            DateTimeOffset clock;
            await using (var market = await SimulatedMarketplace.StartAsync(o => o.StatePath = path))
            {
                link = new Uri(await market.ReplaceAsync("A", SimulatedMarketplace.Png("lamp", "kept"))).AbsolutePath;
                bytes = await market.Amazon.GetByteArrayAsync(link);
                await market.OrderAsync("clock", new { advanceDays = 30 });
                clock = await NowAsync(market);
            }

            await using (var again = await SimulatedMarketplace.StartAsync(o => o.StatePath = path))
            {
                new Uri((await again.MainLinkAsync("A"))!).AbsolutePath.Should().Be(link);
                (await again.Amazon.GetByteArrayAsync(link)).Should().Equal(bytes);
                (await NowAsync(again)).Should().BeOnOrAfter(clock);
                var counters = await again.Control.GetFromJsonAsync<JsonElement>("counters");
                counters.GetProperty("accepted").GetInt32().Should().Be(1);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Damaged_state_is_put_aside()
    {
        var folder = Directory.CreateTempSubdirectory("simulator-");
        try
        {
            var path = Path.Combine(folder.FullName, "world.json");
            await File.WriteAllTextAsync(path, "{ half");
            await using var market = await SimulatedMarketplace.StartAsync(o => o.StatePath = path);
            (await market.Amazon.GetAsync(SimulatedMarketplace.ItemUrl("A"))).StatusCode.Should().Be(HttpStatusCode.OK);
            File.Exists(path + ".unreadable").Should().BeTrue();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<DateTimeOffset> NowAsync(SimulatedMarketplace market) =>
        (await market.Control.GetFromJsonAsync<JsonElement>("clock")).GetProperty("now").GetDateTimeOffset();
}
