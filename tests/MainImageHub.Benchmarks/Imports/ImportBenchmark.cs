using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MainImageHub.Benchmarks.Support;

namespace MainImageHub.Benchmarks.Imports;

/// <summary>
/// A file of so many lines into the product as it is started, over a throw-away Postgres behind the product's walls: how long until the preview
/// stands, how long until all is taken, and the memory of the product at most. First products with listings, then the same with a brief each, then
/// other titles for them.
/// </summary>
internal static class ImportBenchmark
{
    private const int DefaultRows = 100_000;
    private const string Token = "mih_import-benchmark";
    private const string Store = "Bench shop";

    public static async Task<int> RunAsync(string[] args)
    {
        var rows = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultRows;
        await using var hub = await ThrowAwayHub.StartAsync();
        var folder = Directory.CreateTempSubdirectory("mainimagehub-import-");
        var port = OwnProcess.FreePort();
        using var api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromMinutes(10) };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var app = OwnProcess.Start("MainImageHub.Web", port, Path.Combine(folder.FullName, "app.log"), Settings(hub.Superuser, folder.FullName));
        try
        {
            await app.ReadyAsync(api);
            await using (var connection = await hub.OpenAsync())
            {
                await connection.ExecuteAsync($"insert into store (id, workspace_id, name, marketplace, site, allow_push, credentials, created_at) select uuidv7(), id, '{Store}', 'amazon', 'US', false, '\\x00', now() from workspace");
            }

            Say($"{rows:N0} lines; memory of the product before: {ProportionalMemory.OfFamily(app.Id).Own / 1024:F0} MB");
            await OneAsync(api, app, "products and listings", File(rows, "SKU,Title,Brand,Category,Store,ASIN,Keywords", n => $"BENCH-{n},\"Steel bottle, {n} ml\",Brand {n % 40},Kitchen,{Store},B0{n:D8},bottle;steel;{n}"));
            await OneAsync(api, app, "briefs of these", File(rows, "SKU,Marketplace,Site,Theme,Audience,Selling points,Due date", n => $"BENCH-{n},amazon,US,Clean studio shot,Gift buyers,Looks good small; True colour {n},2031-05-01"));
            await OneAsync(api, app, "other titles and themes", File(rows, "SKU,Title,Marketplace,Site,Theme", n => $"BENCH-{n},Bottle {n},amazon,US,Summer"));
            await OneAsync(api, app, "all at once, new", File(rows, "SKU,Title,Brand,Store,ASIN,Marketplace,Site,Theme,Due date", n => $"ALL-{n},Mug {n},Brand {n % 40},{Store},B1{n:D8},amazon,US,Breakfast,2031-05-01"));
            return 0;
        }
        finally
        {
            await app.StopAsync();
            app.Dispose();
            folder.Delete(recursive: true);
        }
    }

    private static async Task OneAsync(HttpClient api, OwnProcess app, string name, byte[] file)
    {
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(app.Id, over.Token);
        var clock = Stopwatch.StartNew();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "bench.csv" } };
        using var sent = await api.PostAsync("api/v1/catalog-imports", form, CancellationToken.None);
        var import = await sent.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None);
        var address = $"api/v1/catalog-imports/{import.GetProperty("id").GetString()}";
        import = await UntilAsync(api, address, "mapping");
        var columns = import.GetProperty("mapping").GetProperty("columns");
        (await api.PutAsJsonAsync($"{address}/mapping", new { columns }, CancellationToken.None)).EnsureSuccessStatusCode();
        import = await UntilAsync(api, address, "checked");
        var preview = clock.Elapsed;
        clock.Restart();
        (await api.PostAsJsonAsync($"{address}/commit", new { }, CancellationToken.None)).EnsureSuccessStatusCode();
        await UntilAsync(api, address, "committed");
        var commit = clock.Elapsed;
        await over.CancelAsync();
        Say($"{name,-24} {file.Length / 1024d / 1024,5:F1} MB   preview {preview.TotalSeconds,6:F1} s   commit {commit.TotalSeconds,6:F1} s   at most {await watching / 1024,4:F0} MB   {import.GetProperty("counts")}");
    }

    private static async Task<JsonElement> UntilAsync(HttpClient api, string address, string status)
    {
        while (true)
        {
            var import = await api.GetFromJsonAsync<JsonElement>(address, CancellationToken.None);
            var now = import.GetProperty("status").GetString();
            if (now == status)
            {
                return import;
            }

            if (now == "failed" || (now == "checked" && status == "committed"))
            {
                throw new InvalidOperationException(import.ToString());
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static async Task<double> WatchAsync(int process, CancellationToken over)
    {
        var most = 0d;
        while (!over.IsCancellationRequested)
        {
            most = Math.Max(most, ProportionalMemory.OfFamily(process).Own);
            await Task.Delay(200, CancellationToken.None);
        }

        return most;
    }

    private static byte[] File(int rows, string header, Func<int, string> line)
    {
        var text = new StringBuilder(header).Append('\n');
        for (var n = 0; n < rows; n++)
        {
            text.Append(line(n)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static Dictionary<string, string> Settings(string database, string folder) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["ConnectionStrings__Hub"] = database,
        ["Hub__DataDir"] = Path.Combine(folder, "data"),
        ["Hub__Demo"] = "false",
        ["Hub__Simulator"] = "false",
        ["Hub__BootstrapEmail"] = "import@example.com",
        ["Hub__BootstrapPassword"] = "correct horse battery",
        ["Hub__BootstrapToken"] = Token,
        ["Imaging__Processes"] = "1",
        ["Serilog__MinimumLevel__Default"] = "Warning",
    };

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
