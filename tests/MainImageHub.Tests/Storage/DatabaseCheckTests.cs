using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Storage;
using Npgsql;

namespace MainImageHub.Tests.Storage;

public sealed class DatabaseCheckTests
{
    [Theory]
    [InlineData("18.4")]
    [InlineData("18beta1")]
    [InlineData("19.1 (Debian 19.1-1.pgdg13+1)")]
    public void Version_with_uuidv7_is_accepted(string serverVersion)
    {
        var check = () => DatabaseCheck.RequireVersion(serverVersion, "db:5432");

        check.Should().NotThrow();
    }

    [Theory]
    [InlineData("17.6 (Debian 17.6-1.pgdg12+1)")]
    [InlineData("9.6.24")]
    [InlineData("")]
    public void Older_or_unknown_version_is_refused_with_what_is_needed(string serverVersion)
    {
        var check = () => DatabaseCheck.RequireVersion(serverVersion, "db:5432");

        check.Should().Throw<StartupException>().Which.Message.Should().Contain("db:5432").And.Contain("Postgres 18 or newer");
    }

    [Fact]
    public async Task Database_that_fits_passes()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();

        var check = () => DatabaseCheck.RunAsync(database.ConnectionString);

        await check.Should().NotThrowAsync();
    }

    [Fact]
    public async Task Wrong_password_names_the_user_and_not_the_password()
    {
        var wrong = await WithAsync(settings => settings.Password = "not-the-one");

        (await RefusalAsync(wrong)).Should().Contain("user 'postgres'").And.NotContain("not-the-one");
    }

    [Fact]
    public async Task Missing_database_is_named()
    {
        var missing = await WithAsync(settings => settings.Database = "nowhere");

        (await RefusalAsync(missing)).Should().Contain("no database 'nowhere'");
    }

    [Fact]
    public async Task Server_that_does_not_answer_is_named()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();

        (await RefusalAsync(string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=u;Password=p")))
            .Should().Contain($"127.0.0.1:{port} cannot be reached");
    }

    [Fact]
    public async Task Unreadable_setting_is_refused_by_its_name() =>
        (await RefusalAsync("postgres://user@host/db")).Should().Contain("ConnectionStrings__Hub");

    private static async Task<string> WithAsync(Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(await TestPostgres.SuperuserConnectionStringAsync());
        change(settings);
        return settings.ConnectionString;
    }

    private static async Task<string> RefusalAsync(string connectionString)
    {
        var check = () => DatabaseCheck.RunAsync(connectionString);
        var message = (await check.Should().ThrowAsync<StartupException>()).Which.Message;
        message.Should().NotContain("\n");
        return message;
    }
}
