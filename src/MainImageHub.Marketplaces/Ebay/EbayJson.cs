using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MainImageHub.Marketplaces.Ebay;

// The parts we read and write. Everything foreign is a string, never an enum: a value eBay adds tomorrow must not break reading today.
// Inventory items stay raw (JsonObject): they are written back whole, with whatever stands in them.

internal sealed record EbayToken(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn);

internal sealed record EbaySignInError(
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("error_description")] string? ErrorDescription);

/// <summary>What every answer may carry beside its own: <c>errors</c> where it refuses, <c>warnings</c> where it does not.</summary>
internal sealed record EbayAnswer(IReadOnlyList<EbayError>? Errors = null, IReadOnlyList<EbayError>? Warnings = null);

internal sealed record EbayError(long? ErrorId, string? Category, string? Message, string? LongMessage, IReadOnlyList<string>? InputRefIds, IReadOnlyList<EbayErrorParameter>? Parameters);

internal sealed record EbayErrorParameter(string? Name, string? Value);

internal sealed record EbayItemPage(IReadOnlyList<JsonObject>? InventoryItems, string? Next, int? Total);

internal sealed record EbayBulkRequest(IReadOnlyList<EbayBulkSku> Requests);

internal sealed record EbayBulkSku(string Sku);

internal sealed record EbayBulkAnswer(IReadOnlyList<EbayBulkItem>? Responses);

internal sealed record EbayBulkItem(string? Sku, int? StatusCode, JsonObject? InventoryItem, IReadOnlyList<EbayError>? Errors);

internal sealed record EbayOffers(IReadOnlyList<EbayOffer>? Offers);

internal sealed record EbayOffer(string? MarketplaceId, string? Format, string? Status, string? CategoryId, EbayOfferListing? Listing);

internal sealed record EbayOfferListing(string? ListingId, string? ListingStatus, bool? ListingOnHold);

internal sealed record EbayImageRequest(string ImageUrl);

internal sealed record EbayImage(string? ImageUrl);

internal sealed record EbayReport(EbayReportHeader? Header, IReadOnlyList<EbayRecord>? Records, DateTimeOffset? LastUpdatedDate);

internal sealed record EbayReportHeader(IReadOnlyList<EbayDefinition>? Metrics);

internal sealed record EbayDefinition(string? Key);

internal sealed record EbayRecord(IReadOnlyList<EbayValue>? DimensionValues, IReadOnlyList<EbayValue>? MetricValues);

internal sealed record EbayValue(JsonElement? Value, bool? Applicable);

/// <summary>Where the reading of listings stands.</summary>
/// <param name="Page">The page of all listings, from 0.</param>
/// <param name="Asked">Of those asked for by name, how many are done.</param>
internal sealed record EbayListingCursor(int Page, int Asked);

/// <summary>Where a push or a removal stands between two calls.</summary>
/// <param name="Image">The picture service's id of the picture that was made.</param>
/// <param name="Url">Its address there; or that of the picture to be taken away.</param>
internal sealed record EbayProgress(string? Image, string? Url);

/// <summary>Where the reading of figures stands.</summary>
internal sealed record EbayFigureCursor
{
    /// <summary>The day to ask for next.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The last day from the first on that was read without a gap and will not change any more.</summary>
    public DateOnly? Complete { get; init; }

    /// <summary>A day before was not complete yet.</summary>
    public bool HasGap { get; init; }

    /// <summary>The listings to ask for by id, where there are more than one answer holds; null where it holds all.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Which page of listings to take ids from next; null when there is none left.</summary>
    public int? Page { get; init; }

    /// <summary>How many of the ids are done for this day.</summary>
    public int Asked { get; init; }

    public int Troubles { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EbayToken))]
[JsonSerializable(typeof(EbaySignInError))]
[JsonSerializable(typeof(EbayAnswer))]
[JsonSerializable(typeof(EbayItemPage))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(EbayBulkRequest))]
[JsonSerializable(typeof(EbayBulkAnswer))]
[JsonSerializable(typeof(EbayOffers))]
[JsonSerializable(typeof(EbayImageRequest))]
[JsonSerializable(typeof(EbayImage))]
[JsonSerializable(typeof(EbayReport))]
[JsonSerializable(typeof(EbayListingCursor))]
[JsonSerializable(typeof(EbayProgress))]
[JsonSerializable(typeof(EbayFigureCursor))]
internal sealed partial class EbayJson : JsonSerializerContext;
