using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace MainImageHub.Tests.Simulator;

/// <summary>The simulated Google Vision refuses what Google refuses, or a mistake in our question would go unseen.</summary>
public sealed class VisionApiTests
{
    private const string Key = "AIzaSomebodysKey";

    /// <summary>A JPEG of which only the head matters: 200 x 100.</summary>
    private static readonly string Jpeg = Convert.ToBase64String([0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0, 100, 0, 200, 3, 0, 0, 0, 0, 0, 0]);

    [Theory]
    [InlineData("""{"requests":[]}""", "1 to 16 images")]
    [InlineData("""{"requests":[{"image":{"content":"JPEG"},"features":[{"type":"READ_TEXT"}]}]}""", "READ_TEXT")]
    [InlineData("""{"requests":[{"image":{"bytes":"JPEG"},"features":[]}]}""", "Invalid JSON payload")]
    [InlineData("""{"requests":[{"picture":{"content":"JPEG"}}]}""", "Invalid JSON payload")]
    [InlineData("""{"requests":[""", "Invalid JSON payload")]
    public async Task A_question_of_another_form_is_refused_in_googles_words(string question, string says)
    {
        await using var market = await SimulatedMarketplace.StartAsync();

        var answer = await AskAsync(market, question, Key);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        (error.GetProperty("code").GetInt32(), error.GetProperty("status").GetString()).Should().Be((400, "INVALID_ARGUMENT"));
        error.GetProperty("message").GetString().Should().Contain(says);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden, "PERMISSION_DENIED")]
    [InlineData("somebody", HttpStatusCode.BadRequest, "API_KEY_INVALID")]
    public async Task Without_a_key_of_googles_nothing_is_looked_at(string? key, HttpStatusCode status, string says)
    {
        await using var market = await SimulatedMarketplace.StartAsync();

        var answer = await AskAsync(market, """{"requests":[{"image":{"content":"JPEG"},"features":[{"type":"TEXT_DETECTION"}]}]}""", key);

        answer.StatusCode.Should().Be(status);
        (await answer.Content.ReadAsStringAsync()).Should().Contain(says);
    }

    [Fact]
    public async Task It_sees_what_it_is_told_to_see_and_leaves_out_what_it_was_not_asked_for()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        (await LookAsync(market, "TEXT_DETECTION")).EnumerateObject().Should().BeEmpty("it has no eyes");
        await market.Control.PostAsJsonAsync("vision", new { lines = new[] { "BEST BUY", "2026" } });

        var seen = await LookAsync(market, "TEXT_DETECTION");
        seen.TryGetProperty("safeSearchAnnotation", out _).Should().BeFalse();
        seen.GetProperty("fullTextAnnotation").GetProperty("text").GetString().Should().Be("BEST BUY\n2026");
        var page = seen.GetProperty("fullTextAnnotation").GetProperty("pages")[0];
        (page.GetProperty("width").GetInt32(), page.GetProperty("height").GetInt32(), page.GetProperty("blocks").GetArrayLength()).Should().Be((200, 100, 2));
        (await LookAsync(market, "SAFE_SEARCH_DETECTION")).TryGetProperty("fullTextAnnotation", out _).Should().BeFalse();

        var broken = await AskAsync(market, """{"requests":[{"image":{"content":"AAAA"},"features":[{"type":"TEXT_DETECTION"}]}]}""", Key);
        (await broken.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("responses")[0].GetProperty("error").GetProperty("code").GetInt32().Should().Be(3);
    }

    private static async Task<JsonElement> LookAsync(SimulatedMarketplace market, string feature)
    {
        var answer = await AskAsync(market, $$"""{"requests":[{"image":{"content":"JPEG"},"features":[{"type":"{{feature}}"}]}]}""", Key);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("responses")[0];
    }

    private static async Task<HttpResponseMessage> AskAsync(SimulatedMarketplace market, string question, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{market.Origin}/simulator/google-vision/v1/images:annotate")
        {
            Content = new StringContent(question.Replace("JPEG", Jpeg, StringComparison.Ordinal), Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.Add("X-Goog-Api-Key", key);
        }

        using var client = new HttpClient();
        return await client.SendAsync(request);
    }
}
