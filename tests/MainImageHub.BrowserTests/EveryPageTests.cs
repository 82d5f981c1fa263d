using System.Text.RegularExpressions;
using MainImageHub.BrowserTests.Support;
using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Imports;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Imports;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using Xunit.Abstractions;

namespace MainImageHub.BrowserTests;

/// <summary>
/// Every page of the filled demo, in both languages and on both widths: no serious accessibility violation, no error in the console,
/// nothing wider than the screen.
/// </summary>
public sealed class EveryPageTests(DemoHub demo, ITestOutputHelper output) : IClassFixture<DemoHub>
{
    private readonly List<string> faults = [];

    [BrowserFact]
    public async Task Every_page_is_accessible_and_fits_in_both_languages_and_on_both_widths()
    {
        foreach (var (language, width) in (IEnumerable<(string, int)>)[("en", 1440), ("zh", 390), ("zh", 1440), ("en", 390)])
        {
            var look = new Look(language, width);
            await LookAsync(look, demo.Pages, await demo.Hub.OwnerAsync(language, width));
            await LookAsync(look, DemoHub.Refusals, await demo.Hub.OwnerAsync(language, width), expected: 404);
            await LookAsync(look, [DemoHub.SignIn], await demo.Hub.WindowAsync(language, width));
            await LookAsync(look, [DemoHub.NoWorkspace], await SignedInAsync(look, DemoHub.Newcomer));
            await LookAsync(look, [DemoHub.Forbidden], await SignedInAsync(look, DemoHub.Viewer), expected: 403);

            var careful = await demo.Hub.WindowAsync(language, width);
            await BrowserHub.SignInAsync(careful, DemoHub.Careful, DemoHub.Password);
            await careful.WaitForSelectorAsync("input[name=code]");
            await JudgeAsync(look, "second-step", careful);
            await careful.Context.CloseAsync();
        }

        faults.ForEach(output.WriteLine);
        faults.Should().BeEmpty();
    }

    [BrowserFact]
    public void No_page_of_the_app_is_left_out()
    {
        // What takes a form or leads on, and is never seen itself.
        string[] unseen = ["/sign-out", "/language", "/me", "/w/{workspace}/versions/{id:guid}/pins", "/w/{workspace}/versions/{id:guid}/rights"];
        var routes = demo.Hub.App.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).Distinct(StringComparer.Ordinal).ToList();
        var seen = demo.Pages.Append(DemoHub.SignIn).Append(DemoHub.NoWorkspace).Select(page => RouteOf(page.Address)).ToList();
        routes.Where(route => !seen.Contains(route, StringComparer.Ordinal)).Should().BeEquivalentTo(unseen, "a new page is looked at as well: add it to the list of pages");

        // Of several that fit, the one that says most itself, as the routing has it.
        string RouteOf(string address) => routes.Where(route => Regex.IsMatch(address, Pattern(route), RegexOptions.None, TimeSpan.FromSeconds(1))).MinBy(route => route.Count(c => c == '{'))
            ?? throw new InvalidOperationException($"{address} is no page.");

        static string Pattern(string route) => $"^{Regex.Replace(Regex.Replace(route, @"\{\w+:guid\}", "[0-9a-f-]{36}", RegexOptions.None, TimeSpan.FromSeconds(1)), @"\{\w+\}", "[^/]+", RegexOptions.None, TimeSpan.FromSeconds(1))}(\\?.*)?$";
    }

    private async Task<IPage> SignedInAsync(Look look, string email)
    {
        var page = await demo.Hub.WindowAsync(look.Language, look.Width);
        await BrowserHub.SignInAsync(page, email, DemoHub.Password);
        await Expect(page).Not.ToHaveURLAsync(new Regex("sign-in"), new() { Timeout = 30_000 });
        return page;
    }

    private async Task LookAsync(Look look, IEnumerable<(string Name, string Address)> pages, IPage page, int expected = 200)
    {
        page.Console += (_, message) =>
        {
            // The browser writes the status of the page itself into the console, too.
            if (message.Type == "error" && (expected == 200 || !message.Text.Contains($"status of {expected}", StringComparison.Ordinal)))
            {
                faults.Add($"{page.Url}: console: {message.Text}");
            }
        };
        foreach (var (name, address) in pages)
        {
            var response = await page.GotoAsync(address);
            if (response!.Status == expected)
            {
                await JudgeAsync(look, name, page);
            }
            else
            {
                faults.Add($"{look.At(name)}: answered {response.Status}");
            }
        }

        await page.Context.CloseAsync();
    }

    private async Task JudgeAsync(Look look, string name, IPage page)
    {
        await BrowserHub.KeepAsync(page, $"{name}-{look.Language}-{look.Width}");
        faults.AddRange((await Axe.SeriousAsync(page)).Select(v => $"{look.At(name)}: {v}"));
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (overflow > 1)
        {
            faults.Add($"{look.At(name)}: {overflow} px wider than the screen");
        }
    }

    private sealed record Look(string Language, int Width)
    {
        public string At(string name) => $"{name} ({Language}, {Width} px)";
    }
}

