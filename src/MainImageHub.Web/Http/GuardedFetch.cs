using System.Net;
using System.Net.Sockets;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces;

namespace MainImageHub.Web.Http;

/// <summary>
/// The only way out to addresses that others supplied: https only, public addresses only (checked on what the name resolved to, at
/// the moment of connecting), few redirects, bounded time and size. The installation's own simulator is exempt from the first two.
/// </summary>
public sealed class GuardedFetch(IHttpClientFactory clients)
{
    public const string Guarded = "guarded";
    public const string Trusted = "trusted";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<Fetched> GetAsync(Uri address, long maxBytes, bool trusted, CancellationToken cancellationToken)
    {
        if (!trusted && address.Scheme != Uri.UriSchemeHttps)
        {
            return Fetched.Failed(FetchProblems.NotHttps(address));
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        HttpResponseMessage? response = null;
        FileStream? kept = null;
        try
        {
            response = await clients.CreateClient(trusted ? Trusted : Guarded).GetAsync(address, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (!response.IsSuccessStatusCode)
            {
                return Fetched.Failed(FetchProblems.Status(address, (int)response.StatusCode));
            }

            if (response.Content.Headers.ContentLength > maxBytes)
            {
                return Fetched.Failed(FetchProblems.TooLarge(address, maxBytes));
            }

            // Copied aside within the time limit, so that a slow sender holds nothing up later.
            kept = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
            await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await body.ReadAsync(buffer, patience.Token)) > 0)
            {
                if (kept.Length + read > maxBytes)
                {
                    return Fetched.Failed(FetchProblems.TooLarge(address, maxBytes));
                }

                await kept.WriteAsync(buffer.AsMemory(0, read), patience.Token);
            }

            kept.Position = 0;
            var fetched = new Fetched(kept, null);
            kept = null;
            return fetched;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Fetched.Failed(FetchProblems.TooSlow(address));
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException or IOException { InnerException: SocketException })
        {
            // Never reached, or cut in the middle. A full disk of ours is another matter and goes on up.
            return Fetched.Failed(FetchProblems.Unreachable(address, e));
        }
        finally
        {
            if (kept is not null)
            {
                await kept.DisposeAsync();
            }

            response?.Dispose();
        }
    }

    /// <summary>Refuses to connect to anything that is not a public address, whatever name led there.</summary>
    /// <param name="followsRedirects">For pictures; a signed call must not be led elsewhere.</param>
    public static SocketsHttpHandler GuardedHandler(bool followsRedirects) => new()
    {
        AllowAutoRedirect = followsRedirects,
        UseCookies = false,
        MaxAutomaticRedirections = 3,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = async (context, cancellationToken) =>
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
            if (addresses.Length == 0 || !Array.TrueForAll(addresses, IsPublic))
            {
                throw new HttpRequestException("The address is not a public one.");
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6Multicast || address.IsIPv6UniqueLocal)
        {
            return false;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return !address.Equals(IPAddress.IPv6Any) && !IPNetwork.Parse("64:ff9b::/96").Contains(address) && !IPNetwork.Parse("2002::/16").Contains(address);
        }

        return !Array.Exists(NotPublic, network => network.Contains(address));
    }

    private static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
    ];
}

/// <summary>What came, or why nothing did.</summary>
public sealed record Fetched(Stream? Stream, MarketplaceProblem? Problem) : IAsyncDisposable
{
    public static Fetched Failed(MarketplaceProblem problem) => new(null, problem);

    public async ValueTask DisposeAsync()
    {
        if (Stream is not null)
        {
            await Stream.DisposeAsync();
        }
    }
}

internal static class FetchProblems
{
    public static MarketplaceProblem NotHttps(Uri address) => new()
    {
        Code = "fetch.notHttps",
        Message = new LocalText($"Only https addresses are fetched: {address}", $"只能获取 https 地址：{address}"),
        MayPass = false,
    };

    public static MarketplaceProblem Status(Uri address, int status) => new()
    {
        Code = "fetch.status",
        Message = new LocalText($"{address} answered {status} instead of a picture.", $"{address} 返回 {status}，不是图片。"),
        Status = status,
        MayPass = true,
    };

    public static MarketplaceProblem TooLarge(Uri address, long maxBytes) => new()
    {
        Code = "fetch.tooLarge",
        Message = new LocalText($"The picture at {address} is larger than {maxBytes / 1024 / 1024} MB.", $"{address} 的图片超过 {maxBytes / 1024 / 1024} MB。"),
        MayPass = false,
    };

    public static MarketplaceProblem TooSlow(Uri address) => new()
    {
        Code = "fetch.tooSlow",
        Message = new LocalText($"{address} did not deliver the picture in time.", $"{address} 未能及时返回图片。"),
        MayPass = true,
    };

    public static MarketplaceProblem Unreachable(Uri address, Exception e) => new()
    {
        Code = "fetch.unreachable",
        Message = new LocalText($"{address} could not be reached.", $"无法访问 {address}。"),
        Raw = e.Message,
        MayPass = true,
    };
}
