using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;
using Steps = MainImageHub.Domain.Lifecycle.Workflow;

namespace MainImageHub.Tests.Stages.Turns;

/// <summary>Whose turn it is and by when: told from what happened, filtered by address, handed over, and the workflow behind it.</summary>
public sealed class WorkTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task A_main_image_goes_from_step_to_step_by_what_happens_to_it()
    {
        var (designer, client) = await app.MemberAsync(Role.Designer);
        using var theirs = client;
        var image = await app.PlannedImageAsync();
        (await TaskAsync(image.Id))!.Value.Text("step").Should().Be("plan");
        await app.Owner.PatchAsJsonAsync($"/api/v1/main-images/{image.Id}", new { brief = new { theme = "Spring" }, ownerId = designer.Id });
        var design = (await TaskAsync(image.Id))!.Value;
        (design.Text("step"), design.GetProperty("memberId").GetGuid()).Should().Be(("design", designer.Id));
        (await theirs.GetFromJsonAsync<JsonElement>("/api/v1/work")).GetProperty("items").EnumerateArray().Select(ImageOf).Should().Contain(image.Id, "without a filter it is one's own");

        var version = (await app.Owner.UploadAsync(image.Id, Bytes(901)).AcceptedAsync()).Id();
        await app.RunWorkAsync();
        (await TaskAsync(image.Id))!.Value.Text("step").Should().Be("review");
        await app.Owner.PostAsJsonAsync($"/api/v1/versions/{version}/review", new { decision = "reject", comment = "Too dark." });
        (await TaskAsync(image.Id))!.Value.Text("step").Should().Be("design", "it is to be drawn again");
        var second = (await app.Owner.UploadAsync(image.Id, Bytes(902)).AcceptedAsync()).Id();
        await app.RunWorkAsync();
        await app.Owner.PostAsJsonAsync($"/api/v1/versions/{second}/review", new { decision = "approve" });
        (await TaskAsync(image.Id))!.Value.Text("step").Should().Be("upload");
        await app.WithDbAsync(async db =>
        {
            var row = await db.MainImages.SingleAsync(i => i.Id == image.Id);
            row.WentLive(second, Actor.Background("test"), TimeProvider.System.GetUtcNow());
            return await db.SaveChangesAsync();
        });
        (await TaskAsync(image.Id)).Should().BeNull("what is live asks nobody");
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/images/{image.Id}")).Should().NotContain("bg-azure-lt");
    }

    [Fact]
    public async Task Filters_counts_and_pages_agree()
    {
        var (designer, client) = await app.MemberAsync(Role.Designer);
        using var theirs = client;
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (var day in new[] { -3, -1, 0, 40 })
        {
            await PlannedForAsync(designer, today.AddDays(day));
        }

        (await CountAsync(theirs, "")).Should().BeGreaterThanOrEqualTo(4);
        (await CountAsync(theirs, $"?member={designer.Id}")).Should().Be(4);
        (await CountAsync(theirs, $"?member={designer.Id}&overdue=true")).Should().Be(2);
        (await CountAsync(theirs, $"?member={designer.Id}&overdue=true&week=true")).Should().BeGreaterThanOrEqualTo(3);
        (await CountAsync(theirs, $"?member={designer.Id}&step=review")).Should().Be(0);
        (await CountAsync(theirs, $"?member={designer.Id}&on={today.AddDays(-3):yyyy-MM-dd}")).Should().Be(1);
        await (await theirs.GetAsync("/api/v1/work?on=monday")).ShouldRefuseAsync(400, "invalid");
        var load = (await theirs.GetFromJsonAsync<JsonElement>("/api/v1/work/loads")).GetProperty("items").EnumerateArray().Single(l => l.TryGetProperty("memberId", out var id) && id.GetGuid() == designer.Id);
        (load.GetProperty("open").GetInt32(), load.GetProperty("overdue").GetInt32()).Should().Be((4, 2));

        var seen = new List<Guid>();
        string? after = null;
        do
        {
            var page = await theirs.GetFromJsonAsync<JsonElement>($"/api/v1/work?member={designer.Id}&limit=3{(after is null ? "" : $"&after={after}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(ImageOf));
            after = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (after is not null);
        seen.Should().HaveCount(4).And.OnlyHaveUniqueItems();
        await (await theirs.GetAsync("/api/v1/work?step=paint")).ShouldRefuseAsync(400, "invalid");
        await (await theirs.GetAsync("/api/v1/work?member=nobody")).ShouldRefuseAsync(400, "invalid");
        await (await theirs.GetAsync("/api/v1/work?after=x")).ShouldRefuseAsync(400, "paging.cursor");
        using var browser = await app.BrowserOfAsync(designer);
        (await browser.ReadAsync("/w/home/work?overdue=true")).Should().Contain("days late: 3").And.NotContain("id=\"hand-over\"", "designers give no work away");
    }

    [Fact]
    public async Task Work_is_handed_over_with_a_word_for_each_and_whoever_takes_it_is_told()
    {
        var (giver, giverClient) = await app.MemberAsync(Role.Designer);
        var (taker, takerClient) = await app.MemberAsync(Role.Designer);
        using var theirs = takerClient;
        giverClient.Dispose();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var drawn = await PlannedForAsync(giver, today);
        var other = await PlannedForAsync(giver, today);
        var unbriefed = await app.PlannedImageAsync();
        await (await takerClient.PostAsJsonAsync("/api/v1/work/hand-over", new { mainImageIds = new[] { drawn }, toMemberId = taker.Id })).ShouldRefuseAsync(403, "forbidden");
        await (await app.Owner.PostAsJsonAsync("/api/v1/work/hand-over", new { toMemberId = taker.Id })).ShouldRefuseAsync(400, "work.nothingChosen");
        await (await app.Owner.PostAsJsonAsync("/api/v1/work/hand-over", new { mainImageIds = new[] { drawn } })).ShouldRefuseAsync(400, "work.nobodyChosen");
        await (await app.Owner.PostAsJsonAsync("/api/v1/work/hand-over", new { mainImageIds = new[] { drawn }, toMemberId = Guid.CreateVersion7() })).ShouldRefuseAsync(422, "workflow.memberUnknown");

        var unknown = Guid.CreateVersion7();
        var results = await GiveAsync(app.Owner, new { mainImageIds = new[] { drawn, unbriefed.Id, unknown }, toMemberId = taker.Id });
        results[drawn].Text("step").Should().Be("design");
        results[unbriefed.Id].GetProperty("problem").Text("code").Should().Be("workflow.memberCannot", "designers write no briefs");
        results[unknown].GetProperty("problem").Text("code").Should().Be("work.imageUnknown");
        (await TaskAsync(drawn))!.Value.GetProperty("memberId").GetGuid().Should().Be(taker.Id);
        (await GiveAsync(app.Owner, new { mainImageIds = new[] { drawn }, toMemberId = taker.Id }))[drawn].GetProperty("problem").Text("code").Should().Be("work.alreadyTheirs");

        // All of a person's, and then there is nothing left.
        (await GiveAsync(app.Owner, new { fromMemberId = giver.Id, toMemberId = taker.Id })).Keys.Should().Equal(other);
        await (await app.Owner.PostAsJsonAsync("/api/v1/work/hand-over", new { fromMemberId = giver.Id, toMemberId = taker.Id })).ShouldRefuseAsync(409, "work.nothingToHandOver");
        var told = (await theirs.GetFromJsonAsync<JsonElement>("/api/v1/notices")).GetProperty("items").EnumerateArray().ToList();
        told.Select(n => n.Text("kind")).Should().Equal("handedOver", "handedOver");
        var audit = (await app.Owner.GetFromJsonAsync<JsonElement>("/api/v1/audit?entity=mainImage")).GetProperty("items").EnumerateArray().Where(e => e.Text("action") == "mainImage.handedOver").ToList();
        audit.Should().HaveCount(2).And.OnlyContain(e => e.GetProperty("details").Text("from") == giver.Id.ToString() && e.GetProperty("details").Text("to") == taker.Id.ToString());

        using var browser = await new Browser(app.Address).SignInAsync();
        await browser.ReadAsync($"/w/home/work?member={taker.Id}");
        (await browser.PostAsync($"/w/home/work?member={taker.Id}", ("mainImageIds", drawn.ToString()), ("toMemberId", giver.Id.ToString()))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await TaskAsync(drawn))!.Value.GetProperty("memberId").GetGuid().Should().Be(giver.Id);
        var refused = await browser.PostAsync("/w/home/work?member=all", ("mainImageIds", unbriefed.Id.ToString()), ("toMemberId", giver.Id.ToString()));
        WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()).Should().Contain("workflow.memberCannot").And.Contain(giver.Name);
        (await browser.ReadAsync("/w/home/audit?entity=mainImage")).Should().Contain("handed a step over").And.NotContain("Audit.mainImage");
    }

    [Fact]
    public async Task A_review_goes_to_a_reviewer_of_its_own_and_never_under_four_eyes_to_whoever_drew_it()
    {
        var (first, firstClient) = await app.MemberAsync(Role.Reviewer);
        var (drawer, drawerClient) = await app.MemberAsync(Role.Ops);
        firstClient.Dispose();
        using var theirs = drawerClient;
        var image = await app.PlannedImageAsync();
        await theirs.UploadAsync(image.Id, Bytes(903)).AcceptedAsync();
        await app.RunWorkAsync();
        await app.WithDbAsync(db => db.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(w => w.FourEyes, true)));
        try
        {
            (await GiveAsync(app.Owner, new { mainImageIds = new[] { image.Id }, toMemberId = drawer.Id }))[image.Id].GetProperty("problem").Text("code").Should().Be("work.ownWork");
            (await GiveAsync(app.Owner, new { mainImageIds = new[] { image.Id }, toMemberId = first.Id }))[image.Id].Text("step").Should().Be("review");
            (await TaskAsync(image.Id))!.Value.GetProperty("memberId").GetGuid().Should().Be(first.Id);
            (await app.WithDbAsync(db => db.MainImages.SingleAsync(i => i.Id == image.Id))).OwnerId.Should().BeNull("a review makes nobody the owner");
        }
        finally
        {
            await app.WithDbAsync(db => db.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(w => w.FourEyes, false)));
        }
    }

    [Fact]
    public async Task Narrowed_members_give_and_take_only_what_is_theirs_and_strangers_nothing()
    {
        var (designer, designerClient) = await app.MemberAsync(Role.Designer);
        designerClient.Dispose();
        var (narrowed, client) = await app.NarrowedAsync(brands: ["ours"]);
        using var theirs = client;
        var product = await app.ProductAsync(brand: "others");
        var image = await app.PlannedImageAsync(productId: product.Id);
        await app.Owner.PatchAsJsonAsync($"/api/v1/main-images/{image.Id}", new { brief = new { theme = "Spring" } });
        (await GiveAsync(theirs, new { mainImageIds = new[] { image.Id }, toMemberId = designer.Id }))[image.Id].GetProperty("problem").Text("code").Should().Be("scope.brand");
        (await GiveAsync(app.Owner, new { mainImageIds = new[] { image.Id }, toMemberId = narrowed.Id }))[image.Id].GetProperty("problem").Text("code").Should().Be("work.receiverNarrowed");

        var (_, member, stranger) = await app.StrangerAsync();
        using var other = stranger;
        (await stranger.GetFromJsonAsync<JsonElement>("/api/v1/work?member=all")).GetProperty("total").GetInt32().Should().Be(0);
        (await GiveAsync(stranger, new { mainImageIds = new[] { image.Id }, toMemberId = member.Id }))[image.Id].GetProperty("problem").Text("code").Should().Be("work.imageUnknown");
        await (await stranger.PostAsJsonAsync("/api/v1/work/hand-over", new { fromMemberId = designer.Id, toMemberId = member.Id })).ShouldRefuseAsync(422, "workflow.memberUnknown");
    }

    [Fact]
    public async Task An_owner_says_who_does_what_in_how_many_days()
    {
        var (ops, opsClient) = await app.MemberAsync(Role.Ops);
        using var theirs = opsClient;
        var steps = (await theirs.GetFromJsonAsync<JsonElement>("/api/v1/workflow")).GetProperty("steps").EnumerateArray().Select(s => (s.Text("step"), s.Text("role"))).ToList();
        steps.Should().Equal(("plan", "ops"), ("design", "designer"), ("review", "reviewer"), ("upload", "ops"));
        await (await theirs.PutAsJsonAsync("/api/v1/workflow", Workflow(5))).ShouldRefuseAsync(403, "forbidden");
        await (await app.Owner.PutAsJsonAsync("/api/v1/workflow", new { steps = Array.Empty<object>() })).ShouldRefuseAsync(400, "workflow.stepsIncomplete");
        await (await app.Owner.PutAsJsonAsync("/api/v1/workflow", Workflow(1000))).ShouldRefuseAsync(400, "workflow.daysOutOfRange");
        await (await app.Owner.PutAsJsonAsync("/api/v1/workflow", Workflow(5, role: "designer"))).ShouldRefuseAsync(400, "workflow.roleCannot");
        await (await app.Owner.PutAsJsonAsync("/api/v1/workflow", Workflow(5, member: Guid.CreateVersion7()))).ShouldRefuseAsync(422, "workflow.memberUnknown");

        var image = await app.PlannedImageAsync();
        (await app.Owner.PutAsJsonAsync("/api/v1/workflow", Workflow(30, member: ops.Id))).StatusCode.Should().Be(HttpStatusCode.OK);
        try
        {
            var task = (await TaskAsync(image.Id))!.Value;
            task.GetProperty("memberId").GetGuid().Should().Be(ops.Id);
            task.Text("dueOn").Should().Be(DateOnly.FromDateTime(image.CreatedAt.UtcDateTime).AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            using var browser = await new Browser(app.Address).SignInAsync();
            (await browser.ReadAsync("/w/home/settings/workflow")).Should().Contain("value=\"30\"");
            (await browser.ReadAsync("/w/home/audit?entity=workspace")).Should().Contain("changed the workflow").And.Contain(ops.Name);
        }
        finally
        {
            using var browser = await new Browser(app.Address).SignInAsync();
            await browser.ReadAsync("/w/home/settings/workflow");
            var form = Enum.GetValues<WorkflowStep>().SelectMany(s => new[] { ($"steps[{(int)s}].Step", s.ToString()), ($"steps[{(int)s}].Who", Steps.Default.RuleOf(s).Role.ToString()), ($"steps[{(int)s}].Days", Steps.Default.RuleOf(s).Days.ToString(System.Globalization.CultureInfo.InvariantCulture)) });
            (await browser.PostAsync("/w/home/settings/workflow", [.. form])).StatusCode.Should().Be(HttpStatusCode.Redirect);
        }

        (await app.WithDbAsync(db => db.Workspaces.SingleAsync())).Workflow!.Steps.Should().Equal(Steps.Default.Steps);
    }

    [Fact]
    public async Task The_calendar_shows_due_days_and_campaigns()
    {
        var (designer, client) = await app.MemberAsync(Role.Designer);
        client.Dispose();
        var image = await PlannedForAsync(designer, new DateOnly(2020, 5, 6), new { theme = "Sale", campaign = new { name = "双11", from = "2020-05-04", to = "2020-05-10" } });
        using var browser = await new Browser(app.Address).SignInAsync();
        var page = await browser.ReadAsync("/w/home/work/calendar?month=2020-05");
        page.Should().Contain("双11").And.Contain($"/w/home/images/{image}").And.Contain("month=2020-04").And.Contain("month=2020-06");
        (await browser.ReadAsync("/w/home/work/calendar?month=2020-07")).Should().NotContain("双11");
        (await browser.GetAsync("/w/home/work/calendar?month=soon")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    private async Task<Guid> PlannedForAsync(Member owner, DateOnly due, object? brief = null)
    {
        var product = await app.ProductAsync();
        return (await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product.Id, brief = brief ?? new { theme = "Spring" }, ownerId = owner.Id, dueOn = due }))).Id();
    }

    private async Task<JsonElement?> TaskAsync(Guid imageId)
    {
        var tasks = (await app.Owner.GetFromJsonAsync<JsonElement>("/api/v1/work?member=all&limit=200")).GetProperty("items").EnumerateArray().Where(t => ImageOf(t) == imageId).ToList();
        return tasks.Count == 0 ? null : tasks.Single();
    }

    private static async Task<int> CountAsync(HttpClient client, string query) => (await client.GetFromJsonAsync<JsonElement>($"/api/v1/work{query}")).GetProperty("total").GetInt32();

    private static async Task<Dictionary<Guid, JsonElement>> GiveAsync(HttpClient client, object request)
    {
        var answer = await client.PostAsJsonAsync("/api/v1/work/hand-over", request);
        answer.StatusCode.Should().Be(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await HubApp.JsonAsync(answer)).GetProperty("items").EnumerateArray().ToDictionary(ImageOf);
    }

    private byte[] Bytes(int seed) => File.ReadAllBytes(pictures.Product(seed: seed));

    private static Guid ImageOf(JsonElement task) => task.GetProperty("mainImageId").GetGuid();

    private static object Workflow(int planDays, string role = "ops", Guid? member = null) => new
    {
        steps = new object[]
        {
            new { step = "plan", role, memberId = member, days = planDays },
            new { step = "design", role = "designer", days = 5 },
            new { step = "review", role = "reviewer", days = 2 },
            new { step = "upload", role = "ops", days = 1 },
        },
    };
}
