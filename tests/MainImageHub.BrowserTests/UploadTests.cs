using MainImageHub.BrowserTests.Support;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MainImageHub.BrowserTests;

/// <summary>Files that were chosen are sent, or stay on the page with the reason: none is lost in silence.</summary>
public sealed class UploadTests(BrowserHub hub) : IClassFixture<BrowserHub>
{
    [BrowserFact]
    public async Task Files_chosen_by_somebody_signed_out_meanwhile_wait_until_they_are_back()
    {
        SetDefaultExpectTimeout(30_000);
        using var pictures = new Pictures();
        var image = await hub.App.PlannedImageAsync();
        var page = await hub.OwnerAsync();
        await page.GotoAsync($"/w/home/images/{image.Id}");
        await page.GetByLabel("Pictures (each becomes a version)").SetInputFilesAsync([Picture("one.jpg", 91), Picture("two.jpg", 92)]);
        await page.Context.ClearCookiesAsync(new() { Name = "hub" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload", Exact = true }).ClickAsync();
        var list = page.Locator("[data-upload-list]");
        await Expect(list).ToContainTextAsync("You are signed out.");
        await Expect(list).ToContainTextAsync("two.jpg – Not sent yet.");
        await BrowserHub.KeepAsync(page, "upload-signed-out");

        var tab = await page.Context.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Sign in (new tab)" }).ClickAsync());
        await tab.FillAsync("input[type=email]", HubApp.OwnerEmail);
        await tab.FillAsync("input[type=password]", HubApp.OwnerPassword);
        await tab.ClickAsync("main form button[type=submit]");
        await tab.WaitForURLAsync("**/w/**");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the remaining files" }).ClickAsync();
        await page.WaitForURLAsync("**?v=2");

        FilePayload Picture(string name, int seed) => new() { Name = name, MimeType = "image/jpeg", Buffer = File.ReadAllBytes(pictures.Product(seed: seed)) };
    }

    [BrowserFact]
    public async Task A_page_that_looks_again_by_itself_leads_to_sign_in_and_back()
    {
        var page = await hub.OwnerAsync();
        await page.GotoAsync("/w/home/jobs");
        await page.Context.ClearCookiesAsync(new() { Name = "hub" });
        await page.WaitForURLAsync("**/sign-in?ReturnUrl=%2Fw%2Fhome%2Fjobs");
    }
}
