using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Parts;

namespace MainImageHub.Tests.Stages.Design.Drops;

/// <summary>npm tus-js-client, written by somebody else, against the product as a process of its own: lines break at random, and the server is killed twice.</summary>
public sealed class RealClientTests : IDisposable
{
    private const int Files = 50;
    private const string Token = "mih_test-real-client";

    private readonly string data = Directory.CreateDirectory(Path.Combine("/var/tmp", $"mainimagehub-tus-{Guid.CreateVersion7():n}")).FullName;

    private Process? hub;

    private Process? sender;

    public void Dispose()
    {
        foreach (var process in new[] { sender, hub }.OfType<Process>())
        {
            if (!process.HasExited)
            {
                // Asked to end, the hub takes its Postgres with it.
                using var end = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
                process.WaitForExit(TimeSpan.FromSeconds(60));
            }

            process.Dispose();
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Fifty_files_arrive_whole_and_once_though_lines_break_and_the_server_is_killed_twice()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var folder = Directory.CreateDirectory(Path.Combine(data, "files")).FullName;
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Files; i++)
        {
            var (name, bytes) = ($"picture-{i:00}.jpg", Tus.Noise(100_000 + (i * 15_000)));
            await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes);
            expected[name] = Tus.Sha256(bytes);
        }

        using var client = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };
        await StartAsync(client, address);
        var drop = await client.BeginDropAsync();

        sender = Process.Start(new ProcessStartInfo("node", [Path.Combine(Checkout.Root, "tests", "MainImageHub.Tests", "Stages", "Design", "Drops", "tus-client.mjs"), PartsDirectory.Locate().Path, new Uri(address, "files").AbsoluteUri, Token, $"{drop}", folder])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var complaints = sender.StandardError.ReadToEndAsync();
        var (done, cuts) = (0, 0);
        while (await sender.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5)) is { } said)
        {
            if (said.StartsWith("all ", StringComparison.Ordinal))
            {
                cuts = int.Parse(said[4..], CultureInfo.InvariantCulture);
                continue;
            }

            done++;
            if (done is 10 or 30)
            {
                hub!.Kill();
                await hub.WaitForExitAsync();
                hub.Dispose();
                await StartAsync(client, address);
            }
        }

        (await complaints).Should().BeEmpty();
        (done, cuts).Should().Match<(int Done, int Cuts)>(s => s.Done == Files && s.Cuts > 10);
        var files = await HubApp.UntilAsync(() => client.FilesAsync(drop), all => all.Values.All(f => f.Word("sha256") != "" && f.Word("status") is not ("waiting" or "arrived")), TimeSpan.FromMinutes(3));
        files.ToDictionary(f => f.Key, f => f.Value.Word("sha256")).Should().Equal(expected);
    }

    private async Task StartAsync(HttpClient client, Uri address)
    {
        hub = Process.Start(new ProcessStartInfo("dotnet", [typeof(Web.Hosting.Hub).Assembly.Location, "--urls", address.AbsoluteUri])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.Combine(Checkout.Root, "src", "MainImageHub.Web"),
            Environment =
            {
                ["Hub__DataDir"] = Path.Combine(data, "hub"), ["Hub__Demo"] = "false", ["ASPNETCORE_ENVIRONMENT"] = "Development", ["Serilog__MinimumLevel__Default"] = "Warning",
                ["Hub__BootstrapEmail"] = HubApp.OwnerEmail, ["Hub__BootstrapPassword"] = HubApp.OwnerPassword, ["Hub__BootstrapToken"] = Token,
            },
        })!;
        // What it says is read, or its pipes would fill up.
        hub.BeginOutputReadLine();
        hub.BeginErrorReadLine();
        await HubApp.UntilAsync(
            async () =>
            {
                try
                {
                    return (await client.GetAsync("health/ready")).StatusCode;
                }
                catch (HttpRequestException)
                {
                    return HttpStatusCode.ServiceUnavailable;
                }
            },
            status => status == HttpStatusCode.OK,
            TimeSpan.FromMinutes(2));
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
