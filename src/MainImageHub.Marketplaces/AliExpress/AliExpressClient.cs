using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.AliExpress;

/// <summary>A call of the reference. All go to one address, by POST.</summary>
/// <param name="Name">In the log.</param>
/// <param name="Method">As AliExpress names it.</param>
/// <param name="Changes">Whether an answer that never came leaves it in doubt. An upload hangs nowhere, so it does not.</param>
internal sealed record AliExpressOperation(string Name, string Method, bool Changes = false)
{
    /// <summary>Our own modesty: AliExpress tells no figures for these calls (apis.md 7).</summary>
    public static readonly RateLimit Rate = new(PerSecond: 10, Burst: 20);

    public static readonly AliExpressOperation Page = new("getProductList", "aliexpress.solution.product.list.get");
    public static readonly AliExpressOperation Product = new("getProductInfo", "aliexpress.solution.product.info.get");
    public static readonly AliExpressOperation Upload = new("uploadImage", "aliexpress.photobank.redefining.uploadimageforsdk");
    public static readonly AliExpressOperation Edit = new("editProduct", "aliexpress.solution.product.edit", Changes: true);

    public static IReadOnlyList<AliExpressOperation> All { get; } = [Page, Product, Upload, Edit];
}

/// <summary>Signs and sends calls.</summary>
internal sealed class AliExpressClient(AuthorizedCaller authorized, MarketplaceCaller caller, TimeProvider time)
{
    private const string Path = "/sync";

    // Told with each answer as well.
    private readonly IopAuth auth = new(caller, time, AliExpressErrors.Name, AliExpressErrors.Iop, usualLife: TimeSpan.FromDays(1), AliExpressConnector.RefreshToken);

    public Task<CallReply<AliExpressProducts>> PageAsync(AliExpressStore store, AliExpressQuery query, CancellationToken cancellationToken) => SendAsync(
        store, AliExpressOperation.Page, "aeop_a_e_product_list_query", JsonSerializer.Serialize(query, AliExpressJson.Default.AliExpressQuery), file: null, AliExpressJson.Default.AliExpressProducts, cancellationToken);

    public Task<CallReply<AliExpressProduct>> ProductAsync(AliExpressStore store, string productId, CancellationToken cancellationToken) => SendAsync(
        store, AliExpressOperation.Product, "product_id", productId, file: null, AliExpressJson.Default.AliExpressProduct, cancellationToken);

    public Task<CallReply<AliExpressUpload>> UploadAsync(AliExpressStore store, PictureFile picture, CancellationToken cancellationToken) => SendAsync(
        store, AliExpressOperation.Upload, "file_name", picture.Name, new("image_bytes", picture), AliExpressJson.Default.AliExpressUpload, cancellationToken);

    public Task<CallReply<AliExpressEdited>> EditAsync(AliExpressStore store, AliExpressEdit edit, CancellationToken cancellationToken) => SendAsync(
        store, AliExpressOperation.Edit, "edit_product_request", JsonSerializer.Serialize(edit, AliExpressJson.Default.AliExpressEdit), file: null, AliExpressJson.Default.AliExpressEdited, cancellationToken);

    private async Task<CallReply<T>> SendAsync<T>(
        AliExpressStore store, AliExpressOperation operation, string name, string parameter, IopFile? file, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var (reply, noToken, scrubber) = await authorized.SendAsync(
            new AuthorizedCall(
                AliExpressErrors.Name,
                operation.Name,
                store.Id,
                refused => auth.TokenAsync(store.Account, store.Fingerprint, refused, seen: null, cancellationToken),
                token => new MarketplaceCall
                {
                    Marketplace = AliExpressErrors.Name,
                    Client = store.Account.Client,
                    Request = () => Request(store, operation, token, new(name, parameter), file).Sign(store.Account, time.GetUtcNow()),
                    RateKey = $"{AliExpressConnector.Code}/{store.Id}/{operation.Name}",
                    Rate = AliExpressOperation.Rate,
                },
                answer => IopErrors.IsExpiredToken(answer, AliExpressAnswer.Of(answer, operation.Method).Said),
                store.Account.Scrubber),
            cancellationToken);
        if (reply is null)
        {
            return new(null, noToken, string.Empty);
        }

        var answer = AliExpressAnswer.Of(reply, operation.Method);
        var failure = AliExpressErrors.Read(reply, answer, scrubber);
        var value = failure is null ? CallProblems.Data(answer.Result, type) : null;
        failure ??= value is null ? AliExpressErrors.Iop.Unreadable(reply, scrubber) : null;

        // A question that was not answered has changed nothing.
        return new(value, failure is null || operation.Changes ? failure : failure with { MayHaveTakenEffect = false }, scrubber.Clean(reply.Text) ?? string.Empty);
    }

    private static IopRequest Request(AliExpressStore store, AliExpressOperation operation, string token, KeyValuePair<string, string> own, IopFile? file) => new()
    {
        Host = store.Host,
        Method = HttpMethod.Post,
        Path = Path,
        Common = [new("method", operation.Method), new("session", token)],
        Own = [own],
        File = file,
    };
}
