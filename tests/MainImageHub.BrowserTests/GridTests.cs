using System.Text.RegularExpressions;
using MainImageHub.BrowserTests.Support;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MainImageHub.BrowserTests;

/// <summary>The grid without a mouse: moving, choosing a stretch, overriding it, and folding a family where one stands.</summary>
public sealed class GridTests(BrowserHub hub) : IClassFixture<BrowserHub>
{
    [BrowserFact]
    public async Task Cells_are_reached_chosen_and_overridden_by_keyboard_alone()
    {
        SetDefaultExpectTimeout(30_000);
        var (first, second) = (await hub.App.ProductAsync("KEYS-1"), await hub.App.ProductAsync("KEYS-2"));
        await hub.App.PlannedImageAsync(Scope.Product, first.Id);
        await hub.App.PlannedImageAsync(Scope.Product, second.Id);
        await hub.App.WithDbAsync(db =>
        {
            db.Stores.Add(new Store { WorkspaceId = first.WorkspaceId, Name = "Keys shop", Marketplace = "amazon", Site = "US", Credentials = [0], CreatedAt = TimeProvider.System.GetUtcNow() });
            return db.SaveChangesAsync();
        });

        var page = await hub.OwnerAsync();
        await page.GotoAsync("/w/home/grid?query=KEYS-");
        var grid = page.GetByRole(AriaRole.Grid);
        await Expect(grid).ToHaveAttributeAsync("aria-multiselectable", "true");
        await Expect(page.Locator("[data-cell][tabindex='0']")).ToHaveCountAsync(1, new());
        await Expect(page.Locator("[data-order=override]")).ToBeDisabledAsync();

        // Product, all places, amazon, amazon/US, the store: the last two columns of both rows.
        await page.Locator("[data-cell][tabindex='0']").FocusAsync();
        foreach (var key in new[] { "ArrowRight", "ArrowRight", "ArrowRight" })
        {
            await page.Keyboard.PressAsync(key);
        }

        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await Expect(page.Locator("[data-chosen]")).ToHaveTextAsync("4");
        await Expect(page.GetByRole(AriaRole.Gridcell, new() { Selected = true })).ToHaveCountAsync(4, new());
        await page.Keyboard.PressAsync("Shift+ArrowLeft");
        await Expect(page.Locator("[data-chosen]")).ToHaveTextAsync("2");
        await BrowserHub.KeepAsync(page, "grid-chosen");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("[data-chosen]")).ToHaveTextAsync("0");

        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Override what is chosen");
        await page.Keyboard.PressAsync("Escape");

        await page.Keyboard.PressAsync("o");
        await Expect(page.Locator("[data-results]")).ToContainTextAsync("KEYS-2 · Amazon US: planned; the brief was copied from all places");
        await BrowserHub.KeepAsync(page, "grid-overridden");
        (await hub.App.WithDbAsync(db => db.MainImages.CountAsync(i => i.ProductId == second.Id && i.ScopeKey == "amazon/US"))).Should().Be(1);

        await page.Locator("[data-cell][tabindex='0']").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(new Regex("/w/home/images/[0-9a-f-]{36}$"));
    }

    [BrowserFact]
    public async Task A_family_is_unfolded_and_folded_by_keyboard_without_losing_ones_place()
    {
        SetDefaultExpectTimeout(30_000);
        var variants = new[] { await hub.App.ProductAsync("KIN-1"), await hub.App.ProductAsync("KIN-2") };
        await hub.App.WithDbAsync(async db =>
        {
            var family = new ProductFamily { WorkspaceId = variants[0].WorkspaceId, Sku = "KIN-PARENT" };
            db.Add(family);
            await db.SaveChangesAsync();
            return await db.Products.Where(p => p.Sku.StartsWith("KIN-")).ExecuteUpdateAsync(set => set.SetProperty(p => p.FamilyId, family.Id));
        });
        var page = await hub.OwnerAsync();
        await page.GotoAsync("/w/home/grid?query=KIN-");
        await page.Locator("[data-cell][tabindex='0']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".grid-toggle")).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(page.Locator("[data-cell]:focus")).ToContainTextAsync("KIN-PARENT");
        await Expect(page.Locator("[data-cell][tabindex='0']")).ToHaveCountAsync(1, new());
        page.Url.Should().Contain("open=");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator("[data-cell]:focus")).ToContainTextAsync("KIN-1");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".grid-toggle")).ToHaveAttributeAsync("aria-expanded", "false");
        page.Url.Should().NotContain("open=");
    }
}
