using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Upload;

/// <summary>The hub with little patience for doubt, so that tests need none either.</summary>
public sealed class ImpatientHub : IAsyncLifetime
{
    public HubApp App { get; } = new()
    {
        Settings =
        {
            ["Hub:Upload:Doubt"] = "00:00:02",
            ["Hub:Upload:DoubtAgain"] = "00:00:00.5",
            ["Hub:Upload:MaxPushes"] = "3",
            ["Hub:Upload:UnreachableAgain"] = "00:00:00.5",
            ["Hub:Upload:DriftConfirmedAfter"] = "00:00:00.5",
        },
    };

    public Pictures Pictures { get; } = new();

    public Task InitializeAsync() => App.InitializeAsync();

    public async Task DisposeAsync()
    {
        Pictures.Dispose();
        await App.DisposeAsync();
    }
}

public sealed class PushTests(ImpatientHub hub) : IClassFixture<ImpatientHub>
{
    private HubApp App => hub.App;

    private string Picture(int seed = 1) => hub.Pictures.Product(seed: seed);

    [Fact]
    public async Task Where_one_of_two_files_is_damaged_nobody_knows_what_is_shown_and_the_look_goes_on()
    {
        var shop = await Shop.OpenAsync(App);
        var (ours, before) = (await AssetAsync(await shop.VersionAsync(Picture(31))), await AssetAsync(await shop.VersionAsync(Picture(32))));
        var folder = App.Services.GetRequiredService<Installation>().DataDirectory;
        await File.WriteAllTextAsync(Path.Combine(folder, "blobs", before.WorkspaceId.ToString("n"), before.Sha256[..2], before.Sha256), "rust");
        await using var scope = App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(before.WorkspaceId);
        var pictures = scope.ServiceProvider.GetRequiredService<LivePictures>();
        var now = TimeProvider.System.GetUtcNow();
        (await pictures.CompareAsync(new LiveSight(null, null, ours, null), before, now, CancellationToken.None)).Shown.Should().Be(LivePicture.Unreachable);
        (await pictures.CompareAsync(new LiveSight(null, null, ours, null), ours, new PictureBefore(ours, before), now, CancellationToken.None)).Shown.Should().Be(LivePicture.Identical);

        Task<Asset> AssetAsync(ImageVersion version) => App.WithDbAsync(db => db.Assets.AsNoTracking().SingleAsync(a => a.Id == version.AssetId));
    }

