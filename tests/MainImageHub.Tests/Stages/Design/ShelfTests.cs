using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Design;

/// <summary>A version as shoppers will meet it: among competitors' pictures, beside one's own live one, small.</summary>
public sealed class ShelfTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task The_candidate_stands_among_the_brief_s_competitors()
    {
        var store = await app.ConnectAsync(StoreSetup.NewSeller());
        await app.ImportAsync(store);
        var theirs = await app.WithDbAsync(db => db.Listings.Where(l => l.StoreId == store && l.LivePictureUrl != null).OrderBy(l => l.Sku).Select(l => l.LivePictureUrl!).Take(3).ToArrayAsync());
        var product = await app.ProductAsync();
        var image = (await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product.Id, marketplace = "amazon", site = "US", brief = new { references = (string[])[.. theirs, $"{app.Address}simulator/nothing-here.jpg"] } }))).Id();
        await app.RunWorkUntilAsync(() => app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/main-images/{image}/references"), t => t.GetProperty("rows").EnumerateArray().All(r => r.Text("status") != "queued"));
        await app.ProcessAsync(image, File.ReadAllBytes(pictures.Product(seed: 701)));

        var shelf = await ReadAsync(image);
        shelf.GetProperty("candidate").GetProperty("number").GetInt32().Should().Be(1);
        shelf.GetProperty("live").GetArrayLength().Should().Be(0);
        shelf.GetProperty("competitorsUnseen").GetInt32().Should().Be(1, "one cannot be had");
        var competitors = shelf.GetProperty("competitors").EnumerateArray().ToList();
        competitors.Select(c => c.Text("address")).Should().Equal(theirs, "in the brief's order");
        var fills = competitors.Select(c => c.GetProperty("reading").GetProperty("fillPercent").GetDouble()).Order().ToList();
        shelf.GetProperty("competitorsMedian").GetProperty("fillPercent").GetDouble().Should().Be(fills[1]);
        competitors.Select(c => c.GetProperty("reading").GetProperty("contrast").GetDouble()).Should().OnlyContain(c => c >= 1 && c <= 21);
        var place = shelf.GetProperty("places").EnumerateArray().Should().ContainSingle().Which;
        (place.Text("marketplace"), place.Text("title"), place.GetProperty("tile").Text("told"), place.GetProperty("tile").Text("ratio")).Should().Be(("amazon", product.Title, "1:1", "1:1"));

        using var browser = await new Browser(app.Address).SignInAsync();
        var page = WebUtility.HtmlDecode(await browser.ReadAsync($"/w/home/images/{image}/shelf?at=1"));
        page.Should().Contain("Competitors measured: 3.").And.Contain("1 more competitors' pictures").And.NotContain("style=\"", "the content security policy forbids it");
        Order(page).Should().Be(0);
        Order(WebUtility.HtmlDecode(await browser.ReadAsync($"/w/home/images/{image}/shelf?at=3&device=desktop&ground=dark"))).Should().Be(2);
        Order(WebUtility.HtmlDecode(await browser.ReadAsync($"/w/home/images/{image}/shelf?at=99"))).Should().Be(3, "there are no more places");

        // As small as they are shown, one's own and theirs.
        var own = shelf.GetProperty("candidate").Id();
        foreach (var (address, side) in new[] { ($"assets/{own}/at-160", 160), ($"assets/{own}/at-80", 80), ($"references/{competitors[0].Id()}/at-160", 160), ($"references/{competitors[0].Id()}/at-80", 80) })
        {
            var answer = await browser.GetAsync($"/w/home/{address}");
            answer.Content.Headers.ContentType!.MediaType.Should().Be("image/webp");
            var file = Path.Combine(Path.GetTempPath(), $"shelf-{Guid.CreateVersion7():n}.webp");
            await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
            Pictures.Engine.Measure(file, null).LongestSide.Should().Be(side, address);
            File.Delete(file);
        }

        (await browser.GetAsync($"/w/home/assets/{own}/at-4000")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Without_competitors_it_says_how_to_add_them_and_nothing_is_made_up()
    {
        var image = await app.PlannedImageAsync();
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/images/{image.Id}/shelf")).Should().Contain("No picture yet");
        await app.Owner.GetAsync($"/api/v1/main-images/{image.Id}/shelf").ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "shelf.noPicture");
        await app.ProcessAsync(image.Id, File.ReadAllBytes(pictures.Product(seed: 711)));
        await app.Owner.GetAsync($"/api/v1/main-images/{image.Id}/shelf?version=7").ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "shelf.noPicture");
        var page = WebUtility.HtmlDecode(await browser.ReadAsync($"/w/home/images/{image.Id}/shelf"));
        page.Should().Contain("the brief names none").And.Contain($"/w/home/images/{image.Id}/brief").And.Contain("no competitors to hold that against").And.NotContain("shelf-at");
        (await browser.ReadAsync($"/w/home/images/{image.Id}?v=1")).Should().Contain($"/w/home/images/{image.Id}/shelf?v=1");
    }

    [Fact]
    public async Task What_is_live_stands_beside_the_next_version_and_not_beside_itself()
    {
        var shop = await Shop.OpenAsync(app, scope: Scope.Product);
        var first = await shop.VersionAsync(pictures.Product(seed: 721));
        await shop.PushedLiveAsync(first);
        await shop.VersionAsync(pictures.Product(seed: 722, background: "#d0d0d0"), ReviewDecision.None);

        var second = await ReadAsync(shop.Image.Id);
        second.GetProperty("candidate").GetProperty("number").GetInt32().Should().Be(2);
        second.GetProperty("live").EnumerateArray().Should().ContainSingle().Which.Text("kind").Should().Be("live");
        var place = second.GetProperty("places").EnumerateArray().Should().ContainSingle().Which;
        (place.GetProperty("candidateIsLive").GetBoolean(), place.TryGetProperty("liveAssetId", out _)).Should().Be((false, true));

        var itself = await ReadAsync(shop.Image.Id, "?version=1");
        itself.GetProperty("live").GetArrayLength().Should().Be(0);
        itself.GetProperty("places")[0].GetProperty("candidateIsLive").GetBoolean().Should().BeTrue();
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}/shelf?v=1")).Should().Contain("is what shoppers see there now");
        (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}/shelf?v=2")).Should().Contain("Ours, live now");
    }

    /// <summary>How many results stand before the candidate.</summary>
    private static int Order(string page)
    {
        var results = page[page.IndexOf("shelf-tiles", StringComparison.Ordinal)..];
        results = results[..results.IndexOf("</ol>", StringComparison.Ordinal)];
        return results[..results.IndexOf("shelf-ours", StringComparison.Ordinal)].Split("</li>").Length - 1;
    }

    private async Task<JsonElement> ReadAsync(Guid image, string query = "") => await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/main-images/{image}/shelf{query}");
}
