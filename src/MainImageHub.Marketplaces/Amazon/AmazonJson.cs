using System.Text.Json;
using System.Text.Json.Serialization;

namespace MainImageHub.Marketplaces.Amazon;

// The parts we read and write of listingsItems_2021-08-01, catalogItems_2022-04-01, reports_2021-06-30, the sales and
// traffic report, Login with Amazon, and Ads reporting v3. Everything foreign is a string, never an enum: a value Amazon
// adds tomorrow must not break reading today.

internal sealed record LwaToken(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn);

internal sealed record LwaError(
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("error_description")] string? ErrorDescription);

internal sealed record AmazonErrorList(IReadOnlyList<AmazonError>? Errors);

internal sealed record AmazonError(string? Code, string? Message, string? Details);

internal sealed record AmazonAdsError(string? Code, string? Detail, string? Details, string? Message);

internal sealed record AmazonSearchResults(int? NumberOfResults, AmazonPagination? Pagination, IReadOnlyList<AmazonItem>? Items);

internal sealed record AmazonPagination(string? NextToken);

internal sealed record AmazonItem(
    string? Sku,
    IReadOnlyList<AmazonSummary>? Summaries,
    IReadOnlyDictionary<string, JsonElement>? Attributes,
    IReadOnlyList<AmazonIssue>? Issues,
    IReadOnlyList<AmazonRelationships>? Relationships);

internal sealed record AmazonSummary(
    string? MarketplaceId,
    string? Asin,
    string? ProductType,
    IReadOnlyList<string>? Status,
    string? ItemName,
    DateTimeOffset? CreatedDate,
    DateTimeOffset? LastUpdatedDate,
    AmazonImage? MainImage);

internal sealed record AmazonImage(string? Variant, string? Link, int? Height, int? Width);

internal sealed record AmazonIssue(
    string? Code,
    string? Message,
    string? Severity,
    IReadOnlyList<string>? AttributeNames,
    IReadOnlyList<string>? Categories,
    AmazonEnforcements? Enforcements,
    IReadOnlyList<string>? MarketplaceIds);

internal sealed record AmazonEnforcements(IReadOnlyList<AmazonEnforcementAction>? Actions, AmazonExemption? Exemption);

internal sealed record AmazonEnforcementAction(string? Action);

internal sealed record AmazonExemption(string? Status, DateTimeOffset? ExpiryDate);

internal sealed record AmazonRelationships(string? MarketplaceId, IReadOnlyList<AmazonRelationship>? Relationships);

internal sealed record AmazonRelationship(string? Type, IReadOnlyList<string>? ParentSkus);

internal sealed record AmazonCatalogItem(string? Asin, IReadOnlyList<AmazonCatalogImages>? Images);

internal sealed record AmazonCatalogImages(string? MarketplaceId, IReadOnlyList<AmazonImage>? Images);

internal sealed record AmazonPatchRequest(string ProductType, IReadOnlyList<AmazonPatch> Patches);

internal sealed record AmazonPatch(string Op, string Path, IReadOnlyList<AmazonAttributeValue> Value);

internal sealed record AmazonAttributeValue
{
    [JsonPropertyName("media_location")]
    public string? MediaLocation { get; init; }

    public string? Value { get; init; }

    [JsonPropertyName("language_tag")]
    public string? LanguageTag { get; init; }

    [JsonPropertyName("marketplace_id")]
    public required string MarketplaceId { get; init; }
}

internal sealed record AmazonSubmission(string? Sku, string? Status, string? SubmissionId, IReadOnlyList<AmazonIssue>? Issues);

internal sealed record AmazonReportRequest(
    string ReportType,
    IReadOnlyList<string> MarketplaceIds,
    string DataStartTime,
    string DataEndTime,
    IReadOnlyDictionary<string, string> ReportOptions);

internal sealed record AmazonReportCreated(string? ReportId);

internal sealed record AmazonReport(string? ReportId, string? ProcessingStatus, string? ReportDocumentId);

