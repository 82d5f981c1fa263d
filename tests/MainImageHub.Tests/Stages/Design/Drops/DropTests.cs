using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Design.Drops;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MainImageHub.Tests.Stages.Design.Drops;

/// <summary>A batch from the first announcement to its versions, however often it is dropped, broken off and taken up again.</summary>
public sealed class DropTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task Dropping_the_same_folder_again_sends_only_what_is_missing()
    {
        (string, byte[])[] files = [("spring/a.jpg", Picture(401)), ("spring/b.jpg", Picture(402)), ("spring/c.jpg", Picture(403))];
        var drop = await app.Owner.BeginDropAsync("Spring");
        (await app.SendAsync(drop, files[..2])).Should().Be(2);
        (await app.SendAsync(drop, files)).Should().Be(1);
        (await app.SendAsync(drop, files)).Should().Be(0);
        (await app.Owner.CountsAsync(drop)).Count("total").Should().Be(3);
        (await app.Owner.FilesAsync(drop)).Values.Should().OnlyContain(f => f.Word("status") == "ready" && f.Word("assetId") != "");

        var elsewhere = await app.Owner.BeginDropAsync();
        (await app.SendAsync(elsewhere, files)).Should().Be(0, "the workspace has their bytes");
        (await app.SendAsync(elsewhere, ("spring/a.jpg", Picture(404)))).Should().Be(1);
        var counts = await app.Owner.CountsAsync(elsewhere);
        (counts.Count("total"), counts.Count("leftOut")).Should().Be((4, 1), "the newer file of that name counts");
    }

    [Fact]
    public async Task What_arrives_is_held_against_what_was_announced()
    {
        var drop = await app.Owner.BeginDropAsync();
        var bytes = Picture(410);
        var row = (await app.Owner.AnnounceAsync(drop, ("a.jpg", bytes)))[0];
        var other = (byte[])bytes.Clone();
        other[^1] ^= 1;
        await app.Owner.SendAsync(other, ("dropId", $"{drop}"), ("fileId", $"{row.Id()}"));
        await app.RunWorkAsync();
        var file = (await app.Owner.FilesAsync(drop))["a.jpg"];
        (file.Word("status"), file.GetProperty("problem").Text("code")).Should().Be(("waiting", "drop.hashDiffers"));
        (await app.SendAsync(drop, ("a.jpg", bytes))).Should().Be(1);
        (await app.Owner.FilesAsync(drop))["a.jpg"].Word("status").Should().Be("ready");
    }

    [Fact]
    public async Task Names_are_read_again_while_a_file_is_looked_at()
    {
        var drop = await app.DropAsync(("held.jpg", Picture(411)));
        await using var source = NpgsqlDataSource.Create(app.Database);
        await using var connection = await source.OpenConnectionAsync();
        await using var work = await connection.BeginTransactionAsync();
        await using (var look = new NpgsqlCommand("update drop_file set bytes = bytes where drop_id = $1", connection, work) { Parameters = { new() { Value = drop } } })
        {
            (await look.ExecuteNonQueryAsync()).Should().Be(1);
        }

        var again = app.Owner.PostAsync($"{DropCalls.Api}/{drop}/match", null);
        await using var waiting = source.CreateCommand("select count(*) from pg_locks l where not l.granted and l.locktype = 'transactionid' and exists (select 1 from pg_stat_activity a where a.pid = l.pid and a.datname = current_database())");
        while ((long)(await waiting.ExecuteScalarAsync())! == 0)
        {
            again.IsCompleted.Should().BeFalse("it waits for whoever has the file");
            await Task.Delay(20);
        }

        await work.CommitAsync();
        (await again).StatusCode.Should().Be(HttpStatusCode.OK, await (await again).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("", 5, null)]
    [InlineData("../..", 5, null)]
    [InlineData("a.jpg", -1, null)]
    [InlineData("a.jpg", 5, "ABC")]
    public async Task A_manifest_that_cannot_be_kept_is_refused(string name, long size, string? sha256)
    {
        var drop = await app.Owner.BeginDropAsync();
        await app.Owner.PostAsJsonAsync($"{DropCalls.Api}/{drop}/files", new { files = new[] { new { name, size, sha256 } } }).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "drop.manifest");
        await app.Owner.PostAsJsonAsync($"{DropCalls.Api}/{drop}/files", new { files = Array.Empty<object>() }).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "drop.manifest");
    }

    [Fact]
    public async Task What_is_too_large_or_no_picture_says_so_in_its_row()
    {
        var drop = await app.Owner.BeginDropAsync();
        (await app.Owner.PostAsJsonAsync($"{DropCalls.Api}/{drop}/files", new { files = new[] { new { name = "huge.tif", size = 100_000_000 } } })).EnsureSuccessStatusCode();
        await app.SendAsync(drop, ("notes.txt", "no picture at all"u8.ToArray()));
        var files = await app.Owner.FilesAsync(drop, "&show=trouble");
        files["huge.tif"].GetProperty("problem").Text("code").Should().Be("files.tooLarge");
        files["notes.txt"].GetProperty("problem").GetProperty("message").ShouldSpeakBothLanguages();
        (await app.Services.GetRequiredService<Web.Storage.Files.IBlobStore>().ExistsAsync(await app.WorkspaceIdAsync(), files["notes.txt"].Word("sha256"), CancellationToken.None)).Should().BeFalse("what came to nothing is not kept");
        await app.Owner.GetAsync($"{DropCalls.Api}/{drop}/files?show=everything").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "filter.invalid");
        await app.Owner.PostAsync($"{DropCalls.Api}/{drop}/commit", null).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "drop.nothingToCommit");
    }

    [Fact]
    public async Task Files_become_versions_and_new_main_images_once_however_often_it_is_asked()
    {
        var (known, fresh) = (await app.PlannedImageAsync(), await app.ProductAsync());
        var sku = await SkuAsync(known.ProductId);
        (string, byte[])[] files = [($"{sku}.jpg", Picture(420)), ($"{fresh.Sku}_amazon_DE_v2.jpg", Picture(422)), ($"{fresh.Sku}_amazon_DE_v1.jpg", Picture(421)), ("nobody.jpg", Picture(423))];
        var drop = await app.DropAsync(files);
        var counts = await app.Owner.CountsAsync(drop);
        (counts.Count("version"), counts.Count("image"), counts.Count("unmatched"), counts.Count("ready")).Should().Be((1, 2, 1, 3));

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => app.Owner.PostAsync($"{DropCalls.Api}/{drop}/commit", null)));
        answers.Count(a => a.StatusCode == HttpStatusCode.Accepted).Should().Be(1);
        await DropWorkAsync();
        // Once more, as after a crash between the rows and the answer to the queue.
        await app.WithDbAsync(db => db.WorkItems.Where(w => w.Kind == CommitFileWork.Kind).ExecuteUpdateAsync(set => set.SetProperty(w => w.State, WorkState.Waiting)));
        await DropWorkAsync();

        (await app.WithDbAsync(db => db.Versions.Where(v => v.MainImageId == known.Id).ToListAsync())).Should().ContainSingle().Which.Should().Match<ImageVersion>(v => v.SubmittedByName.StartsWith("owner", StringComparison.Ordinal) && v.Status == VersionStatus.Ready);
        var image = await app.WithDbAsync(db => db.MainImages.SingleAsync(i => i.ProductId == fresh.Id));
        image.ScopeKey.Should().Be("amazon/DE");
        (await app.WithDbAsync(db => db.Versions.Where(v => v.MainImageId == image.Id).OrderBy(v => v.Number).Select(v => v.FileName).ToListAsync())).Should().Equal($"{fresh.Sku}_amazon_DE_v1.jpg", $"{fresh.Sku}_amazon_DE_v2.jpg");
        var after = await app.Owner.CountsAsync(drop);
        (after.Count("made"), after.Count("unmatched"), after.Count("ordered")).Should().Be((3, 1, 0), "what has no place stays");

        // The same files in another batch are versions already.
        var again = await app.DropAsync(files[..1]);
        (await app.Owner.FilesAsync(again)).Values.Single().Word("sameAs").Should().Be("1");
        (await app.Owner.PostAsync($"{DropCalls.Api}/{again}/commit", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await DropWorkAsync();
        (await app.Owner.CountsAsync(again)).Count("skipped").Should().Be(1);
        (await app.WithDbAsync(db => db.Versions.CountAsync(v => v.MainImageId == known.Id))).Should().Be(1);
    }

    [Fact]
    public async Task Several_files_for_one_place_are_told_beforehand_and_the_same_picture_becomes_one_version()
    {
        var known = await app.PlannedImageAsync();
        var sku = await SkuAsync(known.ProductId);
        var (same, other) = (Picture(430), Picture(431));
        var drop = await app.DropAsync(($"{sku}.MAIN (2).jpg", same), ($"{sku}.MAIN.jpg", same), ($"{sku}_v7.jpg", other), ("soon.zip", [1, 2, 3]));
        (await app.Owner.CountsAsync(drop)).Count("ready").Should().Be(2, "the button says how many versions there will be");
        var files = await app.Owner.FilesAsync(drop);
        files[$"{sku}.MAIN (2).jpg"].Text("twinOf").Should().Be($"{sku}.MAIN.jpg");
        var (first, second) = (files[$"{sku}.MAIN.jpg"], files[$"{sku}_v7.jpg"]);
        (first.GetProperty("turn").GetInt32(), first.GetProperty("turns").GetInt32()).Should().Be((1, 2));
        (second.GetProperty("turn").GetInt32(), second.GetProperty("namedVersion").GetInt32()).Should().Be((2, 7));

        (await app.Owner.PostAsync($"{DropCalls.Api}/{drop}/commit", null)).EnsureSuccessStatusCode();
        await DropWorkAsync();
        (await app.WithDbAsync(db => db.Versions.Where(v => v.MainImageId == known.Id).OrderBy(v => v.Number).Select(v => v.FileName).ToListAsync())).Should().Equal($"{sku}.MAIN.jpg", $"{sku}_v7.jpg");
        var left = (await app.Owner.FilesAsync(drop))[$"{sku}.MAIN (2).jpg"];
        left.Text("status").Should().Be("skipped");
        left.GetProperty("problem").Text("code").Should().Be("drop.sameFile");
    }

    [Fact]
    public async Task What_cannot_become_a_version_says_why_and_is_tried_again()
    {
        var image = await app.PlannedImageAsync();
        var drop = await app.DropAsync(($"{await SkuAsync(image.ProductId)}.jpg", Picture(430)));
        await app.Owner.PostAsync($"{DropCalls.Api}/{drop}/retry", null).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "drop.nothingFailed");
        await app.WithDbAsync(db => db.MainImages.Where(i => i.Id == image.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.RetirementRequestedAt, TimeProvider.System.GetUtcNow())));
        (await app.Owner.PostAsync($"{DropCalls.Api}/{drop}/commit", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await DropWorkAsync();
        var failed = (await app.Owner.FilesAsync(drop)).Values.Single();
        (failed.Word("status"), failed.GetProperty("problem").Text("code")).Should().Be(("failed", "mainImage.retiring"));
        await app.WithDbAsync(db => db.MainImages.Where(i => i.Id == image.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.RetirementRequestedAt, (DateTimeOffset?)null)));
        (await app.Owner.PostAsync($"{DropCalls.Api}/{drop}/retry", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await DropWorkAsync();
        (await app.Owner.CountsAsync(drop)).Count("made").Should().Be(1);
    }

    [Fact]
    public async Task A_designer_hands_in_versions_and_leaves_planning_to_others()
    {
        var (image, fresh) = (await app.PlannedImageAsync(), await app.ProductAsync());
        var (_, designer) = await app.MemberAsync(Role.Designer);
        var drop = await app.DropAsync(($"{await SkuAsync(image.ProductId)}.jpg", Picture(440)), ($"{fresh.Sku}.jpg", Picture(441)));
        (await designer.PostAsync($"{DropCalls.Api}/{drop}/commit", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await DropWorkAsync();
        var files = await app.Owner.FilesAsync(drop);
        files[$"{fresh.Sku}.jpg"].GetProperty("problem").Text("code").Should().Be("drop.mayNotPlan");
        (await app.Owner.CountsAsync(drop)).Count("made").Should().Be(1);
    }

    [Fact]
    public async Task A_narrowed_member_commits_what_is_its_own_and_is_told_of_the_rest()
    {
        var (mine, theirs) = (await app.ProductAsync(brand: "Ours"), await app.ProductAsync(brand: "Theirs"));
        var (member, client) = await app.MemberAsync(Role.Ops);
        var drop = await client.BeginDropAsync();
        (string Name, byte[] Bytes)[] files = [($"{mine.Sku}.jpg", Picture(450)), ($"{theirs.Sku}.jpg", Picture(451))];
        foreach (var (row, file) in (await client.AnnounceAsync(drop, files)).Zip(files))
        {
            await client.SendAsync(file.Bytes, ("dropId", $"{drop}"), ("fileId", $"{row.Id()}"));
        }

        await app.RunWorkAsync();
        await app.WithDbAsync(async db =>
        {
            (await db.Members.SingleAsync(m => m.Id == member.Id)).BrandScope = ["Ours"];
            return await db.SaveChangesAsync();
        });
        (await client.PostAsync($"{DropCalls.Api}/{drop}/commit", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await DropWorkAsync();
        var done = await client.FilesAsync(drop);
        done[$"{mine.Sku}.jpg"].Word("status").Should().Be("made");
        done[$"{theirs.Sku}.jpg"].GetProperty("problem").Text("code").Should().Be("scope.brand");
        (await app.WithDbAsync(db => db.MainImages.AnyAsync(i => i.ProductId == theirs.Id))).Should().BeFalse();
    }

    [Fact]
    public async Task A_batch_of_another_workspace_does_not_exist()
    {
        var drop = await app.DropAsync(("a.jpg", Picture(460)));
        var file = (await app.Owner.FilesAsync(drop)).Values.Single().Id();
        var (_, _, stranger) = await app.StrangerAsync();
        using var theirs = stranger;
        await theirs.PostAsJsonAsync($"{DropCalls.Api}/{drop}/files", new { files = new[] { new { name = "b.jpg", size = 1 } } }).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        await theirs.PatchAsJsonAsync($"{DropCalls.Api}/{drop}/files/{file}", new { leftOut = true }).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        foreach (var verb in new[] { "match", "commit", "retry" })
        {
            await theirs.PostAsync($"{DropCalls.Api}/{drop}/{verb}", null).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        }

        await theirs.TusAsync("POST", "/files", headers: [("Upload-Length", "3"), ("Upload-Metadata", Tus.Metadata(("dropId", $"{drop}")))]).ShouldRefuseAsync(404, "notFound");
        var own = await theirs.BeginDropAsync();
        (await theirs.AnnounceAsync(own, ("a.jpg", Picture(460))))[0].Text("status").Should().Be("waiting", "another workspace's bytes are not here");
    }

    [Fact]
    public async Task The_same_file_is_looked_at_again_after_a_crash_and_a_piece_of_work_that_failed_is_taken_up_again()
    {
        var drop = await app.Owner.BeginDropAsync();
        var bytes = Picture(470);
        var row = (await app.Owner.AnnounceAsync(drop, ("a.jpg", bytes)))[0].Id();
        await app.Owner.SendAsync(bytes, ("dropId", $"{drop}"), ("fileId", $"{row}"));
        var item = await app.WithDbAsync(db => db.WorkItems.SingleAsync(w => w.SubjectId == row));
        await app.GiveUpAsync(item.Id);
        (await app.Owner.FilesAsync(drop))["a.jpg"].GetProperty("problem").Text("code").Should().Be("drop.notTaken");
        await app.WithDbAsync(async db =>
        {
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Web.Storage.WorkspaceScope>().Enter(db.WorkspaceId!.Value);
            var work = scope.ServiceProvider.GetRequiredService<TakeFileWork>();
            (await work.ReviveAsync(row, CancellationToken.None)).Should().BeTrue();
            await scope.ServiceProvider.GetRequiredService<Web.Storage.HubDbContext>().SaveChangesAsync();
            for (var i = 0; i < 2; i++)
            {
                (await work.RunAsync(new WorkTask(item.Id, item.WorkspaceId, row, 1, false), CancellationToken.None)).Should().Be(WorkOutcome.Finished);
            }

            return 0;
        });
        (await app.Owner.FilesAsync(drop))["a.jpg"].Word("status").Should().Be("ready");
    }

    [Fact]
    public async Task The_page_lists_the_batch_and_takes_a_persons_word()
    {
        var (image, other) = (await app.PlannedImageAsync(), await app.PlannedImageAsync());
        var (sku, unknown) = (await SkuAsync(image.ProductId), "front-of-it.jpg");
        var drop = await app.DropAsync(($"{sku}.jpg", Picture(480)), (unknown, Picture(481)));
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync("/w/home/drop")).Should().Contain($"/w/home/drop/{drop}").And.Contain("data-drop=");
        var page = await browser.ReadAsync($"/w/home/drop/{drop}");
        page.Should().Contain(sku).And.Contain(unknown).And.Contain("Make versions (1)").And.Contain("No product or listing goes by this name").And.NotContain(" style=\"").And.NotContain("<script>");
        var file = (await app.Owner.FilesAsync(drop))[unknown].Id();
        (await browser.PostAsync($"/w/home/drop/{drop}?handler=Place", ("fileId", $"{file}"), ("sku", await SkuAsync(other.ProductId)), ("place", "amazon/US"), ("slot", "MAIN"))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await browser.ReadAsync($"/w/home/drop/{drop}?show=Version")).Should().Contain("chosen by hand").And.Contain("Make versions (2)");
        (await browser.PostAsync($"/w/home/drop/{drop}?handler=LeaveOut", ("fileId", $"{file}"), ("leftOut", "true"))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await browser.PostAsync($"/w/home/drop/{drop}?handler=Commit")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        await DropWorkAsync();
        (await browser.ReadAsync($"/w/home/drop/{drop}")).Should().Contain("version made").And.Contain($"/w/home/images/{image.Id}?v=1").And.Contain("left out");
        var tried = await browser.PostAsync($"/w/home/drop/{drop}?handler=Try", ("pattern", "^(?<sku>[A-Z]+-[0-9]+)"));
        WebUtility.HtmlDecode(await tried.Content.ReadAsStringAsync()).Should().Contain("Matched: 1 of 2 names");
        (await (await browser.PostAsync($"/w/home/drop/{drop}?handler=Try", ("pattern", "("))).Content.ReadAsStringAsync()).Should().Contain("The pattern cannot be used");
    }

    private byte[] Picture(int seed) => File.ReadAllBytes(pictures.Product(seed: seed));

    private Task<string> SkuAsync(Guid product) => app.WithDbAsync(db => db.Products.Where(p => p.Id == product).Select(p => p.Sku).SingleAsync());

    /// <summary>Files for one place wait for each other a moment.</summary>
    private Task<int> DropWorkAsync() => app.RunWorkUntilAsync(() => app.WithDbAsync(db => db.DropFiles.CountAsync(f => f.Status == DropFileStatus.Ordered)), ordered => ordered == 0);
}
