using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace MainImageHub.Web.Storage;

/// <summary>
/// Three roles, one configured connection string. The owner owns the tables and cannot sign in; tenant and system sign in
/// with passwords derived from the configured one, so that every process of an installation knows them without a further secret.
/// <c>ConnectionStrings:HubTenant</c> and <c>ConnectionStrings:HubSystem</c> override the derived ones.
/// </summary>
public static class DatabaseRoles
{
    public const string Owner = "mainimagehub_owner";
    public const string Tenant = "mainimagehub_tenant";
    public const string System = "mainimagehub_system";

    public static string PasswordFor(string role, NpgsqlConnectionStringBuilder configured) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(configured.Password ?? ""), Encoding.UTF8.GetBytes($"mainimagehub/{role}")));

    public static string SignInAs(string role, string configured)
    {
        var builder = new NpgsqlConnectionStringBuilder(configured);
        builder.Password = PasswordFor(role, builder);
        builder.Username = role;
        return builder.ConnectionString;
    }
}
