using System.ComponentModel;
using System.Diagnostics;

namespace MainImageHub.Web.Storage.Embedded;

/// <summary>Runs a program to its end and keeps what it said.</summary>
internal static class Command
{
    internal sealed record Result(int ExitCode, string Output, string Error);

    public static async Task<Result> RunAsync(IReadOnlyList<string> command, string workingDirectory, CancellationToken ct)
    {
        var start = new ProcessStartInfo(command[0])
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        // The operator's own PGDATA, PGPORT and language must not reach our server; its messages are read below in English.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal) || key.StartsWith("LC_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{command[0]}' did not start.");
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var error = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return new Result(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: false);
            throw;
        }
    }

    /// <summary>Null when there is no such program.</summary>
    public static async Task<Result?> TryRunAsync(IReadOnlyList<string> command, string workingDirectory, CancellationToken ct)
    {
        try
        {
            return await RunAsync(command, workingDirectory, ct);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
