using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Amazon;

/// <summary>An operation and the limit Amazon publishes for it (section "Usage Plan" of each operation in the official models).</summary>
internal sealed record AmazonOperation(string Name, RateLimit Rate)
{
    public static readonly AmazonOperation GetListing = new("getListingsItem", new(5, 10));
    public static readonly AmazonOperation SearchListings = new("searchListingsItems", new(5, 5));
    public static readonly AmazonOperation PatchListing = new("patchListingsItem", new(5, 5));
    public static readonly AmazonOperation GetCatalogItem = new("getCatalogItem", new(2, 2));
    public static readonly AmazonOperation CreateReport = new("createReport", new(0.0167, 15));
    public static readonly AmazonOperation GetReport = new("getReport", new(2, 15));
    public static readonly AmazonOperation GetReportDocument = new("getReportDocument", new(0.0167, 15));

    // Amazon Ads publishes no numbers and throttles by load; one call a second has been enough for others.
    public static readonly AmazonOperation GetAdsProfiles = new("ads.getProfiles", new(1, 5));
    public static readonly AmazonOperation CreateAdsReport = new("ads.createReport", new(1, 5));
    public static readonly AmazonOperation GetAdsReport = new("ads.getReport", new(1, 5));

    public static IReadOnlyList<AmazonOperation> All { get; } =
    [
        GetListing, SearchListings, PatchListing, GetCatalogItem, CreateReport, GetReport, GetReportDocument,
        GetAdsProfiles, CreateAdsReport, GetAdsReport,
    ];
}

/// <summary>Sends signed calls to the Selling Partner API and to Amazon Ads.</summary>
internal sealed class AmazonClient(MarketplaceCaller caller, AuthorizedCaller authorized, AmazonAuth auth)
{
    // Amazon asks callers to name themselves in this form and may block those who do not.
    private const string UserAgent = "MainImageHub/1.0 (Language=CSharp; Platform=dotNET)";

    public Task<CallReply<T>> GetAsync<T>(AmazonStore store, AmazonOperation operation, string pathAndQuery, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(store, operation, token => SellingRequest(store, HttpMethod.Get, pathAndQuery, token, content: null), advertising: false, answer, cancellationToken);

    public Task<CallReply<T>> SendAsync<TBody, T>(
        AmazonStore store, AmazonOperation operation, HttpMethod method, string pathAndQuery, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(store, operation, token => SellingRequest(store, method, pathAndQuery, token, Json(body, bodyType, "application/json")), advertising: false, answer, cancellationToken);

    public Task<CallReply<T>> GetAdsAsync<T>(
        AmazonStore store, AmazonOperation operation, string? profile, string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(store, operation, token => AdsRequest(store, HttpMethod.Get, profile, path, token, content: null), advertising: true, answer, cancellationToken);

    public Task<CallReply<AmazonAdsReport>> CreateAdsReportAsync(AmazonStore store, string profile, AmazonAdsReportRequest body, CancellationToken cancellationToken) =>
        SendAsync(
            store,
            AmazonOperation.CreateAdsReport,
            token => AdsRequest(store, HttpMethod.Post, profile, "/reporting/reports", token, Json(body, AmazonJson.Default.AmazonAdsReportRequest, "application/vnd.createasyncreportrequest.v3+json")),
            advertising: true,
            AmazonJson.Default.AmazonAdsReport,
            cancellationToken);

    /// <summary>Fetches a report from the address Amazon gave for it; such addresses are signed and take no token.</summary>
    public Task<(T? Value, MarketplaceProblem? Problem)> DownloadAsync<T>(
        AmazonStore store, string? address, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !store.MayFetch(uri))
        {
            return Task.FromResult<(T?, MarketplaceProblem?)>((null, AmazonErrors.Own(ProblemCodes.BadAnswer, "The report's address is not one that may be fetched.", mayPass: true)));
        }

        return caller.DownloadAsync<(T?, MarketplaceProblem?)>(
            store.ClientFor(uri),
            uri,
            async (stream, token) => (await read(stream, token), null),
            code => (null, AmazonErrors.Own(code, "The report could not be fetched.", mayPass: true)),
            cancellationToken);
    }

    private async Task<CallReply<T>> SendAsync<T>(
        AmazonStore store, AmazonOperation operation, Func<string, HttpRequestMessage> request, bool advertising, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
        where T : class
    {
        var (reply, noToken, scrubber) = await authorized.SendAsync(
            new AuthorizedCall(
                AmazonErrors.Name,
                operation.Name,
                store.Id,
                refused => auth.TokenAsync(store.Id, advertising ? store.AdsGrant : store.Grant, store.Client, refused, store.Scrubber, cancellationToken),
                token => new MarketplaceCall
                {
                    Marketplace = AmazonErrors.Name,
                    Client = store.Client,
                    Request = () => request(token),
                    RateKey = string.Create(CultureInfo.InvariantCulture, $"amazon/{store.Id}/{operation.Name}"),
                    Rate = operation.Rate,
                    RateHeader = "x-amzn-RateLimit-Limit",
                    RequestIdHeader = "x-amzn-RequestId",
                },
                AmazonErrors.IsExpiredToken,
                store.Scrubber),
            cancellationToken);
        if (reply is null)
        {
            return new(null, noToken, string.Empty);
        }

        var failure = AmazonErrors.Read(reply, scrubber);
        var value = failure is null ? CallProblems.TryParse(reply, answer) : null;
        failure ??= value is null ? AmazonErrors.Unreadable(reply, scrubber) : null;
        if (operation == AmazonOperation.SearchListings && failure is { Problem.Code: ProblemCodes.NotFound })
        {
            failure = failure with { Problem = failure.Problem with { Message = ProblemTexts.NoStore(AmazonErrors.Name) } };
        }

        return new(value, failure, scrubber.Clean(reply.Text) ?? string.Empty);
    }

    private static HttpRequestMessage SellingRequest(AmazonStore store, HttpMethod method, string pathAndQuery, string token, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, Paths.At(store.ApiHost, pathAndQuery)) { Content = content };
        request.Headers.TryAddWithoutValidation("x-amz-access-token", token);
        request.Headers.TryAddWithoutValidation("user-agent", UserAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private static HttpRequestMessage AdsRequest(AmazonStore store, HttpMethod method, string? profile, string path, string token, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, Paths.At(store.AdsHost, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("user-agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Amazon-Advertising-API-ClientId", store.AdsGrant.ClientId);
        if (profile is not null)
        {
            request.Headers.TryAddWithoutValidation("Amazon-Advertising-API-Scope", profile);
        }

        return request;
    }

    private static ByteArrayContent Json<T>(T body, JsonTypeInfo<T> type, string mediaType)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }
}
