using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Upload;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Upload;

/// <summary>Many listings pushed to by one order: said before, ordered once, cancelled, tried again, rolled back.</summary>
public sealed class PushBatchTests(ImpatientHub hub) : IClassFixture<ImpatientHub>
{
    private HubApp App => hub.App;

    [Fact]
    public async Task Thirty_listings_of_two_marketplaces_are_pushed_to_by_one_order_and_those_that_cannot_go_are_left_out()
    {
        var rack = await Rack.OpenAsync(App, hub.Pictures, 4, "US", "DE", "FR", "IT", "GB");
        var undecided = await rack.AddAsync(null);
        var locked = rack.Stores[4];
        await AllowAsync(locked, false);
        var (shopee, listed) = await ShopeeAsync("700500", 6);
        foreach (var listing in listed.Skip(1))
        {
            await App.ApprovedAsync(shopee, listing.ProductId, hub.Pictures.Product(seed: 600 + listed.IndexOf(listing)));
        }

        var order = new { listingIds = listed.Select(l => l.Id), mainImageIds = rack.Images.Select(i => i.Id) };
        var plan = await rack.PlanAsync(new { order.listingIds, order.mainImageIds, dryRun = true });
        (plan.GetProperty("items").GetArrayLength(), plan.GetProperty("going").GetInt32()).Should().Be((31, 21));
        plan.GetProperty("others").EnumerateArray().Select(o => o.GetProperty("listingId").GetGuid()).Should().BeEquivalentTo(Enumerable.Range(0, 4).Select(p => rack.ListingIn(locked, p).Id), "Amazon shows one picture in all countries, read only here or not");
        (await rack.DeploymentsAsync()).Should().BeEmpty("a dry run changes nothing");
        await App.Owner.PostAsJsonAsync(Rack.Batches, order).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "pushes.othersToo");

        var batch = await rack.OrderAsync(new { order.listingIds, order.mainImageIds, othersToo = true });
        (Rack.Count(batch, "total"), Rack.Count(batch, "waiting"), Rack.Count(batch, "leftOut")).Should().Be((31, 21, 10));
        var done = await rack.UntilDoneAsync(batch);
        Rack.Count(done, "live").Should().Be(21, done.ToString());

        var items = await rack.ItemsAsync(batch);
        undecided.Should().OnlyContain(l => Rack.Why(items[l.Id]) == "pushes.nothingApproved");
        Enumerable.Range(0, 4).Select(p => Rack.Why(items[rack.ListingIn(locked, p).Id])).Should().OnlyContain(code => code == "store.readOnly");
        Rack.Why(items[listed[0].Id]).Should().Be("pushes.nothingApproved", "what was found live was never reviewed");
        (await rack.ItemsAsync(batch, "&state=leftOut")).Should().HaveCount(10).And.OnlyContain(i => i.Value.Text("state") == "leftOut");
        (await rack.ItemsAsync(batch, "&state=live")).Should().HaveCount(21);
        (await rack.Shop.PushesAsync()).Should().HaveCount(16).And.OnlyContain(p => p.Value == 1);
        (await App.PushesAsync("shopee", "700500")).Should().HaveCount(5).And.OnlyContain(p => p.GetProperty("accepted").GetInt32() == 1);

