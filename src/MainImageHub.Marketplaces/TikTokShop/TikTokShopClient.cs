using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>A call of the reference.</summary>
/// <param name="Name">As the reference titles it, in camelCase.</param>
/// <param name="Method">How.</param>
/// <param name="Path">Where; <c>{0}</c> is the product's number.</param>
/// <param name="OfShop">Whether it says which shop it is about; the others refuse to be told.</param>
/// <param name="Changes">Whether an answer that never came leaves it in doubt.</param>
internal sealed record TikTokShopOperation(string Name, HttpMethod Method, string Path, bool OfShop = true, bool Changes = false)
{
    /// <summary>"About 50 requests a second per app, shop and API" (developer guide, as third parties tell it).</summary>
    public static readonly RateLimit Rate = new(PerSecond: 50, Burst: 50);

    public static readonly TikTokShopOperation Shops = new("getAuthorizedShops", HttpMethod.Get, "/authorization/202309/shops", OfShop: false);
    public static readonly TikTokShopOperation Search = new("searchProducts", HttpMethod.Post, "/product/202502/products/search");
    public static readonly TikTokShopOperation Product = new("getProduct", HttpMethod.Get, "/product/202309/products/{0}");
    public static readonly TikTokShopOperation Upload = new("uploadProductImage", HttpMethod.Post, "/product/202309/images/upload", OfShop: false, Changes: true);
    public static readonly TikTokShopOperation Edit = new("partialEditProduct", HttpMethod.Post, "/product/202509/products/{0}/partial_edit", Changes: true);
    public static readonly TikTokShopOperation Performance = new("getShopProductPerformance", HttpMethod.Get, "/analytics/202405/shop_products/{0}/performance");

    public static IReadOnlyList<TikTokShopOperation> All { get; } = [Shops, Search, Product, Upload, Edit, Performance];
}

/// <summary>Signs and sends calls, for the shop that the store means.</summary>
internal sealed class TikTokShopClient(AuthorizedCaller authorized, TikTokShopAuth auth, TimeProvider time)
{
    private const string UserAgent = "MainImageHub/1.0";

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // Which shop it is hardly changes; that it was taken away from the app every call tells.
    private static readonly TimeSpan ShopKnownFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Guid, (string Of, TikTokShopShop Shop, DateTimeOffset Until)> shops = new();

