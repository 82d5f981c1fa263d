using System.Net;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Library;

/// <summary>A file that is here already is not sent again.</summary>
public sealed class ReuseTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task A_file_that_is_here_becomes_a_version_by_its_hash_alone()
    {
        var first = await app.ProcessAsync((await app.PlannedImageAsync()).Id, await File.ReadAllBytesAsync(pictures.Scene(901)));
        var image = await app.PlannedImageAsync();
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        await browser.ReadAsync($"/w/home/images/{image.Id}");
        var answer = await AskAsync(browser, image.Id, first.GetProperty("asset").Text("sha256")!);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        (await HubApp.JsonAsync(answer)).Text("next").Should().Be($"/w/home/images/{image.Id}?v=1");
        await app.RunWorkAsync();
        var version = await app.WithDbAsync(db => db.Versions.AsNoTracking().SingleAsync(v => v.MainImageId == image.Id));
        version.AssetId.Should().Be(first.GetProperty("asset").Id());
        version.FileName.Should().Be("mine.jpg");
        (await AskAsync(browser, image.Id, new string('0', 64))).StatusCode.Should().Be(HttpStatusCode.NoContent, "that one has to be sent");
        (await AskAsync(browser, image.Id, "no hash")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await AskAsync(browser, Guid.CreateVersion7(), new string('0', 64))).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private static Task<HttpResponseMessage> AskAsync(Browser browser, Guid image, string sha256) =>
        browser.PostByScriptAsync($"/w/home/images/{image}?handler=Reuse", new FormUrlEncodedContent([KeyValuePair.Create("sha256", sha256), KeyValuePair.Create("fileName", "mine.jpg")]));
}
