using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.AliExpress;

// The parts we read and write of AliExpress's API for sellers. Everything foreign is a string, never an enum: a value AliExpress adds tomorrow must not
// break reading today.

/// <summary>A refusal: of the gateway (<see cref="Code"/>, a word) or of the service behind it (<see cref="SubCode"/>).</summary>
internal sealed record AliExpressRefusal(JsonElement? Code, string? Msg, string? Message, string? SubCode, string? SubMsg, string? RequestId);

internal sealed record AliExpressResponse(JsonElement? Result, string? RequestId);

/// <summary>What some results say of themselves.</summary>
internal sealed record AliExpressVerdict(bool? Success, JsonElement? ErrorCode, string? ErrorMessage, string? ErrorMsg);

/// <summary>An answer, in whichever of the forms it came.</summary>
/// <param name="Said">Good or not.</param>
/// <param name="Result">What was asked for.</param>
internal sealed record AliExpressAnswer(IopSaid Said, JsonElement? Result)
{
    /// <summary>A call is answered under its own name, or by an <c>error_response</c>; what the gateway refuses at the door may stand bare.</summary>
    public static AliExpressAnswer Of(MarketplaceReply reply, string method)
    {
        var fields = CallProblems.TryParse(reply, AliExpressJson.Default.DictionaryStringJsonElement) ?? [];
        if (fields.TryGetValue($"{method.Replace('.', '_')}_response", out var told) && CallProblems.Data(told, AliExpressJson.Default.AliExpressResponse) is { Result: { } result } response)
        {
            return CallProblems.Data(result, AliExpressJson.Default.AliExpressVerdict) is { Success: false } no
                ? new(new(IopErrors.TextOf(no.ErrorCode) ?? "false", no.ErrorMessage ?? no.ErrorMsg, response.RequestId), Result: null)
                : new(new(IopErrors.Ok, Message: null, response.RequestId), result);
        }

        var refusal = fields.TryGetValue("error_response", out var error) ? CallProblems.Data(error, AliExpressJson.Default.AliExpressRefusal)
            : fields.ContainsKey("code") ? CallProblems.TryParse(reply, AliExpressJson.Default.AliExpressRefusal)
            : null;
        var code = string.IsNullOrEmpty(refusal?.SubCode) ? IopErrors.TextOf(refusal?.Code) : refusal.SubCode;
        return new(new(code == IopErrors.Ok ? null : code, refusal?.SubMsg ?? refusal?.Message ?? refusal?.Msg, refusal?.RequestId), Result: null);
    }
}

/// <param name="TotalPage">How many pages of that size there are.</param>
/// <param name="ProductCount">How many products.</param>
/// <param name="Rows">Of this page.</param>
internal sealed record AliExpressProducts(int? TotalPage, long? ProductCount, [property: JsonPropertyName("aeop_a_e_product_display_d_t_o_list")] JsonElement? Rows);

internal sealed record AliExpressRow(long? ProductId);

/// <param name="ProductId">Its number.</param>
/// <param name="ProductStatusType">onSelling, offline, auditing, editingRequired.</param>
/// <param name="Subject">Its title in the language it was written in.</param>
/// <param name="ImageUrls">All pictures in order, in one text.</param>
/// <param name="CategoryId">The leaf's number.</param>
/// <param name="Subjects">Its title in all languages.</param>
/// <param name="Skus">Its variants.</param>
/// <param name="Properties">Brand among them.</param>
internal sealed record AliExpressProduct(
    long? ProductId,
    string? ProductStatusType,
    string? Subject,
    [property: JsonPropertyName("image_u_r_ls")] string? ImageUrls,
    long? CategoryId,
    [property: JsonPropertyName("multi_language_subject_list")] JsonElement? Subjects,
    [property: JsonPropertyName("aeop_ae_product_s_k_us")] JsonElement? Skus,
    [property: JsonPropertyName("aeop_ae_product_propertys")] JsonElement? Properties);

internal sealed record AliExpressSubject(string? Locale, string? Subject);

internal sealed record AliExpressSku(string? SkuCode);

internal sealed record AliExpressProperty(string? AttrName, string? AttrValue);

internal sealed record AliExpressUpload(string? PhotobankUrl);

/// <summary>Which page; named where one SKU is looked for.</summary>
internal sealed record AliExpressQuery(string ProductStatusType, int CurrentPage, int PageSize, string? SkuCode);

/// <summary>What is null is not sent, and what is not sent stays as it is.</summary>
/// <param name="ProductId">Which product.</param>
/// <param name="Pictures">All of them: the list replaces the one before.</param>
/// <param name="Subjects">The title in the language it was written in.</param>
internal sealed record AliExpressEdit(
    long ProductId,
    [property: JsonPropertyName("main_image_urls_list")] IReadOnlyList<string> Pictures,
    [property: JsonPropertyName("multi_language_subject_list")] IReadOnlyList<AliExpressTitle>? Subjects);

internal sealed record AliExpressTitle(string Language, string Subject);

internal sealed record AliExpressEdited(long? ProductId);

/// <summary>Where a reading of all listings, or of named ones, stands. Lists are by status, one after the other.</summary>
/// <param name="Status">Which of <see cref="AliExpressListings.Statuses"/>.</param>
/// <param name="Page">From 1.</param>
/// <param name="Asked">How many named ones were asked for.</param>
internal sealed record AliExpressListingCursor(int Status, int Page, int Asked);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(AliExpressRefusal))]
[JsonSerializable(typeof(AliExpressResponse))]
[JsonSerializable(typeof(AliExpressVerdict))]
[JsonSerializable(typeof(AliExpressProducts))]
[JsonSerializable(typeof(AliExpressRow))]
[JsonSerializable(typeof(AliExpressProduct))]
[JsonSerializable(typeof(AliExpressSubject))]
[JsonSerializable(typeof(AliExpressSku))]
[JsonSerializable(typeof(AliExpressProperty))]
[JsonSerializable(typeof(AliExpressUpload))]
[JsonSerializable(typeof(AliExpressQuery))]
[JsonSerializable(typeof(AliExpressEdit))]
[JsonSerializable(typeof(AliExpressEdited))]
[JsonSerializable(typeof(AliExpressListingCursor))]
internal sealed partial class AliExpressJson : JsonSerializerContext
{
    /// <summary>A list, which the gateway wraps in an object of its own as the old platform did: <c>{"item_display_dto": [...]}</c>.</summary>
    public static IReadOnlyList<T> ListOf<T>(JsonElement? told, JsonTypeInfo<T> type)
        where T : class
    {
        var list = told is { ValueKind: JsonValueKind.Object } wrapped ? wrapped.EnumerateObject().Select(each => each.Value).FirstOrDefault(each => each.ValueKind == JsonValueKind.Array) : told ?? default;
        return list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(each => CallProblems.Data(each, type)).OfType<T>()] : [];
    }
}
