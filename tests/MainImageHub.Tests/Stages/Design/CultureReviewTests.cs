using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;

namespace MainImageHub.Tests.Stages.Design;

/// <summary>A reviewer confirms the culture checklist with the decision; what is left open holds nothing up and is seen by everybody after.</summary>
public sealed class CultureReviewTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task What_was_confirmed_is_kept_with_the_decision()
    {
        var version = await VersionAsync("SA", 281);
        var asked = (await app.VersionAsync(version)).GetProperty("culture").EnumerateArray().ToList();
        asked.Select(a => a.Text("id")).Should().Contain(["gulf.symbols", "gulf.bare-skin"]);
        asked.Should().OnlyContain(a => a.GetProperty("sites")[0].GetString() == "amazon/SA");

        var answer = await app.Owner.PostAsJsonAsync($"/api/v1/versions/{version}/review", new { decision = "approve", cultureConfirmed = new[] { "gulf.symbols", "gulf.left-hand" } });
        answer.StatusCode.Should().Be(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var culture = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("review").GetProperty("culture");
        culture.GetProperty("confirmed").EnumerateArray().Select(c => c.GetString()).Should().BeEquivalentTo("gulf.symbols", "gulf.left-hand");
        culture.GetProperty("open").EnumerateArray().Select(c => c.GetString()).Should().Contain("gulf.flags-rulers").And.HaveCount(asked.Count - 2);
        culture.Text("version").Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_note_of_another_country_cannot_be_confirmed()
    {
        var version = await VersionAsync("SA", 282);
        await (await app.Owner.PostAsJsonAsync($"/api/v1/versions/{version}/review", new { decision = "approve", cultureConfirmed = new[] { "jp.lotus" } })).ShouldRefuseAsync(400, "version.cultureUnknown");
    }

    [Fact]
    public async Task Where_there_is_nothing_to_look_at_nothing_is_kept()
    {
        var version = await VersionAsync("US", 283);
        var answer = await app.Owner.PostAsJsonAsync($"/api/v1/versions/{version}/review", new { decision = "approve" });
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("review").TryGetProperty("culture", out _).Should().BeFalse();
    }

    [Fact]
    public async Task The_page_asks_beside_the_report_and_tells_it_in_the_history()
    {
        var image = await app.PlannedImageAsync(Scope.ForSite("amazon", "BR"));
        // Red all over: the drawn product's dots are of any colour.
        var plain = pictures.Product(overlay: "<rect x='287' y='75' width='426' height='851' fill='#b01020'/>");
        var version = (await app.ProcessAsync(image.Id, await File.ReadAllBytesAsync(plain))).Id();
        using var browser = await new Browser(app.Address).SignInAsync();
        var before = await browser.ReadAsync($"/w/home/images/{image.Id}");
        before.Should().Contain("form=\"review-form\" name=\"cultureConfirmed\" value=\"br.brown-green\"").And.Contain("id=\"review-form\"");
        before.Should().NotContain("value=\"br-mx.purple-death\"", "it was measured, and there is none").And.Contain("Not among its main colours");

        var decided = await browser.PostAsync($"/w/home/images/{image.Id}?handler=Review", ("versionId", version.ToString()), ("decision", "Approve"));
        decided.StatusCode.Should().Be(HttpStatusCode.Redirect);
        var after = await browser.ReadAsync($"/w/home/images/{image.Id}?v=1");
        after.Should().Contain("Not confirmed on the culture checklist: 1 of 1").And.Contain("Culture checklist: 1 of 1 not confirmed").And.Contain("0 of 1 confirmed by");
        after.Should().NotContain("name=\"cultureConfirmed\"");
    }

    private async Task<Guid> VersionAsync(string site, int seed) =>
        (await app.ProcessAsync((await app.PlannedImageAsync(Scope.ForSite("amazon", site))).Id, Bytes(seed))).Id();

    private byte[] Bytes(int seed) => File.ReadAllBytes(pictures.Product(seed: seed));
}
