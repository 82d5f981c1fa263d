using System.Net;
using System.Text;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Http;

/// <summary>The other tests run in Development; what the framework does differently elsewhere stands here.</summary>
public sealed class ProductionHub : IAsyncLifetime
{
    public HubApp App { get; } = new() { Settings = { ["environment"] = "Production" } };

    public Task InitializeAsync() => App.InitializeAsync();

    public Task DisposeAsync() => App.DisposeAsync();
}

public sealed class ProductionTests(ProductionHub hub) : IClassFixture<ProductionHub>
{
    [Theory]
    [InlineData("{\"sku\":5}", "$.sku")]
    [InlineData("{\"sku\":", "JSON")]
    [InlineData("", "body")]
    public async Task A_body_that_cannot_be_read_is_told_what_is_wrong_with_it(string body, string hint)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = await hub.App.Owner.PostAsync("/api/v1/products", content);
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var problem = await HubApp.JsonAsync(answer);
        problem.GetProperty("code").GetString().Should().Be("invalid");
        problem.GetProperty("detail").GetString().Should().Contain(hint);
    }

    [Fact]
    public async Task The_simulated_marketplaces_are_not_there()
    {
        using var anyone = hub.App.ClientFor(null);
        (await anyone.GetAsync("/simulator/control/clock")).IsSuccessStatusCode.Should().BeFalse();
    }
}
