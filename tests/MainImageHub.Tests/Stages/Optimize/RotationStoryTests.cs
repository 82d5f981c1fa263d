using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Metrics;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Monitor;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Optimize;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Optimize;

public sealed class RotationStoryTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task Better_picture_wins_a_rotation_over_weeks_and_is_promoted_and_seen_live()
    {
        var shop = await FiguresShop.OpenAsync(app);
        using var pictures = new Pictures();
        var a = await shop.VersionAsync(pictures.Product(seed: 1));
        var b = await shop.VersionAsync(pictures.Product(seed: 40, fillPercent: 90));
        await shop.PushedLiveAsync(a);
        await AppealAsync(shop, 0.7);
        var id = await PlanAsync(shop, b, promote: true);
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/start", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await shop.ReadImageAsync()).Stage.Should().Be(LifecycleStage.Optimize);

        var plan = (await TestAsync(id)).GetProperty("plan");
        var (starts, ends) = (Day(plan, "startsOn"), Day(plan, "endsOn"));
        var isAppealing = false;
        for (var date = starts; date <= ends.AddDays(1); date = date.AddDays(1))
        {
            await GoToAsync(shop, date);
            await DriveAsync(id, shop);
            if (!isAppealing && await ShownAsync(shop) == b.Id)
            {
                await AppealAsync(shop, 1.6);
                isAppealing = true;
            }
        }

        (await ShownAsync(shop)).Should().Be(a.Id, "A is put back while the last figures are awaited");
        await GoToAsync(shop, ends.AddDays(5));
        await FiguresShop.ReadFiguresAsync(shop);
        await DriveAsync(id, shop);

        var results = await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/experiments/{id}/results");
        results.GetProperty("outcome").GetString().Should().Be("ship", results.ToString());
        results.GetProperty("asVerified").GetProperty("p").GetDouble().Should().BeLessThanOrEqualTo(0.05);
        results.GetProperty("health").EnumerateArray().Single(h => h.GetProperty("check").GetString() == "adherence").GetProperty("state").GetString().Should().Be("ok", results.ToString());
        var ended = await TestAsync(id);
        (ended.GetProperty("status").GetString(), ended.GetProperty("outcome").GetString(), ended.GetProperty("finalVersionId").GetGuid()).Should().Be(("completed", "ship", b.Id));
        (await ShownAsync(shop)).Should().Be(b.Id, "the winner is seen live");
        (await shop.ReadImageAsync()).Stage.Should().Be(LifecycleStage.Monitor);
    }

    [Fact]
    public async Task Stopped_test_puts_A_back()
    {
        var shop = await FiguresShop.OpenAsync(app);
        using var pictures = new Pictures();
        var a = await shop.VersionAsync(pictures.Product(seed: 3));
        var b = await shop.VersionAsync(pictures.Product(seed: 50, fillPercent: 90));
        await shop.PushedLiveAsync(a);
        var id = await PlanAsync(shop, b);
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/start", null)).EnsureSuccessStatusCode();
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        var begun = await browser.ReadAsync($"/w/home/experiments/{id}");
        begun.Should().Contain("has not begun").And.NotContain("Not over yet").And.NotContain("How sure", "there is nothing to be sure of");
        begun.Should().Contain("starts on", "its first day is tomorrow's");
        var title = await app.WithDbAsync(db => db.Products.Where(p => p.Id == shop.Image.ProductId).Select(p => p.Title).SingleAsync());
        (await RowAsync(browser, id)).Should().Contain(title).And.Contain("4 weeks").And.Contain("starts on").And.NotContain(">running<");
        var segment = (await TestAsync(id)).GetProperty("plan").GetProperty("segments").EnumerateArray().First(s => s.GetProperty("arm").GetString() == "b");
        await GoToAsync(shop, Day(segment, "from"));
        await DriveAsync(id, shop);
        (await ShownAsync(shop)).Should().Be(b.Id);
        (await RowAsync(browser, id)).Should().Contain(">running<").And.NotContain("starts on");
        var running = await browser.ReadAsync($"/w/home/experiments/{id}");
        running.Should().Contain("Nothing to draw yet").And.NotContain("<svg class=\"test-dots\"", "a chart without a point says nothing");
        running.Should().Contain("<th scope=\"row\">1</th>").And.NotContain("<th scope=\"row\">0</th>").And.Contain("Not over yet");

        // What a person put up now would be swapped away within a minute: they are told to stop the test instead.
        var c = await shop.VersionAsync(pictures.Product(seed: 51));
        (await CodeOfAsync(await shop.PostPushAsync(c.Id))).Should().Be((HttpStatusCode.Conflict, "mainImage.experimentRunning"));
        var switched = await app.WithDbAsync(db => db.Deployments.Where(d => d.ListingId == shop.Listing.Id && d.VersionId == b.Id).OrderByDescending(d => d.Id).Select(d => d.Id).FirstAsync());
        (await CodeOfAsync(await app.Owner.PostAsync($"/api/v1/deployments/{switched}/rollback", null))).Should().Be((HttpStatusCode.Conflict, "mainImage.experimentRunning"));
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}/push")).Should().Contain("a test runs: stop it first");

        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/stop?reason=enough", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await SettleAsync(shop);

        (await ShownAsync(shop)).Should().Be(a.Id);
        (await TestAsync(id)).GetProperty("status").GetString().Should().Be("stopped");
        (await shop.ReadImageAsync()).ExperimentId.Should().BeNull();
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/stop", null)).StatusCode.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_push_that_was_planned_before_the_test_is_not_swapped_away()
    {
        var shop = await FiguresShop.OpenAsync(app);
        using var pictures = new Pictures();
        await shop.PushedLiveAsync(await shop.VersionAsync(pictures.Product(seed: 9)));
        var b = await shop.VersionAsync(pictures.Product(seed: 90, fillPercent: 90));
        var planned = await shop.PushAsync(await shop.VersionAsync(pictures.Product(seed: 91)), TimeProvider.System.GetUtcNow().AddDays(30));
        var id = await PlanAsync(shop, b);
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/start", null)).EnsureSuccessStatusCode();
        var segment = (await TestAsync(id)).GetProperty("plan").GetProperty("segments").EnumerateArray().First(s => s.GetProperty("arm").GetString() == "b");
        await GoToAsync(shop, Day(segment, "from"));

        // Its time has come: it is on its way when the test looks, and what it brought is none of the test's when it looks again.
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"update deployment set status = 'queued', publish_at = null, created_at = now() where id = {planned}"));
        await shop.FaultAsync("status", status: 429, count: 2);
        await StepAsync(id);
        await app.RunWorkAsync();
        Shop.StatusOf(await app.RunWorkUntilAsync(() => shop.HurriedAsync(planned), d => Shop.StatusOf(d) is "live" or "failed" or "superseded")).Should().Be("live");
        await DriveAsync(id, shop);
        (await app.WithDbAsync(db => db.Deployments.CountAsync(d => d.ListingId == shop.Listing.Id && d.VersionId == b.Id))).Should().Be(0);
    }

    [Fact]
    public async Task A_marketplace_that_says_slow_down_for_long_does_not_cost_the_switch()
    {
        var shop = await FiguresShop.OpenAsync(app);
        using var pictures = new Pictures();
        await shop.PushedLiveAsync(await shop.VersionAsync(pictures.Product(seed: 8)));
        var b = await shop.VersionAsync(pictures.Product(seed: 80, fillPercent: 90));
        var id = await PlanAsync(shop, b);
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/start", null)).EnsureSuccessStatusCode();
        var segment = (await TestAsync(id)).GetProperty("plan").GetProperty("segments").EnumerateArray().First(s => s.GetProperty("arm").GetString() == "b");
        await GoToAsync(shop, Day(segment, "from"));
        await shop.FaultAsync("status", status: 429, count: 10);
        await StepAsync(id);
        await app.RunWorkAsync();
        var switched = await app.WithDbAsync(db => db.Deployments.Where(d => d.ListingId == shop.Listing.Id && d.VersionId == b.Id).Select(d => d.Id).SingleAsync());

        Shop.StatusOf(await app.RunWorkUntilAsync(() => shop.HurriedAsync(switched), d => Shop.StatusOf(d) is "live" or "failed")).Should().Be("live");
    }

    [Fact]
    public async Task Equal_pictures_end_without_a_winner_and_a_foreign_one_is_flagged()
    {
        var shop = await Shop.OpenAsync(app);
        using var pictures = new Pictures();
        var a = await shop.VersionAsync(pictures.Product(seed: 5));
        var b = await shop.VersionAsync(pictures.Product(seed: 60, fillPercent: 90));
        var today = await FiguresShop.TodayAsync(app);
        await SeenAsync(shop, (a.Id, today.AddDays(-30), null));
        var id = await PlanAsync(shop, b);
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/start", null)).EnsureSuccessStatusCode();
        var plan = (await TestAsync(id)).GetProperty("plan");
        var segments = plan.GetProperty("segments").EnumerateArray().Select(s => (From: Day(s, "from"), To: Day(s, "to"), IsB: s.GetProperty("arm").GetString() == "b")).ToList();
        await SeenAsync(shop, [.. segments.Select(s => ((Guid?)(s.IsB ? b.Id : a.Id), s.From, (DateOnly?)s.To.AddDays(1)))]);
        await app.WithDbAsync(async db =>
        {
            var day = 0;
            foreach (var date in segments.SelectMany(s => Enumerable.Range(0, s.To.DayNumber - s.From.DayNumber + 1).Select(s.From.AddDays)))
            {
                db.MetricDays.Add(new MetricDay { WorkspaceId = shop.Store.WorkspaceId, ListingId = shop.Listing.Id, Date = date, Source = "csv", Impressions = 5000, Clicks = 95 + (day++ * 7 % 11), ReadAt = TimeProvider.System.GetUtcNow() });
            }

            await db.SaveChangesAsync();
            return 0;
        });
        await GoToAsync(shop, segments[^1].To.AddDays(1));

        var results = await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/experiments/{id}/results");

        results.GetProperty("outcome").GetString().Should().BeOneOf(["notEnoughInformation", "noDifferenceLargerThan"], results.ToString());
        (await app.Owner.PostAsJsonAsync($"/api/v1/experiments/{id}/voids", new { pair = 1, reason = "coupon" })).StatusCode.Should().Be(HttpStatusCode.OK);
        (await app.Owner.PostAsJsonAsync($"/api/v1/experiments/{id}/voids", new { pair = 1, reason = " " })).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await app.Owner.PostAsJsonAsync($"/api/v1/experiments/{id}/voids", new { pair = 99, reason = "coupon" })).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        results = await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/experiments/{id}/results");
        results.GetProperty("voided")[0].GetProperty("reason").GetString().Should().Be("coupon");

        await app.WithDbAsync(db => db.Ledger.Where(e => e.ListingId == shop.Listing.Id && e.VersionId == b.Id).ExecuteUpdateAsync(set => set.SetProperty(e => e.VersionId, (Guid?)null)));
        results = await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/experiments/{id}/results");
        results.GetProperty("health").EnumerateArray().Single(h => h.GetProperty("check").GetString() == "foreignPicture").GetProperty("state").GetString().Should().Be("warning");
    }

    [Fact]
    public async Task Plans_that_would_be_a_waste_or_a_danger_are_refused()
    {
        var shop = await Shop.OpenAsync(app);
        using var pictures = new Pictures();
        var a = await shop.VersionAsync(pictures.Product(seed: 7));
        var b = await shop.VersionAsync(pictures.Product(seed: 70, fillPercent: 90));
        var unreviewed = await shop.VersionAsync(pictures.Product(seed: 71), ReviewDecision.None);
        (await OrderAsync(shop, b.Id)).Code.Should().Be("mainImage.nothingLive");
        await SeenAsync(shop, (a.Id, (await FiguresShop.TodayAsync(app)).AddDays(-30), null));

        (await OrderAsync(shop, a.Id)).Code.Should().Be("experiment.sameVersion");
        (await OrderAsync(shop, unreviewed.Id)).Code.Should().Be("version.notApproved");
        (await OrderAsync(shop, b.Id, weeks: 3)).Code.Should().Be("experiment.plan");
        (await OrderAsync(shop, b.Id, weeks: 2)).Should().Match<(HttpStatusCode Status, string? Code, string? Detail)>(r => r.Code == "experiment.plan" && r.Detail!.Contains("weeks"));
        (await OrderAsync(shop, b.Id, metric: "beauty")).Code.Should().Be("experiment.metric");
        (await OrderAsync(shop, b.Id, segmentation: "hours")).Code.Should().Be("experiment.segmentation");
        (await OrderAsync(shop, Guid.CreateVersion7())).Status.Should().Be(HttpStatusCode.NotFound);
        await app.WithDbAsync(db => db.Stores.Where(s => s.Id == shop.Store.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.AllowPush, false)));
        (await OrderAsync(shop, b.Id)).Code.Should().Be("experiment.pushNotAllowed");
    }

    [Fact]
    public async Task A_picture_that_may_not_be_pushed_is_not_put_up_again_by_a_test_either()
    {
        var shop = await Shop.OpenAsync(app);
        using var pictures = new Pictures();
        var day = (await FiguresShop.TodayAsync(app)).AddDays(-30);
        var b = await shop.VersionAsync(pictures.Product(seed: 72, fillPercent: 90));
        var dirty = await shop.VersionAsync(pictures.Product(seed: 73, background: "#c0d0e0"));
        await SeenAsync(shop, (dirty.Id, day, null));
        (await OrderAsync(shop, b.Id)).Code.Should().Be("experiment.breaksRuleA");

        // An owner's word for it, once given, holds.
        (await shop.PostPushAsync(dirty.Id, reason: "case 123")).StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await OrderAsync(shop, b.Id)).Status.Should().Be(HttpStatusCode.Created);

        // What drew a complaint is refused whoever gave their word: that is for one order, and a test orders by itself.
        var block = await app.Owner.PostAsJsonAsync("/api/v1/blocked-pictures", new { assetId = dirty.AssetId, @case = "AMZ-73", reason = "Their design." });
        (await OrderAsync(shop, b.Id)).Should().Match<(HttpStatusCode Status, string? Code, string? Detail)>(r => r.Code == "experiment.pictureBlocked" && r.Detail!.Contains("AMZ-73"));
        (await app.Owner.DeleteAsync(block.Headers.Location)).StatusCode.Should().Be(HttpStatusCode.NoContent);

        var rejected = await shop.VersionAsync(pictures.Product(seed: 74), ReviewDecision.Rejected);
        await SeenAsync(shop, (rejected.Id, day, null));
        (await OrderAsync(shop, b.Id)).Code.Should().Be("experiment.rejectedA");
    }

    [Fact]
    public async Task What_a_test_leaves_is_asked_for_until_it_is_seen()
    {
        var (shop, a, b, id) = await OnBAsync(seed: 100);
        await shop.FaultAsync("status", status: 400);
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/stop", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await SettleAsync(shop);
        (await ShownAsync(shop)).Should().Be(b, "the marketplace refused to take A");

        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"update deployment set ended_at = ended_at - interval '31 minutes' where listing_id = {shop.Listing.Id} and status = 'failed'"));
        await NextLookAsync(id);
        await SettleAsync(shop);
        (await ShownAsync(shop)).Should().Be(a);
        await NextLookAsync(id);
        (await app.WithDbAsync(db => db.WorkItems.AnyAsync(w => w.SubjectId == id && w.State == WorkState.Waiting))).Should().BeFalse("it is done");
    }

    [Fact]
    public async Task A_switch_that_was_taken_in_and_never_seen_is_asked_for_again()
    {
        var (shop, a, b, id) = await OnBAsync(seed: 110, settle: false);
        await shop.MischiefAsync("neverShow", count: 1);
        await StepAsync(id);
        var first = await app.RunWorkUntilAsync(
            () => app.WithDbAsync(db => db.Deployments.AsNoTracking().SingleOrDefaultAsync(d => d.ListingId == shop.Listing.Id && d.VersionId == b)), d => d?.Status == DeploymentStatus.Accepted);
        await StepAsync(id);
        await app.RunWorkAsync();
        (await CountAsync(shop, b)).Should().Be(1, "it is still looked for");
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"update deployment set accepted_at = accepted_at - interval '49 hours', looks = 10 where id = {first!.Id}"));
        await StepAsync(id);
        await app.RunWorkUntilAsync(() => ShownAsync(shop), shown => shown == b);
        (await CountAsync(shop, b)).Should().Be(2);
    }

    [Fact]
    public async Task The_next_simulated_day_waits_for_a_swap_that_is_due()
    {
        var (shop, _, b, id) = await OnBAsync(seed: 150, settle: false);
        await app.WithDbAsync(db => db.Experiments.Where(e => e.Id != id && e.Status == ExperimentStatus.Running).ExecuteUpdateAsync(set => set.SetProperty(e => e.Status, ExperimentStatus.Stopped)));
        var store = await app.WithDbAsync(db => db.Listings.Where(l => l.Id == shop.Listing.Id).Select(l => l.StoreId).SingleAsync());
        using var browser = await new Browser(app.Address).SignInAsync();
        var before = await NowAsync();
        await ForwardAsync();
        (await NowAsync() - before).Should().BeLessThan(TimeSpan.FromDays(1), "B is due and not seen yet");
        (await browser.ReadAsync($"/w/home/experiments/{id}")).Should().Contain("This is a simulated marketplace").And.Contain("One day forward");

        await DriveAsync(id, shop);
        (await ShownAsync(shop)).Should().Be(b);
        await app.WithDbAsync(db => db.Ledger.Where(e => e.ListingId == shop.Listing.Id && e.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(e => e.VersionId, (Guid?)null)));
        await ForwardAsync();
        (await NowAsync() - before).Should().BeGreaterThanOrEqualTo(TimeSpan.FromDays(1), "a picture that is not the test's is not waited for");
        before = await NowAsync();
        await app.WithDbAsync(db => db.Ledger.Where(e => e.ListingId == shop.Listing.Id && e.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(e => e.VersionId, (Guid?)b)));
        await ForwardAsync();
        (await NowAsync() - before).Should().BeGreaterThanOrEqualTo(TimeSpan.FromDays(1));
        (await app.WithDbAsync(db => db.WorkItems.AnyAsync(w => w.SubjectId == id && w.State == WorkState.Waiting))).Should().BeTrue("the test looks at the new day at once");

        Task<HttpResponseMessage> ForwardAsync() => browser.PostAsync($"/w/home/stores/{store}?handler=Time", ("pace", "DayForward"), ("back", "/w/home"));

        async Task<DateTimeOffset> NowAsync() => (await app.Owner.GetFromJsonAsync<JsonElement>("/simulator/control/clock")).GetProperty("now").GetDateTimeOffset();
    }

    [Fact]
    public async Task A_planned_test_can_be_given_up()
    {
        var shop = await FiguresShop.OpenAsync(app);
        using var pictures = new Pictures();
        await shop.PushedLiveAsync(await shop.VersionAsync(pictures.Product(seed: 164)));
        var id = await PlanAsync(shop, await shop.VersionAsync(pictures.Product(seed: 165, fillPercent: 90)));
        var pushes = await app.WithDbAsync(db => db.Deployments.CountAsync(d => d.ListingId == shop.Listing.Id));
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/experiments/{id}")).Should().Contain("Start the test").And.Contain("Cancel the test");
        (await browser.PostAsync($"/w/home/experiments/{id}?handler=Stop", ("reason", "another is more urgent"))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var given = await TestAsync(id);
        (given.GetProperty("status").GetString(), given.GetProperty("outcome").GetString()).Should().Be(("stopped", "cancelled"));
        (await browser.ReadAsync($"/w/home/experiments/{id}")).Should().Contain("cancelled before it began").And.Contain("another is more urgent").And.NotContain("Start the test").And.NotContain("Cancel the test");
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/start", null)).StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await app.WithDbAsync(db => db.Deployments.CountAsync(d => d.ListingId == shop.Listing.Id))).Should().Be(pushes, "nothing was swapped, so nothing is put back");
    }

    [Fact]
    public async Task A_test_that_is_stopped_before_its_first_day_was_cancelled()
    {
        var shop = await FiguresShop.OpenAsync(app);
        using var pictures = new Pictures();
        await shop.PushedLiveAsync(await shop.VersionAsync(pictures.Product(seed: 160)));
        var id = await PlanAsync(shop, await shop.VersionAsync(pictures.Product(seed: 161, fillPercent: 90)));
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/start", null)).EnsureSuccessStatusCode();
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/stop", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        var ended = await TestAsync(id);
        (ended.GetProperty("status").GetString(), ended.GetProperty("outcome").GetString()).Should().Be(("stopped", "cancelled"));
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/experiments/{id}")).Should().Contain("cancelled before it began").And.NotContain("How sure");
        (await browser.ReadAsync("/w/home/experiments")).Should().Contain("cancelled before it began");
    }

    [Fact]
    public async Task Stopping_a_test_swaps_away_neither_a_persons_order_nor_a_foreign_picture()
    {
        var (shop, a, b, id) = await OnBAsync(seed: 120);
        var swaps = await CountAsync(shop, a);
        await app.WithDbAsync(db => db.Ledger.Where(e => e.ListingId == shop.Listing.Id && e.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(e => e.VersionId, (Guid?)null)));
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/stop", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await SettleAsync(shop);
        await NextLookAsync(id);
        (await CountAsync(shop, a)).Should().Be(swaps, "somebody else's picture is shown");

        (shop, a, b, id) = await OnBAsync(seed: 130, plannedBefore: true);
        swaps = await CountAsync(shop, a);
        var planned = await app.WithDbAsync(db => db.Deployments.Where(d => d.ListingId == shop.Listing.Id && d.Status == DeploymentStatus.Scheduled).Select(d => d.Id).SingleAsync());
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"update deployment set status = 'queued', publish_at = null, created_at = now() where id = {planned}"));
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/stop", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await CountAsync(shop, a)).Should().Be(swaps, "a person's own picture is on its way");
        Shop.StatusOf(await app.RunWorkUntilAsync(() => shop.HurriedAsync(planned), d => Shop.StatusOf(d) is "live" or "failed" or "superseded")).Should().Be("live");
        await NextLookAsync(id);
        await SettleAsync(shop);
        (await CountAsync(shop, a)).Should().Be(swaps);
    }

    [Fact]
    public async Task A_test_whose_picture_breaks_a_rule_meanwhile_ends_and_puts_A_back()
    {
        var (shop, a, b, id) = await OnBAsync(seed: 140);
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($$"""update asset set facts = facts || '{"width":300,"height":300}'::jsonb where id = (select asset_id from version where id = {{b}})"""));
        await DriveAsync(id, shop);
        var ended = await TestAsync(id);
        (ended.GetProperty("status").GetString(), ended.GetProperty("outcome").GetString()).Should().Be(("stopped", "unfit"));
        ended.GetProperty("endReason").GetString().Should().StartWith("B: amazon/US").And.Contain("dimensions");
        (await ShownAsync(shop)).Should().Be(a);
        (await CountAsync(shop, b)).Should().Be(1, "it is not put up again");
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        (await browser.ReadAsync($"/w/home/experiments/{id}")).Should().Contain("Stopped by itself").And.Contain("Dimensions");
        (await RowAsync(browser, id)).Should().Contain("Stopped by itself");
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}")).Should().Contain("A picture may not be put up any more");
    }

    /// <summary>A test in whose plan B's turn has come, and B is shown unless it is left to the caller to settle.</summary>
    private async Task<(Shop Shop, Guid A, Guid B, Guid Id)> OnBAsync(int seed, bool settle = true, bool plannedBefore = false)
    {
        var shop = await FiguresShop.OpenAsync(app);
        using var pictures = new Pictures();
        var a = await shop.VersionAsync(pictures.Product(seed: seed));
        var b = await shop.VersionAsync(pictures.Product(seed: seed + 1, fillPercent: 90));
        await shop.PushedLiveAsync(a);
        if (plannedBefore)
        {
            await shop.PushAsync(await shop.VersionAsync(pictures.Product(seed: seed + 2)), TimeProvider.System.GetUtcNow().AddDays(30));
        }

        var id = await PlanAsync(shop, b);
        (await app.Owner.PostAsync($"/api/v1/experiments/{id}/start", null)).EnsureSuccessStatusCode();
        var segment = (await TestAsync(id)).GetProperty("plan").GetProperty("segments").EnumerateArray().First(s => s.GetProperty("arm").GetString() == "b");
        await GoToAsync(shop, Day(segment, "from"));
        if (settle)
        {
            await DriveAsync(id, shop);
            (await ShownAsync(shop)).Should().Be(b.Id);
        }

        return (shop, a.Id, b.Id, id);
    }

    /// <summary>What an ended test looks at next, without the wait until then.</summary>
    private async Task NextLookAsync(Guid id)
    {
        await app.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == id && w.State == WorkState.Waiting).ExecuteUpdateAsync(set => set.SetProperty(w => w.DueAt, w => w.CreatedAt)));
        await app.RunWorkAsync();
    }

    private Task<int> CountAsync(Shop shop, Guid version) => app.WithDbAsync(db => db.Deployments.CountAsync(d => d.ListingId == shop.Listing.Id && d.VersionId == version));

    private static async Task<(HttpStatusCode Status, string? Code)> CodeOfAsync(HttpResponseMessage answer) => (answer.StatusCode, (await HubApp.JsonAsync(answer)).GetProperty("code").GetString());

    /// <summary>A test as the list of tests shows it.</summary>
    private static async Task<string> RowAsync(Browser browser, Guid id)
    {
        var list = await browser.ReadAsync("/w/home/experiments");
        var begins = list.IndexOf($"/experiments/{id}", StringComparison.Ordinal);
        return list[begins..list.IndexOf("</a>", begins, StringComparison.Ordinal)];
    }

    private async Task<Guid> PlanAsync(Shop shop, ImageVersion b, bool promote = false)
    {
        var answer = await app.Owner.PostAsJsonAsync("/api/v1/experiments", new { mainImageId = shop.Image.Id, listingId = shop.Listing.Id, versionB = b.Id, metric = "ctr", weeks = 4, promoteWinner = promote, seed = 11 });
        answer.StatusCode.Should().Be(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await HubApp.JsonAsync(answer)).GetProperty("id").GetGuid();
    }

    private async Task<(HttpStatusCode Status, string? Code, string? Detail)> OrderAsync(Shop shop, Guid versionB, int weeks = 4, string metric = "ctr", string? segmentation = null)
    {
        var answer = await app.Owner.PostAsJsonAsync("/api/v1/experiments", new { mainImageId = shop.Image.Id, listingId = shop.Listing.Id, versionB, metric, weeks, segmentation });
        var problem = await HubApp.JsonAsync(answer);
        return (answer.StatusCode, problem.TryGetProperty("code", out var code) ? code.GetString() : null, problem.TryGetProperty("detail", out var detail) ? detail.GetString() : null);
    }

    private Task<JsonElement> TestAsync(Guid id) => app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/experiments/{id}");

    private static DateOnly Day(JsonElement of, string name) => DateOnly.Parse(of.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A minute past midnight of a day of the simulator's clock.</summary>
    private static Task GoToAsync(Shop shop, DateOnly date) => shop.OrderAsync("clock", new { now = new DateTimeOffset(date.ToDateTime(new TimeOnly(0, 1)), TimeSpan.Zero) });

    /// <summary>What the minutely job does for one test, and everything that follows from it.</summary>
    private async Task DriveAsync(Guid id, Shop shop)
    {
        await StepAsync(id);
        await SettleAsync(shop);
    }

    private async Task StepAsync(Guid id)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Web.Storage.WorkspaceScope>().Enter(await app.WorkspaceIdAsync());
        await scope.ServiceProvider.GetRequiredService<WorkQueue>().AddAsync(TestWork.Kind, id, "");
        await scope.ServiceProvider.GetRequiredService<Web.Storage.HubDbContext>().SaveChangesAsync();
    }

    private Task<int> SettleAsync(Shop shop) => app.RunWorkUntilAsync(
        () => app.WithDbAsync(db => db.Deployments.CountAsync(d => d.ListingId == shop.Listing.Id
            && (d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Pushing || d.Status == DeploymentStatus.Accepted))),
        open => open == 0);

    private Task<Guid?> ShownAsync(Shop shop) =>
        app.WithDbAsync(db => db.Ledger.Where(e => e.ListingId == shop.Listing.Id && e.EndedAt == null).Select(e => e.VersionId).SingleOrDefaultAsync());

    private Task<int> SeenAsync(Shop shop, params (Guid? Version, DateOnly From, DateOnly? To)[] stretches) => app.WithDbAsync(async db =>
    {
        await db.Ledger.Where(e => e.ListingId == shop.Listing.Id).ExecuteDeleteAsync();
        foreach (var (version, from, to) in stretches)
        {
            var first = new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            DateTimeOffset? last = to is { } end ? new DateTimeOffset(end.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;
            db.Ledger.Add(new LedgerEntry { WorkspaceId = shop.Store.WorkspaceId, ListingId = shop.Listing.Id, Slot = "MAIN", AssetId = shop.Listing.Id, VersionId = version, FirstSeenAt = first, LastSeenAt = last ?? first, EndedAt = last, Shown = LivePicture.ReEncoded });
        }

        var image = await db.MainImages.SingleAsync(i => i.Id == shop.Image.Id);
        image.WentLive(stretches[0].Version!.Value, Actor.Background("test"), TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync();
        return 0;
    });

    /// <summary>Makes shoppers like what the listing shows now by so much.</summary>
    private async Task AppealAsync(Shop shop, double factor)
    {
        using var client = app.ClientFor(null);
        var truth = await client.GetFromJsonAsync<JsonElement>($"/simulator/control/listings/truth?seller={shop.Seller}&site=US&sku={shop.Listing.Sku}");
        await shop.OrderAsync($"pictures/{truth.GetProperty("pictureId").GetString()}/appeal", new { factor });
    }
}
