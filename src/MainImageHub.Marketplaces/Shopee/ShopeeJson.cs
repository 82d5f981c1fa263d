using System.Text.Json;
using System.Text.Json.Serialization;

namespace MainImageHub.Marketplaces.Shopee;

// The parts we read and write of the Shopee Open Platform v2. Everything foreign is a string, never an enum: a value Shopee adds tomorrow must not
// break reading today.

/// <summary>Every answer: an empty <see cref="Error"/> is good, whatever the HTTP status says.</summary>
internal record ShopeeAnswer(string? Error, string? Message, string? RequestId, JsonElement? Response);

/// <summary>A sign-in's answer, which has no <c>response</c> around what it gives.</summary>
/// <param name="Error">As in every answer.</param>
/// <param name="Message">Likewise.</param>
/// <param name="RequestId">Likewise.</param>
/// <param name="AccessToken">Sent with calls about the shop.</param>
/// <param name="RefreshToken">The next one; the one it was got with is dead.</param>
/// <param name="ExpireIn">Seconds.</param>
internal sealed record ShopeeTokenAnswer(string? Error, string? Message, string? RequestId, string? AccessToken, string? RefreshToken, long? ExpireIn) : ShopeeAnswer(Error, Message, RequestId, Response: null);

internal sealed record ShopeeRefresh(string RefreshToken, long PartnerId, long ShopId);

/// <summary>Stands beside <c>error</c>, not in a <c>response</c>.</summary>
internal sealed record ShopeeShop(string? ShopName, string? Region, string? Status);

internal sealed record ShopeeItemPage(IReadOnlyList<ShopeeListed>? Item, int? TotalCount, bool? HasNextPage, long? NextOffset);

internal sealed record ShopeeListed(long? ItemId);

internal sealed record ShopeeFound(IReadOnlyList<long>? ItemIdList);

internal sealed record ShopeeItems(IReadOnlyList<ShopeeItem>? ItemList);

/// <param name="ItemId">The item's number.</param>
/// <param name="ItemName">Its title.</param>
/// <param name="ItemSku">The seller's; blank for many an item with models.</param>
/// <param name="ItemStatus">NORMAL, BANNED, UNLIST, REVIEWING, SELLER_DELETE, SHOPEE_DELETE.</param>
/// <param name="CategoryId">The leaf's.</param>
/// <param name="UpdateTime">Unix seconds.</param>
/// <param name="Image">What shoppers get, in order.</param>
/// <param name="Brand">The brand.</param>
/// <param name="HasModel">Whether it comes in several models, which share its pictures.</param>
/// <param name="Deboost">Lowered in search: a boolean by its type, a text in the sample.</param>
internal sealed record ShopeeItem(
    long? ItemId, string? ItemName, string? ItemSku, string? ItemStatus, long? CategoryId, long? UpdateTime, ShopeeImages? Image, ShopeeBrand? Brand, bool? HasModel, JsonElement? Deboost);

internal sealed record ShopeeImages(IReadOnlyList<string>? ImageIdList, IReadOnlyList<string>? ImageUrlList, string? ImageRatio);

internal sealed record ShopeeBrand(string? OriginalBrandName);

internal sealed record ShopeeModels(IReadOnlyList<ShopeeModel>? Model);

internal sealed record ShopeeModel(string? ModelSku);

internal sealed record ShopeeViolationPage(IReadOnlyList<ShopeeViolations>? ItemList);

internal sealed record ShopeeViolations(long? ItemId, IReadOnlyList<ShopeeViolation>? ItemStatusDetails, IReadOnlyList<ShopeeViolation>? DeboostDetails);

internal sealed record ShopeeViolation(string? ViolationType, string? ViolationReason, string? Suggestion, long? FixDeadlineTime);

internal sealed record ShopeeUpload(ShopeeImage? ImageInfo, IReadOnlyList<ShopeeUploaded>? ImageInfoList);

internal sealed record ShopeeUploaded(string? Error, string? Message, ShopeeImage? ImageInfo);

internal sealed record ShopeeImage(string? ImageId);

/// <summary>What is null is not sent, and what is not sent stays as it is.</summary>
internal sealed record ShopeeUpdate(long ItemId, ShopeeImageList Image, string? ItemName);

/// <param name="ImageIdList">All of them: the list replaces the one before.</param>
/// <param name="ImageRatio">As the item has it; 1:1 where nothing is said.</param>
internal sealed record ShopeeImageList(IReadOnlyList<string> ImageIdList, string? ImageRatio);

internal sealed record ShopeeUpdated(long? ItemId);

/// <summary>Where a reading of all listings, or of named ones, stands.</summary>
internal sealed record ShopeeListingCursor(long Offset, int Asked);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ShopeeAnswer))]
[JsonSerializable(typeof(ShopeeTokenAnswer))]
[JsonSerializable(typeof(ShopeeRefresh))]
[JsonSerializable(typeof(ShopeeShop))]
[JsonSerializable(typeof(ShopeeItemPage))]
[JsonSerializable(typeof(ShopeeFound))]
[JsonSerializable(typeof(ShopeeItems))]
[JsonSerializable(typeof(ShopeeModels))]
[JsonSerializable(typeof(ShopeeViolationPage))]
[JsonSerializable(typeof(ShopeeUpload))]
[JsonSerializable(typeof(ShopeeUpdate))]
[JsonSerializable(typeof(ShopeeUpdated))]
[JsonSerializable(typeof(ShopeeListingCursor))]
internal sealed partial class ShopeeJson : JsonSerializerContext;
