using System.Text.RegularExpressions;
using MainImageHub.BrowserTests.Support;
using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MainImageHub.BrowserTests;

/// <summary>A reviewer at work: a note put by a click and one by the keyboard, a thread, its ghost on the next version, two versions compared, and the queue by its keys.</summary>
public sealed class ReviewTests(BrowserHub hub) : IClassFixture<BrowserHub>
{
    [BrowserFact]
    public async Task A_note_is_put_answered_haunts_the_next_version_and_is_resolved_and_the_queue_goes_by_keys()
    {
        SetDefaultExpectTimeout(30_000);
        using var pictures = new Pictures();
        var image = await hub.App.PlannedImageAsync();
        await UploadAsync(pictures, image, 701);
        var page = await hub.OwnerAsync();
        var address = $"/w/home/images/{image.Id}";
        await page.GotoAsync(address);

        // A click puts the mark there and asks for words.
        var picture = page.Locator(".picture-frame > img").First;
        var box = (await picture.BoundingBoxAsync())!;
        await picture.ClickAsync(new() { Position = new() { X = box.Width / 4, Y = box.Height / 2 } });
        await Expect(page.GetByLabel("From the left (%)")).ToHaveValueAsync(new Regex("^2[45](\\.\\d)?$"));
        await Expect(page.Locator(".picture-pins .pin-new")).ToHaveCountAsync(1);
        await page.Keyboard.TypeAsync("The shadow is too hard.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put the note" }).ClickAsync();
        await Expect(page.Locator("a.pin")).ToHaveAttributeAsync("aria-label", "Note 1");
        var drawn = (await page.Locator("a.pin circle").BoundingBoxAsync())!;
        box = (await page.Locator(".picture-frame > img").First.BoundingBoxAsync())!;
        ((drawn.X + (drawn.Width / 2) - box.X) / box.Width).Should().BeApproximately(0.25f, 0.01f, "it stands where the click was");

        // By the keyboard alone: C, the arrow keys, words, Enter on the button.
        await page.Locator("body").ClickAsync(new() { Position = new() { X = 2, Y = 2 } });
        await page.Keyboard.PressAsync("c");
        await Expect(page.GetByLabel("From the left (%)")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(page.GetByLabel("From the left (%)")).ToHaveValueAsync("50.1");
        await page.GetByLabel("What should change here? @name calls somebody.").FillAsync("The logo is cut off.");
        await BrowserHub.KeepAsync(page, "review-note-form");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put the note" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("a.pin")).ToHaveCountAsync(2);

        var first = page.Locator("#pin-1");
        await first.Locator("summary").ClickAsync();
        await first.GetByLabel("Answer to note 1").FillAsync("Softer in v2.");
        await first.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.Locator("#pin-1")).ToContainTextAsync("Softer in v2.");

        await UploadAsync(pictures, image, 702);
        await page.GotoAsync($"{address}?v=2");
        await Expect(page.Locator("a.pin.pin-ghost")).ToHaveCountAsync(2);
        await Expect(page.Locator("#pin-1")).ToContainTextAsync("from v1");
        await page.Locator("#pin-2").GetByRole(AriaRole.Button, new() { Name = "Still so on v2" }).ClickAsync();
        await Expect(page.Locator("a.pin.pin-ghost")).ToHaveCountAsync(1);
        await page.Locator("#pin-1").GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Expect(page.Locator("a.pin")).ToHaveCountAsync(1);
        await BrowserHub.KeepAsync(page, "review-notes");

        await page.GetByRole(AriaRole.Link, new() { Name = "Compare", Exact = true }).ClickAsync();
        await Expect(page.Locator(".compare-both img")).ToHaveCountAsync(2);
        await page.GetByLabel("Difference", new() { Exact = true }).CheckAsync();
        await Expect(page.Locator(".compare-left")).ToHaveCSSAsync("mix-blend-mode", "difference");
        await BrowserHub.KeepAsync(page, "review-compare-difference");
        await page.GetByLabel("Overlay").CheckAsync();
        await page.Locator("[data-mix]").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator(".compare-left")).ToHaveCSSAsync("opacity", "0");

        // Two versions wait: R asks why, the next comes at once, P and N go back and forth, A approves.
        await page.GotoAsync("/w/home/review");
        await Expect(page.Locator("main h2").First).ToContainTextAsync("v1");
        await page.Keyboard.PressAsync("n");
        await Expect(page.Locator("main h2").First).ToContainTextAsync("v2");
        await page.Keyboard.PressAsync("p");
        await Expect(page.Locator("main h2").First).ToContainTextAsync("v1");
        await page.Keyboard.PressAsync("r");
        var comment = page.Locator("#review-comment");
        await Expect(comment).ToBeFocusedAsync();
        await comment.FillAsync("The shadow.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject R" }).ClickAsync();
        await Expect(page.Locator("main h2").First).ToContainTextAsync("v2");
        await Expect(page.Locator("[data-reason]")).ToHaveTextAsync("The shadow.");
        await page.Keyboard.PressAsync("u");
        await Expect(page.Locator("main h2").First).ToContainTextAsync("v1");
        await page.Keyboard.PressAsync("a");
        await Expect(page.Locator("main h2").First).ToContainTextAsync("v2");
        await BrowserHub.KeepAsync(page, "review-queue");
        (await hub.App.WithDbAsync(db => db.Versions.Where(v => v.MainImageId == image.Id).OrderBy(v => v.Number).Select(v => v.Decision).ToListAsync())).Should().Equal(ReviewDecision.Approved, ReviewDecision.None);
    }

    private async Task UploadAsync(Pictures pictures, MainImage image, int seed)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(await File.ReadAllBytesAsync(pictures.Product(seed: seed))), "file", "front.jpg" } };
        (await hub.App.Owner.PostAsync($"/api/v1/main-images/{image.Id}/versions", form)).EnsureSuccessStatusCode();
        await hub.App.RunWorkUntilAsync(() => hub.App.WithDbAsync(db => db.Versions.CountAsync(v => v.MainImageId == image.Id && v.Status != VersionStatus.Ready)), unread => unread == 0);
    }
}
