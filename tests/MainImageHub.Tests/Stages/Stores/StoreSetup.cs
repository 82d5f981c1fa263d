using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Stages.Stores;

/// <summary>Stores on the application's own simulator, each test with a seller of its own.</summary>
internal static class StoreSetup
{
    private static int sellers;

    public static string NewSeller() => $"STORES{Environment.ProcessId}X{Interlocked.Increment(ref sellers)}";

    public static object Credentials(string seller) => new { clientId = "amzn1.application-oa2-client.test", clientSecret = "very-secret-client", refreshToken = $"Atzr|secret-{seller}", sellerId = seller };

    public static object Request(HubApp app, string seller, string? name = null, string site = "US") =>
        new { name = name ?? $"Shop {seller}", marketplace = "amazon", site, endpoint = $"{app.Address}simulator/amazon", credentials = Credentials(seller) };

    public static async Task<Guid> ConnectAsync(this HubApp app, string seller, string site = "US")
    {
        var answer = await app.Owner.PostAsJsonAsync("/api/v1/stores", Request(app, seller, site: site));
        var body = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.Should().BeTrue(body);
        return JsonDocument.Parse(body).RootElement.GetProperty("id").GetGuid();
    }

    public static async Task<Guid> StartImportAsync(this HubApp app, Guid store, params string[] skus)
    {
        var answer = await app.Owner.PostAsJsonAsync($"/api/v1/stores/{store}/import", new { skus });
        ((int)answer.StatusCode).Should().Be(202);
        return (await HubApp.JsonAsync(answer)).GetProperty("id").GetGuid();
    }

    public static Task<JsonElement> ImportAsync(this HubApp app, Guid store, params string[] skus) => app.FinishImportAsync(app.StartImportAsync(store, skus));

    public static async Task<JsonElement> FinishImportAsync(this HubApp app, Task<Guid> started)
    {
        var id = await started;
        return await app.RunWorkUntilAsync(() => app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/imports/{id}"), i => i.GetProperty("status").GetString() is "completed" or "failed");
    }

    public static async Task ControlAsync(this HubApp app, string path, object order)
    {
        using var anyone = app.ClientFor(null);
        var answer = await anyone.PostAsJsonAsync($"/simulator/control/{path}", order);
        answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
    }

    public static async Task HealAsync(this HubApp app)
    {
        using var anyone = app.ClientFor(null);
        await anyone.DeleteAsync("/simulator/control/faults");
    }

    public static async Task ShouldRefuseAsync(this HttpResponseMessage answer, int status, string code)
    {
        var body = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).Should().Be(status, body);
        var problem = JsonDocument.Parse(body).RootElement;
        problem.GetProperty("code").GetString().Should().Be(code);
        problem.GetProperty("messages").GetProperty("zh").GetString().Should().NotBeNullOrEmpty();
    }
}