/// <summary>The demo as a new user finds it once it has filled.</summary>
public sealed class DemoHub : IAsyncLifetime
{
    public const string Password = "correct horse battery";
    public const string Viewer = "viewer@example.com";
    public const string Newcomer = "newcomer@example.com";
    public const string Careful = "careful@example.com";

    public static readonly (string Name, string Address) SignIn = ("sign-in", "/sign-in");
    public static readonly (string Name, string Address) NoWorkspace = ("no-workspace", "/");
    public static readonly (string Name, string Address) Forbidden = ("forbidden", "/w/demo/audit");
    public static readonly IReadOnlyList<(string Name, string Address)> Refusals = [("not-found", "/w/demo/nothing"), ("not-found-thing", $"/w/demo/images/{Guid.Empty}"), ("not-found-workspace", "/w/nowhere")];

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
        await AddPersonAsync(Viewer, workspace);
        await AddPersonAsync(Newcomer);
        await AddPersonAsync(Careful, secondStep: true);
    }

    public Task DisposeAsync() => Hub.DisposeAsync();

    private async Task AddPersonAsync(string email, Guid? viewerOf = null, bool secondStep = false)
    {
        await using var scope = Hub.App.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<HubUser>>();
        var user = new HubUser { Id = Guid.CreateVersion7(), UserName = email, Email = email, Name = email };
        (await users.CreateAsync(user, Password)).Succeeded.Should().BeTrue();
        if (secondStep)
        {
            await users.ResetAuthenticatorKeyAsync(user);
            await users.SetTwoFactorEnabledAsync(user, true);
        }

        if (viewerOf is { } workspace)
        {
            var system = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
            system.Add(new Member { WorkspaceId = workspace, UserId = user.Id, Email = email, Name = email, Role = Role.Viewer, CreatedAt = TimeProvider.System.GetUtcNow() });
            await system.SaveChangesAsync();
        }
    }

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

    /// <summary>An open note that calls everybody, and one that was resolved.</summary>
    private static async Task AddNotesAsync(HubDbContext db, ImageVersion version, DateTimeOffset now)
    {
        var by = Actor.Background("Demo");
        foreach (var (number, x, text) in new[] { (1, 0.3, "The shadow is too hard.\nSofter, please."), (2, 0.7, "Crop tighter.") })
        {
            var pin = Pin.Put(version, number, by, now);
            var said = pin.Say(version, text, by, now);
            db.AddRange(pin, pin.PlaceOn(version, x, 0.4, by, now), said);
            if (number == 2)
            {
                pin.Resolve(by, now);
            }
            else
            {
                db.AddRange((await db.Members.Select(m => m.Id).ToListAsync()).Select(member => new PinMention { WorkspaceId = pin.WorkspaceId, PinId = pin.Id, CommentId = said.Id, MemberId = member }));
            }
        }
    }

    private static async Task<IReadOnlyList<(string, string)>> ListPagesAsync(HubDbContext db)
    {
        var w = "/w/demo";
        var live = await db.MainImages.FirstAsync(i => i.Stage == LifecycleStage.Monitor);
        var tested = await db.MainImages.FirstAsync(i => i.Stage == LifecycleStage.Optimize);
        var review = await db.Versions.FirstAsync(v => v.Status == VersionStatus.Ready && v.Decision == ReviewDecision.None);
        var approved = await db.MainImages.FirstAsync(i => i.Stage == LifecycleStage.Upload);
        var retired = await db.MainImages.FirstAsync(i => i.Stage == LifecycleStage.Retire);
        var planned = await db.MainImages.FirstAsync(i => i.Stage == LifecycleStage.Plan);
        var store = await db.Stores.FirstAsync();
        var listing = await db.Listings.FirstAsync(l => l.LiveVerdict == Verdict.Fail);
        var deployment = await db.Deployments.FirstAsync(d => d.Status != DeploymentStatus.Cancelled);
        // Orders of repairs are made by people alone: the demo has none. Every state that an item can end in is shown.
        var fixes = new FixBatch { WorkspaceId = live.WorkspaceId, Marketplace = "amazon", RequestedBy = null, RequestedByName = "Demo", CreatedAt = TimeProvider.System.GetUtcNow() };
        db.FixBatches.Add(fixes);
        foreach (var status in Enum.GetValues<FixItemStatus>().Where(s => s is not (FixItemStatus.Waiting or FixItemStatus.Made)))
        {
            db.FixBatchItems.Add(new FixBatchItem { WorkspaceId = live.WorkspaceId, BatchId = fixes.Id, MainImageId = review.MainImageId, VersionId = review.Id, Status = status, Fixes = [FixIds.WhitenBackground], Left = [RuleIds.OverlayText] });
        }

        // Orders of pushes as well: one that was left out, one that was sent.
        var pushes = new PushBatch { WorkspaceId = live.WorkspaceId, RequestId = Guid.CreateVersion7(), RequestedBy = null, RequestedByName = "Demo", CreatedAt = fixes.CreatedAt };
        var (leftOut, sent) = (new PushBatchItem { Id = Guid.CreateVersion7(), WorkspaceId = live.WorkspaceId, BatchId = pushes.Id, ListingId = listing.Id }, new PushBatchItem { Id = Guid.CreateVersion7(), WorkspaceId = live.WorkspaceId, BatchId = pushes.Id, ListingId = deployment.ListingId, VersionId = deployment.VersionId, LiveBy = fixes.CreatedAt });
        leftOut.LeaveOut(new("store.readOnly", new("The store is read only.", "店铺为只读。"), null));
        sent.Send(deployment.Id);
        db.PushBatches.Add(pushes);
        db.PushBatchItems.AddRange(leftOut, sent);

        var drop = new DropBatch { WorkspaceId = live.WorkspaceId, Name = "Spring", CreatedBy = await db.Members.Select(m => m.Id).FirstAsync(), CreatedByName = "Demo", CreatedAt = fixes.CreatedAt };
        db.DropBatches.Add(drop);
        var dropped = new[] { "found.jpg", "several.jpg", "nobody.jpg", "broken.jpg" }.Select(name => new DropFile { WorkspaceId = live.WorkspaceId, DropId = drop.Id, Name = name, Bytes = 1000, CreatedAt = fixes.CreatedAt }).ToList();
        var place = new DropPlace(live.ProductId, live.Scope, live.Slot, live.Id);
        dropped[0].MatchTo(place, [], DropDoubt.None, null, null);
        dropped[1].MatchTo(null, [place, place with { MainImageId = null }], DropDoubt.RestUnread, "red", 2);
        dropped[2].MatchTo(null, [], DropDoubt.NoProduct, "nobody", null);
        dropped[3].Refuse(new("image.empty", new("It is empty.", "文件为空。")));
        db.DropFiles.AddRange(dropped);
        await AddNotesAsync(db, review, fixes.CreatedAt);
        var mapped = Import("plan.csv", CatalogImportStatus.Mapping, drop);
        var looked = Import("spring.csv", CatalogImportStatus.Checked, drop);
        (looked.RowsNew, looked.RowsChanged, looked.RowsFaulty, looked.ProductsNew, looked.BriefsChanged) = (1, 1, 1, 1, 1);
        db.CatalogImports.AddRange(mapped, looked);
        db.CatalogImportRows.AddRange(
            new CatalogImportRow { WorkspaceId = live.WorkspaceId, ImportId = looked.Id, Line = 2, Sku = "NEW-1", Outcome = ImportOutcome.New, Changes = [new(ImportField.Title, null, null, "Bowl")] },
            new CatalogImportRow { WorkspaceId = live.WorkspaceId, ImportId = looked.Id, Line = 3, Sku = "OLD-1", Outcome = ImportOutcome.Changed, Changes = [new(ImportField.Theme, "amazon/US", "Morning", "Evening")] },
            new CatalogImportRow { WorkspaceId = live.WorkspaceId, ImportId = looked.Id, Line = 4, Sku = "BAD-1", Outcome = ImportOutcome.Faulty, Faults = [new("Title", LineProblems.TitleMissing.Code, LineProblems.TitleMissing.Text("BAD-1"))], Cells = ["BAD-1", ""] });
        await db.SaveChangesAsync();
        return
        [
            ("import", $"{w}/import"), ("import-mapping", $"{w}/import/{mapped.Id}"), ("import-preview", $"{w}/import/{looked.Id}"),
            ("drop", $"{w}/drop"), ("drop-one", $"{w}/drop/{drop.Id}"),
            ("home", w), ("images", $"{w}/images"), ("grid", $"{w}/grid"), ("review", $"{w}/review"), ("review-from", $"{w}/review?from={review.Id}"), ("review-list", $"{w}/review/list?marketplace=amazon"), ("mentions", $"{w}/mentions"), ("work", $"{w}/work?member=all"), ("work-calendar", $"{w}/work/calendar"), ("workflow", $"{w}/settings/workflow"), ("notices", $"{w}/notices"), ("compare", $"{w}/images/{review.MainImageId}/compare"), ("compare-difference", $"{w}/images/{review.MainImageId}/compare?how=difference"), ("fixes", $"{w}/fixes"), ("fixes-new", $"{w}/fixes/new"), ("fixes-one", $"{w}/fixes/{fixes.Id}"), ("pushes", $"{w}/pushes"), ("pushes-new", $"{w}/pushes/new"), ("pushes-one", $"{w}/pushes/{pushes.Id}"), ("check", $"{w}/check"), ("library", $"{w}/library"), ("duplicates", $"{w}/library/duplicates"), ("templates", $"{w}/plan/templates"), ("library-found", $"{w}/library?colour=white&from=2020-01-01"), ("blocked", $"{w}/blocked-pictures"),
            ("shelf", $"{w}/images/{review.MainImageId}/shelf"), ("shelf-desktop-dark", $"{w}/images/{review.MainImageId}/shelf?device=desktop&ground=dark"), ("shelf-live", $"{w}/images/{live.Id}/shelf"),
            ("image-plan", $"{w}/images/{planned.Id}"), ("image-design", $"{w}/images/{review.MainImageId}"), ("image-upload", $"{w}/images/{approved.Id}"),
            ("image-monitor", $"{w}/images/{live.Id}"), ("image-retire", $"{w}/images/{retired.Id}"),
            ("brief", $"{w}/images/{planned.Id}/brief"), ("push", $"{w}/images/{approved.Id}/push"), ("retire", $"{w}/images/{live.Id}/retire"), ("test", $"{w}/images/{live.Id}/test"),
            ("products", $"{w}/products"), ("product", $"{w}/products/{live.ProductId}"), ("plan", $"{w}/plan/new?productId={live.ProductId}"),
            ("stores", $"{w}/stores"), ("connect", $"{w}/stores/connect"), ("store", $"{w}/stores/{store.Id}"), ("listing", $"{w}/listings/{listing.Id}"), ("listings", $"{w}/listings"), ("listings-hidden", $"{w}/listings/hidden"), ("listing-new", $"{w}/products/{live.ProductId}/listings/new"), ("deployments", $"{w}/deployments"), ("by-hand", $"{w}/deployments/by-hand"), ("connect-by-hand", $"{w}/stores/connect?marketplace=walmart"),
            ("figures", $"{w}/figures"), ("experiments", $"{w}/experiments"), ("jobs", $"{w}/jobs"), ("members", $"{w}/members"), ("settings", $"{w}/settings"),
            ("audit", $"{w}/audit"), ("rules", $"{w}/rules"), ("rules-amazon", $"{w}/rules/amazon"), ("rules-outlook", $"{w}/rules/outlook"), ("rules-change", $"{w}/rules/amazon/change/dimensions"), ("me", $"{w}/me"),
            ("image-optimize", $"{w}/images/{tested.Id}"), ("experiment", $"{w}/experiments/{tested.ExperimentId}"), ("deployment", $"{w}/deployments/{deployment.Id}"),
        ];
    }

    private static CatalogImport Import(string name, CatalogImportStatus status, DropBatch like) => new()
    {
        WorkspaceId = like.WorkspaceId,
        FileName = name,
        Sha256 = new string('a', 64),
        Bytes = 1000,
        Status = status,
        Shape = new TableShape { Encoding = "utf-8", Delimiter = ',', HeaderLine = 1, Headers = ["SKU", "Title"], Samples = [["NEW-1", "OLD-1"], ["Bowl"]], HeaderKey = new string('b', 64) },
        Mapping = new ImportMapping([ImportField.Sku, ImportField.Title], null, null),
        CreatedBy = like.CreatedBy,
        CreatedByName = like.CreatedByName,
        CreatedAt = like.CreatedAt,
    };
}
