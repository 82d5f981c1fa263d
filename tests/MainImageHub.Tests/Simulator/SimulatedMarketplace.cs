using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Simulator;
using MainImageHub.Simulator.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MainImageHub.Tests.Simulator;

/// <summary>The simulator on a port of its own, with a seller who has a token and a place to put pictures.</summary>
internal sealed class SimulatedMarketplace : IAsyncDisposable
{
    public const string UnitedStates = "ATVPDKIKX0DER";
    public const string Seller = "SELLER1";

    private readonly Func<ValueTask> _stop;
    private readonly ConcurrentDictionary<string, byte[]> _hosted;

    private SimulatedMarketplace(WebApplication app, ConcurrentDictionary<string, byte[]> hosted)
    {
        _stop = async () =>
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        };
        Services = app.Services;
        _hosted = hosted;
        Origin = app.Urls.Single();
        Amazon = new HttpClient { BaseAddress = new Uri($"{Origin}/simulator/amazon/") };
        Control = new HttpClient { BaseAddress = new Uri($"{Origin}/simulator/control/") };
    }

    public string Origin { get; }

    public HttpClient Amazon { get; }

    public HttpClient Control { get; }

    public IServiceProvider Services { get; }

    public bool Reencodes => Services.GetRequiredService<PictureLibrary>().Reencodes;

    public static async Task<SimulatedMarketplace> StartAsync(Action<SimulatorOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMarketplaceSimulator(o =>
        {
            o.ProcessingDelay = TimeSpan.FromMilliseconds(100);
            o.ReportStep = TimeSpan.FromMilliseconds(50);
            o.RateLimitScale = 1_000;
            configure?.Invoke(o);
        });
        var app = builder.Build();
        app.MapMarketplaceSimulator();
        var hosted = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
        app.MapGet("/hosted/{name}", (string name) => hosted.TryGetValue(name, out var bytes) ? Results.Bytes(bytes, "application/octet-stream") : Results.NotFound());
        await app.StartAsync(CancellationToken.None);
        var started = new SimulatedMarketplace(app, hosted);
        await started.SignInAsync();
        return started;
    }

    public async Task SignInAsync()
    {
        var answer = await Amazon.PostAsync("auth/o2/token", Form(("grant_type", "refresh_token"), ("client_id", "app"), ("client_secret", "secret"), ("refresh_token", "consent")));
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
        Amazon.DefaultRequestHeaders.Remove("x-amz-access-token");
        Amazon.DefaultRequestHeaders.Add("x-amz-access-token", token);
    }

    public static FormUrlEncodedContent Form(params (string Key, string Value)[] fields) => new(fields.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal));

    /// <summary>Puts bytes where the marketplace can fetch them.</summary>
    public string Host(string name, byte[] bytes)
    {
        _hosted[name] = bytes;
        return $"{Origin}/hosted/{name}";
    }

    public static byte[] Png(string product = "mug", string variation = "a", string flaw = "None") =>
        ProductPainter.PaintPng(new Drawing(product, variation, Enum.Parse<Flaw>(flaw)));

    public static string ItemUrl(string sku, string query = "includedData=summaries,attributes,issues") => $"listings/2021-08-01/items/{Seller}/{sku}?marketplaceIds={UnitedStates}&{query}";

    public async Task<JsonElement> ItemAsync(string sku) => await Amazon.GetFromJsonAsync<JsonElement>(ItemUrl(sku));

    public Task<HttpResponseMessage> PatchAsync(string sku, string location, string query = "", string op = "replace") =>
        Amazon.PatchAsJsonAsync(ItemUrl(sku, query), new
        {
            productType = "PRODUCT",
            patches = new[] { new { op, path = "/attributes/main_product_image_locator", value = new[] { new Dictionary<string, string>(StringComparer.Ordinal) { ["media_location"] = location, ["marketplace_id"] = UnitedStates } } } },
        });

    public async Task<string?> MainLinkAsync(string sku) =>
        (await ItemAsync(sku)).GetProperty("summaries")[0].TryGetProperty("mainImage", out var image) ? image.GetProperty("link").GetString() : null;

    /// <summary>Patches and waits until the page shows something else.</summary>
    public async Task<string> ReplaceAsync(string sku, byte[] picture)
    {
        var before = await MainLinkAsync(sku);
        (await PatchAsync(sku, Host(Guid.CreateVersion7().ToString(), picture))).EnsureSuccessStatusCode();
        return await EventuallyAsync(() => MainLinkAsync(sku), link => link is not null && link != before) ?? "";
    }

    public async Task<IReadOnlyList<JsonElement>> IssuesAsync(string sku) => [.. (await ItemAsync(sku)).GetProperty("issues").EnumerateArray()];

    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> look, Func<T, bool> enough)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (enough(seen))
            {
                return seen;
            }

            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"Still {seen} after 30 s.");
            }

            await Task.Delay(30);
        }
    }

    public async Task OrderAsync(string path, object order)
    {
        var answer = await Control.PostAsJsonAsync(path, order);
        answer.IsSuccessStatusCode.Should().BeTrue("{0} answered {1}", path, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Amazon.Dispose();
        Control.Dispose();
        await _stop();
    }
}
