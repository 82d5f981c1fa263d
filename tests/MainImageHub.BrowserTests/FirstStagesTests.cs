using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MainImageHub.BrowserTests.Support;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging;
using MainImageHub.Tests.Imaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MainImageHub.BrowserTests;

/// <summary>
/// One person and one picture, from a store that was just connected to a picture that is seen live: all by pages, all workers running,
/// against the simulated shop.
/// </summary>
public sealed class FirstStagesTests(BrowserHub hub) : IClassFixture<BrowserHub>
{
    private const float Patience = 120_000;

    [BrowserFact]
    public async Task A_person_connects_a_store_plans_designs_and_sees_the_picture_live()
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
        var (image, _) = await FindPictureAtFaultAsync(page);
        await PlanAsync(page);
        await DesignAsync(page, image);
        await UploadAsync(page, image);

        faults.Should().BeEmpty("no page of the story may complain in the console");
        await page.Context.CloseAsync();
    }

    private static async Task ConnectStoreAsync(IPage page)
    {
        await page.GotoAsync("/w/home/stores");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Connect a store" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Use the built-in simulator" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and read the store" }).ClickAsync();

        var pictures = page.GetByRole(AriaRole.Region, new() { Name = "Live pictures" });
        await Expect(pictures).ToContainTextAsync(new Regex("[1-9]\\d* of \\d+ live pictures break a rule"), new() { Timeout = Patience });
        await Expect(page.GetByText("Read only: nothing is pushed")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow pushes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop pushes" })).ToBeVisibleAsync();
        await BrowserHub.KeepAsync(page, "story-0-store");
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
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("\\d+ of your \\d+ live pictures break a rule") })).ToBeVisibleAsync();
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
        await page.GetByLabel("Where it is shown").SelectOptionAsync("amazon/US");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show its rules" }).ClickAsync();
        await Expect(page.GetByText("Rules that will apply on amazon/US")).ToBeVisibleAsync();
        await page.GetByLabel("Theme").FillAsync("Summer on white");
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
        await page.GetByRole(AriaRole.Region, new() { Name = "Deployments" }).GetByRole(AriaRole.Link, new() { Name = "Push", Exact = true }).ClickAsync();
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
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Versions" }).GetByRole(AriaRole.Link).Filter(new() { HasText = "v2" })).ToContainTextAsync("Live");
    }

    /// <summary>Uploads on the image's page, waits for the report that appears by itself, reads it, and approves.</summary>
    private async Task SubmitAndApproveAsync(IPage page, string photograph, string shape, int number)
    {
        await page.GetByLabel("Pictures (each becomes a version)").SetInputFilesAsync(Picture(photograph, shape));
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Review version {number}" })).ToBeVisibleAsync(new() { Timeout = Patience });
        var report = page.GetByRole(AriaRole.Region, new() { Name = "Compliance report" });
        await Expect(report).ToContainTextAsync("amazon/US");
        await Expect(report).Not.ToContainTextAsync("Breaks a rule");
        await Expect(report.Locator("[data-rule='background.white']")).ToContainTextAsync("White background");
        await BrowserHub.KeepAsync(page, $"story-2-report-v{number}");
        await page.GetByLabel("Comment").FillAsync("As briefed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Approved", Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("As briefed").First).ToBeVisibleAsync();
    }

    /// <summary>A photograph where the folder of them is there, otherwise a drawing that no rule objects to.</summary>
    private FilePayload Picture(string photograph, string shape)
    {
        if (SharedPictures.Folder is { } folder)
        {
            return new() { Name = photograph, MimeType = "image/jpeg", Buffer = File.ReadAllBytes(Path.Combine(folder, photograph)) };
        }

        var drawn = shape == "ellipse" ? "<ellipse cx='50' cy='50' rx='46' ry='44' fill='#246'/>" : "<rect x='4' y='6' width='92' height='88' rx='9' fill='#a31'/>";
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7():N}.jpg");
        try
        {
            hub.App.Services.GetRequiredService<ImagingEngine>().Drawing.Save($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>{drawn}<path d='M22 40h56M22 55h40M22 70h48' stroke='#eee' stroke-width='3'/></svg>", path, width: 1600, ImageFormat.Jpeg);
            return new() { Name = $"{shape}.jpg", MimeType = "image/jpeg", Buffer = File.ReadAllBytes(path) };
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ILocator History(IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "History" });

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
}
