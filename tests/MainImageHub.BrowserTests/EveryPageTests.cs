using MainImageHub.BrowserTests.Support;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace MainImageHub.BrowserTests;

/// <summary>
/// Every page of the filled demo, in both languages and on both widths: no serious accessibility violation, no error in the console,
/// nothing wider than the screen.
/// </summary>
public sealed class EveryPageTests(DemoHub demo, ITestOutputHelper output) : IClassFixture<DemoHub>
{
    [BrowserFact]
    public async Task Every_page_is_accessible_and_fits_in_both_languages_and_on_both_widths()
    {
        var faults = new List<string>();
        foreach (var (language, width) in (IEnumerable<(string, int)>)[("en", 1440), ("zh", 390), ("zh", 1440), ("en", 390)])
        {
            var page = await demo.Hub.OwnerAsync(language, width);
            page.Console += (_, message) =>
            {
                if (message.Type == "error")
                {
                    faults.Add($"{page.Url}: console: {message.Text}");
                }
            };
            foreach (var (name, address) in demo.Pages)
            {
                var response = await page.GotoAsync(address);
                var where = $"{name} ({language}, {width} px)";
                if (response!.Status != 200)
                {
                    faults.Add($"{where}: answered {response.Status}");
                    continue;
                }

                await BrowserHub.KeepAsync(page, $"{name}-{language}-{width}");
                faults.AddRange((await Axe.SeriousAsync(page)).Select(v => $"{where}: {v}"));
                var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                if (overflow > 1)
                {
                    faults.Add($"{where}: {overflow} px wider than the screen");
                }
            }

            await page.Context.CloseAsync();
        }

        faults.ForEach(output.WriteLine);
        faults.Should().BeEmpty();
    }
}

/// <summary>The demo as a new user finds it once it has filled.</summary>
public sealed class DemoHub : IAsyncLifetime
{
    public BrowserHub Hub { get; } = new();

    public IReadOnlyList<(string Name, string Address)> Pages { get; private set; } = [];

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return;
        }

        Hub.App.Settings["Hub:Demo"] = "true";
        await Hub.InitializeAsync();
        Guid workspace;
        await using (var scope = Hub.App.Services.CreateAsyncScope())
        {
            workspace = (await scope.ServiceProvider.GetRequiredService<SystemDbContext>().Workspaces.SingleAsync(w => w.IsDemo)).Id;
        }

        await WaitUntilFilledAsync(workspace);
        Pages = await Hub.App.WithDbAsync(ListPagesAsync, workspace);
    }

    public Task DisposeAsync() => Hub.DisposeAsync();

    private async Task WaitUntilFilledAsync(Guid workspace)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var open = await Hub.App.WithDbAsync(db => db.WorkItems.Where(w => w.State == WorkState.Waiting || w.State == WorkState.Running || w.State == WorkState.Failed).Select(w => new { w.Kind, w.State, w.ProblemCode, w.DueAt }).ToListAsync(), workspace);
            var failed = open.Where(w => w.State == WorkState.Failed).ToList();
            failed.Should().BeEmpty("the demo's own work must not fail");
            if (!open.Any(w => w.Kind is "demo.fill" or "store.import" or "store.figures" or "version.process" or "listing.look"))
            {
                return;
            }

            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromMinutes(5), $"the demo should have filled; open: {string.Join(", ", open)}");
            await Task.Delay(500);
        }
    }

    private static async Task<IReadOnlyList<(string, string)>> ListPagesAsync(HubDbContext db)
    {
        var w = "/w/demo";
        var live = await db.MainImages.FirstAsync(i => i.Stage == LifecycleStage.Monitor);
        var tested = await db.MainImages.FirstOrDefaultAsync(i => i.Stage == LifecycleStage.Optimize);
        var review = await db.Versions.FirstAsync(v => v.Status == VersionStatus.Ready && v.Decision == ReviewDecision.None);
        var approved = await db.MainImages.FirstAsync(i => i.Stage == LifecycleStage.Upload);
        var retired = await db.MainImages.FirstAsync(i => i.Stage == LifecycleStage.Retire);
        var planned = await db.MainImages.FirstAsync(i => i.Stage == LifecycleStage.Plan);
        var store = await db.Stores.FirstAsync();
        var listing = await db.Listings.FirstAsync(l => l.LiveVerdict == Verdict.Fail);
        var deployment = await db.Deployments.FirstOrDefaultAsync(d => d.Status != DeploymentStatus.Cancelled);
        List<(string, string)> pages =
        [
            ("home", w), ("images", $"{w}/images"), ("review", $"{w}/review"), ("check", $"{w}/check"), ("library", $"{w}/library"), ("duplicates", $"{w}/library/duplicates"), ("library-found", $"{w}/library?colour=white&from=2020-01-01"), ("blocked", $"{w}/blocked-pictures"),
            ("image-plan", $"{w}/images/{planned.Id}"), ("image-design", $"{w}/images/{review.MainImageId}"), ("image-upload", $"{w}/images/{approved.Id}"),
            ("image-monitor", $"{w}/images/{live.Id}"), ("image-retire", $"{w}/images/{retired.Id}"),
            ("brief", $"{w}/images/{planned.Id}/brief"), ("push", $"{w}/images/{approved.Id}/push"), ("retire", $"{w}/images/{live.Id}/retire"), ("test", $"{w}/images/{live.Id}/test"),
            ("products", $"{w}/products"), ("product", $"{w}/products/{live.ProductId}"), ("plan", $"{w}/plan/new?productId={live.ProductId}"),
            ("stores", $"{w}/stores"), ("connect", $"{w}/stores/connect"), ("store", $"{w}/stores/{store.Id}"), ("listing", $"{w}/listings/{listing.Id}"), ("listings", $"{w}/listings"), ("listings-hidden", $"{w}/listings/hidden"), ("listing-new", $"{w}/products/{live.ProductId}/listings/new"), ("deployments", $"{w}/deployments"),
            ("figures", $"{w}/figures"), ("experiments", $"{w}/experiments"), ("jobs", $"{w}/jobs"), ("members", $"{w}/members"), ("settings", $"{w}/settings"),
            ("audit", $"{w}/audit"), ("rules", $"{w}/rules"), ("rules-amazon", $"{w}/rules/amazon"), ("rules-outlook", $"{w}/rules/outlook"), ("me", $"{w}/me"),
        ];
        if (tested is not null)
        {
            pages.Add(("image-optimize", $"{w}/images/{tested.Id}"));
            pages.Add(("experiment", $"{w}/experiments/{tested.ExperimentId}"));
        }

        if (deployment is not null)
        {
            pages.Add(("deployment", $"{w}/deployments/{deployment.Id}"));
        }

        return pages;
    }
}
