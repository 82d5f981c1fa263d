using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.Benchmarks.Library;
using MainImageHub.Benchmarks.Support;

namespace MainImageHub.Benchmarks.Grid;

/// <summary>
/// The grid of a workspace with so many products in so many stores, beside as many of other workspaces: its page as a browser gets it, its API and
/// its export, from the product as it is started, over a throw-away Postgres behind the product's walls. And the memory of the product.
/// </summary>
internal static partial class GridBenchmark
{
    private const int DefaultProducts = 10_000;
    private const int DefaultStores = 10;
    private const int Runs = 20;
    private const string Token = "mih_grid-benchmark";
    private const string Email = "grid@example.com";
    private const string Password = "correct horse battery";

    public static async Task<int> RunAsync(string[] args)
    {
        var products = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultProducts;
        var stores = args is [_, var also, ..] ? int.Parse(also, CultureInfo.InvariantCulture) : DefaultStores;
        await using var hub = await ThrowAwayHub.StartAsync();
        var folder = Directory.CreateTempSubdirectory("mainimagehub-grid-");
        var port = OwnProcess.FreePort();
        var address = new Uri($"http://127.0.0.1:{port}/");
        using var api = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var app = OwnProcess.Start("MainImageHub.Web", port, Path.Combine(folder.FullName, "app.log"), Settings(hub.Superuser, folder.FullName));
        try
        {
            await app.ReadyAsync(api);
            var clock = Stopwatch.StartNew();
            var rows = await GridRows.FillAsync(hub, products, stores);
            Say($"{products:N0} products x {stores} stores, as many of other workspaces; filled in {clock.Elapsed.TotalSeconds:F0} s");
            using var page = await SignInAsync(address);
            await MeasureAsync(page, api, rows);
            await ExportAsync(page, app, "");
            await ExportAsync(page, app, "&state=missing");
            return 0;
        }
        finally
        {
            await app.StopAsync();
            app.Dispose();
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(HttpClient page, HttpClient api, GridRows.Filled rows)
    {
        var deep = await DeepAsync(api);
        (string Name, string Query)[] searches =
        [
            ("first page", ""), ("first page, unfolded", "open=all"), ("deep page", $"cursor={deep}"), ("further pictures", "slot=PT01"),
            ("words, common", "query=mug"), ("words, rare", "query=-04711"), ("words, of none", "query=zebra crossing"), ("brand", "brand=brand 7"),
            ("marketplace", "marketplace=amazon"), ("site", $"site={rows.Site}"), ("store", $"store={rows.Store}"), ("only stores", "hide=marketplace,site"),
            ("stage, common", "stage=monitor"), ("stage, rare", "stage=upload"), ("verdict, rare", "verdict=fail"), ("verdict, common", "verdict=pass"),
            ("overridden", "state=overridden"), ("inherited", "state=inherited"), ("missing", "state=missing"), ("missing in a store", $"state=missing&store={rows.Store}"),
            ("owner", $"owner={rows.Owner}"), ("overdue", "overdue=true"), ("overdue, at fault", "overdue=true&verdict=fail"), ("all at once", $"query=mug&stage=monitor&verdict=warn&state=overridden&site={rows.Site}"),
        ];
        Console.WriteLine();
        Console.WriteLine("                       page p50 ms   p95 ms     KB      API p50 ms   p95 ms   products");
        foreach (var (name, query) in searches)
        {
            var (pages, size) = await TimeAsync(page, $"w/home/grid?{query}");
            var (answers, _) = await TimeAsync(api, $"api/v1/grid?{query}");
            var found = (await api.GetFromJsonAsync<JsonElement>($"api/v1/grid?{query}")).GetProperty("items").GetArrayLength();
            Say($"{name,-22} {At(pages, 0.5),11:F0} {At(pages, 0.95),8:F0} {size / 1024,6:N0} {At(answers, 0.5),15:F0} {At(answers, 0.95),8:F0} {found,10}");
        }
    }

    private static async Task<(List<double> Times, int Bytes)> TimeAsync(HttpClient client, string address)
    {
        var (times, bytes) = (new List<double>(), 0);
        for (var run = 0; run <= Runs; run++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(address);
            bytes = (await answer.Content.ReadAsByteArrayAsync()).Length;
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            answer.EnsureSuccessStatusCode();
        }

        // The first made the plans, and the page's code.
        times.RemoveAt(0);
        return (times, bytes);
    }

    private static async Task ExportAsync(HttpClient page, OwnProcess app, string filter)
    {
        var before = ProportionalMemory.OfFamily(app.Id).Own;
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(app.Id, over.Token);
        var clock = Stopwatch.StartNew();
        using var answer = await page.GetAsync($"w/home/grid?handler=Export{filter}", HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
        answer.EnsureSuccessStatusCode();
        var first = clock.Elapsed;
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(CancellationToken.None));
        var lines = 0;
        while (await reader.ReadLineAsync(CancellationToken.None) is not null)
        {
            lines++;
        }

        await over.CancelAsync();
        Say($"export{filter}: {lines - 1:N0} lines in {clock.Elapsed.TotalSeconds:F1} s, the first after {first.TotalMilliseconds:F0} ms; memory of the product {before / 1024:F0} MB before, at most {await watching / 1024:F0} MB");
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

    /// <summary>The cursor of a page in the middle of the list.</summary>
    private static async Task<string> DeepAsync(HttpClient api)
    {
        string? cursor = null;
        for (var page = 0; page < 20; page++)
        {
            var answer = await api.GetFromJsonAsync<JsonElement>($"api/v1/grid?limit=200&hide=marketplace,site,store&cursor={cursor}");
            if (answer.GetProperty("nextCursor").GetString() is not { } next)
            {
                break;
            }

            cursor = next;
        }

        return cursor ?? "";
    }

    private static async Task<HttpClient> SignInAsync(Uri address)
    {
        var page = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
        page.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        var token = WebUtility.HtmlDecode(TokenPattern.Match(await page.GetStringAsync("sign-in")).Groups[1].Value);
        using var form = new FormUrlEncodedContent([new("email", Email), new("password", Password), new("__RequestVerificationToken", token)]);
        (await page.PostAsync("sign-in", form)).EnsureSuccessStatusCode();
        return page;
    }

    private static Dictionary<string, string> Settings(string database, string folder) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["ConnectionStrings__Hub"] = database,
        ["Hub__DataDir"] = Path.Combine(folder, "data"),
        ["Hub__Role"] = "web",
        ["Hub__Demo"] = "false",
        ["Hub__Simulator"] = "false",
        ["Hub__BootstrapEmail"] = Email,
        ["Hub__BootstrapPassword"] = Password,
        ["Hub__BootstrapToken"] = Token,
        ["Imaging__Processes"] = "1",
        ["Serilog__MinimumLevel__Default"] = "Warning",
    };

    private static double At(List<double> times, double share) => LibraryBenchmark.At(times, share);

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex("name=\"csrf-token\" content=\"([^\"]+)\"")]
    private static partial Regex TokenPattern { get; }
}
