using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MainImageHub.Marketplaces.Shopify;

// The parts we read and write of the Admin API 2026-10. Everything foreign is a string, never an enum: a value Shopify
// adds tomorrow must not break reading today.

internal sealed record ShopifyToken(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn);

internal sealed record ShopifySignInError(
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("error_description")] string? ErrorDescription);

internal sealed record ShopifyRequest(string Query, string OperationName, JsonObject Variables);

/// <summary><c>errors</c> is a list from GraphQL itself, a text or an object from what stands before it.</summary>
internal sealed record ShopifyAnswer(JsonElement? Data, JsonElement? Errors, ShopifyExtensions? Extensions);

internal sealed record ShopifyExtensions(ShopifyCost? Cost);

internal sealed record ShopifyCost(double? RequestedQueryCost, ShopifyThrottle? ThrottleStatus);

internal sealed record ShopifyThrottle(double? MaximumAvailable, double? CurrentlyAvailable, double? RestoreRate);

internal sealed record ShopifyNodes<T>(IReadOnlyList<T>? Nodes, ShopifyPageInfo? PageInfo);

internal sealed record ShopifyPageInfo(bool HasNextPage, string? EndCursor);

internal sealed record ShopifyCount(int? Count);

internal sealed record ShopifyShopData(ShopifyShop? Shop, ShopifyInstallation? CurrentAppInstallation, ShopifyCount? ProductsCount);

internal sealed record ShopifyShop(string? Name, string? MyshopifyDomain);

internal sealed record ShopifyInstallation(IReadOnlyList<ShopifyScope>? AccessScopes);

internal sealed record ShopifyScope(string? Handle);

internal sealed record ShopifyListingsData(ShopifyNodes<ShopifyProduct>? Products, ShopifyCount? ProductsCount);

internal sealed record ShopifyNamedData(ShopifyNodes<ShopifyVariant>? ProductVariants);

internal sealed record ShopifyProductData(ShopifyProduct? Product);

internal sealed record ShopifyVariant(string? Sku, ShopifyProduct? Product);

internal sealed record ShopifyProduct(
    string? Id,
    string? Title,
    string? Vendor,
    string? ProductType,
    string? Status,
    IReadOnlyList<string>? Tags,
    DateTimeOffset? UpdatedAt,
    ShopifyNodes<ShopifyVariant>? Variants,
    ShopifyMedia? FeaturedMedia,
    ShopifyNodes<ShopifyMedia>? Media);

internal sealed record ShopifyMedia(string? Id, string? Status, IReadOnlyList<ShopifyMediaError>? MediaErrors, ShopifyPreview? Preview, ShopifyImage? Image);

internal sealed record ShopifyMediaError(string? Code, string? Message, string? Details);

internal sealed record ShopifyPreview(ShopifyImage? Image);

internal sealed record ShopifyImage(string? Url, int? Width, int? Height);

internal sealed record ShopifyNodeData(ShopifyFile? Node);

internal sealed record ShopifyFilesData(ShopifyNodes<ShopifyFile>? Files);

internal sealed record ShopifyFile(string? Id, string? FileStatus, IReadOnlyList<ShopifyMediaError>? FileErrors);

internal sealed record ShopifyJobData(ShopifyJob? Job);

internal sealed record ShopifyJob(string? Id, bool Done);

internal sealed record ShopifyUserError(IReadOnlyList<string>? Field, string? Message, string? Code);

internal sealed record ShopifyCreateData(ShopifyFilesPayload? FileCreate);

internal sealed record ShopifyUpdateData(ShopifyFilesPayload? FileUpdate);

internal sealed record ShopifyDeleteData(ShopifyFilesPayload? FileDelete);

internal sealed record ShopifyFilesPayload(IReadOnlyList<ShopifyFile>? Files, IReadOnlyList<ShopifyUserError>? UserErrors);

internal sealed record ShopifyMoveData(ShopifyMovePayload? ProductReorderMedia);

internal sealed record ShopifyMovePayload(ShopifyJob? Job, IReadOnlyList<ShopifyUserError>? MediaUserErrors);

internal sealed record ShopifyRetitleData(ShopifyFilesPayload? ProductUpdate);

/// <summary>Where the reading of listings stands.</summary>
internal sealed record ShopifyListingCursor(string? After, int Asked);

/// <summary>Where a push or a removal stands between two calls.</summary>
/// <param name="File">The file that was created, or the one to be taken away.</param>
/// <param name="Job">What Shopify does with it now.</param>
/// <param name="Moves">How often it was told to move the picture to the front.</param>
/// <param name="Looks">How often it was looked at since the last step, in vain.</param>
internal sealed record ShopifyProgress(string? File = null, string? Job = null, int Moves = 0, int Looks = 0);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ShopifyToken))]
[JsonSerializable(typeof(ShopifySignInError))]
[JsonSerializable(typeof(ShopifyRequest))]
[JsonSerializable(typeof(ShopifyAnswer))]
[JsonSerializable(typeof(ShopifyShopData))]
[JsonSerializable(typeof(ShopifyListingsData))]
[JsonSerializable(typeof(ShopifyNamedData))]
[JsonSerializable(typeof(ShopifyProductData))]
[JsonSerializable(typeof(ShopifyNodeData))]
[JsonSerializable(typeof(ShopifyFilesData))]
[JsonSerializable(typeof(ShopifyJobData))]
[JsonSerializable(typeof(ShopifyCreateData))]
[JsonSerializable(typeof(ShopifyUpdateData))]
[JsonSerializable(typeof(ShopifyDeleteData))]
[JsonSerializable(typeof(ShopifyMoveData))]
[JsonSerializable(typeof(ShopifyRetitleData))]
[JsonSerializable(typeof(ShopifyListingCursor))]
[JsonSerializable(typeof(ShopifyProgress))]
internal sealed partial class ShopifyJson : JsonSerializerContext;
