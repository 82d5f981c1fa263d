using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MainImageHub.Web.Storage;

/// <summary>
/// Tells each connection of the tenant role which workspace it works for, when it is taken from the pool. The pool clears
/// the setting when the connection is returned (DISCARD ALL).
/// </summary>
internal sealed class WorkspaceConnection(WorkspaceScope scope) : DbConnectionInterceptor
{
    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (scope.WorkspaceId is not { } workspaceId)
        {
            return;
        }

        await using var command = connection.CreateCommand();
        command.CommandText = $"select set_config('{Walls.Setting}', $1, false)";
        var parameter = command.CreateParameter();
        parameter.Value = workspaceId.ToString();
        command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        throw new InvalidOperationException("Open tenant connections asynchronously: the workspace is set on the way.");
}
