using System.Globalization;
using System.Net;
using MainImageHub.Domain.Images;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Upload;

/// <summary>What people read about pushes and about the marketplace's answers.</summary>
public sealed class DeploymentPageTests(ImpatientHub hub) : IClassFixture<ImpatientHub>
{
    private HubApp App => hub.App;

    [Fact]
    public async Task A_listing_that_the_marketplace_hides_is_told_on_the_main_images_page_with_the_reasons()
    {
        var shop = await Shop.OpenAsync(App);
        var live = await shop.PushedLiveAsync(await shop.VersionAsync(hub.Pictures.Product()));
        using var browser = await new Browser(App.Address).SignInAsync();
        var calm = await browser.ReadAsync($"/w/home/images/{shop.Image.Id}");
        calm.Should().NotContain("Hidden by the marketplace").And.Contain("Shoppers see version 1.").And.Contain($"/w/home/listings/{shop.Listing.Id}");

        await shop.OrderAsync("listings/change", new { seller = shop.Seller, site = "US", sku = shop.Listing.Sku, suppressed = true });
        await shop.LookAgainAsync(live.GetProperty("id").GetGuid());
        var listing = await shop.ReadAsync(db => db.Listings.SingleAsync(l => l.Id == shop.Listing.Id));
        listing.Suppressed.Should().BeTrue();
        var page = await browser.ReadAsync($"/w/home/images/{shop.Image.Id}");
        page.Should().Contain($"Hidden by the marketplace: {shop.Store.Name}").And.Contain(listing.Issues[0].Message).And.Contain($"<a class=\"alert-link\" href=\"/w/home/listings/{shop.Listing.Id}\"");
        (await ChineseAsync(browser, $"/w/home/images/{shop.Image.Id}")).Should().Contain("已被平台隐藏");
    }

