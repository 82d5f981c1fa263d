using System.Text;
using System.Text.RegularExpressions;
using MainImageHub.Simulator.Faults;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Traffic;

/// <summary>How one marketplace words a failure of this HTTP status.</summary>
internal delegate IResult FaultAnswer(int status);

/// <summary>What a request turned out to be, once its body was read.</summary>
/// <param name="Name"><c>amazon/patchListingsItem</c>.</param>
/// <param name="About">What its address does not say and a planned fault may go by.</param>
internal sealed record NamedOperation(string Name, string? About = null);

/// <summary>
/// The common way through every simulated operation: read the body, misbehave if planned, run, note what came. A form with files comes as text in
/// which each byte is a character (Latin-1), so that the files in it can be had again.
/// </summary>
internal sealed partial class OperationRunner(SimulatedWorld world, FaultBook faults, RequestLog log)
{
    private const int LargestBody = 1_000_000;
    private const int LoggedBody = 16_000;

    public Task RunAsync(HttpContext context, string operation, FaultAnswer inFormat, Func<string, Task<IResult>> run, int largestBody = LargestBody) =>
        RunAsync(context, _ => new NamedOperation(operation), inFormat, run, largestBody);

    /// <summary>The same where only the body says which operation it is.</summary>
    public async Task RunAsync(HttpContext context, Func<string, NamedOperation> name, FaultAnswer inFormat, Func<string, Task<IResult>> run, int largestBody = LargestBody)
    {
        var request = context.Request;
        var url = request.Path + request.QueryString;
        var operation = "unread";
        Fault? fault = null;
        string? body = null;
        var status = 0;
        try
        {
            body = await ReadBodyAsync(request, largestBody);
            var named = name(body ?? "");
            operation = named.Name;
            fault = faults.Next(operation, $"{url} {named.About}");
            if (body is null)
            {
                await inFormat(StatusCodes.Status413PayloadTooLarge).ExecuteAsync(context);
            }
            else if (fault is null || fault.AfterEffect || fault.Kind == FaultKind.Slow)
            {
                var answer = await run(body);
                if (fault is null || !await MisbehaveAsync(context, fault, inFormat))
                {
                    await answer.ExecuteAsync(context);
                }
            }
            else
            {
                await MisbehaveAsync(context, fault, inFormat);
            }

            status = context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client gave up, which is what a hanging answer is for.
        }
        finally
        {
            // Some send secrets in the address of their token requests, or the token in that of every call.
            log.Add(world.Clock.RealNow, operation, request.Method, IsToken(operation) ? request.Path : AccessToken.Replace(url, "$1***"), IsFiles(request) ? null : Loggable(operation, body), status, fault?.Kind.ToString());
        }
    }

    /// <summary>False: answer as usual after all.</summary>
    private static async Task<bool> MisbehaveAsync(HttpContext context, Fault fault, FaultAnswer inFormat)
    {
        switch (fault.Kind)
        {
            case FaultKind.Slow:
                await Task.Delay(TimeSpan.FromSeconds(fault.Seconds), context.RequestAborted);
                return false;
            case FaultKind.Hang:
                await Task.Delay(fault.Seconds > 0 ? TimeSpan.FromSeconds(fault.Seconds) : Timeout.InfiniteTimeSpan, context.RequestAborted);
                context.Abort();
                return true;
            case FaultKind.Cut:
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = 5_000;
                await context.Response.WriteAsync("{\"", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                return true;
            case FaultKind.Html:
                await Results.Content("<!doctype html><html><body><h1>Sorry! Something went wrong on our end.</h1></body></html>", "text/html", Encoding.UTF8, fault.Status)
                    .ExecuteAsync(context);
                return true;
            default:
                await inFormat(fault.Status).ExecuteAsync(context);
                return true;
        }
    }

    private static async Task<string?> ReadBodyAsync(HttpRequest request, int largest)
    {
        using var reader = new StreamReader(request.Body, IsFiles(request) ? Encoding.Latin1 : Encoding.UTF8, detectEncodingFromByteOrderMarks: !IsFiles(request));
        var buffer = new char[8192];
        var text = new StringBuilder();
        for (int read; (read = await reader.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
        {
            text.Append(buffer, 0, read);
            if (text.Length > largest)
            {
                return null;
            }
        }

        return text.ToString();
    }

    private static bool IsFiles(HttpRequest request) => request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsToken(string operation) => operation.EndsWith("/token", StringComparison.Ordinal);

    private static string? Loggable(string operation, string? body) =>
        string.IsNullOrEmpty(body) || IsToken(operation) ? null : body.Length <= LoggedBody ? body : body[..LoggedBody];

    [GeneratedRegex("((?:access_token|session)=)[^&]*", RegexOptions.CultureInvariant)]
    private static partial Regex AccessToken { get; }
}
