using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Contract;

/// <summary>
/// The API's description as it was agreed. A change of the contract shows up in the diff of openapi.v1.json:
/// run the test once with MAINIMAGEHUB_UPDATE_SNAPSHOTS=1 to write it, and review what changed.
/// </summary>
public sealed class OpenApiSnapshotTests(HubApp app) : IClassFixture<HubApp>
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task The_api_is_what_was_agreed()
    {
        using var anyone = app.ClientFor(null);
        var description = JsonNode.Parse(await anyone.GetStringAsync("/openapi/v1.json"))!.AsObject();
        description.Remove("servers");
        var actual = description.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
        var path = Path.Combine(Checkout.Root, "tests", "MainImageHub.Tests", "Contract", "openapi.v1.json");
        if (Environment.GetEnvironmentVariable("MAINIMAGEHUB_UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(path, actual);
        }

        actual.Should().Be(await File.ReadAllTextAsync(path), "a changed contract must be reviewed: see the remark on this class");
    }

    [Theory]
    [InlineData("post", "/api/v1/products")]
    [InlineData("get", "/api/v1/products")]
    [InlineData("get", "/api/v1/products/{id}")]
    [InlineData("patch", "/api/v1/products/{id}")]
    [InlineData("post", "/api/v1/stores")]
    [InlineData("get", "/api/v1/stores")]
    [InlineData("post", "/api/v1/stores/{id}/verify")]
    [InlineData("post", "/api/v1/stores/{id}/import")]
    [InlineData("get", "/api/v1/imports/{id}")]
    [InlineData("post", "/api/v1/listings")]
    [InlineData("post", "/api/v1/main-images")]
    [InlineData("get", "/api/v1/main-images")]
    [InlineData("get", "/api/v1/main-images/{id}")]
    [InlineData("post", "/api/v1/main-images/{id}/versions")]
    [InlineData("get", "/api/v1/versions/{id}")]
    [InlineData("post", "/api/v1/versions/{id}/review")]
    [InlineData("post", "/api/v1/versions/{id}/fix")]
    [InlineData("post", "/api/v1/deployments")]
    [InlineData("get", "/api/v1/deployments/{id}")]
    [InlineData("post", "/api/v1/deployments/{id}/rollback")]
    [InlineData("post", "/api/v1/deployments/{id}/cancel")]
    [InlineData("post", "/api/v1/metrics/imports")]
    [InlineData("get", "/api/v1/metrics/imports/{id}")]
    [InlineData("get", "/api/v1/metrics/summary")]
    [InlineData("post", "/api/v1/experiments")]
    [InlineData("post", "/api/v1/experiments/{id}/start")]
    [InlineData("post", "/api/v1/experiments/{id}/stop")]
    [InlineData("get", "/api/v1/experiments/{id}/results")]
    [InlineData("post", "/api/v1/main-images/{id}/retire")]
    [InlineData("post", "/api/v1/compliance/check")]
    [InlineData("get", "/api/v1/rules")]
    [InlineData("get", "/api/v1/rules/{marketplace}")]
    [InlineData("get", "/api/v1/audit")]
    public async Task Every_operation_of_the_contract_is_there(string method, string path)
    {
        using var anyone = app.ClientFor(null);
        var description = JsonNode.Parse(await anyone.GetStringAsync("/openapi/v1.json"))!;
        description["paths"]![path]?[method].Should().NotBeNull();
    }
}
