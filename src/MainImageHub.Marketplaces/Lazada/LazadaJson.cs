using System.Text.Json;
using System.Text.Json.Serialization;

namespace MainImageHub.Marketplaces.Lazada;

// The parts we read and write of the Lazada Open Platform. Everything foreign is a string, never an enum: a value Lazada adds tomorrow must not break
// reading today. Its names are spelt in three ways, so those that are not in snake_case are written out.

/// <summary>Every answer: <see cref="Code"/> 0 is good, whatever the HTTP status says.</summary>
/// <param name="Code">A number or a word, as a text or bare.</param>
/// <param name="Type">Whose fault it is: ISV the caller's, ISP the service's, SYSTEM the gateway's.</param>
/// <param name="Message">For people.</param>
/// <param name="RequestId">To quote to Lazada's support.</param>
/// <param name="Detail">Of a refusal, the reasons: a list of objects with a message each.</param>
/// <param name="Data">What was asked for.</param>
internal sealed record LazadaAnswer(JsonElement? Code, string? Type, string? Message, string? RequestId, JsonElement? Detail, JsonElement? Data);

internal sealed record LazadaSeller(string? Name, string? ShortCode, string? Status);

internal sealed record LazadaProducts(long? TotalProducts, IReadOnlyList<LazadaProduct>? Products);

/// <param name="ItemId">The item's number.</param>
/// <param name="Status">Active, InActive, Pending QC, Suspended, Deleted.</param>
/// <param name="SubStatus">Of one that was rejected: Lock, Reject, Live_Reject, Admin.</param>
/// <param name="PrimaryCategory">The leaf's number.</param>
/// <param name="UpdatedTime">Unix milliseconds.</param>
/// <param name="Images">What shoppers get, in order: a list, or a text that holds one.</param>
/// <param name="Attributes">Title and brand among them.</param>
/// <param name="Skus">Its variants.</param>
/// <param name="SuspendedSkus">Variants that are off sale.</param>
/// <param name="RejectReason">Why it was rejected.</param>
/// <param name="HiddenReason">Why some shoppers do not find it.</param>
internal sealed record LazadaProduct(
    long? ItemId,
    string? Status,
    [property: JsonPropertyName("subStatus")] string? SubStatus,
    long? PrimaryCategory,
    long? UpdatedTime,
    JsonElement? Images,
    LazadaAttributes? Attributes,
    IReadOnlyList<LazadaSku>? Skus,
    [property: JsonPropertyName("suspendedSkus")] IReadOnlyList<LazadaSuspendedSku>? SuspendedSkus,
    [property: JsonPropertyName("rejectReason")] IReadOnlyList<LazadaReason>? RejectReason,
    [property: JsonPropertyName("hiddenReason")] string? HiddenReason);

internal sealed record LazadaAttributes(string? Name, string? Brand);

internal sealed record LazadaSku(
    [property: JsonPropertyName("SkuId")] long? SkuId,
    [property: JsonPropertyName("SellerSku")] string? SellerSku,
    [property: JsonPropertyName("Status")] string? Status,
    [property: JsonPropertyName("Images")] JsonElement? Images);

internal sealed record LazadaSuspendedSku([property: JsonPropertyName("SellerSku")] string? SellerSku, [property: JsonPropertyName("rejectReason")] string? RejectReason);

internal sealed record LazadaReason([property: JsonPropertyName("violationDetail")] string? ViolationDetail, [property: JsonPropertyName("suggestion")] string? Suggestion);

internal sealed record LazadaUpload(LazadaImage? Image);

internal sealed record LazadaImage(string? Url);

// What is null is not sent, and what is not sent stays as it is. Numbers are sent as texts: the guide asks for that.
internal sealed record LazadaUpdate([property: JsonPropertyName("Request")] LazadaUpdateRequest Request);

internal sealed record LazadaUpdateRequest([property: JsonPropertyName("Product")] LazadaUpdateProduct Product);

internal sealed record LazadaUpdateProduct(
    [property: JsonPropertyName("ItemId")] string ItemId,
    [property: JsonPropertyName("Images")] LazadaImageList Images,
    [property: JsonPropertyName("Attributes")] LazadaUpdateAttributes Attributes,
    [property: JsonPropertyName("Skus")] LazadaSkuList Skus);

/// <param name="Image">All of them: the list replaces the one before.</param>
internal sealed record LazadaImageList([property: JsonPropertyName("Image")] IReadOnlyList<string> Image);

/// <summary>There must be one, empty or not.</summary>
internal sealed record LazadaUpdateAttributes(string? Name);

internal sealed record LazadaSkuList([property: JsonPropertyName("Sku")] IReadOnlyList<LazadaUpdateSku> Sku);

internal sealed record LazadaUpdateSku([property: JsonPropertyName("SkuId")] string SkuId, [property: JsonPropertyName("Status")] string? Status);

internal sealed record LazadaUpdated(string? ItemStatus);

/// <summary>
/// Where a reading of all listings, or of named ones, stands. Pages end at the 10,000th item; a larger shop is read by spans of the time when its items were
/// made, each short enough to have fewer.
/// </summary>
/// <param name="Offset">How many of this span were read.</param>
/// <param name="Asked">How many named ones were asked for.</param>
/// <param name="From">The span's first second, Unix time; null where there are no spans.</param>
/// <param name="To">Its last second.</param>
/// <param name="End">The last span's last second.</param>
internal sealed record LazadaListingCursor(int Offset, int Asked, long? From = null, long? To = null, long? End = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(LazadaAnswer))]
[JsonSerializable(typeof(LazadaSeller))]
[JsonSerializable(typeof(LazadaProducts))]
[JsonSerializable(typeof(LazadaProduct))]
[JsonSerializable(typeof(LazadaUpload))]
[JsonSerializable(typeof(LazadaUpdate))]
[JsonSerializable(typeof(LazadaUpdated))]
[JsonSerializable(typeof(LazadaListingCursor))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class LazadaJson : JsonSerializerContext;
