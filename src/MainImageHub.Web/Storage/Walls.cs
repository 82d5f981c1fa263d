using System.Text;
using MainImageHub.Domain;
using MainImageHub.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace MainImageHub.Web.Storage;

/// <summary>
/// The second wall between workspaces: row-level security on every table of <see cref="IWorkspaceOwned"/> rows, forced,
/// so that a forgotten filter in code shows nothing of another workspace. Written anew from the model whenever that says something new.
/// </summary>
public static class Walls
{
    public const string Setting = "hub.workspace_id";

    private const string LibrarySearch = "library_find(text, text[], text[], text[], boolean, uuid, uuid, integer)";

    /// <summary>
    /// What the system role may touch, and why. Anything not listed here is refused to it by the database.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, (string Rights, string Reason)> SystemGrants = new Dictionary<string, (string, string)>
    {
        ["workspace"] = ("select, insert, update, delete", "sign-in lists a person's workspaces; the first run, the demo and its removal create and delete them"),
        ["member"] = ("select, insert", "sign-in and tokens find the membership before a workspace is known; the first run creates the owner"),
        ["api_token"] = ("select, insert, update", "a bearer token is looked up before its workspace is known; last use is noted"),
        ["public_picture"] = ("select", "marketplaces fetch pictures by token only"),
        ["work_item"] = ("select, insert, update, delete", "work of all workspaces is claimed fairly, swept up after crashes and cleared when old"),
        ["idempotent_answer"] = ("select, delete", "answers older than 24 hours are cleared"),
        ["store"] = ("select", "nightly work is planned for the stores of all workspaces"),
        ["experiment"] = ("select", "running tests of all workspaces are driven by the clock"),
        ["file_upload"] = ("select", "uploads of all workspaces that nobody went on with are swept up"),
        ["source_page"] = ("select, insert, update", "the pages that rules rest on are the same for everybody and are looked at once"),
        ["users"] = ("select, insert, update, delete", "sign-ins belong to no workspace"),
        ["user_claim"] = ("select, insert, update, delete", "sign-ins belong to no workspace"),
        ["user_login"] = ("select, insert, update, delete", "sign-ins belong to no workspace"),
        ["user_token"] = ("select, insert, update, delete", "sign-ins belong to no workspace"),
        ["user_passkey"] = ("select, insert, update, delete", "sign-ins belong to no workspace"),
        ["data_protection_key"] = ("select, insert", "keys are shared by the whole installation"),
    };

    public static string Sql(IModel model, DatabaseRoles roles)
    {
        var (tenant, system) = (roles.Tenant.Quoted, roles.System.Quoted);
        var sql = new StringBuilder();
        var inv = System.Globalization.CultureInfo.InvariantCulture;
        foreach (var entity in model.GetEntityTypes().Where(e => e.GetTableName() is not null && !e.IsOwned()).OrderBy(e => e.GetTableName(), StringComparer.Ordinal))
        {
            var table = entity.GetTableName()!;
            var owned = typeof(IWorkspaceOwned).IsAssignableFrom(entity.ClrType);
            sql.AppendLine(inv, $"revoke all on {table} from {tenant}, {system};");
            if (owned || entity.ClrType == typeof(Workspace))
            {
                var column = owned ? "workspace_id" : "id";
                sql.AppendLine(inv, $"alter table {table} enable row level security;");
                sql.AppendLine(inv, $"alter table {table} force row level security;");
                sql.AppendLine(inv, $"drop policy if exists workspace_wall on {table};");
                // After DISCARD ALL the setting reads '', which must mean "no workspace", not an error.
                sql.AppendLine(inv, $"create policy workspace_wall on {table} to {tenant} using ({column} = nullif(current_setting('{Setting}', true), '')::uuid) with check ({column} = nullif(current_setting('{Setting}', true), '')::uuid);");
                sql.AppendLine(inv, $"drop policy if exists system_sweeps on {table};");
                sql.AppendLine(inv, $"grant {(entity.ClrType == typeof(AuditEvent) ? "select, insert" : owned ? "select, insert, update, delete" : "select, update")} on {table} to {tenant};");
                if (SystemGrants.ContainsKey(table))
                {
                    sql.AppendLine(inv, $"create policy system_sweeps on {table} to {system} using (true) with check (true);");
                }

                // The owner runs migrations only; forced security would blind it to the rows a migration must move.
                sql.AppendLine(inv, $"drop policy if exists owner_migrations on {table};");
                sql.AppendLine(inv, $"create policy owner_migrations on {table} to {DatabaseRoles.Owner} using (true) with check (true);");
            }

            if (SystemGrants.TryGetValue(table, out var grant))
            {
                sql.AppendLine(inv, $"grant {grant.Rights} on {table} to {system};");
            }
        }

        // It stands before the wall, for the index's sake, and holds to the workspace of the connection by itself.
        sql.AppendLine(inv, $"revoke all on function {LibrarySearch} from public;");
        sql.AppendLine(inv, $"grant execute on function {LibrarySearch} to {tenant};");
        sql.AppendLine(inv, $"grant usage on all sequences in schema public to {system}, {tenant};");
        return sql.ToString();
    }
}
