using System.Net;
using System.Text.Json;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Processes;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Design;

/// <summary>A file that ends the picture reader, from the upload to a person's word that it is tried again.</summary>
public sealed class QuarantineTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly Pictures pictures = new();
    private readonly HubApp app;

    public QuarantineTests()
    {
        // Each process started says so in a file. As long as it is not healed, it greets like a reader and dies over whatever it is asked.
        var product = ReaderCommand.Start();
        const string Request = "dd bs=65536 count=1 of=/dev/null 2>/dev/null";
        var script = $$"""echo started >> "$0/started"; [ -e "$0/healed" ] && exec "$@"; {{Request}}; printf '\002\000\000\000{}'; {{Request}}; kill -9 $$""";
        app = new HubApp { Configure = builder => builder.Services.AddSingleton(new ReaderStart("/bin/sh", ["-c", script, pictures.Folder, product.Program, .. product.Arguments])) };
    }

    private int Started => File.ReadAllLines(Path.Combine(pictures.Folder, "started")).Length;

    public Task InitializeAsync() => app.InitializeAsync();

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        pictures.Dispose();
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    [Fact]
    public async Task It_is_refused_not_opened_again_and_comes_through_when_a_person_has_it_tried_again()
    {
        var bytes = await File.ReadAllBytesAsync(pictures.Product());
        var version = await app.ProcessAsync((await app.PlannedImageAsync()).Id, bytes);
        ShouldBeQuarantined(version);
        Started.Should().Be(2, "the one that was there from the start died, and one more");
        (await app.WithDbAsync(db => db.WorkItems.SingleAsync(w => w.SubjectId == version.Id()))).State.Should().Be(WorkState.Done, "there is nothing to wait for");
        app.Services.GetRequiredService<ImagingProcesses>().Deaths.Should().BeEquivalentTo(new Dictionary<ReaderDeath, long> { [ReaderDeath.Ended] = 2 });

        // The same bytes for another product, and while somebody waits.
        var again = await app.ProcessAsync((await app.PlannedImageAsync()).Id, bytes, "other-name.jpg");
        ShouldBeQuarantined(again);
        await app.Owner.SendFormAsync("/api/v1/compliance/check", new ByteArrayContent(bytes), "third-name.jpg", "amazon/US").ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, ImageRefusals.EndsReaderCode);
        Started.Should().Be(2, "it was not opened");

        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync("/w/home/jobs")).Should().Contain("Files that are not opened any more").And.Contain("picture.jpg").And.Contain("it crashed");
        (await browser.ReadAsync("/w/home/audit")).Should().Contain("stopped opening a file that ended the picture reader");
        var picture = await app.WithDbAsync(db => db.QuarantinedPictures.Select(q => q.Id).SingleAsync());
        await File.WriteAllTextAsync(Path.Combine(pictures.Folder, "healed"), "");
        await browser.GetAsync("/w/home/jobs");
        (await browser.PostAsync("/w/home/jobs?handler=Reopen", ("picture", picture.ToString()))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        await app.RunWorkAsync();
        (await app.VersionAsync(version.Id())).Text("status").Should().Be("ready");
        (await app.VersionAsync(again.Id())).Text("status").Should().Be("ready");
        (await browser.ReadAsync("/w/home/jobs")).Should().NotContain("Files that are not opened any more").And.Contain("is opened again");
    }

    [Fact]
    public async Task Another_workspace_does_not_see_it()
    {
        await app.ProcessAsync((await app.PlannedImageAsync()).Id, await File.ReadAllBytesAsync(pictures.Product(60)));
        (await app.WithDbAsync(db => db.QuarantinedPictures.CountAsync())).Should().Be(1);
        (await app.WithDbAsync(db => db.QuarantinedPictures.IgnoreQueryFilters().CountAsync(), Guid.CreateVersion7())).Should().Be(0);
    }

    private static void ShouldBeQuarantined(JsonElement version)
    {
        version.Text("status").Should().Be("rejected");
        version.GetProperty("problem").Text("code").Should().Be("image.endsReader");
        version.GetProperty("problem").GetProperty("message").ShouldSpeakBothLanguages();
    }
}