    [Fact]
    public async Task While_the_marketplace_works_the_old_picture_is_called_the_old_one_however_like_the_new()
    {
        var shop = await Shop.OpenAsync(App);
        var (offWhite, white) = (await shop.VersionAsync(hub.Pictures.Product(background: "#fefefe")), await shop.VersionAsync(hub.Pictures.Product()));
        await shop.PushedLiveAsync(offWhite);
        await shop.OrderAsync("settings", new { processingSeconds = 10.0 });
        var id = await shop.PushAsync(white);
        var waiting = await App.RunWorkUntilAsync(() => shop.DeploymentAsync(id), d => d.GetProperty("looks").GetInt32() >= 1);
        Shop.StatusOf(waiting).Should().Be("accepted", "the very picture from before hangs there, and it is another version");
        waiting.GetProperty("evidence").GetProperty("showsBefore").GetBoolean().Should().BeTrue();
        using var browser = await new Browser(App.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/deployments/{id}")).Should().Contain("still the picture from before the push").And.NotContain("edited by the platform");
        (await ChineseAsync(browser, $"/w/home/deployments/{id}")).Should().Contain("仍是推送前的图片");

        var live = await shop.UntilAsync(id, "live", "failed");
        Shop.StatusOf(live).Should().Be("live");
        live.GetProperty("evidence").GetProperty("showsBefore").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task The_same_version_pushed_again_is_live_although_nothing_changes()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(hub.Pictures.Product());
        await shop.PushedLiveAsync(version);
        Shop.StatusOf(await shop.UntilAsync(await shop.PushAsync(version), "live", "failed")).Should().Be("live");
    }

    [Fact]
    public async Task Complaints_from_before_the_push_are_told_apart()
    {
        var shop = await Shop.OpenAsync(App);
        var small = await shop.VersionAsync(hub.Pictures.Draw("<rect width='300' height='300' fill='#fff'/><rect x='20' y='20' width='260' height='260' fill='#00a'/>", 300, 300));
        await shop.UntilAsync((await HubApp.JsonAsync(await shop.PostPushAsync(small.Id, reason: "to see what Amazon says"))).GetProperty("items")[0].GetProperty("id").GetGuid(), "failed");
        await shop.OrderAsync("settings", new { processingSeconds = 600 });
        var id = await shop.PushAsync(await shop.VersionAsync(hub.Pictures.Product(seed: 3)));
        await App.RunWorkUntilAsync(() => shop.DeploymentAsync(id), d => d.GetProperty("looks").GetInt32() >= 1);
        using var browser = await new Browser(App.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/deployments/{id}")).Should().MatchRegex("It complained of this before the push already: [^<]*990001").And.NotContain("The marketplace complains");
    }

    [Fact]
    public async Task A_push_for_later_says_when_in_the_members_time_and_one_for_the_past_is_refused()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(hub.Pictures.Product());
        var at = TimeProvider.System.GetUtcNow().AddHours(3);
        var id = await shop.PushAsync(version, at);
        await App.WithDbAsync(db => db.Members.ExecuteUpdateAsync(set => set.SetProperty(m => m.TimeZone, "Asia/Shanghai")));
        var there = at.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        using var browser = await new Browser(App.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/deployments/{id}")).Should().Contain($"scheduled for {there} (Asia/Shanghai)");
        (await browser.ReadAsync($"/w/home/deployments?mainImageId={shop.Image.Id}")).Should().Contain($"{there} (Asia/Shanghai)");
        (await ChineseAsync(browser, $"/w/home/deployments/{id}")).Should().Contain($"预定 {there}");

        var late = await shop.PostPushAsync(version.Id, TimeProvider.System.GetUtcNow().AddMinutes(-2));
        late.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await HubApp.JsonAsync(late)).GetProperty("code").GetString().Should().Be("deployment.publishAtPast");
        (await shop.ReadAsync(db => db.Deployments.CountAsync(d => d.VersionId == version.Id))).Should().Be(1);
    }

    [Fact]
    public async Task A_rollback_reads_as_one_and_says_who_asked_for_it()
    {
        var shop = await Shop.OpenAsync(App);
        var (one, two) = (await shop.VersionAsync(hub.Pictures.Product()), await shop.VersionAsync(hub.Pictures.Product(seed: 2)));
        await shop.PushedLiveAsync(one);
        var pushed = (await shop.PushedLiveAsync(two)).GetProperty("id").GetGuid();
        var rollback = (await HubApp.JsonAsync(await App.Owner.PostAsync($"/api/v1/deployments/{pushed}/rollback", null))).GetProperty("id").GetGuid();
        await shop.UntilAsync(rollback, "live");
        using var browser = await new Browser(App.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/deployments/{rollback}")).Should().Contain("Picture that is put back").And.Contain("put back, seen live").And.NotContain("Approved picture");
        var history = await browser.ReadAsync($"/w/home/images/{shop.Image.Id}");
        history.Should().MatchRegex($"/deployments/{pushed}\">pushed by [^<]+ \\(API: ").And.MatchRegex($"/deployments/{rollback}\">rolled back by [^<]+ \\(API: ");
    }

    [Fact]
    public async Task After_the_approval_the_push_stands_beside_it()
    {
        var shop = await Shop.OpenAsync(App);
        var version = await shop.VersionAsync(hub.Pictures.Product());
        using var browser = await new Browser(App.Address).SignInAsync();
        var next = $"/w/home/images/{shop.Image.Id}/push?version={version.Id}";
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}")).Should().Contain(next).And.Contain("Push v1 to its listings");
        (await browser.ReadAsync(next)).Should().Contain("Push version 1");

        var id = await shop.PushAsync(version);
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}")).Should().MatchRegex($"/deployments/{id}\">Its push is under way").And.Contain(next, "other listings may still be without it");
        await shop.UntilAsync(id, "live");
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}")).Should().NotContain(next).And.NotContain("Its push is under way");
    }

    private static async Task<string> ChineseAsync(Browser browser, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptLanguage.ParseAdd("zh-Hans");
        return WebUtility.HtmlDecode(await (await browser.Client.SendAsync(request)).Content.ReadAsStringAsync());
    }
}
