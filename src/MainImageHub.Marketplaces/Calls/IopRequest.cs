using System.Globalization;
using System.Net.Http.Headers;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>Whose calls, at a platform of IOP's make.</summary>
/// <param name="Connection">The store.</param>
/// <param name="Key">The app's.</param>
/// <param name="Secret">The app's.</param>
/// <param name="AuthHost">Where it signs in.</param>
/// <param name="Client">The named client that sends.</param>
/// <param name="Scrubber">Knows the store's secrets.</param>
internal sealed record IopAccount(StoreConnection Connection, string Key, string Secret, Uri AuthHost, string Client, SecretScrubber Scrubber)
{
    // Never printed: a record's own text would show the secret.
    public override string ToString() => nameof(IopAccount);
}

/// <summary>A file of an upload.</summary>
/// <param name="Part">The name of its part in the form.</param>
/// <param name="Picture">What it is.</param>
internal sealed record IopFile(string Part, PictureFile Picture);

/// <summary>Builds signed calls of Alibaba's international open platform.</summary>
internal sealed record IopRequest
{
    private const string UserAgent = "MainImageHub/1.0";

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public required Uri Host { get; init; }

    public required HttpMethod Method { get; init; }

    /// <summary>Below the host.</summary>
    public required string Path { get; init; }

    /// <summary>What the signature begins with.</summary>
    public string SignedPath { get; init; } = string.Empty;

    /// <summary>What all calls have beside key, time and signature: the token, the call's name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Common { get; init; } = [];

    /// <summary>The call's own parameters.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Own { get; init; } = [];

    public IopFile? File { get; init; }

    /// <summary>What all calls have stands in the address; a call's own parameters too, unless it is a POST: an address may not be as long as they are.</summary>
    public HttpRequestMessage Sign(IopAccount account, DateTimeOffset now)
    {
        List<KeyValuePair<string, string>> common =
        [
            new("app_key", account.Key),
            new("timestamp", now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            new("sign_method", "sha256"),
            .. Common,
        ];
        common.Add(new("sign", IopSignature.Of(account.Secret, SignedPath, common.Concat(Own))));
        var written = string.Join('&', common.Concat(Method == HttpMethod.Post ? [] : Own).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        var request = new HttpRequestMessage(Method, new Uri($"{Host.AbsoluteUri.TrimEnd('/')}{Path}?{written}", AsWritten))
        {
            Content = Method != HttpMethod.Post ? null : File is null ? new FormUrlEncodedContent(Own) : Form(File),
        };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    // Names are quoted, as browsers write them: some servers read nothing else.
    private MultipartFormDataContent Form(IopFile file)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in Own)
        {
            form.Add(new StringContent(value), $"\"{name}\"");
        }

        form.Add(new PictureContent(file.Picture), $"\"{file.Part}\"", $"\"{file.Picture.Name}\"");
        return form;
    }
}