    public Task<CallReply<T>> SendAsync<T>(
        TikTokShopStore store, TikTokShopOperation operation, string? productId, IReadOnlyDictionary<string, string> query, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => SendAsync(store, operation, productId, query, [], type, cancellationToken);

    public Task<CallReply<T>> SendAsync<TBody, T>(
        TikTokShopStore store, TikTokShopOperation operation, string? productId, IReadOnlyDictionary<string, string> query, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => SendAsync(store, operation, productId, query, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), type, cancellationToken);

    public Task<CallReply<TikTokShopUploadData>> UploadAsync(TikTokShopStore store, PictureFile picture, CancellationToken cancellationToken) =>
        SendAsync(store, TikTokShopOperation.Upload, shop: null, productId: null, [], [], () => Form(picture), TikTokShopJson.Default.TikTokShopUploadData, cancellationToken);

    /// <summary>The one shop that the store means, of those whose seller allowed the app in.</summary>
    public async Task<(TikTokShopShop? Shop, CallFailure? Failure)> ShopAsync(TikTokShopStore store, CancellationToken cancellationToken)
    {
        var of = $"{store.Fingerprint} {store.Site.ForeignId} {store.ShopCode}";
        if (shops.TryGetValue(store.Id, out var known) && known.Of == of && time.GetUtcNow() < known.Until)
        {
            return (known.Shop, null);
        }

        var reply = await SendAsync(store, TikTokShopOperation.Shops, shop: null, productId: null, [], [], content: null, TikTokShopJson.Default.TikTokShopShopsData, cancellationToken);
        if (reply.Failure is not null)
        {
            return (null, reply.Failure);
        }

        var allowed = reply.Value!.Shops ?? [];
        var here = allowed.Where(shop => shop.Region == store.Site.ForeignId && (store.ShopCode is not { } code || string.Equals(shop.Code, code, StringComparison.OrdinalIgnoreCase) || shop.Id == code)).ToList();
        if (here is not [{ Cipher: { Length: > 0 } } one])
        {
            var list = string.Join("; ", allowed.Select(shop => $"{shop.Name} ({shop.Code}, {shop.Region})"));
            var problem = here.Count > 1
                ? new Domain.Rules.LocalText(
                    $"Several shops in {store.Site.ForeignId} allowed this app: {list}. Enter the shop code of the one that is meant.",
                    $"该应用获得了 {store.Site.ForeignId} 多个店铺的授权：{list}。请填写要连接的店铺代码。")
                : new Domain.Rules.LocalText(
                    $"No shop in {store.Site.ForeignId}{(store.ShopCode is { } asked ? $" with the code {asked}" : "")} allowed this app. It was allowed by: {(list.Length > 0 ? list : "none")}. Choose the site of the shop, correct the shop code, or have the seller authorise the app.",
                    $"{store.Site.ForeignId} 没有{(store.ShopCode is { } named ? $"代码为 {named} 的" : "")}店铺授权该应用。已授权的店铺：{(list.Length > 0 ? list : "无")}。请选择店铺所在站点、更正店铺代码，或让卖家完成授权。");
            return (null, new(TikTokShopErrors.Own(ProblemCodes.Unauthorized, problem), MayHaveTakenEffect: false));
        }

        shops[store.Id] = (of, one, time.GetUtcNow() + ShopKnownFor);
        return (one, null);
    }

    private async Task<CallReply<T>> SendAsync<T>(
        TikTokShopStore store, TikTokShopOperation operation, string? productId, IReadOnlyDictionary<string, string> query, byte[] body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var (shop, unknown) = await ShopAsync(store, cancellationToken);
        return shop is null
            ? new(null, unknown! with { MayHaveTakenEffect = false }, string.Empty)
            : await SendAsync(store, operation, shop, productId, query, body, content: null, type, cancellationToken);
    }

    private async Task<CallReply<T>> SendAsync<T>(
        TikTokShopStore store,
        TikTokShopOperation operation,
        TikTokShopShop? shop,
        string? productId,
        IEnumerable<KeyValuePair<string, string>> query,
        byte[] body,
        Func<HttpContent>? content,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : class
    {
        var path = operation.Path.Replace("{0}", productId, StringComparison.Ordinal);
        var (reply, noToken, scrubber) = await authorized.SendAsync(
            new AuthorizedCall(
                TikTokShopErrors.Name,
                operation.Name,
                store.Id,
                refused => auth.TokenAsync(store, refused, cancellationToken),
                token => new MarketplaceCall
                {
                    Marketplace = TikTokShopErrors.Name,
                    Client = store.Client,
                    Request = () => Request(store, operation.Method, path, Query(store, shop, query), token, body, content),
                    RateKey = $"{TikTokShopConnector.Code}/{store.Id}/{operation.Name}",
                    Rate = TikTokShopOperation.Rate,
                },
                TikTokShopErrors.IsExpiredToken,
                store.Scrubber),
            cancellationToken);
        if (reply is null)
        {
            return new(null, noToken, string.Empty);
        }

        var answer = CallProblems.TryParse(reply, TikTokShopJson.Default.TikTokShopAnswer);
        var failure = TikTokShopErrors.Read(reply, answer, scrubber);
        var value = failure is null ? TikTokShopErrors.Data(answer, type) : null;
        failure ??= value is null ? TikTokShopErrors.Unreadable(reply, scrubber) : null;

        // A question that was not answered has changed nothing.
        return new(value, failure is null || operation.Changes ? failure : failure with { MayHaveTakenEffect = false }, scrubber.Clean(reply.Text) ?? string.Empty);
    }

    private List<KeyValuePair<string, string>> Query(TikTokShopStore store, TikTokShopShop? shop, IEnumerable<KeyValuePair<string, string>> own)
    {
        List<KeyValuePair<string, string>> query =
        [
            new("app_key", store.AppKey),
            new("timestamp", time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            .. own,
        ];
        if (shop is not null)
        {
            query.Add(new("shop_cipher", shop.Cipher!));
        }

        return query;
    }

    private static HttpRequestMessage Request(
        TikTokShopStore store, HttpMethod method, string path, List<KeyValuePair<string, string>> query, string token, byte[] body, Func<HttpContent>? content)
    {
        var sign = TikTokShopSignature.Of(store.AppSecret, path, query, body);
        var written = string.Join('&', query.Append(new("sign", sign)).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        var request = new HttpRequestMessage(method, new Uri($"{store.Host.AbsoluteUri.TrimEnd('/')}{path}?{written}", AsWritten)) { Content = content?.Invoke() ?? Json(body) };
        request.Headers.TryAddWithoutValidation("x-tts-access-token", token);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    // Questions without a body name its type all the same: the reference asks for that.
    private static ByteArrayContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static MultipartFormDataContent Form(PictureFile picture)
    {
        // Quoted, as browsers write them: some servers read nothing else.
        var useCase = new StringContent("MAIN_IMAGE");
        useCase.Headers.ContentType = null;
        return new MultipartFormDataContent
        {
            { useCase, "\"use_case\"" },
            { new PictureContent(picture), "\"data\"", $"\"{picture.Name}\"" },
        };
    }
}
