using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Lazada;

/// <summary>A call of the reference.</summary>
/// <param name="Name">As the reference names it, in camelCase.</param>
/// <param name="Path">Where, below <c>/rest</c>.</param>
/// <param name="Method">How.</param>
/// <param name="Changes">Whether an answer that never came leaves it in doubt. An upload hangs nowhere, so it does not.</param>
internal sealed record LazadaOperation(string Name, string Path, HttpMethod Method, bool Changes = false)
{
    /// <summary>Our own modesty: Lazada tells no figures (apis.md 13), only that each call has its limit.</summary>
    public static readonly RateLimit Rate = new(PerSecond: 10, Burst: 20);

    public static readonly LazadaOperation Seller = new("getSeller", "/seller/get", HttpMethod.Get);
    public static readonly LazadaOperation Page = new("getProducts", "/products/get", HttpMethod.Get);
    public static readonly LazadaOperation Item = new("getProductItem", "/product/item/get", HttpMethod.Get);
    public static readonly LazadaOperation Upload = new("uploadImage", "/image/upload", HttpMethod.Post);
    public static readonly LazadaOperation Update = new("updateProduct", "/product/update", HttpMethod.Post, Changes: true);

    public static IReadOnlyList<LazadaOperation> All { get; } = [Seller, Page, Item, Upload, Update];
}

/// <summary>Signs and sends calls.</summary>
internal sealed class LazadaClient(AuthorizedCaller authorized, LazadaAuth auth, TimeProvider time)
{
    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement(new LazadaUpdated(null), LazadaJson.Default.LazadaUpdated);

    public Task<CallReply<T>> GetAsync<T>(
        LazadaStore store, LazadaOperation operation, IReadOnlyList<KeyValuePair<string, string>> own, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => SendAsync(store, operation, own, picture: null, type, cancellationToken);

    public Task<CallReply<LazadaUpload>> UploadAsync(LazadaStore store, PictureFile picture, CancellationToken cancellationToken) =>
        SendAsync(store, LazadaOperation.Upload, [], picture, LazadaJson.Default.LazadaUpload, cancellationToken);

    /// <summary>A change travels as JSON in one field of a form, which is signed with the rest.</summary>
    public Task<CallReply<LazadaUpdated>> UpdateAsync(LazadaStore store, LazadaUpdate update, CancellationToken cancellationToken) => SendAsync(
        store, LazadaOperation.Update, [new("payload", JsonSerializer.Serialize(update, LazadaJson.Default.LazadaUpdate))], picture: null, LazadaJson.Default.LazadaUpdated, cancellationToken);

    private async Task<CallReply<T>> SendAsync<T>(
        LazadaStore store, LazadaOperation operation, IReadOnlyList<KeyValuePair<string, string>> own, PictureFile? picture, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var (reply, noToken, scrubber) = await authorized.SendAsync(
            new AuthorizedCall(
                LazadaErrors.Name,
                operation.Name,
                store.Id,
                refused => auth.TokenAsync(store, refused, cancellationToken),
                token => new MarketplaceCall
                {
                    Marketplace = LazadaErrors.Name,
                    Client = store.Account.Client,
                    Request = () => Request(store, operation, token, own, picture).Sign(store.Account, time.GetUtcNow()),
                    RateKey = $"{LazadaConnector.Code}/{store.Id}/{operation.Name}",
                    Rate = LazadaOperation.Rate,
                },
                LazadaErrors.IsExpiredToken,
                store.Account.Scrubber),
            cancellationToken);
        if (reply is null)
        {
            return new(null, noToken, string.Empty);
        }

        var answer = CallProblems.TryParse(reply, LazadaJson.Default.LazadaAnswer);
        var failure = LazadaErrors.Read(reply, answer, scrubber);

        // By the reference a change may be answered without any data.
        var value = failure is null ? CallProblems.Data(answer?.Data ?? (operation.Changes ? Nothing : null), type) : null;
        failure ??= value is null ? LazadaErrors.Iop.Unreadable(reply, scrubber) : null;

        // A question that was not answered has changed nothing.
        return new(value, failure is null || operation.Changes ? failure : failure with { MayHaveTakenEffect = false }, scrubber.Clean(reply.Text) ?? string.Empty);
    }

    private static IopRequest Request(LazadaStore store, LazadaOperation operation, string token, IReadOnlyList<KeyValuePair<string, string>> own, PictureFile? picture) => new()
    {
        Host = store.Host,
        Method = operation.Method,
        Path = $"/rest{operation.Path}",
        SignedPath = operation.Path,
        Common = [new("access_token", token)],
        Own = own,
        File = picture is null ? null : new("image", picture),
    };
}
