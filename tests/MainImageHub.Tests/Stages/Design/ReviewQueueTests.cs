using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Design;

/// <summary>The queue: what is due first comes first, narrowed by its address, one at a time or many with one reason.</summary>
public sealed partial class ReviewQueueTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task What_is_due_first_comes_first_and_one_goes_forth_and_back()
    {
        var (owner, client) = await app.MemberAsync(Role.Ops);
        client.Dispose();
        var undated = await WaitingAsync(501, owner);
        var late = await WaitingAsync(502, owner, due: "2031-05-02");
        var soon = await WaitingAsync(503, owner, due: "2031-05-01");
        using var browser = await new Browser(app.Address).SignInAsync();
        var mine = $"owner={owner.Id}";
        Shown(await browser.ReadAsync($"/w/home/review?{mine}")).Should().Be(soon);
        Shown(await browser.ReadAsync($"/w/home/review?after={soon}&{mine}")).Should().Be(late);
        Shown(await browser.ReadAsync($"/w/home/review?after={late}&{mine}")).Should().Be(undated);
        (await browser.ReadAsync($"/w/home/review?after={undated}&{mine}")).Should().Contain("Nothing waits for you");
        Shown(await browser.ReadAsync($"/w/home/review?before={undated}&{mine}")).Should().Be(late);
        Shown(await browser.ReadAsync($"/w/home/review?before={soon}&{mine}")).Should().Be(soon, "nothing is before the first");
        var page = await browser.ReadAsync($"/w/home/review?from={late}&{mine}");
        Shown(page).Should().Be(late);
        page.Should().Contain("2 waiting").And.Contain("Due: 2031-05-02").And.Contain($"before={late}&owner={owner.Id}").And.Contain($"after={late}&owner={owner.Id}");
        Regex.Matches(await browser.ReadAsync($"/w/home/review/list?{mine}"), "name=\"versionIds\" value=\"([^\"]+)\"").Select(m => Guid.Parse(m.Groups[1].Value)).Should().Equal(soon, late, undated);

        // The decision leads on within what was asked for, its undo back to it, and its reason is offered the next time.
        var reason = $"Too dark {Guid.CreateVersion7():n}";
        await browser.ReadAsync($"/w/home/review?{mine}");
        var decided = await browser.PostAsync($"/w/home/review?handler=Review&{mine}", ("versionId", soon.ToString()), ("decision", "Reject"), ("comment", reason));
        decided.Headers.Location!.ToString().Should().Be($"/w/home/review?after={soon}&{mine}");
        var next = await browser.ReadAsync(decided.Headers.Location!.ToString());
        Shown(next).Should().Be(late);
        next.Should().Contain($"data-reason=\"{reason}\"").And.Contain($"handler=TakeBack&versionId={soon}&{mine}");
        var undone = await browser.PostAsync($"/w/home/review?handler=TakeBack&versionId={soon}&{mine}");
        Shown(await browser.ReadAsync(undone.Headers.Location!.ToString())).Should().Be(soon);
    }

    [Fact]
    public async Task Somebody_who_was_faster_is_named_and_nothing_is_overwritten()
    {
        var (owner, client) = await app.MemberAsync(Role.Reviewer);
        using var theirs = client;
        var version = await WaitingAsync(511, owner);
        using var browser = await new Browser(app.Address).SignInAsync();
        var page = $"/w/home/review?owner={owner.Id}";
        await browser.ReadAsync(page);
        (await theirs.PostAsJsonAsync($"/api/v1/versions/{version}/review", new { decision = "reject", comment = "No." })).StatusCode.Should().Be(HttpStatusCode.OK);
        await browser.PostAsync($"/w/home/review?handler=Review&owner={owner.Id}", ("versionId", version.ToString()), ("decision", "Approve"));
        (await browser.ReadAsync(page)).Should().Contain($"already decided by {owner.Name}");
        (await app.VersionAsync(version)).GetProperty("review").Text("decision").Should().Be("rejected");
    }

    [Fact]
    public async Task The_address_narrows_the_queue()
    {
        var (owner, client) = await app.MemberAsync(Role.Designer);
        using var designer = client;
        var good = await WaitingAsync(521, owner);
        var japanese = await WaitingAsync(522, owner, scope: Scope.ForSite("amazon", "JP"));
        var grey = await WaitingAsync(523, owner, background: "#d8d8d8");
        var theirs = await WaitingAsync(524, owner, client: designer);
        async Task<Guid[]> ListedAsync(string query)
        {
            using var browser = await new Browser(app.Address).SignInAsync();
            return [.. Regex.Matches(await browser.ReadAsync($"/w/home/review/list?owner={owner.Id}&{query}"), "name=\"versionIds\" value=\"([^\"]+)\"").Select(m => Guid.Parse(m.Groups[1].Value))];
        }

        (await ListedAsync("")).Should().Equal(good, japanese, grey, theirs);
        (await ListedAsync("marketplace=amazon&site=JP")).Should().Equal(japanese);
        (await ListedAsync("site=US")).Should().Equal(good, grey, theirs);
        (await ListedAsync("marketplace=ebay")).Should().BeEmpty();
        (await ListedAsync("verdict=fail")).Should().Equal(grey);
        (await ListedAsync($"designer={owner.Id}")).Should().Equal(theirs);
        using var asked = await new Browser(app.Address).SignInAsync();
        (await asked.GetAsync("/w/home/review?marketplace=%25")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await asked.GetAsync("/w/home/review?verdict=lovely")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Many_are_decided_with_one_reason_and_each_says_what_became_of_it()
    {
        var (owner, client) = await app.MemberAsync(Role.Designer);
        client.Dispose();
        var (one, two, done) = (await WaitingAsync(531, owner), await WaitingAsync(532, owner), await WaitingAsync(533, owner));
        (await app.Owner.PostAsJsonAsync($"/api/v1/versions/{done}/review", new { decision = "approve" })).StatusCode.Should().Be(HttpStatusCode.OK);
        var branded = await app.PlannedImageAsync(productId: (await app.ProductAsync(brand: "Others")).Id);
        var foreign = (await app.ProcessAsync(branded.Id, Bytes(534))).Id();
        var (_, narrowed) = await app.NarrowedAsync(brands: ["Ours"], role: Role.Reviewer);
        (await ManyAsync(narrowed, "approve", null, foreign)).Should().Equal((foreign, "scope.brand"));
        narrowed.Dispose();

        var missing = Guid.CreateVersion7();
        (await ManyAsync(app.Owner, "reject", "Not our style.", one, done, missing, two, one)).Should().Equal((one, "rejected"), (done, "version.alreadyReviewed"), (missing, "notFound"), (two, "rejected"));
        (await app.VersionAsync(two)).GetProperty("review").Text("comment").Should().Be("Not our style.");
        (await app.VersionAsync(done)).GetProperty("review").Text("decision").Should().Be("approved");
        await PostManyAsync(app.Owner, "reject", " ", one).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "version.commentMissing");
        await PostManyAsync(app.Owner, "approve", null).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "review.none");
        await PostManyAsync(app.Owner, "approve", null, [.. Enumerable.Range(0, 101).Select(_ => Guid.CreateVersion7())]).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "review.none");

        var (three, four) = (await WaitingAsync(535, owner), await WaitingAsync(536, owner));
        using var browser = await new Browser(app.Address).SignInAsync();
        await browser.ReadAsync("/w/home/review/list");
        var answer = await browser.PostAsync($"/w/home/review/list?owner={owner.Id}", ("versionIds", three.ToString()), ("versionIds", done.ToString()), ("decision", "Approve"));
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        page.Should().Contain("1 of 2 decided").And.Contain("already decided by").And.Contain($"handler=TakeBack&versionId={three}").And.Contain($"value=\"{four}\"").And.NotContain($"name=\"versionIds\" value=\"{three}\"");
    }

    [Fact]
    public async Task Notes_are_taken_in_the_queue_and_lead_back_to_it()
    {
        var (owner, client) = await app.MemberAsync(Role.Ops);
        client.Dispose();
        var version = await WaitingAsync(541, owner);
        using var browser = await new Browser(app.Address).SignInAsync();
        var page = await browser.ReadAsync($"/w/home/review?owner={owner.Id}");
        var back = $"/w/home/review?from={version}&owner={owner.Id}";
        page.Should().Contain($"name=\"back\" value=\"{back}\"").And.NotContain("picture-live", "nothing is live yet");
        var put = await browser.PostAsync($"/w/home/versions/{version}/pins?handler=Put", ("left", "50"), ("top", "50"), ("text", "Crop tighter."), ("back", back));
        put.Headers.Location!.ToString().Should().Be($"{back}#pin-1");
        (await browser.ReadAsync(back)).Should().Contain("Crop tighter.");

        // What is live can be held against the next version there.
        var imageId = await app.WithDbAsync(db => db.Versions.Where(v => v.Id == version).Select(v => v.MainImageId).SingleAsync());
        var live = await app.WithDbAsync(async db =>
        {
            (await db.MainImages.SingleAsync(i => i.Id == imageId)).WentLive(version, Actor.Background("test"), TimeProvider.System.GetUtcNow());
            await db.SaveChangesAsync();
            return await db.Versions.Where(v => v.Id == version).Select(v => v.AssetId).SingleAsync();
        });
        var next = (await app.ProcessAsync(imageId, Bytes(542))).Id();
        (await browser.ReadAsync($"/w/home/review?from={next}")).Should().Contain($"class=\"picture-live\" src=\"/w/home/assets/{live}/preview-1600\"").And.Contain("data-key=\"d\"");
    }

    private async Task<List<(Guid, string?)>> ManyAsync(HttpClient client, string decision, string? comment, params Guid[] versions) =>
        [.. (await HubApp.JsonAsync(await PostManyAsync(client, decision, comment, versions))).GetProperty("items").EnumerateArray()
            .Select(i => (i.GetProperty("versionId").GetGuid(), i.TryGetProperty("problem", out var problem) && problem.ValueKind == JsonValueKind.Object ? problem.Text("code") : i.Text("decision")))];

    private static Task<HttpResponseMessage> PostManyAsync(HttpClient client, string decision, string? comment, params Guid[] versions) =>
        client.PostAsJsonAsync("/api/v1/versions/reviews", new { versionIds = versions, decision, comment });

    /// <summary>A version that waits, of a main image that belongs to a member, so that each test has a queue of its own.</summary>
    private async Task<Guid> WaitingAsync(int seed, Member owner, string? due = null, Scope? scope = null, string background = "#ffffff", HttpClient? client = null)
    {
        var image = await app.PlannedImageAsync(scope);
        (await app.Owner.PatchAsJsonAsync($"/api/v1/main-images/{image.Id}", new { ownerId = owner.Id, dueOn = due })).StatusCode.Should().Be(HttpStatusCode.OK);
        var version = (await (client ?? app.Owner).UploadAsync(image.Id, Bytes(seed, background)).AcceptedAsync()).Id();
        await app.RunWorkAsync();
        (await app.WithDbAsync(db => db.Versions.Where(v => v.Id == version).Select(v => v.Status).SingleAsync())).Should().Be(VersionStatus.Ready);
        return version;
    }

    private static Guid Shown(string page) => Guid.Parse(VersionPattern.Match(page).Groups[1].Value);

    private byte[] Bytes(int seed, string background = "#ffffff") => File.ReadAllBytes(pictures.Product(background: background, seed: seed));

    [GeneratedRegex("name=\"versionId\" value=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex VersionPattern { get; }
}
