using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MainImageHub.Benchmarks.Crash;

/// <summary>
/// The address everybody knows, as a load balancer would be: the marketplace's calls go to the simulator, pictures are fetched from the
/// product. While the product is down it waits for it, or the marketplace would refuse pictures that it could not fetch.
/// </summary>
internal sealed class PatientGate : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication app;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private PatientGate(WebApplication app) => this.app = app;

    public static async Task<PatientGate> StartAsync(int port, Uri simulator, Uri product)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var built = builder.Build();
        var gate = new PatientGate(built);
        built.Run(context => gate.PassAsync(context, context.Request.Path.StartsWithSegments("/simulator", StringComparison.Ordinal) ? simulator : product));
        await built.StartAsync(CancellationToken.None);
        return gate;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        client.Dispose();
    }

    private async Task PassAsync(HttpContext context, Uri target)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var until = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(target, context.Request.Path + context.Request.QueryString.ToString()));
                request.Content = body.Length > 0 ? new ByteArrayContent(body.ToArray()) : null;
                foreach (var (name, value) in context.Request.Headers.Where(h => !h.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)))
                {
                    if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value))
                    {
                        request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
                    }
                }

                using var answer = await client.SendAsync(request, context.RequestAborted);
                var bytes = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
                context.Response.StatusCode = (int)answer.StatusCode;
                foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not ("Transfer-Encoding" or "Connection")))
                {
                    context.Response.Headers[name] = values.ToArray();
                }

                if (!HttpMethods.IsHead(context.Request.Method) && bytes.Length > 0)
                {
                    await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
                }

                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException && HttpMethods.IsGet(context.Request.Method) && TimeProvider.System.GetUtcNow() < until)
            {
                await Task.Delay(200, context.RequestAborted);
            }
        }
    }
}
