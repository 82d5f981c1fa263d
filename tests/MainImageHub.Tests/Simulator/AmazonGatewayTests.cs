using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Simulator;

public sealed class AmazonGatewayTests
{
    [Theory]
    [InlineData("", "a", "b", "c", "invalid_request")]
    [InlineData("password", "a", "b", "c", "unsupported_grant_type")]
    [InlineData("refresh_token", "", "b", "c", "invalid_client")]
    [InlineData("refresh_token", "a", "", "c", "invalid_client")]
    [InlineData("refresh_token", "a", "b", "", "invalid_request")]
    public async Task Incomplete_credentials_get_an_error_of_lwa(string grant, string client, string secret, string refresh, string error)
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var answer = await market.Amazon.PostAsync("auth/o2/token", SimulatedMarketplace.Form(("grant_type", grant), ("client_id", client), ("client_secret", secret), ("refresh_token", refresh)));

        answer.IsSuccessStatusCode.Should().BeFalse();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        body.GetProperty("error").GetString().Should().Be(error);
        body.GetProperty("error_description").GetString().Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task Missing_unknown_and_expired_tokens_are_forbidden_and_a_new_one_works()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        using var stranger = new HttpClient { BaseAddress = market.Amazon.BaseAddress };
        (await stranger.GetAsync(SimulatedMarketplace.ItemUrl("A"))).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        stranger.DefaultRequestHeaders.Add("x-amz-access-token", "Atza|nobody");
        (await stranger.GetAsync(SimulatedMarketplace.ItemUrl("A"))).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        (await market.Amazon.GetAsync(SimulatedMarketplace.ItemUrl("A"))).StatusCode.Should().Be(HttpStatusCode.OK);
        await market.Control.PostAsync("tokens/expire", content: null);
        var expired = await market.Amazon.GetAsync(SimulatedMarketplace.ItemUrl("A"));
        expired.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await expired.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0].GetProperty("details").GetString().Should().Contain("expired");

        await market.SignInAsync();
        (await market.Amazon.GetAsync(SimulatedMarketplace.ItemUrl("A"))).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Patching_faster_than_the_burst_is_throttled_and_recovers()
    {
        await using var market = await SimulatedMarketplace.StartAsync(o => o.RateLimitScale = 1);
        var location = market.Host("p.png", SimulatedMarketplace.Png());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => market.PatchAsync("A", location)));

        answers.Should().Contain(a => a.StatusCode == HttpStatusCode.OK).And.Contain(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        answers[0].Headers.GetValues("x-amzn-RateLimit-Limit").Should().Equal("5.0");
        answers.Should().OnlyContain(a => a.Headers.Contains("x-amzn-RequestId"));
        var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0].GetProperty("code").GetString().Should().Be("QuotaExceeded");
        await SimulatedMarketplace.EventuallyAsync(() => market.PatchAsync("A", location), a => a.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Limits_are_per_seller()
    {
        await using var market = await SimulatedMarketplace.StartAsync(o => o.RateLimitScale = 0.001);
        await SimulatedMarketplace.EventuallyAsync(() => market.Amazon.GetAsync(SimulatedMarketplace.ItemUrl("A")), a => a.StatusCode == HttpStatusCode.TooManyRequests);
        (await market.Amazon.GetAsync($"listings/2021-08-01/items/OTHER/A?marketplaceIds={SimulatedMarketplace.UnitedStates}")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Planned_status_is_answered_as_often_as_planned(int status)
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await market.OrderAsync("faults", new { operation = "amazon/getListingsItem", kind = "status", status, count = 1 });

        var first = await market.Amazon.GetAsync(SimulatedMarketplace.ItemUrl("A"));
        ((int)first.StatusCode).Should().Be(status);
        (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetArrayLength().Should().Be(1);
        (await market.Amazon.GetAsync(SimulatedMarketplace.ItemUrl("A"))).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Html_cut_and_hanging_answers_are_what_they_say()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await market.OrderAsync("faults", new { operation = "amazon/*", kind = "html", count = 1 });
        (await market.Amazon.GetAsync(SimulatedMarketplace.ItemUrl("A"))).Content.Headers.ContentType!.MediaType.Should().Be("text/html");

        await market.OrderAsync("faults", new { operation = "amazon/*", kind = "cut", count = 1 });
        await market.Amazon.Invoking(a => a.GetStringAsync(SimulatedMarketplace.ItemUrl("A"))).Should().ThrowAsync<HttpRequestException>();

        await market.OrderAsync("faults", new { operation = "amazon/*", kind = "hang", count = 1 });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await market.Amazon.Invoking(a => a.GetAsync(SimulatedMarketplace.ItemUrl("A"), patience.Token)).Should().ThrowAsync<OperationCanceledException>();

        await market.OrderAsync("faults", new { operation = "amazon/*", kind = "slow", seconds = 0.05, count = 1 });
        (await market.Amazon.GetAsync(SimulatedMarketplace.ItemUrl("A"), CancellationToken.None)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Answer_can_be_lost_after_the_push_was_taken_and_the_counter_knows()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var location = market.Host("p.png", SimulatedMarketplace.Png());
        await market.OrderAsync("faults", new { operation = "amazon/patchListingsItem", kind = "cut", count = 1, afterEffect = true });

        await market.Invoking(async m => await (await m.PatchAsync("A", location)).Content.ReadAsStringAsync()).Should().ThrowAsync<HttpRequestException>();

        var push = (await market.Control.GetFromJsonAsync<JsonElement>("counters")).GetProperty("pushes").EnumerateArray().Should().ContainSingle().Subject;
        push.GetProperty("accepted").GetInt32().Should().Be(1);
        push.GetProperty("mediaLocation").GetString().Should().Be(location);
        // It is noted when it is over, which whoever was cut off does not wait for.
        var logged = await HubApp.UntilAsync(() => market.Control.GetFromJsonAsync<JsonElement>("requests?operation=amazon/patchListingsItem"), requests => requests.GetArrayLength() > 0);
        logged[0].GetProperty("body").GetString().Should().Contain(location);
    }

    [Fact]
    public async Task Token_request_bodies_are_not_logged()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        (await market.Control.GetStringAsync("requests?operation=amazon/token")).Should().NotContain("secret");
    }
}
