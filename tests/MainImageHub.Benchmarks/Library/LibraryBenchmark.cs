using System.Diagnostics;
using System.Globalization;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Embedded;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MainImageHub.Benchmarks.Library;

/// <summary>
/// A library of a million pictures in many workspaces, in a throw-away Postgres with the product's own schema and walls, asked through the
/// tenant role as the product asks. Half of it is one workspace's, whose pictures come in series: many shots of one thing, many things on
/// white, so that hashes crowd together as real ones do. Facts are short; the rows that are searched are as they are.
/// </summary>
internal static class LibraryBenchmark
{
    private const int DefaultRows = 1_000_000;
    private const int OtherWorkspaces = 200;
    private const int Lookups = 400;
    private const int Scans = 60;
    private const int PagesPerSearch = 60;

    public static async Task<int> RunAsync(string[] args)
    {
        var rows = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultRows;
        var options = new EmbeddedPostgresOptions { DataDirectory = Directory.CreateTempSubdirectory("mainimagehub-library-").FullName, Durable = false };
        if (!OperatingSystem.IsWindows())
        {
            // Under root, Postgres runs as another account, which must be able to pass through.
            File.SetUnixFileMode(options.DataDirectory, File.GetUnixFileMode(options.DataDirectory) | UnixFileMode.OtherExecute);
        }

        var server = await EmbeddedPostgres.StartAsync(options);
        try
        {
            var roles = DatabaseRoles.Of(new ConfigurationBuilder().Build(), server.ConnectionString);
            await new HubMigrator(NullLogger<HubMigrator>.Instance).MigrateAsync(server.ConnectionString, roles, CancellationToken.None);
            var clock = Stopwatch.StartNew();
            var big = await LibraryRows.FillAsync(server.ConnectionString, rows, OtherWorkspaces);
            Say($"{rows:N0} pictures, half of them in one workspace, the rest in {OtherWorkspaces}; filled in {clock.Elapsed.TotalSeconds:F0} s");
            await using var services = new ServiceCollection().AddHubStorage(roles).BuildServiceProvider();
            await NearAsync(services, server.ConnectionString, big);
            await ListAsync(services, big);
            return 0;
        }
        finally
        {
            await server.StopAsync();
            Directory.Delete(options.DataDirectory, recursive: true);
        }
    }

    private static async Task NearAsync(ServiceProvider services, string superuser, Guid workspace)
    {
        Console.WriteLine();
        Console.WriteLine("look-alikes     p50 ms   p95 ms   found  recall   linear scan p50 ms");
        foreach (var distance in new[] { 4, 6 })
        {
            var probes = await LibraryRows.ProbesAsync(superuser, workspace, Lookups, distance);
            var times = new List<double>();
            var found = new List<HashSet<Guid>>();
            foreach (var hash in probes.Prepend(probes[0]))
            {
                await using var scope = services.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace);
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
            await using var connection = new NpgsqlConnection(superuser);
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

    /// <summary>A page of 48 as the library's page asks for it, each from several places in the list, so that no run is like the one before.</summary>
    private static async Task ListAsync(ServiceProvider services, Guid workspace)
    {
        (string Name, LibraryFilter Filter)[] searches =
        [
            ("newest", new()),
            ("name, common", new() { Query = "mug" }),
            ("name, rare", new() { Query = "-77123" }),
            ("name, Chinese", new() { Query = "杯子-1" }),
            ("name, of none", new() { Query = "zebra crossing" }),
            ("SKU", new() { Query = "SKU-4711" }),
            ("format, common", new() { Format = "jpeg" }),
            ("format, of none", new() { Format = "avif" }),
            ("colour", new() { Colour = "turquoise" }),
            ("origin, rare", new() { Origin = "aiMade" }),
            ("size and colour", new() { Size = "from2000", Colour = "pink" }),
            ("verdict", new() { Verdict = "fail" }),
            ("verdict at one place", new() { Marketplace = "ebay", Verdict = "warn" }),
            ("tag", new() { Tag = "summer" }),
            ("tag and name", new() { Tag = "summer", Query = "lamp" }),
            ("a month's", new() { From = "2026-10-01", To = "2026-10-31", Format = "png" }),
            ("all at once", new() { Query = "shoe", Format = "webP", Size = "from1000", Verdict = "pass", Origin = "unknown" }),
        ];
        Console.WriteLine();
        Console.WriteLine("a page of the library    p50 ms   p95 ms   pictures");
        foreach (var (name, filter) in searches)
        {
            var times = new List<double>();
            var (cursor, found) = ((string?)null, 0);
            for (var run = 0; run <= PagesPerSearch; run++)
            {
                await using var scope = services.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace);
                var find = new FindPictures(scope.ServiceProvider.GetRequiredService<HubDbContext>());
                var began = Stopwatch.GetTimestamp();
                var page = await find.FindAsync(filter, new PageQuery { Limit = "48", Cursor = cursor }, CancellationToken.None);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                found = Math.Max(found, page.Items.Count);
                cursor = page.NextCursor;
            }

            // The first made the plan of the model's query.
            times.RemoveAt(0);
            Say($"{name,-22} {At(times, 0.5),8:F1} {At(times, 0.95),8:F1} {found,10}");
        }
    }

    internal static double At(List<double> times, double share) => times.Order().ElementAt((int)Math.Min(times.Count - 1, times.Count * share));

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
