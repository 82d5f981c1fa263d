using System.Diagnostics;
using System.Globalization;
using MainImageHub.Benchmarks.Support;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MainImageHub.Benchmarks.Library;

/// <summary>
/// A library of a million pictures in many workspaces, in a throw-away Postgres with the product's own schema and walls, asked through the
/// tenant role as the product asks. Half of it is one workspace's, whose pictures come in series: many shots of one thing, many things on
/// white, so that hashes crowd together as real ones do. With <c>--plans</c> it shows what Postgres did for each page.
/// </summary>
internal static class LibraryBenchmark
{
    private const int DefaultRows = 1_000_000;
    private const int OtherWorkspaces = 200;
    private const int Lookups = 400;
    private const int Scans = 60;
    private const int PagesPerSearch = 60;
    private const string PlansAsked = "--plans";

    public static async Task<int> RunAsync(string[] args)
    {
        var rows = args is [var given, ..] && given != PlansAsked ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultRows;
        await using var hub = await ThrowAwayHub.StartAsync();
        var clock = Stopwatch.StartNew();
        var big = await LibraryRows.FillAsync(hub, rows, OtherWorkspaces);
        Say($"{rows:N0} pictures, half of them in one workspace, the rest in {OtherWorkspaces}; filled in {clock.Elapsed.TotalSeconds:F0} s");
        await NearAsync(hub, big);
        await ListAsync(hub, big);
        if (args.Contains(PlansAsked))
        {
            await PlansAsync(hub, big);
        }

        return 0;
    }

    private static async Task NearAsync(ThrowAwayHub hub, Guid workspace)
    {
        Console.WriteLine();
        Console.WriteLine("look-alikes     p50 ms   p95 ms   found  recall   linear scan p50 ms");
        foreach (var distance in new[] { 4, 6 })
        {
            var probes = await LibraryRows.ProbesAsync(hub.Superuser, workspace, Lookups, distance);
            var times = new List<double>();
            var found = new List<HashSet<Guid>>();
            foreach (var hash in probes.Prepend(probes[0]))
            {
                await using var scope = hub.Enter(workspace);
                var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
                var began = Stopwatch.GetTimestamp();
                var near = await db.Near(hash, distance, int.MaxValue).ToListAsync();
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                found.Add([.. near.Select(n => n.AssetId)]);
            }

            // The first made the model and the connection.
            times.RemoveAt(0);
            found.RemoveAt(0);
            var (there, seen, scans) = (0L, 0L, new List<double>());
            await using var connection = new NpgsqlConnection(hub.Superuser);
            await connection.OpenAsync();
            for (var i = 0; i < Scans; i++)
            {
                var began = Stopwatch.GetTimestamp();
                var all = await LibraryRows.ScanAsync(connection, workspace, probes[i], distance);
                scans.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                there += all.Count;
                seen += all.Count(found[i].Contains);
            }

            Say($"distance <= {distance}   {At(times, 0.5),6:F1}   {At(times, 0.95),6:F1}   {found.Average(f => f.Count),5:F0}   {(double)seen / there,5:P1}   {At(scans, 0.5),18:F0}");
        }
    }

