using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Workspace;

/// <summary>What a newer installation, or the day of a new pack, has done by itself to what is there.</summary>
public sealed class BringUpToDateTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task Reports_judged_by_an_older_pack_are_judged_anew_once()
    {
        var version = await ReadyAsync(seed: 901, background: "#d8d8d8");
        var right = await ReportAsync(version);
        right.Verdict.Should().Be(Verdict.Fail);
        await JudgedByAsync("amazon", "amazon-2020.01.01+house-2020.01.01");
        await app.WithDbAsync(db => db.VersionCompliance.Where(c => c.VersionId == version)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Verdict, Verdict.Pass).SetProperty(c => c.RuleSetVersion, "amazon-2020.01.01+house-2020.01.01")));

        (await StartAsync()).Should().Be(1);
        (await StartAsync()).Should().Be(0, "it is noted what they are judged by");
        await app.RunWorkUntilAsync(() => app.WithDbAsync(db => db.Rejudgings.CountAsync(r => r.EndedAt == null)), open => open == 0);

        var now = await ReportAsync(version);
        (now.Verdict, now.RuleSetVersion).Should().Be((right.Verdict, right.RuleSetVersion));
        now.Report.Findings.Single(f => f.Rule == RuleIds.Duplicate).Verdict.Should().Be(Verdict.Pass, "what was found of look-alikes is kept");
        var done = await app.WithDbAsync(db => db.Rejudgings.AsNoTracking().OrderByDescending(r => r.Id).FirstAsync());
        (done.Marketplace, done.Rule, done.Problem).Should().Be(("amazon", null, null));
        done.Judged.Should().BePositive();
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync("/w/home/rules")).Should().Contain("New rules of Amazon");
    }

    [Fact]
    public async Task Pictures_that_older_code_measured_are_measured_again_behind_what_comes_in()
    {
        var version = await ReadyAsync(seed: 902);
        var asset = await AssetOfAsync(version);
        await AgeAsync(asset.Id);
        await app.WithDbAsync(async db =>
        {
            var row = await db.VersionCompliance.SingleAsync(c => c.VersionId == version);
            row.Renew(row.Report with { NotMeasured = ["border"], Findings = [.. row.Report.Findings.Where(f => f.Rule != "border")] }, row.JudgedAt);
            await db.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(w => w.Measurement, 1));
            return await db.SaveChangesAsync();
        });
        (await StartAsync()).Should().Be(1);

        var upload = await WaitingUploadAsync();
        var runner = app.Services.GetRequiredService<WorkRunner>();
        (await runner.RunDueAsync(WorkGroups.Upkeep, 100, CancellationToken.None)).Should().BePositive();
        (await AssetOfAsync(version)).Measurement.Should().Be(1, "an upload waits");
        await app.WithDbAsync(db => db.WorkItems.Where(w => w.Id == upload).ExecuteDeleteAsync());
        await app.WithDbAsync(db => db.WorkItems.Where(w => w.Group == WorkGroups.Upkeep).ExecuteUpdateAsync(set => set.SetProperty(w => w.DueAt, w => w.CreatedAt)));

        var upkeep = await app.RunWorkUntilAsync(() => app.WithDbAsync(db => db.PictureUpkeeps.AsNoTracking().SingleAsync(u => u.Kind == UpkeepKind.Measure)), u => u.HasEnded);
        (upkeep.Problem, upkeep.Unreadable).Should().Be((null, 0));
        var again = await AssetOfAsync(version);
        again.Measurement.Should().Be(ImageFacts.CurrentMeasurement);
        again.Facts.Border.Should().NotBeNull();
        (await ReportAsync(version)).Report.NotMeasured.Should().NotContain("border");
    }

    [Fact]
    public async Task What_is_sent_again_is_measured_by_the_code_that_is_here()
    {
        var version = await ReadyAsync(seed: 903);
        var asset = await AssetOfAsync(version);
        await AgeAsync(asset.Id);
        await ReadyAsync(seed: 903);
        (await AssetOfAsync(version)).Facts.Border.Should().NotBeNull();
    }

    [Fact]
    public async Task Look_alikes_are_found_among_pictures_that_came_in_before_they_were_noted()
    {
        var (one, other) = (await ReadyAsync(seed: 904), await ReadyAsync(seed: 904, quality: 70));
        await app.WithDbAsync(async db =>
        {
            await db.LookAlikePairs.ExecuteDeleteAsync();
            return await db.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(w => w.LookAlikesNoted, false));
        });
        (await StartAsync()).Should().Be(1);

        var upkeep = await app.RunWorkUntilAsync(() => app.WithDbAsync(db => db.PictureUpkeeps.AsNoTracking().SingleAsync(u => u.Kind == UpkeepKind.LookAlikes)), u => u.HasEnded);
        upkeep.Done.Should().BeGreaterThanOrEqualTo(2);
        var assets = new[] { (await AssetOfAsync(one)).Id, (await AssetOfAsync(other)).Id };
        (await app.WithDbAsync(db => db.LookAlikePairs.CountAsync(p => assets.Contains(p.AssetId) && assets.Contains(p.OtherId)))).Should().Be(1);
    }

    [Fact]
    public async Task What_the_library_says_of_a_live_picture_that_is_no_version_is_renewed_too()
    {
        var (judged, measured) = (await FoundLiveAsync(seed: 905), await FoundLiveAsync(seed: 906));
        await JudgedByAsync("amazon", "amazon-2020.01.01+house-2020.01.01");
        (await StartAsync()).Should().BePositive();
        await app.RunWorkUntilAsync(() => app.WithDbAsync(db => db.Rejudgings.CountAsync(r => r.EndedAt == null)), open => open == 0);
        (await JudgedAsync(judged)).Should().Contain("amazon/fail").And.NotContain("pass");

        await SayPassAsync(measured);
        await AgeAsync(measured.Id);
        await TakeAsync(File.ReadAllBytes(pictures.Product(background: "#d8d8d8", seed: 906)));
        (await JudgedAsync(measured)).Should().Contain("amazon/fail").And.NotContain("pass");
    }

    /// <summary>A picture on a listing that fails, of which it was said that it passes.</summary>
    private async Task<Asset> FoundLiveAsync(int seed)
    {
        var asset = await TakeAsync(await File.ReadAllBytesAsync(pictures.Product(background: "#d8d8d8", seed: seed)));
        var shop = await Shop.OpenAsync(app);
        await app.WithDbAsync(db => db.Listings.Where(l => l.Id == shop.Listing.Id).ExecuteUpdateAsync(set => set.SetProperty(l => l.LiveAssetId, asset.Id).SetProperty(l => l.LiveVerdict, Verdict.Pass)));
        await SayPassAsync(asset);
        return asset;
    }

    private async Task<Asset> TakeAsync(byte[] bytes)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var workspace = await app.WorkspaceIdAsync();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace);
        using var content = new MemoryStream(bytes);
        var blob = await scope.ServiceProvider.GetRequiredService<IBlobStore>().PutAsync(workspace, content, long.MaxValue, CancellationToken.None);
        return await scope.ServiceProvider.GetRequiredService<AssetIntake>().TakeAsync(blob.Sha256, "found.jpg", AssetOrigin.FoundLive, CancellationToken.None);
    }

    private Task<int> SayPassAsync(Asset asset) => app.WithDbAsync(db => db.Assets.Where(a => a.Id == asset.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Judged, new List<string> { "amazon", "amazon/pass", "pass" })));

    private Task<List<string>> JudgedAsync(Asset asset) => app.WithDbAsync(async db => (await db.Assets.Where(a => a.Id == asset.Id).Select(a => a.Judged).SingleAsync()).ToList());

    /// <summary>As at the start of a process.</summary>
    private async Task<int> StartAsync()
    {
        app.Services.GetRequiredService<UpToDateMark>().Set(new Dictionary<string, string>());
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<BringUpToDate>().RunAsync(CancellationToken.None);
    }

    private async Task<Guid> ReadyAsync(int seed, string background = "#ffffff", int quality = 92)
    {
        var image = await app.PlannedImageAsync();
        return (await app.ProcessAsync(image.Id, await File.ReadAllBytesAsync(pictures.Product(background: background, seed: seed, quality: quality)))).Id();
    }

    private Task<VersionCompliance> ReportAsync(Guid version) => app.WithDbAsync(db => db.VersionCompliance.AsNoTracking().SingleAsync(c => c.VersionId == version));

    private Task<Asset> AssetOfAsync(Guid version) => app.WithDbAsync(db => db.Versions.Where(v => v.Id == version).Join(db.Assets, v => v.AssetId, a => a.Id, (_, a) => a).AsNoTracking().SingleAsync());

    private Task<int> AgeAsync(Guid asset) => app.WithDbAsync(db => db.Database.ExecuteSqlAsync(
        $"update asset set measurement = 1, facts = facts - 'border' - 'detail' || jsonb_build_object('measurement', 1) where id = {asset}"));

    private Task<int> JudgedByAsync(string marketplace, string edition) => app.WithDbAsync(async db =>
    {
        var workspace = await db.Workspaces.SingleAsync();
        workspace.JudgedBy = new Dictionary<string, string>(workspace.JudgedBy!) { [marketplace] = edition };
        return await db.SaveChangesAsync();
    });

    private Task<Guid> WaitingUploadAsync() => app.WithDbAsync(async db =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var item = new WorkItem { WorkspaceId = db.WorkspaceId!.Value, Kind = "version.process", Group = WorkGroups.Imaging, SubjectId = Guid.CreateVersion7(), Label = "test", DueAt = now, CreatedAt = now };
        db.WorkItems.Add(item);
        await db.SaveChangesAsync();
        return item.Id;
    });
}
