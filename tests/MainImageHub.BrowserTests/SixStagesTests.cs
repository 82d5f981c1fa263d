using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.BrowserTests.Support;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Processes;
using MainImageHub.Tests.Imaging;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Optimize;
using MainImageHub.Web.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MainImageHub.BrowserTests;

/// <summary>
/// One person and one picture through all six stages, from a store that was just connected to the archive: all by pages, all workers
/// running, against the simulated shop, whose clock alone is set forward from outside.
/// </summary>
public sealed class SixStagesTests(BrowserHub hub) : IClassFixture<BrowserHub>
{
    private const float Patience = 120_000;

    [BrowserFact]
    public async Task A_person_takes_a_picture_through_all_six_stages()
    {
        SetDefaultExpectTimeout(30_000);
        var page = await hub.OwnerAsync();
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                faults.Add($"{page.Url}: {message.Text}");
            }
        };
        page.Dialog += async (_, dialog) => await dialog.AcceptAsync();

        await ConnectStoreAsync(page);
        var connected = await TodayAsync();
        var (image, externalId) = await FindPictureAtFaultAsync(page);
        await PlanAsync(page);
        await DesignAsync(page, image);
        // At noon, so that the day of the switch is nobody's.
        await GoToAsync(connected.AddDays(3), hour: 12);
        await UploadAsync(page, image);
        await GoToAsync(connected.AddDays(7));
        await MonitorAsync(page, image, externalId, connected);
        await OptimizeAsync(page, image);
        await RetireAsync(page, image);

        faults.Should().BeEmpty("no page of the story may complain in the console");
        await page.Context.CloseAsync();
    }

    private static async Task ConnectStoreAsync(IPage page)
    {
        await page.GotoAsync("/w/home/stores");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Connect a store" }).First.ClickAsync();
        await BeRefusedAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Use the built-in simulator" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and read the store" }).ClickAsync();

        var pictures = page.GetByRole(AriaRole.Region, new() { Name = "Live pictures" });
        await Expect(pictures).ToContainTextAsync(new Regex("[1-9]\\d* of \\d+ live pictures breaks? a rule"), new() { Timeout = Patience });
        await Expect(page.GetByText("Read only: nothing is pushed")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow pushes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop pushes" })).ToBeVisibleAsync();
        await BrowserHub.KeepAsync(page, "story-0-store");
    }

    /// <summary>A form that is refused says why and comes back as it was typed, but for its secrets.</summary>
    private static async Task BeRefusedAsync(IPage page)
    {
        foreach (var field in await page.Locator("main input[required]").AllAsync())
        {
            await field.FillAsync("typed");
        }

        await page.Locator("#endpoint").FillAsync("https://10.1.2.3/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and read the store" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is not a public address");
        await Expect(page.Locator("#name")).ToHaveValueAsync("typed");
        await Expect(page.Locator("#endpoint")).ToHaveValueAsync("https://10.1.2.3/");
        await Expect(page.Locator("main input[type=password]").First).ToHaveValueAsync("");
        await BrowserHub.KeepAsync(page, "story-0-refused");
    }

    /// <summary>The address of the first picture that the store page complains of, and what the shop calls its listing.</summary>
    private static async Task<(string Address, string ExternalId)> FindPictureAtFaultAsync(IPage page)
    {
        var fault = page.GetByRole(AriaRole.Region, new() { Name = "Live pictures" }).GetByRole(AriaRole.Link).First;
        var sku = (await fault.InnerTextAsync()).Trim();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Link, new() { Name = sku, Exact = true }) });
        var externalId = (await row.GetByRole(AriaRole.Cell).Nth(1).InnerTextAsync()).Trim();
        var image = (await fault.GetAttributeAsync("href"))!;

        await page.GotoAsync("/w/home");
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("\\d+ of your \\d+ live pictures breaks? a rule") })).ToBeVisibleAsync();
        await BrowserHub.KeepAsync(page, "story-0-home");
        await page.GotoAsync(image);
        await ExpectStageAsync(page, "Monitor");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Compliance report" })).ToContainTextAsync("Breaks a rule");
        return (image, externalId);
    }

    private static async Task PlanAsync(IPage page)
    {
        await page.GotoAsync("/w/home/products");
        var add = page.GetByRole(AriaRole.Region, new() { Name = "Add a product" });
        await add.GetByLabel("SKU", new() { Exact = true }).FillAsync("STORY-1");
        await add.GetByLabel("Title").FillAsync("Sunglasses, black and white");
        await add.GetByRole(AriaRole.Button, new() { Name = "Add a product" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Plan a main image" }).ClickAsync();
        await page.GetByLabel("Theme").FillAsync("Summer on white");
        foreach (var (place, named) in new[] { ("amazon/DE", "Amazon DE"), ("amazon/US", "Amazon US") })
        {
            await page.GetByLabel("Where it is shown").SelectOptionAsync(place);
            await Expect(page.GetByText($"Rules that will apply on {named}")).ToBeVisibleAsync();
        }

        // What was written before the place was chosen is still there: it is never typed again below.
        await page.GetByLabel("Selling points").FillAsync("Polarised lenses\nLight as a feather");
        await page.GetByLabel("Due on").FillAsync("2030-01-31");
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan a main image" }).ClickAsync();

        await ExpectStageAsync(page, "Plan");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sunglasses, black and white" })).ToBeVisibleAsync();
        var brief = page.GetByRole(AriaRole.Region, new() { Name = "Brief" });
        await Expect(brief).ToContainTextAsync("Summer on white");
        await Expect(brief).ToContainTextAsync("Light as a feather");
        await Expect(brief).ToContainTextAsync("2030-01-31");
        await Expect(page.GetByText("nobody yet")).ToHaveCountAsync(0);
        await BrowserHub.KeepAsync(page, "story-1-plan");
    }

    private async Task DesignAsync(IPage page, string image)
    {
        await page.GotoAsync(image);
        await SubmitAndApproveAsync(page, "derived-02-fill-88-glasses.jpg", "ellipse", 2);
        await Expect(page.GetByText("Next version in work")).ToBeVisibleAsync();
        await BrowserHub.KeepAsync(page, "story-2-design");
    }

    private static async Task UploadAsync(IPage page, string image)
    {
        await page.GotoAsync(image);
        await page.GetByRole(AriaRole.Region, new() { Name = "Pushes" }).GetByRole(AriaRole.Link, new() { Name = "Push", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Push version 2" })).ToBeVisibleAsync();
        var listing = page.GetByRole(AriaRole.Group, new() { Name = "Listings" }).GetByRole(AriaRole.Checkbox);
        await Expect(listing).ToBeCheckedAsync();
        await Expect(page.GetByText("no measured rule broken")).ToBeVisibleAsync();
        await BrowserHub.KeepAsync(page, "story-3-push");
        await page.GetByRole(AriaRole.Button, new() { Name = "Push", Exact = true }).ClickAsync();

        // The page follows the push by itself, from the queue to the proof.
        await page.WaitForURLAsync("**/deployments/*");
        await Expect(page.Locator("#progress .badge")).ToHaveTextAsync("live", new() { Timeout = Patience });
        await Expect(page.GetByText("What the marketplace showed on")).ToContainTextAsync(new Regex("the same (bytes|picture, re-encoded)"));
        await Expect(page.GetByAltText("Approved picture")).ToBeVisibleAsync();
        await BrowserHub.KeepAsync(page, "story-3-upload");

        await page.GetByRole(AriaRole.Link, new() { Name = "Main image", Exact = true }).ClickAsync();
        await ExpectStageAsync(page, "Monitor");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Versions" }).Locator("a[href$='?v=2']")).ToContainTextAsync("Live");
    }

    /// <param name="page">The window.</param>
    /// <param name="image">The image's address.</param>
    /// <param name="externalId">What the shop calls its listing.</param>
    /// <param name="connected">The day on which version 1 was found live; version 2 was pushed three days later.</param>
    private static async Task MonitorAsync(IPage page, string image, string externalId, DateOnly connected)
    {
        var csv = new StringBuilder("date,marketplace,site,externalId,impressions,clicks,sessions,orders,units,revenue,currency\n");
        foreach (var (day, clicks) in new[] { (1, 20), (2, 20), (3, 30), (4, 40), (5, 40), (6, 40) })
        {
            csv.Append(CultureInfo.InvariantCulture, $"{connected.AddDays(day):yyyy-MM-dd},amazon,US,{externalId},1000,{clicks},50,5,6,119.94,USD\n");
        }

        csv.Append(CultureInfo.InvariantCulture, $"{connected.AddDays(1):yyyy-MM-dd},amazon,US,NOT-OURS,1000,40,50,5,6,119.94,USD\n");
        await page.GotoAsync(image);
        await page.GetByRole(AriaRole.Region, new() { Name = "Figures per version" }).GetByRole(AriaRole.Link, new() { Name = "Upload figures (CSV)" }).ClickAsync();
        await page.GetByLabel("CSV file").SetInputFilesAsync(new FilePayload { Name = "story.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv.ToString()) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload", Exact = true }).ClickAsync();
        var uploads = page.GetByRole(AriaRole.Region, new() { Name = "Uploads" });
        await Expect(uploads).ToContainTextAsync("7 rows read, 6 taken, 1 rejected", new() { Timeout = Patience });
        await uploads.GetByText("Problems: 1").ClickAsync();
        await Expect(uploads).ToContainTextAsync("NOT-OURS");
        await BrowserHub.KeepAsync(page, "story-4-figures");

        // Figures are a version's up to the last look at it; the upload asked for one.
        var figures = page.GetByRole(AriaRole.Region, new() { Name = "Figures per version" });
        var began = TimeProvider.System.GetTimestamp();
        do
        {
            await page.GotoAsync(image);
        }
        while (await Row(figures, "v2").Filter(new() { HasText = "4.00 %" }).CountAsync() == 0 && TimeProvider.System.GetElapsedTime(began).TotalMilliseconds < Patience);

        await Expect(figures.Locator("canvas")).ToBeVisibleAsync();
        await Expect(Row(figures, "v1")).ToContainTextAsync("2.00 %");
        await Expect(Row(figures, "v2")).ToContainTextAsync("4.00 %");
        await Expect(figures).ToContainTextAsync("uploaded CSV");
        await Expect(figures).ToContainTextAsync($"figures up to {connected.AddDays(6):yyyy-MM-dd}");
        await Expect(figures).ToContainTextAsync("days of no single version: 1");
        await BrowserHub.KeepAsync(page, "story-4-monitor");
    }

    private async Task OptimizeAsync(IPage page, string image)
    {
        await page.GotoAsync(image);
        await SubmitAndApproveAsync(page, "derived-01-fill-92-gamepad.jpg", "rect", 3);

        // One test is cancelled on the day it was started: its first day is the next.
        var stopped = await StartTestAsync(page, image);
        await ExpectOnBoardAsync(page, "Optimize", image);
        await page.GotoAsync(image);
        await ExpectStageAsync(page, "Optimize");
        await page.GotoAsync(stopped);
        await page.GetByLabel("Why stop?").FillAsync("The season is over");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the test" }).ClickAsync();
        await Expect(page.GetByText("The test was cancelled before it began. The picture was never swapped.")).ToBeVisibleAsync();
        await Expect(page.GetByText("there is nothing to compare. The season is over")).ToBeVisibleAsync();
        await BrowserHub.KeepAsync(page, "story-5-cancelled");
        await page.GotoAsync(image);
        await ExpectStageAsync(page, "Monitor");

        // The other one runs to its end: the shop really shows B on B's first day, and A again when it is over.
        var test = await StartTestAsync(page, image);
        var plan = (await hub.App.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/experiments/{IdOf(test)}")).GetProperty("plan");
        var firstOfB = plan.GetProperty("segments").EnumerateArray().First(segment => segment.GetProperty("arm").GetString() == "b");
        await GoToAsync(Day(firstOfB, "from"));
        await DriveAsync(test);
        await page.GotoAsync(image);
        await ReloadUntilAsync(page, LiveVersion(page, "v3"));
        await page.GotoAsync(test);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("running");
        await BrowserHub.KeepAsync(page, "story-5-running");

        await GoToAsync(Day(plan, "endsOn").AddDays(15));
        await DriveAsync(test);
        await ReloadUntilAsync(page, page.GetByRole(AriaRole.Heading, new() { Level = 1 }).Filter(new() { HasText = "completed" }));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Verdict" })).ToContainTextAsync("Not enough information");
        await BrowserHub.KeepAsync(page, "story-5-optimize");
        await page.GotoAsync(image);
        await ReloadUntilAsync(page, LiveVersion(page, "v2"));
        await ExpectStageAsync(page, "Monitor");
    }

    /// <summary>Plans a test of what is live against version 3, and starts it.</summary>
    /// <returns>Its address.</returns>
    private static async Task<string> StartTestAsync(IPage page, string image)
    {
        await page.GotoAsync(image);
        await page.GetByRole(AriaRole.Region, new() { Name = "Tests" }).GetByRole(AriaRole.Link, new() { Name = "Plan a test" }).ClickAsync();
        await Expect(page.GetByLabel("Challenger (B)")).ToContainTextAsync("v3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("planned");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the test" }).ClickAsync();
        await Expect(page.GetByText("The test starts on")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("starts on");
        await Expect(page.GetByText("The test has not begun")).ToBeVisibleAsync();
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task RetireAsync(IPage page, string image)
    {
        await page.GotoAsync(image);
        var retirement = page.GetByRole(AriaRole.Region, new() { Name = "Retirement" });
        await Expect(retirement).ToContainTextAsync("In use.");
        await retirement.GetByRole(AriaRole.Link, new() { Name = "Retire", Exact = true }).ClickAsync();
        await page.GetByLabel("Reason", new() { Exact = true }).FillAsync("The product is sold out");
        await page.GetByLabel("Take it away at the marketplace").CheckAsync();
        await BrowserHub.KeepAsync(page, "story-6-form");
        await page.GetByRole(AriaRole.Button, new() { Name = "Retire", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(new Regex(Regex.Escape(image) + "$"));
        await Expect(retirement).ToContainTextAsync("The product is sold out");

        // Archived means that the shop was seen to show it no more.
        await ReloadUntilAsync(page, retirement.GetByText("Archived"));
        // The parts of a page are read one after the other: this one may have been asked for while the last of it was being written.
        await page.ReloadAsync();
        await ExpectStageAsync(page, "Retire");
        var rail = page.GetByRole(AriaRole.Navigation, new() { Name = "Versions" });
        await Expect(rail.GetByRole(AriaRole.Link)).ToHaveCountAsync(3);
        await Expect(rail).Not.ToContainTextAsync("Live");
        var history = page.GetByRole(AriaRole.Region, new() { Name = "History" });
        await Expect(history).ToContainTextAsync("asked to retire this main image");
        await Expect(history).ToContainTextAsync("approved v2");
        await Expect(history).ToContainTextAsync("v2 was seen live");
        await Expect(history).ToContainTextAsync("started a test");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Upload a new version" })).ToHaveCountAsync(0);
        await BrowserHub.KeepAsync(page, "story-6-retire");
        await ExpectOnBoardAsync(page, "Retire", image);
        await BrowserHub.KeepAsync(page, "story-6-board");
    }

    /// <summary>Uploads on the image's page, waits for the report that appears by itself, reads it, and approves.</summary>
    private async Task SubmitAndApproveAsync(IPage page, string photograph, string shape, int number)
    {
        await page.GetByLabel("Pictures (each becomes a version)").SetInputFilesAsync(await PictureAsync(photograph, shape));
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Review version {number}" })).ToBeVisibleAsync(new() { Timeout = Patience });
        var report = page.GetByRole(AriaRole.Region, new() { Name = "Compliance report" });
        await Expect(report).ToContainTextAsync("Amazon US");
        await Expect(report).Not.ToContainTextAsync("Breaks a rule");
        await Expect(report.Locator("[data-rule='background.white']")).ToContainTextAsync("White background");
        await BrowserHub.KeepAsync(page, $"story-2-report-v{number}");
        await page.GetByLabel("Comment").FillAsync("As briefed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Approved", Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("As briefed").First).ToBeVisibleAsync();
    }

    /// <summary>A photograph where the folder of them is there, otherwise a drawing that no rule objects to.</summary>
    private async Task<FilePayload> PictureAsync(string photograph, string shape)
    {
        if (SharedPictures.Folder is { } folder)
        {
            return new() { Name = photograph, MimeType = "image/jpeg", Buffer = File.ReadAllBytes(Path.Combine(folder, photograph)) };
        }

        var drawn = shape == "ellipse" ? "<ellipse cx='50' cy='50' rx='46' ry='44' fill='#246'/>" : "<rect x='4' y='6' width='92' height='88' rx='9' fill='#a31'/>";
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7():N}.jpg");
        try
        {
            await hub.App.Services.GetRequiredService<ImagingProcesses>().DrawAsync($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>{drawn}<path d='M22 40h56M22 55h40M22 70h48' stroke='#eee' stroke-width='3'/></svg>", path, width: 1600, ImageFormat.Jpeg);
            return new() { Name = $"{shape}.jpg", MimeType = "image/jpeg", Buffer = File.ReadAllBytes(path) };
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ILocator Row(ILocator within, string header) =>
        within.GetByRole(AriaRole.Row).Filter(new() { Has = within.Page.GetByRole(AriaRole.Rowheader, new() { Name = header, Exact = true }) });

    /// <summary>The version's place in the rail, once that says it is live.</summary>
    private static ILocator LiveVersion(IPage page, string version) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Versions" }).GetByRole(AriaRole.Link).Filter(new() { HasText = version }).Filter(new() { HasText = "Live" });

    private static async Task ExpectOnBoardAsync(IPage page, string column, string image)
    {
        await page.GotoAsync("/w/home");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = column }).Locator($"a[href='{image}']")).ToBeVisibleAsync();
    }

    private static Task ExpectStageAsync(IPage page, string stage) =>
        Expect(page.GetByRole(AriaRole.List, new() { Name = "Stages of this picture's life" }).Locator("[aria-current=step]")).ToHaveTextAsync(stage);

    private static async Task ReloadUntilAsync(IPage page, ILocator seen)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await seen.CountAsync() == 0)
        {
            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromMinutes(2), "the page should have come to say so");
            await Task.Delay(250);
            await page.ReloadAsync();
        }
    }

    private static DateOnly Day(JsonElement of, string name) => DateOnly.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static Guid IdOf(string address) => Guid.Parse(address[(address.LastIndexOf('/') + 1)..]);

    /// <summary>The shop's day.</summary>
    private async Task<DateOnly> TodayAsync()
    {
        using var client = hub.App.ClientFor(null);
        var time = await client.GetFromJsonAsync<JsonElement>("/simulator/control/clock");
        return DateOnly.FromDateTime(time.GetProperty("now").GetDateTimeOffset().UtcDateTime);
    }

    /// <summary>Sets the shop's clock forward to a minute past midnight of a day, or past another hour.</summary>
    private async Task GoToAsync(DateOnly day, int hour = 0)
    {
        using var client = hub.App.ClientFor(null);
        var now = new DateTimeOffset(day.ToDateTime(new TimeOnly(hour, 1)), TimeSpan.Zero);
        (await client.PostAsJsonAsync("/simulator/control/clock", new { now })).EnsureSuccessStatusCode();
    }

    /// <summary>What the minutely job does for a running test; the story need not wait for the full minute.</summary>
    private async Task DriveAsync(string test)
    {
        await using var scope = hub.App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(await hub.App.WorkspaceIdAsync());
        var queue = scope.ServiceProvider.GetRequiredService<WorkQueue>();
        await queue.AddAsync(TestWork.Kind, IdOf(test), "rotation test");
        await scope.ServiceProvider.GetRequiredService<HubDbContext>().SaveChangesAsync();
        await queue.ScheduleAsync();
    }
}
