namespace MainImageHub.Marketplaces.Calls;

/// <summary>What keeps a store from being called at all, the same everywhere.</summary>
internal static class StoreChecks
{
    /// <summary>Null where nothing does, and the site is one of those given.</summary>
    public static MarketplaceProblem? Problem(string marketplace, StoreConnection connection, IReadOnlyList<MarketplaceSite> sites, IReadOnlyList<CredentialField> fields)
    {
        if (sites.All(each => each.Code != connection.Site))
        {
            return CallProblems.Own(marketplace, ProblemCodes.Refused, $"{connection.Site} is not a site of {marketplace}.");
        }

        if (connection is { Endpoint: { } endpoint, EndpointIsTrusted: false } && endpoint.Scheme != Uri.UriSchemeHttps)
        {
            return CallProblems.Own(marketplace, ProblemCodes.Connection, "The store's endpoint must be https.");
        }

        var missing = fields.Where(field => field.IsRequired && connection.Credential(field.Name) is null).Select(field => field.Name).ToList();
        return missing.Count > 0 ? CallProblems.Own(marketplace, ProblemCodes.Unauthorized, $"Missing: {string.Join(", ", missing)}.") : null;
    }

    /// <summary>Knows all secrets of a store, those that the marketplace renewed among them.</summary>
    public static SecretScrubber Scrubber(StoreConnection connection, IReadOnlyList<CredentialField> fields) =>
        new(connection.Credentials.Where(each => fields.Any(field => field.IsSecret && field.Owns(each.Key))).Select(each => each.Value));
}
