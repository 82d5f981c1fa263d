using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Listings Items 2021-08-01, writing: what is wrong in form is refused at once, what is right is ACCEPTED and happens later.</summary>
internal sealed class SubmissionsApi(SimulatedWorld world, AmazonCatalogue catalogue)
{
    private static readonly string[] Operations = ["add", "replace", "merge", "delete"];

    public Task<IResult> PatchAsync(AmazonCall call)
    {
        if (Site(call) is not { } site)
        {
            return Invalid("'marketplaceIds' must name exactly one Amazon marketplace.");
        }

        if (call.JsonBody() is not { } body || body["productType"] is not JsonValue || body["patches"] is not JsonArray { Count: > 0 } patches)
        {
            return Invalid("The request body must have 'productType' and at least one of 'patches'.");
        }

        List<Change> changes = [];
        foreach (var patch in patches)
        {
            if (patch is not JsonObject || Text(patch["op"]) is not { } op || !Operations.Contains(op, StringComparer.Ordinal)
                || Text(patch["path"]) is not { } path || !path.StartsWith("/attributes/", StringComparison.Ordinal)
                || path["/attributes/".Length..] is not { Length: > 0 } attribute || attribute.Contains('/', StringComparison.Ordinal))
            {
                return Invalid("Each patch must have an 'op' of add, replace, merge or delete and a 'path' of /attributes/{name}.");
            }

            changes.Add(new Change(attribute, patch["value"] as JsonArray, op == "delete"));
        }

        return TakeAsync(call, site, changes);
    }

    public Task<IResult> PutAsync(AmazonCall call)
    {
        if (Site(call) is not { } site)
        {
            return Invalid("'marketplaceIds' must name exactly one Amazon marketplace.");
        }

        return call.JsonBody() is { } body && body["productType"] is JsonValue productType && body["attributes"] is JsonObject attributes
            ? TakeAsync(call, site, [.. attributes.Select(a => new Change(a.Key, a.Value as JsonArray, Delete: false))], put: productType.ToString())
            : Invalid("The request body must have 'productType' and 'attributes'.");
    }

    public Task<IResult> DeleteAsync(AmazonCall call)
    {
        if (Site(call) is not { } site)
        {
            return Invalid("'marketplaceIds' must name exactly one Amazon marketplace.");
        }

        lock (world.Gate)
        {
            if (catalogue.Find(call.Route("sellerId"), site, call.Route("sku")) is { } listing)
            {
                listing.Deleted = true;
                world.Touch();
            }
        }

        return Answer(call, "ACCEPTED", SubmissionId(), []);
    }

    private Task<IResult> TakeAsync(AmazonCall call, AmazonSite site, IReadOnlyList<Change> changes, string? put = null)
    {
        var sku = call.Route("sku");
        var preview = call.Query("mode") == "VALIDATION_PREVIEW";
        if (call.Query("mode") is not (null or "VALIDATION_PREVIEW"))
        {
            return Invalid("'mode' must be VALIDATION_PREVIEW where it is given.");
        }

        foreach (var change in changes.Where(c => c.Slot is not null && !c.Delete))
        {
            // Said at once and as a 400, not as an issue (selling-partner-api-models issue 1966).
            if (change.MediaLocation is { } location && (!Uri.TryCreate(location, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "s3")))
            {
                return Invalid($"Unable to Retrieve Media Content for URL 'Media Location is Not a Supported URL': {location}.");
            }
        }

        JsonArray issues = [.. changes.Select(c => c.Problem(site)).OfType<JsonObject>()];
        if (preview && sku == "VALIDATION_INVALID")
        {
            issues.Add(AmazonIssues.Issue(AmazonIssues.AttributeInvalid, "The attributes are invalid.", "ERROR", "fake_attribute", "INVALID_ATTRIBUTE", site));
        }

        if (issues.Count > 0 || preview)
        {
            return Answer(call, issues.Count > 0 ? "INVALID" : "VALID", SubmissionId(), issues);
        }

        lock (world.Gate)
        {
            if (Target(call, site, put is not null) is not { } listing)
            {
                return Invalid($"SKU '{sku}' not found in marketplace {site.MarketplaceId}.");
            }

            listing.ProductType = put ?? listing.ProductType;
            var id = SubmissionId();
            foreach (var change in changes)
            {
                if (change.Slot is { } slot)
                {
                    id = world.Submit(listing.Key, slot, change.Attribute, change.Delete ? null : change.MediaLocation).Id;
                }
                else
                {
                    Apply(listing, change);
                }
            }

            return Answer(call, "ACCEPTED", id, []);
        }
    }

    private Listing? Target(AmazonCall call, AmazonSite site, bool mayCreate)
    {
        var key = new ListingKey(AmazonCatalogue.Marketplace, call.Route("sellerId"), site.Code, call.Route("sku"));
        if (world.TryFind(key, out var listing))
        {
            listing.Deleted &= !mayCreate;
            return listing.Deleted ? null : listing;
        }

        return mayCreate ? catalogue.Create(key, Pictures.Flaw.None) : catalogue.Find(key.Seller, site, key.Sku);
    }

    private void Apply(Listing listing, Change change)
    {
        if (change.Delete)
        {
            listing.Attributes.Remove(change.Attribute);
        }
        else
        {
            listing.Attributes[change.Attribute] = change.Value?.DeepClone();
            listing.Title = change.Attribute == "item_name" && Text(change.Value?[0]?["value"]) is { Length: > 0 } title ? title : listing.Title;
        }

        listing.Updated = world.Clock.Now;
        world.Touch();
    }

    private static Task<IResult> Answer(AmazonCall call, string status, string submissionId, JsonArray issues) => Task.FromResult(Results.Json(
        new JsonObject { ["sku"] = call.Route("sku"), ["status"] = status, ["submissionId"] = submissionId, ["issues"] = issues }));

    private static Task<IResult> Invalid(string message) => Task.FromResult(AmazonErrors.InvalidInput(message));

    private static string SubmissionId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static AmazonSite? Site(AmazonCall call) =>
        call.QueryList("marketplaceIds") is [var id] && AmazonSite.TryByMarketplaceId(id, out var site) ? site : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>One attribute to be set or taken away.</summary>
    private sealed record Change(string Attribute, JsonArray? Value, bool Delete)
    {
        public string? Slot { get; } = AmazonSlots.SlotOf(Attribute);

        public string? MediaLocation => Text(Value is [JsonObject first, ..] ? first["media_location"] : null);

        public JsonObject? Problem(AmazonSite site)
        {
            // Deleting asks for the selector, setting for the value with its selector.
            var entry = Value is [JsonObject first, ..] ? first : null;
            if (entry is null)
            {
                return Missing("value", site);
            }

            if (Slot is null)
            {
                return null;
            }

            return Text(entry["marketplace_id"]) is not { } id ? Missing("marketplace_id", site)
                : id != site.MarketplaceId ? AmazonIssues.Issue(AmazonIssues.AttributeInvalid, $"'{Attribute}' names marketplace '{id}', the request names '{site.MarketplaceId}'.", "ERROR", Attribute, "INVALID_ATTRIBUTE", site)
                : !Delete && MediaLocation is null ? Missing("media_location", site)
                : null;
        }

        private JsonObject Missing(string what, AmazonSite site) =>
            AmazonIssues.Issue(AmazonIssues.AttributeMissing, $"'{Attribute}.{what}' is required but not supplied.", "ERROR", Attribute, "MISSING_ATTRIBUTE", site);
    }
}
