using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Ebay;

/// <summary>What a call needs the seller's consent for. A token is asked for with one of them, so that what lacks one does not break the other.</summary>
internal static class EbayScopes
{
    public const string Inventory = "https://api.ebay.com/oauth/api_scope/sell.inventory";
    public const string Analytics = "https://api.ebay.com/oauth/api_scope/sell.analytics.readonly";
}

/// <summary>An operation by eBay's own name for it.</summary>
/// <param name="Name">Its <c>operationId</c>.</param>
/// <param name="Rate">
/// As published: 50 pictures in five seconds, 100 traffic reports (a day, by the rows around it). For the others eBay counts calls a day, far more
/// than these rates come to.
/// </param>
/// <param name="Scope">One of <see cref="EbayScopes"/>.</param>
/// <param name="Changes">Behind a lost answer something may have changed that shoppers see.</param>
/// <param name="IsMedia">Answered by the Media API's own host.</param>
internal sealed record EbayOperation(string Name, RateLimit Rate, string Scope = EbayScopes.Inventory, bool Changes = false, bool IsMedia = false)
{
    public static readonly EbayOperation GetItems = new("getInventoryItems", new(5, 10));
    public static readonly EbayOperation GetNamedItems = new("bulkGetInventoryItem", new(5, 10));
    public static readonly EbayOperation GetItem = new("getInventoryItem", new(10, 30));
    public static readonly EbayOperation GetOffers = new("getOffers", new(10, 60));
    public static readonly EbayOperation PutItem = new("createOrReplaceInventoryItem", new(5, 20), Changes: true);

    // A picture that hangs nowhere is seen by nobody and gone after 30 days: making another one repeats nothing.
    public static readonly EbayOperation CreateImage = new("createImageFromUrl", new(10, 50), IsMedia: true);
    public static readonly EbayOperation GetImage = new("getImage", new(10, 50), IsMedia: true);
    public static readonly EbayOperation GetTraffic = new("getTrafficReport", new(100d / 86_400, 100), EbayScopes.Analytics);

    public static IReadOnlyList<EbayOperation> All { get; } = [GetItems, GetNamedItems, GetItem, GetOffers, PutItem, CreateImage, GetImage, GetTraffic];
}

/// <summary>What came of a call.</summary>
/// <param name="Value">What was asked for.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Errors">All that eBay said against it.</param>
/// <param name="Location">Where what was made can be found.</param>
/// <param name="Raw">The start of the answer.</param>
internal sealed record EbayReply<T>(T? Value, CallFailure? Failure, IReadOnlyList<EbayError> Errors, string? Location, string Raw)
    where T : class;

/// <summary>Signs in with the seller's consent and sends calls.</summary>
internal sealed class EbayClient(MarketplaceCaller caller, AuthorizedCaller authorized, TimeProvider time)
{
    private const string UserAgent = "MainImageHub/1.0";

    // Such tokens live two hours.
    private readonly AccessTokens tokens = new(time, usualLife: TimeSpan.FromHours(2));

    public Task<EbayReply<T>> GetAsync<T>(EbayStore store, EbayOperation operation, string pathAndQuery, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
        where T : class => SendAsync(store, operation, HttpMethod.Get, pathAndQuery, body: null, language: null, answer, cancellationToken);

    /// <param name="store">Whose.</param>
    /// <param name="operation">Which.</param>
    /// <param name="pathAndQuery">Where.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="bodyType">Its form.</param>
    /// <param name="answer">The form of what comes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="empty">What a good answer without a body means; null where there must be one.</param>
    public Task<EbayReply<T>> PostAsync<TBody, T>(
        EbayStore store, EbayOperation operation, string pathAndQuery, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> answer, CancellationToken cancellationToken, T? empty = null)
        where T : class => SendAsync(store, operation, HttpMethod.Post, pathAndQuery, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), language: null, answer, cancellationToken, empty);

    /// <summary>Writes a resource whole. A good answer may be empty.</summary>
    public Task<EbayReply<EbayAnswer>> PutAsync(EbayStore store, EbayOperation operation, string pathAndQuery, byte[] body, string language, CancellationToken cancellationToken) =>
        SendAsync(store, operation, HttpMethod.Put, pathAndQuery, body, language, EbayJson.Default.EbayAnswer, cancellationToken, empty: new EbayAnswer());

