using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace MainImageHub.Web.Storage;

/// <summary>
/// Three roles, one configured connection string. The owner owns the tables and cannot sign in; tenant and system sign in
/// with passwords derived from the configured one, so that every process of an installation knows them without a further secret.
/// <c>ConnectionStrings:HubTenant</c> and <c>ConnectionStrings:HubSystem</c> name roles that are managed elsewhere instead: those are
/// given their rights and otherwise left alone.
/// </summary>
/// <param name="Tenant">Behind the walls: requests and work, one workspace at a time.</param>
/// <param name="System">What comes before a workspace is known; may touch what <see cref="Walls.SystemGrants"/> lists.</param>
public sealed record DatabaseRoles(DatabaseSignIn Tenant, DatabaseSignIn System)
{
    public const string Owner = "mainimagehub_owner";

    // Per process and role; a browser tab's stream holds none.
    private const int MostConnections = 40;

    /// <exception cref="StartupException">A role's password can neither be derived nor is it configured.</exception>
    public static DatabaseRoles Of(IConfiguration configuration, string configured) => new(
        SignIn("mainimagehub_tenant", "HubTenant", configuration, configured),
        SignIn("mainimagehub_system", "HubSystem", configuration, configured));

    private static DatabaseSignIn SignIn(string role, string name, IConfiguration configuration, string configured)
    {
        var managed = configuration.GetConnectionString(name) is { Length: > 0 } given ? new NpgsqlConnectionStringBuilder(given) : null;
        var builder = managed ?? new NpgsqlConnectionStringBuilder(configured);
        if (managed is null)
        {
            // From nothing, everybody could derive it.
            builder.Password = builder.Password is { Length: > 0 } secret
                ? Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"mainimagehub/{role}")))
                : throw new StartupException($"ConnectionStrings__Hub has no password to derive that of the role {role} from. Put it there, or give ConnectionStrings__HubTenant and ConnectionStrings__HubSystem.");
            builder.Username = role;
        }

        if (!builder.ContainsKey("Maximum Pool Size"))
        {
            builder.MaxPoolSize = MostConnections;
        }

        // The workspace is a setting of the session: a connection that is shared, or not reset, would carry it to somebody else.
        (builder.Multiplexing, builder.NoResetOnClose) = (false, false);
        return new DatabaseSignIn(builder.Username ?? role, builder.ConnectionString, IsManaged: managed is not null);
    }
}

/// <param name="Role">Its name.</param>
/// <param name="ConnectionString">How it signs in.</param>
/// <param name="IsManaged">Somebody else makes it and sets its password.</param>
public sealed record DatabaseSignIn(string Role, string ConnectionString, bool IsManaged)
{
    /// <summary>For SQL.</summary>
    public string Quoted => $"\"{Role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
