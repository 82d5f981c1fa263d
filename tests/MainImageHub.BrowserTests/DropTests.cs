using System.Text.RegularExpressions;
using MainImageHub.BrowserTests.Support;
using MainImageHub.Domain.Drops;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MainImageHub.BrowserTests;

/// <summary>A batch as a person meets it: dropped, broken off by a reload, dropped again, looked through and committed.</summary>
public sealed class DropTests(BrowserHub hub) : IClassFixture<BrowserHub>
{
    [BrowserFact]
    public async Task Thirty_files_with_mixed_names_are_matched_and_become_versions_and_a_reload_loses_nothing()
    {
        SetDefaultExpectTimeout(60_000);
        using var pictures = new Pictures();
        var files = new List<FilePayload>();
        for (var i = 0; i < 10; i++)
        {
            var product = await hub.App.ProductAsync($"DROP{i}CUP");
            await hub.App.PlannedImageAsync(productId: product.Id);
            files.Add(Picture($"{product.Sku}.MAIN.jpg", 600 + i));
            files.Add(Picture($"{product.Sku}_amazon_US.PT01.jpg", 620 + i));
            files.Add(Picture($"front view {i}.jpg", 640 + i));
        }

        var page = await hub.OwnerAsync();
        await page.GotoAsync("/w/home/drop");
        await page.Locator("#drop-files").SetInputFilesAsync(files[..12]);
        await Expect(page.Locator("[data-drop-status]")).ToContainTextAsync("All files are here (12)");
        await page.WaitForURLAsync(new Regex("/w/home/drop/[0-9a-f-]{36}$"));
        await page.ReloadAsync();
        await page.Locator("#drop-files").SetInputFilesAsync(files);
        await Expect(page.Locator("[data-drop-status]")).ToContainTextAsync("All files are here (30)");
        await Expect(page.Locator("[data-drop-status]")).ToContainTextAsync("here already: 12");
        await hub.App.RunWorkAsync();
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Make versions (20)" })).ToBeVisibleAsync();
        await BrowserHub.KeepAsync(page, "drop-matched");

        await page.GetByRole(AriaRole.Link, new() { Name = "to be decided 10" }).ClickAsync();
        // The page before shows the same file: what is opened there is closed again on the next.
        await page.WaitForURLAsync(new Regex("show=Open"));
        var row = page.Locator("#drop-result li", new() { HasText = "front view 3.jpg" });
        await row.Locator("summary").ClickAsync();
        await row.GetByLabel("SKU").FillAsync("DROP3CUP");
        await row.GetByLabel("Slot").SelectOptionAsync("PT02");
        await BrowserHub.KeepAsync(page, "drop-by-hand");
        await row.GetByRole(AriaRole.Button, new() { Name = "Send it there" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make versions (21)" }).ClickAsync();
        await hub.App.RunWorkUntilAsync(() => hub.App.WithDbAsync(db => db.DropFiles.CountAsync(f => f.Status == DropFileStatus.Ordered)), ordered => ordered == 0);
        await Expect(page.GetByText("New versions: 21.")).ToBeVisibleAsync();
        await BrowserHub.KeepAsync(page, "drop-done");
        (await hub.App.WithDbAsync(db => db.Versions.CountAsync())).Should().Be(21);

        FilePayload Picture(string name, int seed) => new() { Name = name, MimeType = "image/jpeg", Buffer = File.ReadAllBytes(pictures.Product(seed: seed)) };
    }

    [BrowserFact]
    public async Task A_pattern_is_tried_on_the_names_while_it_is_typed()
    {
        SetDefaultExpectTimeout(60_000);
        using var pictures = new Pictures();
        var product = await hub.App.ProductAsync("TYPED1");
        var page = await hub.OwnerAsync();
        await page.GotoAsync("/w/home/drop");
        await page.Locator("#drop-files").SetInputFilesAsync(new FilePayload { Name = "IMG=TYPED1=9.jpg", MimeType = "image/jpeg", Buffer = File.ReadAllBytes(pictures.Product(seed: 690)) });
        await Expect(page.Locator("[data-drop-status]")).ToContainTextAsync("All files are here (1)");
        await page.ReloadAsync();
        // Until the file has been looked at, the list above the form still grows, and a click may miss.
        await Expect(page.Locator("[data-drop-moving]")).ToHaveCountAsync(0);
        await page.Locator("details summary", new() { HasText = "How file names are read" }).ClickAsync();
        await page.Locator("#pattern").PressSequentiallyAsync("=(?<sku>[A-Z0-9]+)=");
        await Expect(page.Locator("#drop-tried")).ToContainTextAsync("Matched: 1 of 1 names");
        await page.GetByLabel("Its name").FillAsync("Camera");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep and use" }).ClickAsync();
        await Expect(page.Locator("#drop-result")).ToContainTextAsync($"→ {product.Sku}");
    }
}
