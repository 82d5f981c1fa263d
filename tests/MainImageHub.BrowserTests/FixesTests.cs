using System.Text.RegularExpressions;
using MainImageHub.BrowserTests.Support;
using MainImageHub.Domain.Images;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MainImageHub.BrowserTests;

/// <summary>Several pictures are chosen in the list, repaired by one order, and their new versions wait in the review queue.</summary>
public sealed class FixesTests(BrowserHub hub) : IClassFixture<BrowserHub>
{
    [BrowserFact]
    public async Task Several_pictures_are_repaired_at_once_and_wait_for_review()
    {
        SetDefaultExpectTimeout(60_000);
        using var pictures = new Pictures();
        for (var i = 0; i < 3; i++)
        {
            var image = await hub.App.PlannedImageAsync();
            using var form = new MultipartFormDataContent { { new ByteArrayContent(File.ReadAllBytes(pictures.Product(background: "#f0f0f0", seed: 300 + i))), "file", "front.jpg" } };
            (await hub.App.Owner.PostAsync($"/api/v1/main-images/{image.Id}/versions", form)).EnsureSuccessStatusCode();
        }

        await hub.App.RunWorkUntilAsync(() => hub.App.WithDbAsync(db => db.Versions.CountAsync(v => v.Status == VersionStatus.Ready)), ready => ready == 3);

        var page = await hub.OwnerAsync();
        await page.GotoAsync("/w/home/images");
        var boxes = page.Locator("[data-pick]");
        await boxes.Nth(0).FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await boxes.Nth(2).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(page.Locator("[data-picked]")).ToHaveTextAsync("3");
        await BrowserHub.KeepAsync(page, "fixes-chosen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Repair…" }).ClickAsync();
        await BrowserHub.KeepAsync(page, "fixes-plan");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make 3 new versions" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/w/home/fixes/[0-9a-f-]{36}$"));
        var order = page.Url;
        await page.ReloadAsync();
        await hub.App.RunWorkAsync();
        await Expect(page.GetByText("3 new versions of 3 pictures; each has to be reviewed")).ToBeVisibleAsync();
        await BrowserHub.KeepAsync(page, "fixes-done");

        await page.GetByRole(AriaRole.Link, new() { Name = "v2 beside v1" }).First.ClickAsync();
        var slider = page.Locator("[data-slide]");
        await slider.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator(".picture-before")).ToHaveAttributeAsync("style", new Regex("--before: 100%"));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToBeVisibleAsync();

        await page.GotoAsync(order);
        await page.GetByRole(AriaRole.Link, new() { Name = "Review them" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("v1");
    }
}
