using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Benchmarks.Support;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;

namespace MainImageHub.Benchmarks.Imaging;

/// <summary>
/// Pictures per second from the upload over HTTP to "ready" in Postgres, in the product as it is started, beside the same pictures given to the
/// processes that read them and to nobody else. Rounds alternate; the figure is the median of their ratios. And the memory of the product and
/// of all it started but its database, shared pages counted once.
/// </summary>
internal static class UploadBenchmark
{
    private const int Rounds = 5;
    private const int WarmUps = 2;
    private const int Lanes = 2;
    private const int Uploaders = 4;
    private const string Token = "mih_upload-benchmark";
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("mainimagehub-upload-");
        if (!OperatingSystem.IsWindows())
        {
            // Under root, Postgres runs as another account, which must be able to pass through.
            folder.UnixFileMode |= UnixFileMode.OtherExecute;
        }

        var port = OwnProcess.FreePort();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var app = OwnProcess.Start("MainImageHub.Web", port, Path.Combine(folder.FullName, "app.log"), Settings(args, folder.FullName));
        await using var alone = ImagingBenchmark.Processes(args, Lanes);
        try
        {
            var perRound = args.FirstOrDefault(a => !a.StartsWith('-')) is { } told ? int.Parse(told, CultureInfo.InvariantCulture) : 8;
            // No two alike: look-alikes are compared pixel by pixel, which is another question.
            var pictures = ImagingBenchmark.DrawInAnotherProcess(folder.FullName, perRound * (WarmUps + Rounds), args.Contains(LevelBenchmark.Large) ? LevelBenchmark.LargeWidth : ImagingBenchmark.DrawnWidth);

            await app.ReadyAsync(client);
            var images = await PlanAsync(client);
            return await CompareAsync(client, app, alone, images, pictures.Chunk(perRound), folder.FullName);
        }
        finally
        {
            await app.StopAsync();
            app.Dispose();
        }
    }

    private static async Task<int> CompareAsync(HttpClient client, OwnProcess app, ImagingProcesses alone, Guid[] images, IEnumerable<string[]> batches, string folder)
    {
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(app.Id, over.Token);
        var idle = ProportionalMemory.OfFamily(app.Id);
        List<double> ratios = [], throughs = [], alones = [];
        foreach (var (round, pictures) in batches.Index())
        {
            var through = await UploadAsync(client, images, pictures);
            var withoutHub = await ReadAsync(alone, pictures, folder);
            if (round < WarmUps)
            {
                continue;
            }

            ratios.Add(through / withoutHub);
            throughs.Add(through);
            alones.Add(withoutHub);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round - WarmUps + 1}: through the product {through:0.00}/s, readers alone {withoutHub:0.00}/s, ratio {through / withoutHub:0.00}"));
        }

        await over.CancelAsync();
        var (most, own, others) = await watching;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median: through the product {ImagingBenchmark.Median(throughs):0.00}/s, readers alone {ImagingBenchmark.Median(alones):0.00}/s, ratio {ImagingBenchmark.Median(ratios):0.00} ({Rounds} rounds)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory, shared pages counted once, without the database: at most {most / 1024:0} MB at one moment (the product itself up to {own / 1024:0}, what it started up to {others / 1024:0}); before the first picture {idle.Own / 1024:0} + {idle.Others / 1024:0} MB"));
        return 0;
    }

    private static Dictionary<string, string> Settings(string[] args, string folder) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Hub__DataDir"] = Path.Combine(folder, "data"),
        ["Hub__Demo"] = "false",
        ["Hub__Simulator"] = "false",
        ["Hub__BootstrapEmail"] = "upload@example.com",
        ["Hub__BootstrapPassword"] = "correct horse battery",
        ["Hub__BootstrapToken"] = Token,
        ["Imaging__Processes"] = Lanes.ToString(CultureInfo.InvariantCulture),
        ["Imaging__Text"] = args.Contains("--no-text") ? "false" : "true",
        ["Imaging__Faces"] = args.Contains("--no-text") ? "false" : "true",
        ["Imaging__ReadText"] = args.Contains("--no-text") || args.Contains("--no-reading") ? "false" : "true",
    };

    /// <summary>A main image for each uploader.</summary>
    private static async Task<Guid[]> PlanAsync(HttpClient client)
    {
        var images = new Guid[Uploaders];
        for (var i = 0; i < images.Length; i++)
        {
            var product = await PostAsync(client, "products", JsonContent.Create(new { sku = $"UPLOAD-{i}", title = $"Thing {i}" }));
            images[i] = (await PostAsync(client, "main-images", JsonContent.Create(new { productId = product.GetProperty("id"), marketplace = "amazon", site = "US", brief = new { } }))).GetProperty("id").GetGuid();
        }

        return images;
    }

    private static async Task<double> UploadAsync(HttpClient client, Guid[] images, string[] pictures)
    {
        var started = Stopwatch.GetTimestamp();
        var next = -1;
        await Task.WhenAll(images.Select(async image =>
        {
            List<Guid> versions = [];
            for (var i = Interlocked.Increment(ref next); i < pictures.Length; i = Interlocked.Increment(ref next))
            {
                using var form = new MultipartFormDataContent { { new ByteArrayContent(await File.ReadAllBytesAsync(pictures[i])) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } }, "file", $"picture-{i}.jpg" } };
                versions.Add((await PostAsync(client, $"main-images/{image}/versions", form)).GetProperty("id").GetGuid());
            }

            // One after the other: they are worked off in that order, and questions cost the product time as well.
            foreach (var version in versions)
            {
                await ReadyAsync(client, version);
            }
        }));
        return pictures.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task ReadyAsync(HttpClient client, Guid version)
    {
        while (true)
        {
            var told = await client.GetFromJsonAsync<JsonElement>($"/api/v1/versions/{version}");
            switch (told.GetProperty("status").GetString())
            {
                case "ready":
                    return;
                case "rejected":
                    throw new InvalidOperationException($"A picture was refused: {told}");
                default:
                    await Task.Delay(Beat);
                    break;
            }
        }
    }

    private static async Task<double> ReadAsync(ImagingProcesses imaging, string[] pictures, string folder)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(pictures, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (file, stop) =>
            await imaging.IngestAsync(file, Path.GetFileName(file), StandardRecipes.All, Directory.CreateDirectory(Path.Combine(folder, Path.GetFileName(file) + ".out")).FullName, stop));
        return pictures.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}") { Content = content, Headers = { { "Idempotency-Key", Guid.CreateVersion7().ToString() } } };
        using var answer = await client.SendAsync(request);
        var said = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(said).RootElement : throw new InvalidOperationException($"{path} answered {answer.StatusCode}: {said}");
    }

    private static async Task<(double Most, double Own, double Others)> WatchAsync(int process, CancellationToken over)
    {
        var (most, own, others) = (0.0, 0.0, 0.0);
        while (!over.IsCancellationRequested)
        {
            var now = ProportionalMemory.OfFamily(process);
            (most, own, others) = (Math.Max(most, now.Own + now.Others), Math.Max(own, now.Own), Math.Max(others, now.Others));
            await Task.Delay(Beat, CancellationToken.None);
        }

        return (most, own, others);
    }
}
