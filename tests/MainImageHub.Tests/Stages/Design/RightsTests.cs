using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;

namespace MainImageHub.Tests.Stages.Design;

/// <summary>Where a picture comes from, what may be done with it, until when, and where it is used.</summary>
public sealed class RightsTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    private static string Day(int fromToday) => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(fromToday).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task What_the_file_says_is_proposed_and_what_a_person_says_is_kept()
    {
        var image = await app.PlannedImageAsync();
        var version = (await app.ProcessAsync(image.Id, File.ReadAllBytes(pictures.WithOrigin(pictures.Product(seed: 801), "Adobe Firefly 3", "ACME Ltd")))).Id();
        var before = await ReadAsync(version);
        before.Text("origin").Should().Be("unknown", "a file's own words are no fact");
        before.TryGetProperty("saidBy", out _).Should().BeFalse();
        var embedded = before.GetProperty("embedded");
        (embedded.Text("software"), embedded.Text("copyright"), embedded.Text("suggests")).Should().Be(("Adobe Firefly 3", "ACME Ltd", "aiMade"));

        using var browser = await new Browser(app.Address).SignInAsync();
        var page = WebUtility.HtmlDecode(await browser.ReadAsync($"/w/home/images/{image.Id}?v=1"));
        page.Should().Contain("written by Adobe Firefly 3").And.Contain("Nobody has confirmed it yet").And.Contain("value=\"AiMade\" selected").And.Contain("value=\"ACME Ltd\"");

        (await browser.PostAsync($"/w/home/versions/{version}/rights", ("Origin", "AiEdited"), ("Holder", "ACME Ltd"), ("Licence", "All media"), ("ModelRelease", "NotNeeded"), ("ValidUntil", Day(10)), ("Cost", "120.50"), ("Currency", "eur"), ("Note", ""))).Headers.Location!.ToString().Should().Be($"/w/home/images/{image.Id}?v=1#rights");
        var said = await ReadAsync(version);
        (said.Text("origin"), said.Text("holder"), said.Text("licence"), said.Text("modelRelease"), said.Text("validUntil")).Should().Be(("aiEdited", "ACME Ltd", "All media", "notNeeded", Day(10)));
        (said.GetProperty("cost").GetDecimal(), said.Text("currency"), said.GetProperty("daysLeft").GetInt32(), said.GetProperty("ended").GetBoolean()).Should().Be((120.50m, "EUR", 10, false));
        page = WebUtility.HtmlDecode(await browser.ReadAsync($"/w/home/images/{image.Id}?v=1"));
        page.Should().Contain("days left: 10").And.NotContain("Nobody has confirmed it yet");
        (await browser.ReadAsync("/w/home/audit?entity=asset")).Should().Contain("said where a picture comes from").And.Contain("AI-edited").And.Contain("120.5 EUR");
        var library = await app.Owner.GetFromJsonAsync<JsonElement>("/api/v1/assets?origin=aiEdited");
        library.GetProperty("items").EnumerateArray().Select(a => a.Id()).Should().Equal([said.GetProperty("assetId").GetGuid()], "the library finds it by what was said");
    }

    [Fact]
    public async Task What_cannot_be_is_refused_and_readers_only_read()
    {
        var image = await app.PlannedImageAsync();
        var version = (await app.ProcessAsync(image.Id, File.ReadAllBytes(pictures.Product(seed: 811)))).Id();
        foreach (var (wish, code) in new (object, string)[]
        {
            (new { origin = "foundLive" }, "rights.originUnknown"),
            (new { origin = "photo", cost = -1, currency = "EUR" }, "rights.costInvalid"),
            (new { origin = "photo", cost = 1.234, currency = "EUR" }, "rights.costInvalid"),
            (new { origin = "photo", cost = 1 }, "rights.currencyUnknown"),
            (new { origin = "photo", cost = 1, currency = "XYZ" }, "rights.currencyUnknown"),
            (new { origin = "photo", validUntil = "1990-01-01" }, "rights.dayOutOfRange"),
            (new { origin = "photo", holder = new string('x', 201) }, "rights.textTooLong"),
        })
        {
            await app.Owner.PutAsJsonAsync($"/api/v1/versions/{version}/rights", wish).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, code);
        }

        var (_, viewer) = await app.MemberAsync(Role.Viewer);
        (await viewer.GetAsync($"/api/v1/versions/{version}/rights")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await viewer.PutAsJsonAsync($"/api/v1/versions/{version}/rights", new { origin = "photo" })).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        viewer.Dispose();
        (await ReadAsync(version)).Text("origin").Should().Be("unknown");
        var refused = (await app.Owner.UploadAsync(image.Id, [1, 2, 3]).AcceptedAsync()).Id();
        await app.RunWorkAsync();
        await app.Owner.GetAsync($"/api/v1/versions/{refused}/rights").ShouldBeRefusedAsync(HttpStatusCode.Conflict, "version.notReady");
    }

    [Fact]
    public async Task Rights_that_ended_stop_a_push_unless_an_owner_gives_their_word()
    {
        var shop = await Shop.OpenAsync(app);
        var version = await shop.VersionAsync(pictures.Product(seed: 821));
        using var browser = await new Browser(app.Address).SignInAsync();
        const string List = "/w/home/images?problem=rights";
        await SayAsync(version.Id, Day(0));
        var home = WebUtility.HtmlDecode(await browser.ReadAsync("/w/home"));
        home.Should().Contain("rights end within 30 days");
        (await browser.ReadAsync(List)).Should().Contain($"/w/home/images/{shop.Image.Id}", "the approved version's rights end today");
        await SayAsync(version.Id, Day(31));
        (await browser.ReadAsync(List)).Should().NotContain($"/w/home/images/{shop.Image.Id}", "there is time yet");

        await SayAsync(version.Id, Day(-1));
        await shop.PostPushAsync(version.Id).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "deployment.rightsEnded");
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}/push?version={version.Id}")).Should().Contain("Rights have ended");
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}?v={version.Number}")).Should().Contain("It is not pushed any more");
        (await shop.PostPushAsync(version.Id, reason: "The holder agreed by phone.")).StatusCode.Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Rights_that_end_before_its_time_stop_a_push_that_was_ordered()
    {
        var shop = await Shop.OpenAsync(app);
        var version = await shop.VersionAsync(pictures.Product(seed: 831));
        var order = await shop.PushAsync(version);
        await SayAsync(version.Id, Day(-1));
        var failed = await shop.UntilAsync(order, "failed");
        failed.GetProperty("problem").Text("code").Should().Be("deployment.rightsEnded");
        failed.GetProperty("problem").GetProperty("message").ShouldSpeakBothLanguages();
        (await shop.PushesAsync()).Should().BeEmpty("nothing was sent");
    }

    [Fact]
    public async Task Where_it_is_used_is_told_with_links()
    {
        var shop = await Shop.OpenAsync(app);
        var version = await shop.VersionAsync(pictures.Product(seed: 841));
        var asset = version.AssetId!.Value;
        var order = await shop.PushAsync(version);
        var uses = await UsesAsync(asset);
        uses.GetProperty("planned").EnumerateArray().Should().ContainSingle().Which.GetProperty("deploymentId").GetGuid().Should().Be(order);
        uses.GetProperty("live").GetArrayLength().Should().Be(0);
        uses.GetProperty("versions").EnumerateArray().Should().ContainSingle().Which.GetProperty("mainImageId").GetGuid().Should().Be(shop.Image.Id);

        await shop.UntilAsync(order, "live");
        uses = await UsesAsync(asset);
        uses.GetProperty("live").EnumerateArray().Should().ContainSingle().Which.GetProperty("listingId").GetGuid().Should().Be(shop.Listing.Id);
        uses.GetProperty("planned").GetArrayLength().Should().Be(0);
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}?v=1")).Should().Contain("Where it is used").And.Contain($"/w/home/listings/{shop.Listing.Id}").And.Contain("not deleted while shoppers see it");

        await shop.PushedLiveAsync(await shop.VersionAsync(pictures.Product(seed: 842, background: "#fefefe")));
        uses = await UsesAsync(asset);
        uses.GetProperty("live").GetArrayLength().Should().Be(0);
        uses.GetProperty("wasLive").EnumerateArray().Should().ContainSingle().Which.GetProperty("listingId").GetGuid().Should().Be(shop.Listing.Id);
        (await app.Owner.GetAsync($"/api/v1/assets/{Guid.CreateVersion7()}/uses")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private async Task<JsonElement> ReadAsync(Guid version) => await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/versions/{version}/rights");

    private async Task<JsonElement> UsesAsync(Guid asset) => await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/assets/{asset}/uses");

    private async Task SayAsync(Guid version, string until) =>
        (await app.Owner.PutAsJsonAsync($"/api/v1/versions/{version}/rights", new { origin = "stock", validUntil = until })).StatusCode.Should().Be(HttpStatusCode.OK);
}
