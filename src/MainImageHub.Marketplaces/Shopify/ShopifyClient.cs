using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopify;

/// <summary>Signs in with the app's own credentials, sends operations, and keeps to what they may cost.</summary>
internal sealed class ShopifyClient(MarketplaceCaller caller, AuthorizedCaller authorized, IRateGate gate, TimeProvider time)
{
    /// <summary>
    /// Shopify counts points, not calls: 100 a second on the smallest plan, up to 2,000 saved. Most of our calls cost below 10; what is left
    /// is told with every answer and slows down the calls that follow.
    /// </summary>
    public static readonly RateLimit Rate = new(PerSecond: 10, Burst: 20);

    private const string UserAgent = "MainImageHub/1.0";

    // Such tokens live a day.
    private readonly AccessTokens tokens = new(time, usualLife: TimeSpan.FromHours(24));

    public async Task<CallReply<T>> SendAsync<T>(ShopifyStore store, ShopifyOperation operation, JsonObject variables, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new ShopifyRequest(operation.Document, operation.Name, variables), ShopifyJson.Default.ShopifyRequest);
        var rateKey = $"{ShopifyConnector.Code}/{store.Id}";
        var (reply, noToken, scrubber) = await authorized.SendAsync(
            new AuthorizedCall(
                ShopifyErrors.Name,
                operation.Name,
                store.Id,
                refused => tokens.GetAsync(
                    store.Id, "admin", AccessTokens.Fingerprint(store.Shop, store.ClientId, store.ClientSecret, store.TokenAddress.AbsoluteUri), refused, () => SignInAsync(store, cancellationToken), cancellationToken),
                token => new MarketplaceCall
                {
                    Marketplace = ShopifyErrors.Name,
                    Client = store.Client,
                    Request = () => Request(store, token, body),
                    RateKey = rateKey,
                    Rate = Rate,
                    RequestIdHeader = "X-Request-Id",
                },
                answered => answered.Status == 401,
                store.Scrubber),
            cancellationToken);
        if (reply is null)
        {
            return new(null, noToken, string.Empty);
        }

        var answer = CallProblems.TryParse(reply, ShopifyJson.Default.ShopifyAnswer);
        if (ShopifyErrors.Wait(answer?.Extensions?.Cost) is { } pause && pause > TimeSpan.Zero)
        {
            await gate.ObserveAsync(rateKey, perSecond: null, pause, cancellationToken);
        }

        var failure = ShopifyErrors.Read(reply, answer, scrubber);
        var value = failure is null ? Parse(answer?.Data, type) : null;
        failure ??= value is null ? ShopifyErrors.Unreadable(reply, scrubber) : null;

        // A question that was not answered has changed nothing.
        return new(value, failure is null || operation.Changes ? failure : failure with { MayHaveTakenEffect = false }, scrubber.Clean(reply.Text) ?? string.Empty);
    }

    private async Task<(IssuedToken? Issued, CallFailure? Failure)> SignInAsync(ShopifyStore store, CancellationToken cancellationToken)
    {
        var reply = await caller.SendAsync(
            new MarketplaceCall { Marketplace = ShopifyErrors.Name, Client = store.Client, Request = () => Grant(store) },
            cancellationToken);
        return reply is { Failure: null, Status: >= 200 and < 300 } && CallProblems.TryParse(reply, ShopifyJson.Default.ShopifyToken) is { AccessToken.Length: > 0 } token
            ? (new(token.AccessToken, token.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : null), null)
            : (null, ShopifyErrors.ReadSignIn(reply, store.Scrubber));
    }

    private static HttpRequestMessage Grant(ShopifyStore store) => Naming(store, new(HttpMethod.Post, store.TokenAddress)
    {
        Content = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"),
            new("client_id", store.ClientId),
            new("client_secret", store.ClientSecret),
        ]),
    });

    private static HttpRequestMessage Request(ShopifyStore store, string token, byte[] body)
    {
        var request = Naming(store, new(HttpMethod.Post, store.Api) { Content = new ByteArrayContent(body) });
        request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-Shopify-Access-Token", token);
        return request;
    }

    private static HttpRequestMessage Naming(ShopifyStore store, HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (store.NamesShop)
        {
            request.Headers.TryAddWithoutValidation("X-Shopify-Shop-Domain", store.Shop);
        }

        return request;
    }

    private static T? Parse<T>(JsonElement? data, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return data is { ValueKind: JsonValueKind.Object } told ? told.Deserialize(type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