        // The same picture is there now.
        await App.Owner.PostAsJsonAsync(Rack.Batches, order).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "pushes.nothingGoes");
        var again = await rack.PlanAsync(new { order.listingIds, order.mainImageIds, dryRun = true });
        again.GetProperty("items").EnumerateArray().Count(i => Rack.Why(i) == "pushes.alreadyLive").Should().Be(21);
    }

    [Fact]
    public async Task Nine_in_the_morning_is_another_instant_at_each_site_and_clocks_that_are_turned_are_told()
    {
        var rack = await Rack.OpenAsync(App, hub.Pictures, 1, "US", "DE");
        var (us, de) = (rack.ListingIn(rack.Stores[0]).Id, rack.ListingIn(rack.Stores[1]).Id);

        // In spring there is no half past two in Los Angeles; in autumn there are two half past one.
        var spring = await TimesAsync("2035-03-11T02:30", "2035-03-14T12:00");
        (At(spring[us], "publishAt"), spring[us].Text("publishTurn"), spring[us].Text("chance")).Should().Be(("2035-03-11T10:00Z", "skipped", "fits"));
        (At(spring[de], "publishAt"), spring[de].Text("publishTurn")).Should().Be(("2035-03-11T01:30Z", "none"));
        var autumn = await TimesAsync("2035-11-04T01:30", "2035-11-04T12:00");
        (At(autumn[us], "publishAt"), autumn[us].Text("publishTurn"), autumn[us].Text("chance")).Should().Be(("2035-11-04T08:30Z", "twice", "tight"));
        (At(autumn[de], "liveBy"), autumn[de].Text("timeZone")).Should().Be(("2035-11-04T11:00Z", "Europe/Berlin"));
        (await TimesAsync("2035-06-01T09:00", "2035-06-01T09:10"))[us].Text("chance").Should().Be("late", "Amazon usually takes a quarter of an hour");
        await App.Owner.PostAsJsonAsync(Rack.Batches, new { listingIds = rack.ListingIds, publishAtLocal = "nine", dryRun = true }).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "deployment.noLocalTime");
        (await TimesAsync("2020-01-01T09:00", null))[us].GetProperty("problem").Text("code").Should().Be("deployment.publishAtPast");

        var batch = await rack.OrderAsync(new { listingIds = rack.ListingIds, publishAtLocal = "2035-06-01T09:00", liveByLocal = "2035-06-01T18:00" });
        await App.RunWorkAsync();
        var items = await rack.ItemsAsync(batch);
        (Rack.StatusOf(items[us]), Rack.StatusOf(items[de])).Should().Be(("scheduled", "scheduled"));
        (At(items[us].GetProperty("deployment"), "publishAt"), At(items[de].GetProperty("deployment"), "publishAt"), At(items[de], "liveBy")).Should().Be(("2035-06-01T16:00Z", "2035-06-01T07:00Z", "2035-06-01T16:00Z"));
        var due = await App.WithDbAsync(db => db.WorkItems.Where(w => w.Kind == DeploymentOrders.PushWork && db.PushBatchItems.Any(i => i.BatchId == batch.Id() && i.DeploymentId == w.SubjectId)).Select(w => w.DueAt).ToListAsync());
        due.Order().Should().Equal(new DateTimeOffset(2035, 6, 1, 7, 0, 0, TimeSpan.Zero), new DateTimeOffset(2035, 6, 1, 16, 0, 0, TimeSpan.Zero));
        (await rack.Shop.PushesAsync()).Should().BeEmpty();

        async Task<Dictionary<Guid, JsonElement>> TimesAsync(string publishAtLocal, string? liveByLocal) =>
            (await rack.PlanAsync(new { listingIds = rack.ListingIds, publishAtLocal, liveByLocal, dryRun = true })).GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("listingId").GetGuid());

        static string At(JsonElement of, string name) => of.GetProperty(name).GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task The_same_order_sent_at_once_or_again_is_one()
    {
        var rack = await Rack.OpenAsync(App, hub.Pictures, 2, "US", "DE");
        var order = new { listingIds = rack.ListingIds, requestId = Guid.CreateVersion7(), publishAtLocal = "2035-06-01T09:00" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => rack.OrderAsync(order)));
        answers.Select(a => a.Id()).Distinct().Should().ContainSingle();
        (await rack.OrderAsync(order)).Id().Should().Be(answers[0].Id());
        (await rack.DeploymentsAsync()).Should().HaveCount(4);

        // Another order of the very same finds it under way.
        await App.Owner.PostAsJsonAsync(Rack.Batches, new { listingIds = rack.ListingIds, publishAtLocal = "2035-06-01T09:00" }).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "pushes.nothingGoes");
        var planned = await rack.PlanAsync(new { listingIds = rack.ListingIds, publishAtLocal = "2035-06-01T09:00", dryRun = true });
        planned.GetProperty("items").EnumerateArray().Select(Rack.Why).Should().OnlyContain(code => code == "pushes.underWay");
    }

    [Fact]
    public async Task What_was_under_way_when_the_process_ended_is_neither_lost_nor_pushed_twice()
    {
        var rack = await Rack.OpenAsync(App, hub.Pictures, 2, "US", "DE", "FR");
        await rack.Shop.FaultAsync("cut", afterEffect: true);
        var batch = await rack.OrderAsync(new { listingIds = rack.ListingIds });
        var runner = App.Services.GetRequiredService<WorkRunner>();
        // One was sent and its answer never came; three more were just taken by the process that ends here.
        (await runner.RunDueAsync(WorkGroups.Marketplace, atMost: 1, CancellationToken.None)).Should().Be(1);
        for (var i = 0; i < 3; i++)
        {
            (await runner.ClaimAsync(WorkGroups.Marketplace, CancellationToken.None)).Should().NotBeNull();
        }

        var now = TimeProvider.System.GetUtcNow();
        await App.WithDbAsync(db => db.WorkItems.Where(w => w.State == WorkState.Running).ExecuteUpdateAsync(set => set.SetProperty(w => w.LeaseUntil, now)));
        Rack.Count(await rack.UntilDoneAsync(batch), "live").Should().Be(6);
        (await rack.Shop.PushesAsync()).Should().HaveCount(6).And.OnlyContain(p => p.Value == 1);
    }

    [Fact]
    public async Task What_failed_is_tried_again_and_what_has_not_begun_is_cancelled()
    {
        var rack = await Rack.OpenAsync(App, hub.Pictures, 2, "US", "DE");
        var (us, de) = (rack.Stores[0], rack.Stores[1]);
        var batch = await rack.OrderAsync(new { listingIds = rack.ListingIds });
        await AllowAsync(de, false);
        var done = await rack.UntilDoneAsync(batch);
        (Rack.Count(done, "live"), Rack.Count(done, "failed")).Should().Be((2, 2));
        await App.Owner.PostAsync($"{Rack.Batches}/{batch.Id()}/cancel", null).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "pushes.nothingWaits");

        // Not allowed yet: the item says so, and keeps the push that failed.
        await rack.ChangeAsync(batch, "retry");
        var item = (await rack.ItemsAsync(batch))[rack.ListingIn(de).Id];
        (Rack.StatusOf(item), Rack.Why(item)).Should().Be(("failed", "store.readOnly"));

        // For one of them somebody has ordered another picture since: the old one does not come back.
        await AllowAsync(de, true);
        var newer = await rack.Shop.VersionAsync(hub.Pictures.Product(seed: 690), of: rack.Images[1]);
        await rack.Shop.UntilAsync(await rack.Shop.PushAsync(newer, listingIds: rack.ListingIn(de, 1).Id), "live");
        Rack.Count(await rack.ChangeAsync(batch, "retry"), "waiting").Should().Be(1);
        var again = await rack.UntilDoneAsync(batch);
        (Rack.Count(again, "live"), Rack.Count(again, "failed")).Should().Be((3, 1));
        var items = await rack.ItemsAsync(batch);
        (Rack.Why(items[rack.ListingIn(de).Id]), Rack.Why(items[rack.ListingIn(de, 1).Id])).Should().Be((null, "pushes.overtaken"));

        var later = await Rack.OpenAsync(App, hub.Pictures, 2, "US", "DE");
        await App.RunWorkAsync();
        var waiting = await later.OrderAsync(new { listingIds = later.ListingIds });
        (await App.Services.GetRequiredService<WorkRunner>().RunDueAsync(WorkGroups.Marketplace, atMost: 1, CancellationToken.None)).Should().Be(1);
        var cancelled = await later.ChangeAsync(waiting, "cancel");
        (Rack.Count(cancelled, "over"), Rack.Count(cancelled, "cancellable")).Should().Be((3, 0), "one was begun");
        Rack.Count(await later.UntilDoneAsync(waiting), "live").Should().Be(1);
        (await later.Shop.PushesAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task A_whole_order_is_rolled_back_with_a_result_for_each()
    {
        var rack = await Rack.OpenAsync(App, hub.Pictures, 1, "US", "DE", "FR");
        var (us, de, fr) = (rack.ListingIn(rack.Stores[0]), rack.ListingIn(rack.Stores[1]), rack.ListingIn(rack.Stores[2]));
        var batch = await rack.OrderAsync(new { listingIds = rack.ListingIds });
        var held = (await rack.DeploymentsAsync()).Single(d => d.ListingId == fr.Id).Id;
        var later = TimeProvider.System.GetUtcNow().AddHours(2);
        await App.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == held).ExecuteUpdateAsync(set => set.SetProperty(w => w.DueAt, later)));
        await App.RunWorkUntilAsync(() => rack.ReadAsync(batch), b => Rack.Count(b, "live") == 2, TimeSpan.FromSeconds(90));
        await AllowAsync(rack.Stores[1], false);

        await rack.ChangeAsync(batch, "rollback");

        var items = await rack.ItemsAsync(batch);
        Rack.StatusOf(items[fr.Id]).Should().Be("cancelled", "it was not sent yet");
        items[de.Id].GetProperty("rollbackProblem").Text("code").Should().Be("store.readOnly");
        items[us.Id].GetProperty("rollback").Text("purpose").Should().Be("rollback");
        await App.RunWorkUntilAsync(() => rack.ItemsAsync(batch), all => Rack.StatusOf(all[us.Id]) == "rolledBack", TimeSpan.FromSeconds(90));
        (await rack.ItemsAsync(batch))[us.Id].GetProperty("rollback").Text("status").Should().Be("live");

        // Once more, for what was refused; what is done stays done.
        await AllowAsync(rack.Stores[1], true);
        await rack.ChangeAsync(batch, "rollback");
        await App.RunWorkUntilAsync(() => rack.ItemsAsync(batch), all => Rack.StatusOf(all[de.Id]) == "rolledBack", TimeSpan.FromSeconds(90));
        (await rack.ItemsAsync(batch))[de.Id].TryGetProperty("rollbackProblem", out _).Should().BeFalse();
        await App.Owner.PostAsync($"{Rack.Batches}/{batch.Id()}/rollback", null).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "pushes.nothingToRollBack");
        (await rack.DeploymentsAsync()).Count(d => d.Purpose == DeploymentPurpose.Rollback).Should().Be(2);
    }

    [Fact]
    public async Task Nobody_pushes_beyond_their_workspace_their_role_or_their_stores()
    {
        var rack = await Rack.OpenAsync(App, hub.Pictures, 1, "US", "DE");
        var (us, de) = (rack.ListingIn(rack.Stores[0]).Id, rack.ListingIn(rack.Stores[1]).Id);
        var order = new { listingIds = rack.ListingIds, publishAtLocal = "2035-06-01T09:00" };
        var (_, _, stranger) = await App.StrangerAsync();
        using var foreign = stranger;
        await foreign.PostAsJsonAsync(Rack.Batches, order).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        await foreign.PostAsJsonAsync(Rack.Batches, new { mainImageIds = rack.Images.Select(i => i.Id) }).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        var (_, viewer) = await App.MemberAsync(Role.Viewer);
        (await viewer.PostAsJsonAsync(Rack.Batches, order)).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        var (_, narrowed) = await App.NarrowedAsync(stores: [rack.Stores[0].Id]);
        var theirs = await rack.PlanAsync(new { order.listingIds, order.publishAtLocal, dryRun = true }, narrowed);
        theirs.GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("listingId").GetGuid(), Rack.Why).Should().BeEquivalentTo(new Dictionary<Guid, string?> { [us] = null, [de] = "scope.store" });

        var batch = await rack.OrderAsync(order);
        foreach (var what in new[] { "cancel", "retry", "rollback" })
        {
            await foreign.PostAsync($"{Rack.Batches}/{batch.Id()}/{what}", null).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
            (await viewer.PostAsync($"{Rack.Batches}/{batch.Id()}/{what}", null)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        }

        (await viewer.GetAsync($"{Rack.Batches}/{batch.Id()}")).StatusCode.Should().Be(HttpStatusCode.OK);
        Rack.Count(await rack.ChangeAsync(batch, "cancel", narrowed), "over").Should().Be(1, "the other store is not theirs");
        var items = await rack.ItemsAsync(batch);
        (Rack.StatusOf(items[us]), Rack.StatusOf(items[de])).Should().Be(("cancelled", "scheduled"));
        await narrowed.PostAsync($"{Rack.Batches}/{batch.Id()}/rollback", null).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "pushes.nothingToRollBack");
    }

    [Fact]
    public async Task An_order_of_many_does_not_keep_another_workspaces_push_waiting()
    {
        var rack = await Rack.OpenAsync(App, hub.Pictures, 3, "US", "DE", "FR");
        await rack.OrderAsync(new { listingIds = rack.ListingIds });
        var (other, _, client) = await App.StrangerAsync();
        client.Dispose();
        var theirs = await App.WithDbAsync(
            async db =>
            {
                var now = TimeProvider.System.GetUtcNow();
                var item = new WorkItem { WorkspaceId = other.Id, Kind = DeploymentOrders.PushWork, Group = WorkGroups.Marketplace, Lane = "their store", SubjectId = Guid.CreateVersion7(), Label = "one push", DueAt = now, CreatedAt = now };
                db.WorkItems.Add(item);
                await db.SaveChangesAsync();
                return item.Id;
            },
            other.Id);

        // Nine wait, due before it; the first is under way.
        var runner = App.Services.GetRequiredService<WorkRunner>();
        (await runner.ClaimAsync(WorkGroups.Marketplace, CancellationToken.None))!.WorkspaceId.Should().NotBe(other.Id);
        (await runner.ClaimAsync(WorkGroups.Marketplace, CancellationToken.None))!.Id.Should().Be(theirs);
        await App.WithDbAsync(db => db.WorkItems.Where(w => w.Id == theirs).ExecuteDeleteAsync(), other.Id);
        await App.WithDbAsync(db => db.WorkItems.Where(w => w.Kind == DeploymentOrders.PushWork && w.State != WorkState.Done).ExecuteDeleteAsync());
    }

    [Fact]
    public async Task On_pages_it_is_seen_before_it_is_sent()
    {
        var rack = await Rack.OpenAsync(App, hub.Pictures, 1, "US", "DE");
        var (us, de) = (rack.ListingIn(rack.Stores[0]), rack.ListingIn(rack.Stores[1]));
        using var browser = await new Browser(App.Address).SignInAsync();
        (await browser.ReadAsync("/w/home/pushes/new")).Should().Contain("Nothing is chosen yet");
        var chosen = await TextAsync(await browser.PostAsync("/w/home/pushes/new?handler=Cells", ("cells", $"{us.ProductId}|amazon/US")));
        chosen.Should().Contain(us.Sku).And.Contain("More changes than was chosen").And.Contain($"/w/home/listings/{de.Id}").And.Contain("1 listing would be pushed to");

        // Without the second yes nothing goes; with other times than were shown, neither.
        (string, string)[] order = [("requestId", $"{Guid.CreateVersion7()}"), ("listings", $"{us.Id}"), ("publishAt", "2035-03-11T02:30"), ("seen", "2035-03-11T02:30|")];
        (await TextAsync(await browser.PostAsync("/w/home/pushes/new", order))).Should().Contain("More would change than was asked for");
        var changed = await TextAsync(await browser.PostAsync("/w/home/pushes/new", [.. order[..3], ("seen", "|"), ("othersToo", "true")]));
        changed.Should().Contain("The times were changed").And.Contain("skip that time").And.Contain("2035-03-11 03:00 there (America/Los_Angeles), which is 2035-03-11 10:00 UTC");
        (await TextAsync(await browser.PostAsync("/w/home/pushes/new?handler=Again", ("listings", $"{us.Id}"), ("publishAt", "soon")))).Should().Contain("“soon” is no local time there");

        var ordered = await browser.PostAsync("/w/home/pushes/new", [.. order, ("othersToo", "true")]);
        ordered.StatusCode.Should().Be(HttpStatusCode.Redirect, await ordered.Content.ReadAsStringAsync());
        var address = ordered.Headers.Location!.ToString();
        (await browser.PostAsync("/w/home/pushes/new", [.. order, ("othersToo", "true")])).Headers.Location!.ToString().Should().Be(address, "a second click is the same order");
        (await browser.ReadAsync(address)).Should().Contain("Push to 1 listing").And.Contain("scheduled").And.Contain("Cancel what was not sent (1)").And.Contain($"{address}/progress");
        (await browser.ReadAsync($"{address}?state=failed")).Should().Contain("There is none of these");
        (await browser.ReadAsync("/w/home/pushes")).Should().Contain(address);
        (await browser.PostAsync($"{address}?handler=Cancel")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await browser.ReadAsync(address)).Should().Contain("Nothing is under way any more").And.NotContain("/progress");
        (await browser.ReadAsync("/w/home/audit")).Should().Contain("ordered pushes in bulk");

        var all = await TextAsync(await browser.PostAsync($"/w/home/pushes/new?handler=Images&query={Uri.EscapeDataString("SKU")}", ("images", $"{rack.Images[0].Id}")));
        all.Should().Contain("2 listings would be pushed to").And.Contain(de.Sku);
    }

    private async Task<(Guid Store, List<Listing> Listings)> ShopeeAsync(string shop, int count)
    {
        await App.ControlAsync("settings", new { processingSeconds = 0.1, rateLimitScale = 1_000 });
        await App.ControlAsync("listings/seed", new { marketplace = "shopee", seller = shop, site = "MY", count });
        var credentials = new { partnerId = "2001887", partnerKey = "simulated-partnerKey-2001887", shopId = shop, refreshToken = "first" };
        var connected = await App.Owner.PostAsJsonAsync("/api/v1/stores", new { name = $"Shopee {shop}", marketplace = "shopee", site = "MY", endpoint = $"{App.Address}simulator/shopee", allowPush = true, credentials });
        connected.StatusCode.Should().Be(HttpStatusCode.Created, await connected.Content.ReadAsStringAsync());
        var store = (await HubApp.JsonAsync(connected)).Id();
        (await App.ImportAsync(store)).Text("status").Should().Be("completed");
        await App.RunWorkAsync();
        return (store, await App.WithDbAsync(db => db.Listings.AsNoTracking().Where(l => l.StoreId == store).OrderBy(l => l.Sku).ToListAsync()));
    }

    private Task<int> AllowAsync(Store store, bool allow) => App.WithDbAsync(db => db.Stores.Where(s => s.Id == store.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.AllowPush, allow)));

    private static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        answer.StatusCode.Should().Be(HttpStatusCode.OK, text.Length > 2000 ? text[..2000] : text);
        return text;
    }
}
