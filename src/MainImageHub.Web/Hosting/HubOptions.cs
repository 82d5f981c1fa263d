using System.ComponentModel.DataAnnotations;

namespace MainImageHub.Web.Hosting;

/// <summary>Section <c>Hub</c>; as environment variables <c>Hub__Name</c>. The README has the same table for people.</summary>
public sealed class HubOptions
{
    public const string Section = "Hub";

    /// <summary><c>all</c>, <c>web</c>, <c>worker</c> or <c>migrate</c>.</summary>
    [RegularExpression("^(all|web|worker|migrate)$", ErrorMessage = "Hub__Role must be all, web, worker or migrate.")]
    public string Role { get; set; } = "all";

    /// <summary>Apply pending migrations to a configured database at start. The embedded one always migrates.</summary>
    public bool Migrate { get; set; }

    /// <summary>Where files and the embedded database live; see <c>DataDirectory</c> for the default.</summary>
    public string? DataDir { get; set; }

    /// <summary>The address under which people and marketplaces reach the installation; the listening address unless set. With https, cookies are sent by https only.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Addresses and networks of the proxies in front, parted by commas: they are believed who asks, and whether by https. Nobody is by default.</summary>
    public string? Proxies { get; set; }

    public string? BootstrapEmail { get; set; }

    public string? BootstrapPassword { get; set; }

    public string? BootstrapToken { get; set; }

    /// <summary>Seed the demo workspace; by default only when nothing at all is configured.</summary>
    public bool? Demo { get; set; }

    /// <summary>Map the marketplaces' simulator under /simulator; by default in Development.</summary>
    public bool? Simulator { get; set; }

    /// <summary>A folder with rule packs beside those that ship with the product: announced rules, each with the day from which it holds.</summary>
    public string? RulePacks { get; set; }

    public bool RunsWeb => Role is "all" or "web";

    public bool RunsWork => Role is "all" or "worker";
}
