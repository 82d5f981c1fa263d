using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Workspace;

/// <summary>An installation to which announced rules were given: from 2030 on Amazon wants fuller frames.</summary>
public sealed class ForesightedApp : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("packs-");

    public HubApp App { get; } = new();

    public async Task InitializeAsync()
    {
        var today = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "src", "MainImageHub.Domain", "Rules", "Packs", "amazon.json"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "amazon-2030.json"), today
            .Replace("\"effectiveFrom\": \"2026-11-21\"", "\"effectiveFrom\": \"2030-01-01\"", StringComparison.Ordinal)
            .Replace("\"value\": 85,", "\"value\": 99.5,", StringComparison.Ordinal));
        App.Settings["Hub:RulePacks"] = folder.FullName;
        await App.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)App).DisposeAsync();
        folder.Delete(recursive: true);
    }
}

public sealed class OutlookTests(ForesightedApp foresighted) : IClassFixture<ForesightedApp>
{
    private readonly HubApp app = foresighted.App;

    [Fact]
    public async Task Announced_rules_tell_today_which_live_pictures_will_fail()
    {
        var seller = StoreSetup.NewSeller();
        await app.ControlAsync("listings/seed", new { seller, site = "US", count = 6 });
        var store = await app.ConnectAsync(seller);
        (await app.ImportAsync(store)).GetProperty("status").GetString().Should().Be("completed");

        var before = await AskAsync("2029-12-31");
        var after = await AskAsync("2030-01-01");

        before.GetProperty("judged").GetInt32().Should().Be(6);
        before.GetProperty("failingThen").GetInt32().Should().Be(before.GetProperty("failingNow").GetInt32());
        before.GetProperty("newly").GetArrayLength().Should().Be(0);
        after.GetProperty("failingThen").GetInt32().Should().BeGreaterThan(after.GetProperty("failingNow").GetInt32());
        var named = after.GetProperty("newly").EnumerateArray().ToList();
        named.Should().HaveCount(after.GetProperty("failingThen").GetInt32() - after.GetProperty("failingNow").GetInt32());
        named.Should().OnlyContain(f => f.GetProperty("rules").EnumerateArray().Any(r => r.GetString() == "productFill"));

        using var browser = await new Browser(app.Address).SignInAsync();
        var page = await browser.ReadAsync($"/w/home/rules/outlook?id={after.GetProperty("id").GetGuid()}");
        page.Should().Contain("2030-01-01").And.Contain(named[0].GetProperty("sku").GetString()).And.Contain($"/w/home/listings/{named[0].GetProperty("listingId").GetGuid()}");
        (await browser.ReadAsync("/w/home/rules")).Should().Contain("/w/home/rules/outlook");
        (await browser.PostAsync("/w/home/rules/outlook", ("on", "2031-05-05"))).StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("2020-01-01")]
    [InlineData("2099-01-01")]
    [InlineData(null)]
    public async Task A_day_that_makes_no_sense_is_refused(string? on) =>
        await (await app.Owner.PostAsJsonAsync("/api/v1/rules/outlooks", new { on })).ShouldRefuseAsync(400, "rules.outlookDay");

    [Fact]
    public async Task Another_workspace_knows_nothing_of_it()
    {
        var mine = await AskAsync("2030-02-02");
        var (_, _, stranger) = await app.StrangerAsync();
        (await stranger.GetAsync($"/api/v1/rules/outlooks/{mine.GetProperty("id").GetGuid()}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private Task<JsonElement> AskAsync(string on) => app.LookAheadAsync(on);
}

public sealed class LongOutlookTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task A_long_look_goes_on_where_it_stood()
    {
        // More than a slice, and killed in between: the rows say how far it was.
        var seller = StoreSetup.NewSeller();
        await app.ControlAsync("listings/seed", new { seller, site = "US", count = 1 });
        var store = await app.ConnectAsync(seller);
        await app.ImportAsync(store);
        await app.WithDbAsync(async db =>
        {
            var one = await db.Listings.AsNoTracking().SingleAsync(l => l.StoreId == store);
            for (var i = 0; i < 1200; i++)
            {
                db.Listings.Add(new() { WorkspaceId = one.WorkspaceId, ProductId = one.ProductId, StoreId = store, ExternalId = $"B0MANY{i}", Sku = $"MANY-{i}", LiveAssetId = one.LiveAssetId, CreatedAt = one.CreatedAt });
            }

            return await db.SaveChangesAsync();
        });
        var live = await app.WithDbAsync(db => db.Listings.CountAsync(l => l.LiveAssetId != null));

        (await app.LookAheadAsync("2030-06-01")).GetProperty("judged").GetInt32().Should().Be(live, "each counts once");
    }
}

internal static class LookingAhead
{
    public static async Task<JsonElement> LookAheadAsync(this HubApp app, string on)
    {
        var asked = await app.Owner.PostAsJsonAsync("/api/v1/rules/outlooks", new { on });
        asked.StatusCode.Should().Be(HttpStatusCode.Accepted, await asked.Content.ReadAsStringAsync());
        return await app.RunWorkUntilAsync(() => app.Owner.GetFromJsonAsync<JsonElement>(asked.Headers.Location), o => o.GetProperty("status").GetString() is "completed" or "failed");
    }
}
