using System.Security.Cryptography;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Stores;

[Requires(HubAction.ManageStores)]
public sealed class ConnectPage(StoreConnections connections, Installation installation, SimulatorOrigin origin, ConnectStore connect, StartImport start, CurrentMember me) : PageModel
{
    /// <summary>Those with an API first: what most people come for, and what the page opens with.</summary>
    public IReadOnlyList<IMarketplaceConnector> Connectors { get; } = [.. connections.Connectors.OrderBy(c => c.Capabilities.ByHand is not null)];

    public IMarketplaceConnector Chosen { get; private set; } = null!;

    /// <summary>Fill the form for the built-in simulator, which takes any complete credentials.</summary>
    public bool UseSimulator { get; private set; }

    public string SampleSeller { get; } = "DEMO" + RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 6);

    private string SampleNumber { get; } = "9" + RandomNumberGenerator.GetString("0123456789", 8);

    public Uri? SimulatorEndpoint => installation.Simulator && origin.Own is { } own ? new Uri(own, $"/simulator/{Chosen.Marketplace}") : null;

    public void OnGet(string? marketplace, bool simulator)
    {
        // Where most sellers begin.
        Chosen = Connectors.FirstOrDefault(c => c.Marketplace == marketplace) ?? Connectors.FirstOrDefault(c => c.Marketplace == "amazon") ?? Connectors[0];
        UseSimulator = simulator && SimulatorEndpoint is not null;
    }

    [Requires(HubAction.ManageStores)]
    public async Task<IActionResult> OnPostAsync(string? name, string? marketplace, string? site, string? endpoint, Dictionary<string, string?> credentials, CancellationToken cancellationToken)
    {
        var store = await connect.ConnectAsync(new ConnectStoreRequest(name, marketplace, site, endpoint, AllowPush: false, credentials), cancellationToken);
        if (!connections.IsByHand(store))
        {
            await start.StartAsync(store, skus: null, me.Actor, cancellationToken);
        }

        return Redirect($"/w/{me.Workspace.Slug}/stores/{store.Id}");
    }

    /// <summary>
    /// Some marketplaces know an account by a secret alone, so that is another one each time as well. Where they go by numbers, it is the secret of that
    /// number.
    /// </summary>
    public string? Sample(CredentialField field) => !UseSimulator ? null
        : field.IsNumber ? SampleNumber
        : field.NamesAccount ? SampleSeller
        : $"simulated-{field.Name}-{(Chosen.Capabilities.Credentials.Any(each => each.IsNumber) ? SampleNumber : SampleSeller)}";
}
