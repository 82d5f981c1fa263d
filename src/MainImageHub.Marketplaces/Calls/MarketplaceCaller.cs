using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>One call as it goes out.</summary>
public sealed record MarketplaceCall
{
    /// <summary>The marketplace's name for people.</summary>
    public required string Marketplace { get; init; }

    /// <summary>Which named client sends it.</summary>
    public required string Client { get; init; }

    /// <summary>Built anew for the sending; disposed by it.</summary>
    public required Func<HttpRequestMessage> Request { get; init; }

    /// <summary>Whose limit it counts against; null for calls without one.</summary>
    public string? RateKey { get; init; }

    public RateLimit Rate { get; init; }

    /// <summary>The header that tells the rate in force in calls per second, where the marketplace has one.</summary>
    public string? RateHeader { get; init; }

    public string? RequestIdHeader { get; init; }
}

/// <summary>What came back, whole; or why nothing did.</summary>
/// <param name="Status">0 without an answer.</param>
/// <param name="Body">Empty without an answer.</param>
/// <param name="IsJson">The answer says that it is JSON.</param>
/// <param name="RequestId">The marketplace's name for the call.</param>
/// <param name="RetryAfter">As the answer asks, or as our own limit does.</param>
/// <param name="Failure">One of <see cref="ProblemCodes"/> when there is no whole answer; null when there is.</param>
/// <param name="Sent">False when the marketplace cannot have seen the call.</param>
public sealed record MarketplaceReply(
    int Status, ReadOnlyMemory<byte> Body, bool IsJson, string? RequestId, TimeSpan? RetryAfter, string? Failure, bool Sent)
{
    /// <summary>Where the answer says that what was made can be found.</summary>
    public string? Location { get; init; }

    public string Text => System.Text.Encoding.UTF8.GetString(Body.Span);

    internal static MarketplaceReply None(string failure, bool sent, TimeSpan? retryAfter = null) =>
        new(0, ReadOnlyMemory<byte>.Empty, IsJson: false, RequestId: null, retryAfter, failure, sent);
}

/// <summary>Sends calls under the store's rate limit, with bounds on time and size, and turns every way of failing into a value.</summary>
public sealed class MarketplaceCaller(IHttpClientFactory clients, IRateGate gate, IOptions<MarketplaceOptions> options, TimeProvider time)
{
    // A marketplace that asks for longer than this means "not today"; the caller's own patience decides then.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    public async Task<MarketplaceReply> SendAsync(MarketplaceCall call, CancellationToken cancellationToken)
    {
        if (await TurnAsync(call, cancellationToken) is { } wait && wait > TimeSpan.Zero)
        {
            return MarketplaceReply.None(ProblemCodes.Throttled, sent: false, wait);
        }

        using var limit = new CancellationTokenSource(options.Value.CallTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = call.Request();
            using var response = await clients.CreateClient(call.Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var retryAfter = RetryAfter(response.Headers.RetryAfter);
            await ObserveAsync(call, response, retryAfter, cancellationToken);
            var body = await ReadBoundedAsync(response.Content, both.Token);
            return body is null
                ? MarketplaceReply.None(ProblemCodes.BadAnswer, sent: true)
                : new(
                    (int)response.StatusCode,
                    body,
                    response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) ?? false,
                    Header(response, call.RequestIdHeader),
                    retryAfter,
                    Failure: null,
                    Sent: true)
                {
                    Location = response.Headers.Location?.OriginalString,
                };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return MarketplaceReply.None(ProblemCodes.Timeout, sent: true);
        }
        catch (HttpRequestException exception)
        {
            return MarketplaceReply.None(CodeOf(exception), MayHaveArrived(exception));
        }
        catch (IOException)
        {
            return MarketplaceReply.None(ProblemCodes.Connection, sent: true);
        }
    }

    /// <summary>
    /// Opens a report for reading; the caller disposes the stream. Null with the reason when it cannot be had. The time limit
    /// covers the reading too: the stream ends with <see cref="IOException"/> or <see cref="OperationCanceledException"/>.
    /// </summary>
    public async Task<T> DownloadAsync<T>(
        string client, Uri address, Func<Stream, CancellationToken, Task<T>> read, Func<string, T> fail, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.DownloadTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var response = await clients.CreateClient(client).GetAsync(address, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (!response.IsSuccessStatusCode)
            {
                return fail(ProblemCodes.Unavailable);
            }

            await using var body = await response.Content.ReadAsStreamAsync(both.Token);
            return await read(body, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return fail(ProblemCodes.Timeout);
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidDataException)
        {
            return fail(ProblemCodes.BadAnswer);
        }
        catch (HttpRequestException exception)
        {
            return fail(CodeOf(exception));
        }
        catch (IOException)
        {
            return fail(ProblemCodes.Connection);
        }
    }

    private async Task<TimeSpan> TurnAsync(MarketplaceCall call, CancellationToken cancellationToken)
    {
        if (call.RateKey is null)
        {
            return TimeSpan.Zero;
        }

        var wait = await gate.TakeAsync(call.RateKey, call.Rate, cancellationToken);
        for (var left = options.Value.LongestWait; wait > TimeSpan.Zero && wait <= left; left -= wait)
        {
            await Task.Delay(wait, time, cancellationToken);
            wait = await gate.TakeAsync(call.RateKey, call.Rate, cancellationToken);
        }

        return wait;
    }

    private async Task ObserveAsync(MarketplaceCall call, HttpResponseMessage response, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        if (call.RateKey is null)
        {
            return;
        }

        var told = double.TryParse(Header(response, call.RateHeader), NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) ? rate : (double?)null;
        var refused = response.StatusCode is System.Net.HttpStatusCode.TooManyRequests;
        var pause = refused ? retryAfter ?? TimeSpan.FromSeconds(Math.Min(3600, 1 / (told is > 0 ? told.Value : call.Rate.PerSecond))) : (TimeSpan?)null;
        await gate.ObserveAsync(call.RateKey, told, pause, cancellationToken);
    }

    private async Task<byte[]?> ReadBoundedAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var most = options.Value.MaxAnswerBytes;
        if (content.Headers.ContentLength > most)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var kept = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await stream.ReadAsync(chunk, cancellationToken) is > 0 and var read)
        {
            if (kept.Length + read > most)
            {
                return null;
            }

            kept.Write(chunk, 0, read);
        }

        return kept.ToArray();
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait is { } told ? TimeSpan.FromTicks(Math.Clamp(told.Ticks, 0, LongestRetryAfter.Ticks)) : null;
    }

    private static string? Header(HttpResponseMessage response, string? name) =>
        name is not null && response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string CodeOf(HttpRequestException exception) => exception switch
    {
        { HttpRequestError: HttpRequestError.NameResolutionError } => ProblemCodes.HostUnknown,
        // Where the handler looks the name up itself, to see whether it is a public one.
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery } } => ProblemCodes.HostUnknown,
        { HttpRequestError: HttpRequestError.SecureConnectionError } => ProblemCodes.NotSecure,
        _ => ProblemCodes.Connection,
    };

    // Only failures before the first byte left are sure to have done nothing.
    private static bool MayHaveArrived(HttpRequestException exception) => exception.HttpRequestError is not (
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);
}
