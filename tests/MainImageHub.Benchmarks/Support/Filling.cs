using Npgsql;

namespace MainImageHub.Benchmarks.Support;

/// <summary>Rows by the million, made by Postgres itself.</summary>
internal static class Filling
{
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Indexes are made after the rows, as a restore makes them: row by row they cost more than all the rest.</summary>
    public static async Task WithoutIndexesAsync(this NpgsqlConnection connection, string table, Func<Task> fill)
    {
        var indexes = new List<(string Name, string Definition)>();
        await using (var command = new NpgsqlCommand($"select indexname, indexdef from pg_indexes where tablename = '{table}' and indexname like 'ix%'", connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                indexes.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        foreach (var (name, _) in indexes)
        {
            await connection.ExecuteAsync($"drop index {name}");
        }

        await fill();
        await connection.ExecuteAsync("set maintenance_work_mem = '256MB'");
        foreach (var (_, definition) in indexes)
        {
            await connection.ExecuteAsync(definition);
        }
    }
}
