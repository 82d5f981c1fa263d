using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace MainImageHub.Web.Storage;

/// <summary>Looks at the configured database before anything else does, and says in one line what is wrong with it.</summary>
public static class DatabaseCheck
{
    /// <summary>The first version with <c>uuidv7()</c>, which the schema's keys default to.</summary>
    public const int OldestMajorVersion = 18;

    /// <exception cref="StartupException">The database is unreachable, refuses us, or is too old.</exception>
    public static async Task RunAsync(string connectionString, CancellationToken ct = default)
    {
        var (settings, where) = Read(connectionString);
        try
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand("show server_version", connection);
            RequireVersion((string?)await command.ExecuteScalarAsync(ct) ?? "", where);
        }
        catch (PostgresException refused)
        {
            throw new StartupException(Explain(refused, settings, where), refused);
        }
        catch (Exception failure) when (failure is NpgsqlException or SocketException or TimeoutException)
        {
            throw new StartupException($"The database at {where} cannot be reached: {(failure.InnerException ?? failure).Message}", failure);
        }
    }

    /// <param name="serverVersion">As <c>show server_version</c> tells it: "18.4", "17.2 (Debian 17.2-1)", "19beta1".</param>
    /// <param name="where">The server, for the message.</param>
    public static void RequireVersion(string serverVersion, string where)
    {
        if (MajorVersion(serverVersion) is not { } major)
        {
            throw new StartupException($"The database at {where} does not say which version it is ('{serverVersion}'); Postgres {OldestMajorVersion} or newer is needed.");
        }

        if (major < OldestMajorVersion)
        {
            throw new StartupException($"The database at {where} is Postgres {serverVersion}; Postgres {OldestMajorVersion} or newer is needed.");
        }
    }

    internal static int? MajorVersion(string serverVersion)
    {
        var digits = serverVersion.TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;
    }

    private static (NpgsqlConnectionStringBuilder Settings, string Where) Read(string connectionString)
    {
        try
        {
            // One connection, outside any pool: what it finds must not linger.
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
            return (settings, string.Create(CultureInfo.InvariantCulture, $"{settings.Host}:{settings.Port}"));
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            throw new StartupException($"ConnectionStrings__Hub cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static string Explain(PostgresException refused, NpgsqlConnectionStringBuilder settings, string where) => refused.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"The database at {where} refused user '{settings.Username}': {refused.MessageText}. Check the user and password in ConnectionStrings__Hub.",
        PostgresErrorCodes.InvalidCatalogName => $"The server at {where} has no database '{settings.Database ?? settings.Username}': create it, or correct ConnectionStrings__Hub.",
        PostgresErrorCodes.CannotConnectNow => $"The database at {where} is starting up or shutting down: try again in a moment.",
        PostgresErrorCodes.TooManyConnections => $"The database at {where} has no connection left for us: {refused.MessageText}.",
        _ => $"The database at {where} refused us: {refused.MessageText}.",
    };
}
