using System.Globalization;

namespace MainImageHub.Web.Storage.Embedded;

/// <summary>
/// Postgres refuses to run as root. An ordinary user runs it as itself; root hands it to an ordinary account, through
/// whichever tool this machine has and allows.
/// </summary>
internal sealed record ServerAccount
{
    /// <summary>What goes before a command to run it under the account; empty for an ordinary user.</summary>
    public required IReadOnlyList<string> Prefix { get; init; }

    /// <summary><c>uid:gid</c> that must own the data; null when it is this process's own.</summary>
    public string? Owner { get; init; }

    public required string Name { get; init; }

    private static readonly string[] PreferredAccounts = ["postgres", "nobody"];

    public static async Task<ServerAccount> ChooseAsync(CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerAccount { Prefix = [], Name = Environment.UserName };
        }

        foreach (var candidate in Candidates())
        {
            var told = await Command.TryRunAsync([.. candidate.Prefix, "id", "-u"], "/", ct);
            if (told is { ExitCode: 0 } && told.Output.Trim() != "0")
            {
                return candidate;
            }
        }

        throw new StartupException(
            "Postgres refuses to run as root, and no way to run it under another account works here (setpriv, runuser and unshare were tried): start MainImageHub as an ordinary user, or set ConnectionStrings__Hub.");
    }

    private static IEnumerable<ServerAccount> Candidates()
    {
        if (OrdinaryAccount() is var (name, uid, gid))
        {
            var owner = string.Create(CultureInfo.InvariantCulture, $"{uid}:{gid}");
            yield return new ServerAccount { Prefix = ["setpriv", $"--reuid={uid}", $"--regid={gid}", "--clear-groups", "--"], Owner = owner, Name = name };
            yield return new ServerAccount { Prefix = ["runuser", "-u", name, "--"], Owner = owner, Name = name };
        }

        // Where root may not become anyone else (a container with one mapped id), it can at least look like someone else.
        yield return new ServerAccount { Prefix = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"], Name = "nobody" };
    }

    private static (string Name, uint Uid, uint Gid)? OrdinaryAccount()
    {
        var accounts = File.Exists("/etc/passwd")
            ? File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToList()
            : [];
        foreach (var name in PreferredAccounts)
        {
            if (accounts.Find(fields => fields[0] == name) is { } fields
                && uint.TryParse(fields[2], CultureInfo.InvariantCulture, out var uid)
                && uint.TryParse(fields[3], CultureInfo.InvariantCulture, out var gid))
            {
                return (name, uid, gid);
            }
        }

        return null;
    }
}
