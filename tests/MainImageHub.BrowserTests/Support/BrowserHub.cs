using System.Text.RegularExpressions;
using MainImageHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MainImageHub.BrowserTests.Support;

/// <summary>The whole product, its workers running, and a Chromium in front of it.</summary>
public sealed class BrowserHub : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    public HubApp App { get; } = new();

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return;
        }

        App.Settings["Hub:Role"] = "all";
        // A demo day's worth of reports in one go, where the real Amazon would take an hour.
        App.Settings["Simulator:RateLimitScale"] = "100";
        await App.InitializeAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium.Path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        if (browser is null)
        {
            return;
        }

        await browser.DisposeAsync();
        playwright!.Dispose();
        await App.DisposeAsync();
    }

    /// <summary>A fresh window of a person, English unless said otherwise.</summary>
    public async Task<IPage> WindowAsync(string language = "en", int width = 1440, int height = 1000)
    {
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = App.Address.ToString(),
            Locale = language == "en" ? "en-US" : "zh-CN",
            ViewportSize = new() { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    /// <summary>Signed in as the first owner, on Home.</summary>
    public async Task<IPage> OwnerAsync(string language = "en", int width = 1440)
    {
        var page = await WindowAsync(language, width);
        await SignInAsync(page, HubApp.OwnerEmail, HubApp.OwnerPassword);
        // Every caller goes somewhere else from here: that the answer has begun to come is enough. Asked of the address
        // alone, because waiting for a "commit" that has happened already waits for the next one.
        await Expect(page).ToHaveURLAsync(new Regex("/w/"), new() { Timeout = 30_000 });
        return page;
    }

    /// <summary>The caller waits for where that leads.</summary>
    public static async Task SignInAsync(IPage page, string email, string password)
    {
        await page.GotoAsync("/sign-in");
        await page.FillAsync("input[type=email]", email);
        await page.FillAsync("input[type=password]", password);
        await page.ClickAsync("main form button[type=submit]");
    }

    /// <summary>
    /// Where <c>MAINIMAGEHUB_SCREENSHOTS</c> names a folder, keeps a picture of the page there to be looked at.
    /// </summary>
    public static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("MAINIMAGEHUB_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }
}