    /// <summary>Whether the seller consented to this scope; null when yes.</summary>
    public async Task<CallFailure?> LacksAsync(EbayStore store, string scope, CancellationToken cancellationToken) =>
        (await TokenAsync(store, scope, refused: null, cancellationToken)).Failure;

    private async Task<EbayReply<T>> SendAsync<T>(
        EbayStore store, EbayOperation operation, HttpMethod method, string pathAndQuery, byte[]? body, string? language, JsonTypeInfo<T> answer, CancellationToken cancellationToken, T? empty = null)
        where T : class
    {
        var (reply, noToken, scrubber) = await authorized.SendAsync(
            new AuthorizedCall(
                EbayErrors.Name,
                operation.Name,
                store.Id,
                refused => TokenAsync(store, operation.Scope, refused, cancellationToken),
                token => new MarketplaceCall
                {
                    Marketplace = EbayErrors.Name,
                    Client = store.Client,
                    Request = () => Request(store, operation, method, pathAndQuery, token, body, language),
                    RateKey = string.Create(CultureInfo.InvariantCulture, $"{EbayConnector.Code}/{store.Id}/{operation.Name}"),
                    Rate = operation.Rate,
                    RequestIdHeader = "X-EBAY-C-REQUEST-ID",
                },
                answered => answered.Status == 401,
                store.Scrubber),
            cancellationToken);
        if (reply is null)
        {
            return new(null, noToken, [], Location: null, Raw: string.Empty);
        }

        var errors = reply.Failure is null && reply.Status >= 400 ? CallProblems.TryParse(reply, EbayJson.Default.EbayAnswer)?.Errors ?? [] : [];
        var failure = EbayErrors.Read(reply, errors, scrubber);
        var value = failure is not null ? null : reply.Body.IsEmpty ? empty : CallProblems.TryParse(reply, answer);
        failure ??= value is null ? EbayErrors.Unreadable(reply, scrubber) : null;

        // A question that was not answered has changed nothing.
        failure = failure is null || operation.Changes ? failure : failure with { MayHaveTakenEffect = false };
        return new(value, failure, [.. errors.Select(error => Cleaned(error, scrubber))], reply.Location, scrubber.Clean(reply.Text) ?? string.Empty);
    }

    private Task<(string? Token, CallFailure? Failure)> TokenAsync(EbayStore store, string scope, string? refused, CancellationToken cancellationToken) =>
        tokens.GetAsync(store.Id, scope, store.Fingerprint, refused, () => SignInAsync(store, scope, cancellationToken), cancellationToken);

    private async Task<(IssuedToken? Issued, CallFailure? Failure)> SignInAsync(EbayStore store, string scope, CancellationToken cancellationToken)
    {
        var reply = await caller.SendAsync(
            new MarketplaceCall { Marketplace = EbayErrors.Name, Client = store.Client, Request = () => Grant(store, scope) },
            cancellationToken);
        return reply is { Failure: null, Status: >= 200 and < 300 } && CallProblems.TryParse(reply, EbayJson.Default.EbayToken) is { AccessToken.Length: > 0 } token
            ? (new(token.AccessToken, token.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : null), null)
            : (null, EbayErrors.ReadSignIn(reply, scope, store.Scrubber));
    }

    private static HttpRequestMessage Grant(EbayStore store, string scope)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, store.TokenAddress)
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "refresh_token"),
                new("refresh_token", store.RefreshToken),
                new("scope", scope),
            ]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", store.Basic);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        return request;
    }

    private static HttpRequestMessage Request(EbayStore store, EbayOperation operation, HttpMethod method, string pathAndQuery, string token, byte[]? body, string? language)
    {
        var request = new HttpRequestMessage(method, Paths.At(operation.IsMedia ? store.MediaHost : store.ApiHost, pathAndQuery));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (language is not null)
            {
                request.Content.Headers.ContentLanguage.Add(language);
            }
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("X-EBAY-C-MARKETPLACE-ID", store.Site.ForeignId);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    // These sentences are kept with deployments and shown to people, so nothing secret may be echoed in them either.
    private static EbayError Cleaned(EbayError error, SecretScrubber scrubber) => error with { Message = scrubber.Clean(error.Message), LongMessage = scrubber.Clean(error.LongMessage) };
}
