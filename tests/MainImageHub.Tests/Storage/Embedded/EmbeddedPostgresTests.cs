using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Embedded;
using Npgsql;

namespace MainImageHub.Tests.Storage.Embedded;

public sealed class EmbeddedPostgresTests : IAsyncLifetime
{
    private readonly EmbeddedPostgresOptions options = TestPostgres.Options();

    public Task InitializeAsync()
    {
        TestPostgres.Open(options.DataDirectory);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await EmbeddedPostgres.RemoveAsync(options);

    [Fact]
    public async Task Second_start_finds_the_data_of_the_first_at_the_same_address()
    {
        string address;
        await using (var first = await EmbeddedPostgres.StartAsync(options))
        {
            address = first.ConnectionString;
            await TestPostgres.ExecuteAsync(address, "create table kept as select uuidv7() as id");
        }

        await using var second = await EmbeddedPostgres.StartAsync(options);

        second.ConnectionString.Should().Be(address);
        (await AskAsync(second, "select count(*)::text from kept")).Should().Be("1");
        (await AskAsync(second, "show timezone")).Should().Be("UTC");
        (await AskAsync(second, "show server_encoding")).Should().Be("UTF8");
    }

    [Fact]
    public async Task Stopping_ends_the_server_and_frees_the_folder()
    {
        var server = await EmbeddedPostgres.StartAsync(options);
        var pid = ServerPid();

        await server.StopAsync();

        (await EndsAsync(pid)).Should().BeTrue();
        (await EmbeddedPostgres.RemoveAsync(options)).Should().BeTrue();
    }

    [Fact]
    public async Task Folder_in_use_is_refused_in_one_line_that_names_the_process()
    {
        await using var first = await EmbeddedPostgres.StartAsync(options);

        var second = () => EmbeddedPostgres.StartAsync(options);

        (await second.Should().ThrowAsync<StartupException>())
            .Which.Message.Should().Contain("in use").And.Contain($"process {Environment.ProcessId}").And.NotContain("\n");
    }

    [Fact]
    public async Task Server_left_behind_by_a_killed_product_is_stopped_and_its_data_kept()
    {
        var abandoned = await EmbeddedPostgres.StartAsync(options);
        await TestPostgres.ExecuteAsync(abandoned.ConnectionString, "create table kept as select 1 as one; checkpoint");
        var orphan = ServerPid();
        DropLockLikeAKilledProcess();

        await using var next = await EmbeddedPostgres.StartAsync(options);

        (await EndsAsync(orphan)).Should().BeTrue();
        (await AskAsync(next, "select one::text from kept")).Should().Be("1");
    }

    [Fact]
    public async Task Server_killed_with_the_product_recovers_from_its_log()
    {
        var durable = options with { Durable = true };
        var killed = await EmbeddedPostgres.StartAsync(durable);
        await TestPostgres.ExecuteAsync(killed.ConnectionString, "create table kept as select 1 as one");
        using (var server = Process.GetProcessById(ServerPid()))
        {
            server.Kill();
            await server.WaitForExitAsync();
        }

        DropLockLikeAKilledProcess();

        await using var next = await EmbeddedPostgres.StartAsync(durable);

        (await AskAsync(next, "select one::text from kept")).Should().Be("1");
    }

    [Fact]
    public async Task Pid_file_that_names_somebody_else_is_stale()
    {
        await using (await EmbeddedPostgres.StartAsync(options))
        {
        }

        using var stranger = Process.Start(new ProcessStartInfo("sleep", "600") { UseShellExecute = false })!;
        await File.WriteAllTextAsync(PidFile, string.Create(CultureInfo.InvariantCulture, $"{stranger.Id}\n{Data}\n"));
        try
        {
            await using var next = await EmbeddedPostgres.StartAsync(options);

            (await AskAsync(next, "select 'up'")).Should().Be("up");
            IsAlive(stranger.Id).Should().BeTrue();
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task First_start_killed_half_way_is_begun_again()
    {
        var half = Path.Combine(options.DataDirectory, "postgres", "data.part");
        Directory.CreateDirectory(half);
        await File.WriteAllTextAsync(Path.Combine(half, "PG_VERSION"), "18\n");
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, "postgres.password"), "of the start that was killed");

        await using var server = await EmbeddedPostgres.StartAsync(options);

        (await AskAsync(server, "select 'up'")).Should().Be("up");
        Directory.Exists(half).Should().BeFalse();
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "PG_VERSION"), "17\n");
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, "postgres.password"), "secret");

        var start = () => EmbeddedPostgres.StartAsync(options);

        (await start.Should().ThrowAsync<StartupException>()).Which.Message.Should().Contain("Postgres 17").And.NotContain("\n");
        (await File.ReadAllTextAsync(Path.Combine(Data, "PG_VERSION"))).Should().Be("17\n");
    }

    [Fact]
    public async Task Damaged_data_is_never_overwritten()
    {
        Directory.CreateDirectory(Path.Combine(Data, "base"));
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, "postgres.password"), "secret");

        var start = () => EmbeddedPostgres.StartAsync(options);

        (await start.Should().ThrowAsync<StartupException>()).Which.Message.Should().Contain(Data).And.NotContain("\n");
        Directory.Exists(Path.Combine(Data, "base")).Should().BeTrue();
    }

    [Fact]
    public async Task Asked_port_that_is_taken_is_refused_in_one_line()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var start = () => EmbeddedPostgres.StartAsync(options with { Port = port });

        (await start.Should().ThrowAsync<StartupException>()).Which.Message.Should().StartWith($"Port {port} is taken").And.NotContain("\n");
    }

    [Fact]
    public async Task Remembered_port_that_somebody_took_is_replaced()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, "postgres.port"), taken.ToString(CultureInfo.InvariantCulture));

        await using var server = await EmbeddedPostgres.StartAsync(options);

        server.Port.Should().NotBe(taken);
    }

    [Fact]
    public async Task Folder_that_is_a_file_is_refused_in_one_line()
    {
        var file = Path.Combine(options.DataDirectory, "file");
        await File.WriteAllTextAsync(file, "");

        var start = () => EmbeddedPostgres.StartAsync(options with { DataDirectory = Path.Combine(file, "below") });

        (await start.Should().ThrowAsync<StartupException>()).Which.Message.Should().Contain(file).And.NotContain("\n");
    }

    [Fact]
    public async Task Password_is_readable_by_its_owner_only()
    {
        await using var server = await EmbeddedPostgres.StartAsync(options);

        File.GetUnixFileMode(Path.Combine(options.DataDirectory, "postgres.password"))
            .Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.EnumerateFiles(Path.Combine(options.DataDirectory, "postgres"), "password*").Should().BeEmpty();
    }

    private string Data => Path.Combine(options.DataDirectory, "postgres", "data");

    private string PidFile => Path.Combine(Data, "postmaster.pid");

    // A lock belongs to the file, not to its name: with the name gone, the next start finds the folder as unlocked as a
    // killed product leaves it, and the server still running.
    private void DropLockLikeAKilledProcess() => File.Delete(Path.Combine(options.DataDirectory, "app.lock"));

    private int ServerPid() => int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);

    // The process vanishes shortly after its pid file; and where nobody collects the dead, it stays on as a zombie.
    private static async Task<bool> EndsAsync(int pid)
    {
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(10);
        while (IsAlive(pid))
        {
            if (TimeProvider.System.GetUtcNow() > deadline)
            {
                return false;
            }

            await Task.Delay(20);
        }

        return true;
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            // A zombie has a process entry but no command line.
            return OperatingSystem.IsLinux()
                ? File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline")).Length > 0
                : !Process.GetProcessById(pid).HasExited;
        }
        catch (Exception gone) when (gone is IOException or ArgumentException)
        {
            return false;
        }
    }

    private static async Task<string?> AskAsync(EmbeddedPostgres server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync();
    }
}
