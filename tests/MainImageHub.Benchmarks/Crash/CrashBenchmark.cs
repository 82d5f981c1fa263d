using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Benchmarks.Support;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging;

namespace MainImageHub.Benchmarks.Crash;

/// <summary>
/// Pictures are uploaded, approved and pushed through the API, without a pause until the last kill, while the product is killed (-9) at
/// random moments and started again.
/// Then everything must have ended, nothing be lost, and nothing pushed twice: pushes are counted by the marketplace, per SKU, each of
/// which is deployed once.
/// </summary>
internal static class CrashBenchmark
{
    // More than the machine needs: where a kill swallowed an answer, its key is busy for two minutes and the feeder waits.
    private const int Feeders = 16;
    private const string Token = "mih_crash-benchmark";
    private const string Seller = "CRASH";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly string[] Ended = ["live", "failed", "superseded", "cancelled", "rolledBack", "drifted"];

    public static async Task<int> RunAsync(string[] args)
    {
        var times = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 30;
        var folder = Directory.CreateTempSubdirectory("mainimagehub-crash-");
        if (!OperatingSystem.IsWindows())
        {
            // Under root, Postgres runs as another account, which must be able to pass through.
            folder.UnixFileMode |= UnixFileMode.OtherExecute;
        }

        var (simulatorPort, appPort, gatePort) = (OwnProcess.FreePort(), OwnProcess.FreePort(), OwnProcess.FreePort());
        var (simulatorUrl, appUrl, gateUrl) = (new Uri($"http://127.0.0.1:{simulatorPort}/"), new Uri($"http://127.0.0.1:{appPort}/"), new Uri($"http://127.0.0.1:{gatePort}/"));
        Console.WriteLine($"{times} kills; logs and data in {folder.FullName}");
        using var simulator = OwnProcess.Start("MainImageHub.Simulator", simulatorPort, Path.Combine(folder.FullName, "simulator.log"), new()
        {
            ["Simulator__FetchTimeout"] = "00:02:00",
            ["Simulator__PublicUrl"] = gateUrl.ToString().TrimEnd('/'),
        });
        await using var gate = await PatientGate.StartAsync(gatePort, simulatorUrl, appUrl);
        using var client = new HttpClient { BaseAddress = appUrl, Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        OwnProcess StartApp() => OwnProcess.Start("MainImageHub.Web", appPort, Path.Combine(folder.FullName, "app.log"), new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Hub__DataDir"] = Path.Combine(folder.FullName, "data"),
            ["Hub__Demo"] = "false",
            ["Hub__Simulator"] = "true",
            ["Hub__PublicUrl"] = gateUrl.ToString(),
            ["Hub__BootstrapEmail"] = "crash@example.com",
            ["Hub__BootstrapPassword"] = "correct horse battery",
            ["Hub__BootstrapToken"] = Token,
            ["Hub__Jobs__Lease"] = "00:00:03",
        });

        var app = StartApp();
        try
        {
            await app.ReadyAsync(client);
            var storeId = await IdOfAsync(client, "stores", new
            {
                name = "Crash",
                marketplace = "amazon",
                site = "US",
                endpoint = $"{gateUrl}simulator/amazon",
                credentials = new { clientId = "app", clientSecret = "secret", refreshToken = "consent", sellerId = Seller },
            });
            var run = new Run(client, storeId, folder.FullName);
            var feeding = run.FeedAsync();
            for (var kill = 1; kill <= times && !feeding.IsFaulted; kill++)
            {
                await Task.Delay(Random.Shared.Next(300, 10_000));
                app.Kill();
                Console.WriteLine($"kill {kill}: {run.Versions.Count} versions accepted, {run.Deployments.Count} deployments accepted");
                app.Dispose();
                app = StartApp();
                await app.ReadyAsync(client);
            }

            run.BeginNoMore();
            await feeding;
            return await ReportAsync(client, simulatorUrl, run);
        }
        finally
        {
            await app.StopAsync();
            app.Dispose();
        }
    }

    private static async Task<int> ReportAsync(HttpClient client, Uri simulatorUrl, Run run)
    {
        var deployments = new Dictionary<Guid, JsonElement>();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience && deployments.Count < run.Deployments.Count)
        {
            foreach (var id in run.Deployments.Keys.Where(id => !deployments.ContainsKey(id)))
            {
                var deployment = await client.GetFromJsonAsync<JsonElement>($"/api/v1/deployments/{id}");
                if (Ended.Contains(deployment.GetProperty("status").GetString()))
                {
                    deployments[id] = deployment;
                }
            }

            await Task.Delay(1_000);
        }

