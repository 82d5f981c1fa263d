using MainImageHub.Web.Storage.Embedded;
using Npgsql;

namespace MainImageHub.Web.Storage;

/// <summary>Tells a full disk, ours or the database's, from other failures of a start, however deep it is wrapped.</summary>
public static class DiskFull
{
    /// <summary>The sentence for it; null when the failure is something else, or has a sentence already.</summary>
    public static StartupException? Explain(Exception failure, string dataDirectory)
    {
        for (var at = failure; at is not null and not StartupException; at = at.InnerException)
        {
            switch (at)
            {
                case PostgresException { SqlState: PostgresErrorCodes.DiskFull }:
                    return new StartupException("The disk of the database is full: free some space there, then start again.", failure);
                case IOException when DataDirectory.IsDiskFull(at.Message):
                    return new StartupException(DataDirectory.DiskFull(dataDirectory), failure);
            }
        }

        return null;
    }
}
