namespace MainImageHub.Simulator.Pictures;

/// <summary>Fetches the picture a seller named: the only way the simulator ever reaches out.</summary>
internal sealed class PictureFetcher(SimulatorOptions options) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxAutomaticRedirections = 3, ConnectTimeout = options.FetchTimeout })
    {
        Timeout = options.FetchTimeout,
        DefaultRequestHeaders = { { "User-Agent", "MarketplaceSimulator-MediaFetch/1.0" } },
    };

    /// <summary>The bytes, or a sentence saying why there are none.</summary>
    public async Task<(byte[]? Bytes, string? Problem)> FetchAsync(string location, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(location, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return (null, "the location is not an http or https address this simulator can reach");
        }

        try
        {
            using var response = await _http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return (null, $"the server answered {(int)response.StatusCode}");
            }

            using var buffer = new MemoryStream();
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var chunk = new byte[81920];
            for (int read; (read = await body.ReadAsync(chunk, cancellationToken)) > 0;)
            {
                if (buffer.Length + read > options.MaxPictureBytes)
                {
                    return (null, $"the file is larger than {options.MaxPictureBytes} bytes");
                }

                buffer.Write(chunk, 0, read);
            }

            return (buffer.ToArray(), null);
        }
        catch (HttpRequestException e)
        {
            return (null, $"the server could not be reached ({e.HttpRequestError})");
        }
        catch (IOException)
        {
            return (null, "the connection broke");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "the server took too long");
        }
    }

    public void Dispose() => _http.Dispose();
}
