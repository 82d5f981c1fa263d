using MainImageHub.Simulator.Traffic;
using Microsoft.AspNetCore.WebUtilities;

namespace MainImageHub.Simulator.AliExpress;

/// <summary>The way through every call: planned faults, the gateway's door, then the call itself, which its <c>method</c> names.</summary>
internal sealed class AliExpressGateway(OperationRunner runner, IopDoor door, AliExpressTokens tokens, AliExpressProductsApi products, AliExpressImagesApi images, AliExpressEditsApi edits)
{
    private static readonly string[] Common = ["app_key", "timestamp", "sign_method", "sign", "method"];

    private readonly Dictionary<string, (IopOperation Operation, Func<IopCall, IResult> Run)> _methods = new(StringComparer.Ordinal)
    {
        [AliExpressProductsApi.ListMethod] = (Of("getProductList", "aeop_a_e_product_list_query"), products.List),
        [AliExpressProductsApi.InfoMethod] = (Of("getProductInfo", "product_id"), products.Get),
        [AliExpressImagesApi.Method] = (Of("uploadImage", "file_name", "group_id") with { IsUpload = true }, images.Upload),
        [AliExpressEditsApi.Method] = (Of("editProduct", "edit_product_request"), edits.Edit),
    };

    public Task SignInAsync(HttpContext http) => runner.RunAsync(http, "aliexpress/token", AliExpressAnswers.SignInForStatus, async body =>
        await door.AdmitAsync(http, new("token", ["refresh_token"], OfSeller: false), body, tokens) switch
        {
            ({ } call, _) => tokens.Refresh(call),
            var (_, refusal) => AliExpressAnswers.NotSignedIn(refusal!.Code ?? "InvalidParameter", refusal.Message),
        });

    public Task RunAsync(HttpContext http) => runner.RunAsync(
        http,
        body => new NamedOperation($"aliexpress/{(Find(http, body) is (var operation, _) ? operation.Name : "unknown")}"),
        AliExpressAnswers.ForStatus,
        async body => Find(http, body) is not (var operation, var run)
            ? AliExpressAnswers.No("InvalidApiPath", "The specified API path is invalid")
            : await door.AdmitAsync(http, operation, body, tokens) switch
            {
                ({ } call, _) => run(call),
                (_, { Code: { } code } refusal) => AliExpressAnswers.No(code, refusal.Message),
                var (_, refusal) => AliExpressAnswers.Wrong(refusal!.Message),
            },
        IopDoor.LargestUpload);

    private static IopOperation Of(string name, params string[] parameters) => new(name, parameters) { Common = Common, Token = "session", SignsPath = false };

    /// <summary>The name stands in the address, or in a form.</summary>
    private (IopOperation Operation, Func<IopCall, IResult> Run)? Find(HttpContext http, string body)
    {
        var method = http.Request.Query["method"].ToString() is { Length: > 0 } named ? named : OAuth.IsForm(http) && QueryHelpers.ParseQuery(body).TryGetValue("method", out var told) ? told.ToString() : "";
        return _methods.TryGetValue(method, out var found) ? found : null;
    }
}
