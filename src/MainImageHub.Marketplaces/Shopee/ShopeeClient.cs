using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopee;

/// <summary>A call of the reference.</summary>
/// <param name="Name">As the reference names it, in camelCase.</param>
/// <param name="Path">Where.</param>
/// <param name="Method">
/// How. The stored copies mark every call POST; apis.md 5, the reference's own samples and public clients read by GET.
/// </param>
/// <param name="Changes">Whether an answer that never came leaves it in doubt. An upload hangs nowhere, so it does not.</param>
/// <param name="IsBare">What it gives stands beside <c>error</c>, not in a <c>response</c>.</param>
internal sealed record ShopeeOperation(string Name, string Path, HttpMethod Method, bool Changes = false, bool IsBare = false)
{
    /// <summary>Our own modesty: Shopee tells no figures (apis.md 13), only that there are limits.</summary>
    public static readonly RateLimit Rate = new(PerSecond: 10, Burst: 20);

    public static readonly ShopeeOperation Shop = new("getShopInfo", "/api/v2/shop/get_shop_info", HttpMethod.Get, IsBare: true);
    public static readonly ShopeeOperation Page = new("getItemList", "/api/v2/product/get_item_list", HttpMethod.Get);
    public static readonly ShopeeOperation Search = new("searchItem", "/api/v2/product/search_item", HttpMethod.Get);
    public static readonly ShopeeOperation Items = new("getItemBaseInfo", "/api/v2/product/get_item_base_info", HttpMethod.Get);
    public static readonly ShopeeOperation Models = new("getModelList", "/api/v2/product/get_model_list", HttpMethod.Get);
    public static readonly ShopeeOperation Violations = new("getItemViolationInfo", "/api/v2/product/get_item_violation_info", HttpMethod.Get);
    public static readonly ShopeeOperation Upload = new("uploadImage", "/api/v2/media_space/upload_image", HttpMethod.Post);
    public static readonly ShopeeOperation Update = new("updateItem", "/api/v2/product/update_item", HttpMethod.Post, Changes: true);

    public static IReadOnlyList<ShopeeOperation> All { get; } = [Shop, Page, Search, Items, Models, Violations, Upload, Update];
}

/// <summary>Signs and sends calls.</summary>
internal sealed class ShopeeClient(AuthorizedCaller authorized, MarketplaceCaller caller, ShopeeAuth auth, TimeProvider time)
{
    private const string UserAgent = "MainImageHub/1.0";

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public Task<CallReply<T>> GetAsync<T>(
        ShopeeStore store, ShopeeOperation operation, IReadOnlyList<KeyValuePair<string, string>> query, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => SendAsync(store, operation, query, content: null, type, cancellationToken);

    public Task<CallReply<T>> PostAsync<TBody, T>(
        ShopeeStore store, ShopeeOperation operation, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        return SendAsync(store, operation, [], () => Json(bytes), type, cancellationToken);
    }

    /// <summary>An upload is the app's and no shop's: it carries no token.</summary>
    /// <param name="store">Whose app.</param>
    /// <param name="picture">The file.</param>
    /// <param name="ratio">Of the item it is for, where that is not the usual one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<CallReply<ShopeeUpload>> UploadAsync(ShopeeStore store, PictureFile picture, string? ratio, CancellationToken cancellationToken) => Read(
        await caller.SendAsync(Call(store, ShopeeOperation.Upload, token: null, [], () => Form(picture, ratio)), cancellationToken),
        store.Scrubber,
        ShopeeOperation.Upload,
        ShopeeJson.Default.ShopeeUpload);

    public static HttpRequestMessage Request(
        ShopeeStore store, HttpMethod method, string path, DateTimeOffset now, string? token, IReadOnlyList<KeyValuePair<string, string>> own, Func<HttpContent>? content)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        List<KeyValuePair<string, string>> query = [new("partner_id", store.PartnerId), new("timestamp", timestamp)];
        if (token is not null)
        {
            query.AddRange([new("access_token", token), new("shop_id", store.ShopId)]);
        }

        query.Add(new("sign", ShopeeSignature.Of(store.PartnerKey, store.PartnerId, path, timestamp, token, token is null ? null : store.ShopId)));
        var written = string.Join('&', query.Concat(own).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        var request = new HttpRequestMessage(method, new Uri($"{store.Host.AbsoluteUri.TrimEnd('/')}{path}?{written}", AsWritten)) { Content = content?.Invoke() };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    public static ByteArrayContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private async Task<CallReply<T>> SendAsync<T>(
        ShopeeStore store, ShopeeOperation operation, IReadOnlyList<KeyValuePair<string, string>> query, Func<HttpContent>? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var (reply, noToken, scrubber) = await authorized.SendAsync(
            new AuthorizedCall(
                ShopeeErrors.Name,
                operation.Name,
                store.Id,
                refused => auth.TokenAsync(store, refused, cancellationToken),
                token => Call(store, operation, token, query, content),
                ShopeeErrors.IsExpiredToken,
                store.Scrubber),
            cancellationToken);
        return reply is null ? new(null, noToken, string.Empty) : Read(reply, scrubber, operation, type);
    }

    private MarketplaceCall Call(ShopeeStore store, ShopeeOperation operation, string? token, IReadOnlyList<KeyValuePair<string, string>> query, Func<HttpContent>? content) => new()
    {
        Marketplace = ShopeeErrors.Name,
        Client = store.Client,
        Request = () => Request(store, operation.Method, operation.Path, time.GetUtcNow(), token, query, content),
        RateKey = $"{ShopeeConnector.Code}/{store.Id}/{operation.Name}",
        Rate = ShopeeOperation.Rate,
    };

    private CallReply<T> Read<T>(MarketplaceReply reply, SecretScrubber scrubber, ShopeeOperation operation, JsonTypeInfo<T> type)
        where T : class
    {
        var answer = CallProblems.TryParse(reply, ShopeeJson.Default.ShopeeAnswer);
        var failure = ShopeeErrors.Read(reply, answer, scrubber, time.GetUtcNow());
        var value = failure is not null ? null : operation.IsBare ? CallProblems.TryParse(reply, type) : ShopeeErrors.Data(answer, type);
        failure ??= value is null ? ShopeeErrors.Unreadable(reply, scrubber) : null;

        // A question that was not answered has changed nothing.
        return new(value, failure is null || operation.Changes ? failure : failure with { MayHaveTakenEffect = false }, scrubber.Clean(reply.Text) ?? string.Empty);
    }

    private static MultipartFormDataContent Form(PictureFile picture, string? ratio)
    {
        // Quoted, as browsers write them: some servers read nothing else.
        var form = new MultipartFormDataContent { { Field("normal"), "\"scene\"" } };
        if (ratio is not null)
        {
            form.Add(Field(ratio), "\"ratio\"");
        }

        form.Add(new PictureContent(picture), "\"image\"", $"\"{picture.Name}\"");
        return form;
    }

    private static StringContent Field(string text)
    {
        var field = new StringContent(text);
        field.Headers.ContentType = null;
        return field;
    }
}
