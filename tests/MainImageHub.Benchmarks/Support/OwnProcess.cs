using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MainImageHub.Benchmarks.Support;

/// <summary>One of the product's built programs, started from beside this one, with its words in a file.</summary>
internal sealed class OwnProcess : IDisposable
{
    private readonly Process process;
    private readonly StreamWriter log;

    private OwnProcess(Process process, StreamWriter log) => (this.process, this.log) = (process, log);

    public static OwnProcess Start(string program, int port, string logPath, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, program + ".dll"), "--urls", $"http://127.0.0.1:{port}" },
            WorkingDirectory = AppContext.BaseDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var kept = new StreamWriter(logPath, append: true) { AutoFlush = true };
        var started = new Process { StartInfo = start };
        started.OutputDataReceived += (_, line) => Write(kept, line.Data);
        started.ErrorDataReceived += (_, line) => Write(kept, line.Data);
        started.Start();
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return new OwnProcess(started, kept);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Waits until the product says that it is ready.</summary>
    public async Task ReadyAsync(HttpClient client)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromMinutes(3))
        {
            try
            {
                using var answer = await client.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!HasExited)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The product did not get ready within three minutes; see its log.");
    }

    /// <summary>As <c>kill -9</c> does: no goodbye. Its database lives on, as an orphan.</summary>
    public void Kill()
    {
        process.Kill(entireProcessTree: false);
        process.WaitForExit();
    }

    /// <summary>Asks it to end, database and all.</summary>
    public async Task StopAsync()
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Kill();
            }
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
        lock (log)
        {
            log.Dispose();
        }
    }

    private static void Write(StreamWriter log, string? line)
    {
        lock (log)
        {
            if (line is not null && log.BaseStream is { CanWrite: true })
            {
                log.WriteLine(line);
            }
        }
    }
}
