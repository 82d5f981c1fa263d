using System.Globalization;

namespace MainImageHub.Web.Storage.Embedded;

/// <summary>The server's data on disk and the server process over it. Callers hold the data folder's lock.</summary>
internal sealed class Cluster
{
    // A small office's server beside the product on one machine; everything else is Postgres' default.
    private static readonly string[] Settings =
    [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=200",
        "shared_buffers=128MB",
        "effective_cache_size=1GB",
        "maintenance_work_mem=128MB",
        "wal_compression=on",
        "max_wal_size=2GB",
        "random_page_cost=1.1",
        "timezone=UTC",
        "log_timezone=UTC",
        "log_checkpoints=off",
        // A page served by a killed client must not keep locks.
        "client_connection_check_interval=10s",
    ];

    private static readonly string[] NotDurable = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_wal_size=1GB"];

    // A server that does not end in this time is asked harder.
    private const int StopSeconds = 30;

    private readonly ServerAccount account;
    private readonly ServerFiles files;
    private readonly EmbeddedPostgresOptions options;
    private readonly string root;

    private Cluster(string root, ServerAccount account, ServerFiles files, EmbeddedPostgresOptions options)
    {
        this.root = root;
        this.account = account;
        this.files = files;
        this.options = options;
    }

    public string Data => Path.Combine(root, "data");

    public bool Exists => Directory.Exists(Data);

    private string LogFile => Path.Combine(root, "server.log");

    private string PidFile => Path.Combine(Data, "postmaster.pid");

    public static async Task<Cluster> OpenAsync(string dataDirectory, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var chosen = await ServerAccount.ChooseAsync(ct);
        var programs = await ServerFiles.PrepareAsync(options.Parts ?? Parts.PartsDirectory.Locate(), chosen, dataDirectory, ct);
        var home = Path.Combine(dataDirectory, "postgres");
        Directory.CreateDirectory(home, OwnerOnly.Folder);
        if (chosen.Owner is { } owner)
        {
            // Also covers data that an earlier start made under another account.
            await Command.RunAsync(["chown", "-R", owner, home], "/", ct);
        }

        var reached = await Command.RunAsync([.. chosen.Prefix, "test", "-w", home], "/", ct);
        return reached.ExitCode == 0
            ? new Cluster(home, chosen, programs, options)
            : throw new StartupException(
                $"The account '{chosen.Name}', under which Postgres has to run, cannot write '{home}': set Hub__DataDir to a folder that it can reach, such as one under /var/lib.");
    }

    public void RequireSameMajorVersion()
    {
        var file = Path.Combine(Data, "PG_VERSION");
        if (!File.Exists(file))
        {
            throw new StartupException($"'{Data}' is not a whole Postgres database: restore it from a backup, or move it away to begin anew.");
        }

        var found = File.ReadAllText(file).Trim();
        if (DatabaseCheck.MajorVersion(found) != files.MajorVersion)
        {
            throw new StartupException(
                $"The database in '{Data}' was made by Postgres {found}, and this MainImageHub brings Postgres {files.MajorVersion}: dump it with the MainImageHub that made it and restore it here, or set Hub__DataDir to another folder.");
        }
    }

