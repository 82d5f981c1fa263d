using System.Globalization;

namespace MainImageHub.Web.Storage.Embedded;

/// <summary>
/// One running product per data folder. The operating system drops the lock with the process, so a killed one leaves
/// nothing to clean up; the pid beside it is only there to be named in the message.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    // .NET reports a refused flock() as an IOException that carries the plain errno.
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMacOS = 35;

    private readonly FileStream held;

    private DataDirectoryLock(FileStream held) => this.held = held;

    public static DataDirectoryLock Take(string directory) =>
        TryTake(directory) ?? throw new StartupException($"The data folder '{directory}' is in use by another MainImageHub{OwnerOf(directory)}: stop it, or set Hub__DataDir to another folder.");

    /// <summary>Null when another process holds it.</summary>
    public static DataDirectoryLock? TryTake(string directory)
    {
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(directory, "app.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException refused) when (refused.HResult is WouldBlockOnLinux or WouldBlockOnMacOS)
        {
            return null;
        }

        try
        {
            File.WriteAllText(PidFile(directory), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataDirectoryLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => held.Dispose();

    private static string PidFile(string directory) => Path.Combine(directory, "app.pid");

    private static string OwnerOf(string directory)
    {
        try
        {
            return $" (process {File.ReadAllText(PidFile(directory)).Trim()})";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