    /// <summary>What people ask the library's page for; the one where half of the list lies above begins deep in it.</summary>
    private static readonly (string Name, LibraryFilter Filter, bool Deep)[] Searches =
    [
        ("newest", new(), false),
        ("deep in the list", new(), true),
        ("name, common", new() { Query = "mug" }, false),
        ("name, common, deep", new() { Query = "mug" }, true),
        ("name, rare", new() { Query = "-77123" }, false),
        ("name, one letter", new() { Query = "g" }, false),
        ("name, Chinese", new() { Query = "杯子-1" }, false),
        ("name, of none", new() { Query = "zebra crossing" }, false),
        ("name, others' only", new() { Query = "lamp" }, false),
        ("text, common", new() { Query = "SALE" }, false),
        ("text, common, deep", new() { Query = "SALE" }, true),
        ("text, rare", new() { Query = "% OFF 7712" }, false),
        ("text, Chinese", new() { Query = "限时特价" }, false),
        ("text, others' only", new() { Query = "clearance" }, false),
        ("text and verdict", new() { Query = "SALE", Verdict = "fail" }, false),
        ("SKU", new() { Query = "SKU-4711" }, false),
        ("SKU, common", new() { Query = "SKU-" }, false),
        ("SKU, a tenth", new() { Query = "-7" }, false),
        ("SKU of a store", new() { Query = "STORE-4711" }, false),
        ("format, common", new() { Format = "jpeg" }, false),
        ("format, of none", new() { Format = "avif" }, false),
        ("colour", new() { Colour = "turquoise" }, false),
        ("colour, deep", new() { Colour = "turquoise" }, true),
        ("origin, rare", new() { Origin = "aiMade" }, false),
        ("size", new() { Size = "from500" }, false),
        ("size and colour", new() { Size = "from2000", Colour = "pink" }, false),
        ("verdict", new() { Verdict = "fail" }, false),
        ("verdict, deep", new() { Verdict = "fail" }, true),
        ("verdict of none", new() { Verdict = "needsHuman" }, false),
        ("marketplace", new() { Marketplace = "ebay" }, false),
        ("verdict at one place", new() { Marketplace = "ebay", Verdict = "warn" }, false),
        ("tag", new() { Tag = "summer" }, false),
        ("tag and name", new() { Tag = "summer", Query = "mug" }, false),
        ("tag and verdict", new() { Tag = "autumn", Marketplace = "amazon", Verdict = "pass" }, false),
        ("tag and verdict, none", new() { Tag = "autumn", Marketplace = "amazon", Verdict = "fail" }, false),
        ("name and verdict", new() { Query = "mug", Verdict = "fail" }, false),
        ("name and colour, deep", new() { Query = "shoe", Colour = "red" }, true),
        ("rare name and colour", new() { Query = "-771", Colour = "green" }, false),
        ("a month's", new() { From = "2026-10-01", To = "2026-10-31", Format = "png" }, false),
        ("retired from use", new() { Archived = true }, false),
        ("all at once", new() { Query = "shoe", Format = "webP", Size = "from1000", Verdict = "pass", Origin = "unknown" }, false),
    ];

    /// <summary>A page of 48 as the library's page asks for it, each from several places in the list, so that no run is like the one before.</summary>
    private static async Task ListAsync(ThrowAwayHub hub, Guid workspace)
    {
        var middle = await LibraryRows.MiddleAsync(hub.Superuser, workspace);
        Console.WriteLine();
        Console.WriteLine("a page of the library    p50 ms   p95 ms   pictures");
        foreach (var (name, filter, deep) in Searches)
        {
            var times = new List<double>();
            var (cursor, found) = (deep ? middle : null, 0);
            for (var run = 0; run <= PagesPerSearch; run++)
            {
                await using var scope = hub.Enter(workspace);
                var find = new FindPictures(scope.ServiceProvider.GetRequiredService<HubDbContext>());
                var began = Stopwatch.GetTimestamp();
                var page = await find.FindAsync(filter, new PageQuery { Limit = "48", Cursor = cursor }, CancellationToken.None);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                found = Math.Max(found, page.Items.Count);
                cursor = page.NextCursor ?? (deep ? middle : null);
            }

            // The first made the plan of the model's query.
            times.RemoveAt(0);
            Say($"{name,-22} {At(times, 0.5),8:F1} {At(times, 0.95),8:F1} {found,10}");
        }
    }

    /// <summary>The same once more, with what Postgres did for it.</summary>
    private static async Task PlansAsync(ThrowAwayHub hub, Guid workspace)
    {
        await using (var superuser = await hub.OpenAsync())
        {
            await superuser.ExecuteAsync("""
                alter role mainimagehub_tenant set session_preload_libraries = 'auto_explain';
                alter role mainimagehub_tenant set auto_explain.log_min_duration = 0;
                alter role mainimagehub_tenant set auto_explain.log_analyze = on;
                alter role mainimagehub_tenant set auto_explain.log_buffers = on;
                alter role mainimagehub_tenant set auto_explain.log_nested_statements = on;
                alter role mainimagehub_tenant set auto_explain.log_level = 'notice';
                """);
        }

        // New connections, which know of it.
        hub.Services.GetRequiredKeyedService<NpgsqlDataSource>("tenant").Clear();
        var middle = await LibraryRows.MiddleAsync(hub.Superuser, workspace);
        foreach (var (name, filter, deep) in Searches)
        {
            Console.WriteLine();
            Console.WriteLine($"=== {name}");
            await using var scope = hub.Enter(workspace);
            var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
            ((NpgsqlConnection)db.Database.GetDbConnection()).Notice += (_, said) => Console.WriteLine(said.Notice.MessageText);
            await new FindPictures(db).FindAsync(filter, new PageQuery { Limit = "48", Cursor = deep ? middle : null }, CancellationToken.None);
        }
    }

    internal static double At(List<double> times, double share) => times.Order().ElementAt((int)Math.Min(times.Count - 1, times.Count * share));

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
