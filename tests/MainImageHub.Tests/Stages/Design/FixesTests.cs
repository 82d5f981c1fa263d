using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Design;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Design;

/// <summary>Many pictures repaired by one order: said before, done once, stopped, tried again.</summary>
public sealed class FixesTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private const string Fixes = "/api/v1/main-images/fixes";

    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task The_plan_says_of_each_picture_what_would_be_done_or_why_not()
    {
        var grey = await ImageAsync("#f0f0f0", 201);
        var dark = await ImageAsync("#606060", 202);
        var empty = (await app.PlannedImageAsync()).Id;
        var newer = await ImageAsync("#f0f0f0", 203);
        await app.WithDbAsync(async db =>
        {
            // As if v1 were live and v2 waited for review.
            var first = await db.Versions.Where(v => v.MainImageId == newer).Select(v => v.Id).SingleAsync();
            return await db.MainImages.Where(i => i.Id == newer).ExecuteUpdateAsync(set => set.SetProperty(i => i.LiveVersionId, first));
        });
        await app.ProcessAsync(newer, Bytes("#f0f0f0", 204));

        var plan = await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync($"{Fixes}/plan", new { mainImageIds = new[] { grey, dark, empty, newer } }));

        var items = plan.GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("mainImageId").GetGuid());
        items[grey].Text("status").Should().Be("waiting");
        items[grey].GetProperty("fixes").EnumerateArray().Select(f => f.GetString()).Should().Contain("whitenBackground");
        items[dark].GetProperty("problem").Text("code").Should().Be("fixes.needsDesigner");
        items[dark].GetProperty("left").EnumerateArray().Select(f => f.GetString()).Should().Contain("background.white");
        items[empty].GetProperty("problem").Text("code").Should().Be("fixes.noPicture");
        items[newer].Text("status").Should().Be("skipped");
        items[newer].GetProperty("problem").Text("code").Should().Be("fixes.newerVersion");
        var elsewhere = await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync($"{Fixes}/plan", new { mainImageIds = new[] { grey }, marketplace = "shopify" }));
        elsewhere.GetProperty("items")[0].GetProperty("problem").Text("code").Should().Be("fixes.notJudged");
    }

    [Fact]
    public async Task Each_picture_is_repaired_once_and_waits_for_review()
    {
        var images = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            images.Add(await ImageAsync("#f0f0f0", 210 + i));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, Fixes) { Content = JsonContent.Create(new { mainImageIds = images, marketplace = "amazon" }), Headers = { { "Idempotency-Key", "bulk-1" } } };
        var ordered = await HubApp.JsonAsync(await app.Owner.SendAsync(request));
        ordered.GetProperty("counts").GetProperty("waiting").GetInt32().Should().Be(4);
        using var repeat = new HttpRequestMessage(HttpMethod.Post, Fixes) { Content = JsonContent.Create(new { mainImageIds = images, marketplace = "amazon" }), Headers = { { "Idempotency-Key", "bulk-1" } } };
        (await HubApp.JsonAsync(await app.Owner.SendAsync(repeat))).Id().Should().Be(ordered.Id());
        await app.Owner.PostAsJsonAsync(Fixes, new { mainImageIds = images }).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "fixes.nothingToDo");

        await app.RunWorkAsync();
        // Once more, as after a crash between the rows and the answer to the queue.
        await app.WithDbAsync(async db =>
        {
            var ids = await db.FixBatchItems.Where(i => i.BatchId == ordered.Id()).Select(i => i.Id).ToListAsync();
            return await db.WorkItems.Where(w => ids.Contains(w.SubjectId)).ExecuteUpdateAsync(set => set.SetProperty(w => w.State, WorkState.Waiting));
        });
        await app.RunWorkAsync();

        var done = await HubApp.JsonAsync(await app.Owner.GetAsync($"{Fixes}/{ordered.Id()}"));
        done.GetProperty("counts").GetProperty("made").GetInt32().Should().Be(4);
        done.TryGetProperty("endedAt", out _).Should().BeTrue();
        foreach (var image in images)
        {
            var versions = await app.WithDbAsync(db => db.Versions.AsNoTracking().Where(v => v.MainImageId == image).OrderBy(v => v.Number).ToListAsync());
            versions.Should().HaveCount(2);
            versions[1].Should().Match<ImageVersion>(v => v.Status == VersionStatus.Ready && v.Decision == ReviewDecision.None, "a repair is reviewed like any other version");
            versions[1].SubmittedByName.Should().StartWith("owner", "it is the asker's");
        }

        var lines = (await HubApp.JsonAsync(await app.Owner.GetAsync($"{Fixes}/{ordered.Id()}/items?limit=3"))).GetProperty("items").EnumerateArray().ToList();
        lines.Should().HaveCount(3).And.OnlyContain(l => l.GetProperty("madeVersion").GetProperty("number").GetInt32() == 2);
    }

    [Fact]
    public async Task What_has_not_begun_can_be_stopped_and_taken_up_again()
    {
        var (one, two) = (await ImageAsync("#f0f0f0", 220), await ImageAsync("#f0f0f0", 221));
        var ordered = await OrderAsync(app.Owner, one, two);
        var runner = app.Services.GetRequiredService<WorkRunner>();
        (await runner.RunDueAsync(WorkGroups.Imaging, atMost: 1, CancellationToken.None)).Should().Be(1);

        var stopped = await HubApp.JsonAsync(await app.Owner.PostAsync($"{Fixes}/{ordered.Id()}/cancel", null));
        stopped.GetProperty("counts").GetProperty("made").GetInt32().Should().Be(1);
        stopped.GetProperty("counts").GetProperty("cancelled").GetInt32().Should().Be(1);
        await app.RunWorkAsync();
        await app.Owner.PostAsync($"{Fixes}/{ordered.Id()}/cancel", null).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "fixes.nothingWaits");

        (await app.Owner.PostAsync($"{Fixes}/{ordered.Id()}/retry", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await app.RunWorkAsync();
        var counts = (await HubApp.JsonAsync(await app.Owner.GetAsync($"{Fixes}/{ordered.Id()}"))).GetProperty("counts");
        counts.GetProperty("made").GetInt32().Should().Be(2);
        (await app.WithDbAsync(db => db.Versions.CountAsync(v => v.MainImageId == one || v.MainImageId == two))).Should().Be(4);
    }

    [Fact]
    public async Task What_changed_while_a_picture_waited_is_seen_when_its_turn_comes()
    {
        var (image, other) = (await ImageAsync("#f0f0f0", 230), await ImageAsync("#f0f0f0", 231));
        var ordered = await OrderAsync(app.Owner, image, other);
        // A report that no longer asks, and a newer version that came in meanwhile.
        await app.WithDbAsync(db => db.VersionCompliance.Where(c => db.Versions.Any(v => v.Id == c.VersionId && v.MainImageId == image)).ExecuteDeleteAsync());
        await app.Owner.UploadAsync(other, Bytes("#ffffff", 232)).AcceptedAsync();
        await app.RunWorkAsync();
        var items = (await HubApp.JsonAsync(await app.Owner.GetAsync($"{Fixes}/{ordered.Id()}/items"))).GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("mainImageId").GetGuid());
        items[image].Text("status").Should().Be("nothing");
        items[other].Text("status").Should().Be("skipped");
        items[other].GetProperty("problem").Text("code").Should().Be("fixes.newerVersion");
    }

    [Fact]
    public async Task Somebody_elses_order_is_stopped_by_its_asker_or_by_who_is_not_narrowed()
    {
        var ours = (await app.ProductAsync(brand: "Ours")).Id;
        var image = (await app.PlannedImageAsync(productId: ours)).Id;
        await app.ProcessAsync(image, Bytes("#f0f0f0", 240));
        var theirs = await ImageAsync("#f0f0f0", 241);
        var (_, narrowed) = await app.NarrowedAsync(brands: ["Ours"]);
        await narrowed.PostAsJsonAsync(Fixes, new { mainImageIds = new[] { image, theirs } }).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "scope.brand");
        var foreign = await OrderAsync(app.Owner, theirs);
        await narrowed.PostAsync($"{Fixes}/{foreign.Id()}/cancel", null).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "fixes.notYours");
        await narrowed.PostAsync($"{Fixes}/{foreign.Id()}/retry", null).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "fixes.notYours");
        var own = await OrderAsync(narrowed, image);
        (await narrowed.PostAsync($"{Fixes}/{own.Id()}/cancel", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await app.Owner.PostAsync($"{Fixes}/{foreign.Id()}/cancel", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await app.Owner.PostAsJsonAsync(Fixes, new { mainImageIds = Array.Empty<Guid>() }).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "fixes.selection");
        await app.Owner.PostAsJsonAsync(Fixes, new { mainImageIds = new[] { Guid.CreateVersion7() } }).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task A_picture_waits_in_one_order_only()
    {
        var image = await ImageAsync("#f0f0f0", 250);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Owner.PostAsJsonAsync(Fixes, new { mainImageIds = new[] { image } })));
        answers.Count(a => a.StatusCode == HttpStatusCode.Accepted).Should().Be(1);
        answers.Where(a => a.StatusCode != HttpStatusCode.Accepted).Should().OnlyContain(a => a.StatusCode == HttpStatusCode.Conflict || a.StatusCode == HttpStatusCode.UnprocessableEntity);
        await app.RunWorkAsync();
        (await app.WithDbAsync(db => db.Versions.CountAsync(v => v.MainImageId == image))).Should().Be(2);
    }

    [Fact]
    public async Task What_somebody_waits_for_goes_before_an_order()
    {
        await OrderAsync(app.Owner, await ImageAsync("#f0f0f0", 260), await ImageAsync("#f0f0f0", 261), await ImageAsync("#f0f0f0", 262));
        var upload = await app.Owner.UploadAsync((await app.PlannedImageAsync()).Id, Bytes("#ffffff", 263)).AcceptedAsync();
        await app.Services.GetRequiredService<WorkRunner>().RunDueAsync(WorkGroups.Imaging, atMost: 1, CancellationToken.None);
        (await app.VersionAsync(upload.Id())).Text("status").Should().Be("ready");
        await app.RunWorkAsync();
    }

    [Fact]
    public async Task What_was_refused_or_turned_down_is_not_repaired_and_the_one_before_is()
    {
        var (broken, rejected, blocked) = (await ImageAsync("#f0f0f0", 270), await ImageAsync("#f0f0f0", 271), await ImageAsync("#f0f0f0", 272));
        await app.Owner.UploadAsync(broken, "no picture"u8.ToArray()).AcceptedAsync();
        await app.RunWorkAsync();
        var second = await app.ProcessAsync(rejected, Bytes("#f0f0f0", 273));
        (await app.Owner.PostAsJsonAsync($"/api/v1/versions/{second.Id()}/review", new { decision = "reject", comment = "The wrong product." })).EnsureSuccessStatusCode();
        var asset = await app.WithDbAsync(db => db.Versions.Where(v => v.MainImageId == blocked).Select(v => v.AssetId).SingleAsync());
        (await app.Owner.PostAsJsonAsync("/api/v1/blocked-pictures", new { assetId = asset, @case = "IP-1", reason = "a complaint" })).EnsureSuccessStatusCode();

        var plan = await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync($"{Fixes}/plan", new { mainImageIds = new[] { broken, rejected, blocked } }));

        var items = plan.GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("mainImageId").GetGuid());
        foreach (var image in new[] { broken, rejected })
        {
            (items[image].Text("status"), items[image].GetProperty("versionNumber").GetInt32()).Should().Be(("waiting", 1), items[image].ToString());
        }

        items[blocked].GetProperty("problem").Text("code").Should().Be("fixes.blocked");
    }

    [Fact]
    public async Task An_order_is_taken_up_again_only_as_far_as_the_asker_reaches_by_then()
    {
        var ours = (await app.ProductAsync(brand: "Ours")).Id;
        var (mine, theirs) = ((await app.PlannedImageAsync(productId: ours)).Id, await ImageAsync("#f0f0f0", 281));
        await app.ProcessAsync(mine, Bytes("#f0f0f0", 280));
        var (member, client) = await app.MemberAsync(Role.Ops);
        var ordered = await OrderAsync(client, mine, theirs);
        (await client.PostAsync($"{Fixes}/{ordered.Id()}/cancel", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await app.WithDbAsync(async db =>
        {
            (await db.Members.SingleAsync(m => m.Id == member.Id)).BrandScope = ["Ours"];
            return await db.SaveChangesAsync();
        });

        (await client.PostAsync($"{Fixes}/{ordered.Id()}/retry", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await app.RunWorkAsync();
        (await app.WithDbAsync(db => db.Versions.CountAsync(v => v.MainImageId == mine))).Should().Be(2);
        (await app.WithDbAsync(db => db.Versions.CountAsync(v => v.MainImageId == theirs))).Should().Be(1);
        await client.PostAsync($"{Fixes}/{ordered.Id()}/retry", null).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "fixes.notYours");
    }

    [Fact]
    public async Task Pictures_that_no_main_image_shows_now_are_said_to_be_so()
    {
        var image = await ImageAsync("#f0f0f0", 290);
        var old = await app.WithDbAsync(db => db.Versions.Where(v => v.MainImageId == image).Select(v => v.AssetId).SingleAsync());
        await app.ProcessAsync(image, Bytes("#f0f0f0", 291));
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync("/w/home/fixes/new")).Should().Contain("No picture is chosen");
        var answer = await browser.PostAsync("/w/home/fixes/new?handler=Library", ("assets", $"{old}"));
        (await answer.Content.ReadAsStringAsync()).Should().Contain("None of these is the picture of a main image now");
    }

    private static async Task<JsonElement> OrderAsync(HttpClient client, params Guid[] images) =>
        await client.PostAsJsonAsync(Fixes, new { mainImageIds = images }).AcceptedAsync();

    private async Task<Guid> ImageAsync(string background, int seed)
    {
        var image = await app.PlannedImageAsync();
        await app.ProcessAsync(image.Id, Bytes(background, seed));
        return image.Id;
    }

    private byte[] Bytes(string background, int seed) => File.ReadAllBytes(pictures.Product(background: background, seed: seed));
}
