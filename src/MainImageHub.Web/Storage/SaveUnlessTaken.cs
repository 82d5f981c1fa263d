using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MainImageHub.Web.Storage;

internal static class SaveUnlessTaken
{
    /// <summary>Saves what must be there once. When somebody else was first at the same moment, the same look as before says who.</summary>
    public static async Task SaveChangesAsync(this HubDbContext db, Func<Task> requireFree, CancellationToken cancellationToken)
    {
        await requireFree();
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            await requireFree();
            throw;
        }
    }
}