internal sealed record AmazonReportDocument(string? ReportDocumentId, string? Url, string? CompressionAlgorithm);

internal sealed record AmazonSalesAndTraffic(IReadOnlyList<AmazonSalesAndTrafficRow>? SalesAndTrafficByAsin);

internal sealed record AmazonSalesAndTrafficRow(
    string? ParentAsin, string? ChildAsin, AmazonSales? SalesByAsin, AmazonTraffic? TrafficByAsin);

internal sealed record AmazonSales(long? UnitsOrdered, AmazonMoney? OrderedProductSales, long? TotalOrderItems);

internal sealed record AmazonMoney(decimal? Amount, string? CurrencyCode);

internal sealed record AmazonTraffic(long? Sessions, long? PageViews);

internal sealed record AmazonAdsProfile(long? ProfileId, AmazonAdsAccount? AccountInfo);

internal sealed record AmazonAdsAccount(string? MarketplaceStringId, string? Id);

internal sealed record AmazonAdsReportRequest(string Name, string StartDate, string EndDate, AmazonAdsReportConfiguration Configuration);

internal sealed record AmazonAdsReportConfiguration(
    string AdProduct, IReadOnlyList<string> GroupBy, IReadOnlyList<string> Columns, string ReportTypeId, string TimeUnit, string Format);

internal sealed record AmazonAdsReport(string? ReportId, string? Status, string? Url, string? FailureReason);

internal sealed record AmazonAdsRow(
    string? Date, string? AdvertisedAsin, long? Impressions, long? Clicks, decimal? Cost, string? CampaignBudgetCurrencyCode);

/// <summary>Where a page of listings stands. <see cref="After"/> opens a new window once Amazon's 1,000 per search are used up.</summary>
internal sealed record AmazonListingCursor(string? Token, int Seen, DateTimeOffset? After, DateTimeOffset? Last, int Asked);

internal sealed record AmazonFigureCursor
{
    public required IReadOnlyList<AmazonFigureReport> Reports { get; init; }

    /// <summary>The advertising profile of this store and site, once found.</summary>
    public string? AdsProfile { get; init; }
}

/// <summary>One report being worked on. State: <c>new</c>, <c>asked</c>, <c>ready</c>, <c>done</c>, <c>failed</c>.</summary>
internal sealed record AmazonFigureReport
{
    public required string Source { get; init; }

    public required DateOnly From { get; init; }

    public required DateOnly To { get; init; }

    public string State { get; init; } = "new";

    public string? ReportId { get; init; }

    public string? DocumentId { get; init; }

    public int Polls { get; init; }

    /// <summary>How often working on it failed in a way that may pass.</summary>
    public int Troubles { get; init; }

    public MarketplaceProblem? Problem { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(LwaToken))]
[JsonSerializable(typeof(LwaError))]
[JsonSerializable(typeof(AmazonErrorList))]
[JsonSerializable(typeof(AmazonAdsError))]
[JsonSerializable(typeof(AmazonSearchResults))]
[JsonSerializable(typeof(AmazonItem))]
[JsonSerializable(typeof(AmazonCatalogItem))]
[JsonSerializable(typeof(AmazonPatchRequest))]
[JsonSerializable(typeof(AmazonSubmission))]
[JsonSerializable(typeof(AmazonReportRequest))]
[JsonSerializable(typeof(AmazonReportCreated))]
[JsonSerializable(typeof(AmazonReport))]
[JsonSerializable(typeof(AmazonReportDocument))]
[JsonSerializable(typeof(AmazonSalesAndTraffic))]
[JsonSerializable(typeof(IReadOnlyList<AmazonAdsProfile>))]
[JsonSerializable(typeof(AmazonAdsReportRequest))]
[JsonSerializable(typeof(AmazonAdsReport))]
[JsonSerializable(typeof(AmazonAdsRow))]
[JsonSerializable(typeof(AmazonListingCursor))]
[JsonSerializable(typeof(AmazonFigureCursor))]
internal sealed partial class AmazonJson : JsonSerializerContext;