    [Fact]
    public async Task What_was_pushed_stays_approved()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(Picture(33));
        await shop.PushAsync(version);
        await (await App.Owner.DeleteAsync($"/api/v1/versions/{version.Id}/review")).ShouldRefuseAsync(409, "version.decisionInUse");
    }

    [Fact]
    public async Task A_push_is_live_only_when_the_fetched_picture_matches()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.OrderAsync("settings", new { processingSeconds = 10.0 });
        var version = await shop.VersionAsync(Picture());
        var id = await shop.PushAsync(version);
        Shop.StatusOf(await shop.DeploymentAsync(id)).Should().Be("queued");

        await App.RunWorkAsync();
        var accepted = await shop.DeploymentAsync(id);
        Shop.StatusOf(accepted).Should().Be("accepted");
        accepted.GetProperty("evidence").GetProperty("shown").GetString().Should().Be("replaced");
        accepted.TryGetProperty("liveAt", out _).Should().BeFalse();
        (await shop.ReadImageAsync()).LiveVersionId.Should().NotBe(version.Id);

        var live = await shop.UntilAsync(id, "live", "failed");
        Shop.StatusOf(live).Should().Be("live");
        live.GetProperty("attempts").GetInt32().Should().Be(1);
        var evidence = live.GetProperty("evidence");
        evidence.GetProperty("shown").GetString().Should().BeOneOf("reEncoded", "identical");
        var proof = evidence.GetProperty("assetId").GetGuid();
        proof.Should().NotBe(version.AssetId!.Value, "the marketplace serves other bytes, and those are the proof");
        var image = await shop.ReadImageAsync();
        image.LiveVersionId.Should().Be(version.Id);
        image.Stage.Should().Be(LifecycleStage.Monitor);
        (await shop.ReadAsync(db => db.Listings.SingleAsync(l => l.Id == shop.Listing.Id))).LiveAssetId.Should().Be(proof);
        (await shop.ReadAsync(db => db.Ledger.SingleAsync(e => e.ListingId == shop.Listing.Id && e.EndedAt == null))).VersionId.Should().Be(version.Id);
        (await shop.PushesAsync()).Values.Should().Equal(1);
    }

    [Fact]
    public async Task Accepted_and_never_shown_stays_accepted_and_ends_in_a_problem_with_a_next_step()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.MischiefAsync("neverShow");
        var id = await shop.PushAsync(await shop.VersionAsync(Picture()));
        await App.RunWorkUntilAsync(() => shop.DeploymentAsync(id), d => d.GetProperty("looks").GetInt32() >= 2);
        Shop.StatusOf(await shop.DeploymentAsync(id)).Should().Be("accepted");

        // Two days later: the rows are moved back in time instead of waiting.
        await PassAsync(shop, id, minutes: 49 * 60);
        var late = await App.RunWorkUntilAsync(() => shop.DeploymentAsync(id), d => d.TryGetProperty("problem", out _));
        Shop.StatusOf(late).Should().Be("accepted");
        late.GetProperty("problem").GetProperty("code").GetString().Should().Be("deployment.notShown");
        late.GetProperty("looks").GetInt32().Should().Be(UploadOptions.Looks.Length);
        (await App.Owner.GetFromJsonAsync<JsonElement>("/api/v1/deployments?problem=true")).GetProperty("items").EnumerateArray().Select(d => d.GetProperty("id").GetGuid()).Should().Contain(id);
    }

    [Fact]
    public async Task A_push_in_doubt_that_did_not_arrive_is_not_sent_over_a_later_one()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.FaultAsync("cut", afterEffect: false);
        var lost = await shop.PushAsync(await shop.VersionAsync(Picture()));
        await App.RunWorkUntilAsync(() => shop.DeploymentAsync(lost), d => Shop.StatusOf(d) == "pushing");

        var later = await shop.PushAsync(await shop.VersionAsync(Picture(seed: 2)));
        Shop.StatusOf(await shop.UntilAsync(later, "live", "failed")).Should().Be("live");

        Shop.StatusOf(await shop.UntilAsync(lost, "superseded", "live", "failed")).Should().Be("superseded");
        (await shop.PushesAsync()).Values.Should().Equal(1);
        Shop.StatusOf(await shop.DeploymentAsync(later)).Should().Be("live");
    }

    [Fact]
    public async Task An_order_for_a_time_that_has_just_passed_counts_from_now_on()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.PushedLiveAsync(await shop.VersionAsync(Picture()));
        var id = await shop.PushAsync(await shop.VersionAsync(Picture(seed: 2)), TimeProvider.System.GetUtcNow().AddSeconds(-30));
        Shop.StatusOf(await shop.UntilAsync(id, "live", "superseded", "failed")).Should().Be("live");
    }

    [Fact]
    public async Task A_picture_whose_place_cannot_be_verified_is_not_pushed()
    {
        var shop = await Shop.OpenAsync(App);
        var planned = await App.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = shop.Image.ProductId, marketplace = "amazon", site = "US", slot = "PT01", brief = new { } });
        var id = (await HubApp.JsonAsync(planned)).GetProperty("id").GetGuid();
        var image = await shop.ReadAsync(db => db.MainImages.SingleAsync(i => i.Id == id));
        var version = await shop.VersionAsync(Picture(), of: image);
        var refused = await shop.PostPushAsync(version.Id);
        refused.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await HubApp.JsonAsync(refused)).GetProperty("code").GetString().Should().Be("deployment.slotNotVerified");
    }

    [Fact]
    public async Task A_siblings_picture_in_the_read_back_is_not_taken_for_ours()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.AddListingAsync(shop.Store, (await App.ProductAsync()).Id);
        var id = await shop.PushAsync(await shop.VersionAsync(Picture()));
        await shop.MischiefAsync("showSibling", count: 3);
        Shop.StatusOf(await shop.UntilAsync(id, "live")).Should().Be("live");
        (await shop.PushesAsync()).Values.Should().Equal(1);
    }

    [Fact]
    public async Task Another_contributors_picture_is_not_ours()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.MischiefAsync("otherContributorWins");
        var id = await shop.PushAsync(await shop.VersionAsync(Picture()));
        var seen = await App.RunWorkUntilAsync(() => shop.DeploymentAsync(id), d => d.GetProperty("looks").GetInt32() >= 2);
        Shop.StatusOf(seen).Should().Be("accepted");
        seen.GetProperty("evidence").GetProperty("shown").GetString().Should().Be("replaced");
    }

    [Fact]
    public async Task A_picture_the_marketplace_refuses_fails_with_its_reason()
    {
        var shop = await Shop.OpenAsync(App);
        var small = hub.Pictures.Draw("<rect width='300' height='300' fill='#fff'/><rect x='20' y='20' width='260' height='260' fill='#a00'/>", 300, 300);
        var version = await shop.VersionAsync(small);
        (await shop.PostPushAsync(version.Id)).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        var answer = await shop.PostPushAsync(version.Id, reason: "to see what Amazon says");
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var failed = await shop.UntilAsync((await HubApp.JsonAsync(answer)).GetProperty("items")[0].GetProperty("id").GetGuid(), "failed", "live");
        Shop.StatusOf(failed).Should().Be("failed");
        failed.GetProperty("problem").GetProperty("code").GetString().Should().Be("deployment.refused");
        failed.GetProperty("problem").GetProperty("message").GetProperty("en").GetString().Should().Contain("990001");
        failed.GetProperty("overrideReason").GetString().Should().Be("to see what Amazon says");

        // The old complaint still stands when the next picture is looked at for the first time.
        Shop.StatusOf(await shop.PushedLiveAsync(await shop.VersionAsync(Picture(7)))).Should().Be("live");
    }

    [Fact]
    public async Task A_complaint_from_before_that_still_stands_is_told_and_the_looks_go_on()
    {
        var shop = await Shop.OpenAsync(App);
        var small = await shop.VersionAsync(hub.Pictures.Draw("<rect width='300' height='300' fill='#fff'/><rect x='20' y='20' width='260' height='260' fill='#0a0'/>", 300, 300));
        var refused = (await HubApp.JsonAsync(await shop.PostPushAsync(small.Id, reason: "to see what Amazon says"))).GetProperty("items")[0].GetProperty("id").GetGuid();
        await shop.UntilAsync(refused, "failed");

        await shop.OrderAsync("settings", new { processingSeconds = 600 });
        var id = await shop.PushAsync(await shop.VersionAsync(Picture(12)));
        await App.RunWorkUntilAsync(() => shop.DeploymentAsync(id), d => d.GetProperty("looks").GetInt32() >= 1);
        await PassAsync(shop, id, minutes: 6);
        var standing = await App.RunWorkUntilAsync(() => shop.DeploymentAsync(id), d => d.TryGetProperty("problem", out _));
        Shop.StatusOf(standing).Should().Be("accepted");
        standing.GetProperty("problem").GetProperty("code").GetString().Should().Be("deployment.complaintStands");
        standing.GetProperty("problem").GetProperty("message").GetProperty("en").GetString().Should().Contain("990001");
        (await shop.ReadAsync(db => db.WorkItems.AnyAsync(w => w.SubjectId == id && w.State == WorkState.Waiting))).Should().BeTrue("further looks are due");
    }

    [Fact]
    public async Task A_version_asked_for_again_after_another_one_goes_out_again()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.OrderAsync("settings", new { processingSeconds = 10.0 });
        var (one, two) = (await shop.VersionAsync(Picture(1)), await shop.VersionAsync(Picture(2)));
        var first = await shop.PushAsync(one);
        await App.RunWorkUntilAsync(() => shop.DeploymentAsync(first), d => Shop.StatusOf(d) == "accepted");
        (await shop.PushAsync(one)).Should().Be(first, "nothing else was asked for since");
        await shop.PushAsync(two);
        var again = await shop.PushAsync(one);
        again.Should().NotBe(first);
        Shop.StatusOf(await shop.UntilAsync(again, "live", "superseded", "failed")).Should().Be("live");
        (await shop.ReadImageAsync()).LiveVersionId.Should().Be(one.Id);
    }

    [Fact]
    public async Task At_once_and_for_later_are_two_orders()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(Picture());
        var at = TimeProvider.System.GetUtcNow().AddHours(3);
        var later = await shop.PushAsync(version, at);
        (await shop.PushAsync(version, at)).Should().Be(later);
        var now = await shop.PushAsync(version);
        now.Should().NotBe(later);
        Shop.StatusOf(await shop.UntilAsync(now, "live", "failed")).Should().Be("live");
        Shop.StatusOf(await shop.DeploymentAsync(later)).Should().Be("scheduled");
    }

    [Theory]
    [InlineData(400, "failed")]
    [InlineData(401, "failed")]
    [InlineData(403, "failed")]
    [InlineData(404, "failed")]
    [InlineData(429, "live")]
    [InlineData(500, "live")]
    [InlineData(503, "live")]
    public async Task A_status_ends_as_it_should(int status, string ends)
    {
        var shop = await Shop.OpenAsync(App);
        // Two of them: an expired token is renewed once, so the first 401 or 403 alone proves nothing.
        await shop.FaultAsync("status", status: status, count: status < 429 ? 2 : 1);
        var ended = await shop.UntilAsync(await shop.PushAsync(await shop.VersionAsync(Picture())), "failed", "live");
        Shop.StatusOf(ended).Should().Be(ends);
        if (ends == "failed")
        {
            ended.GetProperty("problem").GetProperty("message").GetProperty("zh").GetString().Should().NotBeNullOrEmpty();
        }

        (await shop.PushesAsync()).Values.Sum().Should().Be(ends == "live" ? 1 : 0);
    }

    [Theory]
    [InlineData("hang", false)]
    [InlineData("hang", true)]
    [InlineData("cut", false)]
    [InlineData("cut", true)]
    [InlineData("html", false)]
    [InlineData("html", true)]
    [InlineData("status", true)]
    public async Task An_answer_that_never_came_is_looked_into_and_nothing_is_pushed_twice(string kind, bool afterEffect)
    {
        var shop = await Shop.OpenAsync(App);
        await shop.FaultAsync(kind, status: kind == "status" ? 500 : null, afterEffect: afterEffect, seconds: kind == "hang" ? 5 : 0);
        using var impatience = kind == "hang" ? App.Services.GiveUpSoon() : null;
        var live = await shop.UntilAsync(await shop.PushAsync(await shop.VersionAsync(Picture())), "failed", "live");
        Shop.StatusOf(live).Should().Be("live");
        live.GetProperty("attempts").GetInt32().Should().Be(afterEffect ? 1 : 2);
        (await shop.PushesAsync()).Values.Should().Equal(1);
    }

    [Fact]
    public async Task A_marketplace_that_stays_broken_is_given_up()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.FaultAsync("status", status: 500, count: null);
        var failed = await shop.UntilAsync(await shop.PushAsync(await shop.VersionAsync(Picture())), "failed");
        failed.GetProperty("attempts").GetInt32().Should().Be(3);
        failed.GetProperty("problem").GetProperty("code").GetString().Should().Be("deployment.gaveUp");
        (await shop.PushesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_push_that_was_given_up_goes_out_when_a_person_retries_it()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.FaultAsync("status", status: 500, count: null);
        var id = await shop.PushAsync(await shop.VersionAsync(Picture()));
        await shop.UntilAsync(id, "failed");
        using var anyone = App.ClientFor(null);
        await anyone.DeleteAsync("/simulator/control/faults");

        await RetryAsync(id, DeploymentOrders.PushWork);
        Shop.StatusOf(await shop.UntilAsync(id, "live", "failed", "superseded")).Should().Be("live");
        (await shop.PushesAsync()).Values.Should().Equal(1);
    }

    [Fact]
    public async Task Retrying_what_a_later_order_replaced_says_that_there_is_nothing_to_try()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.FaultAsync("status", status: 400);
        var id = await shop.PushAsync(await shop.VersionAsync(Picture()));
        await shop.UntilAsync(id, "failed");
        await shop.PushedLiveAsync(await shop.VersionAsync(Picture(seed: 2)));

        (await RetryAsync(id, DeploymentOrders.PushWork)).Should().Contain("work.nothingToRetry");
        Shop.StatusOf(await shop.DeploymentAsync(id)).Should().Be("failed");
        (await shop.ReadAsync(db => db.WorkItems.SingleAsync(w => w.SubjectId == id && w.Kind == DeploymentOrders.PushWork))).State.Should().Be(WorkState.Failed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_worker_killed_around_the_call_pushes_exactly_once(bool afterTheCall)
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(Picture());
        var id = await shop.PushAsync(version);

        // As far as a worker came that was killed: everything committed, the call sent or not, its answer never read.
        await shop.FaultAsync("cut", afterEffect: afterTheCall);
        await App.RunWorkStepsAsync(() => shop.ReadAsync(db => db.Deployments.AnyAsync(d => d.Id == id && d.Attempts > 0)));
        (await shop.ReadAsync(db => db.Deployments.SingleAsync(d => d.Id == id))).Status.Should().Be(DeploymentStatus.Pushing);
        await shop.ReadAsync(db => db.Database.ExecuteSqlAsync($"update work_item set state = 'running', lease_id = {Guid.CreateVersion7()}, lease_until = now() - interval '1 second' where subject_id = {id} and state = 'waiting'"));

        Shop.StatusOf(await shop.UntilAsync(id, "failed", "live")).Should().Be("live");
        (await shop.PushesAsync()).Values.Should().Equal(1);
    }

    [Fact]
    public async Task A_picture_that_the_marketplace_could_not_fetch_is_sent_again_from_a_new_address()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.OrderAsync("settings", new { processingSeconds = 10.0 });
        var id = await shop.PushAsync(await shop.VersionAsync(Picture(9)));
        await App.RunWorkStepsAsync(() => shop.ReadAsync(db => db.Deployments.AnyAsync(d => d.Id == id && d.Status == DeploymentStatus.Accepted)));

        // What a marketplace sees of an installation that is down: nobody serves the address.
        var first = await shop.ReadAsync(db => db.Deployments.Where(d => d.Id == id).Select(d => d.MediaUrl).SingleAsync());
        (await shop.ReadAsync(db => db.PublicPictures.Where(p => first!.Contains(p.Token)).ExecuteDeleteAsync())).Should().Be(1);
        var live = await shop.UntilAsync(id, "live", "failed");
        Shop.StatusOf(live).Should().Be("live");
        live.GetProperty("attempts").GetInt32().Should().Be(2);
        (await shop.PushesAsync()).Values.Should().Equal(1, 1);
        (await shop.ReadAsync(db => db.Deployments.Where(d => d.Id == id).Select(d => d.MediaUrl).SingleAsync())).Should().NotBe(first);
    }

    [Fact]
    public async Task A_push_that_the_process_ended_under_often_still_goes_up_and_once()
    {
        var shop = await Shop.OpenAsync(App);
        var id = await shop.PushAsync(await shop.VersionAsync(Picture(10)));
        await shop.ReadAsync(db => db.Database.ExecuteSqlAsync($"update work_item set state = 'running', crashes = 100, attempts = 1, lease_id = {Guid.CreateVersion7()}, lease_until = now() - interval '1 second' where subject_id = {id}"));
        Shop.StatusOf(await shop.UntilAsync(id, "live", "failed")).Should().Be("live", "what was under way when a process ended is not what ended it");
        (await shop.PushesAsync()).Values.Should().Equal(1);
    }

    [Fact]
    public async Task The_same_version_already_under_way_is_not_queued_twice()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(Picture());
        var first = await shop.PushAsync(version);
        (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.PushAsync(version)))).Should().OnlyContain(id => id == first);
    }

    [Fact]
    public async Task The_newer_of_two_pushes_to_a_listing_wins()
    {
        var shop = await Shop.OpenAsync(App);
        var (one, two) = (await shop.VersionAsync(Picture(1)), await shop.VersionAsync(Picture(2)));
        var first = await shop.PushAsync(one);
        var second = await shop.PushAsync(two);
        Shop.StatusOf(await shop.UntilAsync(second, "live")).Should().Be("live");
        Shop.StatusOf(await shop.DeploymentAsync(first)).Should().Be("superseded");
        (await shop.ReadImageAsync()).LiveVersionId.Should().Be(two.Id);

        var third = await shop.PushedLiveAsync(one);
        Shop.StatusOf(await shop.DeploymentAsync(second)).Should().Be("superseded");
        Shop.StatusOf(third).Should().Be("live");
    }

    [Fact]
    public async Task A_push_for_later_waits_and_can_be_cancelled()
    {
        var shop = await Shop.OpenAsync(App);
        var id = await shop.PushAsync(await shop.VersionAsync(Picture()), TimeProvider.System.GetUtcNow().AddHours(3));
        await App.RunWorkAsync();
        Shop.StatusOf(await shop.DeploymentAsync(id)).Should().Be("scheduled");
        (await App.Owner.PostAsync($"/api/v1/deployments/{id}/cancel", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        Shop.StatusOf(await shop.DeploymentAsync(id)).Should().Be("cancelled");
        (await App.Owner.PostAsync($"/api/v1/deployments/{id}/cancel", null)).StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await shop.PushesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_push_for_later_goes_out_when_its_time_has_come_and_not_before()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(Picture());
        var at = TimeProvider.System.GetUtcNow().AddSeconds(3);
        var id = await shop.PushAsync(version, at);
        Shop.StatusOf(await shop.DeploymentAsync(id)).Should().Be("scheduled");
        var live = await shop.UntilAsync(id, "live", "failed");
        Shop.StatusOf(live).Should().Be("live");
        live.GetProperty("pushedAt").GetDateTimeOffset().Should().BeOnOrAfter(at);
        (await shop.PushesAsync()).Values.Should().Equal(1);
    }

    [Fact]
    public async Task An_open_page_is_told_when_its_deployment_moves()
    {
        var shop = await Shop.OpenAsync(App);
        var id = await shop.PushAsync(await shop.VersionAsync(Picture()), TimeProvider.System.GetUtcNow().AddHours(3));
        using var browser = new Browser(App.Address);
        await browser.SignInAsync();
        using var stream = await browser.Client.GetAsync($"/w/home/deployments/{id}/events", HttpCompletionOption.ResponseHeadersRead);
        stream.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).Should().Be("event: watching");
        (await App.Owner.PostAsync($"/api/v1/deployments/{id}/cancel", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        var told = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        told.Should().MatchRegex("event: changed\ndata: changed\n\nevent: ended\ndata: ended");
    }

    [Fact]
    public async Task A_rollback_puts_a_picture_back_that_was_never_ours()
    {
        var shop = await Shop.OpenAsync(App);
        var pushed = await shop.PushedLiveAsync(await shop.VersionAsync(Picture()));
        var id = pushed.GetProperty("id").GetGuid();
        var before = pushed.GetProperty("beforeAssetId").GetGuid();
        var answer = await App.Owner.PostAsync($"/api/v1/deployments/{id}/rollback", null);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var rollback = (await HubApp.JsonAsync(answer)).GetProperty("id").GetGuid();
        Shop.StatusOf(await shop.DeploymentAsync(id)).Should().Be("live", "it is rolled back when the old picture is seen, not when it is asked for");

        var live = await shop.UntilAsync(rollback, "live", "failed");
        Shop.StatusOf(live).Should().Be("live");
        live.GetProperty("purpose").GetString().Should().Be("rollback");
        live.GetProperty("assetId").GetGuid().Should().Be(before);
        Shop.StatusOf(await shop.DeploymentAsync(id)).Should().Be("rolledBack");
        (await shop.ReadImageAsync()).LiveVersionId.Should().BeNull();
    }

    [Fact]
    public async Task Only_approved_versions_are_pushed_and_only_where_they_belong()
    {
        var shop = await Shop.OpenAsync(App);
        await CodeAsync(await shop.PostPushAsync((await shop.VersionAsync(Picture(1), ReviewDecision.Rejected)).Id), HttpStatusCode.Conflict, "version.rejected");
        await CodeAsync(await shop.PostPushAsync((await shop.VersionAsync(Picture(2), ReviewDecision.None)).Id), HttpStatusCode.Conflict, "version.notApproved");
        var good = await shop.VersionAsync(Picture(3));
        var foreign = await shop.AddListingAsync(shop.Store, (await App.ProductAsync()).Id);
        await CodeAsync(await shop.PostPushAsync(good.Id, listingIds: foreign.Id), HttpStatusCode.UnprocessableEntity, "deployment.outOfScope");
        var german = await shop.AddListingAsync(await shop.AddStoreAsync(site: "DE"), shop.Image.ProductId);
        await CodeAsync(await shop.PostPushAsync(good.Id, listingIds: german.Id), HttpStatusCode.UnprocessableEntity, "deployment.outOfScope");
        var readOnly = await shop.AddListingAsync(await shop.AddStoreAsync(allowPush: false), shop.Image.ProductId);
        await CodeAsync(await shop.PostPushAsync(good.Id, listingIds: readOnly.Id), HttpStatusCode.Conflict, "store.readOnly");
        await CodeAsync(await shop.PostPushAsync(good.Id, listingIds: Guid.CreateVersion7()), HttpStatusCode.NotFound, "notFound");
        var (_, _, stranger) = await App.StrangerAsync();
        await CodeAsync(await shop.PostPushAsync(good.Id, client: stranger), HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task A_blocked_picture_is_pushed_only_with_an_owners_reason_and_one_on_its_way_stops()
    {
        var shop = await Shop.OpenAsync(App);
        // Unlike the other tests' pictures, which would be blocked with it.
        var version = await shop.VersionAsync(hub.Pictures.Product(seed: 61, overlay: "<rect x='290' y='90' width='210' height='400' fill='#e0c020'/><rect x='500' y='490' width='210' height='420' fill='#102860'/>"));
        var waiting = await shop.PushAsync(version, publishAt: TimeProvider.System.GetUtcNow().AddHours(1));
        (await App.Owner.PostAsJsonAsync("/api/v1/blocked-pictures", new { assetId = version.AssetId, @case = "AMZ-61", reason = "Their design." })).EnsureSuccessStatusCode();
        await CodeAsync(await shop.PostPushAsync(version.Id), HttpStatusCode.UnprocessableEntity, "deployment.pictureBlocked", "AMZ-61");
        var (_, ops) = await App.MemberAsync(Role.Ops);
        await CodeAsync(await shop.PostPushAsync(version.Id, reason: "please", client: ops), HttpStatusCode.Forbidden, "forbidden");

        await App.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == waiting).ExecuteUpdateAsync(set => set.SetProperty(w => w.DueAt, TimeProvider.System.GetUtcNow())));
        await App.WithDbAsync(db => db.Deployments.Where(d => d.Id == waiting).ExecuteUpdateAsync(set => set.SetProperty(d => d.PublishAt, TimeProvider.System.GetUtcNow())));
        await App.RunWorkAsync();
        var stopped = await App.WithDbAsync(db => db.Deployments.AsNoTracking().SingleAsync(d => d.Id == waiting));
        stopped.Status.Should().Be(DeploymentStatus.Failed, "what was ordered before the complaint came in is not sent");
        stopped.Problem!.Code.Should().Be("deployment.pictureBlocked");

        var sent = await shop.PostPushAsync(version.Id, reason: "Settled by telephone, the letter follows.");
        sent.StatusCode.Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_complaint_that_came_in_after_the_first_try_stops_the_second()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(Unlike("<rect x='260' y='80' width='480' height='120' fill='#107040'/><circle cx='500' cy='650' r='180' fill='#f0a0c0'/>"));
        await shop.FaultAsync("status", status: 429);
        var id = await shop.PushAsync(version);
        await App.RunWorkUntilAsync(() => shop.DeploymentAsync(id), d => d.TryGetProperty("problem", out _));
        await using var block = await BlockAsync(version, "AMZ-62");
        var stopped = await App.RunWorkUntilAsync(() => shop.HurriedAsync(id), d => Shop.StatusOf(d) is "failed" or "accepted" or "live");
        stopped.GetProperty("problem").GetProperty("code").GetString().Should().Be("deployment.pictureBlocked", stopped.ToString());
        (await shop.PushesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_complaint_about_what_is_live_is_said_of_its_listing()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(Unlike("<rect x='270' y='620' width='460' height='60' fill='#ffff00'/><circle cx='500' cy='220' r='90' fill='#2020c0'/>"));
        await shop.PushedLiveAsync(version);
        (await ReadListingAsync()).LiveVerdict.Should().NotBe(Verdict.Fail);
        await using (await BlockAsync(version, "AMZ-66"))
        {
            await App.RunWorkAsync();
            (await ReadListingAsync()).LiveBrokenRules.Should().Equal(RuleIds.Duplicate);
        }

        await App.RunWorkAsync();
        (await ReadListingAsync()).LiveBrokenRules.Should().BeEmpty();

        Task<Listing> ReadListingAsync() => shop.ReadAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.Id == shop.Listing.Id));
    }

    [Fact]
    public async Task An_owners_word_does_not_hold_for_a_complaint_that_came_in_after_it()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(Unlike("<rect x='300' y='500' width='400' height='380' fill='#30c0d0'/><rect x='420' y='100' width='60' height='380' fill='#000000'/>"));
        var at = TimeProvider.System.GetUtcNow().AddHours(2);
        await using var first = await BlockAsync(version, "AMZ-63");
        var word = (await HubApp.JsonAsync(await shop.PostPushAsync(version.Id, at, reason: "Settled by telephone."))).GetProperty("items")[0].GetProperty("id").GetGuid();
        (await HubApp.JsonAsync(await shop.PostPushAsync(version.Id, at, reason: "Settled by telephone."))).GetProperty("items")[0].GetProperty("id").GetGuid().Should().Be(word, "it was said before");
        await first.DisposeAsync();
        await using var second = await BlockAsync(version, "AMZ-64");
        var anew = await HubApp.JsonAsync(await shop.PostPushAsync(version.Id, at, reason: "The second one is settled, too."));
        anew.GetProperty("items")[0].GetProperty("id").GetGuid().Should().NotBe(word, "what was said of the first complaint says nothing of the second");

        await shop.ReadAsync(db => db.Deployments.Where(d => d.Id == word).ExecuteUpdateAsync(set => set.SetProperty(d => d.PublishAt, TimeProvider.System.GetUtcNow())));
        var stopped = await App.RunWorkUntilAsync(() => shop.HurriedAsync(word), d => Shop.StatusOf(d) is "failed" or "accepted" or "live");
        stopped.GetProperty("problem").GetProperty("message").GetProperty("en").GetString().Should().Contain("AMZ-64", stopped.ToString());
        (await shop.PushesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task An_order_said_again_with_the_reason_that_it_lacks_is_another_order()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(Unlike("<circle cx='400' cy='300' r='120' fill='#ffffff'/><circle cx='600' cy='700' r='140' fill='#802020'/>"));
        var at = TimeProvider.System.GetUtcNow().AddHours(2);
        var kept = await shop.PushAsync(version, at);
        await using var block = await BlockAsync(version, "AMZ-65");
        var said = (await HubApp.JsonAsync(await shop.PostPushAsync(version.Id, at, reason: "Their lawyer agreed."))).GetProperty("items")[0].GetProperty("id").GetGuid();
        said.Should().NotBe(kept);
        await shop.ReadAsync(db => db.Deployments.Where(d => d.Id == said || d.Id == kept).ExecuteUpdateAsync(set => set.SetProperty(d => d.PublishAt, TimeProvider.System.GetUtcNow())));
        await shop.HurriedAsync(kept);
        Shop.StatusOf(await App.RunWorkUntilAsync(() => shop.HurriedAsync(said), d => Shop.StatusOf(d) is "live" or "failed")).Should().Be("live");
        (await shop.DeploymentAsync(said)).GetProperty("overrideReason").GetString().Should().Be("Their lawyer agreed.");
        (await shop.PushesAsync()).Values.Should().Equal(1);
    }

    [Fact]
    public async Task What_was_retired_meanwhile_is_not_rolled_back()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.PushedLiveAsync(await shop.VersionAsync(Picture(seed: 41)));
        var id = (await shop.PushedLiveAsync(await shop.VersionAsync(Picture(seed: 42)))).GetProperty("id").GetGuid();
        (await App.Owner.PostAsJsonAsync($"/api/v1/main-images/{shop.Image.Id}/retire", new { reason = "season over" })).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await CodeAsync(await App.Owner.PostAsync($"/api/v1/deployments/{id}/rollback", null), HttpStatusCode.Conflict, "mainImage.retiring");
        (await shop.ReadAsync(db => db.Deployments.AnyAsync(d => d.RollsBackId == id))).Should().BeFalse();
    }

    [Fact]
    public async Task A_picture_that_breaks_a_rule_needs_an_owner_and_a_reason()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(hub.Pictures.Product(background: "#c0d0e0"));
        await CodeAsync(await shop.PostPushAsync(version.Id), HttpStatusCode.UnprocessableEntity, "deployment.breaksRules", "White background");
        await CodeAsync(await shop.PostPushAsync(version.Id, reason: " "), HttpStatusCode.UnprocessableEntity, "deployment.breaksRules");
        var (_, ops) = await App.MemberAsync(Role.Ops);
        await CodeAsync(await shop.PostPushAsync(version.Id, reason: "please", client: ops), HttpStatusCode.Forbidden, "forbidden");
        var answer = await shop.PostPushAsync(version.Id, reason: "Amazon allowed it in case 123");
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var id = (await HubApp.JsonAsync(answer)).GetProperty("items")[0].GetProperty("id").GetGuid();
        (await shop.DeploymentAsync(id)).GetProperty("overrideReason").GetString().Should().Be("Amazon allowed it in case 123");
        (await shop.ReadAsync(db => db.AuditEvents.SingleAsync(a => a.EntityId == id))).Details["override"].Should().Be("Amazon allowed it in case 123");
    }

    [Fact]
    public async Task A_public_address_gives_one_file_and_nothing_else()
    {
        var shop = await Shop.OpenAsync(App);
        var url = (await shop.PushedLiveAsync(await shop.VersionAsync(Picture()))).GetProperty("mediaUrl").GetString()!;
        using var anyone = App.ClientFor(null);
        var whole = await anyone.GetAsync(url);
        var bytes = await whole.Content.ReadAsByteArrayAsync();
        whole.Content.Headers.ContentType!.MediaType.Should().Be("image/jpeg");
        whole.Headers.CacheControl!.ToString().Should().Contain("immutable");
        using var head = await anyone.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        (head.StatusCode, head.Content.Headers.ContentLength).Should().Be((HttpStatusCode.OK, bytes.Length));
        using var ranged = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new(2, 9) } };
        var part = await anyone.SendAsync(ranged);
        part.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsByteArrayAsync()).Should().Equal(bytes[2..10]);
        (await anyone.GetAsync(url + "x")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await anyone.GetAsync("/p/AAAAAAAAAAAAAAAAAAAAAA/mug.jpg")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await anyone.GetAsync(url[..(url.LastIndexOf('/') + 1)] + "..%2f..%2fetc%2fpasswd")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await anyone.PostAsync(url, null)).StatusCode.Should().NotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_complaint_that_could_not_be_read_is_no_proof_that_nothing_arrived()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.OrderAsync("settings", new { processingSeconds = 10.0 });
        await shop.FaultAsync("cut", afterEffect: true);
        var id = await shop.PushAsync(await shop.VersionAsync(Picture(11)));
        await App.RunWorkStepsAsync(() => shop.ReadAsync(db => db.Deployments.AnyAsync(d => d.Id == id && d.Attempts > 0)));
        var address = await shop.ReadAsync(db => db.Deployments.Where(d => d.Id == id).Select(d => d.MediaUrl).SingleAsync());
        (await shop.ReadAsync(db => db.PublicPictures.Where(p => address!.Contains(p.Token)).ExecuteDeleteAsync())).Should().Be(1);
        await shop.UntilIssueAsync(address!);

        // What is stored can be read, what Amazon has against it cannot: three times.
        for (var round = 0; round < 3; round++)
        {
            await shop.FaultAsync("slow", "getListingsItem");
            await shop.FaultAsync("status", "getListingsItem", status: 500);
        }

        Shop.StatusOf(await shop.UntilAsync(id, "live", "failed")).Should().Be("live");
        (await shop.PushesAsync()).Should().HaveCount(2).And.OnlyContain(push => push.Value == 1, "the first address was refused, not lost");
    }

    [Fact]
    public async Task Being_told_to_slow_down_is_no_attempt()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.FaultAsync("status", status: 429, count: 5);
        await shop.FaultAsync("status", status: 500);
        var id = await shop.PushAsync(await shop.VersionAsync(Picture(12)));
        var ended = await App.RunWorkUntilAsync(() => shop.HurriedAsync(id), d => Shop.StatusOf(d) is "live" or "failed");
        Shop.StatusOf(ended).Should().Be("live");
        ended.GetProperty("attempts").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task A_push_notes_what_was_live_until_then()
    {
        var shop = await Shop.OpenAsync(App);
        var first = await shop.VersionAsync(Picture());
        await shop.PushedLiveAsync(first);
        await shop.ReadAsync(db => db.Ledger.Where(e => e.ListingId == shop.Listing.Id && e.EndedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(e => e.FirstSeenAt, e => e.FirstSeenAt.AddDays(-3)).SetProperty(e => e.LastSeenAt, e => e.LastSeenAt.AddDays(-3))));

        await shop.PushedLiveAsync(await shop.VersionAsync(Picture(seed: 2)));

        var entry = await shop.ReadAsync(db => db.Ledger.SingleAsync(e => e.ListingId == shop.Listing.Id && e.VersionId == first.Id));
        (entry.EndedAt!.Value - entry.LastSeenAt).Should().BeLessThan(TimeSpan.FromHours(1), "it was looked at right before");
    }

    [Fact]
    public async Task What_is_wrong_with_another_picture_is_not_blamed_on_this_one()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.MischiefAsync("neverShow");
        var id = await shop.PushAsync(await shop.VersionAsync(Picture()));
        await App.RunWorkUntilAsync(() => shop.DeploymentAsync(id), d => Shop.StatusOf(d) == "accepted");
        const string Elsewhere = "http://127.0.0.1:9/back.jpg";
        await shop.AtMarketplaceAsync((connector, connection, key) => connector.PushMainImageAsync(connection, new() { Listing = key, Slot = "PT01", MediaLocation = new(Elsewhere) }));
        await shop.UntilIssueAsync(Elsewhere);

        var looks = (await shop.DeploymentAsync(id)).GetProperty("looks").GetInt32();
        await shop.ReadAsync(db => db.Database.ExecuteSqlAsync($"update deployment set accepted_at = accepted_at - interval '10 minutes' where id = {id}"));
        var seen = await App.RunWorkUntilAsync(() => shop.HurriedAsync(id), d => d.GetProperty("looks").GetInt32() > looks || Shop.StatusOf(d) != "accepted");
        Shop.StatusOf(seen).Should().Be("accepted", seen.ToString());
        seen.GetProperty("evidence").GetProperty("issues").GetString().Should().Contain(Elsewhere);
        seen.GetProperty("attempts").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task A_catalogue_that_cannot_be_read_is_no_missing_picture()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(Picture());
        var id = (await shop.PushedLiveAsync(version)).GetProperty("id").GetGuid();
        await shop.AtMarketplaceAsync((connector, connection, key) => connector.RemoveMainImageAsync(connection, new(key)));
        var listing = await App.RunWorkUntilAsync(() => shop.AtMarketplaceAsync((connector, connection, key) => connector.ReadListingAsync(connection, key)), answer => answer.Value is { MainImage: null });
        await shop.OrderAsync("faults", new { operation = "amazon/getCatalogItem", kind = "status", status = 500, urlContains = listing.Value!.Listing.ExternalId });
        for (var look = 0; look < 3; look++)
        {
            await shop.LookAgainAsync(id);
        }

        Shop.StatusOf(await shop.DeploymentAsync(id)).Should().Be("live", "nobody could look");
        (await shop.ReadAsync(db => db.Ledger.SingleAsync(e => e.ListingId == shop.Listing.Id && e.EndedAt == null))).VersionId.Should().Be(version.Id);
        using var control = App.ClientFor(null);
        await control.DeleteAsync("/simulator/control/faults");
        await shop.LookAgainAsync(id);
        (await shop.UntilAsync(id, "drifted")).GetProperty("evidence").GetProperty("shown").GetString().Should().Be("missing");
    }

    [Fact]
    public async Task An_hour_that_the_clocks_skip_is_no_time_to_push()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(Picture());
        using var browser = new Browser(App.Address);
        await browser.SignInAsync();
        await browser.GetAsync($"/w/home/images/{shop.Image.Id}/push");
        (string, string)[] Order(string at) => [("versionId", version.Id.ToString()), ("listingIds", shop.Listing.Id.ToString()), ("publishAt", at)];
        await browser.PostAsync($"/w/home/images/{shop.Image.Id}/push", Order("2035-03-11T02:30"));
        (await shop.ReadAsync(db => db.Deployments.AnyAsync(d => d.VersionId == version.Id))).Should().BeFalse("at half past two there is no such time in Los Angeles");
        await browser.GetAsync($"/w/home/images/{shop.Image.Id}/push");
        await browser.PostAsync($"/w/home/images/{shop.Image.Id}/push", Order("2035-03-11T03:30"));
        (await shop.ReadAsync(db => db.Deployments.SingleAsync(d => d.VersionId == version.Id))).PublishAt.Should().Be(new DateTimeOffset(2035, 3, 11, 10, 30, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task What_a_later_order_of_ours_changes_is_no_drift()
    {
        var shop = await Shop.OpenAsync(App);
        var id = (await shop.PushedLiveAsync(await shop.VersionAsync(Picture()))).GetProperty("id").GetGuid();

        // The later one is taken in and not shown yet; on the way there the marketplace shows something else for a while.
        await shop.OrderAsync("settings", new { processingSeconds = 600.0 });
        var later = await shop.PushAsync(await shop.VersionAsync(Picture(seed: 2)));
        await App.RunWorkUntilAsync(() => shop.DeploymentAsync(later), d => Shop.StatusOf(d) == "accepted");
        await shop.OrderAsync("listings/change", new { seller = shop.Seller, site = "US", sku = shop.Listing.Sku, foreignPicture = true });
        for (var look = 0; look < 3; look++)
        {
            await shop.LookAgainAsync(id);
        }

        Shop.StatusOf(await shop.DeploymentAsync(id)).Should().Be("live");
        (await shop.ReadAsync(db => db.AuditEvents.AnyAsync(a => a.EntityId == id && a.Action == "deployment.drifted"))).Should().BeFalse();
    }

    [Fact]
    public async Task Drift_needs_two_deviating_looks()
    {
        var shop = await Shop.OpenAsync(App);
        var id = (await shop.PushedLiveAsync(await shop.VersionAsync(Picture()))).GetProperty("id").GetGuid();
        await shop.OrderAsync("listings/change", new { seller = shop.Seller, site = "US", sku = shop.Listing.Sku, foreignPicture = true });
        await shop.ReadAsync(async db =>
        {
            db.WorkItems.Add(new WorkItem { WorkspaceId = db.WorkspaceId!.Value, Kind = RelookStoreWork.Kind, Group = WorkGroups.Light, SubjectId = shop.Store.Id, Label = "test", DueAt = TimeProvider.System.GetUtcNow(), CreatedAt = TimeProvider.System.GetUtcNow() });
            return await db.SaveChangesAsync();
        });
        var drifted = await shop.UntilAsync(id, "drifted");
        drifted.GetProperty("evidence").GetProperty("shown").GetString().Should().Be("replaced");
        (await shop.ReadImageAsync()).LiveVersionId.Should().BeNull();
    }

    [Fact]
    public async Task A_picture_that_comes_back_after_it_was_driven_out_is_live_again()
    {
        var shop = await Shop.OpenAsync(App);
        var id = (await shop.PushedLiveAsync(await shop.VersionAsync(Picture(seed: 31)))).GetProperty("id").GetGuid();
        using var control = App.ClientFor(null);
        var truth = await control.GetFromJsonAsync<JsonElement>($"/simulator/control/listings/truth?seller={shop.Seller}&site=US&sku={shop.Listing.Sku}");
        await shop.OrderAsync("listings/change", new { seller = shop.Seller, site = "US", sku = shop.Listing.Sku, foreignPicture = true });
        await shop.LookAgainAsync(id);
        Shop.StatusOf(await shop.DeploymentAsync(id)).Should().Be("drifted");

        await shop.OrderAsync("listings/change", new { seller = shop.Seller, site = "US", sku = shop.Listing.Sku, pictureId = truth.GetProperty("pictureId").GetString() });
        await RoundAsync(shop);
        Shop.StatusOf(await shop.UntilAsync(id, "live")).Should().Be("live");
        (await shop.ReadImageAsync()).LiveVersionId.Should().NotBeNull();
    }

    [Fact]
    public async Task A_push_that_was_only_turned_away_can_be_cancelled_and_is_given_up_after_a_day()
    {
        var shop = await Shop.OpenAsync(App);
        await shop.FaultAsync("status", status: 429, count: 1000);
        var (first, second) = (await shop.VersionAsync(Picture(seed: 32)), await shop.VersionAsync(Picture(seed: 33)));
        var cancelled = await shop.PushAsync(first);
        await App.RunWorkUntilAsync(() => shop.DeploymentAsync(cancelled), TurnedAway);
        (await App.Owner.PostAsync($"/api/v1/deployments/{cancelled}/cancel", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);

        var endless = await shop.PushAsync(second);
        await App.RunWorkUntilAsync(() => shop.DeploymentAsync(endless), TurnedAway);
        await shop.ReadAsync(db => db.Database.ExecuteSqlAsync($"update deployment set created_at = created_at - interval '25 hours' where id = {endless}"));
        var ended = await App.RunWorkUntilAsync(() => shop.HurriedAsync(endless), d => Shop.StatusOf(d) == "failed");
        ended.GetProperty("problem").GetProperty("code").GetString().Should().Be("marketplace.throttled");
        (await shop.PushesAsync()).Should().BeEmpty();

        static bool TurnedAway(JsonElement d) => d.TryGetProperty("problem", out var problem) && problem.GetProperty("code").GetString() == "marketplace.throttled";
    }

    [Fact]
    public async Task The_rules_of_the_moment_count_and_not_those_of_the_day_the_file_came()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(Picture(seed: 34));
        var later = await shop.PushAsync(version, TimeProvider.System.GetUtcNow().AddDays(1));

        // What a stricter rule would make of it: judged as good when it came in, too small today.
        await shop.ReadAsync(async db =>
        {
            var facts = await db.Assets.Where(a => a.Id == version.AssetId).Select(a => a.Facts).SingleAsync();
            var report = App.Services.GetRequiredService<RuleBook>().Judge(facts, new("amazon", "US"), TimeProvider.System.GetUtcNow());
            report.Verdict.Should().NotBe(Verdict.Fail);
            db.VersionCompliance.Add(new() { WorkspaceId = version.WorkspaceId, VersionId = version.Id, Profile = report.Profile, RuleSetVersion = report.RuleSetVersion, Verdict = report.Verdict, Report = report, JudgedAt = TimeProvider.System.GetUtcNow() });
            await db.SaveChangesAsync();
            return await db.Database.ExecuteSqlAsync($$"""update asset set facts = facts || '{"width":300,"height":300}'::jsonb where id = {{version.AssetId}}""");
        });
        await CodeAsync(await shop.PostPushAsync(version.Id), HttpStatusCode.UnprocessableEntity, "deployment.breaksRules", "Dimensions");

        await shop.ReadAsync(db => db.Database.ExecuteSqlAsync($"update deployment set publish_at = now() - interval '1 second' where id = {later}"));
        var failed = await App.RunWorkUntilAsync(() => shop.HurriedAsync(later), d => Shop.StatusOf(d) is "failed" or "live");
        failed.GetProperty("problem").GetProperty("code").GetString().Should().Be("deployment.breaksRules", failed.ToString());

        // Wanted again, it is the same picture under the same rules.
        await RetryAsync(later, DeploymentOrders.PushWork);
        var again = await App.RunWorkUntilAsync(() => shop.HurriedAsync(later), d => Shop.StatusOf(d) is "failed" or "live");
        again.GetProperty("problem").GetProperty("code").GetString().Should().Be("deployment.breaksRules", again.ToString());
        (await shop.PushesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_rule_that_the_workspace_made_stricter_stops_a_push_as_it_stops_a_report()
    {
        var (first, second) = (await Shop.OpenAsync(App), await Shop.OpenAsync(App));
        var path = Picture(seed: 35);
        await first.VersionAsync(path);
        var version = await second.VersionAsync(path);
        var change = await App.Owner.PostAsJsonAsync("/api/v1/rules/all/changes", new { rule = "duplicate", effect = "fail", reason = "One picture, one product." });
        change.StatusCode.Should().Be(HttpStatusCode.Created, await change.Content.ReadAsStringAsync());
        await CodeAsync(await second.PostPushAsync(version.Id), HttpStatusCode.UnprocessableEntity, "deployment.breaksRules", "Duplicate");

        (await App.Owner.DeleteAsync($"/api/v1/rules/changes/{(await HubApp.JsonAsync(change)).GetProperty("id").GetGuid()}")).IsSuccessStatusCode.Should().BeTrue();
        (await second.PostPushAsync(version.Id)).StatusCode.Should().Be(HttpStatusCode.Accepted, "elsewhere it only warns");
    }

    /// <summary>The regular round over a store, and every look it plans, at once.</summary>
    private async Task RoundAsync(Shop shop)
    {
        await shop.ReadAsync(async db =>
        {
            db.WorkItems.Add(new WorkItem { WorkspaceId = db.WorkspaceId!.Value, Kind = RelookStoreWork.Kind, Group = WorkGroups.Light, SubjectId = shop.Store.Id, Label = "test", DueAt = TimeProvider.System.GetUtcNow(), CreatedAt = TimeProvider.System.GetUtcNow() });
            return await db.SaveChangesAsync();
        });
        await App.RunWorkAsync();
        await shop.ReadAsync(db => db.WorkItems.Where(w => w.Kind == DeploymentOrders.RelookWork && w.State == WorkState.Waiting).ExecuteUpdateAsync(set => set.SetProperty(w => w.DueAt, w => w.CreatedAt)));
    }

    /// <summary>As a person does it on the Jobs page; what the page says then.</summary>
    private async Task<string> RetryAsync(Guid subject, string kind)
    {
        var item = await App.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == subject && w.Kind == kind).Select(w => w.Id).SingleAsync());
        using var browser = new Browser(App.Address);
        await browser.SignInAsync();
        await browser.GetAsync("/w/home/jobs");
        await browser.PostAsync("/w/home/jobs?handler=Retry", ("id", item.ToString()));
        return await browser.ReadAsync("/w/home/jobs");
    }

    private static Task<int> PassAsync(Shop shop, Guid deployment, int minutes) => shop.ReadAsync(async db =>
    {
        await db.Database.ExecuteSqlAsync($"update deployment set accepted_at = accepted_at - make_interval(mins => {minutes}) where id = {deployment}");
        return await db.Database.ExecuteSqlAsync($"update work_item set due_at = now() where subject_id = {deployment} and state = 'waiting'");
    });

    /// <summary>Unlike the other tests' pictures, which would be blocked with it.</summary>
    private string Unlike(string overlay) => hub.Pictures.Product(seed: 61, overlay: overlay);

    /// <summary>A block that ends with the test: the pictures of other tests are not to suffer from it.</summary>
    private async Task<Block> BlockAsync(ImageVersion version, string complaint)
    {
        var answer = await App.Owner.PostAsJsonAsync("/api/v1/blocked-pictures", new { assetId = version.AssetId, @case = complaint, reason = "Their design." });
        answer.StatusCode.Should().Be(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return new Block(App, answer.Headers.Location!);
    }

    private sealed class Block(HubApp app, Uri at) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => (await app.Owner.DeleteAsync(at)).StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    private static async Task CodeAsync(HttpResponseMessage answer, HttpStatusCode status, string code, string? says = null)
    {
        var problem = await HubApp.JsonAsync(answer);
        (answer.StatusCode, problem.GetProperty("code").GetString()).Should().Be((status, code));
        if (says is not null)
        {
            problem.GetProperty("detail").GetString().Should().Contain(says);
        }
    }
}
