using System.Text;
using MainImageHub.Domain.Listings;

namespace MainImageHub.Marketplaces;

/// <summary>A store as a connector needs it: decrypted for the length of a call, never stored or logged by the connector.</summary>
/// <param name="StoreId">The store's key; names its tokens and its rate limits.</param>
/// <param name="Site">e.g. <c>amazon/US</c>.</param>
/// <param name="Credentials">
/// By the names of <see cref="MarketplaceCapabilities.Credentials"/>; what the marketplace gave in the place of one, or for it, stands beside it under
/// a longer name (<see cref="CredentialField.Owns"/>).
/// </param>
/// <param name="Endpoint">Where all calls of this store go instead of the marketplace's own hosts; null for those.</param>
/// <param name="EndpointIsTrusted">
/// The endpoint is the installation's own simulator: plain http and private addresses are allowed. Anything else must be https.
/// </param>
public sealed record StoreConnection(
    Guid StoreId,
    SiteCode Site,
    IReadOnlyDictionary<string, string> Credentials,
    Uri? Endpoint = null,
    bool EndpointIsTrusted = false)
{
    /// <summary>Keeps what the marketplace renews; null where nobody does, and what was given has to last.</summary>
    public ICredentialKeeper? Keeper { get; init; }

    /// <summary>Null where the credential is missing or blank.</summary>
    public string? Credential(string name) =>
        Credentials.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    // The generated ToString would print the credentials into the first log line that names a store.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(System.Globalization.CultureInfo.InvariantCulture, $"StoreId = {StoreId}, Site = {Site}, Endpoint = {Endpoint}");
        return true;
    }
}

/// <summary>The answer to "do these credentials work?".</summary>
/// <param name="Ok">Calls for this store and site will be answered.</param>
/// <param name="Detail">What was found, or what to do.</param>
/// <param name="Problem">Set when not ok.</param>
public sealed record StoreCheck(bool Ok, Domain.Rules.LocalText Detail, MarketplaceProblem? Problem = null);
