using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Storage;
using Npgsql;

namespace MainImageHub.Tests.Hosting;

/// <summary>The product as a process of its own, on its embedded database.</summary>
public sealed class StartAndStopTests : IDisposable
{
    private readonly string data = Directory.CreateDirectory(Path.Combine("/var/tmp", $"mainimagehub-start-{Guid.CreateVersion7():n}")).FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task Stopped_while_it_starts_it_leaves_no_database_behind()
    {
        using var hub = Start("http://127.0.0.1:0");
        var server = await HubApp.UntilAsync(() => Task.FromResult(ServerProcess()), id => id is not null || hub.HasExited);
        server.Should().NotBeNull("its Postgres is up while it migrates");
        using (var kill = Process.Start("kill", ["-TERM", hub.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await hub.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        hub.ExitCode.Should().Be(0);
        ServerProcess().Should().BeNull("its Postgres is stopped with it");
    }

    [Fact]
    public async Task A_taken_port_is_one_line_that_says_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var hub = Start($"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        var told = await hub.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await hub.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        var lines = told.Trim().Split('\n');
        hub.ExitCode.Should().Be(1);
        lines[^1].Should().NotStartWith("{").And.Contain("--urls");
        lines.Should().NotContain(line => line.Contains("\"Exception\"", StringComparison.Ordinal), "the log before it says nothing that frightens");
        ServerProcess().Should().BeNull();
    }

    [Fact]
    public void A_full_disk_is_told_apart_however_deep_it_is_wrapped()
    {
        DiskFull.Explain(new InvalidOperationException("x", new PostgresException("could not extend file", "ERROR", "ERROR", "53100")), "/data")!.Message.Should().StartWith("The disk of the database is full");
        DiskFull.Explain(new IOException("No space left on device : '/data/blobs'"), "/data")!.Message.Should().Contain("/data").And.Contain("free some space");
        DiskFull.Explain(new IOException("Broken pipe"), "/data").Should().BeNull();
        DiskFull.Explain(new StartupException("said already"), "/data").Should().BeNull();
    }

    private Process Start(string urls) => Process.Start(new ProcessStartInfo("dotnet", [typeof(Web.Hosting.Hub).Assembly.Location, "--urls", urls])
    {
        UseShellExecute = false,
        RedirectStandardError = true,
        RedirectStandardOutput = true,
        WorkingDirectory = Path.Combine(Checkout.Root, "src", "MainImageHub.Web"),
        Environment = { ["Hub__DataDir"] = data, ["Hub__Demo"] = "false", ["ASPNETCORE_ENVIRONMENT"] = "Development" },
    })!;

    /// <summary>Of the server that runs on the data, as it says itself.</summary>
    private string? ServerProcess()
    {
        var file = Directory.EnumerateFiles(data, "postmaster.pid", SearchOption.AllDirectories).FirstOrDefault();
        return file is not null && File.ReadLines(file).FirstOrDefault() is { Length: > 0 } id && Directory.Exists($"/proc/{id}") ? id : null;
    }
}
