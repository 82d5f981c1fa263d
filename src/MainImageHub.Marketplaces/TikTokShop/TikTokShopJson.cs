using System.Text.Json;
using System.Text.Json.Serialization;

namespace MainImageHub.Marketplaces.TikTokShop;

// The parts we read and write of the TikTok Shop Partner API. Everything foreign is a string, never an enum: a value TikTok
// adds tomorrow must not break reading today.

/// <summary>Every answer: <see cref="Code"/> 0 is good, whatever the HTTP status says.</summary>
internal sealed record TikTokShopAnswer(JsonElement? Code, string? Message, string? RequestId, JsonElement? Data);

/// <param name="AccessToken">Sent in <c>x-tts-access-token</c>.</param>
/// <param name="AccessTokenExpireIn">An instant in Unix seconds, whatever its name says.</param>
/// <param name="RefreshToken">May be another one than it was asked with.</param>
/// <param name="GrantedScopes">What the seller allowed the app.</param>
internal sealed record TikTokShopTokenData(string? AccessToken, long? AccessTokenExpireIn, string? RefreshToken, IReadOnlyList<string>? GrantedScopes);

internal sealed record TikTokShopShopsData(IReadOnlyList<TikTokShopShop>? Shops);

internal sealed record TikTokShopShop(string? Id, string? Name, string? Region, string? Cipher, string? Code);

internal sealed record TikTokShopSearch(string Status, IReadOnlyList<string>? SellerSkus);

internal sealed record TikTokShopSearchData(int? TotalCount, IReadOnlyList<TikTokShopProduct>? Products, string? NextPageToken);

/// <summary>As a search and a reading of one give it; a search has no pictures.</summary>
internal sealed record TikTokShopProduct(
    string? Id,
    string? Title,
    string? Status,
    IReadOnlyList<TikTokShopSku>? Skus,
    TikTokShopBrand? Brand,
    IReadOnlyList<TikTokShopCategory>? CategoryChains,
    IReadOnlyList<TikTokShopImage>? MainImages,
    TikTokShopAudit? Audit,
    IReadOnlyList<TikTokShopAuditFailure>? AuditFailedReasons,
    bool? HasDraft,
    long? UpdateTime);

internal sealed record TikTokShopSku(string? Id, string? SellerSku);

internal sealed record TikTokShopBrand(string? Name);

internal sealed record TikTokShopCategory(string? Id, string? LocalName, bool? IsLeaf);

internal sealed record TikTokShopImage(string? Uri, IReadOnlyList<string>? Urls, int? Width, int? Height);

internal sealed record TikTokShopAudit(string? Status);

internal sealed record TikTokShopAuditFailure(string? Position, IReadOnlyList<string>? Reasons, IReadOnlyList<string>? Suggestions, string? ListingPlatform);

internal sealed record TikTokShopUploadData(string? Uri);

/// <summary>What is null is not sent, and what is not sent stays as it is.</summary>
internal sealed record TikTokShopEdit(string SaveMode, IReadOnlyList<TikTokShopImageUri>? MainImages, string? Title);

internal sealed record TikTokShopImageUri(string Uri);

internal sealed record TikTokShopEditData(string? ProductId, TikTokShopAudit? Audit);

internal sealed record TikTokShopPerformanceData(TikTokShopPerformance? Performance, string? LatestAvailableDate);

internal sealed record TikTokShopPerformance(IReadOnlyList<TikTokShopInterval>? Intervals);

internal sealed record TikTokShopInterval(
    string? StartDate,
    IReadOnlyList<TikTokShopMoneyPart>? GmvBreakdowns,
    IReadOnlyList<TikTokShopCountPart>? UnitSoldBreakdowns,
    IReadOnlyList<TikTokShopCountPart>? ImpressionBreakdowns,
    IReadOnlyList<TikTokShopCountPart>? PageViewBreakdowns);

internal sealed record TikTokShopMoneyPart(string? Type, string? Amount, string? Currency);

internal sealed record TikTokShopCountPart(string? Type, long? Amount);

/// <summary>Where a reading of all listings, or of named ones, stands.</summary>
internal sealed record TikTokShopListingCursor(string? Page, int Asked);

/// <summary>Where a reading of figures stands.</summary>
/// <param name="Page">Of the search that names the products.</param>
/// <param name="Latest">The earliest of the last days that answers said are known.</param>
/// <param name="Troubles">How often the step under way failed.</param>
internal sealed record TikTokShopFigureCursor(string? Page = null, DateOnly? Latest = null, int Troubles = 0);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(TikTokShopAnswer))]
[JsonSerializable(typeof(TikTokShopTokenData))]
[JsonSerializable(typeof(TikTokShopShopsData))]
[JsonSerializable(typeof(TikTokShopSearch))]
[JsonSerializable(typeof(TikTokShopSearchData))]
[JsonSerializable(typeof(TikTokShopProduct))]
[JsonSerializable(typeof(TikTokShopUploadData))]
[JsonSerializable(typeof(TikTokShopEdit))]
[JsonSerializable(typeof(TikTokShopEditData))]
[JsonSerializable(typeof(TikTokShopPerformanceData))]
[JsonSerializable(typeof(TikTokShopListingCursor))]
[JsonSerializable(typeof(TikTokShopFigureCursor))]
internal sealed partial class TikTokShopJson : JsonSerializerContext;
