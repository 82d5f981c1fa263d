using System.Text.Json;
using MainImageHub.Domain.Imports;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>Notes many checked lines at once. Postgres refuses COPY into a table behind a wall, so they are copied into a temporary one and moved from there.</summary>
public sealed class StageRows(HubDbContext db)
{
    private const string Copy = "copy import_row_in (line, sku, outcome, product, listing, image, changes, faults, cells) from stdin (format binary)";

    private const string Create = """
        create temporary table if not exists import_row_in (line integer, sku text, outcome text, product jsonb, listing jsonb, image jsonb, changes jsonb, faults jsonb, cells jsonb) on commit delete rows;
        truncate import_row_in
        """;

    private const string Move = """
        insert into catalog_import_row (workspace_id, import_id, line, sku, outcome, product, listing, image, changes, faults, cells)
        select $1, $2, line, sku, outcome, product, listing, image, changes, faults, cells from import_row_in
        """;

    /// <summary>Call inside a transaction of the context.</summary>
    internal async Task WriteAsync(Guid importId, IReadOnlyList<CatalogImportRow> rows, CancellationToken cancellationToken)
    {
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction() as NpgsqlTransaction ?? throw new InvalidOperationException("Lines are noted together with how far the check is.");
        var connection = transaction.Connection!;
        await using (var create = new NpgsqlCommand(Create, connection, transaction))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var copy = await connection.BeginBinaryImportAsync(Copy, cancellationToken))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(row.Line, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(row.Sku, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(JsonNamingPolicy.CamelCase.ConvertName(row.Outcome.ToString()), NpgsqlDbType.Text, cancellationToken);
                await WriteAsync(copy, row.Product, cancellationToken);
                await WriteAsync(copy, row.Listing, cancellationToken);
                await WriteAsync(copy, row.Image, cancellationToken);
                await WriteAsync(copy, row.Changes, cancellationToken);
                await WriteAsync(copy, row.Faults, cancellationToken);
                await WriteAsync(copy, row.Cells, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await using var move = new NpgsqlCommand(Move, connection, transaction);
        move.Parameters.AddWithValue(db.WorkspaceId!.Value);
        move.Parameters.AddWithValue(importId);
        await move.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, CancellationToken cancellationToken)
        where T : class
    {
        if (value is null)
        {
            await copy.WriteNullAsync(cancellationToken);
        }
        else
        {
            await copy.WriteAsync(JsonSerializer.Serialize(value, HubJson.Options), NpgsqlDbType.Jsonb, cancellationToken);
        }
    }
}
