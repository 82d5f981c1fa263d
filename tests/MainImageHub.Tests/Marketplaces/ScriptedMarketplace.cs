using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MainImageHub.Tests.Marketplaces;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Target">Path and query exactly as sent, so that encoding can be judged.</param>
public sealed record RecordedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Target.Split('?')[0];

    public string Query => Target.Contains('?', StringComparison.Ordinal) ? Target[(Target.IndexOf('?', StringComparison.Ordinal) + 1)..] : string.Empty;

    public string? Parameter(string name) => Query.Split('&')
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair[0] == name)
        .Select(pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? string.Empty))
        .FirstOrDefault();
}

/// <summary>A text that was answered whole; what was cut off or made to hang is none.</summary>
public sealed record RecordedAnswer(RecordedRequest To, int Status, string ContentType, string Body);

/// <summary>What the scripted marketplace does with one request.</summary>
public delegate Task Answer(HttpContext context, CancellationToken stopping);

public static class Answers
{
    /// <summary>Where an answer leaves what it said, for <see cref="ScriptedMarketplace.Answered"/>.</summary>
    internal static readonly object Said = new();

    public static Answer Json(string body, int status = 200, params (string Name, string Value)[] headers) => Text(body, "application/json", status, headers);

    public static Answer Html(int status = 200) => Text("<html><body><h1>Welcome to nginx</h1></body></html>", "text/html", status);

    public static Answer Bytes(byte[] body) => async (context, stopping) => await context.Response.Body.WriteAsync(body, stopping);

    /// <summary>Takes the request and never answers.</summary>
    public static Answer Hang() => async (context, stopping) =>
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        context.Abort();
    };

    /// <summary>Takes the request and hangs up.</summary>
    public static Answer Cut() => (context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Promises more than it sends.</summary>
    public static Answer Half() => async (context, stopping) =>
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 1_000;
        await context.Response.WriteAsync("{\"status\":", stopping);
        await context.Response.Body.FlushAsync(stopping);
        context.Abort();
    };

    /// <summary>Never stops sending.</summary>
    public static Answer Endless() => async (context, stopping) =>
    {
        context.Response.ContentType = "application/json";
        var chunk = Encoding.UTF8.GetBytes(new string(' ', 64 * 1024));
        while (!stopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        }
    };

    /// <summary>The first answer for the first request, and so on; the last for all the rest.</summary>
    public static Answer Each(params Answer[] answers)
    {
        var count = -1;
        return (context, stopping) => answers[Math.Min(Interlocked.Increment(ref count), answers.Length - 1)](context, stopping);
    }

    private static Answer Text(string body, string type, int status, params (string Name, string Value)[] headers) => async (context, stopping) =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(body, stopping);
        context.Items[Said] = body;
    };
}

/// <summary>
/// A marketplace that does exactly what a test tells it, over real HTTP: half answers, hang-ups and slow servers cannot be
/// had from a handler in memory.
/// </summary>
public sealed class ScriptedMarketplace : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<RecordedRequest> requests = new();
    private readonly ConcurrentQueue<RecordedAnswer> answered = new();
    private readonly ConcurrentStack<(Func<RecordedRequest, bool> Matches, Answer Answer)> script = new();

    private ScriptedMarketplace(WebApplication server) => this.server = server;

    /// <summary>With a path of its own, as a simulator or a proxy would have.</summary>
    public Uri Endpoint => new(server.Urls.First() + "/at/amazon");

    public IReadOnlyList<RecordedRequest> Requests => [.. requests];

    public IReadOnlyList<RecordedAnswer> Answered => [.. answered];

    public static async Task<ScriptedMarketplace> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var built = builder.Build();
        var marketplace = new ScriptedMarketplace(built);
        built.Run(marketplace.AnswerAsync);
        await built.StartAsync(marketplace.stopping.Token);
        return marketplace;
    }

    /// <summary>What to do with requests that match; what is scripted later goes before what was scripted earlier.</summary>
    public void On(Func<RecordedRequest, bool> matches, Answer answer) => script.Push((matches, answer));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await server.StopAsync(CancellationToken.None);
        await server.DisposeAsync();
        stopping.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var prefix = Endpoint.AbsolutePath;
        var request = new RecordedRequest(
            context.Request.Method,
            target.StartsWith(prefix, StringComparison.Ordinal) ? target[prefix.Length..] : target,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(context.RequestAborted));
        requests.Enqueue(request);

        var answer = script.FirstOrDefault(line => line.Matches(request)).Answer
            ?? Answers.Json(string.Create(CultureInfo.InvariantCulture, $$"""{"errors":[{"code":"NotScripted","message":"{{request.Method}} was not expected"}]}"""), 501);
        await answer(context, stopping.Token);
        if (context.Items.TryGetValue(Answers.Said, out var said))
        {
            answered.Enqueue(new RecordedAnswer(request, context.Response.StatusCode, context.Response.ContentType!, (string)said!));
        }
    }
}