        var ready = 0;
        foreach (var id in run.Versions)
        {
            ready += (await client.GetFromJsonAsync<JsonElement>($"/api/v1/versions/{id}")).GetProperty("status").GetString() == "ready" ? 1 : 0;
        }

        var pushes = await PushesAsync(simulatorUrl);
        var deployed = run.Deployments.Values.Select(sku => pushes.GetValueOrDefault(sku)).ToList();
        var once = deployed.Count(count => count == 1);
        var leftAlone = run.BegunAnew.Count(pushes.ContainsKey);
        Console.WriteLine();
        Console.WriteLine($"| versions accepted / ready | {run.Versions.Count} / {ready} |");
        Console.WriteLine($"| deployments accepted / ended | {run.Deployments.Count} / {deployments.Count} |");
        foreach (var state in deployments.Values.GroupBy(d => d.GetProperty("status").GetString()).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"| ended {state.Key} | {state.Count()} |");
        }

        foreach (var failed in deployments.Values.Where(d => d.GetProperty("status").GetString() == "failed"))
        {
            Console.WriteLine($"| failed | {failed.GetProperty("problem").GetProperty("message").GetProperty("en").GetString()} |");
        }

        Console.WriteLine($"| pushes the marketplace took, in all / most for one SKU | {pushes.Values.Sum()} / {pushes.Values.DefaultIfEmpty().Max()} |");
        Console.WriteLine($"| SKUs deployed / pushed exactly once | {deployed.Count} / {once} |");
        foreach (var (id, sku) in run.Deployments.Where(d => pushes.GetValueOrDefault(d.Value) != 1))
        {
            Console.WriteLine($"| not once: {sku}, deployment {id} | {pushes.GetValueOrDefault(sku)} |");
        }

        Console.WriteLine($"| begun anew under another SKU, because the answer to a step was lost and the step was done / of those, the first SKU pushed | {run.BegunAnew.Count} / {leftAlone} |");
        Console.WriteLine($"| deployments sent more than once after a proof that nothing had arrived | {deployments.Values.Count(d => d.GetProperty("attempts").GetInt32() > 1)} |");
        var good = ready == run.Versions.Count && deployments.Count == run.Deployments.Count && once == deployed.Count && leftAlone == 0 && pushes.Values.Sum() == once && deployments.Values.All(d => d.GetProperty("status").GetString() != "failed");
        Console.WriteLine(good ? "Nothing lost, nothing pushed twice, everything ended." : "NOT GOOD: see above and the logs.");
        return good ? 0 : 1;
    }

    /// <summary>By SKU, whatever the address: a deployment that is sent again from another address is sent twice.</summary>
    private static async Task<Dictionary<string, int>> PushesAsync(Uri simulatorUrl)
    {
        using var control = new HttpClient { BaseAddress = simulatorUrl };
        var counters = await control.GetFromJsonAsync<JsonElement>("/simulator/control/counters");
        return counters.GetProperty("pushes").EnumerateArray()
            .GroupBy(p => p.GetProperty("sku").GetString()!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(p => p.GetProperty("accepted").GetInt32()), StringComparer.Ordinal);
    }

    /// <summary>Repeats itself until the product, which may be down at any moment, has answered. Throws <see cref="RefusedException"/>.</summary>
    private static async Task<JsonElement> InsistAsync(Func<Task<HttpResponseMessage>> send)
    {
        while (true)
        {
            try
            {
                using var answer = await send();
                var said = await answer.Content.ReadAsStringAsync();
                if (answer.IsSuccessStatusCode)
                {
                    return JsonDocument.Parse(said).RootElement;
                }

                // The first try died with its answer: after a while its key is free again.
                if ((int)answer.StatusCode is < 500 and not 429 && !said.Contains("idempotency.inProgress", StringComparison.Ordinal))
                {
                    throw new RefusedException($"{answer.RequestMessage!.RequestUri} answered {answer.StatusCode}: {said}") { IsConflict = answer.StatusCode == HttpStatusCode.Conflict };
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                // Down just now.
            }

            await Task.Delay(200);
        }
    }

    private static async Task<Guid> IdOfAsync(HttpClient client, string path, object body) => (await PostAsync(client, path, () => JsonContent.Create(body))).GetProperty("id").GetGuid();

    /// <summary>One step: however often it is sent, it has one key.</summary>
    private static Task<JsonElement> PostAsync(HttpClient client, string path, Func<HttpContent> content)
    {
        var key = Guid.CreateVersion7().ToString();
        return InsistAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}") { Content = content(), Headers = { { "Idempotency-Key", key } } };
            return await client.SendAsync(request);
        });
    }

    private sealed class RefusedException(string message) : Exception(message)
    {
        public bool IsConflict { get; init; }
    }

    /// <summary>One picture after the other, all the way; what the product said it accepted is what must come out.</summary>
    private sealed class Run(HttpClient client, Guid storeId, string folder)
    {
        private readonly ImagingEngine engine = ImagingEngine.Start(new ImagingOptions { LibvipsPath = ImagingEngine.FindLibvips(PartsDirectory())! });

        private volatile bool isEnough;
        private int begun;

        public ConcurrentBag<Guid> Versions { get; } = [];

        /// <summary>With the SKU each is for.</summary>
        public ConcurrentDictionary<Guid, string> Deployments { get; } = [];

        /// <summary>The SKUs that were left.</summary>
        public ConcurrentBag<string> BegunAnew { get; } = [];

        /// <summary>Until <see cref="BeginNoMore"/>; what is begun is carried to its end.</summary>
        public Task FeedAsync() => Task.WhenAll(Enumerable.Range(0, Feeders).Select(async _ =>
        {
            while (!isEnough)
            {
                await FeedAsync(Interlocked.Increment(ref begun));
            }
        }));

        public void BeginNoMore() => isEnough = true;

        private async Task FeedAsync(int number)
        {
            var (sku, versionId, listingId) = await UploadAsync(number);
            Versions.Add(versionId);
            string? status;
            while ((status = (await InsistAsync(() => client.GetAsync($"/api/v1/versions/{versionId}"))).GetProperty("status").GetString()) is not ("ready" or "rejected"))
            {
                await Task.Delay(200);
            }

            if (status == "rejected")
            {
                // Lost: the report tells.
                return;
            }

            try
            {
                await PostAsync(client, $"versions/{versionId}/review", () => JsonContent.Create(new { decision = "approve" }));
            }
            catch (RefusedException refused) when (refused.IsConflict)
            {
                // Approved already: the answer to the first try was lost.
            }

            var pushed = await PostAsync(client, "deployments", () => JsonContent.Create(new { versionId, listingIds = new[] { listingId } }));
            Deployments[pushed.GetProperty("items")[0].GetProperty("id").GetGuid()] = sku;
        }

        /// <summary>
        /// Where a kill fell between a step and the keeping of its answer, the repeat is refused as being there already: that one is left,
        /// and the picture begun anew.
        /// </summary>
        private async Task<(string Sku, Guid Version, Guid Listing)> UploadAsync(int number)
        {
            while (true)
            {
                var name = Guid.CreateVersion7().ToString("n");
                try
                {
                    var productId = await IdOfAsync(client, "products", new { sku = name, title = $"Thing {number}" });
                    var listingId = await IdOfAsync(client, "listings", new { productId, storeId, externalId = $"B0{number:00000000}", sku = name });
                    var imageId = await IdOfAsync(client, "main-images", new { productId, marketplace = "amazon", site = "US", brief = new { } });
                    var path = Path.Combine(folder, $"{name}.jpg");
                    engine.Drawing.Save(Drawing(number), path, 1200, ImageFormat.Jpeg, 92);
                    var version = await PostAsync(client, $"main-images/{imageId}/versions", () => FormOf(path));
                    return (name, version.GetProperty("id").GetGuid(), listingId);
                }
                catch (RefusedException refused) when (refused.IsConflict)
                {
                    BegunAnew.Add(name);
                    Console.WriteLine($"begun anew: {refused.Message}");
                }
            }
        }

        private static MultipartFormDataContent FormOf(string path) => new()
        {
            { new ByteArrayContent(File.ReadAllBytes(path)) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } }, "file", Path.GetFileName(path) },
        };

        private static string Drawing(int seed)
        {
            var random = new Random(seed);
            var spots = string.Concat(Enumerable.Range(0, 20).Select(_ => $"<circle cx='{random.Next(300, 900)}' cy='{random.Next(120, 1080)}' r='{random.Next(20, 90)}' fill='#{random.Next(0xc0c0c0):x6}'/>"));
            return $"<svg xmlns='http://www.w3.org/2000/svg' width='1200' height='1200' viewBox='0 0 1200 1200'><rect width='1200' height='1200' fill='#ffffff'/><rect x='250' y='80' width='700' height='1040' fill='#{random.Next(0xa0a0a0):x6}'/>{spots}</svg>";
        }

        private static string PartsDirectory()
        {
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                var parts = Path.Combine(at.FullName, "src", "MainImageHub.Web", "Parts");
                if (Directory.Exists(parts))
                {
                    return parts;
                }
            }

            throw new InvalidOperationException("The npm parts are fetched when MainImageHub.Web is built.");
        }
    }
}
