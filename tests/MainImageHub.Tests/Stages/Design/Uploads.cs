using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Stages.Design;

/// <summary>Sending pictures through the API, and pictures that no drawing tool makes.</summary>
internal static class Uploads
{
    public static Task<HttpResponseMessage> UploadAsync(this HttpClient client, Guid mainImageId, byte[] bytes, string fileName = "picture.jpg", string? key = null) =>
        client.SendFormAsync($"/api/v1/main-images/{mainImageId}/versions", new ByteArrayContent(bytes), fileName, key: key);

    public static async Task<HttpResponseMessage> SendFormAsync(this HttpClient client, string address, HttpContent file, string fileName, string? profile = null, string? key = null)
    {
        using var form = new MultipartFormDataContent { { file, "file", fileName } };
        if (profile is not null)
        {
            form.Add(new StringContent(profile), "profile");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = form };
        request.Headers.ExpectContinue = true;
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.SendAsync(request);
    }

    public static async Task<JsonElement> AcceptedAsync(this Task<HttpResponseMessage> answer)
    {
        var response = await answer;
        response.StatusCode.Should().Be(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return await HubApp.JsonAsync(response);
    }

    /// <summary>Uploads, lets the work run, and reads the version.</summary>
    public static async Task<JsonElement> ProcessAsync(this HubApp app, Guid mainImageId, byte[] bytes, string fileName = "picture.jpg")
    {
        var accepted = await app.Owner.UploadAsync(mainImageId, bytes, fileName).AcceptedAsync();
        await app.RunWorkAsync();
        return await app.VersionAsync(accepted.Id());
    }

    public static async Task<JsonElement> VersionAsync(this HubApp app, Guid id, string query = "") =>
        await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/versions/{id}{query}"));

    public static async Task ShouldBeRefusedAsync(this Task<HttpResponseMessage> answer, HttpStatusCode status, string code)
    {
        var response = await answer;
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(status, text);
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("code").GetString().Should().Be(code);
        problem.GetProperty("messages").ShouldSpeakBothLanguages();
    }

    public static void ShouldSpeakBothLanguages(this JsonElement message)
    {
        message.GetProperty("en").GetString().Should().MatchRegex("[a-z]{3}").And.NotMatchRegex(@"\p{IsCJKUnifiedIdeographs}");
        message.GetProperty("zh").GetString().Should().MatchRegex(@"\p{IsCJKUnifiedIdeographs}{2}");
    }

    public static Guid Id(this JsonElement element) => element.GetProperty("id").GetGuid();

    public static string? Text(this JsonElement element, string property) => element.GetProperty(property).GetString();

    public static byte[] AnimatedGif()
    {
        byte[] frame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        return [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, .. frame, .. frame, 0x3B];
    }

    /// <summary>An uncompressed TIFF whose pixels are ink, not light.</summary>
    public static byte[] CmykTiff(int side = 64)
    {
        var pixels = side * side * 4;
        (ushort Tag, ushort Type, int Count, int Value)[] entries =
        [
            (256, 4, 1, side), (257, 4, 1, side), (258, 3, 4, 8 + pixels), (259, 3, 1, 1), (262, 3, 1, 5),
            (273, 4, 1, 8), (277, 3, 1, 4), (278, 4, 1, side), (279, 4, 1, pixels), (284, 3, 1, 1),
        ];
        var directory = 8 + pixels + 8;
        var file = new byte[directory + 2 + (entries.Length * 12) + 4];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), directory);
        for (var channel = 0; channel < 4; channel++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(8 + pixels + (channel * 2)), 8);
        }

        var at = file.AsSpan(directory);
        BinaryPrimitives.WriteInt16LittleEndian(at, (short)entries.Length);
        at = at[2..];
        foreach (var (tag, type, count, value) in entries)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(at, tag);
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], type);
            BinaryPrimitives.WriteInt32LittleEndian(at[4..], count);
            BinaryPrimitives.WriteInt32LittleEndian(at[8..], value);
            at = at[12..];
        }

        return file;
    }
}

/// <summary>A file of any length that was never on a disk, and that tells how much of it was taken.</summary>
internal sealed class EndlessFile(long length, bool tellsLength = true) : HttpContent
{
    public long Sent { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var block = new byte[64 * 1024];
        while (Sent < length)
        {
            await stream.WriteAsync(block);
            Sent += block.Length;
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return tellsLength;
    }
}
