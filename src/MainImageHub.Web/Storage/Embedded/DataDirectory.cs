namespace MainImageHub.Web.Storage.Embedded;

/// <summary>The folder for everything the product keeps on disk, and what goes wrong with it in words.</summary>
public static class DataDirectory
{
    /// <summary>
    /// The configured folder (<c>Hub__DataDir</c>), else <c>/var/lib/mainimagehub</c> for root, whose home is closed to
    /// the account that Postgres runs under, else the user's local application data.
    /// </summary>
    public static string Resolve(string? configured)
    {
        if (!string.IsNullOrWhiteSpace(configured))
        {
            return Path.GetFullPath(configured);
        }

        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            return "/var/lib/mainimagehub";
        }

        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0
            ? Path.Combine(local, "mainimagehub")
            : throw new StartupException("This user has no home folder: set Hub__DataDir to a folder where MainImageHub may keep its data.");
    }

    /// <summary>Turns a failure to write under <paramref name="directory"/> into a sentence.</summary>
    public static StartupException Explain(string directory, Exception failure) => failure switch
    {
        _ when IsDiskFull(failure.Message) => new StartupException(DiskFull(directory), failure),
        UnauthorizedAccessException => new StartupException($"The data folder '{directory}' is not writable by '{Environment.UserName}': give it to this user, or set Hub__DataDir to another folder.", failure),
        _ => new StartupException($"The data folder '{directory}' cannot be used: {failure.Message}", failure),
    };

    internal static string DiskFull(string directory) => $"The disk that holds '{directory}' is full: free some space, then start again.";

    // The third is Postgres' hint where only a part of a page could be written.
    internal static bool IsDiskFull(string message) =>
        message.Contains("No space left on device", StringComparison.Ordinal)
        || message.Contains("Disk quota exceeded", StringComparison.Ordinal)
        || message.Contains("Check free disk space", StringComparison.Ordinal);

    /// <summary>A full disk often leaves no room for the words that would say so.</summary>
    internal static bool HasNoRoom(string directory)
    {
        const long OnePage = 64 * 1024;
        return new DriveInfo(directory).AvailableFreeSpace < OnePage;
    }

    internal static void CreateFolder(string path)
    {
        // Others may pass through (the server's account has to), but not list.
        const UnixFileMode Passage = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, Passage);
            File.SetUnixFileMode(path, Passage);
        }
    }
}
