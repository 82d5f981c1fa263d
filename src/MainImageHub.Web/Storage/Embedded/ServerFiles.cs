using System.Text.Json;
using MainImageHub.Web.Parts;

namespace MainImageHub.Web.Storage.Embedded;

/// <summary>Finds server programs that the server's account can run, copying them into the data folder where it cannot reach ours.</summary>
internal sealed record ServerFiles(string Home, int MajorVersion)
{
    public string Program(string name) => Path.Combine(Home, "bin", name);

    public static async Task<ServerFiles> PrepareAsync(PartsDirectory parts, ServerAccount account, string dataDirectory, CancellationToken ct)
    {
        var shipped = parts.PostgresHome;
        if (await VersionAsync(shipped, account, ct) is { } major)
        {
            return new ServerFiles(shipped, major);
        }

        var copy = Path.Combine(dataDirectory, "server", PackageVersion(shipped));
        if (!Directory.Exists(copy))
        {
            DataDirectory.CreateFolder(Path.Combine(dataDirectory, "server"));
            var part = copy + ".part";
            RemoveTree(part);
            CopyTree(shipped, part);
            Directory.Move(part, copy);
        }

        return await VersionAsync(copy, account, ct) is { } copiedMajor
            ? new ServerFiles(copy, copiedMajor)
            : throw new StartupException(
                $"The account '{account.Name}', under which Postgres has to run, cannot run '{copy}/bin/postgres': set Hub__DataDir to a folder that other accounts may pass through and that allows programs.");
    }

    internal static void RemoveTree(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static async Task<int?> VersionAsync(string home, ServerAccount account, CancellationToken ct)
    {
        // "postgres (PostgreSQL) 18.4"
        var told = await Command.TryRunAsync([.. account.Prefix, Path.Combine(home, "bin", "postgres"), "--version"], "/", ct);
        return told is { ExitCode: 0 } ? DatabaseCheck.MajorVersion(told.Output.Trim().Split(' ')[^1]) : null;
    }

    private static string PackageVersion(string home)
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(home, "..", "package.json")));
        return package.RootElement.GetProperty("version").GetString() ?? "unknown";
    }

    private static void CopyTree(string from, string to)
    {
        Directory.CreateDirectory(to);
        const UnixFileMode OpenToAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(to, OpenToAll);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
            }
            else if (entry is DirectoryInfo)
            {
                CopyTree(entry.FullName, target);
            }
            else
            {
                File.Copy(entry.FullName, target);
                File.SetUnixFileMode(target, OpenToAll);
            }
        }
    }
}
