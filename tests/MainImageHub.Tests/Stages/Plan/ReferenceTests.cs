using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Plan;

/// <summary>The competitors' pictures of a brief: fetched from where they are shown, measured with the same eyes, laid beside one's own.</summary>
public sealed class ReferenceTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task What_competitors_do_is_a_table()
    {
        var theirs = await CompetitorsAsync(3);
        var assets = await app.WithDbAsync(db => db.Assets.CountAsync());
        var product = await app.ProductAsync();
        var gone = $"{app.Address}simulator/nothing-here.jpg";
        var inside = "https://169.254.169.254/latest/meta-data";
        var image = (await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product.Id, marketplace = "amazon", site = "US", brief = new { references = (string[])[.. theirs, gone, inside] } }))).Id();
        var waiting = await ReadAsync(image);
        waiting.Select(r => r.Text("status")).Should().AllBe("queued").And.HaveCount(5);

        await app.RunWorkUntilAsync(() => ReadAsync(image), rows => rows.TrueForAll(r => r.Text("status") != "queued"));
        var rows = await ReadAsync(image);
        rows.Select(r => r.Text("address")).Should().Equal([.. theirs, gone, inside], "in the brief's order");
        foreach (var row in rows.Take(3))
        {
            row.Text("status").Should().Be("ready");
            var look = row.GetProperty("look");
            look.GetProperty("width").GetInt32().Should().BeGreaterThan(400);
            look.GetProperty("fillPercent").GetDouble().Should().BeInRange(20, 100);
            look.GetProperty("nearShare").GetDouble().Should().BeInRange(0, 1);
            look.GetProperty("colours").GetArrayLength().Should().BeGreaterThan(0);
            look.TryGetProperty("verdict", out _).Should().BeTrue("amazon/US has rules");
        }

        foreach (var row in rows.Skip(3))
        {
            row.Text("status").Should().Be("failed");
            row.GetProperty("problem").GetProperty("message").ShouldSpeakBothLanguages();
            row.TryGetProperty("look", out _).Should().BeFalse();
        }

        (await app.WithDbAsync(db => db.Assets.CountAsync())).Should().Be(assets, "somebody else's pictures are no assets of ours");

        using var browser = await new Browser(app.Address).SignInAsync();
        var page = WebUtility.HtmlDecode(await browser.ReadAsync($"/w/home/images/{image}"));
        page.Should().Contain("Measured: 3.").And.Contain($"/w/home/references/{rows[0].Id()}/thumb").And.NotContain("Ours, v");
        var thumb = await browser.GetAsync($"/w/home/references/{rows[0].Id()}/thumb");
        thumb.Content.Headers.ContentType!.MediaType.Should().Be("image/webp");

        // Asked for again, everything is fetched anew; what was known stays to be read meanwhile.
        (await app.Owner.PostAsync($"/api/v1/main-images/{image}/references/measure", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await ReadAsync(image))[0].TryGetProperty("look", out _).Should().BeTrue();
        await app.RunWorkUntilAsync(() => ReadAsync(image), again => again.TrueForAll(r => r.Text("status") != "queued"));
    }

    [Fact]
    public async Task Briefs_that_name_the_same_picture_share_it_within_a_workspace()
    {
        var address = (await CompetitorsAsync(1))[0];
        var (first, second) = (await app.ProductAsync(), await app.ProductAsync());
        var images = await Task.WhenAll(new[] { first, second }.Select(async product => (await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product.Id, brief = new { references = new[] { address, address } } }))).Id()));
        var rows = await Task.WhenAll(images.Select(ReadAsync));
        rows[0].Should().ContainSingle("a line given twice is one picture");
        rows[0][0].Id().Should().Be(rows[1][0].Id());

        await app.RunWorkUntilAsync(() => ReadAsync(images[0]), found => found.TrueForAll(r => r.Text("status") == "ready"));
        var (other, member, client) = await app.StrangerAsync();
        client.Dispose();
        using var stranger = await app.BrowserOfAsync(member);
        (await stranger.GetAsync($"/w/{other.Slug}/references/{rows[0][0].Id()}/thumb")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private async Task<List<JsonElement>> ReadAsync(Guid image) =>
        [.. (await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/main-images/{image}/references")).GetProperty("rows").EnumerateArray()];

    /// <summary>Addresses of pictures that other sellers show.</summary>
    private async Task<string[]> CompetitorsAsync(int count)
    {
        var store = await app.ConnectAsync(StoreSetup.NewSeller());
        await app.ImportAsync(store);
        return await app.WithDbAsync(db => db.Listings.Where(l => l.StoreId == store && l.LivePictureUrl != null).OrderBy(l => l.Sku).Select(l => l.LivePictureUrl!).Take(count).ToArrayAsync());
    }
}
