using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Stages.Design.Drops;

/// <summary>Batches through the API.</summary>
internal static class DropCalls
{
    public const string Api = "/api/v1/drops";

    public static async Task<Guid> BeginDropAsync(this HttpClient client, string? name = null)
    {
        using var answer = await client.PostAsJsonAsync(Api, new { name });
        answer.StatusCode.Should().Be(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await HubApp.JsonAsync(answer)).Id();
    }

    public static async Task<List<JsonElement>> AnnounceAsync(this HttpClient client, Guid drop, params (string Name, byte[] Bytes)[] files)
    {
        using var answer = await client.PostAsJsonAsync($"{Api}/{drop}/files", new { files = files.Select(f => new { name = f.Name, size = f.Bytes.Length, sha256 = Tus.Sha256(f.Bytes) }) });
        answer.StatusCode.Should().Be(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return [.. (await HubApp.JsonAsync(answer)).GetProperty("files").EnumerateArray()];
    }

    /// <summary>Notes files, sends what is not here, and has it looked at.</summary>
    public static async Task<Guid> DropAsync(this HubApp app, params (string Name, byte[] Bytes)[] files)
    {
        var drop = await app.Owner.BeginDropAsync();
        await app.SendAsync(drop, files);
        return drop;
    }

    /// <returns>How many travelled.</returns>
    public static async Task<int> SendAsync(this HubApp app, Guid drop, params (string Name, byte[] Bytes)[] files)
    {
        var rows = await app.Owner.AnnounceAsync(drop, files);
        var sent = 0;
        foreach (var (row, file) in rows.Zip(files).Where(r => r.First.Text("status") == "waiting"))
        {
            await app.Owner.SendAsync(file.Bytes, ("dropId", $"{drop}"), ("fileId", $"{row.Id()}"));
            sent++;
        }

        await app.RunWorkAsync();
        return sent;
    }

    public static async Task<Dictionary<string, JsonElement>> FilesAsync(this HttpClient client, Guid drop, string query = "") =>
        (await HubApp.JsonAsync(await client.GetAsync($"{Api}/{drop}/files?limit=200{query}"))).GetProperty("items").EnumerateArray().ToDictionary(f => f.Text("name")!, StringComparer.Ordinal);

    public static async Task<JsonElement> CountsAsync(this HttpClient client, Guid drop) => (await HubApp.JsonAsync(await client.GetAsync($"{Api}/{drop}"))).GetProperty("counts");

    public static int Count(this JsonElement counts, string of) => counts.GetProperty(of).GetInt32();

    public static string Word(this JsonElement element, string property) => element.TryGetProperty(property, out var value) ? value.ToString() : "";
}
