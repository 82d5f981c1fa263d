using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopify;

/// <summary>A store connection made ready for calls: credentials present, shop named, host chosen.</summary>
internal sealed partial class ShopifyStore
{
    /// <summary>The Admin API's version; a new one comes every quarter and lives for a year.</summary>
    public const string Version = "2026-10";

    private const string Domain = ".myshopify.com";

    private readonly Uri host;

    private ShopifyStore(StoreConnection connection, string shop, string clientId, string clientSecret)
    {
        (Id, Shop, ClientId, ClientSecret) = (connection.StoreId, shop + Domain, clientId, clientSecret);
        host = connection.Endpoint ?? new Uri($"https://{Shop}");
        NamesShop = connection.Endpoint is not null;
        Scrubber = new([clientSecret]);
        Client = MarketplacesModule.ClientName(ShopifyConnector.Code, connection.EndpointIsTrusted);
    }

    public Guid Id { get; }

    /// <summary><c>acme.myshopify.com</c>.</summary>
    public string Shop { get; }

    public string ClientId { get; }

    public string ClientSecret { get; }

    /// <summary>Whether calls must say which shop they are for: an endpoint of one's own does not have its name.</summary>
    public bool NamesShop { get; }

    public SecretScrubber Scrubber { get; }

    public string Client { get; }

    public Uri TokenAddress => At("/admin/oauth/access_token");

    public Uri Api => At($"/admin/api/{Version}/graphql.json");

    public static bool TryOpen(StoreConnection connection, [NotNullWhen(true)] out ShopifyStore? store, [NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        store = null;
        if (connection.Site != ShopifyConnector.Site.Code)
        {
            problem = ShopifyErrors.Own(ProblemCodes.Refused, $"{connection.Site} is not a site of Shopify.");
            return false;
        }

        if (connection is { Endpoint: { } endpoint, EndpointIsTrusted: false } && endpoint.Scheme != Uri.UriSchemeHttps)
        {
            problem = ShopifyErrors.Own(ProblemCodes.Connection, "The store's endpoint must be https.");
            return false;
        }

        if (connection.Credential(ShopifyConnector.ShopName) is not { } shop
            || connection.Credential(ShopifyConnector.ClientId) is not { } clientId
            || connection.Credential(ShopifyConnector.ClientSecret) is not { } clientSecret)
        {
            var missing = ShopifyConnector.CredentialFields.Where(field => connection.Credential(field.Name) is null).Select(field => field.Name);
            problem = ShopifyErrors.Own(ProblemCodes.Unauthorized, $"Missing: {string.Join(", ", missing)}.");
            return false;
        }

        // It becomes part of a host name: nothing but a shop's own name may lead anywhere.
        if (ShopPattern.Match(shop.ToLowerInvariant()) is not { Success: true } match)
        {
            problem = ShopifyErrors.Own(ProblemCodes.Unauthorized, $"'{shop}' is not the name of a shop, such as acme.myshopify.com.");
            return false;
        }

        problem = null;
        store = new(connection, match.Groups["name"].Value, clientId, clientSecret);
        return true;
    }

    private Uri At(string path) => new(host.AbsoluteUri.TrimEnd('/') + path);

    [GeneratedRegex(@"^(https?://)?(?<name>[a-z0-9][a-z0-9-]{0,62})(\.myshopify\.com)?/?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ShopPattern { get; }
}
