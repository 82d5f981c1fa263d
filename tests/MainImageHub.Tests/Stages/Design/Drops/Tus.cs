using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Stages.Design.Drops;

/// <summary>What a client of tus 1.0.0 sends, one request at a time, so that each can be sent wrongly.</summary>
internal static class Tus
{
    public static async Task<HttpResponseMessage> TusAsync(this HttpClient client, string method, string address, byte[]? body = null, string? version = "1.0.0", string? mediaType = "application/offset+octet-stream", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (version is not null)
        {
            request.Headers.Add("Tus-Resumable", version);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    /// <summary>Begins an upload and gives its address.</summary>
    public static async Task<string> CreateAsync(this HttpClient client, long length, string root = "/files", params (string Key, string Value)[] metadata)
    {
        using var answer = await client.TusAsync("POST", root, headers: [("Upload-Length", length.ToString(CultureInfo.InvariantCulture)), .. metadata.Length > 0 ? [("Upload-Metadata", Metadata(metadata))] : Array.Empty<(string, string)>()]);
        answer.StatusCode.Should().Be(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        answer.Value("Tus-Resumable").Should().Be("1.0.0");
        return answer.Headers.Location!.ToString();
    }

    public static Task<HttpResponseMessage> PatchAsync(this HttpClient client, string address, long offset, byte[] bytes, params (string Name, string Value)[] headers) =>
        client.TusAsync("PATCH", address, bytes, headers: [("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)), .. headers]);

    /// <summary>The whole file by one request, without a manifest before it.</summary>
    public static async Task<string> SendAsync(this HttpClient client, byte[] bytes, params (string Key, string Value)[] metadata)
    {
        var address = await client.CreateAsync(bytes.Length, metadata: metadata);
        using var answer = await client.PatchAsync(address, 0, bytes);
        answer.StatusCode.Should().Be(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
        return address;
    }

    public static async Task<long> OffsetAsync(this HttpClient client, string address)
    {
        using var answer = await client.TusAsync("HEAD", address);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return long.Parse(answer.Value("Upload-Offset"), CultureInfo.InvariantCulture);
    }

    public static string Value(this HttpResponseMessage answer, string header) => answer.Headers.TryGetValues(header, out var values) ? string.Join(',', values) : "";

    public static string Metadata(params (string Key, string Value)[] metadata) =>
        string.Join(',', metadata.Select(m => $"{m.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(m.Value))}"));

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Bytes that no two uploads share.</summary>
    public static byte[] Noise(int length) => RandomNumberGenerator.GetBytes(length);

    public static async Task ShouldRefuseAsync(this Task<HttpResponseMessage> asked, int status, string code)
    {
        using var answer = await asked;
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).Should().Be(status, text);
        answer.Value("Tus-Resumable").Should().Be("1.0.0");
        var problem = System.Text.Json.JsonDocument.Parse(text).RootElement;
        problem.GetProperty("code").GetString().Should().Be(code);
        problem.GetProperty("messages").ShouldSpeakBothLanguages();
    }
}
