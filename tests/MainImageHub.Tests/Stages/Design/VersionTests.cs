using System.Net;
using System.Net.Http.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Design;

public sealed class VersionTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task A_picture_is_received_measured_judged_and_approved()
    {
        var image = await app.PlannedImageAsync();
        var accepted = await app.Owner.UploadAsync(image.Id, Bytes(seed: 1)).AcceptedAsync();
        accepted.Text("status").Should().Be("received");
        accepted.GetProperty("number").GetInt32().Should().Be(1);

        await app.RunWorkAsync();
        var version = await app.VersionAsync(accepted.Id());
        version.Text("status").Should().Be("ready");
        version.GetProperty("asset").GetProperty("width").GetInt32().Should().Be(1000);
        version.GetProperty("asset").Text("sha256").Should().HaveLength(64);
        version.GetProperty("renditions").EnumerateArray().Select(r => r.Text("purpose")).Should().BeEquivalentTo("thumb-160", "thumb-320", "preview-1600", "amazon-main");
        var thumb = await app.Owner.GetAsync(version.GetProperty("renditions").EnumerateArray().Single(r => r.Text("purpose") == "thumb-160").Text("url"));
        thumb.StatusCode.Should().Be(HttpStatusCode.OK);
        thumb.Content.Headers.ContentType!.MediaType.Should().Be("image/webp");
        version.GetProperty("compliance").Text("profile").Should().Be("amazon/US");
        version.GetProperty("compliance").GetProperty("findings").EnumerateArray().Single(f => f.Text("rule") == "duplicate").Text("verdict").Should().Be("pass", "no other product has this picture");
        version.GetProperty("review").Text("decision").Should().Be("none");
        version.TryGetProperty("sameAs", out _).Should().BeFalse();
        (await StageAsync(image.Id)).Should().Be(LifecycleStage.Design);

        var (reviewer, client) = await app.MemberAsync(Role.Reviewer);
        var reviewed = await HubApp.JsonAsync(await ReviewAsync(client, version.Id(), "approve", "Good light."));
        reviewed.GetProperty("review").Text("decision").Should().Be("approved");
        reviewed.GetProperty("review").Text("comment").Should().Be("Good light.");
        reviewed.GetProperty("review").Text("by").Should().Be($"{reviewer.Name} (API: test)", "behind a token stands a program");
        (await StageAsync(image.Id)).Should().Be(LifecycleStage.Upload);
        (await HistoryAsync(image.Id)).Should().Equal("planned", "versionSubmitted", "versionReady", "approved");
    }

    [Fact]
    public async Task A_decision_is_taken_back_while_nothing_rests_on_it()
    {
        var image = await app.PlannedImageAsync();
        var first = (await app.ProcessAsync(image.Id, Bytes(seed: 11))).Id();
        var second = (await app.ProcessAsync(image.Id, Bytes(seed: 12))).Id();
        var (_, reviewer) = await app.MemberAsync(Role.Reviewer);
        await TakeBackAsync(reviewer, second).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "version.notDecided");
        await HubApp.JsonAsync(await ReviewAsync(reviewer, first, "approve"));
        await HubApp.JsonAsync(await ReviewAsync(reviewer, second, "approve", "Sharper."));

        var (_, colleague) = await app.MemberAsync(Role.Reviewer);
        await TakeBackAsync(colleague, second).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "version.decisionOfAnother");
        var waiting = (await HubApp.JsonAsync(await TakeBackAsync(reviewer, second))).GetProperty("review");
        waiting.Text("decision").Should().Be("none");
        waiting.TryGetProperty("comment", out _).Should().BeFalse();
        (await app.WithDbAsync(db => db.MainImages.Where(i => i.Id == image.Id).Select(i => i.ApprovedVersionId).SingleAsync())).Should().Be(first, "the approval before counts again");
        await HubApp.JsonAsync(await TakeBackAsync(app.Owner, first));
        (await StageAsync(image.Id)).Should().Be(LifecycleStage.Design);

        await HubApp.JsonAsync(await ReviewAsync(reviewer, second, "reject", "The shadow."));
        (await HistoryAsync(image.Id)).TakeLast(5).Should().Equal("approved", "approved", "decisionTakenBack", "decisionTakenBack", "rejected");

        static Task<HttpResponseMessage> TakeBackAsync(HttpClient client, Guid version) => client.DeleteAsync($"/api/v1/versions/{version}/review");
    }

    [Fact]
    public async Task Versions_are_listed_newest_first_page_by_page()
    {
        var image = await app.PlannedImageAsync();
        for (var i = 0; i < 3; i++)
        {
            await app.Owner.UploadAsync(image.Id, [(byte)i]).AcceptedAsync();
        }

        var first = await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/main-images/{image.Id}/versions?limit=2"));
        first.GetProperty("items").EnumerateArray().Select(v => v.GetProperty("number").GetInt32()).Should().Equal(3, 2);
        var second = await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/main-images/{image.Id}/versions?limit=2&cursor={first.Text("nextCursor")}"));
        second.GetProperty("items").EnumerateArray().Select(v => v.GetProperty("number").GetInt32()).Should().Equal(1);
        await app.Owner.GetAsync($"/api/v1/main-images/{image.Id}/versions?limit=0").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "paging.limit");
    }

    [Fact]
    public async Task Files_that_arrive_at_the_same_moment_all_become_versions()
    {
        var image = await app.PlannedImageAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => app.Owner.UploadAsync(image.Id, [(byte)i]).AcceptedAsync()));
        answers.Select(a => a.GetProperty("number").GetInt32()).Should().BeEquivalentTo([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public async Task The_same_file_twice_is_recognised_and_stored_once()
    {
        var bytes = Bytes(seed: 2);
        var image = await app.PlannedImageAsync();
        var elsewhere = await app.PlannedImageAsync();
        var first = await app.ProcessAsync(image.Id, bytes, "first.jpg");
        var second = await app.ProcessAsync(elsewhere.Id, bytes, "second.jpg");
        second.Text("status").Should().Be("ready");
        second.GetProperty("sameAs").Id().Should().Be(first.Id());
        second.GetProperty("sameAs").GetProperty("mainImageId").GetGuid().Should().Be(image.Id);
        var sha = first.GetProperty("asset").Text("sha256")!;
        (await app.WithDbAsync(db => db.Assets.CountAsync(a => a.Sha256 == sha))).Should().Be(1);
        (await app.WithDbAsync(db => db.Renditions.CountAsync(r => r.AssetId == first.GetProperty("asset").Id()))).Should().Be(4);
    }

    [Fact]
    public async Task A_repeated_key_gives_the_first_version_again()
    {
        var image = await app.PlannedImageAsync();
        var bytes = Bytes(seed: 3);
        var key = $"upload-{image.Id}";
        var first = await app.Owner.UploadAsync(image.Id, bytes, "a.jpg", key).AcceptedAsync();
        var again = await app.Owner.UploadAsync(image.Id, bytes, "a.jpg", key).AcceptedAsync();
        again.Id().Should().Be(first.Id());
        await app.Owner.UploadAsync(image.Id, Bytes(seed: 4), "a.jpg", key).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "idempotency.mismatch");
        (await app.WithDbAsync(db => db.Versions.CountAsync(v => v.MainImageId == image.Id))).Should().Be(1);
        await app.RunWorkAsync();
        (await app.VersionAsync(first.Id())).Text("status").Should().Be("ready");
    }

    [Fact]
    public async Task Work_killed_after_the_picture_was_taken_in_ends_with_one_asset()
    {
        var image = await app.PlannedImageAsync();
        var accepted = await app.Owner.UploadAsync(image.Id, Bytes(seed: 5)).AcceptedAsync();
        var version = accepted.Id();
        var sha = await app.WithDbAsync(db => db.Versions.Where(v => v.Id == version).Select(v => v.SourceSha256).SingleAsync());

        // Killed between the asset's commit and the version's: the asset stands, the version is still being processed, the lease runs out.
        await InWorkspaceAsync(async services =>
        {
            await services.GetRequiredService<Web.Stages.Pictures.AssetIntake>().TakeAsync(sha, "picture.jpg", AssetOrigin.Unknown, CancellationToken.None);
            var db = services.GetRequiredService<HubDbContext>();
            (await db.Versions.SingleAsync(v => v.Id == version)).BeginProcessing();
            var work = await db.WorkItems.SingleAsync(w => w.SubjectId == version);
            (work.State, work.LeaseId, work.LeaseUntil, work.Attempts) = (WorkState.Running, Guid.CreateVersion7(), TimeProvider.System.GetUtcNow().AddSeconds(-1), 1);
            await db.SaveChangesAsync();
        });

        await app.RunWorkAsync();
        (await app.VersionAsync(version)).Text("status").Should().Be("ready");
        (await app.WithDbAsync(db => db.Assets.CountAsync(a => a.Sha256 == sha))).Should().Be(1);

        // And once more for nothing.
        await InWorkspaceAsync(async services => (await services.GetRequiredService<VersionWork>().RunAsync(new WorkTask(Guid.Empty, image.WorkspaceId, version, 2, false), CancellationToken.None)).Should().BeOfType<WorkOutcome.Done>());
        (await app.WithDbAsync(db => db.VersionCompliance.CountAsync(c => c.VersionId == version))).Should().Be(1);
        (await HistoryAsync(image.Id)).Should().Equal("planned", "versionSubmitted", "versionReady");
    }

    [Fact]
    public async Task A_picture_that_cannot_be_processed_for_no_fault_of_its_own_is_given_up_and_tried_again_on_request()
    {
        var image = await app.PlannedImageAsync();
        var accepted = await app.Owner.UploadAsync(image.Id, Bytes(seed: 6)).AcceptedAsync();
        await app.WithDbAsync(async db =>
        {
            var work = await db.WorkItems.SingleAsync(w => w.SubjectId == accepted.Id());
            work.Attempts = work.MaxAttempts - 1;
            return await db.SaveChangesAsync();
        });
        var sha256 = await app.WithDbAsync(db => db.Versions.Where(v => v.Id == accepted.Id()).Select(v => v.SourceSha256).SingleAsync());
        var file = Directory.EnumerateFiles(app.Services.GetRequiredService<Web.Hosting.Installation>().DataDirectory, sha256, SearchOption.AllDirectories).Single();
        File.Move(file, file + ".away");
        await app.RunWorkAsync();
        var version = await app.VersionAsync(accepted.Id());
        version.Text("status").Should().Be("rejected");
        version.GetProperty("problem").Text("code").Should().Be("version.processingFailed");
        version.GetProperty("problem").GetProperty("message").ShouldSpeakBothLanguages();
        (await app.WithDbAsync(db => db.WorkItems.SingleAsync(w => w.SubjectId == accepted.Id()))).State.Should().Be(WorkState.Failed);

        // Asked for again by a person, it is tried again.
        File.Move(file + ".away", file);
        await app.WithDbAsync(async db =>
        {
            var work = await db.WorkItems.SingleAsync(w => w.SubjectId == accepted.Id());
            (work.State, work.Attempts, work.DueAt) = (WorkState.Waiting, 0, TimeProvider.System.GetUtcNow());
            return await db.SaveChangesAsync();
        });
        await app.RunWorkAsync();
        (await app.VersionAsync(accepted.Id())).Text("status").Should().Be("ready");
    }

    [Fact]
    public async Task Of_two_people_deciding_at_once_the_second_learns_who_was_first()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Bytes(seed: 7));
        var (_, one) = await app.MemberAsync(Role.Reviewer);
        var (_, two) = await app.MemberAsync(Role.Ops);
        var answers = await Task.WhenAll(ReviewAsync(one, version.Id(), "approve"), ReviewAsync(two, version.Id(), "reject", "Too dark."));
        answers.Select(a => a.StatusCode).Should().BeEquivalentTo([HttpStatusCode.OK, HttpStatusCode.Conflict]);
        await Task.FromResult(answers.Single(a => a.StatusCode == HttpStatusCode.Conflict)).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "version.alreadyReviewed");
    }

    [Fact]
    public async Task A_rejection_says_why_and_the_version_cannot_be_pushed()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Bytes(seed: 8));
        await ReviewAsync(app.Owner, version.Id(), "reject").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "version.commentMissing");
        (await ReviewAsync(app.Owner, version.Id(), "reject", "The label is cut off.")).StatusCode.Should().Be(HttpStatusCode.OK);
        var problem = await app.WithDbAsync(async db =>
        {
            var (owner, row) = (await db.MainImages.SingleAsync(i => i.Id == image.Id), await db.Versions.SingleAsync(v => v.Id == version.Id()));
            return FluentActions.Invoking(() => owner.RequirePushable(row)).Should().Throw<ProblemException>().Which.Type.Code;
        });
        problem.Should().Be("version.rejected");
    }

    [Fact]
    public async Task A_version_that_is_not_ready_cannot_be_decided()
    {
        var image = await app.PlannedImageAsync();
        var refused = await app.ProcessAsync(image.Id, []);
        await ReviewAsync(app.Owner, refused.Id(), "approve").ShouldBeRefusedAsync(HttpStatusCode.Conflict, "version.notReady");
        (await app.Owner.PostAsJsonAsync($"/api/v1/versions/{refused.Id()}/review", new { decision = "perhaps" })).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task With_four_eyes_nobody_approves_their_own_work()
    {
        var (stranger, _, owner) = await app.StrangerAsync();
        await app.WithDbAsync(async db =>
        {
            (await db.Workspaces.SingleAsync()).FourEyes = true;
            return await db.SaveChangesAsync();
        }, stranger.Id);
        var image = await PlannedElsewhereAsync(stranger.Id);
        var accepted = await owner.UploadAsync(image, Bytes(seed: 9)).AcceptedAsync();
        await app.RunWorkAsync();
        await ReviewAsync(owner, accepted.Id(), "approve").ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "version.fourEyes");
    }

    [Fact]
    public async Task Roles_decide_who_uploads_and_who_reviews()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Bytes(seed: 10));
        var (_, viewer) = await app.MemberAsync(Role.Viewer);
        var (_, designer) = await app.MemberAsync(Role.Designer);
        var (_, reviewer) = await app.MemberAsync(Role.Reviewer);
        await viewer.UploadAsync(image.Id, [1]).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "forbidden");
        await reviewer.UploadAsync(image.Id, [1]).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "forbidden");
        await ReviewAsync(designer, version.Id(), "approve").ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "forbidden");
        (await designer.UploadAsync(image.Id, [1])).StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await viewer.GetAsync($"/api/v1/versions/{version.Id()}")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ids_of_another_workspace_do_not_exist()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Bytes(seed: 11));
        var (_, _, stranger) = await app.StrangerAsync();
        await stranger.UploadAsync(image.Id, [1]).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        await stranger.GetAsync($"/api/v1/main-images/{image.Id}/versions").ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        await stranger.GetAsync($"/api/v1/versions/{version.Id()}").ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        await ReviewAsync(stranger, version.Id(), "approve").ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        await app.Owner.UploadAsync(Guid.CreateVersion7(), [1]).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task Another_profile_is_judged_when_it_is_asked_for()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Bytes(seed: 12));
        (await app.VersionAsync(version.Id(), "?profile=ebay/DE")).GetProperty("compliance").Text("profile").Should().Be("ebay/DE");
        await app.Owner.GetAsync($"/api/v1/versions/{version.Id()}?profile=nowhere/XX").ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "compliance.unknownProfile");
    }

    [Fact]
    public async Task A_repair_becomes_a_new_version_to_be_reviewed_and_leaves_the_first_alone()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Uploads.CmykTiff(side: 1200), "print.tif");
        var fixedOne = await FixAsync(app.Owner, version.Id(), new { fixes = new[] { "convertToSrgb", "convertFormat" } }).AcceptedAsync();
        fixedOne.GetProperty("number").GetInt32().Should().Be(2);
        await app.RunWorkAsync();
        var made = await app.VersionAsync(fixedOne.Id());
        made.Text("status").Should().Be("ready");
        made.Text("fileName").Should().Be("print-fixed.jpg");
        made.GetProperty("asset").Text("format").Should().Be("jpeg");
        made.GetProperty("review").Text("decision").Should().Be("none");
        made.GetProperty("compliance").GetProperty("findings").EnumerateArray().Single(f => f.Text("rule") == "colourSpace").Text("verdict").Should().Be("pass");
        (await app.VersionAsync(version.Id())).GetProperty("asset").Text("sha256").Should().Be(version.GetProperty("asset").Text("sha256"));
    }

    [Fact]
    public async Task Without_names_every_repair_the_report_offers_is_done()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Uploads.CmykTiff(side: 1200), "print.tif");
        version.GetProperty("compliance").GetProperty("findings").EnumerateArray().Select(f => f.TryGetProperty("fix", out var fix) ? fix.GetString() : null).Should().Contain("convertToSrgb");
        var fixedOne = await app.Owner.PostAsync($"/api/v1/versions/{version.Id()}/fix", null).AcceptedAsync();
        await app.RunWorkAsync();
        (await app.VersionAsync(fixedOne.Id())).Text("status").Should().Be("ready");
    }

    [Fact]
    public async Task A_grey_background_is_whitened_and_a_small_product_cropped_to_as_a_new_version()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, File.ReadAllBytes(pictures.Product(fillPercent: 60, background: "#f2f2f2", seed: 91)));
        version.GetProperty("compliance").GetProperty("findings").EnumerateArray().Select(f => f.TryGetProperty("fix", out var fix) ? fix.GetString() : null)
            .Should().Contain(["whitenBackground", "cropToFill"]);
        var accepted = await FixAsync(app.Owner, version.Id(), new { fixes = new[] { "whitenBackground", "cropToFill" } }).AcceptedAsync();
        await app.RunWorkAsync();
        var findings = (await app.VersionAsync(accepted.Id())).GetProperty("compliance").GetProperty("findings").EnumerateArray().ToDictionary(f => f.Text("rule")!, f => f.Text("verdict"));
        findings["background.white"].Should().Be("pass");
        findings["productFill"].Should().Be("pass");

        // The page had said how many pixels that would leave.
        using var browser = await new Browser(app.Address).SignInAsync();
        var said = System.Text.RegularExpressions.Regex.Match(await browser.ReadAsync($"/w/home/images/{image.Id}?v=1"), @"leaves (\d+) × (\d+) px");
        var made = (await app.VersionAsync(accepted.Id())).GetProperty("asset");
        said.Success.Should().BeTrue();
        int.Parse(said.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture).Should().BeCloseTo(made.GetProperty("width").GetInt32(), 1);
        int.Parse(said.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture).Should().BeCloseTo(made.GetProperty("height").GetInt32(), 1);
    }

    [Fact]
    public async Task What_only_a_designer_can_repair_is_said_so()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, File.ReadAllBytes(pictures.Product(fillPercent: 90, background: "#707880", seed: 92)));
        await FixAsync(app.Owner, version.Id(), new { fixes = new[] { "whitenBackground" } }).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "version.cannotWhiten");
        await FixAsync(app.Owner, version.Id(), new { fixes = new[] { "cropToFill" } }).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "version.cannotCrop");
        await FixAsync(app.Owner, version.Id(), new { fixes = new[] { "removeBorder" } }).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "version.cannotRemoveBorder");
    }

    [Fact]
    public async Task A_repair_that_makes_no_sense_is_refused()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Bytes(seed: 13));
        var rejected = await app.ProcessAsync(image.Id, []);
        await FixAsync(app.Owner, version.Id(), new { fixes = new[] { "makeItNice" } }).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "version.unknownFix");
        await FixAsync(app.Owner, version.Id(), new { }).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "version.nothingToFix");
        await FixAsync(app.Owner, rejected.Id(), new { }).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "version.notReady");
        var (_, _, stranger) = await app.StrangerAsync();
        await FixAsync(stranger, version.Id(), new { }).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
    }

    [SharedPicturesFact]
    public async Task A_real_photograph_on_white_goes_from_upload_to_approval()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, await File.ReadAllBytesAsync(Path.Combine(SharedPictures.Folder!, "product-01-sneaker-maroon.jpg")), "sneaker.jpg");
        version.Text("status").Should().Be("ready");
        var findings = version.GetProperty("compliance").GetProperty("findings").EnumerateArray().ToDictionary(f => f.Text("rule")!);
        findings.Should().ContainKeys("format", "dimensions", "background.white", "productFill");
        findings["background.white"].GetProperty("measured").GetProperty("median").GetInt32().Should().BeInRange(0, 255);
        (await ReviewAsync(app.Owner, version.Id(), "approve")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private byte[] Bytes(int seed) => File.ReadAllBytes(pictures.Product(seed: seed));

    private static Task<HttpResponseMessage> ReviewAsync(HttpClient client, Guid version, string decision, string? comment = null) =>
        client.PostAsJsonAsync($"/api/v1/versions/{version}/review", new { decision, comment });

    private static Task<HttpResponseMessage> FixAsync(HttpClient client, Guid version, object body) => client.PostAsJsonAsync($"/api/v1/versions/{version}/fix", body);

    private Task<LifecycleStage> StageAsync(Guid image) => app.WithDbAsync(db => db.MainImages.Where(i => i.Id == image).Select(i => i.Stage).SingleAsync());

    private Task<List<string>> HistoryAsync(Guid image) => app.WithDbAsync(db => db.StageChanges.Where(c => c.MainImageId == image).OrderBy(c => c.Id).Select(c => c.Verb).ToListAsync());

    private Task<Guid> PlannedElsewhereAsync(Guid workspaceId) => app.WithDbAsync(async db =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var product = new Product { WorkspaceId = workspaceId, Sku = "ELSE-1", Title = "Mug", CreatedAt = now };
        var image = MainImage.Plan(workspaceId, product.Id, Scope.ForSite("amazon", "US"), MainImage.MainSlot, Brief.Empty, null, null, Actor.Background("test"), now);
        db.AddRange(product, image);
        await db.SaveChangesAsync();
        return image.Id;
    }, workspaceId);

    private async Task InWorkspaceAsync(Func<IServiceProvider, Task> act)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(await app.WorkspaceIdAsync());
        await act(scope.ServiceProvider);
    }
}
