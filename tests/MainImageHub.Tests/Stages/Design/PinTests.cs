using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Stages.Design.Pins;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Design;

/// <summary>Notes on pictures: bound to their version, ghosts on the next one, answered, resolved, withdrawn, and calling people by name.</summary>
public sealed class PinTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task A_note_stays_with_its_version_and_haunts_the_next_until_somebody_settles_it()
    {
        var image = await app.PlannedImageAsync();
        var first = await VersionAsync(image, 401);
        var (designer, client) = await app.MemberAsync(Role.Designer);
        using var theirs = client;
        var shadow = await PutAsync(app.Owner, first, 0.25, 0.75, "The shadow is too hard.");
        var logo = await PutAsync(app.Owner, first, 0.5, 0.1, "The logo is cut off.");
        shadow.GetProperty("number").GetInt32().Should().Be(1);
        logo.GetProperty("number").GetInt32().Should().Be(2);
        (await theirs.PostAsJsonAsync($"/api/v1/pins/{shadow.Id()}/comments", new { text = "Softer in the next one." })).StatusCode.Should().Be(HttpStatusCode.NoContent);

        var second = await VersionAsync(image, 402);
        var ghosts = await PinsAsync(second);
        ghosts.Select(p => (p.GetProperty("number").GetInt32(), p.GetProperty("isGhost").GetBoolean(), p.GetProperty("onVersion").GetInt32())).Should().Equal((1, true, 1), (2, true, 1));
        ghosts[0].GetProperty("x").GetDouble().Should().Be(0.25);
        ghosts[0].GetProperty("comments").EnumerateArray().Select(c => (c.Text("text"), c.Text("author"))).Should().HaveCount(2).And.Contain(c => c.Item1 == "Softer in the next one." && c.Item2!.StartsWith(designer.Name, StringComparison.Ordinal));

        // One is done there, the other is still so: it is on both from now on.
        (await theirs.PostAsync($"/api/v1/pins/{shadow.Id()}/resolution", null)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await app.Owner.PostAsJsonAsync($"/api/v1/pins/{logo.Id()}/places", new { versionId = second, x = 0.5, y = 0.2 })).StatusCode.Should().Be(HttpStatusCode.OK);
        var now = await PinsAsync(second);
        now.Should().ContainSingle("what is resolved no longer haunts").Which.GetProperty("isGhost").GetBoolean().Should().BeFalse();
        now[0].GetProperty("y").GetDouble().Should().Be(0.2);
        var before = await PinsAsync(first);
        before.Should().HaveCount(2, "the version before keeps both");
        before[0].GetProperty("resolved").Text("by").Should().StartWith(designer.Name);
        before[1].GetProperty("takenOverTo").GetInt32().Should().Be(2);
        before[1].GetProperty("y").GetDouble().Should().Be(0.1);

        var third = await VersionAsync(image, 403);
        (await PinsAsync(third)).Should().ContainSingle().Which.GetProperty("onVersion").GetInt32().Should().Be(2, "it haunts from where it was last");
        (await app.Owner.DeleteAsync($"/api/v1/pins/{shadow.Id()}/resolution")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await PinsAsync(third)).Should().HaveCount(2, "opened again it is back");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_in_both_languages()
    {
        var image = await app.PlannedImageAsync();
        var (first, second) = (await VersionAsync(image, 411), await VersionAsync(image, 412));
        await RefusedAsync(TryPutAsync(app.Owner, first, 1.01, 0.5, "Here."), HttpStatusCode.BadRequest, "pin.outside");
        await RefusedAsync(app.Owner.PostAsJsonAsync($"/api/v1/versions/{first}/pins", new { text = "Nowhere." }), HttpStatusCode.BadRequest, "pin.outside");
        await RefusedAsync(TryPutAsync(app.Owner, first, 0.5, 0.5, "  "), HttpStatusCode.BadRequest, "pin.textMissing");
        await RefusedAsync(TryPutAsync(app.Owner, first, 0.5, 0.5, new string('x', 2001)), HttpStatusCode.BadRequest, "pin.textMissing");
        await RefusedAsync(TryPutAsync(app.Owner, Guid.CreateVersion7(), 0.5, 0.5, "Here."), HttpStatusCode.NotFound, "notFound");
        var unread = (await app.Owner.UploadAsync(image.Id, Bytes(413)).AcceptedAsync()).Id();
        await RefusedAsync(TryPutAsync(app.Owner, unread, 0.5, 0.5, "Here."), HttpStatusCode.Conflict, "version.notReady");
        await app.RunWorkAsync();

        var pin = (await PutAsync(app.Owner, second, 0, 1, "In the corner.")).Id();
        await RefusedAsync(TakeOverAsync(pin, second), HttpStatusCode.Conflict, "pin.onThisVersion");
        await RefusedAsync(TakeOverAsync(pin, first), HttpStatusCode.Conflict, "pin.notLater");
        var elsewhere = await VersionAsync(await app.PlannedImageAsync(), 414);
        await RefusedAsync(TakeOverAsync(pin, elsewhere), HttpStatusCode.BadRequest, "pin.otherPicture");
        await RefusedAsync(app.Owner.PostAsJsonAsync($"/api/v1/pins/{pin}/places", new { versionId = unread, x = 0.5 }), HttpStatusCode.BadRequest, "pin.outside");
        await RefusedAsync(app.Owner.DeleteAsync($"/api/v1/pins/{pin}/resolution"), HttpStatusCode.Conflict, "pin.notResolved");
        (await app.Owner.PostAsync($"/api/v1/pins/{pin}/resolution", null)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await RefusedAsync(app.Owner.PostAsync($"/api/v1/pins/{pin}/resolution", null), HttpStatusCode.Conflict, "pin.alreadyResolved");
        await RefusedAsync(TakeOverAsync(pin, unread), HttpStatusCode.Conflict, "pin.alreadyResolved");

        var (_, viewer) = await app.MemberAsync(Role.Viewer);
        (await viewer.GetAsync($"/api/v1/versions/{second}/pins")).StatusCode.Should().Be(HttpStatusCode.OK, "viewers read");
        await RefusedAsync(TryPutAsync(viewer, second, 0.5, 0.5, "Mine."), HttpStatusCode.Forbidden, "forbidden");
        viewer.Dispose();

        (await app.Owner.PostAsJsonAsync($"/api/v1/main-images/{image.Id}/retire", new { reason = "old" })).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await RefusedAsync(TryPutAsync(app.Owner, second, 0.5, 0.5, "Too late."), HttpStatusCode.Conflict, "mainImage.retiring");
    }

    [Fact]
    public async Task Only_ones_own_words_are_withdrawn_and_their_place_remains()
    {
        var version = await VersionAsync(await app.PlannedImageAsync(), 421);
        var (_, client) = await app.MemberAsync(Role.Designer);
        using var theirs = client;
        var pin = await PutAsync(app.Owner, version, 0.5, 0.5, "Wrong product!");
        var comment = pin.GetProperty("comments")[0].Id();
        await RefusedAsync(theirs.DeleteAsync($"/api/v1/pin-comments/{comment}"), HttpStatusCode.Forbidden, "pin.notYours");
        (await app.Owner.DeleteAsync($"/api/v1/pin-comments/{comment}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await RefusedAsync(app.Owner.DeleteAsync($"/api/v1/pin-comments/{comment}"), HttpStatusCode.Conflict, "pin.alreadyWithdrawn");
        var left = (await PinsAsync(version))[0].GetProperty("comments")[0];
        left.GetProperty("withdrawn").GetBoolean().Should().BeTrue();
        left.TryGetProperty("text", out _).Should().BeFalse();
        (await app.WithDbAsync(db => db.PinComments.Where(c => c.Id == comment).Select(c => c.Text).SingleAsync())).Should().BeEmpty("it is gone from the rows as well");
    }

    [Fact]
    public async Task Whoever_is_called_by_name_finds_it_on_Home_until_they_have_looked()
    {
        var image = await app.PlannedImageAsync();
        var version = await VersionAsync(image, 431);
        var (called, client) = await app.MemberAsync(Role.Designer);
        var (bystander, other) = await app.MemberAsync(Role.Designer);
        using var theirs = client;
        using var others = other;
        var pin = await PutAsync(app.Owner, version, 0.4, 0.4, $"Please look, @{called.Name.ToUpperInvariant()}: mail@{bystander.Name} is no call.");
        pin.GetProperty("comments")[0].GetProperty("mentions").EnumerateArray().Select(m => m.GetString()).Should().Equal(called.Name);
        (await MentionsAsync(others)).Should().BeEmpty();
        var mention = (await MentionsAsync(theirs)).Should().ContainSingle().Subject;
        mention.GetProperty("pinId").GetGuid().Should().Be(pin.Id());
        mention.GetProperty("mainImageId").GetGuid().Should().Be(image.Id);

        using var browser = await app.BrowserOfAsync(called);
        (await browser.ReadAsync("/w/home")).Should().Contain("/w/home/mentions").And.Contain("notes that call you");
        (await browser.ReadAsync("/w/home/mentions")).Should().Contain("Please look");
        var opened = await browser.PostAsync($"/w/home/mentions?handler=Open&pinId={pin.Id()}&versionId={version}");
        opened.Headers.Location!.ToString().Should().Be($"/w/home/images/{image.Id}?v=1#pin-1");
        (await MentionsAsync(theirs)).Should().BeEmpty();
        (await browser.ReadAsync("/w/home")).Should().NotContain("/w/home/mentions");

        // An answer is a look, too, and what is withdrawn calls nobody.
        var again = (await PutAsync(app.Owner, version, 0.6, 0.6, $"@{called.Name} once more")).Id();
        (await theirs.PostAsJsonAsync($"/api/v1/pins/{again}/comments", new { text = "Yes." })).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await MentionsAsync(theirs)).Should().BeEmpty();
        var slip = await PutAsync(app.Owner, version, 0.7, 0.7, $"@{called.Name} not you");
        (await app.Owner.DeleteAsync($"/api/v1/pin-comments/{slip.GetProperty("comments")[0].Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await MentionsAsync(theirs)).Should().BeEmpty();
        (await theirs.PostAsync($"/api/v1/pins/{slip.Id()}/seen", null)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        var (_, _, stranger) = await app.StrangerAsync();
        await RefusedAsync(stranger.PostAsync($"/api/v1/pins/{slip.Id()}/seen", null), HttpStatusCode.NotFound, "notFound");
        stranger.Dispose();
    }

    [Fact]
    public async Task The_page_shows_notes_on_the_picture_and_takes_them_by_its_form()
    {
        var image = await app.PlannedImageAsync();
        var first = await VersionAsync(image, 441);
        var address = $"/w/home/images/{image.Id}";
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync($"{address}?v=1")).Should().Contain("data-pinnable").And.Contain("Add a note").And.NotContain("href=\"#pin-1\"");
        var put = await browser.PostAsync($"/w/home/versions/{first}/pins?handler=Put", ("left", "12.5"), ("top", "80"), ("text", "Too dark <b>here</b>"), ("back", $"{address}?v=1"));
        put.Headers.Location!.ToString().Should().Be($"{address}?v=1#pin-1");
        await VersionAsync(image, 442);
        var raw = await (await browser.GetAsync($"{address}?v=2")).Content.ReadAsStringAsync();
        raw.Should().Contain("href=\"#pin-1\"").And.Contain("pin-ghost").And.Contain("x=\"12.5%\" y=\"80%\"").And.Contain("Still so on v2").And.Contain("Too dark &lt;b&gt;here").And.NotContain("<b>here");

        // A way back that is none of ours is not gone.
        var pin = await app.WithDbAsync(db => db.Pins.Where(p => p.MainImageId == image.Id).Select(p => p.Id).SingleAsync());
        var resolved = await browser.PostAsync($"/w/home/versions/{first}/pins?handler=Resolve", ("pinId", pin.ToString()), ("back", "https://example.com/"));
        resolved.Headers.Location!.ToString().Should().Be($"{address}?v=1#pin-1");
        (await browser.ReadAsync($"{address}?v=1")).Should().Contain("pin-resolved").And.Contain("Resolved: 1").And.Contain("Open again");
        (await browser.GetAsync($"/w/home/versions/{first}/pins")).Headers.Location!.ToString().Should().Be($"{address}?v=1", "opened by itself it leads there");
        var trail = (await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/audit?entity={pin}"))).GetProperty("items").EnumerateArray().Select(e => e.Text("action"));
        trail.Should().Equal("pin.resolved", "pin.put");
        (await browser.ReadAsync("/w/home/audit?entity=pin")).Should().Contain("put a note on a picture");
    }

    [Theory]
    [InlineData("@Ann, and @Anna Bell!", "Ann|Anna Bell")]
    [InlineData("@王小明请看，@王小", "王小明|王小")]
    [InlineData("ann@Ann.example and @Annabel", "")]
    [InlineData("@ann @ANN", "ann")]
    [InlineData("@", "")]
    public void Names_are_found_in_a_text(string text, string expected)
    {
        string[] names = ["Ann", "Anna Bell", "Anna", "王小", "王小明", ""];
        string.Join('|', NamesInText.Find(text, names)).Should().Be(expected);
        string.Concat(NamesInText.Split(text, names).Select(part => part.Text)).Should().Be(text, "nothing of it is lost");
    }

    private static async Task<JsonElement> PutAsync(HttpClient client, Guid version, double x, double y, string text)
    {
        var answer = await TryPutAsync(client, version, x, y, text);
        answer.StatusCode.Should().Be(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await HubApp.JsonAsync(answer);
    }

    private static Task<HttpResponseMessage> TryPutAsync(HttpClient client, Guid version, double x, double y, string text) => client.PostAsJsonAsync($"/api/v1/versions/{version}/pins", new { x, y, text });

    private Task<HttpResponseMessage> TakeOverAsync(Guid pin, Guid version) => app.Owner.PostAsJsonAsync($"/api/v1/pins/{pin}/places", new { versionId = version });

    private static Task RefusedAsync(Task<HttpResponseMessage> answer, HttpStatusCode status, string code) => answer.ShouldBeRefusedAsync(status, code);

    private async Task<List<JsonElement>> PinsAsync(Guid version) => [.. (await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/versions/{version}/pins"))).GetProperty("pins").EnumerateArray()];

    private static async Task<List<JsonElement>> MentionsAsync(HttpClient client) => [.. (await HubApp.JsonAsync(await client.GetAsync("/api/v1/mentions"))).GetProperty("items").EnumerateArray()];

    private async Task<Guid> VersionAsync(MainImage image, int seed) => (await app.ProcessAsync(image.Id, Bytes(seed))).Id();

    private byte[] Bytes(int seed) => File.ReadAllBytes(pictures.Product(seed: seed));
}
