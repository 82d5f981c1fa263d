using System.Diagnostics;
using System.Text.RegularExpressions;
using MainImageHub.Web.Parts;
using MainImageHub.Web.Storage.Files.S3;

namespace MainImageHub.Tests.Storage.Files;

/// <summary>npm s3rver on a port of its own: the other side of the bucket store, written by somebody else.</summary>
public sealed partial class S3Server : IAsyncLifetime, IDisposable
{
    private const string Key = "S3RVER";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mih-s3-");
    private Process? process;

    public Uri Address { get; private set; } = null!;

    public S3Options Options(string pictures = "hub") => new()
    {
        Bucket = "files",
        PublicBucket = "open",
        PublicAddress = new Uri(Address, "open"),
        Endpoint = Address,
        AccessKey = Key,
        SecretKey = Key,
        Pictures = pictures,
    };

    /// <summary>The same as settings of the app.</summary>
    public void Configure(Dictionary<string, string> settings, string pictures)
    {
        (settings["Hub:S3:Bucket"], settings["Hub:S3:Endpoint"], settings["Hub:S3:Pictures"]) = ("files", Address.AbsoluteUri, pictures);
        (settings["Hub:S3:AccessKey"], settings["Hub:S3:SecretKey"]) = (Key, Key);
        (settings["Hub:S3:PublicBucket"], settings["Hub:S3:PublicAddress"]) = ("open", new Uri(Address, "open").AbsoluteUri);
    }

    public async Task InitializeAsync()
    {
        var script = Path.Combine(PartsDirectory.Locate().Path, "node_modules", "s3rver", "bin", "s3rver.js");
        process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { script, "-d", folder.FullName, "-a", "127.0.0.1", "-p", "0", "--no-vhost-buckets", "--configure-bucket", "files", "--configure-bucket", "open" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // It names the rest of a list by a cipher that newer OpenSSL has put away.
            Environment = { ["NODE_OPTIONS"] = "--openssl-legacy-provider" },
        })!;
        var said = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var complaints = new System.Text.StringBuilder();
        // Whatever it says of each request is read too, or its pipe would fill up.
        process.OutputDataReceived += (_, line) =>
        {
            if (Port().Match(line.Data ?? "") is { Success: true } port)
            {
                said.TrySetResult(int.Parse(port.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
            }
        };
        process.ErrorDataReceived += (_, line) => complaints.AppendLine(line.Data);
        process.Exited += (_, _) => said.TrySetException(new InvalidOperationException(complaints.ToString()));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Address = new Uri($"http://127.0.0.1:{await said.Task.WaitAsync(TimeSpan.FromSeconds(60))}/");
    }

    public Task DisposeAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
            process = null;
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"listening.*:(\d+)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Port();
}
