using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.Domain.Images;
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

    [Fact]
    public async Task A_repair_or_a_map_that_ends_the_reader_is_noted_as_well_and_not_opened_again()
    {
        var healed = Path.Combine(pictures.Folder, "healed");
        await File.WriteAllTextAsync(healed, "");
        var imaging = app.Services.GetRequiredService<ImagingProcesses>();
        await EndReadersAsync(imaging);
        var one = await app.ProcessAsync((await app.PlannedImageAsync()).Id, await File.ReadAllBytesAsync(Wide("#7030a0")), "mapped.jpg");
        var other = await app.ProcessAsync((await app.PlannedImageAsync()).Id, await File.ReadAllBytesAsync(Wide("#206040")), "repaired.jpg");
        File.Delete(healed);
        await EndReadersAsync(imaging);
        var before = Started;
        for (var i = 0; i < 2; i++)
        {
            await app.Owner.PostAsJsonAsync($"/api/v1/versions/{other.Id()}/fix", new { fixes = new[] { "padToSquare" } }).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, ImageRefusals.EndsReaderCode);
            Started.Should().Be(before + 2, "the second time it was not opened");
        }

        using var browser = await new Browser(app.Address).SignInAsync();
        for (var i = 0; i < 2; i++)
        {
            (await browser.GetAsync($"/w/home/assets/{one.GetProperty("asset").Id()}/off-white")).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
            Started.Should().Be(before + 4, "the second time it was not opened");
        }

        (await browser.ReadAsync("/w/home/jobs")).Should().Contain("mapped.jpg").And.Contain("repaired.jpg");
    }

    [Fact]
    public async Task Many_are_paged_and_all_tried_again_at_once()
    {
        var version = await app.ProcessAsync((await app.PlannedImageAsync()).Id, await File.ReadAllBytesAsync(pictures.Product(70)), "oldest-of-all.jpg");
        ShouldBeQuarantined(version);
        await app.WithDbAsync(async db =>
        {
            var first = await db.QuarantinedPictures.AsNoTracking().SingleAsync();
            db.QuarantinedPictures.AddRange(Enumerable.Range(0, 120).Select(i => new QuarantinedPicture { WorkspaceId = first.WorkspaceId, Sha256 = i.ToString("x64", CultureInfo.InvariantCulture), FileName = $"many-{i}.jpg", ProblemCode = first.ProblemCode, Problem = first.Problem, At = first.At }));
            return await db.SaveChangesAsync();
        });
        using var browser = await new Browser(app.Address).SignInAsync();
        var page = await browser.ReadAsync("/w/home/jobs");
        page.Should().NotContain("Try it again: oldest-of-all.jpg").And.Contain("Try all of them again");
        var (pages, seen) = (1, Many(page));
        while (Regex.Match(page, "href=\"([^\"]*[?&;]files=[^\"]*)\"") is { Success: true } next)
        {
            page = await browser.ReadAsync(WebUtility.HtmlDecode(next.Groups[1].Value));
            seen.AddRange(Many(page));
            pages++;
        }

        pages.Should().Be(3);
        page.Should().Contain("Try it again: oldest-of-all.jpg");
        seen.Should().HaveCount(120, "each stands on one page").And.OnlyHaveUniqueItems();

        await File.WriteAllTextAsync(Path.Combine(pictures.Folder, "healed"), "");
        await browser.GetAsync("/w/home/jobs");
        (await browser.PostAsync("/w/home/jobs?handler=ReopenAll")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await browser.ReadAsync("/w/home/jobs")).Should().Contain("Files opened again: 121").And.NotContain("Files that are not opened any more");
        await app.RunWorkAsync();
        (await app.VersionAsync(version.Id())).Text("status").Should().Be("ready");
        (await app.WithDbAsync(db => db.AuditEvents.CountAsync(e => e.Action == "picture.reopened"))).Should().Be(121);
    }

    /// <summary>Made within a moment, they stand in any order.</summary>
    private static List<string> Many(string page) => [.. Regex.Matches(page, @"Try it again: (many-\d+\.jpg)").Select(m => m.Groups[1].Value)];

    private string Wide(string colour) =>
        pictures.Draw($"<rect width='1200' height='600' fill='#ffffff'/><rect x='40' y='40' width='500' height='520' fill='{colour}'/><circle cx='860' cy='300' r='240' fill='#e08020'/>", 1200, 600);

    /// <summary>So that the next picture starts another.</summary>
    private static async Task EndReadersAsync(ImagingProcesses imaging)
    {
        foreach (var id in imaging.ProcessIds)
        {
            using var reader = Process.GetProcessById(id);
            reader.Kill();
            await reader.WaitForExitAsync();
        }
    }

    private static void ShouldBeQuarantined(JsonElement version)
    {
        version.Text("status").Should().Be("rejected");
        version.GetProperty("problem").Text("code").Should().Be("image.endsReader");
        version.GetProperty("problem").GetProperty("message").ShouldSpeakBothLanguages();
    }
}