    /// <summary>Built aside and renamed when whole, so that a start killed half-way leaves nothing that looks like a database.</summary>
    public async Task CreateAsync(string superuser, string password, CancellationToken ct)
    {
        var part = Data + ".part";
        var passwordFile = Path.Combine(root, "password.part");
        ServerFiles.RemoveTree(part);
        File.Delete(passwordFile);
        await OwnerOnly.WriteAsync(passwordFile, password, ct);
        await GiveToAccountAsync(passwordFile, ct);
        try
        {
            var made = await RunAsync(
                "initdb",
                [
                    "--pgdata", part, "--username", superuser, "--pwfile", passwordFile, "--auth=scram-sha-256", "--encoding=UTF8",
                    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions",
                    .. options.Durable ? Array.Empty<string>() : ["--no-sync"],
                ],
                ct);
            if (made.ExitCode != 0)
            {
                throw Failed("create its database", made.Error);
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(part, Data);
    }

    /// <exception cref="PortTakenException">Somebody else listens there.</exception>
    public async Task StartAsync(int port, CancellationToken ct)
    {
        File.Delete(LogFile);
        string[] settings = [string.Create(CultureInfo.InvariantCulture, $"port={port}"), .. Settings, .. options.Durable ? [] : NotDurable];
        try
        {
            var started = await RunAsync(
                "pg_ctl",
                [
                    "start", "--pgdata", Data, "--log", LogFile, "--wait",
                    "--timeout", Seconds(options.StartTimeout), "--options", string.Join(' ', settings.Select(setting => $"-c {setting}")),
                ],
                ct);
            if (started.ExitCode == 0)
            {
                return;
            }

            var said = File.Exists(LogFile) ? await File.ReadAllTextAsync(LogFile, CancellationToken.None) : started.Error;
            await StopOrphanAsync(CancellationToken.None);
            throw said.Contains("Address already in use", StringComparison.Ordinal) ? new PortTakenException(said) : Failed("start", said);
        }
        catch (OperationCanceledException)
        {
            await StopOrphanAsync(CancellationToken.None);
            throw;
        }
    }

    public async Task StopAsync(CancellationToken ct)
    {
        // Immediate: the next start recovers from the log. Better than a product that never ends.
        foreach (var mode in (string[])["fast", "immediate"])
        {
            var stop = await RunAsync("pg_ctl", ["stop", "--pgdata", Data, "--mode", mode, "--wait", "--timeout", Seconds(TimeSpan.FromSeconds(StopSeconds))], ct);
            if (stop.ExitCode == 0 || RunningServer() is null)
            {
                return;
            }
        }

        throw new StartupException($"The Postgres over '{Data}' (process {RunningServer()}) does not stop: end it by hand, then start again.");
    }

    /// <summary>
    /// Ends the server that a killed run left over this data, so that every server runs with the settings of this start.
    /// A pid file whose process is gone, or is by now something else, is removed.
    /// </summary>
    /// <returns>The process that was stopped, if any.</returns>
    public async Task<int?> StopOrphanAsync(CancellationToken ct)
    {
        if (RunningServer() is { } pid)
        {
            await StopAsync(ct);
            return pid;
        }

        if (File.Exists(PidFile))
        {
            File.Delete(PidFile);
        }

        return null;
    }

    private int? RunningServer()
    {
        try
        {
            var named = File.ReadLines(PidFile).FirstOrDefault();
            return int.TryParse(named, CultureInfo.InvariantCulture, out var pid) && CommandLineOf(pid).Contains(Data, StringComparison.Ordinal) ? pid : null;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // The pid alone proves nothing: after a restart of the machine it may belong to anybody.
    private static string CommandLineOf(int pid)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline"));
            }
            catch (IOException)
            {
                return "";
            }
        }

        using var ps = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("ps", ["-o", "command=", "-p", pid.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, UseShellExecute = false });
        return ps?.StandardOutput.ReadToEnd() ?? "";
    }

    private async Task GiveToAccountAsync(string path, CancellationToken ct)
    {
        if (account.Owner is { } owner)
        {
            await Command.RunAsync(["chown", owner, path], "/", ct);
        }
    }

    private Task<Command.Result> RunAsync(string program, string[] arguments, CancellationToken ct) =>
        Command.RunAsync([.. account.Prefix, files.Program(program), .. arguments], root, ct);

    private StartupException Failed(string what, string said)
    {
        if (DataDirectory.IsDiskFull(said) || DataDirectory.HasNoRoom(root))
        {
            return new StartupException(DataDirectory.DiskFull(root));
        }

        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var reason = Array.FindLast(lines, line => line.Contains("FATAL:", StringComparison.Ordinal) || line.Contains("PANIC:", StringComparison.Ordinal) || line.Contains("error:", StringComparison.Ordinal))
            ?? lines.LastOrDefault() ?? "it said nothing";
        return new StartupException($"The embedded Postgres could not {what}: {reason}");
    }

    private static string Seconds(TimeSpan span) => ((int)Math.Ceiling(span.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
