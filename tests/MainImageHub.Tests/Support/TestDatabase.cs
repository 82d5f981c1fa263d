using Npgsql;

namespace MainImageHub.Tests.Support;

public sealed class TestDatabase(string name, string connectionString) : IAsyncDisposable
{
    public string Name => name;

    /// <summary>As the superuser.</summary>
    public string ConnectionString => connectionString;

    public async ValueTask DisposeAsync()
    {
        await using (var pooled = new NpgsqlConnection(connectionString))
        {
            NpgsqlConnection.ClearPool(pooled);
        }

        await TestPostgres.ExecuteAsync(await TestPostgres.SuperuserConnectionStringAsync(), $"drop database if exists {name} with (force)");
    }
}
